"""The audit trail and personal data over REST."""

import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import update

from core.privacy.purposes import KINDS
from core.store.tables import EventRow
from tests.attack.desk import Shop
from tests.rest.programs import Program, Programs
from tests.rest.refusing import same_but_for_the_request


@pytest.fixture
def manager(programs: Programs) -> Program:
    return programs("manager")


def walk(program: Program, path: str, what: str) -> list[int]:
    """Every id of a list, page by page."""
    found = list[int]()
    while path:
        page = program.get(path)
        assert page.status_code == 200
        found += [each["id"] for each in page.json[what]]
        path = (page.json["next"] or "").removeprefix("/api/v1")
    return found


def test_the_trail_is_walked_once(shop: Shop, manager: Program) -> None:
    whole = [each["id"] for each in manager.get("/audit/events?limit=200").json["events"]]
    assert len(whole) > 20 and whole == sorted(whole, reverse=True)
    assert walk(manager, "/audit/events?limit=7", "events") == whole
    assert walk(manager, f"/audit/events?limit={len(whole)}", "events") == whole
    first = manager.get("/audit/events?limit=1").json["events"][0]
    shop.desk.notes.comment(shop["service"], shop.names.new, "One more")
    page = manager.get("/audit/events?limit=2").json["events"]
    assert page[0]["kind"] == "commented" and page[0]["case"] == shop.names.new and page[1] == first
    assert "One more" not in json.dumps(page)
    for query in ("cursor=x", "cursor=-1", "limit=0", "limit=201", "kind=step"):
        assert manager.get("/audit/events?" + query).status_code == 422, query


def test_a_change_behind_the_desk_s_back_is_found(shop: Shop, manager: Program) -> None:
    fine = manager.post("/audit/verify", {}).json
    assert fine["holds"] and fine["cases"] == 8 and fine["broken"] is None
    with shop.desk.store.unit_of_work() as work:
        case = work.cases.by_number(shop.names.new)
        work.session.execute(update(EventRow).where(EventRow.case_id == case.id, EventRow.sequence == 2)
                             .values(actor_name="Nobody"))
        work.commit()
    assert manager.post("/audit/verify", {"case": shop.names.new}).json["broken"] == {
        "case": shop.names.new, "sequence": 2, "what": "hash"}
    assert manager.post("/audit/verify", {"case": shop.names.late}).json["holds"]
    assert not manager.post("/audit/verify", {}).json["holds"]
    assert manager.post("/audit/verify", {"case": "TH-2025-99999"}).status_code == 404
    assert manager.post("/audit/verify", {"number": "x"}).status_code == 422


def test_sealed_days_are_listed(shop: Shop, manager: Program) -> None:
    assert manager.get("/audit/days").json == {"days": []}
    shop.desk.audit.seal()
    days = manager.get("/audit/days").json["days"]
    assert [each["day"] for each in days] == ["2025-10-12"] and days[0]["until"] == "2025-10-12T16:00:00+00:00"


def test_every_kind_of_personal_data_is_told(shop: Shop, manager: Program) -> None:
    found = {each["kind"]: each for each in manager.get("/privacy/kinds").json["kinds"]}
    assert found.keys() == {each.key for each in KINDS} | {each.name for each in shop.desk.store.histories}
    assert found["customers"]["columns"]["customers"] == ["name", "address", "note"]
    assert not any("一" <= each <= "鿿" for each in json.dumps(found, ensure_ascii=False))


def test_readings_are_listed_by_who_what_and_when(shop: Shop, programs: Programs, manager: Program) -> None:
    service, customer = programs("service"), shop.names.customer
    service.get(f"/cases/{shop.names.new}")
    shop.desk.exports.make(manager.post(f"/customers/{shop.names.spare}/disclose").json["id"])
    shop.desk.accesses.flush()
    rows = manager.get("/privacy/accesses?limit=200").json["accesses"]
    assert rows[0]["action"] in ("case.read", "customer.disclose") and {"rest"} <= {each["face"] for each in rows}
    assert walk(manager, "/privacy/accesses?limit=1", "accesses") == [each["id"] for each in rows]

    def found(**wanted: str) -> list[tuple[str, int | None]]:
        return [(each["action"], each["customer_id"])
                for each in manager.get("/privacy/accesses", query_string=wanted).json["accesses"]]

    assert found(by="service") == [("case.read", customer)] and found(by="nobody") == []
    assert found(action="customer.disclose") == [("customer.disclose", shop.names.spare)]
    assert found(customer=str(customer)) == [("case.read", customer)]
    assert found(since="2025-10-13T02:43:00Z") == [] and len(found(until="2025-10-13T02:43:00Z")) == len(rows)
    for query in ("action=look", "since=yesterday", "customer=x", "cursor=x"):
        assert manager.get("/privacy/accesses?" + query).status_code == 422, query


def test_erasing_takes_the_number_once_more(shop: Shop, manager: Program) -> None:
    place = f"/customers/{shop.names.spare}/erase"
    plan = manager.get(place).json
    assert plan["possible"] and plan["phones"] == 1 and plan["cases"] == []
    with shop.unchanged("tokens"):
        for said, field in (
                ({"why": "asked", "confirm": "1"}, "confirm"), ({"why": "asked"}, "confirm"),
                ({"why": "expired", "confirm": str(shop.names.spare)}, "why"), ({"confirm": "1"}, "why")):
            reply = manager.post(place, said)
            assert reply.status_code == 422 and list(reply.get_json(force=True)["errors"]) == [field], said
    meant = {"why": "asked", "confirm": str(shop.names.spare)}
    erased = manager.post(place, meant, key="erase-001")
    assert erased.status_code == 200 and erased.json["customer_id"] == shop.names.spare
    assert manager.post(place, meant, key="erase-001").json == erased.json
    again = manager.post(place, meant)
    assert (again.status_code, again.get_json(force=True)["code"]) == (409, "refused")
    assert not manager.get(place).json["possible"]
    assert "Dora" not in " ".join(str(each) for rows in shop.dump().values() for each in rows)


def test_open_cases_stand_in_the_way(shop: Shop, manager: Program) -> None:
    place = f"/customers/{shop.names.customer}/erase"
    plan = manager.get(place).json
    assert not plan["possible"] and shop.names.new in plan["open"] and shop.names.ended not in plan["open"]
    with shop.unchanged("tokens"):
        reply = manager.post(place, {"why": "asked", "confirm": str(shop.names.customer)})
    assert reply.status_code == 409 and shop.names.new in reply.get_json(force=True)["detail"]


def test_everything_held_on_somebody_is_given_out(shop: Shop, manager: Program) -> None:
    asked = manager.post(f"/customers/{shop.names.customer}/disclose", key="disclose1")
    assert asked.status_code == 201 and asked.json["customer_id"] == shop.names.customer
    place = asked.headers["Location"].removeprefix("/api/v1")
    assert asked.json == manager.get(place).json and asked.json["state"] == "waiting"
    assert manager.post(f"/customers/{shop.names.customer}/disclose", key="disclose1").json == asked.json
    assert manager.get(f"{place}/file").status_code == 409
    shop.desk.exports.make(asked.json["id"])
    reply = manager.get(f"{place}/file")
    assert reply.mimetype == "application/zip" and reply.headers["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(BytesIO(reply.data)) as archive:
        held = json.loads(archive.read("person.json"))
        assert held["customer"] == shop.names.customer and "person.html" in archive.namelist()
        assert any(name.endswith("chair.jpg") for name in archive.namelist())
    noted = shop.desk.accesses.list(shop["manager"], action="customer.disclose")
    assert [(each.face, each.customer_id) for each in noted] == [("rest", shop.names.customer)]


def test_the_latest_word_of_a_customer_counts(shop: Shop, programs: Programs) -> None:
    service, place = programs("service"), f"/customers/{shop.names.customer}/consents"

    def given(reply: Any) -> dict[str, bool | None]:
        assert reply.status_code == 200, reply.text
        return {each["purpose"]: each["given"] for each in reply.json["consents"]}

    assert given(service.get(place)) == {"photos": None, "recordings": None, "contact": None}
    said = {"purpose": "photos", "given": True, "told_by": "phone", "number": shop.names.new}
    assert given(service.post(place, said, key="consent-1"))["photos"] is True
    with shop.unchanged("tokens"):
        assert given(service.post(place, said, key="consent-1"))["photos"] is True
    assert given(service.post(place, {**said, "given": False}))["photos"] is False
    assert given(service.get(place)) == {"photos": False, "recordings": None, "contact": None}
    with shop.unchanged("tokens"):
        for wrong, field in (({**said, "purpose": "advertising"}, "purpose"), ({**said, "given": "yes"}, "given"),
                             ({**said, "told_by": "smoke"}, "told_by"), ({"purpose": "photos"}, "given")):
            reply = service.post(place, wrong)
            assert reply.status_code == 422 and list(reply.get_json(force=True)["errors"]) == [field], wrong
        spare = service.post(f"/customers/{shop.names.spare}/consents", said)
        assert spare.status_code == 422 and "number" in spare.get_json(force=True)["errors"]


def test_a_foreign_customer_looks_absent(shop: Shop, programs: Programs) -> None:
    apart = programs("apart")
    meant: dict[str, Any] = {"why": "asked", "confirm": str(shop.names.customer)}
    with shop.unchanged("tokens"):
        for method, path, body in (
                ("GET", "erase", None), ("POST", "erase", meant), ("POST", "disclose", None), ("GET", "consents", None),
                ("POST", "consents", {"purpose": "photos", "given": True})):
            foreign = apart.send(method, f"/customers/{shop.names.customer}/{path}", body)
            absent = apart.send(method, f"/customers/999/{path}", body and {**body, **(
                {"confirm": "999"} if "confirm" in body else {})})
            same_but_for_the_request(foreign, absent)
