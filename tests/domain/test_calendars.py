"""Working calendars: what a day is, whose data say so, and adding lengths, in every time zone."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar_seed import china, official_years, seed
from core.domain.calendars import ALWAYS_OPEN, OFFICE_WEEK, Day, Window, WorkCalendar, plain_calendar, windows
from core.domain.counting import Conventions, Length, NotCountable
from core.domain.local_time import day_begins, day_ends, day_of, utc_of

CHINA = china(range(2018, 2029))
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(said: str, zone: str = "Asia/Shanghai") -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(zone))


def days(*spans: str) -> set[date]:
    """`01-28/02-04`: every day of the spans, first and last included."""
    found = set()
    for span in spans:
        first, _, last = span.partition("/")
        day, end = date.fromisoformat(first), date.fromisoformat(last or first)
        while day <= end:
            found.add(day)
            day += timedelta(days=1)
    return found


# The table of days

@pytest.mark.parametrize(("year", "off", "worked"), [
    (2025, ("2025-01-01", "2025-01-28/2025-02-04", "2025-04-04/2025-04-06", "2025-05-01/2025-05-05",
            "2025-05-31/2025-06-02", "2025-10-01/2025-10-08"),
     ("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11")),
    (2026, ("2026-01-01/2026-01-03", "2026-02-15/2026-02-23", "2026-04-04/2026-04-06", "2026-05-01/2026-05-05",
            "2026-06-19/2026-06-21", "2026-09-25/2026-09-27", "2026-10-01/2026-10-07"),
     ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")),
])
def test_the_seed_is_the_state_councils_table(year: int, off: tuple[str, ...], worked: tuple[str, ...]) -> None:
    rows = seed([year])
    assert {day for day, row in rows.items() if row.kind == "holiday"} == days(*off)
    assert {day for day, row in rows.items() if row.kind == "make_up"} == days(*worked)
    assert {row.status for row in rows.values()} == {"official"}
    assert all(f"国务院办公厅关于{year}年部分节假日安排的通知" in row.source for row in rows.values())
    assert sum(CHINA.works(date(year, 1, 1) + timedelta(days=each)) for each in range(365)) == 248


def test_it_agrees_with_the_oracle_on_every_day_both_know() -> None:
    """Years 2004 to 2026 are official in both. Saturday 31 December 2005 was worked, as the notice for 2006 says; the
    oracle files that notice under 2006 only."""
    known = sorted({day.year for day in chinese_calendar.holidays} & official_years())
    assert (known[0], known[-1]) == (2004, 2026)
    calendar = china(known)
    day, differing = date(known[0], 1, 1), []
    while day.year <= known[-1]:
        if calendar.works(day) != chinese_calendar.is_workday(day):
            differing.append(day)
        day += timedelta(days=1)
    assert differing == [date(2005, 12, 31)]


@pytest.mark.parametrize(("start", "words", "last"), [
    ("2019-04-26", "3 working days", "2019-04-30"),  # Sunday 28 April is worked for the week of 1 May
    ("2019-09-30", "1 working day", "2019-10-08"),
    ("2025-03-03", "7 working days", "2025-03-12"),
    ("2025-09-26", "3 working days", "2025-09-30"),  # Sunday 28 September is worked
    ("2025-09-30", "1 working day", "2025-10-09"),
    ("2025-10-09", "2 working days", "2025-10-11"),  # Saturday 11 October is worked
    ("2027-02-04", "1 working day", "2027-02-11"),  # a guess until the notice for 2027 is out
    ("2025-03-08", "0 working days", "2025-03-08"),
    ("2025-03-03", "15 days", "2025-03-18"), ("2025-03-03", "2 weeks", "2025-03-17"),
    ("2024-02-29", "1 year", "2025-02-28"),
])
def test_days_after_a_day(start: str, words: str, last: str) -> None:
    assert CHINA.after(date.fromisoformat(start), Length.parse(words)) == date.fromisoformat(last)


def test_a_guessed_year_is_marked_until_official_data_replace_it() -> None:
    assert max(official_years()) == 2026
    assert {row.status for row in seed([2027]).values()} == {"provisional"}
    assert not any("通知" in row.source for row in seed([2027]).values())
    assert CHINA.unofficial_years(date(2025, 1, 1), date(2028, 1, 1)) == (2027, 2028)
    assert CHINA.provisional(date(2027, 1, 4), since=date(2026, 12, 30)) and not CHINA.provisional(date(2026, 12, 31))
    rows = {day: Day(row.kind, row.name, "通知") for day, row in seed([2027]).items()}
    announced = WorkCalendar("china", 2, days=rows)
    assert not announced.provisional(date(2027, 6, 1))


def test_a_year_nobody_has_data_for_is_provisional_too() -> None:
    assert china([2025]).provisional(date(2031, 1, 1))


def test_own_closed_days_make_no_year_official() -> None:
    """A stocktaking typed in for 2028 says nothing about the holidays of 2028."""
    stocktaking = {date(2028, 1, 5): Day("holiday", "盘点", "本店", "own")}
    assert WorkCalendar(days=seed([2026]) | stocktaking).provisional(date(2028, 1, 6))
    assert not WorkCalendar(days=stocktaking).provisional(date(2028, 1, 6))
    assert not plain_calendar().provisional(date(2028, 1, 6))


def test_a_run_of_days_off_has_one_name() -> None:
    assert {seed([2025])[day].name for day in days("2025-10-01/2025-10-08")} == {"国庆节、中秋节"}
    assert {seed([2025])[day].name for day in days("2025-01-28/2025-02-04")} == {"春节"}
    assert seed([2025])[date(2025, 1, 26)].name == "春节"
    assert {seed([2015])[day].name for day in days("2015-10-01/2015-10-07")} == {"国庆节"}


def test_a_make_up_day_at_the_turn_of_the_year_is_in_its_own_year() -> None:
    """31 December 2011 was worked for New Year 2012; the notice of 2012 says so."""
    assert seed([2011])[date(2011, 12, 31)].kind == "make_up"
    assert date(2011, 12, 31) not in seed([2012])


def test_importing_loads_no_holiday_library() -> None:
    code = "import sys, core.calendar_seed; print('holidays' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                          env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))})
    assert said.stdout.strip() == "False"


# What a day is

def test_kinds_of_days() -> None:
    kinds = {1: "holiday", 9: "working", 11: "make_up", 12: "rest"}
    assert {day: CHINA.day_kind(date(2025, 10, day)) for day in kinds} == kinds


def test_hours_of_service_of_each_kind_of_day() -> None:
    shop = WorkCalendar(week=((windows("09:00-12:00 13:30-18:00"),) * 5 + (windows("10:00-16:00"), ())),
                        days=seed([2025]) | {date(2025, 12, 31): Day("make_up", "年终", hours=windows("09:00-12:00"))})
    assert shop.windows(date(2025, 10, 1)) == ()
    assert list(map(str, shop.windows(date(2025, 10, 10)))) == ["09:00-12:00", "13:30-18:00"]
    assert shop.windows(date(2025, 10, 11)) == shop.windows(date(2025, 10, 10))  # a worked Saturday has a weekday's
    assert list(map(str, shop.windows(date(2025, 10, 18)))) == ["10:00-16:00"]
    assert list(map(str, shop.windows(date(2025, 12, 31)))) == ["09:00-12:00"]
    always = WorkCalendar(week=ALWAYS_OPEN, days=seed([2025]), open_on_holidays=True)
    assert list(map(str, always.windows(date(2025, 10, 1)))) == ["00:00-24:00"]


def test_a_shop_open_on_sundays_still_counts_working_days_like_everybody() -> None:
    shop = WorkCalendar(week=ALWAYS_OPEN, days=seed([2025]))
    assert shop.after(date(2025, 3, 7), Length(1, "working day")) == date(2025, 3, 10)
    assert shop.after(at("2025-03-07 20:00"), Length(10, "working hour")) == at("2025-03-08 06:00")


def test_a_window_as_written() -> None:
    assert Window.parse("18:00-24:00") == Window(time(18), time(0))
    assert Window.parse(" 9:00–12:30 ") == Window(time(9), time(12, 30))
    assert windows("13:30-18:00,09:00-12:00") == (Window(time(9), time(12)), Window(time(13, 30), time(18)))
    assert windows(" ") == ()


@pytest.mark.parametrize("words", ["9-18", "09:00", "25:00-26:00", "18:00-24:30", "18:00-09:00", "09:00-09:00"])
def test_a_window_that_is_none(words: str) -> None:
    with pytest.raises(NotCountable):
        Window.parse(words)


@pytest.mark.parametrize("given", [
    {"week": ((),) * 7}, {"week": OFFICE_WEEK[:5]},
    {"working_weekdays": frozenset()}, {"working_weekdays": frozenset({7})},
    {"week": (windows("09:00-12:00 11:00-14:00"),) * 7}, {"week": (windows("09:00-24:00 18:00-20:00"),) * 7},
])
def test_a_calendar_that_cannot_be(given: dict[str, object]) -> None:
    with pytest.raises(NotCountable):
        WorkCalendar(**given)  # type: ignore[arg-type]


def test_a_calendar_is_a_value_and_its_table_cannot_be_changed() -> None:
    assert hash(china([2025])) == hash(china([2025])) and china([2025]) == china([2025])
    assert china([2025]) != china([2025], version=2)
    with pytest.raises(TypeError):
        china([2025]).days[date(2025, 1, 2)] = Day("holiday", "x")  # type: ignore[index]


# Moments

@pytest.mark.parametrize(("start", "words", "due"), [
    ("2025-03-03 16:20", "24 h", "2025-03-04 16:20"),
    ("2025-03-03 16:20:07", "48 hours", "2025-03-05 16:20:07"),
    ("2025-03-03 16:20", "7 working days", "2025-03-12 23:59:59.999999"),
    ("2025-03-03 16:20", "15 days", "2025-03-18 23:59:59.999999"),
    ("2025-03-03 17:30", "2 working hours", "2025-03-04 10:30"),
    ("2025-03-03 17:30", "30 working minutes", "2025-03-03 18:00"),  # closing time itself, not the next opening
    ("2025-03-07 17:00", "1 working hour", "2025-03-07 18:00"),
    ("2025-03-08 11:00", "1 working hour", "2025-03-10 10:00"),
    ("2025-03-08 11:00", "0 working hours", "2025-03-08 11:00"),
    ("2025-09-30 17:00", "2 working hours", "2025-10-09 10:00"),
    ("2025-10-10 17:00", "2 working hours", "2025-10-11 10:00"),  # on the make-up Saturday
])
def test_moments_after_a_moment(start: str, words: str, due: str) -> None:
    assert CHINA.after(at(start), Length.parse(words)) == at(due)


def test_a_furniture_shop_open_from_eight() -> None:
    """Feedback on Monday 3 March 2025 at 17:30 with two working hours, 08:00 to 18:00: Tuesday 09:30."""
    shop = WorkCalendar(week=(windows("08:00-18:00"),) * 5 + ((), ()))
    assert shop.after(at("2025-03-03 17:30"), Length(2, "working hour")) == at("2025-03-04 09:30")


def test_a_lunch_break_does_not_count() -> None:
    desk = WorkCalendar(week=(windows("09:00-12:00 13:00-18:00"),) * 5 + ((), ()))
    assert desk.after(at("2025-03-03 11:30"), Length(1, "working hour")) == at("2025-03-03 13:30")
    assert desk.after(at("2025-03-03 12:15"), Length(1, "working hour")) == at("2025-03-03 14:00")


def test_service_until_midnight_goes_on_the_next_day() -> None:
    night = WorkCalendar(week=(windows("00:00-02:00 20:00-24:00"),) * 7)
    assert night.after(at("2025-03-03 23:00"), Length(2, "working hour")) == at("2025-03-04 01:00")
    assert night.after(at("2025-03-03 20:00"), Length(4, "working hour")) == at("2025-03-04 00:00")


def test_a_whole_closed_week_is_passed_over() -> None:
    closed = {date(2025, 3, 10) + timedelta(days=each): Day("holiday", "装修", "本店", "own") for each in range(7)}
    shop = WorkCalendar(days=closed)
    assert shop.after(at("2025-03-07 17:00"), Length(2, "working hour")) == at("2025-03-17 10:00")
    assert shop.after(date(2025, 3, 7), Length(1, "working day")) == date(2025, 3, 17)


def test_two_who_count_far_at_once_come_to_the_same() -> None:
    """While the table of a year is made, somebody else counts by the same calendar, too."""
    class Shared(WorkCalendar):
        def _hours_of(self, year: int) -> Any:
            if year == 2027 and year not in self._hours:
                super()._hours_of(year)
                self.after(start, far)
            return super()._hours_of(year)

    start, far = datetime(2025, 3, 3, 9, tzinfo=UTC), Length.parse("9000 working hours")
    shared = Shared()
    assert [shared.after(start, far) for _ in range(2)] == [WorkCalendar().after(start, far)] * 2


def test_somebody_in_another_zone_gets_the_business_days() -> None:
    """20:00 UTC on 3 March is 4 March in Shanghai; the day of the business is the one not counted."""
    assert CHINA.after(datetime(2025, 3, 3, 20, tzinfo=UTC), Length(1, "day")) == at("2025-03-05 23:59:59.999999")
    assert CHINA.after(datetime(2025, 3, 3, 20, tzinfo=UTC), Length(1, "hour")).tzinfo == SHANGHAI


@pytest.mark.parametrize("start", [date(2025, 3, 3), datetime(2025, 3, 3, 9)])
@pytest.mark.parametrize("words", ["24 h", "2 working hours"])
def test_hours_are_counted_from_moments_with_a_zone_only(start: date, words: str) -> None:
    with pytest.raises(NotCountable):
        CHINA.after(start, Length.parse(words))


def test_a_naive_moment_is_refused_for_days_too() -> None:
    with pytest.raises(NotCountable, match="没有时区"):
        CHINA.after(datetime(2025, 3, 3, 9), Length(7, "day"))


@pytest.mark.parametrize("words", ["99999 years", "999999 weeks", "999999 working days", "999999 months"])
def test_beyond_the_calendar(words: str) -> None:
    with pytest.raises(NotCountable, match="超出"):
        CHINA.after(date(9990, 3, 3), Length.parse(words))


# Conventions

@pytest.mark.parametrize(("switch", "start", "words", "due"), [
    ("roll_forward_on_holiday", "2025-09-24 10:00", "7 days", "2025-10-09"),  # 1 October, a holiday until the 8th
    ("roll_forward_on_holiday", "2025-03-01 10:00", "7 days", "2025-03-08"),  # a plain Saturday is no public holiday
    ("roll_forward_on_rest", "2025-03-01 10:00", "7 days", "2025-03-10"),
    ("roll_forward_on_rest", "2025-10-04 10:00", "7 days", "2025-10-11"),  # a Saturday that is worked
    ("count_start_day", "2025-03-03 10:00", "7 days", "2025-03-09"),
    ("count_start_day", "2025-03-03 10:00", "7 working days", "2025-03-11"),
    ("count_start_day", "2025-03-08 10:00", "1 working day", "2025-03-10"),
    ("count_start_day", "2025-03-03 10:00", "1 year", "2026-03-02"),
    ("count_start_day", "2025-03-03 10:00", "0 days", "2025-03-03"),
    ("after_close_next_day", "2025-03-03 18:00", "1 working day", "2025-03-04"),  # closing time is still in time
    ("after_close_next_day", "2025-03-03 18:01", "1 working day", "2025-03-05"),
    ("after_close_next_day", "2025-03-08 10:00", "1 working day", "2025-03-11"),
    ("after_close_next_day", "2025-03-07 19:00", "2 days", "2025-03-12"),
])
def test_switches(switch: str, start: str, words: str, due: str) -> None:
    last = CHINA.after(at(start), Length.parse(words), Conventions(**{switch: True}))
    assert last == at(f"{due} 23:59:59.999999")


def test_own_closed_days_do_not_roll_as_public_holidays() -> None:
    shop = WorkCalendar(days={date(2025, 3, 10): Day("holiday", "盘点", "本店", "own")})
    week, monday = Length(7, "day"), date(2025, 3, 3)
    assert shop.after(monday, week, Conventions(roll_forward_on_holiday=True)) == date(2025, 3, 10)
    assert shop.after(monday, week, Conventions(roll_forward_on_rest=True)) == date(2025, 3, 11)


def test_close_of_business_is_the_end_of_the_last_day() -> None:
    closing = Conventions(close_of_business=True)
    assert CHINA.after(at("2025-03-07 15:00"), Length(2, "working day"), closing) == at("2025-03-11 18:00")
    assert CHINA.after(at("2025-03-01 15:00"), Length(7, "day"), closing) == at("2025-03-08 23:59:59.999999")
    assert WorkCalendar(week=ALWAYS_OPEN).after(at("2025-03-01 15:00"), Length(7, "day"), closing) == at(
        "2025-03-08 23:59:59.999999")


def test_no_deadline_lies_before_its_start() -> None:
    both = Conventions(close_of_business=True, count_start_day=True)
    assert CHINA.after(at("2025-03-03 20:00"), Length(1, "day"), both) == at("2025-03-03 20:00")


def test_switches_do_not_touch_lengths_by_the_clock() -> None:
    assert CHINA.after(at("2025-09-30 20:00"), Length(24, "hour"), Conventions(*(True,) * 5)) == at("2025-10-01 20:00")


# Changed clocks

@pytest.mark.parametrize(("zone", "start", "words", "due"), [
    ("America/New_York", "2025-03-08 12:00", "24 h", "2025-03-09 13:00"),  # a night one hour short
    ("America/New_York", "2025-11-01 12:00", "24 h", "2025-11-02 11:00"),  # a night one hour long
    ("America/New_York", "2025-03-08 12:00", "1 day", "2025-03-09 23:59:59.999999"),
    ("America/New_York", "2025-03-08 22:00", "4 working hours", "2025-03-09 03:00"),
    ("America/New_York", "2025-11-01 22:00", "5 working hours", "2025-11-02 02:00"),
    ("Asia/Beirut", "2025-03-29 12:00", "1 day", "2025-03-30 23:59:59.999999"),  # midnight itself is skipped
])
def test_hours_are_hours_and_days_are_days_on_changed_clocks(zone: str, start: str, words: str, due: str) -> None:
    night = WorkCalendar(zone=ZoneInfo(zone), week=(windows("00:00-03:00 22:00-24:00"),) * 7)
    assert night.after(at(start, zone), Length.parse(words)).astimezone(UTC) == at(due, zone).astimezone(UTC)


def test_a_skipped_opening_is_the_moment_of_the_skip() -> None:
    zone = ZoneInfo("America/New_York")
    assert utc_of(zone, date(2025, 3, 9), time(2, 30)) == datetime(2025, 3, 9, 7, tzinfo=UTC)
    assert utc_of(zone, date(2025, 11, 2), time(1, 30)) == datetime(2025, 11, 2, 5, 30, tzinfo=UTC)  # the first of two
    skipped = WorkCalendar(zone=zone, week=(windows("02:10-02:50"),) * 7)
    assert skipped.opening_hours(date(2025, 3, 9)) == ()


def test_days_that_were_never_there_and_days_that_begin_twice() -> None:
    samoa, azores, newfoundland = map(ZoneInfo, ("Pacific/Apia", "Atlantic/Azores", "America/St_Johns"))
    assert day_begins(samoa, date(2011, 12, 30)) == day_begins(samoa, date(2011, 12, 31))
    assert day_of(azores, datetime(2025, 10, 26, 0, 30, tzinfo=UTC)) == date(2025, 10, 26)
    assert day_begins(azores, date(2025, 10, 26)) == datetime(2025, 10, 26, 0, tzinfo=UTC)
    again = datetime(2010, 11, 7, 2, 45, tzinfo=UTC)  # the clock went from 00:01 back to 23:01
    assert again.astimezone(newfoundland).date() == date(2010, 11, 6)
    assert day_of(newfoundland, again) == date(2010, 11, 7)


@given(st.sampled_from(["Asia/Shanghai", "America/New_York", "America/Havana", "Australia/Lord_Howe", "Pacific/Apia"]),
       st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1)))
def test_every_moment_lies_in_its_day(zone: str, moment: datetime) -> None:
    place, then = ZoneInfo(zone), moment.replace(tzinfo=UTC)
    day = day_of(place, then)
    assert day_begins(place, day) <= then <= day_ends(place, day)


# Properties

MOMENTS = st.datetimes(datetime(2019, 1, 1), datetime(2027, 12, 1)).map(lambda moment: moment.replace(tzinfo=UTC))
DESK = WorkCalendar(week=(windows("08:30-12:00 13:30-17:30"),) * 5 + (windows("10:00-24:00"), ()),
                    days=seed(range(2019, 2029)))


@given(MOMENTS, st.integers(1, 3_000_000_000))
def test_adding_service_and_measuring_it_agree(start: datetime, microseconds: int) -> None:
    amount = timedelta(microseconds=microseconds * 1000)
    due = DESK.worked_after(start, amount)
    assert DESK.worked(start, due) == amount
    assert DESK.worked(start, due - timedelta(microseconds=1)) == amount - timedelta(microseconds=1)


@given(MOMENTS, MOMENTS, st.integers(0, 300), st.sampled_from(["hour", "working hour", "day", "working day", "month"]))
def test_later_starts_and_longer_lengths_end_no_earlier(one: datetime, other: datetime, number: int, unit: str) -> None:
    early, late = sorted((one, other))
    assert DESK.after(early, Length(number, unit)) <= DESK.after(late, Length(number, unit))
    assert DESK.after(early, Length(number, unit)) <= DESK.after(early, Length(number + 1, unit))


@given(st.dates(date(2019, 1, 1), date(2027, 1, 1)), st.integers(0, 800))
def test_working_days_added_are_working_days_counted(start: date, number: int) -> None:
    last = CHINA.working_day_after(start, number)
    assert CHINA.working_days(start, last) == number
    assert number == 0 or CHINA.works(last)
