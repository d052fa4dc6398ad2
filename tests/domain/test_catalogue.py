"""Promises as regulations of the trade make them: a workshop that takes machines in, and crews that go out. Each of
them is declared and kept here as the text gives it in an example."""

from datetime import datetime

import pytest

from core.domain.check import check
from core.domain.people import CREW
from core.domain.policies import parse
from core.domain.registry import Registry
from core.sdk import (
    DISPATCH,
    END,
    OPENED,
    SERVICE,
    TECHNICIAN,
    Form,
    Industry,
    Notice,
    State,
    Target,
    Workflow,
    any_of,
    length,
    manager_of,
    moment,
    number,
    point,
)
from tests.domain.pianos import Told, at, end

batch, booked_within = length("batch", "修理时限"), length("booking", "约定时限")
rings, call_back = length("rings", "接听时限"), length("call_back", "回电时限")
follow_from, follow_until = length("follow.from", "回访自"), length("follow.until", "回访止")
second_from, second_until = length("second.from", "再访自"), length("second.until", "再访止")
keep_told, ahead = length("told", "进度通报"), length("ahead", "提前通知")
overdue = point("overdue", "逾期上报")


class Intake(Form):
    """收件"""

    units: int = number("台数")


class Booking(Form):
    """预约"""

    visit_at: datetime = moment("上门时间")


class Service(Workflow, title="维修", number="WX", opens=Intake):
    """维修"""

    received = State("待派工", start=True)
    dispatched = State("待约定")
    booked = State("待上门", waiting_for=CREW)
    called = State("有未接来电")
    done = State("待回访")

    dispatch = received.to(dispatched, "派工", by=DISPATCH)
    book = dispatched.to(booked, "约定上门", by=TECHNICIAN, form=Booking)
    remind = booked.to(booked, "提醒客户", by=SERVICE)
    progress = booked.to(booked, "通报进度", by=SERVICE)
    ring = booked.to(called, "来电未接", by=SERVICE)
    answer = called.to(booked, "回电", by=TECHNICIAN)
    repair = booked.to(done, "修好", by=TECHNICIAN)
    follow = done.to(done, "回访", by=SERVICE)
    follow_again = done.to(done, "再次回访", by=SERVICE)
    close = done.to(END, "结案", by=SERVICE)


repaired = Target("成批修好", since=OPENED, until=Service.repair, within=batch)
visit_agreed = Target("半小时内约定", since=Service.dispatch, until=Service.book, within=booked_within)
picked_up = Target("接听来电", since=Service.called, until=Service.answer, within=rings, unless_within=call_back)
followed = Target("回访", since=Service.repair, until=Service.follow, not_before=follow_from, within=follow_until)
followed_again = Target("再次回访", since=followed, until=Service.follow_again, not_before=second_from,
                        within=second_until)
kept_told = Target("通报进度", since=Service.book, until=any_of(Service.progress, Service.remind), within=keep_told,
                   repeats_until=Service.repair)
reminded = Target("提前一天提醒", since=Service.book, until=Service.remind, ahead_of=(Booking.visit_at, ahead))
reported = Notice("逾期报经理", of=(repaired, visit_agreed), at=overdue, to=manager_of(TECHNICIAN), escalation=True)

WORDS = """
title = "维修"
flow."shops.service" = ["service"]
[[clauses]]
id = "MRD-13"
uses = ["repaired", "reported"]
set.batch = { by = "Intake.units", rows = [["each 10", "1 day"]] }
set.overdue = "1 working day after, in service hours"
[[clauses]]
id = "GCP-01"
uses = ["visit_agreed"]
set = { booking = "30 min" }
[[clauses]]
id = "GCP-13"
uses = ["picked_up"]
set = { rings = "0 min", call_back = "20 min" }
[[clauses]]
id = "WS-20"
uses = ["followed", "followed_again"]
set = { "follow.from" = "3 days", "follow.until" = "7 days", "second.from" = "7 days", "second.until" = "14 days" }
[[clauses]]
id = "WS-21"
uses = ["kept_told", "reminded"]
set = { told = "3 working days", ahead = "1 day" }
"""
REGISTRY = Registry(Industry("shops", __name__))
POLICY = parse("shops/workshop", WORDS)


class Shop(Told):
    """A case of the workshop."""

    kind, steps, registry = "shops.service", Service, REGISTRY


def opened(day: str = "03-03 10:00", units: int = 1) -> Shop:
    return Shop(POLICY, day, {"units": units})


def booked(visit_at: str) -> Shop:
    """Dispatched at 09:10 on Monday, the 3rd of March, and booked at 09:20."""
    case = opened("03-03 09:00").step("dispatch", "03-03 09:10")
    return case.step("book", "03-03 09:20", visit_at=visit_at)


def test_the_regulation_is_sound() -> None:
    check(REGISTRY, POLICY)


@pytest.mark.parametrize(("units", "due"), [(10, "03-04"), (11, "03-05"), (20, "03-05"), (30, "03-06"), (31, "03-07")])
def test_a_batch_gets_a_day_for_every_ten(units: int, due: str) -> None:
    found = opened(units=units).clock("repaired", "03-03 11:00")
    assert found.due_at == end(due)
    told = next(each for each in found.marks if each.name == "reported")
    assert (told.level, told.to) == ("escalation", ("manager:duty:technician",))
    assert told.at == at({"03-04": "03-06 09:00", "03-05": "03-07 09:00", "03-06": "03-10 09:00",
                          "03-07": "03-11 09:00"}[due]), "a day end is outside service, so the next opening"


@pytest.mark.parametrize(("agreed", "state"), [("10:30", "met"), ("10:30:01", "missed")])
def test_the_visit_is_agreed_within_half_an_hour_of_the_order(agreed: str, state: str) -> None:
    case = opened("03-03 09:00").step("dispatch", "03-03 10:00")
    case.step("book", f"03-03 {agreed}", visit_at="2025-03-05 09:00")
    assert case.state("visit_agreed", "03-04 10:00") == state


@pytest.mark.parametrize(("answered", "state"), [("10:20", "cured"), ("10:21", "missed")])
def test_a_missed_call_is_forgiven_whoever_calls_back_in_twenty_minutes(answered: str, state: str) -> None:
    case = booked("2025-03-05 09:00")
    case.step("ring", "03-03 10:00").step("answer", f"03-03 {answered}")
    assert case.state("picked_up", "03-04 10:00") == state


def test_a_call_on_the_first_day_is_too_early_and_the_second_counts_from_the_first() -> None:
    case = booked("2025-03-03 14:00")
    case.step("repair", "03-03 16:00")
    assert case.clock("followed", "03-03 17:00").earliest_at == at("03-06 00:00")
    assert case.due("followed", "03-03 17:00") == end("03-10")
    case.step("follow", "03-07 10:00")
    found = case.clock("followed_again", "03-08 10:00")
    assert (case.state("followed", "03-08 10:00"), found.earliest_at, found.due_at) == (
        "met", at("03-14 00:00"), end("03-21"))
    early = booked("2025-03-03 14:00")
    assert early.step("repair", "03-03 16:00").step("follow", "03-04 10:00").state("followed", "03-20 10:00") == "early"


def test_the_customer_is_told_every_three_working_days_and_a_day_before_the_visit() -> None:
    case = booked("2025-03-12 14:00")
    assert (case.due("kept_told", "03-03 10:00"), case.due("reminded", "03-03 10:00")) == (end("03-06"), end("03-11"))
    case.step("progress", "03-05 10:00").step("remind", "03-10 10:00")
    assert [case.due("kept_told", "03-11 10:00", key) for key in ("2", "3")] == [end("03-10"), end("03-13")]
    assert case.state("reminded", "03-11 10:00") == "met"
