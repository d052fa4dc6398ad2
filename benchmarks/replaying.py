"""A real log of a help desk, replayed: its cases at their own times, every promise explained and reckoned twice.

    python -m benchmarks.replaying --log PATH --through 200

The log is a `.csv` or `.csv.gz` with the columns `Case ID`, `Activity`, `Complete Timestamp` and `seriousness_2`; its
times are of Rome. All cases go through the domain: events folded, clocks counted, each explained. Some hundred also go
through the services on a database, along simulated time, swept on every full minute on which there is something to
tell, and before every event. Beside both stands `benchmarks.walked`, a calculation that shares no code with the desk.
Times are those of the processor.
"""

import argparse
import statistics
import tempfile
import time
import tracemalloc
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.helpdesk import STATES, STEPS, Request, Severity, helpdesk
from benchmarks.helpdesk_log import ROME, Row, read
from benchmarks.measuring import machine
from benchmarks.walked import INSTANT, LEADS_TO, Place, Table, Verdict, Walked, summed
from core.app import Desk
from core.config import Adopted, Config
from core.domain import events
from core.domain.calendars import Day, WorkCalendar, windows
from core.domain.cases import Case, filed
from core.domain.clocks import Clock, clocks
from core.domain.events import Event
from core.domain.people import Actor
from core.domain.policies import load_folder
from core.domain.registry import Registry
from core.domain.rulebook import Rulebook
from core.domain.segments import Segment
from core.services.opening import Request as Opened
from core.services.workplace import CALENDAR
from core.store import Store
from core.store.tables import CalendarDayRow, CalendarRow, UserRow
from core.trials import SetClock

KIND, POLICY = "helpdesk.ticket", "helpdesk/served"
REGISTRY = Registry(helpdesk)
HOURS = "09:00-13:00 14:00-18:00"
YEARS = range(2009, 2016)
SEEN_AT = datetime(2014, 7, 1, 12, tzinfo=UTC)
"""When everything is looked at: half a year after the last event."""
MINUTE, WARNED_BEFORE = timedelta(minutes=1), timedelta(hours=4)


def holidays() -> dict[date, str]:
    """Those of Italy, by the `holidays` package."""
    from holidays import country_holidays

    return dict(sorted(country_holidays("IT", years=YEARS).items()))


def italy(hours: str = HOURS) -> WorkCalendar:
    """Monday to Friday, morning and afternoon."""
    days = {day: Day("holiday", name, "holidays") for day, name in holidays().items()}
    return WorkCalendar("italy", 1, ROME, (windows(hours),) * 5 + ((), ()), days)


def table() -> Table:
    """The same for the separate calculation."""
    return Table(date(YEARS[0], 1, 1), date(YEARS[-1] + 1, 1, 1), frozenset(holidays()))


def rulebook(calendar: WorkCalendar) -> Rulebook:
    policies, broken = load_folder(helpdesk.folder / "policies", helpdesk.name)
    assert not broken, broken
    return Rulebook(REGISTRY, [policies[POLICY]], {}, calendar)


# Through the domain

def told(case: Sequence[Row]) -> Iterator[Event]:
    """A case of the log as events of the desk."""
    def event(kind: str, row: Row, **data: Any) -> Event:
        return Event(kind, row.at, row.at, None, "", data)

    first, state = case[0], "new"
    yield event(events.OPENED, first, form=filed(Request(level=first.level, filed_at=first.at)))
    ended = ""
    for row in case:
        if row.doing == "insert":
            continue
        if not state:
            state = ended
            yield event(events.REOPENED, row, state=STATES[state].key, why="")
        ended, step = state, STEPS[f"{row.doing}_{state}"]
        state = LEADS_TO[row.doing]
        form = filed(Severity(level=row.level, filed_at=row.at)) if step.form else None
        yield event(events.STEP, row, step=step.key, to=STATES[state].key if state else "", form=form)


def verdicts(found: Sequence[Clock]) -> dict[Place, Verdict]:
    """What the desk says became of the promises that have begun."""
    return {(clock.target, clock.key): Verdict(
        clock.started_at.astimezone(UTC), clock.due_at.astimezone(UTC),
        clock.ended_at and clock.ended_at.astimezone(UTC), clock.state, dict(clock.late_by))
        for clock in found if clock.started_at and clock.due_at}


def unexplained(clock: Clock, why: Sequence[Segment]) -> str:
    """What is wrong with an explanation of a clock, `why`: gaps, or counted parts that are not the length; '' for
    nothing."""
    found = clock.deadline
    if found is None or clock.started_at is None or clock.due_at is None or found.length is None:
        return "nothing is explained"
    whole = found.segments if clock.ended_at else why
    for parts, end in ((whole, clock.due_at), (why, clock.ended_at or clock.due_at)):
        if end > clock.started_at and (parts[0].start != clock.started_at or parts[-1].end != end):
            return "it does not reach from start to end"
        if any(one.end != two.start for one, two in pairwise(parts)):
            return "there is a gap"
    counted = [each.amount for each in whole if each.counted]
    length = found.length
    wanted = length.time if length.by_clock else length.number
    return "" if sum(counted, type(wanted)()) == wanted else "the counted parts are not the length"  # type: ignore[arg-type]


@dataclass
class Replay:
    """The cases of a log through the domain. `differing` are places where the desk and the separate calculation do not
    agree, `faulty` explanations that are wrong; `taken` is the processor's time of folding and counting each case, in
    seconds."""

    verdicts: list[tuple[Place, Verdict]] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    faulty: list[str] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)
    explaining: float = 0
    walking: float = 0
    segments: int = 0
    walked: list[tuple[Place, Verdict]] = field(default_factory=list)

    @classmethod
    def of(cls, cases: Sequence[Sequence[Row]], calendar: WorkCalendar, beside: Table | None,
           now: datetime = SEEN_AT) -> "Replay":
        found, book = cls(), rulebook(calendar)
        for case in cases:
            found.add(case, book, now)
            if beside:
                found.compare(case, beside, now)
        return found

    def add(self, case: Sequence[Row], book: Rulebook, now: datetime) -> None:
        """Fold, count and explain one."""
        happened = list(told(case))
        began = time.process_time()
        counted = clocks(Case.fold(book, KIND, happened), now, WARNED_BEFORE)
        self.taken.append(time.process_time() - began)
        self.last = verdicts(counted)
        self.verdicts += self.last.items()
        began = time.process_time()
        explained = [(clock, clock.why(now)) for clock in counted if clock.started_at]
        self.explaining += time.process_time() - began
        self.segments += sum(len(why) for _, why in explained)
        self.faulty += [f"{case[0].case} {clock.target} {clock.key}: {problem}" for clock, why in explained
                        if (problem := unexplained(clock, why))]

    def compare(self, case: Sequence[Row], beside: Table, now: datetime) -> None:
        """The case just added, reckoned once more."""
        began = time.process_time()
        walked = Walked(case, beside, now).verdicts()
        self.walking += time.process_time() - began
        self.walked += walked.items()
        self.differing += [f"{case[0].case} {' '.join(place)}: {self.last.get(place)}, walked {walked.get(place)}"
                           for place in {**self.last, **walked} if self.last.get(place) != walked.get(place)]


# Through the services

@dataclass(frozen=True)
class Telling:
    """That the desk told of a promise, at a moment, of the deadline it had then."""

    case: str
    place: Place
    kind: str
    at: datetime
    due: datetime


@dataclass
class Played:
    """Cases that went through the services. `sweeps` are how many rows were played before each sweep, and when it was;
    `places` where each row of a case stands among all; `repeated` is how much a second sweep of the same moment told,
    `failed` what failed."""

    desk: Desk
    clock: SetClock
    actor: Actor
    numbers: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    places: dict[str, list[int]] = field(default_factory=dict)
    sweeps: list[tuple[int, datetime]] = field(default_factory=list)
    repeated: int = 0
    failed: int = 0

    @classmethod
    def on(cls, store: Store, clock: SetClock, folder: Path) -> "Played":
        """A desk in Italy on an empty database."""
        config = Config(data=folder, zone=str(ROME), plugins=(helpdesk.name,), extra_plugins=("benchmarks.helpdesk",),
                        policies=(Adopted(POLICY),), warn_before=WARNED_BEFORE)
        desk = Desk(config, now=clock, store=store)
        with store.unit_of_work() as work:
            work.calendars.keep(CalendarRow(name=CALENDAR, title="", zone=str(ROME), week=[HOURS] * 5 + [""] * 2,
                                            working_weekdays=list(range(5)), open_on_holidays=False))
            work.calendars.put([CalendarDayRow(calendar=CALENDAR, day=day, kind="holiday", name=name, source="holidays",
                                               status="official") for day, name in holidays().items()])
            work.calendars.new_version(CALENDAR, "")
            user = work.users.add(UserRow(login="desk", name="desk", duties=["manager"], scope="all"))
            work.commit()
        everybody = Actor.everybody(desk.place.duties)
        return cls(desk, clock, Actor(user.id, user.login, user.name, everybody.duties, everybody.permissions))

    def play(self, cases: Sequence[Sequence[Row]], now: datetime = SEEN_AT) -> None:
        """All of them interleaved, at their own times, and on until a moment."""
        rows = sorted(((row.at.astimezone(UTC), place, row) for case in cases for place, row in enumerate(case)),
                      key=lambda each: each[0])
        for played, (at, place, row) in enumerate(rows):
            self._until(at, played)
            self.clock.at = at
            self._sweep(played)
            self._happens(row, first=place == 0)
            self.places.setdefault(row.case, []).append(played)
        self._until(now, len(rows))
        self.clock.at = now

    def _until(self, moment: datetime, played: int) -> None:
        """Sweep on the full minutes on which there is something to tell."""
        while True:
            with self.desk.store.read() as work:
                coming = work.clocks.next_mark()
            if coming is None:
                return
            tick = coming.astimezone(UTC).replace(second=0, microsecond=0)
            tick = max(tick if tick == coming else tick + MINUTE, self.clock.at)
            if tick > moment or (self.sweeps and self.sweeps[-1] == (played, tick)):
                return
            self.clock.at = tick
            self._sweep(played)

    def _sweep(self, played: int) -> None:
        swept = self.desk.sweeper.sweep()
        again = self.desk.sweeper.sweep()
        self.failed += swept.failed + again.failed
        self.repeated += again.warned + again.missed + again.escalated
        self.sweeps.append((played, self.clock.at))

    def _happens(self, row: Row, *, first: bool) -> None:
        desk, actor = self.desk, self.actor
        if first:
            opened = desk.opening.open(actor, Opened(KIND, {"level": row.level}))
            self.numbers[row.case], self.states[row.case] = opened.number, opened.state
        if row.doing == "insert":
            return
        number = self.numbers[row.case]
        state = self.states[row.case] or desk.arranging.reopen(actor, number, "—").state
        step = STEPS[f"{row.doing}_{state.rpartition('.')[2]}"]
        taken = desk.steps.take(actor, number, step.key, {"level": row.level} if step.form else None)
        self.states[row.case] = taken.state

    def found(self) -> Iterator[tuple[str, dict[Place, Verdict]]]:
        """What the rows of clocks say of each case. Whose a lateness was and that one was kept stand there, too."""
        with self.desk.store.read() as work:
            for case, number in self.numbers.items():
                row = work.cases.by_number(number, seen_by=self.actor)
                yield case, {(each.target, each.key): Verdict(
                    each.started_at, each.due_at, each.ended_at, each.state,
                    {whose: timedelta(seconds=late) for whose, late in each.late_by.items()})
                    for each in work.clocks.of(row.id) if each.due_at}

    def tellings(self) -> Iterator[Telling]:
        """What was told, as the events say."""
        for case, number in self.numbers.items():
            for event in self.desk.views.case(self.actor, number).events:
                if event.kind in (events.TARGET_WARNED, events.TARGET_MISSED):
                    yield Telling(case, (event.data["target"], event.data.get("key", "")), event.kind,
                                  event.recorded_at.astimezone(UTC),
                                  datetime.fromisoformat(event.data["due_at"]).astimezone(UTC))

    def due_to_be_told(self, case: Sequence[Row], beside: Table, now: datetime = SEEN_AT) -> Iterator[Telling]:
        """What should have been told of a case, and when, by the separate calculation: after each of its rows the
        deadlines are as they are until the next; the first sweep past a mark tells of it."""
        played, moments = [each for each, _ in self.sweeps], [at for _, at in self.sweeps]
        places = self.places[case[0].case]
        last: dict[tuple[Place, str], Telling] = {}
        for number, place in enumerate(places, 1):
            seen_at = case[number - 1].at.astimezone(UTC)
            final = places[number] if number < len(places) else len(self.sweeps) + place
            seen = Walked(case[:number], beside, seen_at)
            coming = [(mark, promise, kind, verdict.due) for promise, verdict in seen.verdicts().items()
                      if verdict.end is None and seen.ended is None and verdict.state in ("running", "missed")
                      for kind, mark in ((events.TARGET_MISSED, verdict.due + INSTANT),
                                         (events.TARGET_WARNED, _warning(verdict)))]
            # A miss is told before a warning of the same sweep, and instead of it.
            for mark, promise, kind, due in sorted(coming, key=lambda each: each[2]):
                first = max(bisect_left(played, place + 1), bisect_left(moments, max(mark, seen_at)))
                if first == len(played) or played[first] > final or moments[first] > now:
                    continue
                missed, before = last.get((promise, events.TARGET_MISSED)), last.get((promise, kind))
                if before and (mark <= before.at or due <= before.due):
                    continue
                if kind == events.TARGET_WARNED and missed and mark <= missed.at and missed.at <= moments[first]:
                    continue
                last[promise, kind] = Telling(case[0].case, promise, kind, moments[first], due)
                yield last[promise, kind]


def _warning(verdict: Verdict) -> datetime:
    """Four hours before, though not before half of the time is over."""
    return max(verdict.due - WARNED_BEFORE, verdict.start + (verdict.due - verdict.start) / 2)


# Shown

def totals(cases: int, found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """What became of the promises, as a table."""
    yield (f"| Promise ({cases:,} cases) | begun | met | early | missed | dropped | open | late, hours: company | "
           "customer | maker |")
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    for promise, line in found.items():
        count = {state: line.get(state, 0) for state in ("met", "early", "missed", "dropped", "running", "paused")}
        late = [line.get(f"late:{whose}", timedelta()) / timedelta(hours=1)
                for whose in ("company", "customer", "factory")]
        shown = [sum(count.values()), *(count[each] for each in ("met", "early", "missed", "dropped")),
                 count["running"] + count["paused"]]
        yield f"| {' | '.join([promise, *(f'{each:,}' for each in shown), *(f'{each:,.0f}' for each in late)])} |"


def through_domain(cases: Sequence[Sequence[Row]], beside: Table) -> Iterator[str]:
    """All cases through the domain: times, agreement, totals."""
    calendar = italy()
    found = Replay.of(cases, calendar, beside)
    counting, number = sum(found.taken), len(found.verdicts)
    ordered = sorted(found.taken)
    yield (f"- Folding and counting: {counting:.1f} s, {counting / len(cases) * 1e3:.2f} ms a case (median "
           f"{statistics.median(ordered) * 1e3:.2f}, 95 of 100 within {ordered[len(ordered) * 95 // 100] * 1e3:.2f}, "
           f"longest {ordered[-1] * 1e3:.1f}); {number:,} clocks, {number / counting:,.0f} per second.")
    yield (f"- Explaining: {found.explaining:.1f} s for {found.segments:,} segments; wrong explanations: "
           f"{len(found.faulty)}.")
    yield (f"- The separate calculation: {found.walking:.1f} s; clocks that differ from it in start, deadline, end, "
           f"verdict or whose lateness it was: {len(found.differing)}.")
    agree = summed(iter(found.verdicts)) == summed(iter(found.walked))
    yield f"- Totals {'agree' if agree else 'DO NOT AGREE'}."
    yield from map("  {}".format, [*found.faulty[:5], *found.differing[:5]])
    tracemalloc.start()
    some = cases[:1000]
    book = rulebook(italy())
    before = tracemalloc.get_traced_memory()[0]
    for case in some:
        clocks(Case.fold(book, KIND, list(told(case))), SEEN_AT, WARNED_BEFORE)
    kept, peak = (each - before for each in tracemalloc.get_traced_memory())
    tracemalloc.stop()
    yield (f"- Memory, over {len(some):,} cases one after the other: {peak / 1024:,.0f} KiB at most, "
           f"{kept / 1024:,.0f} KiB kept (tables of the calendar, the rulebook).")
    yield ""
    yield from totals(len(cases), summed(iter(found.verdicts)))


def some_of(cases: Sequence[Sequence[Row]], number: int) -> list[Sequence[Row]]:
    """So many, in order: first those that were opened again, the others spread over all years."""
    again = [case for case in cases if any(row.doing == "close" for row in case[:-1])][:number]
    known = {case[0].case for case in again}
    others = [case for case in cases if case[0].case not in known]
    left = number - len(again)
    return sorted([*again, *others[::max(len(others) // max(left, 1), 1)][:left]],
                  key=lambda case: case[0].at.timestamp())


def through_services(cases: Sequence[Sequence[Row]], beside: Table) -> Iterator[str]:
    """Some cases through the services on a SQLite file."""
    with tempfile.TemporaryDirectory(prefix="shouhou-benchmark-") as folder:
        clock = SetClock(cases[0][0].at.astimezone(UTC) - timedelta(days=1))
        store = Store(f"sqlite:///{Path(folder) / 'replayed.db'}", clock)
        try:
            store.upgrade()
            played = Played.on(store, clock, Path(folder))
            began = time.process_time()
            played.play(cases)
            taken = time.process_time() - began
            rows = sum(map(len, cases))
            yield (f"- {len(cases):,} cases, {rows:,} rows, {2 * len(played.sweeps):,} sweeps through the services: "
                   f"{taken:.1f} s.")
            yield from judged(played, cases, beside)
        finally:
            store.dispose()


def judged(played: Played, cases: Sequence[Sequence[Row]], beside: Table) -> Iterator[str]:
    """What was told beside what should have been, and the rows of clocks beside the separate calculation."""
    wanted = Counter(each for case in cases for each in played.due_to_be_told(case, beside))
    told_of = Counter(played.tellings())
    kinds = Counter(each.kind for each in told_of.elements())
    wrong, lacking = told_of - wanted, wanted - told_of
    yield (f"- Told: {kinds[events.TARGET_WARNED]:,} warnings, {kinds[events.TARGET_MISSED]:,} misses; not at the "
           f"moment or not once: {wrong.total()}; never told: {lacking.total()}; "
           f"told by a second sweep of the same moment: {played.repeated}; failed: {played.failed}.")
    yield from (f"  {each}" for each in list(wrong + lacking)[:6])
    walked = {case[0].case: Walked(case, beside, SEEN_AT).verdicts() for case in cases}
    differing = [f"{case} {' '.join(place)}: {rows.get(place)}, walked {walked[case].get(place)}"
                 for case, rows in played.found() for place in {**rows, **walked[case]}
                 if not _alike(rows.get(place), walked[case].get(place))]
    yield f"- Rows of clocks that differ from the separate calculation: {len(differing)}."
    yield from (f"  {each}" for each in differing[:5])


def _alike(row: Verdict | None, walked: Verdict | None) -> bool:
    """A row of a promise that the case's end left behind ends with the case, that of a paused one has no deadline."""
    if row and walked and walked.state == "dropped":
        row = replace(row, end=None)
    return row == walked


def measured(log: Path, number: int = 0, through: int = 200) -> Iterator[str]:
    """Everything about a log: `number` of its cases (all, if 0), `through` of them through the services."""
    cases, beside = read(log), table()
    cases = cases[:number] if number else cases
    yield f"{machine('SQLite')}; {sum(map(len, cases)):,} events, {len(cases):,} cases\n"
    yield from through_domain(cases, beside)
    if through:
        yield ""
        yield from through_services(some_of(cases, through), beside)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replaying", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--log", type=Path, required=True, help="the log, a .csv or .csv.gz")
    parser.add_argument("--cases", type=int, default=0, help="only so many cases; all unless given")
    parser.add_argument("--through", type=int, default=200, help="how many also go through the services")
    said = parser.parse_args()
    for line in measured(said.log, said.cases, said.through):
        print(line, flush=True)


if __name__ == "__main__":
    main()
