"""Liveness, readiness and metrics: for whom, what they say, and what they cost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text

from core.app import Desk
from core.operating.beat import beat
from core.operating.health import Health
from core.site import create_site
from core.store import Store
from core.store.engine import for_writing
from tests.services.shop import HandClock, Shop, a_desk

from_sqlite = pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)
KEPT = "a-token-of-the-configuration"


@pytest.fixture
def desk(shop: Shop, tmp_path: Path) -> Desk:
    (tmp_path / "metrics.token").write_text(KEPT + "\n")
    made = shop.desk
    made.config = replace(made.config, metrics_token_file=str(tmp_path / "metrics.token"), plugins=("bicycles",))
    return made


@pytest.fixture
def app(desk: Desk) -> Flask:
    return create_site(desk)


@pytest.fixture
def statements(desk: Desk) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    event.listen(desk.store.engine, "before_cursor_execute", note)
    yield seen
    event.remove(desk.store.engine, "before_cursor_execute", note)


def figures(app: Flask, token: str = KEPT) -> dict[str, float]:
    reply = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert reply.status_code == 200, reply.text
    lines = [line.rpartition(" ") for line in reply.text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_alive_asks_nobody(app: Flask, statements: list[str]) -> None:
    browser = app.test_client()
    browser.set_cookie("shouhou", "x" * 43)
    statements.clear()
    reply = browser.get("/healthz")
    assert (reply.status_code, reply.json, statements) == (200, {"alive": True}, [])
    assert reply.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in reply.headers
    assert browser.get("/static/desk.js").status_code in (200, 404) and statements == []
    assert browser.post("/healthz").status_code == 405


def test_ready_asks_the_database_and_no_session(app: Flask, statements: list[str]) -> None:
    browser = app.test_client()
    browser.set_cookie("shouhou", "x" * 43)
    assert browser.get("/readyz").json == {"ready": True}
    assert not [each for each in statements if "sessions" in each]


@from_sqlite
def test_not_ready_while_stopping(app: Flask, desk: Desk) -> None:
    desk.health.stopping.set()
    reply = app.test_client().get("/readyz")
    assert (reply.status_code, reply.json) == (503, {"ready": False})
    assert app.test_client().get("/healthz").status_code == 200


def test_not_ready_with_migrations_pending(empty_store: Store, clock: HandClock, tmp_path: Path) -> None:
    health = Health(a_desk(empty_store, clock, tmp_path).place)
    assert not health.ready()
    empty_store.upgrade()
    health = Health(health.place)
    assert health.ready()


@from_sqlite
def test_not_ready_where_nothing_can_be_written(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Health(desk.place).ready()
    monkeypatch.setattr("core.operating.health.LEAST_DISK", 2**60)
    assert not Health(desk.place).ready()
    monkeypatch.undo()
    desk.place.config = replace(desk.config, data=tmp_path / "metrics.token")
    assert not Health(desk.place).ready()


@from_sqlite
def test_metrics_are_for_who_may_read_them(app: Flask, shop: Shop) -> None:
    browser = app.test_client()
    mine = shop.desk.tokens.create(shop["zhou"], title="Prometheus", scopes=["desk.metrics"])
    other = shop.desk.tokens.create(shop["zhou"], title="Other", scopes=["audit.view"])
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {KEPT}"},
                    {"Authorization": f"Bearer {KEPT[:-1]}"}, {"Authorization": "Bearer ä"},
                    {"Authorization": f"Bearer {other.token}"}):
        reply = browser.get("/metrics", headers=headers)
        assert reply.status_code == 401 and reply.headers["WWW-Authenticate"] == "Bearer", headers
        assert "shouhou_" not in reply.text
    assert "shouhou_cases_open" in figures(app, mine.token)
    shop.desk.tokens.revoke(shop["zhou"], mine.row.id)
    assert browser.get("/metrics", headers={"Authorization": f"Bearer {mine.token}"}).status_code == 401


def test_metrics_count_what_there_is_to_do(app: Flask, shop: Shop, clock: HandClock) -> None:
    number = shop.open()
    shop.open()
    shop.declined()
    with shop.desk.store.unit_of_work() as work:
        for each in ("a", "b", "c"):
            work.outbox.put("mail", each)
        work.commit()
        held, failing = work.outbox.by_key("b"), work.outbox.by_key("c")
        assert held and failing
        held.held, failing.attempts = True, 5
        work.commit()
    beat(shop.desk.config.data, clock.at)
    found = figures(app)
    assert (found["shouhou_cases_open"], found["shouhou_cases_late"]) == (2, 0)
    assert (found["shouhou_outbox_waiting"], found["shouhou_outbox_held"]) == (2, 1)
    assert found["shouhou_outbox_troubled"] == 1
    assert found["shouhou_database_up"] == 1 and found["shouhou_sweep_lag_seconds"] == 0
    assert found["shouhou_worker_last_turn_seconds"] == clock.at.timestamp()
    assert found['shouhou_webhook_deliveries{state="failed"}'] == 0
    due = shop.see(number).row.next_due_at
    assert due
    clock.at = due + timedelta(hours=1)
    found = figures(app)
    assert found["shouhou_cases_late"] == 2 and found["shouhou_sweep_lag_seconds"] >= 3600
    assert found["shouhou_outbox_oldest_seconds"] > 3600


@from_sqlite
def test_answers_are_counted_by_pattern(app: Flask) -> None:
    browser = app.test_client()
    for path in ("/login", "/login", "/nowhere/13800006621", "/healthz"):
        browser.get(path)
    found = figures(app)
    assert found['shouhou_requests_total{method="GET",route="/login",status="200"}'] == 2
    assert found['shouhou_requests_total{method="GET",route="/healthz",status="200"}'] == 1
    assert found['shouhou_request_seconds_count{method="GET",route="/login"}'] == 2
    assert not [name for name in found if "13800006621" in name]
    assert found["process_resident_memory_bytes"] > 0 and "shouhou_database_pool_in_use" in found


@from_sqlite
def test_two_applications_count_for_themselves(shop: Shop, app: Flask, clock: HandClock, tmp_path: Path) -> None:
    other = a_desk(shop.desk.store, clock, tmp_path)
    other.config = shop.desk.config
    second = create_site(other)
    second.test_client().get("/login")
    assert 'shouhou_requests_total{method="GET",route="/login",status="200"}' in figures(second)
    assert 'shouhou_requests_total{method="GET",route="/login",status="200"}' not in figures(app)


@from_sqlite
def test_metrics_say_that_the_database_is_away(app: Flask, desk: Desk) -> None:
    with for_writing(desk.store.engine).begin() as connection:
        connection.execute(text("SELECT 1"))
    Path(str(desk.store.engine.url.database)).unlink()
    found = figures(app)
    assert found["shouhou_database_up"] == 0 and "shouhou_cases_open" not in found
    assert not Health(desk.place).ready()
