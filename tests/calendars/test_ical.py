"""Calendars brought in from iCalendar files."""

from datetime import date

import pytest

from core.calendars.ical import LARGEST, read
from core.domain.errors import InvalidInput


def a_file(*events: str, begin: str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//shop//EN\r\n") -> bytes:
    said = "".join(f"BEGIN:VEVENT\r\nUID:{n}\r\n{each}\r\nEND:VEVENT\r\n" for n, each in enumerate(events))
    return f"{begin}{said}END:VCALENDAR\r\n".encode()


def days(*events: str, years: tuple[int, ...] = (2025,)) -> dict[str, tuple[str, str]]:
    found = read(a_file(*events), years).days
    return {day.isoformat(): (said.kind, said.name) for day, said in sorted(found.items())}


def wrong(data: bytes) -> str:
    with pytest.raises(InvalidInput) as caught:
        read(data, [2025])
    (reasons,) = caught.value.errors.values()
    assert list(caught.value.errors) == ["file"]
    return str(reasons[0])


def test_all_day_events_are_days_off_and_their_end_is_not_included() -> None:
    assert days("DTSTART;VALUE=DATE:20250501\r\nDTEND;VALUE=DATE:20250503\r\nSUMMARY:劳动节",
                "DTSTART;VALUE=DATE:20250606\r\nSUMMARY:店庆",
                "DTSTART;VALUE=DATE:20251001\r\nDURATION:P1D\r\nSUMMARY:国庆节\r\n 、中秋节") == {
        "2025-05-01": ("holiday", "劳动节"), "2025-05-02": ("holiday", "劳动节"), "2025-06-06": ("holiday", "店庆"),
        "2025-10-01": ("holiday", "国庆节、中秋节")}


@pytest.mark.parametrize(("words", "kind", "name"), [
    ("SUMMARY:国庆节 班\r\nX-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY", "make_up", "国庆节"),
    ("SUMMARY:国庆节 休\r\nX-APPLE-SPECIAL-DAY:WORK-HOLIDAY", "holiday", "国庆节"),
    ("SUMMARY:国庆节\r\nX-KIND:make-up", "make_up", "国庆节"),
    ("SUMMARY:国庆节\r\nCATEGORIES:调休", "make_up", "国庆节"),
    ("SUMMARY:国庆节放假\r\nCATEGORIES:调休", "holiday", "国庆节放假"),
    ("SUMMARY:国庆节\r\nCATEGORIES:shop,Make-up day", "make_up", "国庆节"),
    ("SUMMARY:国庆节(班)", "make_up", "国庆节"), ("SUMMARY:国庆节调休上班", "make_up", "国庆节调休上班"),
    ("SUMMARY:Make-up day", "make_up", "Make-up day"), ("SUMMARY:班长节", "holiday", "班长节"),
    ("SUMMARY:National Day", "holiday", "National Day"), ("STATUS:CONFIRMED", "holiday", "")])
def test_what_is_worked_in_exchange(words: str, kind: str, name: str) -> None:
    assert days(f"DTSTART;VALUE=DATE:20250928\r\n{words}") == {"2025-09-28": (kind, name)}


def test_recurring_days_are_expanded_for_the_years_asked() -> None:
    weekly = "DTSTART;VALUE=DATE:20240101\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=2SU\r\nSUMMARY:母亲节"
    assert list(days(weekly, years=(2025, 2026))) == ["2025-05-11", "2026-05-10"]
    counted = ("DTSTART;VALUE=DATE:20241230\r\nRRULE:FREQ=DAILY;COUNT=4\r\nEXDATE;VALUE=DATE:20250101\r\n"
               "RDATE;VALUE=DATE:20250301\r\nSUMMARY:盘点")
    assert list(days(counted)) == ["2025-01-02", "2025-03-01"]
    until = "DTSTART;VALUE=DATE:20250106\r\nRRULE:FREQ=WEEKLY;UNTIL=20250120\r\nDTEND;VALUE=DATE:20250108\r\nSUMMARY:x"
    assert list(days(until)) == [f"2025-01-{day:02}" for day in (6, 7, 13, 14, 20, 21)]


def test_one_time_of_a_series_may_be_moved_or_cancelled() -> None:
    series = "DTSTART;VALUE=DATE:20250106\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY:盘点"
    moved = "UID:0\r\nRECURRENCE-ID;VALUE=DATE:20250113\r\nDTSTART;VALUE=DATE:20250114\r\nSUMMARY:盘点"
    data = a_file(series, moved).replace(b"UID:1\r\n", b"")
    assert sorted(read(data, [2025]).days) == [date(2025, 1, 6), date(2025, 1, 14), date(2025, 1, 20)]
    cancelled = "UID:0\r\nRECURRENCE-ID;VALUE=DATE:20250113\r\nDTSTART;VALUE=DATE:20250113\r\nSTATUS:CANCELLED"
    data = a_file(series, cancelled).replace(b"UID:1\r\n", b"")
    assert sorted(read(data, [2025]).days) == [date(2025, 1, 6), date(2025, 1, 20)]


def test_what_is_at_a_time_of_day_or_in_other_years_is_passed_over_and_counted() -> None:
    found = read(a_file("DTSTART:20250501T090000Z\r\nSUMMARY:meeting", "DTSTART;VALUE=DATE:20200501\r\nSUMMARY:old",
                        "DTSTART;VALUE=DATE:20250502\r\nSUMMARY:off"), [2025])
    assert (list(found.days), found.timed, found.elsewhere) == ([date(2025, 5, 2)], 1, 1)


@pytest.mark.parametrize(("data", "line", "why"), [
    (b"hello", 1, "不是 iCalendar 的一行"), (b"", 1, "不完整"), (b"A:B\r\n", 1, "BEGIN:VCALENDAR"),
    (a_file("DTSTART;VALUE=DATE:2025999"), 6, "DTSTART"), (a_file("SUMMARY:x"), 4, "没有开始日期"),
    (a_file("DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=SECONDLY"), 7, "按日、周、月或年"),
    (a_file("DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=SOMETIMES"), 7, "RRULE"),
    (a_file("DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=DAILY;INTERVAL=0"), 7, "INTERVAL"),
    (a_file("DTSTART;VALUE=DATE:20250105\r\nDTEND;VALUE=DATE:20250101"), 7, "结束早于开始"),
    (a_file("DTSTART;VALUE=DATE:20250101\r\nDTEND;VALUE=DATE:20300101"), 4, "三年"),
    (a_file("DTSTART;VALUE=DATE:20250101\r\nbroken line"), 7, "不是 iCalendar 的一行"),
    (a_file("DTSTART;VALUE=DATE:20250101\r\nSUMMARY:a", "DTSTART;VALUE=DATE:20250101\r\nSUMMARY:b 班"), 9,
     "又放假又上班"),
    (a_file("DTSTART;VALUE=DATE:20250101").replace(b"END:VCALENDAR\r\n", b""), 7, "END:VCALENDAR"),
    (a_file("DTSTART;VALUE=DATE:20250101").replace(b"END:VEVENT", b"END:VTODO"), 7, "不成对"),
    (b"BEGIN:VCALENDAR\r\nSUMMARY:\xff\r\n", 2, "UTF-8")])
def test_nonsense_is_refused_naming_the_line(data: bytes, line: int, why: str) -> None:
    said = wrong(data)
    assert said.startswith(f"第 {line} 行") and why in said, said


def test_files_that_would_take_long_are_refused() -> None:
    assert "1 MB" in wrong(b"BEGIN:VCALENDAR\r\n" + b"X-A:1\r\n" * (LARGEST // 7))
    rule = "DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=DAILY"
    assert "最多 100 个" in wrong(a_file(*[rule] * 101))
    never = "DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"
    assert list(days(never)) == ["2025-01-01"], "a rule that never comes true ends with the years asked for"
