"""The separate calculation: what became of the promises of a case, reckoned plainly, without the desk's code.

Service is a table of minutes; hours are used up by walking it, days by walking days. It knows the five promises of
`benchmarks.helpdesk` by heart, and rows of the log, nothing else."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from benchmarks.helpdesk_log import ROME, Row

DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)
LEADS_TO = {"assign": "assigned", "take": "in_charge", "wait": "waiting", "upgrade": "upgrading",
            "resolve": "resolved", "close": ""}
WAITS_FOR = {"waiting": "customer", "upgrading": "factory"}
ANSWER, SOLVE, WORK = (16, 8, 8, 4), (10, 5, 5, 2), (40, 20, 20, 8)
"""Hours, days and hours for the levels 1 to 4."""


@dataclass(frozen=True)
class Verdict:
    """What became of a promise; `late` says whose the lateness was, once it is over."""

    start: datetime
    due: datetime
    end: datetime | None
    state: str
    late: dict[str, timedelta] = field(default_factory=dict)


Place = tuple[str, str]
"""A promise and the number of its round, '' for the first."""
Stretch = tuple[datetime, datetime]


class Table:
    """A desk's service minute by minute, from a day to another."""

    def __init__(self, first: date, last: date, closed: frozenset[date],
                 hours: tuple[tuple[int, int], ...] = ((9, 13), (14, 18))) -> None:
        self.closed = closed
        self.epoch = datetime.combine(first, time(), UTC)
        self.minutes = bytearray((last - first).days * 24 * 60)
        for each in range(1, (last - first).days - 1):
            day = first + each * DAY
            for opens, closes in hours if self.works(day) else ():
                begin, end = (self.seconds(datetime.combine(day, time(hour), ROME)) // 60 for hour in (opens, closes))
                for minute in range(begin, end):
                    self.minutes[minute] = 1

    def works(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.closed

    def seconds(self, moment: datetime) -> int:
        """Seconds since the table begins."""
        return int((moment.astimezone(UTC) - self.epoch).total_seconds())

    def hours_later(self, start: datetime, hours: int, stopped: Sequence[Stretch]) -> datetime:
        """Along the table, from where service or stopping begins or ends to the next such place."""
        at, left = self.seconds(start), hours * 3600
        stops = sorted((self.seconds(one), self.seconds(two)) for one, two in stopped)
        while left:
            if inside := next((two for one, two in stops if one <= at < two), None):
                at = inside
                continue
            serves = self.minutes[at // 60]
            change = self.minutes.find(1 - serves, at // 60) * 60
            until = min([change, *(one for one, _ in stops if one > at)])
            if serves:
                used = min(until - at, left)
                at, left = at + used, left - used
            else:
                at = until
        return self.epoch + timedelta(seconds=at)

    def days_later(self, start: datetime, days: int, working: bool, stopped: Sequence[Stretch]) -> datetime:
        """The last moment of the last day; the first is not counted, nor one that was stopped from end to end."""
        day = start.astimezone(ROME).date()
        while days:
            day += DAY
            if (not working or self.works(day)) and not _covers(stopped, *whole(day)):
                days -= 1
        return whole(day)[1] - INSTANT


def whole(day: date) -> Stretch:
    """From midnight to midnight."""
    first, last = (datetime.combine(each, time(), ROME).astimezone(UTC) for each in (day, day + DAY))
    return first, last


def _covers(stopped: Sequence[Stretch], begin: datetime, end: datetime) -> bool:
    for one, two in sorted(stopped):
        if one <= begin:
            begin = max(begin, two)
    return begin >= end


@dataclass(frozen=True)
class Note:
    """What was done, and the state the case was in from then on, '' when ended."""

    doing: str
    at: datetime
    state: str


class Walked:
    """A case of the log, seen at a moment."""

    def __init__(self, case: Sequence[Row], table: Table, now: datetime) -> None:
        self.table, self.now, self.level = table, now.astimezone(UTC), case[0].level
        self.notes = [Note("opened", case[0].at.astimezone(UTC), "new")]
        self.ended: datetime | None = None
        before = "new"
        for row in case:
            if row.doing == "insert":
                continue
            at = row.at.astimezone(UTC)
            if not self.notes[-1].state:
                self.notes.append(Note("reopened", at, before))
            before = self.notes[-1].state
            self.notes.append(Note(row.doing, at, LEADS_TO[row.doing]))
            self.ended = at if row.doing == "close" else None
            self.level = row.level if row.doing == "assign" else self.level

    def verdicts(self) -> dict[Place, Verdict]:
        """Of every promise that has begun."""
        level, opened = self.level - 1, self.notes[0].at
        found: dict[Place, Verdict] = {}
        begun = self._first(self._entered("in_charge", "waiting", "upgrading", "resolved"), opened)
        found["answered", ""] = self._judged(opened, begun, (), self._hours(ANSWER[level]))
        solved = self._first(self._entered("resolved"), opened)
        found["solved", ""] = self._judged(opened, solved, ("customer",), self._days(SOLVE[level], True))
        if (taken := self._first(self._entered("in_charge"))) is not None:
            end = self._first(self._entered("resolved"), taken)
            found["worked", ""] = self._judged(taken, end, ("customer", "factory"), self._hours(WORK[level]))
        for number, (start, stop) in enumerate(self._rounds(opened, solved), 1):
            found["informed", str(number) if number > 1 else ""] = self._judged(
                start, stop, ("customer",), self._days(2, False))
        if (start := self._first(self._entered("resolved"))) is not None:
            closed = self._first([note.at for note in self.notes if note.doing == "close"], start)
            early = whole(start.astimezone(ROME).date() + DAY)[0]
            found["followed_up", ""] = self._judged(start, closed, (), self._days(31, False), early)
        return found

    def _hours(self, hours: int) -> Callable[[datetime, Sequence[Stretch]], datetime]:
        return lambda start, stopped: self.table.hours_later(start, hours, stopped)

    def _days(self, days: int, working: bool) -> Callable[[datetime, Sequence[Stretch]], datetime]:
        return lambda start, stopped: self.table.days_later(start, days, working, stopped)

    def _entered(self, *states: str) -> list[datetime]:
        return [note.at for before, note in zip([None, *self.notes], self.notes, strict=False)
                if note.state in states and (before is None or before.state != note.state)]

    @staticmethod
    def _first(moments: Sequence[datetime], since: datetime | None = None) -> datetime | None:
        return min((each for each in moments if since is None or each >= since), default=None)

    def _rounds(self, start: datetime, solved: datetime | None) -> Iterator[tuple[datetime, datetime | None]]:
        """News: every step is some, until it is solved."""
        steps = [note.at for note in self.notes if note.doing in LEADS_TO]
        end = self._first(steps, start)
        while True:
            if solved is not None and (end is None or solved < end):
                end = solved
            yield start, end
            if end is None or end == solved:
                return
            start, end = end, min((each for each in steps if each > end), default=None)
            if self.ended is not None and start >= self.ended:
                return

    def _waits(self) -> Iterator[tuple[Stretch, str]]:
        """From note to note, whom the case waited for; `ended` where it was closed and opened again."""
        ends = [note.at for note in self.notes[1:]]
        for note, end in zip(self.notes, [*ends, datetime.max.replace(tzinfo=UTC)], strict=True):
            last = end.year == datetime.max.year
            if note.state in WAITS_FOR or (not note.state and not last):
                yield (note.at, end), WAITS_FOR.get(note.state, "ended")

    def _judged(self, start: datetime, end: datetime | None, pausing: tuple[str, ...],
                count: Callable[[datetime, Sequence[Stretch]], datetime], early: datetime | None = None) -> Verdict:
        over = end or self.ended
        until = over or self.now
        stopped = [(one, min(two, until)) for (one, two), whose in self._waits()
                   if whose in (*pausing, "ended") and one <= until]
        due = count(start, stopped)
        state = self._state(due, end, over, early, pausing)
        return Verdict(start, due, end, state, self._shares(due, over) if over and state == "missed" else {})

    def _state(self, due: datetime, end: datetime | None, over: datetime | None, early: datetime | None,
               pausing: tuple[str, ...]) -> str:
        if end and early and end < early:
            return "early"
        if (over or self.now) > due:
            return "missed"
        if end:
            return "met"
        if self.ended:
            return "dropped"
        return "paused" if WAITS_FOR.get(self.notes[-1].state) in pausing else "running"

    def _shares(self, due: datetime, over: datetime) -> dict[str, timedelta]:
        """The time between by whose it was; nobody waited for is the company."""
        found: dict[str, timedelta] = {}
        ends = [*(note.at for note in self.notes[1:]), datetime.max.replace(tzinfo=UTC)]
        for note, end in zip(self.notes, ends, strict=True):
            time_of = min(end, over) - max(note.at, due)
            if time_of > timedelta():
                whose = WAITS_FOR.get(note.state, "company")
                found[whose] = found.get(whose, timedelta()) + time_of
        return found


def summed(verdicts: Iterator[tuple[Place, Verdict]]) -> dict[str, dict[str, Any]]:
    """By promise: how many came out how, and how late by whose time."""
    found: dict[str, dict[str, Any]] = {}
    for (promise, _), verdict in verdicts:
        line = found.setdefault(promise, {})
        line[verdict.state] = line.get(verdict.state, 0) + 1
        for whose, late in verdict.late.items():
            line[f"late:{whose}"] = line.get(f"late:{whose}", timedelta()) + late
    return found
