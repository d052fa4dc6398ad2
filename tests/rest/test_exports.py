"""Exports over REST: asked for, looked at, fetched by whoever asked, with no more than the token sees."""

import csv
from io import StringIO
from typing import Any

import pytest

from core.exports.service import MOST_WAITING
from tests.attack.desk import Shop
from tests.rest.programs import Program, Programs
from tests.rest.refusing import same_but_for_the_request

PHONE = "13800006621"
ASKED = {"what": "cases", "form": "csv"}


@pytest.fixture
def manager(programs: Programs) -> Program:
    return programs("manager")


def lines(program: Program, export: int) -> list[dict[str, str]]:
    reply = program.get(f"/exports/{export}/file")
    assert reply.status_code == 200, reply.text
    return list(csv.DictReader(StringIO(reply.data.decode("utf-8-sig"))))


def test_a_small_table_is_made_at_once(shop: Shop, manager: Program) -> None:
    asked = manager.post("/exports", ASKED)
    assert asked.status_code == 201 and asked.json["state"] == "done" and asked.json["rows_done"] == 8
    place = asked.headers["Location"].removeprefix("/api/v1")
    assert manager.get(place).json == asked.json
    assert asked.json in manager.get("/exports").json["exports"]
    reply = manager.get(place + "/file")
    assert reply.headers["Content-Disposition"].startswith("attachment")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    assert len(lines(manager, asked.json["id"])) == 8 and PHONE in reply.text
    assert manager.send("DELETE", place).json == {"id": asked.json["id"], "removed": True}
    assert manager.get(place).status_code == manager.get(place + "/file").status_code == 404


def test_a_large_one_is_left_to_the_worker(shop: Shop, manager: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.rest.exports.SMALL", 7)
    asked = manager.post("/exports", {**ASKED, "form": "xlsx"}).json
    assert asked["state"] == "waiting"
    early = manager.get(f"/exports/{asked['id']}/file")
    assert (early.status_code, early.get_json(force=True)["code"]) == (409, "refused")
    shop.desk.exports.make(asked["id"])
    reply = manager.get(f"/exports/{asked['id']}/file")
    assert reply.status_code == 200 and reply.data.startswith(b"PK")


FILTERS: tuple[tuple[dict[str, Any], set[str] | None], ...] = (
    ({"open": True}, {"new", "late", "asked", "waiting", "checked", "posted", "arrived"}),
    ({"open": False}, {"ended"}), ({"q": "Dora"}, set()), ({"assignee": "me"}, set()),
    ({"since": "2025-10-12"}, {"late", "asked", "waiting", "new"}),
    ({"until": "2025-10-11"}, {"checked", "posted", "arrived", "ended"}), ({"waiting": "customer"}, None),
    ({"since": "2025-10-13", "until": "2025-10-13"}, {"new"}), ({"late": True}, None), ({"today": True}, None),
    ({"kind": ["furniture.return"], "state": ["apply.received"]}, None))
"""What is asked for, and which cases that leaves where it is known."""


def test_a_table_has_what_a_list_has(shop: Shop, manager: Program) -> None:
    for wanted, left in FILTERS:
        asked = manager.post("/exports", {**ASKED, **wanted}).json
        found = {next(iter(each.values())) for each in lines(manager, asked["id"])}
        query = {name: "true" if each is True else "false" if each is False else each for name, each in wanted.items()}
        listed = manager.get("/cases", query_string=query).json["cases"]
        assert found == {each["number"] for each in listed}, wanted
        assert left is None or found == {getattr(shop.names, name) for name in left}, wanted


def test_days_are_days(shop: Shop, manager: Program) -> None:
    for name in ("since", "until"):
        for said in ("2025-02-30", "0001-01-01", "9999-12-31"):
            reply = manager.post("/exports", {**ASKED, name: said})
            assert reply.status_code == 422 and name in reply.get_json(force=True)["errors"]
            assert manager.get(f"/cases?{name}={said}").status_code == 422


def test_a_token_gets_no_more_than_it_sees(shop: Shop, programs: Programs, manager: Program,
                                           monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker makes a table by the rights of the account; a token without phones must not get them that way."""
    narrow = programs("manager", "export.run", "case.view")
    masked = narrow.post("/exports", ASKED).json
    said = narrow.get(f"/exports/{masked['id']}/file").text
    assert PHONE not in said and "138****6621" in said
    whole = manager.post("/exports", ASKED).json
    assert whole["id"] != masked["id"]
    refused = narrow.get(f"/exports/{whole['id']}/file")
    assert (refused.status_code, refused.get_json(force=True)["code"]) == (409, "refused")
    monkeypatch.setattr("core.rest.exports.SMALL", 0)
    waits, waits_too = (each.post("/exports", ASKED).json["id"] for each in (narrow, manager))
    assert waits != waits_too
    for each in (waits, waits_too):
        shop.desk.exports.make(each)
    assert PHONE not in narrow.get(f"/exports/{waits}/file").text
    assert PHONE in manager.get(f"/exports/{waits_too}/file").text


def test_without_seeing_cases_there_is_no_table(shop: Shop, programs: Programs) -> None:
    blind = programs("manager", "export.run")
    with shop.unchanged("tokens"):
        assert blind.post("/exports", ASKED).status_code == 403
        assert blind.get(f"/exports/{shop.names.export}/file").status_code == 403


def test_another_s_looks_absent(shop: Shop, programs: Programs) -> None:
    other = programs("second")
    for path in ("/exports/{}", "/exports/{}/file"):
        same_but_for_the_request(other.get(path.format(shop.names.export)), other.get(path.format(999)))
    with shop.unchanged("tokens"):
        same_but_for_the_request(other.send("DELETE", f"/exports/{shop.names.export}"),
                                 other.send("DELETE", "/exports/999"))
    assert other.get("/exports").json == {"exports": []}


def test_asking_twice_by_one_key_is_asking_once(shop: Shop, manager: Program) -> None:
    first = manager.post("/exports", ASKED, key="export-01")
    with shop.unchanged("tokens"):
        second = manager.post("/exports", ASKED, key="export-01")
        other = manager.post("/exports", {**ASKED, "form": "xlsx"}, key="export-01")
    assert first.json == second.json and second.headers["Idempotency-Replayed"] == "true"
    assert other.get_json(force=True)["code"] == "key-reused"


def test_it_runs_out_and_is_said_so(shop: Shop, manager: Program) -> None:
    from datetime import timedelta

    asked = manager.post("/exports", ASKED).json
    shop.clock.at += timedelta(hours=shop.desk.config.exports_kept_hours, seconds=1)
    assert manager.get(f"/exports/{asked['id']}").json["state"] == "expired"
    assert manager.get(f"/exports/{asked['id']}/file").status_code == 409


def test_too_many_are_refused(shop: Shop, manager: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.rest.exports.SMALL", 0)
    wanted = [{**ASKED, "since": f"2025-09-{day}"} for day in range(10, 10 + MOST_WAITING + 1)]
    replies = [manager.post("/exports", each) for each in wanted]
    assert [each.status_code for each in replies] == [201] * MOST_WAITING + [409]


def test_every_fetch_is_noted(shop: Shop, manager: Program) -> None:
    asked = manager.post("/exports", {**ASKED, "what": "customers"}).json
    manager.get(f"/exports/{asked['id']}/file")
    noted = shop.desk.accesses.list(shop["manager"])
    assert [(each.action, each.face) for each in noted[:2]] == [("export.fetch", "rest"), ("export.make", "rest")]


def test_nonsense_is_told(shop: Shop, manager: Program) -> None:
    with shop.unchanged("tokens"):
        for said, field in (
                ({"what": "people", "form": "csv"}, "what"), ({"what": "cases", "form": "pdf"}, "form"),
                ({"form": "csv"}, "what"), ({**ASKED, "assignee": "somebody"}, "assignee"),
                ({**ASKED, "open": "true"}, "open"), ({**ASKED, "limit": 5}, "limit")):
            reply = manager.post("/exports", said)
            assert reply.status_code == 422 and list(reply.get_json(force=True)["errors"]) == [field]
