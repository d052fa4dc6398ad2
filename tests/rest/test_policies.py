"""Regulations over REST: read, tried without a trace, filled in; the calendar; who calls."""

from typing import Any

import pytest

from core.domain.people import Actor
from tests.attack.desk import RETURN, Shop
from tests.attack.routine import ROUTINE
from tests.rest.programs import Program, Programs

OWN = "furniture/return-exchange"
TRY: dict[str, Any] = {
    "kind": RETURN, "policies": [OWN], "at": "2025-10-14T10:00:00+08:00", "facts": {"ReturnApplication": {
        "reason": "mind", "bought_on": "2025-09-26", "received_at": "2025-09-28T15:00", "used": False,
        "opened": False, "damaged": False, "packaging_complete": True, "proof": "invoice"}},
    "items": [{"product": "Oak chair", "quantity": 2, "price": "640.00"}]}


@pytest.fixture
def manager(programs: Programs) -> Program:
    return programs("manager")


def test_regulations_and_what_carries_them(shop: Shop, manager: Program) -> None:
    listed = manager.get("/policies").json["policies"]
    assert len(listed) > 1 and [each["policy"] for each in listed if each["in_force"]] == [OWN, ROUTINE.slug]
    assert manager.get("/policies?in_force=true").json["policies"] == [each for each in listed if each["in_force"]]
    first = manager.get(f"/policies/{OWN}")
    terms = {one["term"]: one for each in first.json["clauses"] for one in each["terms"]}
    assert terms["refund.within"]["own"] == "7 days" and terms["return.window"]["kind"] == "length"
    assert all(each["carried_by"] for each in first.json["clauses"])
    assert manager.get(f"/policies/{OWN}", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    (covered,) = manager.get(f"/policies/coverage?policy={OWN}").json["coverage"]
    assert {each["clause"] for each in covered["clauses"]} == {each["clause"] for each in first.json["clauses"]}
    assert len(manager.get("/policies/coverage").json["coverage"]) == len(listed)
    for path in ("/policies/furniture/nothing", "/policies/nothing/nothing", "/policies/coverage?policy=nothing/x",
                 "/policies/facts/furniture.nothing", f"/policies/facts/{RETURN}?policy=furniture/nothing"):
        assert manager.get(path).status_code == 404, path


def test_a_trial_says_what_the_desk_would_and_leaves_nothing(shop: Shop, manager: Program) -> None:
    facts = manager.get(f"/policies/facts/{RETURN}").json
    assert facts["policies"] == [OWN, ROUTINE.slug]
    assert "ReturnApplication" in facts["schema"]["properties"]["facts"]["properties"]
    with shop.unchanged("tokens"):
        late = manager.post("/policies/try", TRY)
        facts = {"ReturnApplication": {**TRY["facts"]["ReturnApplication"], "bought_on": "2025-10-10",
                                       "received_at": "2025-10-12T15:00"}}
        good = manager.post("/policies/try", {**TRY, "facts": facts})
        longer = manager.post("/policies/try", {**TRY, "values": {"return.window": "60 days"}})

    def window(reply: Any) -> str:
        assert reply.status_code == 200 and reply.json["policies"] == [OWN], reply.text
        return str(next(each["outcome"] for each in reply.json["decisions"] if each["rule"] == "in_return_window"))

    assert (window(late), window(good), window(longer)) == ("deny", "allow", "allow")
    assert good.json["at"] == "2025-10-14T02:00:00+00:00"


def test_a_trial_is_the_same_as_on_the_command_line(shop: Shop, manager: Program) -> None:
    from datetime import datetime

    from core.representation import said_trial
    from core.translation import Translator

    given = {name: TRY[name] for name in ("facts", "items")}
    trial = shop.desk.trials.run(RETURN, [OWN], datetime.fromisoformat(TRY["at"]), given)
    said = said_trial(trial, Translator("en", shop.desk.installed.catalogues))
    over_rest = manager.post("/policies/try", TRY).json
    assert [(each["rule"], each["outcome"], each["basis"]) for each in said["decisions"]] == [
        (each["rule"], each["outcome"], each["basis"]) for each in over_rest["decisions"]]
    assert [each["step"] for each in said["offers"]] == [each["step"] for each in over_rest["offers"]]


def test_events_of_a_trial_happen_or_are_told_to_be_refused(shop: Shop, manager: Program) -> None:
    def tried(*events: dict[str, Any]) -> Any:
        with shop.unchanged("tokens"):
            reply = manager.post("/policies/try", {**TRY, "at": "2025-10-15T10:00:00+08:00", "events": list(events),
                                                   "facts": {"ReturnApplication": {"filed_at": "2025-10-13T09:00"}}})
        assert reply.status_code == 200, reply.text
        return reply.json["refused"]

    at = "2025-10-14T10:00:00+08:00"
    assert tried({"at": at, "step": "contacted", "form": {"channel": "phone"}}, {"at": at, "step": "wait", "form": {
        "party": "customer", "why": "Invoice"}}, {"at": at, "step": "resume"}) == []
    (refused,) = tried({"at": at, "step": "contacted", "form": {"channel": "smoke"}})
    assert refused["step"] == "contacted" and "channel" in refused["errors"]
    assert refused["at"].endswith("02:00:00+00:00")
    (refused,) = tried({"at": at, "step": "no.step"})
    assert refused["reason"]


@pytest.mark.parametrize(("more", "field"), [
    ({"at": "2025-10-14"}, "at"), ({"facts": []}, "facts"), ({"items": {}}, "items"), ({"events": [1]}, "events.0"),
    ({"events": [{"step": "resume"}]}, "events.0.at"), ({"events": [{"at": "x", "step": "resume"}]}, "events.0.at"),
    ({"events": [{"at": "2025-10-14T10:00:00Z", "step": "wait", "form": [1]}]}, "events.0.form"),
    ({"events": [{"at": "2025-10-14T10:00:00Z", "step": "contacted", "form": [{}]}]}, "events.0.form"),
    ({"values": {"no.term": 1}}, "no.term"), ({"values": {"return.window": "soon"}}, "return.window"),
    ({"values": {"return.window": {"by": "Item.nothing", "rows": [["*", "7 days"]]}}}, "return.window"),
    ({"strange": 1}, "strange")])
def test_trials_of_nonsense_are_told(shop: Shop, manager: Program, more: dict[str, Any], field: str) -> None:
    with shop.unchanged("tokens"):
        reply = manager.post("/policies/try", {**TRY, **more})
    assert reply.status_code == 422 and field in reply.get_json(force=True)["errors"], reply.text


def test_values_are_set_from_a_moment_on(shop: Shop, programs: Programs, manager: Program) -> None:
    path = "/values/furniture"
    assert manager.get(path).json["values"]["refund.within"] == "7 days"
    assert manager.send("PUT", path + "/refund.within", {"value": "9 days"}).json["value"] == "9 days"
    later = {"value": "3 days", "effective_from": "2025-11-01T00:00:00+08:00"}
    assert manager.send("PUT", path + "/refund.within", later).status_code == 200
    assert manager.get(path).json["values"]["refund.within"] == "9 days"
    history = manager.get(path + "/history?term=refund.within").json["settings"]
    assert [(each["value"], each["set_by"]) for each in history] == [
        ("3 days", "Manager Jones"), ("9 days", "Manager Jones"), ("7 days", "The desk")]
    assert history[0]["effective_from"] == "2025-10-31T16:00:00+00:00"
    manager.send("PUT", path + "/refund.within", {"value": None})
    assert "refund.within" not in manager.get(path).json["values"]
    found, after = list[int](), 0
    while after is not None:
        part = manager.get(f"{path}/history?limit=2&after={after}").json
        found += [each["id"] for each in part["settings"]]
        after = part["next_after"]
    assert len(found) == len(set(found)) == 9
    assert programs("service").send("PUT", path + "/refund.within", {"value": "1 day"}).status_code == 403


@pytest.mark.parametrize(("term", "value"), [
    ("refund.within", "soon"), ("refund.within", 7.5), ("refund.within", ["7 days"]), ("refund.freight", "x"),
    ("refused.freight", "nobody"), ("return.address", 18), ("no.such.term", "x"),
    ("refund.within", {"by": "Item.price", "rows": "x"}), ("refund.within", {"by": "nothing", "rows": []}),
    ("refund.within", {"rows": [["*", "7 days"]]}), ("return.address", {"by": "Item.nothing", "rows": [["*", "x"]]}),
    ("return.address", {"by": "Item.quantity", "rows": [["..many", "x"]]})])
def test_values_that_cannot_be(shop: Shop, manager: Program, term: str, value: object) -> None:
    with shop.unchanged("tokens"):
        reply = manager.send("PUT", f"/values/furniture/{term}", {"value": value})
    assert reply.status_code == 422, reply.text
    for number in (shop.names.new, shop.names.late):
        assert manager.get(f"/cases/{number}").status_code == 200


def test_industries_that_are_not_there(shop: Shop, manager: Program) -> None:
    assert manager.get("/values/nothing").status_code == 404
    assert manager.get("/values/nothing/history").status_code == 404
    assert manager.send("PUT", "/values/nothing/refund.within", {"value": "7 days"}).status_code == 404
    assert manager.send("PUT", "/values/furniture/refund.within", {}).status_code == 422


def test_the_calendar(shop: Shop, manager: Program) -> None:
    year = manager.get("/calendar/2025").json
    days = {each["day"]: each for each in year["days"]}
    assert days["2025-10-01"]["kind"] == "holiday" and days["2025-10-11"]["kind"] == "make_up"
    assert {each["status"] for each in year["days"]} == {"official"} and year["version"] == 1
    assert all(day.startswith("2025-") for day in days)
    assert manager.get("/calendar/1999").json["days"] == []
    for year_of_none in ("1989", "2201", "-1", "x"):
        assert manager.get(f"/calendar/{year_of_none}").status_code == 404


def test_who_calls(shop: Shop, programs: Programs) -> None:
    narrow = programs("service", "case.view", "case.step")
    me = narrow.get("/me").json
    assert (me["login"], me["sees"], me["duties"]) == ("service", "all", ["service"])
    assert me["scopes"] == ["case.step", "case.view"] and me["permissions"] == ["case.view"]
    assert me["id"] == shop.names.users["service"]
    assert programs("administrator").get("/me").json["permissions"] == sorted(shop["administrator"].permissions)
    token = shop.desk.tokens.all(Actor.system(), me["id"])[0]
    assert me["token_id"] == token.id
    shop.desk.tokens.revoke(Actor.system(), token.id)
    assert narrow.get("/me").status_code == 401


def test_figures_are_those_of_the_list(shop: Shop, programs: Programs) -> None:
    service = programs("service")
    counts = service.get("/counts").json
    assert counts["open"] == len(service.get("/cases?open=true&limit=200").json["cases"])
    assert counts["late"] == len(service.get("/cases?late=true&limit=200").json["cases"])
    assert counts["mine"] == len(service.get("/cases?open=true&assignee=me&limit=200").json["cases"]) > 0
    assert counts["waiting_for_customer"] == 1
    assert service.get("/counts?whose=mine").json["open"] == counts["mine"]
    assert programs("apart").get("/counts").json == dict.fromkeys(counts, 0)
