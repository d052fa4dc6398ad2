"""REST put onto the site: resources, specification, admission, problems."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from functools import cache, cached_property
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Any

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask, Response, request
from flask_smorest import Api
from marshmallow import Schema, fields
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response as AnyResponse

from core.http.admission import allowed
from core.rest import (
    audit,
    brought,
    calendar,
    calling,
    cases,
    changes,
    customer_links,
    customers,
    documents,
    evidence,
    exports,
    imports,
    kinds,
    myself,
    notes,
    notification_templates,
    notifications,
    overrides,
    plans,
    policies,
    privacy,
    problems,
    registers,
    reports,
    steps,
    tokens,
    users,
    values,
    webhooks,
)
from core.rest.ask import Input
from core.rest.operations import Resource
from core.rest.schemas import Problem
from core.rest.tell import Output
from core.translation import Translator

if TYPE_CHECKING:
    from core.app import Desk

RESOURCES: tuple[Resource, ...] = (
    cases.resource, steps.resource, notes.resource, overrides.resource, evidence.resource, documents.resource,
    kinds.resource, customers.resource, customer_links.resource, policies.resource, values.resource,
    imports.resource, calendar.resource, changes.resource, myself.resource, exports.resource, webhooks.resource,
    users.resource, tokens.resource, audit.resource, privacy.resource, notifications.resource,
    notification_templates.resource, reports.resource, plans.resource, registers.resource)
"""Every resource; the place to add another."""

ABOUT = """Cases of after-sales service and everything about them. Every call carries a token
(`Authorization: Bearer shd_…`) whose scopes name what it may do; it sees what its account sees, and what it may not see
looks absent. Errors are problem details with a stable `code`. A change may carry an `Idempotency-Key`, and the
`version` of the case it was decided on."""


class _Said(BaseConverter):
    """Text of a path. Other characters are no such thing: 404."""

    words = ""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.regex = self.words


class CaseNumber(_Said):
    words = r"[\w.-]{1,64}"


class Key(_Said):
    words = r"[\w.-]{1,100}"


class Fingerprint(_Said):
    words = r"[0-9a-f]{1,64}"


CONVERTERS: dict[str, type[_Said]] = {"case": CaseNumber, "key": Key, "fingerprint": Fingerprint}


class Interface(Api):  # type: ignore[misc]
    """smorest's part, less its error handler, which would answer for the pages too. The specification is put together
    when it is first asked for: that takes longer than all the rest of starting."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, *args: Any, **more: Any) -> None:
        self._resources: list[Resource] = []
        self.plugins: dict[str, str] = {}
        """Which plugin brought a resource."""
        self._writing = Lock()
        super().__init__(*args, **more)

    def _register_error_handlers(self) -> None:
        """`problems.install` does it."""

    def handle_http_exception(self, error: Any) -> Any:
        return problems.problem_of(error)

    def _register_responses(self) -> None:
        """`specification` does it."""

    def _describe_problems(self) -> None:
        """Every problem once, by the name of its status."""
        for status in HTTPStatus:
            if status == HTTPStatus.NOT_MODIFIED:
                self.spec.components.response(status.name, {"description": "Nothing has changed."}, lazy=True)
            elif status >= 400:
                self.spec.components.response(status.name, _problem(status), lazy=True)

    def _register_etag_headers(self) -> None:
        """`operations.py` has its own."""

    def _register_pagination_header(self) -> None:
        """Pages say in their body where the next one is."""

    def register_blueprint(self, blp: Resource, **options: Any) -> None:
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        self._app.register_blueprint(blp, **options)
        self._resources.append(blp)

    @cached_property
    def specification(self) -> bytes:
        """The document, as JSON."""
        with self._writing:
            if self._resources:
                self._describe_problems()
            while self._resources:
                self._describe(self._resources.pop(0))
            for name, about in _described(Output) | _described(Input):
                if name in self.spec.components.schemas:
                    self.spec.components.schemas[name]["description"] = about
            return json.dumps(self.spec.to_dict(), ensure_ascii=False).encode()

    def _describe(self, each: Resource) -> None:
        try:
            each.register_views_in_doc(self, self._app, self.spec, name=each.name, parameters=None)
            self.spec.tag({"name": each.title, "description": each.description})
        except Exception as error:
            if each.name not in self.plugins:
                raise
            self._app.extensions["desk"].faces.fault(
                self.plugins[each.name], f"its endpoints cannot be described: {type(error).__name__}: {error}", error)


def _problem(status: HTTPStatus) -> dict[str, Any]:
    code = problems.CODES.get(status, "refused")
    headers = {
        401: {"WWW-Authenticate": {"description": "How to log in.", "schema": {"type": "string"}}},
        429: {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string"}}},
        503: {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string"}}}}.get(int(status), {})
    return {"description": status.phrase, "headers": headers, "content": {problems.MEDIA_TYPE: {
        "schema": Problem, "example": {
            "type": problems.KIND + code, "title": status.phrase, "status": int(status), "detail": status.phrase,
            "code": code, "request_id": "0f3b9c2a7d514e68"}}}}


def install(app: Flask, desk: Desk) -> None:
    """Put REST at `/api/v1` of a site, beside its pages."""
    app.config.update(API_TITLE=f"{desk.config.business} – Shouhou", API_VERSION="v1", OPENAPI_VERSION="3.1.0",
                      OPENAPI_URL_PREFIX=None)
    app.url_map.converters.update(CONVERTERS)
    problems.install(app)
    calling.install(app, desk, _translators(desk))
    interface = Interface(app, spec_kwargs={
        "marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=lambda schema: _schema_name(schema)),
        "info": {"description": ABOUT}, "servers": [{"url": "/"}]})
    for converter in CONVERTERS.values():
        interface.register_converter(converter, lambda each: {"type": "string", "pattern": f"^{each.regex}$"})
    interface.register_field(fields.Field, None, None)
    interface.spec.components.security_scheme("bearer", {
        "type": "http", "scheme": "bearer",
        "description": "A token of an account: `shouhou token add`, or the page of one's own account."})
    for each in RESOURCES:
        interface.register_blueprint(each)
        app.extensions["csrf"].exempt(each)
    for name, each in brought.resources(desk, app):
        interface.register_blueprint(each)
        app.extensions["csrf"].exempt(each)
        interface.plugins[each.name] = name
    _serve_specification(app, interface)


def _described(base: type[Schema]) -> set[tuple[str, str]]:
    """Name and first sentence of every schema."""
    return {(each.__name__, (each.__doc__ or "").strip()) for each in base.__subclasses__()}.union(
        *map(_described, base.__subclasses__()))


def _schema_name(schema: Any) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    return str(kind.__name__)


def _translators(desk: Desk) -> Any:
    """The words of a language, moments of data in UTC."""
    @cache
    def translator(language: str) -> Translator:
        found = Translator(language, desk.installed.catalogues)
        found.zone = UTC
        return found

    return translator


def _serve_specification(app: Flask, interface: Interface) -> None:
    @app.get("/api/v1/openapi.json", endpoint="api.specification", provide_automatic_options=False)
    @allowed("anyone")
    def specification() -> AnyResponse:
        """What there is, for programs."""
        reply = Response(interface.specification, mimetype="application/json")
        reply.set_etag(hashlib.sha256(interface.specification).hexdigest()[:32])
        return reply.make_conditional(request)
