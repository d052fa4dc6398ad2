"""What the renovation company looks at: answers in time, what nobody has begun, attitude, trades, who is due for
training."""

from datetime import date
from typing import Any

import pytest

from core.domain.reports import Sheet
from core.reporting.declared import Span
from core.testing.practice import Practice
from tests.plugins.decoration.story import COMPLAINT, CONTRACT_POLICY, HOTLINE_POLICY, LEAK, SERVICE

VALUES = {"service.hotline": "400-800-1234", "satisfied.follow_ups": "3", "upkeep.period": "12 months",
          "training.every": "6 months", "contract.warranty": "unset"}
MAY = Span(date(2025, 5, 1), date(2025, 5, 31))


@pytest.fixture(scope="module")
def desk() -> Practice:
    return Practice("decoration", policies=(HOTLINE_POLICY, CONTRACT_POLICY), values=VALUES,
                    begins="2025-05-12 09:00")


def sheet(desk: Practice, key: str) -> Sheet:
    return desk.desk.declared_reports.make(desk.people["manager"], "decoration", key, MAY).sheet


def told(found: Sheet) -> list[tuple[Any, ...]]:
    return [tuple(str(each) if each is not None and not isinstance(each, int) else each for each in row)
            for row in found.rows]


def complain(desk: Practice, sort: str = "complaint") -> str:
    return desk.open(COMPLAINT, {"about": "墙裂", "channel": "phone", "sort": sort})


def test_dhl_15_nine_of_ten_answers_in_time_are_90_percent(desk: Practice) -> None:
    desk.now = desk.moment("2025-05-12 09:00")
    numbers = [complain(desk, "feedback" if place % 2 else "complaint") for place in range(10)]
    looked = {"cause": "service", "department": "工程部", "finding": "属实"}
    answer = {"reply": "已安排", "channel": "phone"}
    for place, number in enumerate(numbers):
        desk.now = desk.moment("2025-05-16 00:00" if place == 9 else "2025-05-15 23:59")
        desk.take(number, "verify.begin", {"investigator": "李工"})
        desk.take(number, "verify.look_into", looked)
        desk.take(number, "respond.answer", answer)
    found = sheet(desk, "answers_in_time")
    assert len(found.rows) == 10 and [str(row[-1]) for row in found.rows].count("是") == 9
    assert "90%" in str(found.notes[0])


def test_dhl_09_what_nobody_has_begun_comes_first(desk: Practice) -> None:
    desk.now = desk.moment("2025-05-20 09:00")
    begun, waiting = complain(desk), complain(desk)
    desk.take(begun, "verify.begin", {"investigator": "李工"})
    desk.now = desk.moment("2025-05-20 12:00")
    found = told(sheet(desk, "complaints_not_begun"))
    assert (found[0][0], found[0][2], found[0][3]) == (waiting, 3, "还没有开始")
    assert begun in [row[0] for row in found[1:]]


def test_dhl_16_18_attitude_by_person_and_faults_by_trade(desk: Practice) -> None:
    for points in ({"attitude": 5}, {"attitude": 4}, {}):  # who gives none is satisfied all the same
        number = desk.open(SERVICE, {**LEAK, "channel": "walk_in"})
        desk.take(number, "receive.take_on")
        desk.take(number, "find_cause.find", {"cause": "b_construction", "findings": "虚接"})
        desk.take(number, "quote.free")
        desk.take(number, "work.finish", {"parts": "0", "labour": "0", "work_done": "x", "people": "y",
                                          "done_on": "2025-05-20"})
        desk.take(number, "satisfy.ask", {"satisfied": True, **points})
        desk.take(number, "satisfy.close")
    assert told(sheet(desk, "attitude_by_person")) == [("客服", 2, "4.5")]
    assert told(sheet(desk, "faults_by_trade")) == [("水电", 3, 3, "1")]


def test_dhl_19_who_was_not_trained_for_six_months_is_due(desk: Practice) -> None:
    registers, quality = desk.desk.registers, desk.people["quality"]
    desk.now = desk.moment("2025-01-20 09:00")
    registers.write(quality, "decoration", "training_book", {"topic": "沟通", "trained_on": "2025-01-20"},
                    about="technician")

    def due() -> set[str]:
        return {each.name for each in registers.overdue(quality, "decoration", "training_book").people
                if each.late}

    desk.now = desk.moment("2025-07-20 23:00")
    assert "技术员" not in due()
    desk.now = desk.moment("2025-07-21 00:00")
    assert "技术员" in due()
