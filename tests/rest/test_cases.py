"""Cases over REST: opened, taken through their steps, noted, split, found again page by page."""

from io import BytesIO
from typing import Any

import pytest

from core.domain.people import Actor
from tests.attack.desk import APPLICATION, CHAIRS, RETURN, TABLE, TOLD, Shop, picture
from tests.rest.programs import Program, Programs

NEW: dict[str, Any] = {"kind": RETURN, "answers": dict(APPLICATION), "items": [dict(CHAIRS), dict(TABLE)],
                       "channel": "phone"}


@pytest.fixture
def service(programs: Programs) -> Program:
    return programs("service")


def test_a_case_from_opening_to_a_step(shop: Shop, service: Program) -> None:
    form = service.get(f"/kinds/{RETURN}/form").json
    assert {"reason", "bought_on"} <= form["form"]["properties"].keys() and "product" in form["item"]["required"]
    fresh = {**APPLICATION, "bought_on": "2025-10-10", "received_at": "2025-10-12T15:00:00+08:00"}
    opened = service.post("/cases", {**NEW, "answers": fresh, "customer": {"name": "Eve Green",
                                                                            "phones": ["13911112222"]}})
    assert opened.status_code == 201
    number, version = opened.json["number"], opened.json["version"]
    case = service.get(opened.headers["Location"].removeprefix("/api/v1")).json
    assert case["number"] == number and case["customer"]["phones"] == ["13911112222"]
    assert [each["answers"]["product"] for each in case["items"]] == ["Oak chair", "Oak table"]
    asked = service.get(f"/cases/{number}/steps/apply.accept/form").json
    assert asked["form"]["properties"].keys() >= TOLD.keys() and not asked["per_item"]
    told = {"answers": {name: True for name in TOLD}}
    before = service.post(f"/cases/{number}/steps/apply.accept/preview", told).json
    assert before["to"] and service.get(f"/cases/{number}").json["version"] == version
    taken = service.post(f"/cases/{number}/steps/apply.accept", {**told, "version": version})
    assert taken.status_code == 200 and taken.json["version"] == version + 1 and taken.json["state"] == before["to"]
    events = service.get(f"/cases/{number}/events").json["events"]
    assert [each["kind"] for each in events] == ["opened", "step"]
    assert events[1]["data"]["form"]["answers"] == {"rules_told": True, "rules_accepted": True}
    assert events[0]["at"].endswith("+00:00")


def test_nothing_is_registered_where_the_case_is_not_opened(shop: Shop, service: Program) -> None:
    with shop.unchanged("tokens"):
        reply = service.post("/cases", {**NEW, "answers": {**APPLICATION, "reason": "whim"},
                                        "customer": {"name": "Eve"}, "product": {"name": "Lamp"}})
    assert reply.status_code == 422 and "reason" in reply.get_json(force=True)["errors"]
    reply = service.post("/cases", {**NEW, "customer": {"phones": ["1"]}})
    assert "customer.phone" in reply.get_json(force=True)["errors"]
    assert service.post("/cases", {**NEW, "kind": "furniture.nothing"}).status_code == 404
    assert service.post("/cases", {**NEW, "customer_id": 999}).status_code == 404


def test_a_new_customer_takes_the_right_to_register(shop: Shop, programs: Programs) -> None:
    dispatch = programs("dispatch")
    assert dispatch.post("/cases", NEW).status_code == 201
    assert dispatch.post("/cases", {**NEW, "customer": {"name": "Eve"}}).status_code == 403
    narrow = programs("service", "case.open", "case.view")
    assert narrow.post("/cases", {**NEW, "customer": {"name": "Eve"}}).status_code == 403


def walk(program: Program, path: str) -> list[str]:
    """Every number of a list, page by page."""
    found = list[str]()
    while path:
        page = program.get(path)
        assert page.status_code == 200
        found += [each["number"] for each in page.json["cases"]]
        if page.json["next"]:
            assert page.headers["Link"] == f'<{page.json["next"]}>; rel="next"'
        path = (page.json["next"] or "").removeprefix("/api/v1")
    return found


@pytest.mark.parametrize("order", ["due", "opened"])
def test_paging_walks_everything_once(shop: Shop, service: Program, order: str) -> None:
    whole = [each["number"] for each in service.get(f"/cases?order={order}&limit=200").json["cases"]]
    assert len(whole) == 8
    for limit in (1, 3, 8):
        assert walk(service, f"/cases?order={order}&limit={limit}") == whole
    open_ones = walk(service, f"/cases?order={order}&limit=2&open=true&kind={RETURN}")
    assert open_ones == [each for each in whole if each != shop.names.ended]


def test_lists_are_filtered(shop: Shop, service: Program) -> None:
    def numbers(query: str) -> set[str]:
        return {each["number"] for each in service.get(f"/cases?{query}").json["cases"]}

    names = shop.names
    assert numbers("open=false") == {names.ended}
    assert numbers("waiting=customer") == {names.waiting}
    assert numbers(f"assignee={names.users['logistics']}") == {names.checked}
    assert names.checked not in numbers("assignee=me") and numbers("assignee=me")
    assert numbers("assignee=none") == set()
    assert numbers(f"q={names.new}") == {names.new}
    assert numbers("q=6621") >= {names.new, names.late}
    assert numbers("state=apply.received&state=verify_order.waiting") >= {names.new}
    assert numbers(f"customer={names.customer}") and not numbers("customer=99")
    assert numbers("late=true") < numbers("open=true")


def test_what_has_not_changed_is_not_sent_again(shop: Shop, service: Program) -> None:
    path = f"/cases/{shop.names.new}"
    first = service.get(path)
    assert first.headers["ETag"].startswith("W/")
    seen = {"If-None-Match": first.headers["ETag"]}
    assert service.get(path, headers=seen).status_code == 304
    assert service.get(path, headers={**seen, "Accept-Language": "zh"}).status_code == 200
    service.post(path + "/comments", {"text": "Changed"})
    changed = service.get(path, headers=seen)
    assert changed.status_code == 200 and changed.headers["ETag"] != first.headers["ETag"]
    shop.desk.customers.change(shop["service"], shop.names.customer, name="Ann Brown", phones=["13800006621"])
    again = service.get(path, headers={"If-None-Match": changed.headers["ETag"]})
    assert again.status_code == 200 and again.json["customer"]["name"] == "Ann Brown"


def test_telephone_numbers_are_masked(shop: Shop, programs: Programs) -> None:
    program = programs("logistics")
    assert program.get(f"/cases/{shop.names.new}").json["customer"]["phones"] == ["138****6621"]
    for path in ("/cases", f"/cases/{shop.names.new}", f"/cases/{shop.names.new}/events"):
        assert "13800006621" not in program.get(path).text
    narrow = programs("service", "case.view")
    assert "13800006621" not in narrow.get(f"/cases/{shop.names.new}").text


def test_everything_beside_the_steps(shop: Shop, programs: Programs, service: Program) -> None:
    case = f"/cases/{shop.names.new}"

    def change(what: str, body: dict[str, Any], by: Program = service) -> Any:
        before = service.get(case).json["version"]
        reply = by.post(f"{case}/{what}", {**body, **({} if what == "links" else {"version": before})})
        assert reply.status_code in (200, 201), reply.text
        return reply.json

    change("comments", {"text": "Called", "to_customer": True})
    change("contacts", {"channel": "phone", "direction": "out", "reached": False, "note": "No answer"})
    assert change("wait", {"party": "factory", "why": "Spare part"})
    assert service.get(case).json["waiting_for"] == "factory"
    change("resume", {})
    assert service.post(f"{case}/resume", {}).status_code == 409
    change("assign", {"user_id": shop.names.users["second"]})
    assert service.get(case).json["assignee"] == "Second Jones"
    assert service.post(f"{case}/assign", {"user_id": 999}).status_code == 404
    change("correct", {"answers": {**APPLICATION, "explanation": "Too high", "bought_on": "2025-10-10",
                                   "received_at": "2025-10-12T15:00:00+08:00"}})
    change("links", {"other": shop.names.late, "relation": "duplicate"})
    new = change("split", {"items": [1], "why": "Later"})
    assert new["number"] != shop.names.new
    kinds = [each["kind"] for each in service.get(f"{case}/events?after=6").json["events"]]
    assert kinds == ["commented", "contacted", "waiting", "resumed", "assigned", "corrected", "linked", "split"]
    assert service.post(f"/cases/{shop.names.ended}/reopen", {"why": "x"}).status_code == 403
    assert programs("manager").post(f"/cases/{shop.names.ended}/reopen", {"why": "x"}).status_code == 409


def test_two_cases_become_one(shop: Shop, programs: Programs, service: Program) -> None:
    names = shop.names
    version, other = (service.get(f"/cases/{each}").json["version"] for each in (names.new, names.late))
    said = {"into": names.late, "why": "Sent in twice", "version": version, "into_version": other}
    for wrong, status in (({"into": names.new}, 422), ({"into": "TH-1999-00001"}, 404), ({"why": ""}, 422),
                          ({"into": names.ended}, 409), ({"version": version + 1}, 409), ({"into": None}, 422),
                          ({"into_version": other + 1}, 409), ({"into_version": 0}, 422), ({"into": 5}, 422)):
        with shop.unchanged("tokens"):
            reply = service.post(f"/cases/{names.new}/merge", {**said, **wrong})
            assert reply.status_code == status, (wrong, reply.text)
    first, again = (service.post(f"/cases/{names.new}/merge", said, key="merge-4711") for _ in range(2))
    assert first.status_code == 200 and first.json["number"] == names.late and first.json["version"] == other + 1
    assert again.json == first.json and again.headers["Idempotency-Replayed"] == "true"
    ended, kept = (service.get(f"/cases/{each}").json for each in (names.new, names.late))
    assert (ended["state"], ended["outcome"], ended["state_title"]) == ("", "merged", "Merged")
    assert {each["state"] for each in ended["clocks"]} <= {"dropped", "met"} and kept["state"]
    assert {"number": names.new, "relation": "duplicate"} in kept["links"]
    titles = {each["number"]: each["state_title"] for each in service.get("/cases?open=false").json["cases"]}
    assert titles[names.new] == "Merged"
    reply = programs("manager").post(f"/cases/{names.new}/reopen", {"why": "x"})
    assert reply.status_code == 409 and names.late in reply.text


def test_history_comes_in_parts(shop: Shop, service: Program) -> None:
    path, found, after = f"/cases/{shop.names.ended}/events", list[int](), 0
    while after is not None:
        part = service.get(f"{path}?after={after}&limit=3").json
        found += [each["sequence"] for each in part["events"]]
        after = part["next_after"]
    assert found == list(range(1, len(found) + 1)) and len(found) > 6


def test_an_override_is_asked_for_and_approved_by_another(shop: Shop, programs: Programs, service: Program) -> None:
    case = f"/cases/{shop.names.late}"
    asked = service.post(f"{case}/overrides", {"rule": "in_return_window", "reason": "Was abroad"})
    assert asked.status_code == 200
    (waiting,) = service.get(case).json["asked"]
    assert waiting["reason"] == "Was abroad" and waiting["decision"]["rule"] == "in_return_window"
    answer = f"{case}/overrides/{waiting['fingerprint']}/answer"
    assert service.post(answer, {"grant": True}).status_code == 403
    manager = programs("manager")
    refused = manager.post(answer, {"grant": False})
    assert refused.status_code == 422 and "reason" in refused.get_json(force=True)["errors"]
    assert manager.post(answer, {"grant": True}).status_code == 200
    assert service.get(case).json["asked"] == []
    assert manager.post(answer, {"grant": True}).status_code == 404


def test_files_come_and_go_and_never_run(shop: Shop, service: Program) -> None:
    path = f"/cases/{shop.names.new}/evidence"
    content = picture((7, 8, 9))
    sent = service.send("POST", path, data={"file": (BytesIO(content), "a\"b.jpg"), "purpose": "proof"})
    assert sent.status_code == 201 and sent.json["evidence"]["type"] == "image/jpeg"
    fetched = service.get(f"{path}/{sent.json['evidence']['id']}")
    assert fetched.data == content and fetched.headers["Content-Disposition"].startswith("attachment")
    assert fetched.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    public = service.get(f"{path}/{sent.json['evidence']['id']}?copy=public")
    assert public.status_code == 200 and public.data != content
    assert len(service.get(path).json["evidence"]) == 2
    assert service.get(f"/cases/{shop.names.late}/evidence/{sent.json['evidence']['id']}").status_code == 404


@pytest.mark.parametrize(("form", "status", "field"), [
    ({}, 422, "file"), ({"file": (BytesIO(b"<html>"), "a.jpg")}, 422, "file"),
    ({"file": (BytesIO(picture()), "a.jpg"), "purpose": "nothing"}, 422, "purpose"),
    ({"file": (BytesIO(picture()), "a.jpg"), "source": "nobody"}, 422, "source"),
    ({"file": (BytesIO(picture()), "a.jpg"), "version": "x"}, 422, "version"),
    ({"file": (BytesIO(picture()), "a.jpg"), "strange": "x"}, 422, "strange")])
def test_strange_uploads_are_told(shop: Shop, service: Program, form: dict[str, Any], status: int, field: str) -> None:
    with shop.unchanged("tokens"):
        reply = service.send("POST", f"/cases/{shop.names.new}/evidence", data=form or {"x": "y"},
                             content_type="multipart/form-data")
    assert reply.status_code == status and (field in reply.get_json(force=True)["errors"] or not form)
    assert service.send("POST", f"/cases/{shop.names.new}/evidence", {"file": "x"}).status_code == 415


def test_who_may_tell_of_the_past(shop: Shop, programs: Programs, service: Program) -> None:
    said = {"channel": "phone", "direction": "in", "reached": True, "at": "2025-10-13T10:20:00+08:00"}
    assert service.post(f"/cases/{shop.names.new}/contacts", said).status_code == 403
    assert programs("manager").post(f"/cases/{shop.names.new}/contacts", said).status_code == 200
    tomorrow = {**said, "at": "2025-10-14T10:20:00+08:00"}
    assert programs("manager").post(f"/cases/{shop.names.new}/contacts", tomorrow).status_code == 422


def test_use_is_noted_once_a_minute(shop: Shop, service: Program) -> None:
    def used() -> Any:
        return shop.desk.tokens.all(Actor.system(), shop.names.users["service"])[0].last_used_at

    assert used() is None
    service.get("/kinds")
    first = used()
    assert first == shop.clock.at
    from datetime import timedelta

    shop.clock.at += timedelta(seconds=59)
    service.get("/kinds")
    assert used() == first
    shop.clock.at += timedelta(seconds=1)
    service.get("/kinds")
    assert used() == shop.clock.at


def test_reading_of_somebody_is_noted(shop: Shop, programs: Programs, service: Program) -> None:
    shop.desk.accesses.seconds = None
    programs("logistics").get(f"/cases/{shop.names.new}")  # sees masked numbers only
    service.get(f"/cases/{shop.names.new}")
    service.get(f"/cases/{shop.names.new}/evidence/{shop.names.evidence}")
    shop.desk.accesses.flush()
    noted = [(row.action, row.face, row.actor_id) for row in shop.desk.accesses.list(shop["manager"])]
    me = shop.names.users["service"]
    assert sorted(each for each in noted if each[1]) == [
        ("case.read", "rest", me), ("evidence.download", "rest", me)]


def test_what_others_have_seen_says_nothing_of_what_one_sees_oneself(shop: Shop, programs: Programs,
                                                                     service: Program) -> None:
    path = f"/cases/{shop.names.new}"
    whole = service.get(path)
    masked = programs("logistics").get(path, headers={"If-None-Match": whole.headers["ETag"]})
    assert masked.status_code == 200 and masked.headers["ETag"] != whole.headers["ETag"]
    assert "13800006621" in whole.text and "13800006621" not in masked.text
