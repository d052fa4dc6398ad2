"""Refreshing: the clocks of all open cases counted again, or only looked at as they would be, a batch at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from core.domain import events
from core.domain.almanac import Almanac
from core.domain.cases import Case
from core.domain.clocks import Clock
from core.domain.counting import Conventions, Length
from core.domain.deadlines import deadline
from core.domain.errors import DeskError
from core.domain.events import Event
from core.domain.marks import default_warning, in_order, missed_mark
from core.domain.people import PARTIES, Actor
from core.domain.reasons import Reason
from core.domain.rulebook import Rulebook
from core.domain.terms import Table
from core.services.marks import Values, clock_rows, nearest_of, row_of, told_before
from core.services.records import Records
from core.services.workplace import Workplace
from core.store.tables import FAR_FUTURE, CaseRow
from core.store.unit_of_work import UnitOfWork

BATCH = 500
EXAMPLES = 20

_length = lru_cache(Length.parse)
BookOf = Callable[[UnitOfWork, Any], Rulebook | None]
"""The rulebook a case (a row with `number`, `kind`, `rulebook`) would go over to; None where it stays."""


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

    def outlook(self, almanac: Almanac | None = None, rulebook_of: BookOf | None = None,
                since: Progress | None = None) -> Iterator[Progress]:
        """What would become of open cases under other calendars, or where they went over to another rulebook; how far
        it has come after each batch. Writes nothing."""
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

    def __init__(self, place: Workplace, almanac: Almanac | None = None, rulebook_of: BookOf | None = None) -> None:
        self.place, self.almanac, self.rulebook_of = place, almanac, rulebook_of

    def batch(self, work: UnitOfWork, cases: Sequence[Any], *,
              write: bool) -> Iterator[tuple[Any, list[Move] | Reason]]:
        """The moves of each case, or why it cannot be counted."""
        almanac = self.almanac or self.place.almanac(work)
        known = work.clocks.rows_of([case.id for case in cases])
        plain = {} if self.rulebook_of else {
            case.id: found for case in cases
            if (found := self._plainly(work, case, known.get(case.id, ()), almanac)) is not None}
        happened = work.events.of_many([case.id for case in cases if case.id not in plain])
        counted: dict[int, list[Values]] = {}
        for case in cases:
            try:
                counted[case.id] = plain[case.id] if case.id in plain else self._counted(work, case, happened[case.id],
                                                                                         almanac)
            except DeskError as error:
                yield case, error.reason
                continue
            yield case, list(self._moves(case.number, known.get(case.id, ()), counted[case.id]))
        if write:
            work.clocks.replace_all(counted, known)
            work.clocks.write(CaseRow, [*_listed(cases, counted)])

    def _plainly(self, work: UnitOfWork, case: Any, rows: Sequence[Any],
                 almanac: Almanac | None) -> list[Values] | None:
        """The clocks of a case from their rows alone; None where the case has to be read."""
        if almanac is None or almanac.teams or case.imported or all(row.ended_at for row in rows):
            return None
        conventions, found = self._conventions(work, case), list[Values]()
        for row in rows:
            now = row._asdict() if row.ended_at else self._plain(row, almanac, conventions)
            if now is None:
                return None
            found.append(now)
        return found

    def _plain(self, row: Any, almanac: Almanac, conventions: Conventions) -> Values | None:
        if not row.plain or row.calendar not in almanac.versions:
            return None
        now, warn_before, names = self.place.now(), self.place.config.warn_before, {each["name"] for each in row.marks}
        calendar = almanac.calendar(row.calendar, row.started_at, None)
        counted = deadline(row.started_at, _length(row.length), calendar, (), conventions)
        due = counted.due_at
        assert due
        own = set() if row.silent else {"desk.warning", "desk.missed"} if warn_before else {"desk.missed"}
        if names != own:
            # Whom notices tell when is not known here, nor steps; while the deadline stays so do they.
            return {**row._asdict(), "calendar_version": calendar.version} if due == row.due_at else None
        marks = () if row.silent else in_order([*([default_warning(counted, warn_before)] if warn_before else ()),
                                                missed_mark(due)])
        clock = Clock(row.target, row.title, PARTIES[row.whose], "missed" if now > due else "running", row.started_at,
                      due, None, (), None, counted, row.key, marks=marks, plain=True)
        return {**row_of(clock, told_before(row.marks)), "case_id": row.case_id, "basis": row.basis}

    def _conventions(self, work: UnitOfWork, case: Any) -> Conventions:
        policies = [each.policy for each in self.place.pinned(work, case.rulebook).adoptions]
        return Conventions(**dict(next((each.counting for each in policies
                                        if each.counting and each.slug in case.policies), {})))

    def _counted(self, work: UnitOfWork, case: Any, happened: list[Event], almanac: Almanac | None) -> list[Values]:
        other, now = self.rulebook_of and self.rulebook_of(work, case), self.place.now()
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

    def _moves(self, number: str, before: Sequence[Any], after: Sequence[Values]) -> Iterator[Move]:
        """The promises that run, before or after, with another deadline."""
        now = self.place.now()
        old = {(row.target, row.key): (row.title, row.due_at) for row in before if not row.silent and not row.ended_at}
        new = {(row["target"], row["key"]): (row["title"], row["due_at"]) for row in after
               if not row["silent"] and not row["ended_at"]}
        for place in dict.fromkeys([*new, *old]):
            title, _ = new.get(place) or old[place]
            _, one = old.get(place, ("", None))
            _, two = new.get(place, ("", None))
            if one != two:
                yield Move(number, place[0], title, one, two, (bool(one and one < now), bool(two and two < now)))


def _listed(cases: Sequence[Any], counted: Mapping[int, list[Values]]) -> Iterator[Values]:
    """What changes in the rows of cases."""
    for case in cases:
        if case.id in counted:
            nearest = nearest_of(counted[case.id])
            due = nearest["due_at"]
            if (due, nearest["title"]) != (case.next_due_at, case.next_due_target):
                yield {"this_id": case.id, "next_due_at": due, "due_order": due or FAR_FUTURE,
                       "next_due_target": nearest["title"]}
