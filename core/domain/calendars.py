"""Working calendars: a business's week, its hours of service and its table of days, and adding lengths to them.

A day of 调休 is two rows: the day off is a holiday, the weekend day that pays for it a make-up day.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache, cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Literal, overload
from zoneinfo import ZoneInfo

from core.domain.counting import CIVIL_CODE, Conventions, Length, NotCountable, matching_day
from core.domain.local_time import day_begins, day_ends, day_of, utc_of

DayKind = Literal["working", "rest", "holiday", "make_up"]
RowKind = Literal["holiday", "make_up", "hours"]
"""A day off, a day worked in its place, or a day that is only open at other hours than its weekday."""
Status = Literal["official", "provisional", "own"]
"""Announced by the state; a guess for a year not announced yet; the business's own, like a shutdown."""

BUSINESS_ZONE = ZoneInfo("Asia/Shanghai")
_NOTHING = timedelta()
_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Window:
    """Hours of service in one day; closing at 00:00 is 24:00."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens.tzinfo or self.closes.tzinfo or (self.closes != time.min and self.opens >= self.closes):
            raise NotCountable("服务时间{window}有误:结束须晚于开始", window=str(self))

    @classmethod
    def parse(cls, words: str) -> "Window":
        """`09:00-12:00`, `18:00-24:00`."""
        found = re.fullmatch(r"\s*([01]?\d|2[0-3])[::]([0-5]\d)\s*[-–~至]\s*([01]?\d|2[0-4])[::]([0-5]\d)\s*", words)
        if not found or (found[3] == "24" and found[4] != "00"):
            raise NotCountable("“{words}”不是服务时间,请写成 09:00-18:00", words=words)
        return cls(time(int(found[1]), int(found[2])), time(int(found[3]) % 24, int(found[4])))

    @cached_property
    def since_midnight(self) -> tuple[timedelta, timedelta]:
        """Opening and closing on the clock, as time since 00:00."""
        opens, closes = (datetime.combine(date.min, each) - datetime.min for each in (self.opens, self.closes))
        return opens, closes or _DAY

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{'24:00' if self.closes == time.min else f'{self.closes:%H:%M}'}"


def windows(words: str) -> tuple[Window, ...]:
    """Hours of one day as people write them, `09:00-12:00 13:30-18:00`; an empty text is a day without service."""
    return tuple(sorted(map(Window.parse, re.split(r"[\s,,、;;]+", words.strip())))) if words.strip() else ()


@dataclass(frozen=True)
class Day:
    """One row of the table of days. `name` is of the holiday (of a make-up day: the one it pays for); `hours`
    replace the usual ones, also on a holiday."""

    kind: RowKind
    name: str
    source: str = ""
    status: Status = "official"
    hours: tuple[Window, ...] | None = None

    def __post_init__(self) -> None:
        if self.hours is not None:
            _check(self.hours)


OFFICE_HOURS = windows("09:00-18:00")
OFFICE_WEEK: tuple[tuple[Window, ...], ...] = (OFFICE_HOURS,) * 5 + ((), ())
ALWAYS_OPEN: tuple[tuple[Window, ...], ...] = (windows("00:00-24:00"),) * 7


@dataclass(frozen=True)
class _Hours:
    """The hours of service of one local year: when each opens, in UTC, and the service before and through it."""

    opens: tuple[datetime, ...]
    before: tuple[timedelta, ...]
    through: tuple[timedelta, ...]

    @cached_property
    def total(self) -> timedelta:
        return self.through[-1] if self.through else _NOTHING

    def until(self, moment: datetime) -> timedelta:
        """Service from the year's beginning to the moment."""
        last = bisect_right(self.opens, moment) - 1
        return min(self.before[last] + (moment - self.opens[last]), self.through[last]) if last >= 0 else _NOTHING

    def closes(self, index: int) -> datetime:
        return self.opens[index] + (self.through[index] - self.before[index])


@dataclass(frozen=True)
class WorkCalendar:
    """When a business works. Values of one name and version are the same calendar.

    `week` says the hours of service from Monday to Sunday; `working_weekdays` which weekdays are working days
    where the table of days is silent (a shop open on Sundays still counts 7 working days like everybody).
    A holiday has no service unless `open_on_holidays`; a make-up day has that of the first working weekday. `title` is
    what people call it.
    """

    name: str = "default"
    version: int = 1
    zone: tzinfo = BUSINESS_ZONE
    week: tuple[tuple[Window, ...], ...] = OFFICE_WEEK
    days: Mapping[date, Day] = field(default_factory=dict)
    working_weekdays: frozenset[int] = frozenset(range(5))
    open_on_holidays: bool = False
    title: str = field(default="工作日历", compare=False)
    _working: dict[int, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _hours: dict[int, _Hours] = field(default_factory=dict, init=False, repr=False, compare=False)
    _through: dict[int, tuple[timedelta, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _official: frozenset[int] | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not any(self.week):
            raise NotCountable("日历“{name}”须写明周一至周日的服务时间,至少一段", name=self.name)
        if not self.working_weekdays or not self.working_weekdays <= frozenset(range(7)):
            raise NotCountable("日历“{name}”一周内须至少有一个工作日", name=self.name)
        for hours in self.week:
            _check(hours)
        object.__setattr__(self, "days", MappingProxyType(dict(self.days)))
        announced = [(day.year, row.status) for day, row in self.days.items() if row.status != "own"]
        guessed = {year for year, status in announced if status == "provisional"}
        if announced:
            object.__setattr__(self, "_official", frozenset(year for year, _ in announced) - guessed)

    def __hash__(self) -> int:
        return hash((self.name, self.version))

    # What a day is

    def day_kind(self, day: date) -> DayKind:
        row = self.days.get(day)
        if row and row.kind != "hours":
            return row.kind
        return "working" if day.weekday() in self.working_weekdays else "rest"

    def works(self, day: date) -> bool:
        return self.day_kind(day) in ("working", "make_up")

    def public_holiday(self, day: date) -> bool:
        """Whether the state's table has the day off; the business's own closed days are none."""
        row = self.days.get(day)
        return bool(row and row.kind == "holiday" and row.status != "own")

    def windows(self, day: date) -> tuple[Window, ...]:
        """The hours of service of a day."""
        row = self.days.get(day)
        if row and row.hours is not None:
            return row.hours
        if row and row.kind == "make_up":
            return self.week[min(self.working_weekdays)]
        if row and not self.open_on_holidays:
            return ()
        return self.week[day.weekday()]

    def opening_hours(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The hours of service as moments in UTC; what the clock skips when it is put forward is left out."""
        hours = self.windows(day)
        if not hours:
            return ()
        begins, ends = day_begins(self.zone, day), day_begins(self.zone, day + _DAY)
        if ends - begins == _DAY:  # the clock is not changed that day, as nearly always
            return tuple((begins + each.since_midnight[0], begins + each.since_midnight[1]) for each in hours)
        found = ((utc_of(self.zone, day, each.opens), ends if each.closes == time.min else
                  utc_of(self.zone, day, each.closes)) for each in hours)
        within = ((max(opens, begins), min(closes, ends)) for opens, closes in found)
        return tuple((opens, closes) for opens, closes in within if opens < closes)

    def unofficial_years(self, since: date, until: date) -> tuple[int, ...]:
        """The years among these for which nothing official is known. A calendar that follows no announcements,
        having neither official nor provisional rows, has none."""
        if self._official is None:
            return ()
        return tuple(year for year in range(since.year, until.year + 1) if year not in self._official)

    def provisional(self, until: date, since: date | None = None) -> bool:
        """Whether counting up to a day rests on years without official data, so that it may still move."""
        return bool(self.unofficial_years(since or until, until))

    # Adding

    @overload
    def after(self, start: datetime, length: Length, conventions: Conventions = CIVIL_CODE) -> datetime: ...
    @overload
    def after(self, start: date, length: Length, conventions: Conventions = CIVIL_CODE) -> date: ...
    def after(self, start: date, length: Length, conventions: Conventions = CIVIL_CODE) -> date:
        """The last moment (of a moment, in the business's zone) or last day (of a day) that lies within the length.
        NotCountable for hours counted from a day and for moments without a zone."""
        try:
            if length.by_clock:
                moment = _moment(start, length)
                if length.working:
                    return self.worked_after(moment, length.time)
                return (moment.astimezone(UTC) + length.time).astimezone(self.zone)
            if isinstance(start, datetime):
                day = self.day_after(self.first_day(start, conventions), length, conventions)
                return self.ends_after(start, day, conventions)
            return self.rolled(self.day_after(start, length, conventions), conventions)
        except (OverflowError, ValueError) as far:
            if isinstance(far, NotCountable):
                raise
            raise NotCountable("从{start}起{length}超出了日历", start=start, length=length.label()) from far

    def moment(self, start: date, length: Length | None = None) -> datetime:
        """A start that is a moment of a known zone, in the business's zone; NotCountable for any other."""
        return _moment(start, length).astimezone(self.zone)

    def first_day(self, start: datetime, conventions: Conventions = CIVIL_CODE) -> date:
        """The local day from which whole days are counted."""
        moment = _moment(start)
        day = day_of(self.zone, moment)
        if not conventions.after_close_next_day:
            return day
        hours = self.opening_hours(day) if self.works(day) else ()
        return day if hours and moment <= hours[-1][1] else self.working_day_after(day, 1)

    def day_after(self, day: date, length: Length, conventions: Conventions = CIVIL_CODE) -> date:
        """The last day within a length of whole days, before any roll-forward."""
        counts_start = conventions.count_start_day and length.number > 0
        if length.unit in ("month", "year"):
            return matching_day(day, length.number * (12 if length.unit == "year" else 1), counts_start=counts_start)
        start = day - _DAY if counts_start else day
        if length.unit == "working day":
            return self.working_day_after(start, length.number)
        return start + _DAY * (length.number * (7 if length.unit == "week" else 1))

    def rolled(self, day: date, conventions: Conventions, by: timedelta = _DAY) -> date:
        """The day itself, or the first after it (or before, by less than nothing) on which a period may end."""
        while ((conventions.roll_forward_on_holiday and self.public_holiday(day))
               or (conventions.roll_forward_on_rest and not self.works(day))):
            day += by
        return day

    def ends(self, day: date, conventions: Conventions = CIVIL_CODE) -> datetime:
        """The last moment in time of a last day: its end, or close of business where the policy says so."""
        hours = self.opening_hours(day) if conventions.close_of_business else ()
        midnight = day_ends(self.zone, day)
        return hours[-1][1].astimezone(self.zone) if hours and hours[-1][1] < midnight else midnight

    def ends_after(self, start: datetime, last_day: date, conventions: Conventions = CIVIL_CODE) -> datetime:
        """The last moment of a period of whole days, rolled forward if need be; never before it starts."""
        end = self.ends(self.rolled(last_day, conventions), conventions)
        if conventions.close_of_business and (moment := start.astimezone(UTC)) > end:
            return moment.astimezone(self.zone)
        return end

    def working_day_after(self, day: date, number: int) -> date:
        """So many working days later; the day itself is not counted."""
        if not number:
            return day
        year = day.year
        working = self._working_year(year)
        index = bisect_right(working, day.toordinal()) + number - 1
        while index >= len(working):
            index -= len(working)
            year += 1
            working = self._working_year(year)
        return date.fromordinal(working[index])

    def working_days(self, after: date, through: date) -> int:
        """How many working days follow a day, up to and with another."""
        if through <= after:
            return 0
        whole = sum(len(self._working_year(year)) for year in range(after.year, through.year))
        return (whole + bisect_right(self._working_year(through.year), through.toordinal())
                - bisect_right(self._working_year(after.year), after.toordinal()))

    def worked_after(self, start: datetime, amount: timedelta) -> datetime:
        """The moment at which so much service has passed. Where that is closing time, it is not the next opening."""
        if not amount:
            return start.astimezone(self.zone)
        year = start.astimezone(self.zone).year
        hours = self._hours_of(year)
        wanted = hours.until(start.astimezone(UTC)) + amount
        if wanted > hours.total:
            hours, wanted = self._years_on(year, wanted)
        index = bisect_left(hours.through, wanted)
        return (hours.opens[index] + (wanted - hours.before[index])).astimezone(self.zone)

    def _years_on(self, first: int, wanted: timedelta) -> tuple[_Hours, timedelta]:
        """The later year in which so much service since the beginning of the first is reached, and how much of it
        falls into that year. What the years come to together is kept, so the distance costs nothing."""
        through = self._through.get(first) or (self._hours_of(first).total,)
        while through[-1] < wanted:  # made anew, never added to: threads share a calendar
            through = (*through, through[-1] + self._hours_of(first + len(through)).total)
            self._through[first] = through
        years = bisect_left(through, wanted)
        return self._hours_of(first + years), wanted - through[years - 1]

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """How much service lies between two moments."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        if end <= start:
            return _NOTHING
        first, last = start.astimezone(self.zone).year, end.astimezone(self.zone).year
        whole = sum((self._hours_of(year).total for year in range(first, last)), _NOTHING)
        return whole + self._hours_of(last).until(end) - self._hours_of(first).until(start)

    # Counting backwards, the mirror of adding

    @overload
    def before(self, end: datetime, length: Length, conventions: Conventions = CIVIL_CODE) -> datetime: ...
    @overload
    def before(self, end: date, length: Length, conventions: Conventions = CIVIL_CODE) -> date: ...
    def before(self, end: date, length: Length, conventions: Conventions = CIVIL_CODE) -> date:
        """The last moment (of a moment) or last day (of a day) that lies so long ahead of it. Two days ahead of the
        10th is the 8th, until 24:00; a period that may not end on a holiday ends before it. NotCountable like after."""
        try:
            if length.by_clock:
                moment = _moment(end, length)
                if length.working:
                    return self.worked_before(moment, length.time)
                return (moment.astimezone(UTC) - length.time).astimezone(self.zone)
            whole = isinstance(end, datetime)
            day = self.day_before(day_of(self.zone, _moment(end)) if whole else end, length, conventions)
            day = self.rolled(day, conventions, -_DAY)
            return self.ends(day, conventions) if whole else day
        except (OverflowError, ValueError) as far:
            if isinstance(far, NotCountable):
                raise
            raise NotCountable("从{start}起{length}超出了日历", start=end, length=length.label()) from far

    def day_before(self, day: date, length: Length, conventions: Conventions = CIVIL_CODE) -> date:
        """The day that lies a length of whole days ahead of another, before any rolling."""
        counted = _DAY if conventions.count_start_day and length.number > 0 else _DAY * 0
        if length.unit in ("month", "year"):
            found = matching_day(day, -length.number * (12 if length.unit == "year" else 1))
            return found + counted if found.day == day.day else found
        if length.unit == "working day":
            return self.working_day_before(day + counted, length.number)
        return day + counted - _DAY * (length.number * (7 if length.unit == "week" else 1))

    def working_day_before(self, day: date, number: int) -> date:
        """So many working days earlier; the day itself is not counted."""
        if not number:
            return day
        year = day.year
        working = self._working_year(year)
        index = bisect_left(working, day.toordinal()) - number
        while index < 0:
            year -= 1
            working = self._working_year(year)
            index += len(working)
        return date.fromordinal(working[index])

    def worked_before(self, end: datetime, amount: timedelta) -> datetime:
        """The moment from which so much service is left. Where that is an opening, it is not the closing before."""
        if not amount:
            return end.astimezone(self.zone)
        year = end.astimezone(self.zone).year
        hours = self._hours_of(year)
        wanted = hours.until(end.astimezone(UTC)) - amount
        while wanted < _NOTHING:
            year -= 1
            hours = self._hours_of(year)
            wanted += hours.total
        index = bisect_right(hours.before, wanted) - 1
        return (hours.opens[index] + (wanted - hours.before[index])).astimezone(self.zone)

    def moved(self, moment: datetime, length: Length, *, back: bool = False) -> datetime:
        """A moment so much later, or earlier; whole days keep the time of day, and the end of a day stays one."""
        if length.by_clock:
            return self.before(moment, length) if back else self.after(moment, length)
        day = day_of(self.zone, moment)
        found = self.before(day, length) if back else self.after(day, length)
        if moment == day_ends(self.zone, day):
            return day_ends(self.zone, found)
        return utc_of(self.zone, found, moment.astimezone(self.zone).time()).astimezone(self.zone)

    # Open or closed

    def opening_from(self, moment: datetime) -> datetime:
        """The moment itself in service (closing time is), else the next opening."""
        year = moment.astimezone(self.zone).year
        hours = self._hours_of(year)
        at = moment.astimezone(UTC)
        index = bisect_right(hours.opens, at)
        if index and at <= hours.closes(index - 1):
            return moment.astimezone(self.zone)
        while index >= len(hours.opens):
            year, index = year + 1, 0
            hours = self._hours_of(year)
        return hours.opens[index].astimezone(self.zone)

    def closing_until(self, moment: datetime) -> datetime:
        """The moment itself in service, else the last closing before."""
        year = moment.astimezone(self.zone).year
        hours = self._hours_of(year)
        at = moment.astimezone(UTC)
        index = bisect_right(hours.opens, at) - 1
        while index < 0:
            year -= 1
            hours = self._hours_of(year)
            index = len(hours.opens) - 1
        return min(at, hours.closes(index)).astimezone(self.zone)

    # Tables, one per year, made when first needed

    def _working_year(self, year: int) -> tuple[int, ...]:
        found = self._working.get(year)
        if found is None:
            first, after = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1
            found = tuple(each for each in range(first, after) if self.works(date.fromordinal(each)))
            self._working[year] = found
        return found

    def _hours_of(self, year: int) -> _Hours:
        found = self._hours.get(year)
        if found is None:
            opens, before, through, so_far = [], [], [], _NOTHING
            for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
                for start, end in self.opening_hours(date.fromordinal(ordinal)):
                    opens.append(start)
                    before.append(so_far)
                    so_far += end - start
                    through.append(so_far)
            found = self._hours[year] = _Hours(tuple(opens), tuple(before), tuple(through))
        return found


def _moment(start: date, length: Length | None = None) -> datetime:
    if not isinstance(start, datetime):
        raise NotCountable("{length}须从某一时刻起算,不能只从日期 {start} 起算",
                           length=length.label() if length else "", start=start)
    if start.tzinfo is None:
        raise NotCountable("时刻 {start} 没有时区", start=start)
    return start


def _check(hours: Iterable[Window]) -> None:
    """Hours of one day are in order and do not overlap."""
    for earlier, later in pairwise(hours):
        if earlier.closes == time.min or later.opens < earlier.closes:
            raise NotCountable("服务时间 {earlier} 与 {later} 重叠或次序颠倒", earlier=str(earlier), later=str(later))


@cache
def plain_calendar() -> WorkCalendar:
    """Monday to Friday, 09:00 to 18:00, no holidays: for trying things where no calendar has been set."""
    return WorkCalendar("plain")
