"""Operations: what a method of a resource says about itself, in one decorator, becomes admission, reading of input and
the whole of its specification."""

import hashlib
from collections.abc import Callable, Mapping
from copy import deepcopy
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, json, request, url_for
from flask_smorest import Blueprint

from core.domain.people import Permission
from core.http.admission import Who, allowed
from core.representation import state_title
from core.rest.ask import Input
from core.rest.calling import say, the_desk
from core.rest.parsing import JSON, Parser
from core.rest.tell import Output
from core.services.records import Receipt

View = TypeVar("View", bound=Callable[..., Any])

PATHS: Mapping[str, str] = {
    "number": "Number of the case.", "kind": "Kind of case, such as `furniture.return`.",
    "document": "Key of the document, such as `return_form`.",
    "step": "Key of the step, such as `apply.accept`.", "fingerprint": "Fingerprint of the refusal.",
    "evidence": "Id of the file.", "customer": "Id of the customer.", "product": "Id of the product.",
    "industry": "Name of the industry, such as `furniture`.", "register": "Key of the register.",
    "entry": "Id of the entry.", "policy": "Name of the regulation within its industry.",
    "term": "Key of the term, such as `refund.within`.", "run": "Id of the run.", "year": "Year.",
    "export": "Id of the export.", "webhook": "Id of the webhook.", "delivery": "Id of the delivery.",
    "user": "Id of the account.", "token": "Id of the token.", "calendar": "Name of the calendar, such as `default`.",
    "change": "Id of the planned change.", "task": "Id of the task.",
    "duty": "Key of the duty, such as `quality`.", "report": "Key of the report.",
    "notification": "Id of the notification.",
    "message": "Id of the message.", "telling": "What sort of thing is told, such as `missed`.",
    "link": "Id of the link.", "channel": "`desk`, `email`, or the key of a plugin's channel.",
    "language": "`zh` or `en`."}
"""What stands in a path, in words."""
ALWAYS = (400, 401, 403, 404, 422, 429, 500, 503)
REFUSING, CHANGING, WITH_BODY, EXTRA = (409,), (507,), (413, 415), (501,)
KEY = {"name": "Idempotency-Key", "in": "header", "required": False,
       "description": "Marks a request that may be sent twice: the second is not done again but answered as the first "
                      "(`Idempotency-Replayed: true`), for 24 hours.",
       "schema": {"type": "string", "minLength": 8, "maxLength": 128, "pattern": "^[\\x21-\\x7e]{8,128}$"}}
SEEN = {"name": "If-None-Match", "in": "header", "required": False,
        "description": "ETag of what you have: 304 if it is still so.", "schema": {"type": "string"}}
LANGUAGE = {"name": "Accept-Language", "in": "header", "required": False,
            "description": "`zh` or `en`; else the account's language.", "schema": {"type": "string"}}
REPLAYED = {"Idempotency-Replayed": {"description": "`true` where the request was done before.",
                                     "schema": {"type": "string"}}}
ETAG = {"ETag": {"description": "Names what is answered.", "schema": {"type": "string"}}}


class Resource(Blueprint):  # type: ignore[misc]
    """A group of operations. `name` is its own, `title` how the specification calls it, `paths` says in words what
    stands in its paths beside what others have there."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, title: str, about: str, paths: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__(f"api-{name}", __name__, description=about, url_prefix="/api/v1")
        self.title, self.paths = title, {**PATHS, **paths}

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Where a `MethodView` answers, below `/api/v1`."""
        named = [{"name": name, "in": "path", "description": words} for name, words in self.paths.items()
                 if f":{name}>" in rule or f"<{name}>" in rule]
        put: Callable[[View], View] = super().route(rule, parameters=named, tags=[self.title], **options)

        def decorate(view: View) -> View:
            view.provide_automatic_options = False  # type: ignore[attr-defined]
            return put(view)
        return decorate

    def reads(self, name: str, who: Who, answers: type[Output], *, asks: type[Input] | None = None,
              refuses: bool = False) -> Callable[[View], View]:
        """An operation that changes nothing. `refuses` where 409 may come of it."""
        return self._operation(name, who, answers, 200, asks=asks, refuses=refuses, headers=[SEEN], gives=ETAG)

    def fetches(self, name: str, who: Who, kinds: tuple[str, ...], *, asks: type[Input] | None = None,
                noted: bool = False, extra: bool = False) -> Callable[[View], View]:
        """An operation that answers with a file of one of these media types. `noted` where that must be written down
        first, so that it fails with the disk full; `extra` where not every desk can do it."""
        return self._operation(name, who, kinds, 200, asks=asks, refuses=not extra, changes=noted, extra=extra,
                               headers=[], gives={})

    def does(self, name: str, who: Who, answers: type[Output], *, takes: type[Input] | None = None,
             status: int = 200, keyed: bool = True, form: Mapping[str, Any] | None = None) -> Callable[[View], View]:
        """An operation with a body: JSON by the schema `takes`, or a `form` (JSON Schema) with files. `keyed` unless
        it changes nothing."""
        return self._operation(name, who, answers, status, takes=takes, form=form, refuses=True, changes=True,
                               headers=[KEY] if keyed else [], gives=REPLAYED if keyed else {})

    def _operation(self, name: str, who: Who, answers: type[Output] | tuple[str, ...], status: int, *,
                   asks: type[Input] | None = None, takes: type[Input] | None = None,
                   form: Mapping[str, Any] | None = None, refuses: bool = False, changes: bool = False,
                   extra: bool = False, headers: list[dict[str, Any]],
                   gives: Mapping[str, Any]) -> Callable[[View], View]:
        def decorate(view: View) -> View:
            made: Any = view
            if takes:
                made = self.arguments(takes, example=dict(takes.example))(made)
            if asks:
                made = self.arguments(asks, location="query")(made)
            for media_type, schema, example in _answered(answers):
                made = self.response(status, schema, example=example, headers=dict(gives), content_type=media_type,
                                     description=HTTPStatus(status).phrase)(made)
            made = self.doc(operationId=name, security=[
                {"bearer": [who.key] if isinstance(who, Permission) else []}], **(
                {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": form}}}}
                if form else {}))(made)
            # Written at once: a decorator for each would copy the whole documentation each time, and wrap the view.
            documented = made._apidoc.setdefault("response", {}).setdefault("responses", {})
            for code in (*((304,) if gives is ETAG else ()), *ALWAYS, *(REFUSING if refuses else ()),
                         *(CHANGING if changes else ()), *(EXTRA if extra else ()),
                         *(WITH_BODY if takes or form else ())):
                documented.setdefault(code, []).append(HTTPStatus(code).name)
            for each in (*headers, LANGUAGE):
                made._apidoc.setdefault("arguments", {}).setdefault("parameters", []).append(deepcopy(each))
            found: View = allowed(who)(made)
            return found
        return decorate


def _answered(answers: type[Output] | tuple[str, ...]) -> list[tuple[str, Any, Any]]:
    """Media type, schema and example of each form of an answer."""
    if isinstance(answers, tuple):
        return [(each, {"type": "string", "contentMediaType": each}, None) for each in answers]
    return [(JSON, answers, deepcopy(dict(answers.example)))]


def said(data: Mapping[str, Any]) -> Response:
    """A reading, with an ETag over all of it but what only tells the time."""
    body = json.dumps(data)
    lasting = json.dumps(_lasting(data), sort_keys=True)
    reply = Response(body, mimetype=JSON)
    reply.set_etag(hashlib.sha256(f"{say().language}\n{lasting}".encode()).hexdigest()[:32], weak=True)
    if request.if_none_match.contains_weak(reply.get_etag()[0] or ""):
        reply.status_code = 304
        reply.set_data(b"")
        del reply.headers["Content-Type"]
    return reply


def _lasting(data: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: each for name, each in data.items() if name != "at"}
    if "clocks" in kept:
        kept["clocks"] = [{name: each for name, each in clock.items() if name != "segments"}
                          for clock in kept["clocks"]]
    return kept


def done(receipt: Receipt, status: int = 200, **more: Any) -> Response:
    """What a change of a case left."""
    title = state_title(the_desk().installed.industries.values(), receipt.state)
    return made({**receipt.data(), "state_title": say()(title), **more}, status, replayed=receipt.replayed,
                location=url_for("api-cases.OneCase", number=receipt.number) if status == 201 else "")


def made(data: Mapping[str, Any], status: int = 200, *, replayed: bool = False, location: str = "") -> Response:
    """What a change left, and whether it had been made before."""
    reply = Response(json.dumps(data), status, mimetype=JSON)
    if replayed:
        reply.headers["Idempotency-Replayed"] = "true"
    if location:
        reply.headers["Location"] = location
    return reply


def paged(data: Mapping[str, Any], next_cursor: str) -> Response:
    """A page of a list, with where it goes on."""
    further = None
    if next_cursor:
        asked = [(name, each) for name, each in request.args.items(multi=True) if name != "cursor"]
        further = f"{request.path}?{urlencode([*asked, ('cursor', next_cursor)])}"
    reply = said({**data, "next_cursor": next_cursor or None, "next": further})
    if further:
        reply.headers["Link"] = f'<{further}>; rel="next"'
    return reply
