"""Programs that call the desk by a token, and the contract every reply to them has to keep."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from openapi_schema_validator import OAS31Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from werkzeug.test import TestResponse

from core.accounts.tokens import SCOPES, STEP
from core.domain.people import Actor
from tests.attack.desk import Shop

ROOT = "/api/v1"
PROBLEM = "application/problem+json"
Json = Any


class Contract:
    """The specification that a site serves."""

    def __init__(self, shop: Shop) -> None:
        self.spec: dict[str, Any] = json.loads(shop.app.test_client().get(ROOT + "/openapi.json").data)
        self.registry: Registry[Any] = Registry().with_resource(
            "urn:spec", Resource.from_contents(self.spec, DRAFT202012))
        self.paths = [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in self.spec["paths"]]

    def operation(self, method: str, path: str) -> dict[str, Any] | None:
        """What is specified of an address."""
        found = [template for pattern, template in self.paths if pattern.fullmatch(path)]
        best = min(found, key=lambda each: each.count("{"), default=None)
        said: dict[str, Any] | None = self.spec["paths"][best].get(method.lower()) if best else None
        return said

    def operations(self) -> Iterable[tuple[str, str, dict[str, Any]]]:
        for path, methods in self.spec["paths"].items():
            for method, operation in methods.items():
                if method != "parameters":
                    yield path, method, operation

    def resolved(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a reference stands for."""
        while "$ref" in part:
            found: Any = self.spec
            for name in part["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            part = found
        return part

    def faults(self, schema: Mapping[str, Any], said: Json) -> list[str]:
        """Where data does not keep to a schema, and what it holds that the schema does not name."""
        local = json.loads(json.dumps(schema).replace('"#/components', '"urn:spec#/components'))
        found = [f"{'/'.join(map(str, each.absolute_path))}: {each.message[:200]}"
                 for each in OAS31Validator(local, registry=self.registry).iter_errors(said)]
        return found + list(self._unnamed(schema, said))

    def _unnamed(self, schema: Mapping[str, Any], said: Json, path: str = "") -> Iterable[str]:
        schema = self.resolved(schema)
        options = [self.resolved(each) for each in schema.get("anyOf", ())]
        if options and "properties" not in schema:
            schema = next((each for each in options if each.get("type") != "null"), schema)
        if isinstance(said, dict) and "properties" in schema:
            for name, each in said.items():
                if name in schema["properties"]:
                    yield from self._unnamed(schema["properties"][name], each, f"{path}/{name}")
                else:
                    yield f"{path}/{name} is not in the specification"
        elif isinstance(said, list) and "items" in schema:
            for each in said:
                yield from self._unnamed(schema["items"], each, path)

    def check(self, method: str, path: str, reply: TestResponse) -> None:
        """Every reply is one that the specification names."""
        operation = self.operation(method, path)
        if operation is None:
            return
        assert str(reply.status_code) in operation["responses"], (method, path, reply.status)
        specified = self.resolved(operation["responses"][str(reply.status_code)])
        if reply.status_code == 304:
            assert not reply.data
            return
        assert reply.mimetype in specified["content"], (reply.mimetype, path)
        if reply.is_json:
            schema = specified["content"][reply.mimetype]["schema"]
            assert self.faults(schema, reply.json) == [], (method, path, reply.text[:500])


@dataclass
class Program:
    """A program with a token, speaking English; it notices every breach of contract."""

    shop: Shop
    token: str
    contract: Contract
    headers: dict[str, str] = field(default_factory=lambda: {"Accept-Language": "en"})

    @cached_property
    def _client(self) -> Any:
        return self.shop.app.test_client()

    def send(self, method: str, path: str, body: Json = None, *, key: str = "",
             headers: Mapping[str, str] | None = None, **more: Any) -> Any:
        """Call an address below `/api/v1`; the `TestResponse`."""
        said = {**self.headers, **({"Authorization": f"Bearer {self.token}"} if self.token else {}),
                **({"Idempotency-Key": key} if key else {}), **(headers or {})}
        if body is not None:
            more["json"] = body
        reply: TestResponse = self._client.open(ROOT + path, method=method, headers=said, **more)
        self.contract.check(method, ROOT + path.partition("?")[0], reply)
        if reply.status_code >= 400:
            assert reply.mimetype == PROBLEM, (path, reply.mimetype)
            said_problem = reply.get_json(force=True)
            assert said_problem["status"] == reply.status_code and said_problem["code"]
            assert said_problem["request_id"] == reply.headers["X-Request-Id"]
        return reply

    def get(self, path: str, **more: Any) -> Any:
        return self.send("GET", path, **more)

    def post(self, path: str, body: Json = None, **more: Any) -> Any:
        return self.send("POST", path, body, **more)


def every_scope(actor: Actor) -> list[str]:
    """All that a token of an account can have."""
    return [key for key in SCOPES if SCOPES[key] != STEP and actor.may(SCOPES[key])] + [STEP.key] * bool(actor.duties)


@dataclass
class Programs:
    """Tokens of the shop's people, made when first asked for."""

    shop: Shop
    contract: Contract
    made: dict[tuple[str, ...], str] = field(default_factory=dict)

    def __call__(self, login: str = "", *scopes: str) -> Program:
        """A program that acts as somebody, with every scope they can have unless some are named."""
        if login and (login, *scopes) not in self.made:
            wanted = scopes or tuple(every_scope(self.shop[login]))
            self.made[login, *scopes] = self.shop.desk.tokens.create(
                Actor.system(), title="test", scopes=wanted, user_id=self.shop.names.users[login]).token
        return Program(self.shop, self.made.get((login, *scopes), ""), self.contract)
