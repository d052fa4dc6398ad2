"""A request that is sent twice is done once."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from core.domain.errors import KeyInFlight, KeyReused
from core.rest.once import once_by_key
from core.store.tables import IdempotencyRow
from tests.attack.desk import TOLD, Shop
from tests.rest.programs import Program, Programs
from tests.rest.test_cases import NEW


@pytest.fixture
def service(programs: Programs) -> Program:
    return programs("service")


def test_the_second_is_answered_as_the_first(shop: Shop, service: Program) -> None:
    first = service.post("/cases", {**NEW, "customer": {"name": "Eve"}}, key="order-4711")
    with shop.unchanged("tokens"):
        second = service.post("/cases", {**NEW, "customer": {"name": "Eve"}}, key="order-4711")
    assert (first.status_code, second.status_code) == (201, 201) and first.json == second.json
    assert "Idempotency-Replayed" not in first.headers and second.headers["Idempotency-Replayed"] == "true"
    third = service.post("/cases", {**NEW, "customer": {"name": "Eve"}}, key="order-4712")
    assert third.json["number"] != first.json["number"]


@pytest.mark.parametrize(("what", "body", "other"), [
    ("comments", {"text": "Hello"}, {"text": "Hi"}), ("comments", {"text": "Hello"}, {"text": "Hello", "version": 6}),
    ("wait", {"party": "factory", "why": "a"}, {"party": "carrier", "why": "a"}),
    ("steps/apply.accept", {"version": 6, "answers": dict(TOLD)}, {"version": 6}),
    ("split", {"items": [1], "why": "a"}, {"items": [0], "why": "a"}),
    ("assign", {"user_id": 2}, {"user_id": 3})])
def test_every_change_keeps_to_its_key(shop: Shop, service: Program, what: str, body: Any, other: Any) -> None:
    path = f"/cases/{shop.names.new}/{what}"
    first = service.post(path, body, key="attempt-1")
    assert first.status_code in (200, 201), first.text
    with shop.unchanged("tokens"):
        again = service.post(path, body, key="attempt-1")
        reused = service.post(path, other, key="attempt-1")
    assert again.json == first.json and again.headers["Idempotency-Replayed"] == "true"
    assert (reused.status_code, reused.get_json(force=True)["code"]) == (422, "key-reused")


def test_resuming_twice_is_resuming_once(shop: Shop, service: Program) -> None:
    first, second = (service.post(f"/cases/{shop.names.waiting}/resume", {}, key="attempt-1") for _ in range(2))
    assert first.status_code == second.status_code == 200 and first.json == second.json


def test_uploading_twice_is_uploading_once(shop: Shop, service: Program) -> None:
    from io import BytesIO

    from tests.attack.desk import picture

    def send(source: str = "customer") -> Any:
        return service.send("POST", f"/cases/{shop.names.new}/evidence", key="upload-01", data={
            "file": (BytesIO(picture((1, 2, 3))), "a.jpg"), "source": source})

    first = send()
    with shop.unchanged("tokens"):
        second, other = send(), send("staff")
    assert first.json == second.json and second.headers["Idempotency-Replayed"] == "true"
    assert other.status_code == 422


def test_another_account_has_its_own_keys_and_another_token_the_same(shop: Shop, programs: Programs,
                                                                     service: Program) -> None:
    path, said = f"/cases/{shop.names.new}/comments", {"text": "Hello"}
    first = service.post(path, said, key="attempt-1").json["version"]
    assert programs("second").post(path, said, key="attempt-1").json["version"] == first + 1
    same = programs("service", "case.view", "case.note").post(path, said, key="attempt-1")
    assert same.json["version"] == first and same.headers["Idempotency-Replayed"] == "true"


def test_a_key_is_forgotten_after_a_day(shop: Shop, service: Program) -> None:
    path = f"/cases/{shop.names.new}/comments"
    first = service.post(path, {"text": "Hello"}, key="attempt-1").json["version"]
    shop.clock.at += timedelta(hours=23, minutes=59)
    assert service.post(path, {"text": "Hello"}, key="attempt-1").json["version"] == first
    shop.clock.at += timedelta(minutes=1)
    assert service.post(path, {"text": "Another"}, key="attempt-1").json["version"] == first + 1


def test_what_failed_may_be_sent_again_with_its_key(shop: Shop, service: Program) -> None:
    path = f"/cases/{shop.names.new}/comments"
    assert service.post(path, {"text": "Hello", "version": 1}, key="attempt-1").status_code == 409
    assert service.post(path, {"text": "Hello"}, key="attempt-1").status_code == 200


@pytest.mark.parametrize("key", ["short", "x" * 129, "with blank", "中文中文中文中文"])
def test_a_key_is_visible_ascii(shop: Shop, service: Program, key: str) -> None:
    reply = service.post(f"/cases/{shop.names.new}/comments", {"text": "x"},
                         headers={"Idempotency-Key": key.encode().decode("latin1")})
    assert reply.status_code == 422 and "Idempotency-Key" in reply.get_json(force=True)["errors"]


def test_a_request_in_hand_is_not_done_a_second_time(shop: Shop, service: Program) -> None:
    path = f"/cases/{shop.names.new}/comments"
    service.post(path, {"text": "x"}, key="in-flight-1")
    with shop.desk.store.unit_of_work() as work:
        work.session.execute(update(IdempotencyRow).values(state="in_flight"))
        work.commit()
    with shop.unchanged("tokens"):
        reply = service.post(path, {"text": "x"}, key="in-flight-1")
    assert (reply.status_code, reply.get_json(force=True)["code"]) == (409, "key-in-flight")
    assert int(reply.headers["Retry-After"]) > 0


def test_work_without_a_key_of_its_own_is_done_once_too(shop: Shop, service: Program) -> None:
    """`once_by_key`, inside a request: in hand while it works, answered afterwards, free again where it failed."""
    from flask import g

    caller = shop.desk.tokens.caller(service.token)
    started, go = threading.Event(), threading.Event()

    def inside(do: Any, asked: Any = "a") -> Any:
        with shop.app.test_request_context("/api/v1/kinds", headers={"Idempotency-Key": "generic-1"}):
            g.caller = caller
            return once_by_key("test", {"asked": asked}, do)

    def slow() -> dict[str, int]:
        started.set()
        assert go.wait(20)
        return {"done": 1}

    def fails() -> dict[str, int]:
        raise ValueError("broken")

    with pytest.raises(ValueError):
        inside(fails)
    found = list[Any]()
    worker = threading.Thread(target=lambda: found.append(inside(slow)))
    worker.start()
    assert started.wait(20)
    with pytest.raises(KeyInFlight):
        inside(slow)
    go.set()
    worker.join(20)
    assert found == [({"done": 1}, False)] and inside(fails) == ({"done": 1}, True)
    with pytest.raises(KeyReused):
        inside(slow, "b")
