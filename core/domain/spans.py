"""Spans: when promises began, ended and stood still, as the events of a case say; no term is read here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from core.domain.cases import Case
from core.domain.fields import Field
from core.domain.local_time import day_begins
from core.domain.pauses import Pause
from core.domain.promises import AllOf, Ends, Target
from core.domain.reasons import Label, Reason


@dataclass(frozen=True)
class Span:
    """From when to when a promise ran, or still runs; `key` numbers the rounds of one that repeats, the first is ''."""

    start: datetime
    end: datetime | None
    key: str = ""


def spans(case: Case, target: Target) -> Iterator[Span]:
    """The rounds of a promise; one at most where it does not repeat, none before it has begun."""
    start = _begun(case, target)
    if start is None or not concerns(case, target):
        return
    stop = _come(case, target.repeats_until, start) if target.repeats_until else None
    end, number = _come(case, target.until, start), 1
    while case.ended_at is None or number == 1 or start < case.ended_at:
        if stop and (end is None or stop < end):
            end = stop
        yield Span(start, end, str(number) if number > 1 else "")
        if end is None or end == stop:
            return
        if target.repeats_until:
            start, end = end, _come(case, target.until, end, later=True)
        else:
            again = target.since if target.anew and isinstance(target.since, Ends) else None
            began = _come(case, again, end, later=True) if again else None
            if began is None:
                return
            start, end = began, _come(case, target.until, began)
        number += 1


def concerns(case: Case, target: Target) -> bool:
    """Whether the promise is made to a case with these answers."""
    return target.only_when is None or target.only_when.met_by(
        {}, {type(fact): fact for fact in reversed(case.facts())})


def pauses(case: Case, target: Target) -> Iterator[Pause]:
    """The stretches in which the case waited for somebody for whom this promise pauses, or was closed."""
    for here, after in zip(case.log, [*(each.at for each in case.log[1:]), None], strict=True):
        whose = here.paused_for
        if whose and whose in target.pauses_for:
            yield Pause(here.at, after, whose.key, Reason("等{party}", {"party": Label(whose.title)}))
    yield from closures(case)


def closures(case: Case) -> Iterator[Pause]:
    """From each end of the case until it was opened again."""
    ended: datetime | None = None
    for before, here in pairwise(case.log):
        if here.state is None and before.state is not None:
            ended = here.at
        if here.state is not None and before.state is None and ended:
            yield Pause(ended, here.at, "", Reason("案件已结束"))


def _begun(case: Case, target: Target) -> datetime | None:
    """When a promise began: the first time its moment came, the day or moment that a form gives, or when another
    promise was over."""
    if isinstance(target.since, Field):
        said = case.answer(target.since)
        if isinstance(said, datetime):
            return said
        if not isinstance(said, date):
            return None
        zone = case.calendar(datetime.combine(said, time(12), case.zone), case.ended_at).zone
        return day_begins(zone, said).astimezone(zone)
    if isinstance(target.since, Target):
        return next((each.end for each in reversed([*spans(case, target.since)])), None)
    return _come(case, target.since)


def _come(case: Case, ends: Ends, since: datetime | None = None, *, later: bool = False) -> datetime | None:
    """When these moments first came, from a moment on, or after it."""
    known: list[datetime] = []
    for moment in ends.moments:
        for at in case.times(moment):
            if since is None or at > since or (at == since and not later):
                known.append(at)
                break
    if isinstance(ends, AllOf):
        return max(known) if len(known) == len(ends.moments) else None
    return min(known, default=None)
