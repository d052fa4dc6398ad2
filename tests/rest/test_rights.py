"""Every operation of the running interface, called as every duty with all its scopes, and with all but the one it
needs. An operation that is missing from the table fails."""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from core.http.admission import PROGRAMS
from core.services.tokens import STEP
from tests.attack.desk import APPLICATION, DUTIES, RETURN, TOLD, Named, Shop, picture
from tests.rest.programs import Contract, Programs, every_scope
from tests.rights.test_pages import MANAGER, OPENERS, OVERRULERS, WORKERS

Body = Mapping[str, Any]
SERVICE = frozenset({"service"})
CASE = "/cases/{names.new}"
FRESH = {**APPLICATION, "bought_on": "2025-10-10", "received_at": "2025-10-12T15:00:00+08:00"}

TABLE: dict[str, tuple[frozenset[str], str, str, Body | None]] = {
    "list_cases": (WORKERS, "GET", "/cases", None),
    "open_case": (OPENERS, "POST", "/cases", {"kind": RETURN, "answers": FRESH}),
    "get_case": (WORKERS, "GET", CASE, None),
    "list_case_items": (WORKERS, "GET", CASE + "/items", None),
    "list_case_offers": (WORKERS, "GET", CASE + "/offers", None),
    "list_case_clocks": (WORKERS, "GET", CASE + "/clocks", None),
    "list_case_charges": (WORKERS, "GET", CASE + "/charges", None),
    "list_case_events": (WORKERS, "GET", CASE + "/events", None),
    "list_case_papers": (WORKERS, "GET", CASE + "/papers", None),
    "take_step": (SERVICE, "POST", CASE + "/steps/apply.accept", {"version": 6, "answers": {
        name: True for name in TOLD}}),
    "preview_step": (SERVICE, "POST", CASE + "/steps/apply.accept/preview", {"answers": {
        name: True for name in TOLD}}),
    "get_step_form": (WORKERS, "GET", CASE + "/steps/apply.accept/form", None),
    "comment_case": (WORKERS, "POST", CASE + "/comments", {"text": "Hello"}),
    "log_contact": (WORKERS, "POST", CASE + "/contacts", {"channel": "phone", "direction": "in", "reached": True}),
    "wait_for": (OPENERS, "POST", CASE + "/wait", {"party": "factory", "why": "Asked"}),
    "resume_case": (OPENERS, "POST", "/cases/{names.waiting}/resume", {}),
    "assign_case": (OPENERS, "POST", CASE + "/assign", {"user_id": 1}),
    "correct_case": (OPENERS, "POST", CASE + "/correct", {"answers": FRESH}),
    "split_case": (OPENERS, "POST", CASE + "/split", {"items": [1], "why": "One goes"}),
    "link_case": (OPENERS, "POST", CASE + "/links", {"other": "{names.posted}", "relation": "related"}),
    "reopen_case": (MANAGER, "POST", "/cases/{names.declined}/reopen", {"why": "Again"}),
    "ask_override": (OVERRULERS, "POST", "/cases/{names.late}/overrides", {
        "rule": "in_return_window", "reason": "Ill"}),
    "answer_override": (MANAGER, "POST", "/cases/{names.asked}/overrides/{names.fingerprint}/answer", {"grant": True}),
    "list_evidence": (WORKERS, "GET", CASE + "/evidence", None),
    "upload_evidence": (WORKERS, "POST", CASE + "/evidence", None),
    "get_evidence": (WORKERS, "GET", CASE + "/evidence/{names.evidence}", None),
    "list_kinds": (WORKERS, "GET", "/kinds", None),
    "get_opening_form": (OPENERS, "GET", f"/kinds/{RETURN}/form", None),
}
"""Who may, how it is called. Others who see cases get 403; who sees none, too: the door is before the room."""


def test_the_table_names_every_operation(contract: Contract) -> None:
    assert {operation["operationId"] for _, _, operation in contract.operations()} == TABLE.keys()


@pytest.fixture(scope="module")
def doors(pattern: tuple[Path, Named], contract: Contract,
          tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shop, Programs]]:
    folder = tmp_path_factory.mktemp("doors") / "desk"
    shutil.copytree(pattern[0], folder)
    shop = Shop(folder, pattern[1])
    shop.names.declined = shop.desk.opening.open(shop["service"], _late()).number
    shop.desk.steps.take(shop["service"], shop.names.declined, "apply.decline", {"why": "Late", "told_by": "phone"})
    programs = Programs(shop, contract)
    for login in DUTIES:
        programs(login)
        for needed in every_scope(shop[login]):
            rest = [each for each in every_scope(shop[login]) if each != needed]
            programs.made[login, "without", needed] = programs(login, *rest).token
    shop.keep()
    yield shop, programs
    shop.desk.store.dispose()


def _late() -> Any:
    from core.services.opening import Request

    return Request(RETURN, {**APPLICATION, "bought_on": "2025-08-01", "order_no": "D-declined"})


def _call(shop: Shop, programs: Programs, name: str) -> Callable[..., Any]:
    _, method, path, body = TABLE[name]
    address = path.format(names=shop.names)
    said = None if body is None else {
        key: each.format(names=shop.names) if isinstance(each, str) else each for key, each in body.items()}

    def call(*whose: str) -> Any:
        more: dict[str, Any] = {}
        if name == "upload_evidence":
            more["data"] = {"file": (BytesIO(picture((5, 5, 5))), "a.jpg")}
        return programs(*whose).send(method, address, said, **more)
    return call


@pytest.mark.parametrize("name", TABLE)
def test_who_may(doors: tuple[Shop, Programs], contract: Contract, name: str) -> None:
    shop, programs = doors
    allowed, method, _, _ = TABLE[name]
    call, found = _call(shop, programs, name), {}
    (needed,), = (each["bearer"] for _, _, operation in contract.operations() if operation["operationId"] == name
                  for each in operation["security"])
    with shop.unchanged("tokens", "accesses"):
        assert call("").status_code == 401
        for login in (each for each in DUTIES if needed in every_scope(shop[each])):
            short = call(login, "without", needed).get_json(force=True)
            assert (short["status"], short["code"], short["scope"]) == (403, "missing-scope", needed)
        for login in (each for each in DUTIES if each not in allowed):
            reply = call(login)
            found[login] = reply.status_code < 300
            # Who sees no cases is told of none, where the door is that of steps.
            assert reply.status_code == (404 if needed == STEP.key and login == "administrator" else 403), login
    for login in sorted(allowed):
        found[login] = call(login).status_code < 300
        if method == "POST":
            shop.restore()
    assert found == {login: login in allowed for login in DUTIES}


def test_routes_stand_behind_the_door(doors: tuple[Shop, Programs]) -> None:
    """Without a token no address below `/api/` says anything but the specification."""
    shop, _ = doors
    client = shop.app.test_client()
    for rule in shop.app.url_map.iter_rules():
        if rule.rule.startswith(PROGRAMS) and not rule.rule.endswith("openapi.json"):
            address = re.sub(r"<int[^>]*>", "1", rule.rule)
            address = re.sub(r"<[^>]+>", "abc", address)
            for method in (rule.methods or set()) - {"HEAD"}:
                assert client.open(address, method=method, json={}).status_code == 401, rule
