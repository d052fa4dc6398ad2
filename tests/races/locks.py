"""Locks taken away, each so that one alone still does everything right and only two at once do not; and a meeting that
brings two at once together, so that nothing depends on luck."""

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, Engine, event, select, update

from core.services.records import Record, Records
from core.store import engine
from core.store.cases import Cases
from core.store.engine import WRITES
from core.store.once import Idempotency, Numbers, Replay
from core.store.tables import CaseRow, IdempotencyRow, NumberSeriesRow

Done = TypeVar("Done")
WAITS = re.compile(r"^(BEGIN IMMEDIATE|INSERT|UPDATE|DELETE)|FOR (KEY SHARE|(NO KEY )?UPDATE)")
"""Statements that a database may answer only once nobody else holds what they ask for."""


class Meeting:
    """Whoever is about to send a statement that begins like one of `before` stops here, until `count` people stand
    here or wait for a lock that somebody here holds, or were turned away. So all have read before the first writes,
    unless a lock prevents it."""

    def __init__(self, count: int, *before: str) -> None:
        self.before, self._count = before, count
        self._change = threading.Condition()
        self._here: set[int] = set()
        self._waiting: set[int] = set()
        self._turned_away = 0
        self.over = False

    def sends(self, statement: str) -> None:
        me = threading.get_ident()
        with self._change:
            if WAITS.search(statement):
                self._waiting.add(me)
                self._look()
            if statement.startswith(self.before) and not self.over:
                self._here.add(me)
                self._look()
                assert self._change.wait_for(lambda: self.over, timeout=20), "not everybody came to the meeting"

    def answered(self) -> None:
        with self._change:
            self._waiting.discard(threading.get_ident())

    def fails(self) -> None:
        with self._change:
            self._waiting.discard(threading.get_ident())
            self._turned_away += 1
            self._look()

    def _look(self) -> None:
        if self._here and len(self._here | self._waiting) + self._turned_away >= self._count:
            self.over = True
            self._change.notify_all()


class Traffic:
    """What goes to a database: without its locks, if wanted, and with meetings on the way; or one after the other."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.locks, self.meeting = engine, True, Meeting(0, "-")
        self.one_by_one = False
        self._listeners: dict[str, Callable[..., Any]] = {
            "engine_connect": self._connected, "before_cursor_execute": self._before,
            "after_cursor_execute": self._after, "handle_error": lambda _: self.meeting.fails()}

    def meet(self, before: str | tuple[str, ...], *deeds: Callable[[], Done]) -> list[Done]:
        """Do all of it at the same moment, each in a thread of its own, and meet before a statement; what each
        gave,
        in order."""
        if self.one_by_one:
            return [deed() for deed in deeds]
        self.meeting = Meeting(len(deeds), *((before,) if isinstance(before, str) else before))
        with ThreadPoolExecutor(len(deeds)) as pool:
            done = list(pool.map(lambda deed: deed(), deeds))
        assert self.meeting.over, done
        return done

    @contextmanager
    def watched(self) -> Iterator["Traffic"]:
        for name, listener in self._listeners.items():
            event.listen(self.engine, name, listener, **({"retval": True} if name.startswith("before") else {}))
        try:
            yield self
        finally:
            for name, listener in self._listeners.items():
                event.remove(self.engine, name, listener)

    def _connected(self, connection: Connection) -> None:
        """Writers of one process take turns, first of all."""
        if connection.get_execution_options().get(WRITES):
            self.meeting.sends("BEGIN IMMEDIATE")

    def _before(self, connection: object, cursor: object, statement: str, parameters: object, *_: object) -> object:
        if not self.locks:
            statement = re.sub(r" FOR (KEY SHARE|(NO KEY )?UPDATE)( SKIP LOCKED)?", "", statement)
            statement = statement.replace("BEGIN IMMEDIATE", "BEGIN")
        self.meeting.sends(statement)
        return statement, parameters

    def _after(self, *_: object) -> None:
        self.meeting.answered()


def without_turns(patch: pytest.MonkeyPatch) -> None:
    """Of stores made from now on: writers of one process do not wait for each other before they ask a SQLite."""
    patch.setattr(engine, "_take_turns", lambda made: None, raising=False)


def without_version_checks(patch: pytest.MonkeyPatch) -> None:
    """Nobody looks whether a case has changed since it was read."""
    lock = Records.lock

    def blindly(self: Records, number: str, version: int | None, *rest: Any) -> Record:
        return lock(self, number, None, *rest)

    def save(self: Cases, row: CaseRow, given: int | None = None) -> None:
        row.version, row.updated_at = row.version + 1, self._now()
        self._session.flush()

    patch.setattr(Records, "lock", blindly)
    patch.setattr(Cases, "save", save)


def without_claims(patch: pytest.MonkeyPatch) -> None:
    """A key is looked up and written down with the answer, and not claimed before."""
    def claim(self: Idempotency, key: str, actor_id: int | None, *_: object) -> Replay | None:
        known = self._session.scalar(select(IdempotencyRow).where(self._is(key, actor_id)))
        return Replay(known.response) if known else None

    def finish(self: Idempotency, key: str, actor_id: int | None, response: Any) -> None:
        self._session.execute(self._insert(IdempotencyRow).values(
            key=key, actor_id=actor_id or 0, operation="", request_digest="", created_at=self._now(), state="done",
            response=response).on_conflict_do_nothing())

    patch.setattr(Idempotency, "claim", claim)
    patch.setattr(Idempotency, "finish", finish)


def without_numbers_held(patch: pytest.MonkeyPatch) -> None:
    """The next number is what was read, and one."""
    def following(self: Numbers, prefix: str, year: int) -> int:
        series = (NumberSeriesRow.prefix == prefix) & (NumberSeriesRow.year == year)
        last = self._session.scalar(select(NumberSeriesRow.last).where(series))
        if last is None:
            self._session.add(NumberSeriesRow(prefix=prefix, year=year, last=1))
            return 1
        self._session.execute(update(NumberSeriesRow).where(series).values(last=last + 1))
        return last + 1

    patch.setattr(Numbers, "next", following)
