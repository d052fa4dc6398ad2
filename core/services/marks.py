"""Marks of a clock as its row keeps them: which were told already, which is next, what is told when their time comes.

A mark is JSON: `name`, `title`, `level`, `at`, `to`; once told also `fired_at` and `for`, the deadline it was told of.
What was told follows from the case's events, so that rows may be thrown away and made again."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from core.domain import events
from core.domain.cases import Case
from core.domain.clocks import Clock, clocks
from core.domain.events import Event
from core.domain.local_time import INSTANT
from core.domain.marks import ESCALATION, MISSED, STEP, WARNING
from core.domain.people import COMPANY

_LEVELS = {events.TARGET_WARNED: WARNING, events.TARGET_MISSED: MISSED, events.ESCALATED: ESCALATION,
           events.TIMED_STEP_REFUSED: STEP}
_KINDS = {level: kind for kind, level in _LEVELS.items()}
_CHANGE_NOTHING = {*_LEVELS, events.COMMENTED}

Marks = list[dict[str, Any]]
Values = dict[str, Any]


@dataclass(frozen=True)
class Telling:
    """That somebody was told of a mark of a clock: when, and which deadline it had then."""

    mark: str
    level: str
    at: datetime
    due: datetime | None

    def settles(self, name: str, level: str, at: datetime, due: datetime | None) -> bool:
        """Whether a mark need not be told again: its time had come then, or the deadline is no later now. Who is told
        of a miss is no longer warned."""
        passed = at <= self.at
        if self.level == MISSED and level == WARNING:
            return passed
        return name == (self.mark or name) and level == self.level and (
            passed or (self.due is not None and due is not None and due <= self.due))


def tellings(happened: Iterable[Event]) -> dict[tuple[str, str], list[Telling]]:
    """What was told of each clock, by target and round, the latest first. That a timed step was refused holds until
    the case changes."""
    found: dict[tuple[str, str], list[Telling]] = {}
    for event in happened:
        level, said = _LEVELS.get(event.kind), event.data
        if level:
            due = datetime.fromisoformat(said["due_at"]) if said.get("due_at") else None
            found.setdefault((said.get("target", ""), said.get("key", "")), []).insert(
                0, Telling(said.get("mark", ""), level, event.recorded_at, due))
        elif event.kind not in _CHANGE_NOTHING:
            for each in found.values():
                each[:] = [telling for telling in each if telling.level != STEP]
    return found


def clock_rows(case: Case, happened: Sequence[Event], now: datetime, warn_before: timedelta) -> list[Values]:
    """The clocks of a case as values of rows."""
    told = tellings(happened)
    # What was due before a case came out of a register nobody here has missed.
    imported_at = next((each.recorded_at for each in happened if each.kind == events.IMPORTED), None)
    return [{**row_of(clock, told.get((clock.target, clock.key), ()), imported_at, case.ended_at),
             "basis": [each.data() for each in clock.basis]}
            for clock in clocks(case, now, warn_before) if clock.started_at is not None]


def row_of(clock: Clock, told: Sequence[Telling], imported_at: datetime | None = None,
           over: datetime | None = None) -> Values:
    """A clock as values of a row, without its basis; `over` is when the case ended."""
    past = imported_at is not None and clock.due_at is not None and clock.due_at < imported_at
    silent = past or clock.of != COMPANY or bool(clock.step)
    # While somebody else is waited for nothing falls due; the event that ends it says when it does.
    due = None if clock.state == "paused" else clock.due_at
    marks = [] if silent and not clock.step else kept(clock, told)
    quiet = silent and clock.state == "missed"
    return {
        "target": clock.target, "key": clock.key, "started_at": clock.started_at, "title": clock.title,
        "whose": clock.of.key, "due_at": due, "ended_at": clock.ended_at or over, "state": clock.state,
        "warned_at": fired_at(marks, WARNING), "missed_at": clock.due_at if quiet else fired_at(marks, MISSED),
        "silent": silent, "before_import": past, "length": clock.length, "calendar": clock.calendar,
        "calendar_version": clock.calendar_version, "plain": clock.plain, "earliest_at": clock.earliest_at,
        "marks": marks, "next_mark_at": next_mark(marks, due) if due and clock.open and not quiet else None,
        "late_by": {whose: each.total_seconds() for whose, each in clock.late_by.items()}}


def nearest_of(rows: Iterable[Values]) -> Values:
    """The promise of the company that a case is listed by; nothing where there is none."""
    own = [each for each in rows if each["ended_at"] is None and each["due_at"] and each["whose"] == COMPANY.key
           and not each["silent"] and each["state"] in ("running", "missed")]
    return min(own, key=lambda each: each["due_at"], default={"due_at": None, "title": ""})


def kept(clock: Clock, told: Sequence[Telling]) -> Marks:
    """The marks of a clock as its row keeps them."""
    found: Marks = []
    for mark in clock.marks:
        said = {"name": mark.name, "title": mark.title, "level": mark.level, "at": iso(mark.at), "to": [*mark.to]}
        settling = [each for each in told if each.settles(mark.name, mark.level, mark.at, clock.due_at)]
        telling = min(settling, key=lambda each: each.level != mark.level, default=None)
        found.append({**said, "fired_at": iso(telling.at), "for": iso(telling.due)} if telling else said)
    return found


def told_before(marks: Marks) -> list[Telling]:
    """What was told of a clock as its row has kept it."""
    return [Telling(each["name"], each["level"], datetime.fromisoformat(each["fired_at"]),
                    datetime.fromisoformat(each["for"]) if each["for"] else None)
            for each in marks if "fired_at" in each]


def next_mark(marks: Marks, due: datetime | None) -> datetime | None:
    """When the next mark comes; a clock without any is looked at when it is over."""
    if not marks:
        return due and due + INSTANT
    return min((datetime.fromisoformat(each["at"]) for each in marks if "fired_at" not in each), default=None)


def fired_at(marks: Marks, level: str) -> datetime | None:
    """When the first mark of a level was told."""
    return min((datetime.fromisoformat(each["fired_at"]) for each in marks
                if each["level"] == level and "fired_at" in each), default=None)


@dataclass(frozen=True)
class Fired:
    """What became of a clock whose marks have come: what changes in its row, and what is told, as kinds of events
    with what they say."""

    changes: Mapping[str, Any]
    told: Sequence[tuple[str, Mapping[str, Any]]]


def fire(row: Any, now: datetime) -> Fired:
    """The marks of a row of a clock that have come. A warning is not told where the miss is told with it, nothing is
    told of a silent clock."""
    marks: Marks = [dict(each) for each in row.marks]
    due, silent = iso(row.due_at), row.silent
    said = {"fired_at": iso(now), "for": due}
    coming = [each for each in marks if "fired_at" not in each and datetime.fromisoformat(each["at"]) <= now]
    levels = {each["level"] for each in coming}
    missed, warned = MISSED in levels or (not marks and row.due_at < now), WARNING in levels
    told = []
    for mark in coming:
        mark |= said
        if not silent and not (mark["level"] == WARNING and (missed or row.missed_at)):
            told.append((_KINDS[mark["level"]], about(row, mark, due)))
    if missed and not marks and not silent:
        told.append((events.TARGET_MISSED, about(row, {"name": "", "at": due, "to": []}, due)))
    return Fired({
        "marks": marks, "next_mark_at": next_mark(marks, None),
        "warned_at": row.warned_at or (now if warned and not silent else None),
        "missed_at": row.missed_at or ((row.due_at if silent else now) if missed else None),
        "state": "missed" if missed else row.state}, told)


def about(row: Any, mark: Mapping[str, Any], due: str) -> dict[str, Any]:
    """What an event says of a mark of a clock."""
    said = {"target": row.target, "title": row.title, "due_at": due, "clauses": [*_clauses(row.basis)],
            "mark": mark["name"], "at": mark["at"], "to": mark["to"]}
    return {**said, "key": row.key} if row.key else said


@lru_cache(maxsize=1000)
def _clauses(basis: str) -> Sequence[str]:
    return sorted({each["clause"] for each in json.loads(basis) if each["clause"]})


def iso(moment: datetime | None) -> str:
    """A moment as JSON keeps it."""
    return moment.astimezone(UTC).isoformat() if moment else ""
