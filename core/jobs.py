"""The worker: sweeps clocks, seals the audit trail once a day, and does what transactions left in the outbox.

Any number of workers may run: rows are leased, and work of a time slot has a key of that slot. Nothing runs when this
module is imported.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from core.http.logs import told
from core.operating.beat import beat

if TYPE_CHECKING:
    from core.app import Desk
    from core.notifications.couriering import Messenger
    from core.store.tables import OutboxRow
    from core.webhooks.delivering import Courier

SWEEP_EVERY = timedelta(seconds=30)
BEAT_EVERY = timedelta(seconds=10)
LOOK_EVERY_SECONDS = 1.0
LONGEST_REST_SECONDS = 30.0
"""How long the worker waits at most after something that is not a job (the database, say) has failed again."""
LEASE_SECONDS = 120
SEAL_AFTER = timedelta(minutes=15)
"""After midnight; the store seals not sooner than ten minutes after it."""
KEPT = timedelta(days=30)
"""How long outbox rows that are done are remembered."""

log = logging.getLogger("shouhou.worker")


@dataclass(frozen=True)
class Task:
    """A leased piece of work. Long work calls `hold` now and then; where that gives False, somebody else has taken
    over and it must stop."""

    desk: Desk
    payload: Mapping[str, Any]
    hold: Callable[[], bool]


Job = Callable[[Task], object]


def seal(task: Task) -> None:
    """Digest the audit trail as of the end of a day."""
    task.desk.audit.seal(date.fromisoformat(task.payload["day"]))


def tidy(task: Task) -> None:
    """Forget log-ins that ran out or failed, and requests nobody will send again."""
    before = task.desk.now() - KEPT
    with task.desk.store.unit_of_work() as work:
        work.sessions.forget(before)
        work.failed_logins.forget(task.desk.now() - timedelta(days=2))
        work.idempotency.forget()
        work.outbox.forget(before)
        work.commit()
    task.desk.exports.tidy()
    task.desk.webhooks.tidy(before)
    task.desk.notifications.tidy(before)


def bring_in(task: Task) -> None:
    """Go on with bringing in a register."""
    task.desk.imports.work(task.payload["run"], task.hold)


def export(task: Task) -> None:
    """Make a table somebody has asked for, or take it away once its time is over."""
    task.desk.exports.make(task.payload["export"], task.hold)


def plan(task: Task) -> None:
    """Look at a planned change, or let open cases follow one that was applied."""
    task.desk.planning.work(task.payload["change"], task.hold)


def notify(task: Task) -> None:
    """Tell people of what happened."""
    task.desk.notifications.noting.work(task.payload, task.hold)


def due_plans(task: Task) -> None:
    """Make what is due this period, tell of what is overdue. What cannot be made is tried again."""
    if failed := task.desk.plans.run().failed:
        raise RuntimeError(f"{failed} entries of plans cannot be made")


def end_terms(task: Task) -> None:
    """Erase what has been kept for as long as the business wants it."""
    task.desk.retention.run(task.hold)


def clear(task: Task) -> None:
    """Remove the files of somebody who was erased, where whoever did it was cut short."""
    task.desk.erasing.clear(task.payload)


def refresh(task: Task) -> None:
    """Count the clocks of all open cases again. Where it is cut short, the next worker does it all."""
    for _ in task.desk.refreshing.apply():
        if not task.hold():
            raise InterruptedError("stopped while clocks were being counted again")


JOBS: dict[str, Job] = {"seal": seal, "tidy": tidy, "retention": end_terms, "erase": clear, "import": bring_in,
                        "export": export, "plan": plan, "due": due_plans, "notify": notify, "refresh": refresh}
"""What does the work of each topic of the outbox. A job may be called again for the same row, so it must be able to
see what is done already; what it raises is noted with the row, which comes back later."""


@dataclass(frozen=True)
class Brought:
    """Jobs of plugins by topic, and the topics that are left once for each day."""

    jobs: Mapping[str, Job]
    daily: tuple[str, ...]


def jobs_of(desk: Desk) -> Brought:
    """What plugins do in the background. A topic that is not the plugin's own is noted with it and left out."""
    jobs, daily = dict[str, Job](), list[str]()
    for name, module in desk.faces.modules("register_jobs").items():
        own = getattr(module, "JOBS", {})
        for topic, job in own.items():
            if topic.startswith(f"{name}.") and callable(job):
                jobs[topic] = job
            else:
                desk.faces.fault(name, f"its job {topic!r} is left out: it must be a function under {name}.…")
        for topic in getattr(module, "DAILY", ()):
            if topic in own.keys() & jobs.keys():
                daily.append(topic)
            else:
                desk.faces.fault(name, f"its daily {topic!r} is left out: there is no such job")
    return Brought(jobs, tuple(daily))


class Worker:
    """Does the desk's own work until stopped. `stopping` is waited on, so that tests need no time to pass."""

    def __init__(self, desk: Desk, jobs: Mapping[str, Job] | None = None, *,
                 stopping: threading.Event | None = None) -> None:
        self.desk, self.given, self.stopping = desk, jobs, stopping or threading.Event()
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._swept_at: datetime | None = None
        self._beaten_at: datetime | None = None
        self._day: date | None = None
        self._thread: threading.Thread | None = None

    @cached_property
    def brought(self) -> Brought:
        """The plugins' jobs, unless only others were asked for."""
        return jobs_of(self.desk) if self.given is None else Brought({}, ())

    @cached_property
    def jobs(self) -> Mapping[str, Job]:
        """What does the work of each topic."""
        return {**self.brought.jobs, **JOBS} if self.given is None else self.given

    @cached_property
    def courier(self) -> Courier:
        """Sends webhooks in threads of its own, so that a slow receiver keeps nothing here waiting."""
        from core.webhooks.delivering import Courier

        return Courier(self.desk.place, self.desk.webhooks.door)

    @cached_property
    def messenger(self) -> Messenger:
        """The same for what people are told outside the desk."""
        return self.desk.notifications.messenger

    def run(self, after: float = 0.0) -> None:
        """Work until `stop`, beginning some seconds from now; the job in hand is finished first."""
        rest = LOOK_EVERY_SECONDS
        if after:
            self.stopping.wait(after)
        for each in (self.courier, self.messenger):
            each.start()
        while not self.stopping.is_set():
            try:
                self.turn()
                rest = LOOK_EVERY_SECONDS
            except Exception:
                log.exception("the worker goes on in %.0f s", rest := min(rest * 2, LONGEST_REST_SECONDS))
            self.stopping.wait(rest)
        for each in (self.courier, self.messenger):
            each.stop()

    def turn(self) -> int:
        """Whatever is due now; how many jobs were done."""
        now = self.desk.now()
        if self._beaten_at is None or now - self._beaten_at >= BEAT_EVERY or now < self._beaten_at:
            beat(self.desk.config.data, now)
            self._beaten_at = now
        self._daily(now)
        if self._swept_at is None or now - self._swept_at >= SWEEP_EVERY or now < self._swept_at:
            swept = self.desk.sweeper.sweep()
            self._swept_at = now
            if any(vars(swept).values()):
                log.info("swept: %d warned, %d missed, %d escalated, %d steps taken, %d could not be swept",
                         swept.warned, swept.missed, swept.escalated, swept.stepped, swept.failed)
        done = 0
        while not self.stopping.is_set() and self._next():
            done += 1
        return done

    def start(self, after: float = 0.0) -> None:
        """Work in a thread of this process, beginning some seconds from now."""
        self._thread = threading.Thread(target=self.run, args=(after,), name="shouhou-worker", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = 10) -> bool:
        """Ask to stop and wait for the job in hand; False where that takes longer (its lease then runs out)."""
        self.stopping.set()
        if self._thread:
            self._thread.join(seconds)
            return not self._thread.is_alive()
        return True

    def _daily(self, now: datetime) -> None:
        """Leave the work of the day before, once for whoever comes first."""
        today = now.astimezone(zone := ZoneInfo(self.desk.config.zone)).date()
        if today == self._day:
            return
        ended = today - timedelta(days=1)
        ready = datetime.combine(today, time.min, zone) + SEAL_AFTER
        with self.desk.store.unit_of_work() as work:
            for topic in ({"seal", "tidy", "retention", "due"} & self.jobs.keys()).union(self.brought.daily):
                work.outbox.put(topic, f"{topic}:{ended}", {"day": ended.isoformat()}, available_at=ready)
            work.commit()
        self._day = today

    def _next(self) -> bool:
        """Do one job, if there is one; whether there was."""
        with self.desk.store.read() as work:
            if not work.outbox.waiting():
                return False
        with self.desk.store.unit_of_work() as work:
            leased = work.outbox.lease(1, LEASE_SECONDS, self.name, tuple(self.jobs))
            work.commit()
        for row in leased:
            self._do(row)
        return bool(leased)

    def _do(self, row: OutboxRow) -> None:
        def hold() -> bool:
            with self.desk.store.unit_of_work() as work:
                held = work.outbox.renew(row.id, self.name, LEASE_SECONDS)
                work.commit()
                return held and not self.stopping.is_set()

        try:
            self.jobs[row.topic](Task(self.desk, row.payload, hold))
        except Exception as error:
            log.exception("%s %s failed (attempt %d)", row.topic, row.key, row.attempts)
            with self.desk.store.unit_of_work() as work:
                work.outbox.failed(row.id, self.name, told((type(error), error, None)))
                work.commit()
            return
        with self.desk.store.unit_of_work() as work:
            work.outbox.done(row.id, self.name)
            work.commit()
