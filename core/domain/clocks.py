"""Clocks: what became of each promise in a case, by when it is due, and why then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from core.domain.cases import Case
from core.domain.deadlines import Deadline, deadline
from core.domain.fields import Field
from core.domain.pauses import Pause, pauses_until
from core.domain.people import Party
from core.domain.promises import AllOf, AnyOf, Moment, Target
from core.domain.reasons import Label, Reason
from core.domain.rules import Citation
from core.domain.segments import Segment
from core.domain.terms import Blank

RUNNING = ("running", "paused")


@dataclass(frozen=True)
class Clock:
    """A promise in a case. `state` is idle (not started), running, paused, met, missed (also while still open),
    blocked (a term must be filled in first) or dropped (the case ended without it). Moments are aware, in the
    business's zone; `due_at` is the last moment in time."""

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

    @property
    def open(self) -> bool:
        """Still to be kept, in time or late."""
        return self.started_at is not None and self.ended_at is None and self.state in (*RUNNING, "missed")

    def why(self, now: datetime) -> tuple[Segment, ...]:
        """Which times counted and which did not."""
        return self.deadline.why(now, self.ended_at) if self.deadline else ()


def clocks(case: Case, now: datetime) -> list[Clock]:
    """The clock of every promise in use, those not started last."""
    found = [clock for name, target in case.here.awake(Target).items() if (clock := clock_of(case, name, target, now))]
    return sorted(found, key=lambda clock: (clock.started_at is None, not clock.open,
                                            clock.due_at.timestamp() if clock.due_at else float("inf")))


def clock_of(case: Case, name: str, target: Target, now: datetime) -> Clock | None:
    """A promise's clock; none where the regulation leaves the promise unset."""
    if not case.here.promises(target.within) or not _concerns(case, target):
        return None
    started = _start(case, target)
    if started is None:
        idle = Clock(name, target.title, target.of, "idle", None, None, None, case.here.basis(name))
        return idle if case.open else None
    ended = _end(case, target.until, started)
    cited: list[Citation] = []
    policy = case.here.policy(case.facts()).for_rule([fact for fact in case.facts()], cited)
    try:
        length = policy[target.within]
    except Blank as gap:
        basis = case.here.basis(name, (Citation(gap.clause, gap.term.key, "?"),))
        return Clock(name, target.title, target.of, "blocked", started, None, ended, basis,
                     Reason("请先设定:{term}", {"term": Label(gap.term.label)}))
    until = ended or case.ended_at or now
    counted = deadline(started, length, case.here.calendar,
                       pauses_until(tuple(_pauses(case, target, until)), until), case.here.conventions)
    basis = case.here.basis(name, tuple(cited))
    state = _state(case, target, counted.due_at, ended, now)
    return Clock(name, target.title, target.of, state, started, counted.due_at, ended, basis, None, counted)


def _state(case: Case, target: Target, due: datetime | None, ended: datetime | None, now: datetime) -> str:
    until = ended or case.ended_at or now
    if due and until > due:
        return "missed"
    if ended:
        return "met"
    if not case.open:
        return "dropped"
    paused = case.log[-1].paused_for if case.log else None
    return "paused" if paused and paused in target.pauses_for else "running"


def _concerns(case: Case, target: Target) -> bool:
    """Whether the promise is made to a case with these answers."""
    known = {type(fact): fact for fact in reversed(case.facts())}
    return target.only_when is None or target.only_when.met_by({}, known)


def _start(case: Case, target: Target) -> datetime | None:
    """When the promise began: the first time its moment came, or the day or moment that a form gives."""
    if not isinstance(target.since, Field):
        return next(iter(case.times(target.since)), None)
    said = case.answer(target.since)
    if isinstance(said, datetime):
        return said
    return datetime.combine(said, time.min, case.zone) if isinstance(said, date) else None


def _end(case: Case, until: AllOf | AnyOf, since: datetime) -> datetime | None:
    """When the end of a promise came, if it has."""
    def first(moment: Moment) -> datetime | None:
        return next((at for at in case.times(moment) if at >= since), None)

    came: Sequence[datetime | None] = [first(each) for each in until.moments]
    known = [at for at in came if at]
    if isinstance(until, AllOf):
        return max(known) if len(known) == len(came) else None
    return min(known, default=None)


def _pauses(case: Case, target: Target, until: datetime) -> Iterator[Pause]:
    """The stretches in which the case waited for somebody for whom this promise pauses."""
    for here, after in zip(case.log, [*(each.at for each in case.log[1:]), None], strict=True):
        whose = here.paused_for
        if whose and whose in target.pauses_for and here.at < until:
            why = Reason("等{party}", {"party": Label(whose.title)})
            yield Pause(here.at, after, whose.key, why)
