"""The worker: sweeps, seals, does what is left in the outbox, and never does a thing twice."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.app import Desk
from core.config import Adopted, Config
from core.jobs import JOBS, Task, Worker
from core.setting_up import make_database, seed_calendar
from core.trials import SetClock


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2025, 10, 14, 1, 0, tzinfo=UTC))


@pytest.fixture
def desk(tmp_path: Path, clock: SetClock, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.delenv("SHOUHOU_DATABASE", raising=False)
    config = Config(data=tmp_path, database=database_url, plugins=("furniture",),
                    policies=(Adopted("furniture/return-exchange"),))
    made = Desk(config, now=clock)
    make_database(made)
    seed_calendar(made, [2025])
    return made


class Impatient(threading.Event):
    """Waits for nothing; lets the clock pass instead, and stops after some turns."""

    def __init__(self, clock: SetClock, turns: int) -> None:
        super().__init__()
        self.clock, self.turns, self.rests = clock, turns, list[float]()

    def wait(self, timeout: float | None = None) -> bool:
        self.rests.append(timeout or 0)
        self.clock.at += timedelta(seconds=timeout or 0)
        if len(self.rests) >= self.turns:
            self.set()
        return self.is_set()


DAILY = 5
"""Sealing, tidying, letting go of what has been kept long enough, entering what plans have due, and what the shop's
capabilities look at each night."""


def put(desk: Desk, topic: str, key: str, **payload: Any) -> None:
    with desk.store.unit_of_work() as work:
        work.outbox.put(topic, key, payload)
        work.commit()


def sealed(desk: Desk) -> list[str]:
    with desk.store.read() as work:
        return [str(row.day) for row in work.events.sealed_days()]


def test_each_day_is_sealed_once_whoever_works(desk: Desk, clock: SetClock) -> None:
    first, second = Worker(desk), Worker(desk)
    assert first.turn() + second.turn() == DAILY
    assert sealed(desk) == ["2025-10-13"]
    clock.at += timedelta(hours=1)
    assert first.turn() + second.turn() + Worker(desk).turn() == 0
    clock.at += timedelta(days=1)
    assert second.turn() + first.turn() == DAILY
    assert sealed(desk) == ["2025-10-14", "2025-10-13"]


def test_nothing_is_sealed_just_after_midnight(desk: Desk, clock: SetClock) -> None:
    clock.at = datetime(2025, 10, 13, 16, 5, tzinfo=UTC)  # 00:05 in Beijing
    worker = Worker(desk)
    assert worker.turn() == 0
    clock.at += timedelta(minutes=15)
    assert worker.turn() == DAILY


def test_the_sweep_comes_every_half_minute(desk: Desk, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[datetime] = []
    sweep: Callable[..., Any] = desk.sweeper.sweep

    def noted() -> Any:
        swept.append(clock.at)
        return sweep()

    monkeypatch.setattr(desk.sweeper, "sweep", noted)
    worker = Worker(desk)
    for _ in range(61):
        worker.turn()
        clock.at += timedelta(seconds=1)
    assert [(each - swept[0]).total_seconds() for each in swept] == [0, 30, 60]


def test_a_job_that_fails_comes_back_later_and_others_go_on(desk: Desk, clock: SetClock) -> None:
    told: list[object] = []

    def moody(task: Task) -> None:
        told.append(task.payload["name"])
        if task.payload["name"] == "bad" and told.count("bad") < 3:
            raise ValueError("not today")

    worker = Worker(desk, {"moody": moody})
    put(desk, "moody", "one", name="bad")
    put(desk, "moody", "two", name="good")
    put(desk, "unknown", "three")
    worker.turn()
    assert told == ["bad", "good"]
    with desk.store.read() as work:
        row = work.outbox.by_key("one")
        assert row and row.last_error == "builtins.ValueError" and row.available_at == clock.at + timedelta(seconds=30)
    worker.turn()
    assert told == ["bad", "good"]
    for _ in range(4):
        clock.at += timedelta(minutes=1)
        worker.turn()
    assert told == ["bad", "good", "bad", "bad"]
    with desk.store.read() as work:
        assert work.outbox.waiting() == 1  # what nobody here knows waits for a worker that does


def test_a_dead_workers_job_is_taken_over_and_the_first_learns_it(desk: Desk, clock: SetClock) -> None:
    held: list[bool] = []

    def long(task: Task) -> None:
        if len(held) < 1:
            held.append(task.hold())
            clock.at += timedelta(minutes=10)
            Worker(desk, {"long": long}).turn()
        held.append(task.hold())

    put(desk, "long", "once")
    Worker(desk, {"long": long}).turn()
    assert held == [True, True, False]


def test_it_works_until_stopped_and_rests_longer_while_the_database_is_away(desk: Desk, clock: SetClock) -> None:
    quiet = Impatient(clock, 3)
    Worker(desk, stopping=quiet).run()
    assert quiet.rests == [1.0, 1.0, 1.0]

    away = Impatient(clock, 12)
    worker = Worker(desk, stopping=away)
    worker.turn = lambda: 1 // 0  # type: ignore[method-assign]
    worker.run()
    assert away.rests[:3] == [2.0, 4.0, 8.0] and away.rests[-1] == 30.0


def test_a_thread_stops_after_the_job_in_hand(desk: Desk) -> None:
    began, go_on, told = threading.Event(), threading.Event(), list[str]()

    def job(task: Task) -> None:
        began.set()
        go_on.wait(10)
        told.append("done")

    put(desk, "job", "one")
    worker = Worker(desk, {"job": job})
    worker.start()
    assert began.wait(10)
    assert worker.stop(0.01) is False
    go_on.set()
    assert worker.stop(10) is True and told == ["done"]


def test_topics_are_known_by_name() -> None:
    assert {"seal", "tidy"} <= JOBS.keys()
