"""Why this time: the segments of a deadline, in the words people read."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.calendar_seed import china
from core.domain.calendars import ALWAYS_OPEN, Day, WorkCalendar
from core.domain.counting import Conventions, Length
from core.domain.deadlines import deadline
from core.domain.pauses import Pause
from core.domain.reasons import Label, Reason
from core.domain.segments import Segment

CHINA = china([2025])
CUSTOMER = Reason("等待客户")


def at(said: str) -> datetime:
    return datetime.fromisoformat(f"2025-{said}").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def line(each: Segment) -> str:
    amount = int(each.amount / timedelta(minutes=1)) if isinstance(each.amount, timedelta) else each.amount
    return (f"{each.start:%m-%d %H:%M} {each.end:%m-%d %H:%M} {each.kind} {'+' if each.counted else '-'}{amount} "
            f"{each.name}{' …' if each.ahead else ''}")


def test_working_days_over_the_october_holiday() -> None:
    found = deadline(at("09-25 17:00"), Length(7, "working day"), CHINA)
    assert list(map(line, found.why(at("09-29 15:00")))) == [
        "09-25 17:00 09-26 00:00 elapsed -1 起算当日不计入",
        "09-26 00:00 09-27 00:00 working +1 工作日",
        "09-27 00:00 09-28 00:00 rest -1 休息日",
        "09-28 00:00 09-29 00:00 make_up +1 国庆节、中秋节调休上班",
        "09-29 00:00 10-01 00:00 working +2 工作日 …",
        "10-01 00:00 10-09 00:00 holiday -8 国庆节、中秋节放假 …",
        "10-09 00:00 10-11 00:00 working +2 工作日 …",
        "10-11 00:00 10-11 23:59 make_up +1 国庆节、中秋节调休上班 …",
    ]


def test_hours_split_at_now_and_wait_for_the_customer() -> None:
    found = deadline(at("03-03 10:00"), Length(24, "hour"), CHINA,
                     [Pause(at("03-03 12:00"), at("03-03 15:00"), "customer", CUSTOMER)])
    assert list(map(line, found.why(at("03-03 18:00")))) == [
        "03-03 10:00 03-03 12:00 elapsed +120 已计入的时间",
        "03-03 12:00 03-03 15:00 paused -180 等待客户",
        "03-03 15:00 03-03 18:00 elapsed +180 已计入的时间",
        "03-03 18:00 03-04 13:00 remaining +1140 剩余的时间 …",
    ]


def test_working_hours_over_a_weekend() -> None:
    found = deadline(at("03-07 17:00"), Length(3, "working hour"), CHINA)
    assert list(map(line, found.segments)) == [
        "03-07 17:00 03-07 18:00 working +60 服务时间 …",
        "03-07 18:00 03-08 00:00 night -360 非服务时间 …",
        "03-08 00:00 03-10 00:00 rest -2880 休息日 …",
        "03-10 00:00 03-10 09:00 night -540 非服务时间 …",
        "03-10 09:00 03-10 11:00 working +120 服务时间 …",
    ]


def test_a_paused_day_and_a_last_day_that_rolls_on() -> None:
    found = deadline(at("03-03 10:00"), Length(4, "day"), CHINA,
                     [Pause(at("03-03 20:00"), at("03-05 09:00"), "customer", CUSTOMER)],
                     Conventions(roll_forward_on_rest=True))
    assert list(map(line, found.why(at("03-20 10:00"), until=at("03-11 00:00")))) == [
        "03-03 10:00 03-04 00:00 elapsed -1 起算当日不计入",
        "03-04 00:00 03-05 00:00 paused -1 等待客户",
        "03-05 00:00 03-09 00:00 elapsed +4 已计入的时间",
        "03-09 00:00 03-10 00:00 rest -1 休息日",
        "03-10 00:00 03-10 23:59 working -1 末日顺延至此日",
        "03-10 23:59 03-11 00:00 late -1 已逾期",
    ]


def test_what_came_after_closing_counts_from_the_next_working_day() -> None:
    found = deadline(at("03-07 19:00"), Length(1, "working day"), CHINA, (), Conventions(after_close_next_day=True))
    assert list(map(line, found.why(at("03-12 10:00")))) == [
        "03-07 19:00 03-10 00:00 night -3 非服务时间收到,顺延起算",
        "03-10 00:00 03-11 00:00 elapsed -1 起算当日不计入",
        "03-11 00:00 03-11 23:59 working +1 工作日",
    ]


def test_met_early_and_missed() -> None:
    found = deadline(at("03-03 10:00"), Length(24, "hour"), CHINA)
    assert list(map(line, found.why(at("03-05 10:00"), until=at("03-03 11:00")))) == [
        "03-03 10:00 03-03 11:00 elapsed +60 已计入的时间"]
    assert list(map(line, found.why(at("03-05 10:00"), until=at("03-05 10:00")))) == [
        "03-03 10:00 03-04 10:00 elapsed +1440 已计入的时间", "03-04 10:00 03-05 10:00 late -1440 已逾期"]


def test_a_held_clock_is_explained_until_now() -> None:
    found = deadline(at("03-03 10:00"), Length(24, "hour"), CHINA,
                     [Pause(at("03-03 12:00"), None, "customer", CUSTOMER)])
    assert list(map(line, found.why(at("03-04 10:00")))) == [
        "03-03 10:00 03-03 12:00 elapsed +120 已计入的时间", "03-03 12:00 03-04 10:00 paused -1320 等待客户"]
    assert list(map(line, found.segments)) == ["03-03 10:00 03-03 12:00 elapsed +120 已计入的时间"]


def test_the_first_of_two_pauses_names_the_time() -> None:
    pauses = [Pause(at("03-03 13:00"), at("03-03 16:00"), "factory", Reason("等待工厂")),
              Pause(at("03-03 12:00"), at("03-03 14:00"), "customer", CUSTOMER)]
    found = deadline(at("03-03 10:00"), Length(2, "hour"), CHINA, pauses)
    assert list(map(line, found.segments)) == ["03-03 10:00 03-03 12:00 remaining +120 剩余的时间 …"]
    found = deadline(at("03-03 10:00"), Length(3, "hour"), CHINA, pauses)
    assert [line(each) for each in found.why(at("03-09 10:00")) if each.kind == "paused"] == [
        "03-03 12:00 03-03 14:00 paused -120 等待客户", "03-03 14:00 03-03 16:00 paused -120 等待工厂"]


def test_own_closed_days_are_named_as_such() -> None:
    shop = WorkCalendar(days={date(2025, 3, 4): Day("holiday", "盘点", "本店", "own")})
    found = deadline(at("03-03 17:00"), Length(2, "working hour"), shop)
    assert "03-04 00:00 03-05 00:00 holiday -1440 盘点停业 …" in map(line, found.segments)


def test_a_shop_open_on_its_rest_day_serves_then() -> None:
    found = deadline(at("03-08 23:00"), Length(2, "working hour"), WorkCalendar(week=ALWAYS_OPEN))
    assert list(map(line, found.segments)) == ["03-08 23:00 03-09 01:00 working +120 服务时间 …"]


def test_names_are_translated_festival_by_festival() -> None:
    found = deadline(at("09-30 10:00"), Length(1, "working day"), CHINA)
    holiday = next(each for each in found.segments if each.kind == "holiday")
    assert holiday.name == Reason("{name}放假", {"name": (Label("国庆节"), Label("中秋节"))})
    english = {"{name}放假": "{name} holiday", "国庆节": "National Day", "中秋节": "Mid-Autumn", "、": ", "}
    assert holiday.name.text(lambda words: english.get(words, words)) == "National Day, Mid-Autumn holiday"
