"""Deadlines: a length counted from a moment by a calendar, less the time the case waits for others.

Paused time and days (docs/decisions/0003-paused-days.md): a length by the clock runs only while no pause does, so
it moves by exactly the paused time, or the paused service. Whole days are not cut up: a day that lies in pauses from
00:00 to 24:00 is not counted, any other is. Months and years move by as many days as were so left out. Longer pauses
never bring a deadline forward.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from core.domain.calendars import WorkCalendar
from core.domain.counting import CIVIL_CODE, Conventions, Length
from core.domain.local_time import day_begins, day_ends, day_of
from core.domain.pauses import Pause, PausedDays, joined, open_pause, paused_days
from core.domain.segments import Segment, segments

Point = TypeVar("Point", date, datetime)
Amount = TypeVar("Amount", int, timedelta)
_DAY = timedelta(days=1)
_ANY = Length(0, "hour")


@dataclass(frozen=True)
class Deadline:
    """When a length ends and what that rests on. `due_at` is None while an open pause holds it; `last_day` is the last
    counted day of a length of whole days; `provisional` that years without official data were used. A deadline that
    is not counted from its start, but given, has no length."""

    start: datetime
    length: Length | None
    calendar: WorkCalendar
    pauses: tuple[Pause, ...]
    conventions: Conventions
    due_at: datetime | None
    last_day: date | None
    provisional: bool

    @property
    def calendar_version(self) -> int:
        return self.calendar.version

    @property
    def held_by(self) -> Pause | None:
        """The open pause that must end before anybody can say when it is due."""
        return open_pause(self.pauses) if self.due_at is None else None

    @property
    def segments(self) -> tuple[Segment, ...]:
        """From the start to the deadline, or to the pause that holds it."""
        held = self.held_by
        return self.why(max(self.start, held.start) if held else self.start)

    def why(self, now: datetime, until: datetime | None = None) -> tuple[Segment, ...]:
        """Every segment until the deadline, or until the given moment (when the promise was met), as seen now."""
        end = until or self.due_at or max(now, self.start)
        return segments(self.start, self.due_at, end, now, self.length or _ANY, self.calendar, self.pauses,
                        self.conventions, self.last_day)

    def used(self, percent: Decimal) -> datetime | None:
        """The moment at which this share of the counted time is used up; of whole days, the last part of one."""
        over, under = (percent / 100).as_integer_ratio()
        if self.due_at is None:
            return None
        if self.length is None:
            start = self.start.astimezone(UTC)
            return (start + (self.due_at - start) * over // under).astimezone(self.calendar.zone)
        if self.length.by_clock:
            return _by_clock(self.start, self.length.time * over // under, self.length.working, self.calendar,
                             self.pauses)
        return min(self._used_days(over, under), self.due_at)

    def _used_days(self, over: int, under: int) -> datetime:
        assert self.length and self.last_day
        zone, working = self.calendar.zone, self.length.unit == "working day"
        first = self.calendar.first_day(self.start, self.conventions)
        begin = first - _DAY if self.conventions.count_start_day and self.length.number > 0 else first
        stops = [(one - _DAY, two) for one, two in paused_days(self.pauses, zone)]
        between, after = ((self.calendar.working_days, self.calendar.working_day_after) if working
                          else (_days, _days_after))
        whole = between(begin, self.last_day) - sum(
            between(max(before, begin), min(last or self.last_day, self.last_day)) for before, last in stops)
        days, rest = divmod(whole * over, under)
        if not rest:
            return day_ends(zone, _advance(begin, days, stops, between, after) or self.last_day)
        day = _advance(begin, days + 1, stops, between, after) or self.last_day
        begins = day_begins(zone, day)
        return (begins + (day_begins(zone, day + _DAY) - begins) * rest // under).astimezone(zone)


def given(start: datetime, due: datetime, calendar: WorkCalendar) -> Deadline:
    """A deadline that somebody has named: all time until then counts."""
    begun, due = min(start, due).astimezone(calendar.zone), due.astimezone(calendar.zone)
    return Deadline(begun, None, calendar, (), CIVIL_CODE, due, None, False)


def deadline(start: datetime, length: Length, calendar: WorkCalendar, pauses: Sequence[Pause] = (),
             conventions: Conventions = CIVIL_CODE) -> Deadline:
    """Count a length from a moment. NotCountable where WorkCalendar.after raises it."""
    begun = calendar.moment(start, length)
    last_day: date | None = None
    due: datetime | None
    if not pauses and length.by_clock:
        due = calendar.after(begun, length, conventions)
    elif length.by_clock:
        due = _by_clock(begun, length.time, length.working, calendar, pauses)
    else:
        first = calendar.first_day(begun, conventions)
        last_day = _last_day(first, length, calendar, tuple(paused_days(pauses, calendar.zone)), conventions)
        due = calendar.ends_after(begun, last_day, conventions) if last_day else None
    return Deadline(begun, length, calendar, tuple(pauses), conventions, due, last_day,
                    due is not None and _reads_table(length, conventions)
                    and calendar.provisional(day_of(calendar.zone, due), begun.date()))


def _reads_table(length: Length, conventions: Conventions) -> bool:
    return length.working or (not length.by_clock and (
        conventions.roll_forward_on_holiday or conventions.roll_forward_on_rest or conventions.close_of_business
        or conventions.after_close_next_day))


def _by_clock(start: datetime, amount: timedelta, working: bool, calendar: WorkCalendar,
              pauses: Sequence[Pause]) -> datetime | None:
    stops = joined(pauses)
    if working:
        due = _advance(start.astimezone(UTC), amount, stops, calendar.worked, calendar.worked_after)
        return due and due.astimezone(calendar.zone)
    due = _advance(start.astimezone(UTC), amount, stops, lambda one, two: max(two - one, timedelta()),
                   lambda moment, left: moment + left)
    return due and due.astimezone(calendar.zone)


def _last_day(first: date, length: Length, calendar: WorkCalendar, stretches: Sequence[PausedDays],
              conventions: Conventions) -> date | None:
    """The last counted day. A point is a day that is behind us, so a stretch stops the count at the day before it."""
    if not stretches:
        return calendar.day_after(first, length, conventions)
    counts_start = conventions.count_start_day and length.number > 0
    stops = [(one - _DAY, two) for one, two in stretches]
    begin = first - _DAY if counts_start else first
    if length.unit == "working day":
        return _advance(begin, length.number, stops, calendar.working_days, calendar.working_day_after)
    if length.unit in ("day", "week"):
        return _advance(begin, length.number * (7 if length.unit == "week" else 1), stops, _days, _days_after)
    plain = calendar.day_after(first, length, conventions)
    lost = sum(_days(max(before, begin), min(last or plain, plain)) for before, last in stops)
    return _advance(plain, lost, stops, _days, _days_after)


def _days(after: date, through: date) -> int:
    return max((through - after).days, 0)


def _days_after(day: date, number: int) -> date:
    return day + _DAY * number


def _advance(start: Point, amount: Amount, stops: Iterable[tuple[Point, Point | None]],
             between: Callable[[Point, Point], Amount], after: Callable[[Point, Amount], Point]) -> Point | None:
    """Use up an amount, none of it within the stops; None if one that never ends comes first."""
    at, left = start, amount
    for begins, ends in stops:
        done = between(at, begins)
        if done >= left:
            break
        if ends is None:
            return None
        left -= done
        at = max(at, ends)
    return after(at, left)
