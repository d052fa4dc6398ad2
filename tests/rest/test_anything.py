"""Whatever a program sends, by the specification or against it: no fault, and every reply is one that is specified."""

from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from core.domain.people import Actor
from tests.attack.desk import Shop
from tests.rest.programs import ROOT, every_scope

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
          response_schema_conformance, negative_data_rejection]


def caller(shop: Shop, operation: Any) -> str:
    """A fresh token of somebody who may call an operation: what came before may have ended those there were."""
    needed, = (each["bearer"] for each in operation.definition.raw["security"])
    login = next(each for each in ("service", "manager", "administrator")
                 if not needed or needed[0] in scopes_of(shop, each))
    with shop.desk.store.unit_of_work() as work:
        row = work.users.get(shop.names.users[login])
        row.active, row.duties, row.scope = True, [login], "all"
        work.commit()
    return shop.desk.tokens.create(Actor.system(), title="anything", scopes=scopes_of(shop, login),
                                   user_id=row.id).token


def scopes_of(shop: Shop, login: str) -> list[str]:
    """All that somebody's token can have, of plugins' permissions too."""
    brought = shop.desk.faces.permissions
    return [*every_scope(shop[login]), *(key for key, needed in brought.items() if shop[login].may(needed))]


def cases(operation: Any, shop: Shop) -> st.SearchStrategy[Any]:
    """Calls that fit the specification and calls that do not, half of them about something that is there."""
    names = shop.names
    there = {"number": names.new, "step": "apply.accept", "evidence": names.evidence, "fingerprint": "0" * 16,
             "kind": "furniture.return", "customer": names.spare, "user": names.users["second"],
             "webhook": names.webhook, "delivery": names.delivery, "notification": names.notification,
             "message": names.message, "export": names.export,
             "token": 1, "run": names.run, "product": names.product, "year": 2025, "industry": "furniture",
             "policy": "return-exchange", "term": "refund.within"}
    known = {each.name: there[each.name] for each in operation.path_parameters if each.name in there}
    return st.one_of(*(operation.as_strategy(mode, path_parameters=known if fixed and known else None)
                       for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE) for fixed in (True, False)
                       if not (fixed and mode is GenerationMode.NEGATIVE and not list(operation.body))))


def try_out(operation: Any, shop: Shop) -> int:
    """Call an operation in many ways; how many. Raises what was found."""
    token, tried = caller(shop, operation), 0

    @seed(4711)
    @settings(max_examples=10, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))
    @given(case=cases(operation, shop))
    def attempt(case: Any) -> None:
        nonlocal tried
        tried += 1
        reply = case.call(headers={"Authorization": f"Bearer {token}"})
        case.validate_response(reply, checks=CHECKS)

    attempt()
    return tried


@pytest.mark.slow
def test_anything(shop: Shop) -> None:
    shop.desk.config = replace(shop.desk.config, api_per_minute=1_000_000)
    schema = schemathesis.openapi.from_wsgi(ROOT + "/openapi.json", shop.app)
    tried, faults = 0, list[str]()
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]
        try:
            tried += try_out(operation, shop)
        except (Exception, FailureGroup) as error:
            faults.append(f"{operation.label}: {error}")
    assert not faults, "\n\n".join(faults)
    assert tried > 500
