"""Clocks: what became of each promise in a case, by when it is due, whom it tells when, and why then."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from core.domain.calendars import WorkCalendar
from core.domain.cases import Case
from core.domain.counting import CIVIL_CODE
from core.domain.deadlines import Deadline, deadline, given
from core.domain.fields import Field
from core.domain.local_time import day_begins
from core.domain.marks import STEP, Mark, default_warning, in_order, missed_mark
from core.domain.pauses import Pause, pauses_until
from core.domain.people import COMPANY, Party
from core.domain.promises import Target
from core.domain.reasons import Reason
from core.domain.responsibility import shares
from core.domain.rulebook import InForce
from core.domain.rules import Citation, Policy
from core.domain.segments import Segment
from core.domain.spans import Span, concerns, pauses, spans
from core.domain.terms import Blank

RUNNING = ("running", "paused")
TIMED_STEP = "step:"
"""Before the key of a step that the desk takes itself: the target of its clock."""


@dataclass(frozen=True)
class Clock:
    """A promise in a case, or one round of it (`key`), or a step that the desk takes in time (`step`).

    `state` is idle (not started), running, paused, met, early (kept before its time), cured (late, but made good in
    time), missed (also while still open), blocked (a term must be filled in first) or dropped (the case ended, or went
    over to other regulations, without it). Moments are aware, in the zone of the calendar; `due_at` is the last moment
    in time, `earliest_at` the first, `cure_ends_at` the last that makes good. `length` is as a policy file writes it,
    '' for a deadline that is not counted. `plain`: `due_at` follows from `started_at`, `length` and calendar alone,
    and while it stays so do the marks. `marks` are all while it runs, those up to its end after, none while paused.
    `late_by` says whose the lateness was, once it is over."""

    target: str
    title: str
    of: Party
    state: str
    started_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    basis: tuple[Citation, ...]
    reason: Reason | None = None
    deadline: Deadline | None = None
    key: str = ""
    earliest_at: datetime | None = None
    cure_ends_at: datetime | None = None
    marks: tuple[Mark, ...] = ()
    plain: bool = False
    late_by: Mapping[str, timedelta] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Still to be kept, in time or late."""
        return self.started_at is not None and self.ended_at is None and self.state in (*RUNNING, "missed")

    @property
    def step(self) -> str:
        """The key of the step that the desk takes when it is due; '' for a promise."""
        return self.target.removeprefix(TIMED_STEP) if self.target.startswith(TIMED_STEP) else ""

    @property
    def length(self) -> str:
        return str(self.deadline.length or "") if self.deadline else ""

    @property
    def calendar(self) -> str:
        return self.deadline.calendar.name if self.deadline else ""

    @property
    def calendar_title(self) -> str:
        return self.deadline.calendar.title if self.deadline else ""

    @property
    def calendar_version(self) -> int:
        return self.deadline.calendar.version if self.deadline else 0

    def why(self, now: datetime) -> tuple[Segment, ...]:
        """Which times counted and which did not."""
        return self.deadline.why(now, self.ended_at) if self.deadline else ()


def clocks(case: Case, now: datetime, warn_before: timedelta | None = None) -> list[Clock]:
    """The clock of every promise in use, those not started last. `warn_before` is when the desk warns of promises that
    no notice speaks of."""
    found = [*_promises(case, now, warn_before), *_timed_steps(case, now)]
    return sorted(found, key=lambda clock: (clock.started_at is None, not clock.open,
                                            clock.due_at.timestamp() if clock.due_at else float("inf")))


def _promises(case: Case, now: datetime, warn_before: timedelta | None) -> Iterator[Clock]:
    """Under the regulations in force; what had ended under those before keeps its verdict, and what they alone made is
    given up when the case goes over."""
    found = {(clock.target, clock.key): clock for name, target in case.here.awake(Target).items()
             for clock in Reckoning(case, case.here, name, target, now, warn_before).clocks()}
    ended: dict[tuple[str, str], Clock] = {}
    left: dict[tuple[str, str], Clock] = {}
    for left_at, _, here in case.past:
        for name, target in here.awake(Target).items():
            for clock in Reckoning(case, here, name, target, now, warn_before, left_at).clocks():
                if clock.ended_at:
                    ended.setdefault((clock.target, clock.key), clock)
                elif clock.due_at:
                    left[clock.target, clock.key] = replace(clock, ended_at=left_at, plain=False)
    yield from {**left, **found, **ended}.values()


@dataclass
class Reckoning:
    """One promise of a case under some regulations: those in force, or as it stood when the case left them."""

    case: Case
    here: InForce
    name: str
    target: Target
    now: datetime
    warn_before: timedelta | None = None
    left_at: datetime | None = None

    def clocks(self) -> Iterator[Clock]:
        """Its clocks; none where the regulation leaves the promise unset, an idle one before it begins."""
        case, target = self.case, self.target
        if not self.here.promises(target.length) or not concerns(case, target):
            return
        event = self._event(target.event) if target.event else None
        rounds = [] if target.event and event is None else [*spans(case, target)]
        if not rounds and case.open:
            yield Clock(self.name, target.title, target.of, "idle", None, None, None, self.here.basis(self.name))
        for each in rounds:
            if self.left_at is None or each.start <= self.left_at:
                yield self._clock(each, event)

    def _event(self, event: Field | Target) -> date | None:
        """The day or moment by or ahead of which the promise is due, once it is known."""
        if isinstance(event, Target):
            other = next(Reckoning(self.case, self.here, "", event, self.now, left_at=self.left_at).clocks(), None)
            return other.due_at if other else None
        said = self.case.answer(event)
        return said if isinstance(said, date) else None

    def _clock(self, span: Span, event: date | None) -> Clock:
        case, here, target = self.case, self.here, self.target
        ended = None if span.end and self.left_at and span.end > self.left_at else span.end
        over = ended or self.left_at or case.ended_at
        until = over or self.now
        calendar = case.calendar(span.start, over)
        cited: list[Citation] = []
        policy = here.policy().for_rule(case.facts(), cited)
        paused = pauses_until(pauses(case, target), until)
        try:
            counted = self._deadline(span, event, policy, calendar, paused)
            assert counted.due_at
            earliest = self._earliest(counted, policy)
            cure = self._cure(counted.due_at, policy, calendar)
        except Blank as gap:
            basis = here.basis(self.name, (Citation(gap.clause, gap.term.key, "?"),))
            return Clock(self.name, target.title, target.of, "blocked", span.start, None, ended, basis,
                         gap.reason, key=span.key)
        state = self._state(counted.due_at, earliest, cure, ended, over)
        # While somebody else is waited for no moment to tell is certain.
        marks = self._marks(counted, cure) if state != "paused" else ()
        plain = _plain(counted) and not (paused or earliest or cure) and state != "paused" and all(
            each.steady for each in marks)
        late = shares(case, counted.due_at, over) if over and state in ("missed", "cured") else {}
        return Clock(self.name, target.title, target.of, state, span.start, counted.due_at, ended,
                     here.basis(self.name, tuple(cited)), None, counted, span.key, earliest, cure,
                     tuple(each for each in marks if not over or each.at <= over), plain, late)

    def _deadline(self, span: Span, told: date | None, policy: Policy, calendar: WorkCalendar,
                  paused: Sequence[Pause]) -> Deadline:
        conventions, length = self.here.conventions, policy[self.target.length] if self.target.length else None
        if told is None:
            assert length
            return deadline(span.start, length, calendar, paused, conventions)
        if length:
            if length.by_clock and not isinstance(told, datetime):
                told = day_begins(calendar.zone, told)
            told = calendar.before(told, length, conventions)
        return given(span.start, told if isinstance(told, datetime) else calendar.ends(told, conventions), calendar)

    def _earliest(self, counted: Deadline, policy: Policy) -> datetime | None:
        """The first moment at which the promise may be kept: of whole days, the beginning of the last of them."""
        term = self.target.not_before
        if term is None or not self.here.promises(term):
            return None
        found = deadline(counted.start, policy[term], counted.calendar, counted.pauses, self.here.conventions)
        if found.last_day:
            return day_begins(counted.calendar.zone, found.last_day).astimezone(counted.calendar.zone)
        return found.due_at

    def _cure(self, due: datetime, policy: Policy, calendar: WorkCalendar) -> datetime | None:
        """The last moment that makes good a deadline that has passed."""
        term = self.target.unless_within
        return calendar.after(due, policy[term]) if term and self.here.promises(term) else None

    def _state(self, due: datetime, earliest: datetime | None, cure: datetime | None, ended: datetime | None,
               over: datetime | None) -> str:
        at = (over or self.now).astimezone(UTC)
        if ended and earliest and at < earliest:
            return "early"
        if at > due and ended and cure and at <= cure:
            return "cured"
        if at > (cure or due):
            return "missed"
        if over:
            return "met" if ended else "dropped"
        whose = self.case.log[-1].paused_for if self.case.log else None
        return "paused" if whose and whose in self.target.pauses_for else "running"

    def _marks(self, counted: Deadline, cure: datetime | None) -> tuple[Mark, ...]:
        """Whom to tell when, in order."""
        assert counted.due_at
        notices = self.here.notices(self.target)
        policy = self.here.policy(self.case.facts() if notices else ())
        found = [mark for name, each in notices.items() if (mark := each.mark(name, counted, policy))]
        if self.target.of == COMPANY:
            if self.warn_before and not notices:
                found.append(default_warning(counted, self.warn_before))
            found.append(missed_mark(cure or counted.due_at))
        return in_order(found)


def _plain(counted: Deadline) -> bool:
    """Whether start, length and calendar alone say when it is due."""
    return counted.length is not None and (counted.length.by_clock or counted.conventions == CIVIL_CODE)


def _timed_steps(case: Case, now: datetime) -> Iterator[Clock]:
    """The steps that the desk takes when the case has rested long enough where it is."""
    for step in case.here.steps:
        if step.after is None or case.state is None or step.source is not case.state:
            continue
        entered, name, cited = case.times(case.state)[-1], TIMED_STEP + step.key, list[Citation]()
        woken = step.stage.key if step.stage else ""
        try:
            length = case.here.policy().for_rule(case.facts(), cited)[step.after]
        except Blank as gap:
            yield Clock(name, step.label, COMPANY, "blocked", entered, None, None, case.here.basis(woken), gap.reason)
            continue
        counted = deadline(entered, length, case.calendar(entered, None), (), case.here.conventions)
        assert counted.due_at
        mark = Mark("desk.step", step.label, STEP, missed_mark(counted.due_at).at, ())
        yield Clock(name, step.label, COMPANY, "running", entered, counted.due_at, None,
                    case.here.basis(woken, tuple(cited)), None, counted, marks=(mark,), plain=_plain(counted))
