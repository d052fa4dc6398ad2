"""Calendars and planned changes over REST."""

from io import BytesIO
from typing import Any

import pytest

from tests.attack.desk import CLOSING, DAYS_OFF, Shop
from tests.rest.programs import Program, Programs


@pytest.fixture
def manager(programs: Programs) -> Program:
    return programs("manager")


def test_a_change_is_drafted_looked_at_and_applied(shop: Shop, manager: Program) -> None:
    drafted = manager.post("/changes", {"kind": "calendar", "content": {"closed": [
        {"from": "2025-10-14", "until": "2025-10-15", "name": "Stock-taking"}]}, "title": "Stock-taking"},
                           key="draft-it-once")
    assert (drafted.status_code, drafted.json["state"], drafted.json["found"]) == (201, "looking", None)
    again = manager.post("/changes", {"kind": "calendar", "content": {"closed": [
        {"from": "2025-10-14", "until": "2025-10-15", "name": "Stock-taking"}]}, "title": "Stock-taking"},
                         key="draft-it-once")
    assert again.json["change"] == drafted.json["change"] and again.headers["Idempotency-Replayed"] == "true"
    place = drafted.headers["Location"].removeprefix("/api/v1")
    early = manager.post(place + "/apply", {"applies": "open"})
    assert (early.status_code, early.get_json(force=True)["code"]) == (409, "refused")
    shop.desk.planning.work(drafted.json["change"])
    looked = manager.get(place).json
    assert looked["state"] == "looked" and looked["found"]["open"] == 7 and looked["found"]["moved"] > 0
    assert looked["found"]["summary"].startswith(f"{looked['found']['moved']} open cases move")
    assert looked["differences"][0] == {"day": "2025-10-14", "what": "2025-10-14", "before": "an ordinary day",
                                        "after": "Closed (Stock-taking)"}
    example = looked["found"]["examples"][0]
    before = {each["target"]: each for each in manager.get(f"/cases/{example['number']}/clocks").json["clocks"]}
    assert before[example["target"]]["due_at"] == example["before"]
    applied = manager.post(place + "/apply", {"applies": "open"})
    assert (applied.status_code, applied.json["state"]) == (202, "applying")
    shop.desk.planning.work(drafted.json["change"])
    done = manager.get(place).json
    assert (done["state"], done["done"], done["total"], done["applied_by"]) == ("applied", 7, 7, "Manager Jones")
    after = {each["target"]: each for each in manager.get(f"/cases/{example['number']}/clocks").json["clocks"]}
    assert after[example["target"]]["due_at"] == example["after"]
    (version, *_) = manager.get("/calendars/default/versions").json["versions"]
    assert (version["note"], version["created_by"], version["open_cases"]) == ("Stock-taking", "Manager Jones", True)
    differ = manager.get(f"/calendars/default/differences?one={version['version'] - 1}&other={version['version']}").json
    assert [each["day"] for each in differ["differences"]] == ["2025-10-14", "2025-10-15"]


def test_a_file_becomes_a_change_that_may_be_dropped(shop: Shop, manager: Program) -> None:
    def bring(data: bytes, **more: Any) -> Any:
        return manager.send("POST", "/calendars/default/import", data={"file": (BytesIO(data), "days.ics"), **more})

    reply = bring(DAYS_OFF, years="2025", official="true", source="Notice")
    assert reply.status_code == 201 and reply.json["days"] == 1
    change = reply.json["change"]
    assert change["content"]["days"]["2025-10-20"] == {
        "kind": "holiday", "name": "Fair", "source": "Notice", "status": "official", "replace": False}
    assert manager.post(f"/changes/{change['change']}/drop").json["state"] == "dropped"
    assert bring(b"nonsense").get_json(force=True)["errors"] == {
        "file": ["Line 1: Not a line of iCalendar: nonsense"]}
    assert bring(DAYS_OFF, years="soon").status_code == 422
    assert not [each for each in manager.get("/calendar/2025").json["days"] if each["name"] == "Fair"]


def test_what_cannot_be_names_its_field_and_what_is_not_there_is_not_found(manager: Program) -> None:
    for content, field in (({"zone": "Moon"}, "zone"), ({"week": {"monday": "9"}}, "week.monday"),
                           ({"closed": [{"from": "2025-10-15", "until": "2025-10-14"}]}, "closed.1")):
        reply = manager.post("/changes", {"kind": "calendar", "content": content})
        assert reply.status_code == 422 and list(reply.get_json(force=True)["errors"]) == [field]
    for path in ("/changes/99", "/calendars/nowhere", "/calendars/nowhere/days/2025"):
        assert manager.get(path).status_code == 404
    elsewhere = {"kind": "calendar", "content": {**CLOSING, "calendar": "nowhere"}}
    assert manager.post("/changes", elsewhere).status_code == 404
