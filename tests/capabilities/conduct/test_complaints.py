"""Complaints: the way of one, what it is about, whether it was handled to effect."""

from dataclasses import replace

import pytest

from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from core.domain.people import Actor, Scope
from core.domain.reasons import Reason
from core.services.opening import Request
from tests.capabilities.conduct.conftest import CAUSE, Fans


def test_from_hearing_it_to_the_customer_agreeing(fans: Fans) -> None:
    assert fans.desk.store.pending() == [] and fans.desk.store.differences() == []
    repair = fans.open()
    number = fans.complain(repair.lower())
    view = fans.desk.views.case(fans["lin"], number)
    assert [(relation, other.number) for relation, other in view.links] == [("related", repair)]
    with pytest.raises(Refused):  # an appeal needs an answer
        fans.take("lin", number, "respond.appeal")
    fans.take("lin", number, "investigate.look_into", CAUSE)
    with pytest.raises(Refused):
        fans.take("lin", number, "respond.settle")
    fans.answer(number, agreed=False)
    standing = fans.complaints.of(fans["lin"], view.row.id)
    assert standing and (standing.status, standing.agreed, standing.cause) == ("hearing", False, "delay")
    with pytest.raises(Refused, match="不认可"):
        fans.take("lin", number, "respond.settle")
    fans.take("lin", number, "respond.appeal")
    assert [(each.number, each.appeal, each.mine) for each in fans.complaints.waiting(fans["lin"])] == [
        (number, True, True)]
    fans.take("zhou", number, "appeal.send_again", {"ruling": "再办"})
    fans.clock.forward(minutes=5)
    fans.take("lin", number, "respond.answer", {"reply": "换新的", "channel": "phone"})
    for step in ("respond.settle", "respond.appeal"):  # what was said was said of the answer before
        with pytest.raises(Refused):
            fans.take("lin", number, step)
    fans.take("lin", number, "respond.hear", {"agreed": True})
    fans.take("lin", number, "respond.settle")
    about = fans.complaints.about(fans["wu"], fans.desk.views.case(fans["wu"], repair).row.id)
    assert [(each.number, each.status, each.agreed, each.open) for each in about] == [(number, "settled", True, False)]


def test_an_unknown_number_is_told_at_its_field_and_nothing_is_opened(fans: Fans) -> None:
    for said in ("DS-2025-99999", "乱写"):
        with pytest.raises(InvalidInput) as caught:
            fans.complain(said)
        assert list(caught.value.errors) == ["about_case"]
    others = fans.open()
    alone = replace(fans["kong"], scope=Scope.own, permissions=fans["kong"].permissions | {"case.open"})
    with pytest.raises(InvalidInput):  # a foreign case looks like none
        fans.desk.opening.open(alone, Request("fans.complaint", {
            "about": "慢", "channel": "phone", "about_case": others}))
    assert not fans.complaints.list(fans["zhou"]).complaints


def test_a_complaint_is_made_of_what_is_known(fans: Fans) -> None:
    customer = fans.desk.customers.register(fans["lin"], name="王先生", phones=["13800138000"])
    repair = fans.open(customer=customer)
    fans.clock.forward(days=3)
    made = fans.complaints.flag(fans["kong"], repair, "三天没动静", "phone", key="once-only-please")
    again = fans.complaints.flag(fans["kong"], repair, "三天没动静", "phone", key="once-only-please")
    assert again.number == made.number and again.replayed
    view = fans.desk.views.case(fans["lin"], made.number)
    assert view.row.customer_id == customer and view.row.opened_at == fans.clock()  # its clock begins now
    assert [other.number for _, other in view.links] == [repair]
    assert [other.number for _, other in fans.desk.views.case(fans["lin"], repair).links] == [made.number]
    for about, channel, named in (("", "phone", "about"), ("慢", "", "channel"), ("慢", "鸽子", "channel")):
        with pytest.raises(InvalidInput) as caught:
            fans.complaints.flag(fans["kong"], repair, about, channel)
        assert list(caught.value.errors) == [named]
    with pytest.raises(Refused, match="不能记为投诉"):
        fans.complaints.flag(fans["lin"], made.number, "慢", "phone")
    with pytest.raises(NotFound):
        fans.complaints.flag(fans["gu"], repair, "慢", "phone")
    with pytest.raises(NotFound):
        fans.complaints.flag(replace(fans["lin"], scope=Scope.own, id=99), repair, "慢", "phone")
    assert len(fans.complaints.list(fans["zhou"]).complaints) == 1


def test_who_insists_is_passed_on_after_an_explanation(fans: Fans) -> None:
    repair = fans.open()
    with pytest.raises(Refused):
        fans.take("lin", repair, "bench.escalate")
    fans.take("lin", repair, "bench.explain", {"explained": "过了保修期", "insists": False})
    with pytest.raises(Refused):
        fans.take("lin", repair, "bench.escalate")
    fans.take("lin", repair, "bench.explain", {"explained": "过了保修期", "insists": True})
    fans.take("lin", repair, "bench.escalate")
    alone = replace(fans["lin"], scope=Scope.own)
    assert [(each.number, each.appeal, each.mine) for each in fans.complaints.waiting(alone)] == [(repair, False, True)]
    assert not fans.complaints.waiting(replace(fans["mei"], scope=Scope.own))
    fans.take("zhou", repair, "supervise.concede", {"ruling": "照修"})
    assert not fans.complaints.waiting(fans["zhou"])


def test_three_of_four_are_handled_to_effect(fans: Fans) -> None:
    settled = [fans.settled() for _ in range(4)]
    fans.clock.forward(days=30)
    fans.desk.arranging.reopen(fans["zhou"], settled[0], "又坏了")
    span = fans.desk.declared_reports.span("2025-03")
    sheet = fans.desk.declared_reports.make(fans["zhou"], "fans", "complaints_effective", span).sheet
    assert sheet.totals and sheet.totals[-1] == 3 and len(sheet.rows) == 4
    assert Reason(sheet.notes[0].template, sheet.notes[0].values).text() == "结案的 4 件投诉里 3 件有效(75%)"
    fans.clock.forward(days=1)
    fans.desk.arranging.reopen(fans["zhou"], settled[1], "又坏了")  # a day too late to count against it
    fans.complaints.went_outside(fans["lin"], settled[2], "消费者协会")
    with pytest.raises(Refused, match="消费者协会"):
        fans.complaints.went_outside(fans["lin"], settled[2], "报社")
    with pytest.raises(InvalidInput) as caught:
        fans.complaints.went_outside(fans["lin"], settled[3], " ")
    assert list(caught.value.errors) == ["body"]
    sheet = fans.desk.declared_reports.make(fans["zhou"], "fans", "complaints_effective", span).sheet
    assert sheet.totals and sheet.totals[-4:] == (4, 1, 1, 2)


def test_lists_by_status_cause_and_department_with_numbers(fans: Fans) -> None:
    first = fans.settled(department="物流部", cause="logistics")
    second = fans.answered(agreed=False)
    third = fans.complain(channel="outside")
    page = fans.complaints.list(fans["zhou"])
    assert [each.number for each in page.complaints] == [third, second, first]
    assert page.statuses == {"settled": 1, "hearing": 1, "investigating": 1}
    assert page.causes == {"logistics": 1, "delay": 1} and page.departments == {"物流部": 1, "客服部": 1}
    assert page.complaints[0].outside_at
    assert [each.number for each in fans.complaints.list(fans["zhou"], "open").complaints] == [third, second]
    assert [each.number for each in fans.complaints.list(fans["zhou"], cause="logistics").complaints] == [first]
    assert [each.number for each in fans.complaints.list(fans["zhou"], department="客服部").complaints] == [second]
    part = fans.complaints.list(fans["zhou"], limit=2)
    assert [each.number for each in fans.complaints.list(fans["zhou"], cursor=part.next_cursor).complaints] == [first]
    for wrong in (("gone",), ("", "gone"), ("", "", "", "x")):
        with pytest.raises(InvalidInput):
            fans.complaints.list(fans["zhou"], *wrong)
    with pytest.raises(Forbidden):
        fans.complaints.list(fans["kong"])
    assert not fans.complaints.list(replace(fans["mei"], scope=Scope.own)).complaints


def test_a_merged_complaint_does_not_count_and_erasing_takes_the_names(fans: Fans) -> None:
    customer = fans.desk.customers.register(fans["lin"], name="王先生", phones=["13800138000"])
    repair = fans.open(customer=customer)
    one = fans.complaints.flag(fans["lin"], repair, "慢", "phone").number
    two = fans.complaints.flag(fans["lin"], repair, "还是慢", "phone").number
    fans.desk.arranging.merge(fans["lin"], one, two, "同一件")
    fans.take("lin", two, "investigate.look_into", {**CAUSE, "person": "Lin"})
    fans.answer(two, agreed=True)
    fans.take("lin", two, "respond.settle")
    page = fans.complaints.list(fans["zhou"])
    assert page.statuses == {"merged": 1, "settled": 1} and page.complaints[0].person == "Lin"
    span = fans.desk.declared_reports.span("2025-03")
    sheet = fans.desk.declared_reports.make(fans["zhou"], "fans", "complaints_effective", span).sheet
    assert len(sheet.rows) == 1
    fans.take("lin", repair, "bench.close")
    fans.desk.erasing.erase(fans["zhou"], customer, "asked", confirm=str(customer))
    assert not fans.complaints.list(fans["zhou"]).complaints[0].person


def test_customers_learn_nothing_of_numbers_that_are_not_theirs(fans: Fans) -> None:
    mine, other = (fans.desk.customers.register(fans["lin"], name=name, phones=[phone])
                   for name, phone in (("王先生", "13800138000"), ("李女士", "13900139000")))
    own, foreign = fans.open(customer=mine), fans.open(customer=other)
    asking = replace(Actor.customer(0), permissions=frozenset({"case.open"}))
    about: dict[str, str] = {}
    for number in (own, foreign, "DS-2025-99999"):
        with fans.desk.store.unit_of_work() as work:  # as their page does
            made = fans.desk.opening.within(work, asking, Request("fans.complaint", {
                "about": "慢", "channel": "online_chat", "about_case": number}, customer_id=mine)).number
            work.commit()
        about[number] = next(each.about for each in fans.complaints.list(fans["zhou"]).complaints
                             if each.number == made)
    assert about == {own: own, foreign: "", "DS-2025-99999": ""}
