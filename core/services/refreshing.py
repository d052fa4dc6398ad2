"""Refreshing: the clocks of all open cases counted again, or only looked at as they would be, a batch at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from core.domain import events
from core.domain.almanac import Almanac
from core.domain.cases import Case
from core.domain.counting import Conventions, Length
from core.domain.deadlines import deadline
from core.domain.errors import DeskError
from core.domain.events import Event
from core.domain.people import Actor
from core.domain.reasons import Reason
from core.domain.rulebook import Rulebook
from core.domain.terms import Table
from core.services.marks import clock_rows, nearest_of
from core.services.records import Records
from core.services.workplace import Workplace
from core.store.clocks import key_of
from core.store.tables import FAR_FUTURE, CaseRow, ClockRow
from core.store.unit_of_work import UnitOfWork

BATCH = 500
EXAMPLES = 20

_length = lru_cache(Length.parse)


@dataclass(frozen=True)
class Move:
    """A promise whose deadline is another; None while it is paused or not running. `late` says before and after."""

    number: str
    target: str
    title: str
    before: datetime | None
    after: datetime | None
    late: tuple[bool, bool]


@dataclass
class Progress:
    """How far it has come and what was found, in cases: `moved`, became `late`, are late no longer (`rescued`), cannot
    be counted so, and why (`blocked`). `last` is the id of the case it has come to."""

    total: int
    done: int = 0
    moved: int = 0
    late: int = 0
    rescued: int = 0
    blocked: list[tuple[str, Reason]] = field(default_factory=list)
    examples: list[Move] = field(default_factory=list)
    last: int = 0

    def add(self, moves: Sequence[Move]) -> None:
        self.moved += bool(moves)
        self.late += any(each.late == (False, True) for each in moves)
        self.rescued += any(each.late == (True, False) for each in moves)
        self.examples += moves[:1] if len(self.examples) < EXAMPLES else ()


class Refreshing:
    """Counts clocks again from the events of their cases. One whose deadline follows from its own row is counted from
    that, and its case is read only where the deadline is another now."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def outlook(self, almanac: Almanac | None = None,
                rulebook_of: Callable[[Any], Rulebook | None] | None = None,
                since: Progress | None = None) -> Iterator[Progress]:
        """What would become of open cases under other calendars, or where a case (a row with `number`, `kind`,
        `rulebook`) went over to another rulebook; how far it has come after each batch. Writes nothing."""
        return self._all(_Counting(self.place, almanac, rulebook_of), since, write=False, closed=False)

    def apply(self, since: Progress | None = None, *, closed: bool = False) -> Iterator[Progress]:
        """Bring the clocks of open cases (or of all) up to date, a transaction per batch, waiting for who is just
        changing one. Versions of cases do not grow. What is stopped half-way is simply done again."""
        return self._all(_Counting(self.place), since, write=True, closed=closed)

    def _all(self, counting: "_Counting", since: Progress | None, *, write: bool, closed: bool) -> Iterator[Progress]:
        progress = since or Progress(0)
        with self.place.store.read() as work:
            progress.total = work.clocks.number_of_cases(closed=closed)
        yield progress
        while True:
            with self.place.store.unit_of_work() if write else self.place.store.read() as work:
                cases = work.clocks.cases(progress.last, BATCH, closed=closed, lock=write)
                if not cases:
                    return
                for case, moves in counting.batch(work, cases, write=write):
                    if isinstance(moves, Reason):
                        progress.blocked.append((case.number, moves))
                    else:
                        progress.add(moves)
                if write:
                    work.commit()
            progress.last = cases[-1].id
            progress.done += len(cases)
            yield progress


class _Counting:
    """One way of counting, for batch after batch."""

    def __init__(self, place: Workplace, almanac: Almanac | None = None,
                 rulebook_of: Callable[[Any], Rulebook | None] | None = None) -> None:
        self.place, self.almanac, self.rulebook_of = place, almanac, rulebook_of

    def batch(self, work: UnitOfWork, cases: Sequence[Any], *,
              write: bool) -> Iterator[tuple[Any, list[Move] | Reason]]:
        """The moves of each case, or why it cannot be counted."""
        almanac = self.almanac or self.place.almanac(work)
        known = work.clocks.rows_of([case.id for case in cases])
        stamps: list[dict[str, Any]] = []
        read = []
        for case in cases:
            said = None if self.rulebook_of else self._plainly(work, case, known.get(case.id, ()), almanac)
            if said is None:
                read.append(case)
            else:
                stamps += said
        happened = work.events.of_many([case.id for case in read])
        changed: list[tuple[Any, list[ClockRow]]] = []
        for case in read:
            before = known.get(case.id, ())
            try:
                rows = self._counted(work, case, happened[case.id], almanac)
            except DeskError as error:
                yield case, error.reason
                continue
            changed.append((case, rows))
            yield case, list(self._moves(case.number, before, rows))
        if write:
            work.clocks.write(ClockRow, stamps)
            work.clocks.replace_all({case.id: rows for case, rows in changed}, known)
            work.clocks.write(CaseRow, [_nearest(case, rows) for case, rows in changed])

    def _plainly(self, work: UnitOfWork, case: Any, rows: Sequence[Any],
                 almanac: Almanac | None) -> list[dict[str, Any]] | None:
        """What changes in rows whose deadlines follow from themselves and stay; None where the case has to be read."""
        running = [row for row in rows if row.ended_at is None]
        if almanac is None or almanac.teams or not running or not all(row.plain for row in running):
            return None
        conventions = self._conventions(work, case)
        found = []
        for row in running:
            calendar = almanac.calendar(row.calendar, row.started_at, None)
            if deadline(row.started_at, _length(row.length), calendar, (), conventions).due_at != row.due_at:
                return None
            if row.calendar_version != calendar.version:
                found.append({**key_of(row), "calendar_version": calendar.version})
        return found

    def _conventions(self, work: UnitOfWork, case: Any) -> Conventions:
        policies = [each.policy for each in self.place.pinned(work, case.rulebook).adoptions]
        return Conventions(**dict(next((each.counting for each in policies
                                        if each.counting and each.slug in case.policies), {})))

    def _counted(self, work: UnitOfWork, case: Any, happened: list[Event], almanac: Almanac | None) -> list[ClockRow]:
        other, now = self.rulebook_of and self.rulebook_of(case), self.place.now()
        if other and other.number != case.rulebook:
            said = {"from": case.rulebook, "to": other.number, "why": ""}
            happened = [*happened, Event(events.MOVED, now, now, None, "", said)]

        def rulebook(number: str) -> Rulebook:
            return other if other and number == other.number else self.place.pinned(work, number)

        folded = Case.fold(rulebook(case.rulebook), case.kind, happened, rulebooks=rulebook, almanac=almanac)
        if any(isinstance(each.value, Table) and each.value.by.startswith("History.")
               for each in folded.here.settings.values()):
            folded.history = Records(self.place, work, Actor.system()).history(work.cases.get(case.id))
        return clock_rows(folded, happened, now, self.place.config.warn_before)

    def _moves(self, number: str, before: Sequence[Any], after: Sequence[ClockRow]) -> Iterator[Move]:
        """The promises that run, before or after, with another deadline."""
        now = self.place.now()
        old: dict[Any, Any] = {(row.target, row.key): row for row in before if not row.silent and row.ended_at is None}
        new: dict[Any, Any] = {(row.target, row.key): row for row in after if not row.silent and row.ended_at is None}
        for place in dict.fromkeys([*new, *old]):
            row = new.get(place) or old[place]
            one, two = (found[place].due_at if place in found else None for found in (old, new))
            if one != two:
                yield Move(number, row.target, row.title, one, two, (bool(one and one < now), bool(two and two < now)))


def _nearest(case: Any, rows: Sequence[ClockRow]) -> dict[str, Any]:
    nearest = nearest_of(rows)
    due = nearest.due_at if nearest else None
    return {"this_id": case.id, "next_due_at": due, "due_order": due or FAR_FUTURE,
            "next_due_target": nearest.title if nearest else ""}
