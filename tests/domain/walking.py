"""The oracle: counting by walking step by step, as a child would, and random cases to walk. Shares no code with
the engine beyond the values that describe a case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile
from random import Random
from zoneinfo import ZoneInfo

from core.domain.calendars import Day, Window, WorkCalendar
from core.domain.counting import Conventions, Length
from core.domain.pauses import Pause
from core.domain.reasons import Reason

ZONES = ("Asia/Shanghai", "UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Beirut",
         "America/Havana", "Atlantic/Azores", "America/Santiago", "Asia/Kathmandu")
TURNS = (date(2025, 3, 9), date(2025, 3, 30), date(2025, 10, 26), date(2025, 11, 2), date(2025, 4, 6), date(2025, 9, 7),
         date(2024, 2, 26), date(2025, 12, 28))
"""Around these the clocks are changed somewhere, or the year turns, or February has 29 days."""
HORIZON = timedelta(days=180)


@dataclass(frozen=True)
class Walk:
    """One case to count; every moment in it is a whole number of steps."""

    start: datetime
    length: Length
    calendar: WorkCalendar
    pauses: tuple[Pause, ...]
    conventions: Conventions
    step: timedelta

    def due(self) -> datetime | None:
        """When it is due; None when an open pause keeps it."""
        if self.length.by_clock:
            return self._by_clock()
        last = self._last_day()
        if last is None:
            return None
        while ((self.conventions.roll_forward_on_holiday and self._public_holiday(last))
               or (self.conventions.roll_forward_on_rest and not self._works(last))):
            last += timedelta(days=1)
        return max(self._end(last), self.start.astimezone(UTC))

    def _end(self, day: date) -> datetime:
        """The last moment of a day, or its close of business."""
        steps = list(self._steps(day))
        service = [moment for moment, wall in steps if self._in_service(wall)]
        end = steps[-1][0] + self.step - timedelta(microseconds=1)
        return min(service[-1] + self.step, end) if self.conventions.close_of_business and service else end

    def before(self) -> datetime:
        """The last moment that lies so long ahead of the start: the same walk the other way."""
        if self.length.by_clock:
            return self._by_clock_before()
        day, number, unit = self._day_of_start(), self.length.number, self.length.unit
        if self.conventions.count_start_day and number:
            day += timedelta(days=1)
        if unit in ("month", "year"):
            day = self._months_before(number * (12 if unit == "year" else 1))
        for _ in range(0 if unit in ("month", "year") else number * (7 if unit == "week" else 1)):
            day -= timedelta(days=1)
            while unit == "working day" and not self._works(day):
                day -= timedelta(days=1)
        while ((self.conventions.roll_forward_on_holiday and self._public_holiday(day))
               or (self.conventions.roll_forward_on_rest and not self._works(day))):
            day -= timedelta(days=1)
        return self._end(day)

    def _by_clock_before(self) -> datetime:
        unit = timedelta(minutes=1) if self.length.unit.endswith("minute") else timedelta(hours=1)
        start = self.start.astimezone(UTC)
        for days in (10, 40, 400):
            left, way = self.length.number * unit, self._walk(start - timedelta(days=days, hours=36))
            if not left:
                return start
            passed = list(takewhile(lambda each: each[0] < start, way))
            for moment, wall in reversed(passed[int(timedelta(hours=36) / self.step):]):
                left -= self.step if not self.length.working or self._in_service(wall) else timedelta()
                if not left:
                    return moment
        raise AssertionError("so much service there never was")

    def _months_before(self, months: int) -> date:
        day = self._day_of_start()
        year, month = day.year, day.month
        for _ in range(months):
            year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        for wanted in range(day.day, 0, -1):
            try:
                found = date(year, month, wanted)
            except ValueError:
                continue
            counts = self.conventions.count_start_day and months and wanted == day.day
            return found + timedelta(days=1) if counts else found
        raise AssertionError("unreachable")

    def used(self, percent: Decimal) -> datetime:
        """When this share of what counts was used up, of a length that is not held by an open pause."""
        due, share = self.due(), Fraction(percent) / 100
        assert due
        if self.length.by_clock:
            return self._used_time(share)
        first, last = self._first_day(), self._last_day()
        assert last
        begin = first if not (self.conventions.count_start_day and self.length.number) else first - timedelta(days=1)
        days = [day for day in (begin + timedelta(days=each) for each in range(1, (last - begin).days + 1))
                if not self._wholly_paused(day) and (self.length.unit != "working day" or self._works(day))]
        whole, rest = divmod(len(days) * share, 1)
        if not rest:
            day = days[int(whole) - 1] if whole else begin
            return min([moment for moment, _ in self._steps(day)][-1] + self.step - timedelta(microseconds=1), due)
        passing = [moment for moment, _ in self._steps(days[int(whole)])]
        lasts = passing[-1] + self.step - passing[0]
        return min(passing[0] + lasts * rest.numerator // rest.denominator, due)

    def _used_time(self, share: Fraction) -> datetime:
        unit = timedelta(minutes=1) if self.length.unit.endswith("minute") else timedelta(hours=1)
        left = self.length.number * unit * share.numerator // share.denominator
        start = at = self.start.astimezone(UTC)
        for moment, wall in self._walk(start - timedelta(hours=36)):
            if not left:
                return at
            if moment >= start and (not self.length.working or self._in_service(wall)) and not self._paused(moment):
                at = moment + min(left, self.step)
                left -= min(left, self.step)
        raise AssertionError("unreachable")

    def _by_clock(self) -> datetime | None:
        unit = timedelta(minutes=1) if self.length.unit.endswith("minute") else timedelta(hours=1)
        left = self.length.number * unit
        start = at = self.start.astimezone(UTC)
        for moment, wall in self._walk(start - timedelta(hours=36)):
            if not left:
                return at
            if moment > start + HORIZON:
                return None
            runs = not self.length.working or self._in_service(wall)
            if moment >= start and runs and not self._paused(moment):
                left -= self.step
                at = moment + self.step
        raise AssertionError("unreachable")

    def _last_day(self) -> date | None:
        day, number, unit = self._first_day(), self.length.number, self.length.unit
        counts_start = self.conventions.count_start_day and number > 0
        if unit in ("month", "year"):
            first = day if counts_start else day + timedelta(days=1)
            day = _months_on(day, number * (12 if unit == "year" else 1), counts_start)
            number = sum(self._wholly_paused(first + timedelta(days=each)) for each in range((day - first).days + 1))
            counts_start, unit = False, "day"
        number *= 7 if unit == "week" else 1
        if counts_start:
            day -= timedelta(days=1)
        for _ in range(HORIZON.days):
            if not number:
                return day
            day += timedelta(days=1)
            if not self._wholly_paused(day) and (unit != "working day" or self._works(day)):
                number -= 1
        return None

    def _first_day(self) -> date:
        day = self._day_of_start()
        if not self.conventions.after_close_next_day:
            return day
        service = [moment for moment, wall in self._steps(day) if self._in_service(wall)]
        if self._works(day) and service and self.start <= service[-1] + self.step:
            return day
        while True:
            day += timedelta(days=1)
            if self._works(day):
                return day

    def _day_of_start(self) -> date:
        start = self.start.astimezone(UTC)
        return next(wall for moment, wall in self._walk(start - timedelta(hours=36)) if moment == start).date()

    def _walk(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Moments, and the furthest that the wall clock had come by then."""
        moment, furthest = since.astimezone(UTC), datetime.min
        while True:
            furthest = max(furthest, _naive(moment.astimezone(self.calendar.zone)))
            yield moment, furthest
            moment += self.step

    def _steps(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for moment, wall in self._walk(datetime.combine(day, time(), UTC) - timedelta(hours=36)):
            if wall.date() == day:
                yield moment, wall
            elif wall.date() > day:
                return

    def _paused(self, moment: datetime) -> bool:
        return any(each.start <= moment and (each.end is None or moment < each.end) for each in self.pauses)

    def _wholly_paused(self, day: date) -> bool:
        if not self._paused(datetime.combine(day, time(12), self.calendar.zone)):
            return False
        return all(self._paused(moment) for moment, _ in self._steps(day))

    def _works(self, day: date) -> bool:
        row = self.calendar.days.get(day)
        return row.kind == "make_up" if row else day.weekday() in self.calendar.working_weekdays

    def _public_holiday(self, day: date) -> bool:
        row = self.calendar.days.get(day)
        return row is not None and row.kind == "holiday" and row.status != "own"

    def _in_service(self, wall: datetime) -> bool:
        row = self.calendar.days.get(wall.date())
        if row and row.hours is not None:
            hours = row.hours
        elif row and row.kind == "make_up":
            hours = self.calendar.week[sorted(self.calendar.working_weekdays)[0]]
        elif row and not self.calendar.open_on_holidays:
            hours = ()
        else:
            hours = self.calendar.week[wall.weekday()]
        now = wall.time()
        return any(each.opens <= now and (each.closes == time.min or now < each.closes) for each in hours)


def _naive(wall: datetime) -> datetime:
    """What the clock reads; quicker than replace(), which matters in a walk."""
    return datetime.combine(wall.date(), wall.time())


def _months_on(day: date, months: int, counts_start: bool) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for wanted in range(day.day, 0, -1):
        try:
            found = date(year, month, wanted)
        except ValueError:
            continue
        return found - timedelta(days=1) if counts_start and months and wanted == day.day else found
    raise AssertionError("unreachable")


def random_walk(seed: int, step: timedelta = timedelta(minutes=15)) -> Walk:
    """A case with everything that may come: several windows a day, 24:00, closed weeks, changed clocks, pauses."""
    dice = Random(seed)
    grid = int(timedelta(days=1) / step)
    zone = ZoneInfo(dice.choice(ZONES if step <= timedelta(minutes=15) else ZONES[:-1]))
    around = datetime.combine(dice.choice(TURNS), time(), UTC)
    start = (around + step * dice.randrange(-12 * grid, 4 * grid)).astimezone(zone)
    calendar = _calendar(dice, zone, start.date(), grid, step)
    length = _length(dice, calendar, step)
    pauses = []
    for _ in range(dice.choice((0, 0, 1, 2, 4))):
        begins = start.astimezone(UTC) + step * dice.randrange(-2 * grid, 9 * grid)
        lasts = dice.choice((0, 1, dice.randrange(grid), dice.randrange(6 * grid)))
        ends = None if dice.random() < 0.04 else begins + step * lasts
        pauses.append(Pause(begins, ends, "customer", Reason("等待客户")))
    conventions = Conventions(*(dice.random() < 0.25 for _ in range(5)))
    return Walk(start, length, calendar, tuple(pauses), conventions, step)


def _calendar(dice: Random, zone: ZoneInfo, around: date, grid: int, step: timedelta) -> WorkCalendar:
    week = [_hours(dice, grid, step) for _ in range(7)]
    week[dice.randrange(7)] = _hours(dice, grid, step, least=1)
    days: dict[date, Day] = {}
    for _ in range(dice.choice((0, 1, 3, 6))):
        first = around + timedelta(days=dice.randrange(-3, 25))
        kind = dice.choice(("holiday", "make_up"))
        row = Day(kind, "节日", "", dice.choice(("official", "provisional", "own")),  # type: ignore[arg-type]
                  _hours(dice, grid, step) if dice.random() < 0.2 else None)
        for each in range(dice.choice((1, 1, 3, 8))):
            days[first + timedelta(days=each)] = row
    working = frozenset(dice.choice(((0, 1, 2, 3, 4), (0, 1, 2, 3, 4), range(7), (5, 6), (2,))))
    return WorkCalendar("random", 1, zone, tuple(week), days, working, dice.random() < 0.2)


def _hours(dice: Random, grid: int, step: timedelta, least: int = 0) -> tuple[Window, ...]:
    number = max(least, dice.choice((0, 1, 1, 2, 3)))
    cuts = sorted(dice.sample(range(grid + 1), 2 * number))
    if cuts and dice.random() < 0.2:
        cuts[-1] = grid
    if cuts and dice.random() < 0.2:
        cuts[0] = 0
    walls = [(datetime.min + step * cut).time() for cut in cuts]
    return tuple(Window(opens, closes) for opens, closes in zip(walls[::2], walls[1::2], strict=True))


def _length(dice: Random, calendar: WorkCalendar, step: timedelta) -> Length:
    unit = dice.choice(("minute", "hour", "working minute", "working hour", "working hour", "day", "working day",
                        "working day", "week", "month", "year" if dice.random() < 0.3 else "day"))
    a_week = sum(((datetime.combine(date.min + timedelta(days=each.closes == time.min), each.closes)
                   - datetime.combine(date.min, each.opens)) for hours in calendar.week for each in hours), timedelta())
    most = {"minute": 3000, "hour": 60, "working minute": int(a_week * 1.5 / timedelta(minutes=1)),
            "working hour": min(40, int(a_week * 2 / timedelta(hours=1))), "day": 20, "working day": 10, "week": 2,
            "month": 2, "year": 1}[unit]
    number = dice.randint(0, max(most, 0))
    minutes = int(step / timedelta(minutes=1))
    return Length(number // minutes * minutes if unit.endswith("minute") else number, unit)
