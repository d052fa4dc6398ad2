"""Lengths as people and policy files write them, and the matching day of months and years."""

from datetime import date, timedelta

import pytest

from core.domain.counting import CIVIL_CODE, Conventions, Length, NotCountable, matching_day


@pytest.mark.parametrize(("words", "number", "unit"), [
    ("7 working days", 7, "working day"), ("1 working day", 1, "working day"), ("48 h", 48, "hour"),
    ("48h", 48, "hour"), ("24 hours", 24, "hour"), ("20 min", 20, "minute"),
    ("2 working hours", 2, "working hour"), ("2 weeks", 2, "week"),
    ("30 working minutes", 30, "working minute"),
    ("1 year", 1, "year"), ("6 months", 6, "month"), ("0 days", 0, "day"),
    ("7个工作日", 7, "working day"), ("7 个 工作日", 7, "working day"), ("48小时", 48, "hour"), ("15天", 15, "day"),
    ("15日", 15, "day"), ("３０分钟", 30, "minute"), ("2个工作小时", 2, "working hour"), ("1年", 1, "year"),
    ("3个月", 3, "month"), ("两周", 2, "week"), ("两个星期", 2, "week"), ("七日", 7, "day"), ("十五天", 15, "day"),
    ("二十个工作日", 20, "working day"), ("三十六小时", 36, "hour"), ("半年", 6, "month"), ("半小时", 30, "minute"),
    ("24个小时", 24, "hour"), ("7 自然日", 7, "day"),
])
def test_lengths_as_people_write_them(words: str, number: int, unit: str) -> None:
    assert Length.parse(words) == Length(number, unit)


@pytest.mark.parametrize("words", ["", "7", "days", "7 moons", "-1 days", "1.5 h", "3月", "十十天", "百天",
                                   "7 days 2 h", None, 7])
def test_words_that_are_no_length(words: object) -> None:
    with pytest.raises(NotCountable, match="不是时限") as refused:
        Length.parse(words)
    assert refused.value.code == "not-countable"
    assert refused.value.reason.values == {"words": str(words)}


@pytest.mark.parametrize(("number", "unit"), [(1, "moon"), (-1, "day")])
def test_a_length_made_by_hand_is_checked(number: int, unit: str) -> None:
    with pytest.raises(NotCountable, match="不是时间单位"):
        Length(number, unit)


@pytest.mark.parametrize("unit", ["minute", "hour", "working minute", "working hour", "day", "working day", "week",
                                  "month", "year"])
@pytest.mark.parametrize("number", [1, 7])
def test_what_is_written_can_be_read_and_shown(unit: str, number: int) -> None:
    length = Length(number, unit)
    assert Length.parse(str(length)) == length
    assert Length.parse(length.label().text()) == length


def test_one_has_its_own_words_for_languages_with_a_plural() -> None:
    assert Length(1, "working day").label().template == "1 个工作日"
    assert Length(7, "working day").label().data() == {"template": "{n} 个工作日", "values": {"n": 7}}


def test_by_the_clock_or_in_whole_days() -> None:
    assert Length(2, "working hour").time == timedelta(hours=2)
    assert [each for each in ("minute", "working hour", "day", "working day") if Length(1, each).by_clock] == [
        "minute", "working hour"]
    with pytest.raises(NotCountable, match="7 天"):
        _ = Length(7, "day").time


def test_conventions_are_the_civil_codes_unless_switched() -> None:
    assert Conventions(False, False, False, False, False) == CIVIL_CODE
    assert CIVIL_CODE.but(close_of_business=True) == Conventions(close_of_business=True)


@pytest.mark.parametrize(("start", "months", "last"), [
    ("2025-03-03", 1, "2025-04-03"), ("2025-01-31", 1, "2025-02-28"), ("2024-01-31", 1, "2024-02-29"),
    ("2025-12-31", 2, "2026-02-28"), ("2024-02-29", 12, "2025-02-28"), ("2025-02-28", 1, "2025-03-28"),
    ("2025-11-30", 3, "2026-02-28"), ("2025-05-31", 0, "2025-05-31"),
])
def test_months_end_on_the_matching_day_or_the_months_last(start: str, months: int, last: str) -> None:
    """A month is no 30 days."""
    assert matching_day(date.fromisoformat(start), months) == date.fromisoformat(last)


@pytest.mark.parametrize(("start", "months", "last"), [
    ("2025-03-01", 1, "2025-03-31"), ("2025-03-03", 12, "2026-03-02"), ("2025-01-31", 1, "2025-02-28"),
    ("2025-01-29", 1, "2025-02-28"), ("2025-01-28", 1, "2025-02-27"), ("2025-03-03", 0, "2025-03-03"),
])
def test_a_month_that_includes_its_first_day_ends_the_day_before(start: str, months: int, last: str) -> None:
    assert matching_day(date.fromisoformat(start), months, counts_start=True) == date.fromisoformat(last)
