"""Returns played from the first call to the refund, under a regulation of posted and inspected returns."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.domain import judging
from core.domain.errors import InvalidInput, Refused
from core.sdk import COMPANY, CUSTOMER
from tests.plugins.furniture.story import (
    ARRIVED,
    CHECKED,
    FINE,
    GOOD,
    PAID,
    POSTED,
    TOLD,
    Story,
    accepted,
    arrived,
    inspected,
    said,
)


def test_from_the_first_call_to_the_refund() -> None:
    story = Story(GOOD)
    assert story.offers() == {"apply.accept": "ask", "apply.decline": "ask", "apply.withdraw": "allow"}
    story.take("apply.accept", TOLD).take("verify_order.authorise", CHECKED)
    assert story.case.state and story.case.state.waiting_for is CUSTOMER
    story.take("post_in.post", POSTED, "2025-09-30 10:00").take("post_in.receive", ARRIVED, "2025-10-09 10:00")
    story.take("inspect_goods.inspect", [FINE, FINE]).take("inspect_goods.passed")
    assert story.offer("pay").proposed == {"amount": "3200.00", "method": "wechat_pay"}
    story.take("pay_back.pay", PAID)
    assert (story.state, story.case.outcome) == ("", "refunded")
    assert [line.outcome for line in story.case.lines] == ["refunded", "refunded"]


# FRE-02, FRE-03, FRE-06, FRE-21: applying

def test_every_reason_against_an_application_is_shown_with_its_clause() -> None:
    story = Story({**GOOD, "used": True, "opened": True}, day="2025-10-14 09:00")
    refused = {each.rule: (str(each.reason), each.basis[0].clause) for each in story.refusals("apply.accept", TOLD)}
    assert refused == {"goods_untouched": ("商品已使用、已拆封,不符合退换条件", "FRE-02"),
                       "in_return_window": ("申请期限已于 2025-10-13 届满", "FRE-03")}
    assert story.offers()["apply.decline"] == "ask"


def test_what_nobody_has_told_is_asked_for() -> None:
    story = Story({"reason": "mind", "bought_on": "2025-09-26", "used": False})
    assert set(said(story, "apply.accept", TOLD)) == {"请先填写:已拆封", "请先填写:订单号"}
    assert story.offer("accept").outcome == "needs"


def test_intake_wants_the_order_and_the_reason_in_words() -> None:
    opens = Story(GOOD).case.here
    with pytest.raises(InvalidInput) as wrong:
        opens.workflow.opens.load({"reason": "mind", "bought_on": "2025-09-26"}, at=Story(GOOD).now, asked=opens.asked)
    assert set(wrong.value.errors) == {"order_no", "explanation"}


@pytest.mark.parametrize(("answers", "field"), [
    ({"bought_on": "2025-10-30"}, "bought_on"), ({"received_at": "2025-09-25 10:00"}, "received_at"),
    ({"received_at": "2025-12-01 10:00"}, "received_at"), ({"reason": "colour"}, "reason")])
def test_impossible_answers_name_their_field(answers: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        Story({**GOOD, **answers})
    assert list(wrong.value.errors) == [field]


def test_the_rules_are_explained_and_acknowledged_first() -> None:
    story = Story(GOOD)
    assert said(story, "apply.accept", {**TOLD, "rules_accepted": False}) == ["已向客户说明规定:“客户知悉并愿遵守”为否"]
    assert "rules_script" in story.offer("accept").papers


def test_a_late_application_can_be_let_through_with_a_reason() -> None:
    late = Story(GOOD, day="2025-10-14 09:00")
    late.overrule("apply.accept", "in_return_window", TOLD)
    assert late.take("apply.accept", TOLD).state == "verify_order.open"


@pytest.mark.parametrize(("day", "state"), [("2025-10-13 23:59", "verify_order.open"), ("2025-10-14 00:00", "")])
def test_the_time_of_contact_decides_however_long_acceptance_takes(day: str, state: str) -> None:
    story = Story(GOOD, day=day)
    if state:
        assert story.take("apply.accept", TOLD, "2025-10-20 09:00").state == state
    else:
        assert said(story, "apply.accept", TOLD) == ["申请期限已于 2025-10-13 届满"]


def test_a_refusal_tells_the_customer_why() -> None:
    story = Story({**GOOD, "used": True})
    with pytest.raises(InvalidInput):
        story.take("apply.decline")
    story.take("apply.decline", {"why": "商品已使用", "told_by": "phone"})
    assert (story.state, story.case.outcome) == ("", "refused")


# FRE-18: notice of a quality problem

FAULT: dict[str, Any] = {**GOOD, "reason": "quality", "received_at": "2025-03-03 10:00", "bought_on": "2025-03-02"}


@pytest.mark.parametrize(("day", "outcome", "clock"), [
    ("2025-03-05 10:00", "allow", "met"), ("2025-03-05 10:00:00.000001", "refer", "missed"),
    ("2025-03-05 10:01", "refer", "missed")])
def test_notice_within_forty_eight_hours(day: str, outcome: str, clock: str) -> None:
    story = Story(FAULT, day=day)
    assert story.decision("noticed_in_time").outcome == outcome
    due = story.clock("notice_due")
    assert due and (due.state, due.of, due.basis[-1].clause) == (clock, CUSTOMER, "FRE-18")
    assert [each.outcome for each in story.refusals("apply.accept", TOLD)] == ([] if outcome == "allow" else ["refer"])


def test_late_notice_goes_on_once_somebody_has_decided() -> None:
    story = Story(FAULT, day="2025-03-05 10:01")
    with pytest.raises(Refused):
        story.take("apply.accept", TOLD)
    story.overrule("apply.accept", "noticed_in_time", TOLD)
    assert story.take("apply.accept", TOLD).state == "verify_order.open"


def test_a_quality_problem_is_not_asked_whether_it_was_used_but_when_it_came() -> None:
    bare = {"reason": "quality", "order_no": "D1", "bought_on": "2025-03-02"}
    assert said(Story(bare, day="2025-03-04 10:00"), "apply.accept", TOLD) == ["请先填写:收货时间"]


# FRE-04, FRE-05, FRE-07: order, proof, packaging

@pytest.mark.parametrize(("proof", "reasons"), [
    ({"proof": "none"}, ["没有购买凭证"]), ({"proof": ""}, ["请先填写:购买凭证"]), ({"proof": "receipt"}, [])])
def test_proof_of_purchase_before_authorising(proof: dict[str, str], reasons: list[str]) -> None:
    story = accepted(answers=proof)
    assert said(story, "verify_order.authorise", CHECKED) == reasons
    assert said(story.attach("proof"), "verify_order.authorise", CHECKED) == []


def test_packaging_before_authorising() -> None:
    story = accepted(answers={"packaging_complete": False})
    assert said(story, "verify_order.authorise", CHECKED) == ["商品包装不齐全"]


@pytest.mark.parametrize("point", ["found", "buyer_matches", "item_on_order"])
def test_an_order_that_does_not_agree_is_not_authorised(point: str) -> None:
    story = accepted()
    assert len(said(story, "verify_order.authorise", {**CHECKED, point: False})) == 1
    story.take("verify_order.mismatch", {"discrepancy": "other_buyer", "told_by": "wechat"})
    assert (story.state, story.case.outcome) == ("", "refused")


def test_goods_already_refunded_are_not_taken_again() -> None:
    story = Story(GOOD, refunded=True)
    assert said(story, "apply.accept", TOLD) == ["商品此前已退款"]
    assert {each.clause for each in story.refusals("apply.accept", TOLD)[0].basis} == {"FRE-07"}


def test_the_authorisation_brings_the_form_the_address_and_the_list_of_enclosures() -> None:
    story = accepted(values={"return.address": "佛山市顺德区 1 号仓", "service.contact": "0757-1234"})
    papers = {each.key: each for each in judging.papers(story.case, *story.offer("authorise").papers)}
    assert set(papers) == {"return_form", "return_authorisation", "rules_script", "contact_card"}
    assert papers["return_authorisation"].encloses == ("退货申请表", "购买凭证")
    assert papers["return_authorisation"].shows == (("寄回地址", "佛山市顺德区 1 号仓"), ("客服联系方式", "0757-1234"))
    assert ("订单号", "D250926-17") in papers["return_form"].lines and papers["return_form"].signed
    assert all(("客服联系方式", "0757-1234") in each.shows for each in judging.papers(story.case))


# FRE-08 to FRE-10, FRE-19: posting and inspecting

def test_nothing_is_refunded_before_the_inspection() -> None:
    story = arrived()
    offer = story.offer("pay_back.pay")
    assert (offer.outcome, str(offer.reason)) == ("deny", "尚未完成:检验")
    assert {each.clause for each in offer.basis} == {"FRE-10", "FRE-11"}
    assert said(story, "pay_back.pay", PAID) == ["尚未完成:检验"]


def test_every_piece_is_inspected() -> None:
    with pytest.raises(InvalidInput, match="2 件商品各填一份"):
        arrived().take("inspect_goods.inspect", [FINE])
    with pytest.raises(InvalidInput) as wrong:
        arrived().take("inspect_goods.inspect", [FINE, {"as_ordered": True}])
    assert {"1.used", "1.cause", "1.traces_of_use", "1.packaging_complete"} <= set(wrong.value.errors)


def test_one_bad_piece_refuses_and_is_named() -> None:
    story = inspected(FINE, {**FINE, "traces_of_use": True})
    refused = {(each.rule, each.item, str(each.reason), each.basis[0].clause)
               for each in story.refusals("inspect_goods.passed")}
    assert refused == {("no_trace_of_use", 1, "商品有使用痕迹", "FRE-19"),
                       ("inspection_passed", 1, "检验不合格:有使用痕迹", "FRE-10")}
    assert story.offers() == {"inspect_goods.inspect_again": "ask", "inspect_goods.complete_papers": "ask",
                              "inspect_goods.passed": "deny", "inspect_goods.failed": "allow"}


@pytest.mark.parametrize("fault", [
    {"as_ordered": False}, {"used": True}, {"opened": True}, {"damaged": True}, {"packaging_complete": False},
    {"traces_of_use": True}])
def test_whatever_fails_leaves_exactly_one_way(fault: dict[str, bool]) -> None:
    offers = inspected({**FINE, **fault}, FINE).offers()
    assert (offers["inspect_goods.passed"], offers["inspect_goods.failed"]) == ("deny", "allow")
    assert inspected().offers()["inspect_goods.failed"] == "deny"


def test_quality_problems_are_not_asked_for_traces_of_use() -> None:
    answers = {"reason": "quality", "received_at": "2025-09-28 10:00"}
    found = {**{key: value for key, value in FINE.items() if key != "traces_of_use"}, "cause": "company", "used": True}
    story = inspected(found, found, answers=answers)
    assert story.take("inspect_goods.passed").state == "pay_back.due"


def test_papers_that_were_forgotten_may_follow() -> None:
    story = inspected(arrival={**ARRIVED, "form_enclosed": False})
    assert set(said(story, "inspect_goods.passed")) == {"随附申请表:“附有申请表”为否", "检验不合格:未附申请表"}
    story.take("inspect_goods.complete_papers", {"form_enclosed": True, "proof_enclosed": True})
    assert story.take("inspect_goods.passed").state == "pay_back.due"


def test_goods_that_fail_are_told_and_sent_back_and_never_refunded() -> None:
    story = inspected(FINE, {**FINE, "used": True}, values={"refused.hold": "7 days", "refused.freight": "customer"})
    story.take("inspect_goods.failed", day="2025-10-10 09:00")
    assert story.offers() == {"refuse.tell": "ask"} and "refusal_notice" in story.offer("tell").papers
    hold = story.clock("sent_back_in_time")
    assert hold and hold.due_at and hold.due_at.date() == date(2025, 10, 17)
    with pytest.raises(Refused):
        story.take("pay_back.pay", PAID)
    story.take("refuse.tell", {"why": "一件已使用", "told_by": "phone"})
    story.take("refuse.send_back", {"carrier": "德邦", "tracking_no": "DP9", "sent_on": "2025-10-10", "freight": "120"})
    assert (story.state, story.case.outcome) == ("", "refused")
    assert story.charge("send_back_freight").owed_by(CUSTOMER) == Decimal("120")


# FRE-11: the refund

def passed(**more: Any) -> Story:
    return inspected(**more).take("inspect_goods.passed")


def test_a_refund_goes_back_the_way_it_came() -> None:
    story = passed()
    wrong = {**PAID, "method": "bank_transfer"}
    refusal, = story.refusals("pay_back.pay", wrong)
    assert (refusal.outcome, refusal.money, refusal.basis[0].clause) == ("deny", True, "FRE-11")
    assert story.overrule("pay_back.pay", "refund_to_original_method", wrong).take("pay_back.pay", wrong).state == ""


@pytest.mark.parametrize(("amount", "reason"), [
    ("3200.01", "退款 3200.01 超过实付金额 3200.00"), ("3000.00", "退款 3000.00 与应退金额 3200.00 不符")])
def test_a_refund_is_what_was_paid(amount: str, reason: str) -> None:
    assert said(passed(), "pay_back.pay", {**PAID, "amount": amount}) == [reason]


def test_a_refund_says_when_and_under_which_number() -> None:
    with pytest.raises(InvalidInput) as wrong:
        passed().take("pay_back.pay", {"amount": "3200.00", "method": "wechat_pay"})
    assert set(wrong.value.errors) == {"paid_on", "reference"}


def test_no_promise_of_a_refund_until_the_business_makes_one() -> None:
    assert passed().clock("refunded_in_time") is None
    clock = passed(values={"refund.within": "7 days"}).clock("refunded_in_time")
    assert clock and clock.due_at and clock.due_at.date() == date(2025, 10, 16)


# FRE-17: freight

def test_freight_of_a_change_of_mind() -> None:
    leg = inspected().charge("return_freight")
    assert (leg.owed_by(CUSTOMER), leg.basis[0].clause) == (Decimal("180.00"), "FRE-17")
    assert "replacement_freight" not in [each.charge for each in judging.charges(inspected().case)]


def test_freight_follows_the_finding_also_when_it_changes() -> None:
    ours = {**FINE, "cause": "company"}
    story = inspected(ours, ours)
    assert (story.charge("return_freight").payer, story.charge("return_freight").reimbursable) == (
        COMPANY, Decimal("180.00"))
    story.take("inspect_goods.inspect_again", [{**FINE, "cause": "customer"}] * 2)
    assert story.charge("return_freight").owed_by(CUSTOMER) == Decimal("180.00")


def test_freight_of_mixed_causes_waits_for_the_business() -> None:
    pieces = ({**FINE, "cause": "company"}, FINE)
    assert inspected(*pieces).charge("return_freight").outcome == "needs"
    ruled = inspected(*pieces, values={"freight.unclear": "company"}).charge("return_freight")
    assert (ruled.payer, [each.term for each in ruled.basis if each.term]) == (COMPANY, ["freight.unclear"])


# FRE-20: as quickly as possible

def test_no_promise_unless_a_time_is_set_and_then_the_decision_stops_it() -> None:
    assert Story(GOOD).clock("handled") is None
    bought = {"bought_on": "2025-03-06"}
    story = Story({**GOOD, **bought}, day="2025-03-07 10:00", values={"return.handling": "3 working days"})
    story.take("apply.accept", TOLD)
    late = story.clock("handled", "2025-03-13 00:00")
    assert late and (late.state, late.open, late.due_at and late.due_at.date()) == ("missed", True, date(2025, 3, 12))
    in_time = story.clock("handled", "2025-03-12 23:59")
    assert in_time and in_time.state == "running"
    story.take("verify_order.authorise", CHECKED, "2025-03-12 23:00")
    met = story.clock("handled", "2025-03-20 09:00")
    assert met and met.state == "met"


def test_the_customer_may_leave_before_posting() -> None:
    for story, step in ((Story(GOOD), "apply.withdraw"), (accepted(), "verify_order.withdraw"),
                        (accepted().take("verify_order.authorise", CHECKED), "post_in.give_up")):
        assert (story.take(step).state, story.case.outcome) == ("", "withdrawn")
