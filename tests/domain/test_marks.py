"""When somebody is told of a promise, and who."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.calendars import ALWAYS_OPEN, WorkCalendar
from core.domain.check import check
from core.domain.counting import NotCountable
from core.domain.errors import PolicyError
from core.domain.marks import Mark
from core.domain.points import Point
from tests.domain.pianos import CHINA, REGISTRY, Told, at, policy

WARN = timedelta(hours=4)


def marks(told: Told, day: str = "03-03 11:00", target: str = "tuned") -> dict[str, Mark]:
    return {each.name: each for each in told.clock(target, day, warn_before=WARN).marks}


def tuning(point: str, tune: str = "48 h", start: str = "03-03 10:00", **terms: object) -> Told:
    told = Told(policy("tuned", "bosses_told", tune=tune, escalate_at=point, **terms), start)
    return told.step("agree", start, visit_at="2025-03-05 09:00")


# How points are written

@pytest.mark.parametrize(("said", "kept"), [
    ("80 %", "80 %"), ("80%", "80 %"), ("12.5 %", "12.5 %"), ("100 %", "100 %"), ("2 h before", "2 hours before"),
    ("1 working day before", "1 working day before"), ("at due", "at due"), ("30 min after", "30 minutes after"),
    ("1 working day after, in service hours", "1 working day after, in service hours"), ("到期", "at due"),
    ("80 %, in service hours", "80 %, in service hours"), ("到期前 2 小时", "2 hours before"),
    ("2小时前", "2 hours before"), ("到期后1个工作日,限服务时间", "1 working day after, in service hours"),
    ("逾期后30分钟,服务时间内", "30 minutes after, in service hours"),
    ("at due in service hours", "at due, in service hours")])
def test_points_as_people_write_them(said: str, kept: str) -> None:
    found = Point.parse(said)
    assert str(found) == kept and Point.parse(kept) == found


@pytest.mark.parametrize("said", ["", "soon", "0 %", "101 %", "before", "2 h", "two before", "80", "-5 %"])
def test_what_is_no_point(said: str) -> None:
    with pytest.raises(NotCountable):
        Point.parse(said)


def test_points_are_shown_in_words() -> None:
    points = ("80 %", "2 h before", "1 working day after, in service hours")
    assert [str(Point.parse(said).label()) for said in points] == [
        "时限用去 80%", "到期前2 小时", "到期后1 个工作日,限服务时间"]


# When they are

@pytest.mark.parametrize(("point", "tune", "told_at"), [
    ("50 %", "48 h", "03-04 10:00"), ("80 %", "10 h", "03-03 18:00"), ("100 %", "48 h", "03-05 10:00"),
    ("50 %", "10 working hours", "03-03 16:30"), ("50 %", "4 days", "03-05 23:59:59.999999"),
    ("50 %", "3 days", "03-05 12:00"), ("50 %", "2 weeks", "03-10 23:59:59.999999"),
    ("25 %", "6 working days", "03-05 12:00"), ("80 %", "5 working days", "03-07 23:59:59.999999"),
    ("2 h before", "48 h", "03-05 08:00"), ("2 working hours before", "48 h", "03-04 17:00"),
    ("1 working day before", "7 days", "03-07 23:59:59.999999"),
    ("1 working day before", "5 days", "03-07 23:59:59.999999"),
    ("1 day before", "48 h", "03-04 10:00"), ("at due", "48 h", "03-05 10:00"), ("30 min after", "48 h", "03-05 10:30"),
    ("1 working day after", "4 days", "03-10 23:59:59.999999"), ("1 working hour after", "48 h", "03-05 11:00"),
    ("1 week after", "48 h", "03-12 10:00")])
def test_shares_and_fixed_times_before_and_after(point: str, tune: str, told_at: str) -> None:
    """From Monday, the 3rd of March, at 10:00."""
    assert marks(tuning(point, tune))["bosses_told"].at == at(told_at)


def test_a_share_is_of_the_time_that_counts() -> None:
    """Half of 10 hours, with a pause of a day in the first half: neither the pause nor the night is counted."""
    told = tuning("50 %", "10 h").step("order", "03-03 12:00").step("unpack", "03-04 12:00")
    assert marks(told, "03-04 13:00")["bosses_told"].at == at("03-04 15:00")
    whole = tuning("50 %", "6 days").step("order", "03-04 00:00").step("unpack", "03-06 00:00")
    assert whole.due("tuned", "03-06 10:00") == at("03-11 23:59:59.999999")
    assert marks(whole, "03-06 10:00")["bosses_told"].at == at("03-08 23:59:59.999999")


def test_a_share_of_a_month_leaves_whole_paused_days_out() -> None:
    told = tuning("50 %", "1 month").step("order", "03-04 00:00").step("unpack", "03-08 00:00")
    found = marks(told, "03-09 10:00")
    assert found["bosses_told"].at == at("03-23 12:00"), "of 31 days, 4 of them paused"
    assert told.due("tuned", "03-09 10:00") == at("04-07 23:59:59.999999")


def test_a_share_of_the_way_to_a_given_day() -> None:
    told = Told(policy("by_visit"), "03-03 10:00").step("agree", "03-03 10:00", visit_at="2025-03-05 10:00")
    assert Point.parse("75 %").of(told.clock("by_visit", "03-03 11:00").deadline) == at("03-04 22:00")  # type: ignore[arg-type]


# Only in service hours: 09:00-12:00 and 13:30-18:00, Monday to Friday

@pytest.mark.parametrize(("point", "tune", "told_at"), [
    ("50 %, in service hours", "24 h", "03-04 09:00"), ("80 %, in service hours", "3 h", "03-03 12:00"),
    ("2 h before, in service hours", "48 h", "03-05 09:00"), ("at due, in service hours", "12 h", "03-04 09:00"),
    ("1 min after, in service hours", "2 h", "03-03 13:30"), ("1 day after, in service hours", "4 days", "03-10 09:00"),
    ("1 working day before, in service hours", "4 days", "03-07 09:00"),
    ("50 %, in service hours", "1 h", "03-03 10:30")])
def test_outside_service_a_mark_waits_for_the_next_opening_but_never_past_the_deadline(
        point: str, tune: str, told_at: str) -> None:
    assert marks(tuning(point, tune))["bosses_told"].at == at(told_at)


def test_before_the_first_window_of_the_day() -> None:
    """Told at 03:00 with a promise of two hours: half of it is over at 04:00, and nobody is there until 09:00. The last
    closing before lies before the promise, so it is told at once; the escalation waits for the opening."""
    early = tuning("50 %, in service hours", "2 h", "03-04 03:00")
    assert marks(early, "03-04 03:00")["bosses_told"].at == at("03-04 03:00")
    late = tuning("at due, in service hours", "2 h", "03-04 03:00")
    assert marks(late, "03-04 03:00")["bosses_told"].at == at("03-04 09:00")


def test_holidays_and_make_up_days_are_closed_and_open_for_marks_too() -> None:
    """The 5th of October 2025 is a holiday; the 28th of September a Sunday that is worked."""
    told = tuning("at due, in service hours", "48 h", "10-03 10:00")
    assert marks(told, "10-03 11:00")["bosses_told"].at == at("10-09 09:00")
    worked = tuning("at due, in service hours", "48 h", "09-26 10:00")
    assert marks(worked, "09-26 11:00")["bosses_told"].at == at("09-28 10:00")


# Who is told, and of what

def test_to_a_role_its_manager_or_a_person() -> None:
    told = Told(policy("answered", "warned", "escalated", answer="48 h", warn_at="80 %", escalate_at="1 h after",
                       owner="chen"))
    found = told.clock("answered", "03-03 11:00", warn_before=WARN).marks
    assert [(each.name, each.level, each.to) for each in found] == [
        ("warned", "warning", ("assignee",)), ("desk.missed", "missed", ("assignee",)),
        ("escalated", "escalation", ("manager:assignee", "duty:manager", "user:chen"))]
    assert marks(tuning("at due"))["bosses_told"].to == ("manager:duty:service",)


def test_a_person_nobody_has_named_is_left_out_and_an_unset_notice_tells_nobody() -> None:
    told = Told(policy("answered", "warned", "escalated", answer="48 h", warn_at="unset", escalate_at="1 h after",
                       owner="?"))
    assert {each.name: each.to for each in told.clock("answered", "03-03 11:00").marks} == {
        "desk.missed": ("assignee",), "escalated": ("manager:assignee", "duty:manager")}


def test_without_notices_the_desk_warns_but_not_before_half_of_the_time() -> None:
    told = Told(policy("answered", answer="48 h"))
    assert {each.name: each.at for each in told.clock("answered", "03-03 11:00", warn_before=WARN).marks} == {
        "desk.warning": at("03-05 06:00"), "desk.missed": at("03-05 10:00:00.000001")}
    short = Told(policy("answered", answer="2 h"))
    assert marks(short, target="answered")["desk.warning"].at == at("03-03 11:00")
    assert [each.name for each in told.clock("answered", "03-03 11:00").marks] == ["desk.missed"]


def test_the_customers_own_deadlines_are_nobodys_alarm() -> None:
    told = Told(policy("since_ring", answer="30 min"), answers={"rang_at": "2025-03-03 09:40"})
    assert told.clock("since_ring", "03-03 10:00", warn_before=WARN).marks == ()


def test_what_can_still_be_cured_is_missed_when_the_cure_is_over() -> None:
    told = Told(policy("picked_up", answer="1 min", cure="20 min"))
    assert marks(told, target="picked_up")["desk.missed"].at == at("03-03 10:21:00.000001")


def test_marks_of_what_has_ended_are_those_that_came_before() -> None:
    told = Told(policy("answered", answer="48 h")).reached("03-05 07:00")
    assert [each.name for each in told.clock("answered", "03-20 11:00", warn_before=WARN).marks] == ["desk.warning"]
    late = Told(policy("answered", answer="48 h")).reached("03-06 07:00")
    assert len(late.clock("answered", "03-20 11:00", warn_before=WARN).marks) == 2


def test_a_notice_without_its_promise_is_found_by_the_check() -> None:
    with pytest.raises(PolicyError, match="tells of promises that are not made here"):
        check(REGISTRY, policy("either_done", "warned", answer="2 h", warn_at="80 %", quote_valid="unset"))
    with pytest.raises(PolicyError, match=r"notice warned reads warn\.at, which no clause sets"):
        check(REGISTRY, policy("answered", "warned", answer="2 h", quote_valid="unset"))
    check(REGISTRY, policy("answered", "warned", answer="2 h", warn_at="80 %", quote_valid="unset"))


# Counted again from the row alone

@pytest.mark.parametrize(("uses", "terms", "plain"), [
    (("tuned",), {"tune": "7 working days"}, True), (("tuned",), {"tune": "48 h"}, True),
    (("tuned", "bosses_told"), {"tune": "48 h", "escalate_at": "80 %"}, True),
    (("tuned", "bosses_told"), {"tune": "7 days", "escalate_at": "2 h before"}, True),
    (("tuned", "bosses_told"), {"tune": "7 working days", "escalate_at": "80 %"}, False),
    (("tuned", "bosses_told"), {"tune": "7 days", "escalate_at": "1 working day before"}, False),
    (("tuned", "bosses_told"), {"tune": "48 h", "escalate_at": "at due, in service hours"}, False)])
def test_plain_is_what_follows_from_start_length_and_calendar(uses: tuple[str, ...], terms: dict[str, object],
                                                               plain: bool) -> None:
    told = Told(policy(*uses, **terms)).step("agree", "03-03 10:00", visit_at="2025-03-05 09:00")
    found = told.clock("tuned", "03-03 11:00", warn_before=WARN)
    assert (found.plain, found.calendar, found.calendar_version) == (plain, "default", 1)
    rolled = Told(replace(policy(*uses, **terms), counting={"roll_forward_on_rest": True}))
    rolled.step("agree", "03-03 10:00", visit_at="2025-03-05 09:00")
    assert rolled.clock("tuned", "03-03 11:00").plain is (plain and terms["tune"] == "48 h")


# Properties

SHARES = st.decimals(min_value="0.5", max_value=100, places=1)


@given(st.sampled_from(["48 h", "10 working hours", "5 days", "6 working days", "1 month"]), SHARES, SHARES,
       st.lists(st.integers(0, 6 * 24 * 4), min_size=2, max_size=6, unique=True))
def test_marks_are_in_order_and_within_the_promise(tune: str, one: object, other: object, quarters: list[int]) -> None:
    told = Told(policy("tuned", tune=tune)).step("agree", "03-03 10:00", visit_at="2025-03-05 09:00")
    start, turns = at("03-03 10:00"), sorted(quarters)[:len(quarters) // 2 * 2]
    for begins, ends in zip(turns[::2], turns[1::2], strict=True):
        told.tell("waiting", str(start + timedelta(minutes=15 * begins))[:19], party="customer")
        told.tell("resumed", str(start + timedelta(minutes=15 * ends))[:19])
    found = told.clock("tuned", "03-09 10:00").deadline
    assert found and found.due_at
    first, last = (Point.parse(f"{each} %").of(found) for each in sorted((one, other)))  # type: ignore[type-var]
    assert first and last and found.start <= first <= last <= found.due_at
    assert Point.parse("100 %").of(found) == found.due_at


@given(SHARES, st.booleans())
def test_where_service_never_ends_its_hours_change_nothing(share: object, ahead: bool) -> None:
    told = Told(policy("tuned", tune="48 h"), calendar=WorkCalendar(week=ALWAYS_OPEN))
    found = told.step("agree", "03-03 10:00", visit_at="2025-03-05 09:00").clock("tuned", "03-03 11:00").deadline
    said = f"{share} %" if ahead else "90 min after"
    assert found and Point.parse(said).of(found) == Point.parse(f"{said}, in service hours").of(found)


def test_the_calendar_knows_when_it_is_open() -> None:
    for moment, opening, closing in (("03-03 08:00", "03-03 09:00", "02-28 18:00"),
                                     ("03-03 12:00", "03-03 12:00", "03-03 12:00"),
                                     ("03-03 12:30", "03-03 13:30", "03-03 12:00"),
                                     ("03-08 10:00", "03-10 09:00", "03-07 18:00"),
                                     ("2024-12-31 19:00", "2025-01-02 09:00", "2024-12-31 18:00"),
                                     ("2025-01-01 10:00", "2025-01-02 09:00", "2024-12-31 18:00")):
        assert (CHINA.opening_from(at(moment)), CHINA.closing_until(at(moment))) == (at(opening), at(closing))
