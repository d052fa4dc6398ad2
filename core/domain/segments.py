"""Why a deadline is when it is: the time from start to end in segments, each counted or not, because of something.

Segments follow each other without gap; equal neighbours are one, so eight days of holiday are one segment.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, pairwise
from typing import Literal

from core.domain.calendars import WorkCalendar
from core.domain.counting import Conventions, Length
from core.domain.local_time import day_begins, day_of
from core.domain.pauses import Pause, paused_days
from core.domain.reasons import Label, Reason

SegmentKind = Literal["working", "rest", "night", "holiday", "make_up", "paused", "elapsed", "remaining", "late"]
_Piece = tuple[datetime, datetime, SegmentKind, bool, Reason]
_DAY = timedelta(days=1)

WORKING_HOURS, WORKING_DAY = Reason("服务时间"), Reason("工作日")
NIGHT, REST, START_DAY = Reason("非服务时间"), Reason("休息日"), Reason("起算当日不计入")
PUT_OFF, ROLLED = Reason("非服务时间收到,顺延起算"), Reason("末日顺延至此日")
ELAPSED, REMAINING, LATE = Reason("已计入的时间"), Reason("剩余的时间"), Reason("已逾期")


@dataclass(frozen=True)
class Segment:
    """A stretch of time. `amount` is time for lengths by the clock and days, begun ones whole, for the others;
    the counted ones add up to the length when it is used up. `ahead` is what has not passed yet."""

    start: datetime
    end: datetime
    kind: SegmentKind
    counted: bool
    name: Reason
    amount: timedelta | int
    ahead: bool = False


def segments(start: datetime, due_at: datetime | None, until: datetime, now: datetime, length: Length,
             calendar: WorkCalendar, pauses: Sequence[Pause], conventions: Conventions,
             last_day: date | None) -> tuple[Segment, ...]:
    """From start until a moment, seen at `now`. `last_day` is the last counted day, before any roll-forward; both it
    and `due_at` are None while an open pause holds the deadline. `Deadline.why` fills all this in."""
    # Python compares and subtracts moments of one zone by their wall clocks, so all is reckoned in UTC.
    start, until, now = (each.astimezone(UTC) for each in (start, until, now))
    due_at = due_at and due_at.astimezone(UTC)
    end = until if due_at is None else min(until, due_at)
    if length.by_clock:
        found = _by_clock(start, end, now, length, calendar, pauses)
    else:
        found = _by_day(start, end, now, length, calendar, pauses, conventions, last_day)
    pieces = list(_merged(found))
    if due_at is not None and until > due_at:
        pieces.append(Segment(due_at, until, "late", False, LATE,
                              until - due_at if length.by_clock
                              else (day_of(calendar.zone, until) - day_of(calendar.zone, due_at)).days, due_at >= now))
    return tuple(replace(each, start=each.start.astimezone(calendar.zone), end=each.end.astimezone(calendar.zone))
                 for each in pieces)


def _merged(pieces: Iterable[Segment]) -> Iterator[Segment]:
    """Equal neighbours made one."""
    for _, alike in groupby(pieces, key=lambda each: (each.kind, each.counted, each.name, each.ahead)):
        first, *more = alike
        yield replace(first, end=more[-1].end, amount=sum((each.amount for each in more), first.amount)
                      ) if more else first


def _holiday(calendar: WorkCalendar, day: date) -> Reason:
    row = calendar.days[day]
    name = tuple(map(Label, row.name.split("、")))
    return Reason("{name}停业" if row.status == "own" else "{name}放假", {"name": name})


def _make_up(calendar: WorkCalendar, day: date) -> Reason:
    return Reason("{name}调休上班", {"name": tuple(map(Label, calendar.days[day].name.split("、")))})


def _off(calendar: WorkCalendar, day: date) -> tuple[SegmentKind, Reason]:
    return ("holiday", _holiday(calendar, day)) if calendar.day_kind(day) == "holiday" else ("rest", REST)


# Lengths by the clock

def _by_clock(start: datetime, end: datetime, now: datetime, length: Length, calendar: WorkCalendar,
              pauses: Sequence[Pause]) -> Iterator[Segment]:
    """Cut wherever something begins or ends; no piece is then of two sorts."""
    pieces: Iterable[_Piece] = ((start, end, "elapsed", True, ELAPSED),)
    if length.working:
        pieces = _service(start, end, calendar)
    cuts = sorted({now, *(each.start for each in pauses), *(each.end for each in pauses if each.end)})
    in_order = sorted(pauses, key=lambda each: each.start)
    for first, last, kind, counted, name in pieces:
        for begins, ends in pairwise([first, *(cut for cut in cuts if first < cut < last), last]):
            if begins == ends:
                continue
            waiting = next((each for each in in_order if each.covers(begins)), None)
            ahead = begins >= now
            if waiting:
                yield Segment(begins, ends, "paused", False, waiting.reason, ends - begins, ahead)
            elif kind == "elapsed" and ahead:
                yield Segment(begins, ends, "remaining", True, REMAINING, ends - begins, ahead)
            else:
                yield Segment(begins, ends, kind, counted, name, ends - begins, ahead)


def _service(start: datetime, end: datetime, calendar: WorkCalendar) -> Iterator[_Piece]:
    """The time between two moments by hours of service."""
    day, last = day_of(calendar.zone, start), day_of(calendar.zone, end)
    while day <= last:
        hours = calendar.opening_hours(day)
        closed: tuple[SegmentKind, Reason] = ("night", NIGHT)
        if not hours and not calendar.works(day):
            closed = _off(calendar, day)
        opened: tuple[SegmentKind, Reason] = ("working", WORKING_HOURS)
        if calendar.day_kind(day) == "make_up":
            opened = "make_up", _make_up(calendar, day)
        at = day_begins(calendar.zone, day)
        for opens, closes in hours:
            yield max(start, at), max(start, min(end, opens)), closed[0], False, closed[1]
            yield max(start, min(end, opens)), max(start, min(end, closes)), opened[0], True, opened[1]
            at = min(end, closes)
        day += _DAY
        yield max(start, at), max(start, min(end, day_begins(calendar.zone, day))), closed[0], False, closed[1]


# Lengths in whole days

def _by_day(start: datetime, end: datetime, now: datetime, length: Length, calendar: WorkCalendar,
            pauses: Sequence[Pause], conventions: Conventions, last_day: date | None) -> Iterator[Segment]:
    """Day by day; the day that is running is still ahead."""
    zone = calendar.zone
    first = calendar.first_day(start, conventions)
    stretches = tuple(paused_days(pauses, zone))
    in_order = sorted(pauses, key=lambda each: each.start)
    day, last = day_of(zone, start), day_of(zone, end)
    while day <= last:
        begins = day_begins(zone, day)
        after = day_begins(zone, day + _DAY)
        ahead = after > now
        kind: SegmentKind
        name: Reason
        if day < first:
            kind, counted, name = "night", False, PUT_OFF
        elif day == first and not (conventions.count_start_day and length.number):
            kind, counted, name = "elapsed", False, START_DAY
        elif last_day and day > last_day:
            kind, name = ("working", ROLLED) if calendar.works(day) else _off(calendar, day)
            counted = False
        elif any(one <= day and (two is None or day <= two) for one, two in stretches):
            why = next(each for each in in_order if each.covers(begins))
            kind, counted, name = "paused", False, why.reason
        elif length.working and not calendar.works(day):
            (kind, name), counted = _off(calendar, day), False
        elif length.working:
            kind, counted, name = "working", True, WORKING_DAY
            if calendar.day_kind(day) == "make_up":
                kind, name = "make_up", _make_up(calendar, day)
        else:
            kind, counted, name = ("remaining", True, REMAINING) if ahead else ("elapsed", True, ELAPSED)
        if max(start, begins) < min(end, after):
            yield Segment(max(start, begins), min(end, after), kind, counted, name, 1, ahead)
        day += _DAY
