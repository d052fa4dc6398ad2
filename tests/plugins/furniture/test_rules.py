"""Each rule called with plain arguments: what allows, what denies, what is asked for, and every boundary."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.domain.terms import Term
from core.sdk import COMPANY, CUSTOMER, EvidenceShown, History, Item, Policy, Product
from plugins.furniture.forms import (
    AdvanceShipment,
    Application,
    Cause,
    Disposition,
    ExchangeApplication,
    Fate,
    Inspection,
    Method,
    OrderCheck,
    Papers,
    Payer,
    Posting,
    Proof,
    Refund,
    ReturnApplication,
    SendBack,
    Shipment,
    Verification,
    Why,
)
from plugins.furniture.rules import (
    exchange_advance,
    exchange_original,
    exchange_window,
    fault_verified,
    freight_unclear,
    freight_verified,
    goods_untouched,
    in_exchange_window,
    in_return_window,
    inspection_passed,
    no_trace_of_use,
    not_refunded_already,
    notice_within,
    noticed_in_time,
    original_as_ruled,
    packaging_confirmed,
    packaging_declared,
    purchase_proven,
    refund_due,
    refund_matches_price,
    refund_to_original_method,
    refused_freight,
    replacement_before_inspection,
    replacement_freight,
    replacement_freight_once_verified,
    replacement_recovered,
    return_freight,
    return_freight_once_verified,
    return_window,
    send_back_freight,
    shipped_ahead,
    untouched_scope,
    window_before_receipt,
    window_since,
)
from tests.plugins.furniture.story import CALENDAR, at


def ruled(values: Mapping[Term[Any], object]) -> Policy:
    return Policy.of(values, CALENDAR)


SCOPE = ruled({untouched_scope: "non_quality"})
EVERYONE = ruled({untouched_scope: "everyone"})
WORKING = ruled({return_window: "7 working days", window_since: "purchase", window_before_receipt: "deny",
                 exchange_window: "7 working days"})
BOUGHT = date(2025, 3, 3)
SEVEN_DAYS = ruled({return_window: "7 days", window_since: "purchase", window_before_receipt: "refer"})


def asks(decision: Any, field: str) -> bool:
    """Whether it ends for want of one answer or setting."""
    return bool(decision.outcome == "needs" and decision.missing == field)


# The condition of the goods, as told

@pytest.mark.parametrize(("told", "outcome", "reason"), [
    ({"used": False, "opened": False, "damaged": False}, "allow", "商品未使用、未拆封、无损坏"),
    ({"used": True, "opened": False, "damaged": False}, "deny", "商品已使用,不符合退换条件"),
    ({"used": False, "opened": True, "damaged": False}, "deny", "商品已拆封,不符合退换条件"),
    ({"used": True, "opened": True, "damaged": True}, "deny", "商品已使用、已拆封、有损坏,不符合退换条件"),
    ({"used": True}, "deny", "商品已使用,不符合退换条件"),
    ({"damaged": True, "used": False}, "deny", "商品有损坏,不符合退换条件")])
def test_every_failing_condition_is_named(told: dict[str, Any], outcome: str, reason: str) -> None:
    decision = goods_untouched(Application(reason=Why.mind, **told), SCOPE)
    assert (decision.outcome, str(decision.reason)) == (outcome, reason)
    assert [each.term for each in decision.basis] == ["return.untouched_scope"]


@pytest.mark.parametrize("known", [{}, {"used": False}, {"used": False, "opened": False}])
def test_a_condition_nobody_told_is_asked_for(known: dict[str, Any]) -> None:
    missing = ("used", "opened", "damaged")[len(known)]
    assert asks(goods_untouched(Application(reason=Why.size, **known), SCOPE), f"Application.{missing}")


def test_a_quality_problem_is_spared_the_condition_unless_the_business_says_otherwise() -> None:
    broken = Application(reason=Why.quality, used=True, opened=True)
    assert goods_untouched(broken, SCOPE).allows
    assert goods_untouched(Application(reason=Why.quality), SCOPE).allows
    assert goods_untouched(broken, EVERYONE).outcome == "deny"
    assert asks(goods_untouched(Application(used=False), SCOPE), "Application.reason")


# The window

@pytest.mark.parametrize(("day", "outcome"), [
    ("2025-09-26 09:00", "allow"), ("2025-10-13 23:59:59.999999", "allow"), ("2025-10-14 00:00", "deny")])
def test_seven_working_days_over_national_day(day: str, outcome: str) -> None:
    """Bought on Fri 26 Sep: 28 Sep (made up), 29, 30, 9 Oct, 10, 11 (made up) and 13."""
    told = ReturnApplication(bought_on=date(2025, 9, 26), filed_at=at(day))
    assert in_return_window(told, WORKING).outcome == outcome
    swap = ExchangeApplication(bought_on=date(2025, 9, 26), filed_at=at(day))
    assert in_exchange_window(swap, WORKING).outcome == outcome


def test_a_refused_window_cites_its_length_and_says_the_last_day() -> None:
    late = in_return_window(ReturnApplication(bought_on=date(2025, 9, 26), filed_at=at("2025-10-14 09:00")), WORKING)
    assert str(late.reason) == "申请期限已于 2025-10-13 届满"
    assert ("return.window", "7 working days") in [(each.term, each.value) for each in late.basis]


@pytest.mark.parametrize(("day", "outcome"), [("2025-03-10 23:59", "allow"), ("2025-03-11 00:00", "deny")])
def test_seven_days_from_the_day_of_purchase(day: str, outcome: str) -> None:
    told = ReturnApplication(bought_on=date(2025, 3, 3), filed_at=at(day))
    assert in_return_window(told, SEVEN_DAYS).outcome == outcome


def test_a_window_that_ended_before_delivery_is_for_somebody_to_decide() -> None:
    late = ReturnApplication(bought_on=BOUGHT, received_at=at("2025-03-11 10:00"), filed_at=at("2025-03-12 09:00"))
    decision = in_return_window(late, SEVEN_DAYS)
    assert decision.outcome == "refer"
    assert str(decision.reason) == "申请期限在收货前已届满:2025-03-10 届满,2025-03-11 收货"
    strict = ruled({return_window: "7 days", window_since: "purchase", window_before_receipt: "deny"})
    assert in_return_window(late, strict).outcome == "deny"


@pytest.mark.parametrize(("received", "outcome"), [("2025-03-10 23:00", "deny"), ("2025-03-11 00:00", "refer")])
def test_only_delivery_after_the_last_day_makes_it_a_question(received: str, outcome: str) -> None:
    late = ReturnApplication(bought_on=BOUGHT, received_at=at(received), filed_at=at("2025-03-12 09:00"))
    assert in_return_window(late, SEVEN_DAYS).outcome == outcome


def test_a_late_application_is_told_that_a_late_delivery_would_matter() -> None:
    late = in_return_window(ReturnApplication(bought_on=date(2025, 3, 3), filed_at=at("2025-03-12 09:00")), SEVEN_DAYS)
    assert (late.outcome, str(late.reason)) == ("deny", "申请期限已于 2025-03-10 届满;收货更晚的,请补填收货时间")


def test_the_days_left_at_delivery_are_shown() -> None:
    told = ReturnApplication(bought_on=BOUGHT, received_at=at("2025-03-08 10:00"), filed_at=at("2025-03-09 09:00"))
    assert str(in_return_window(told, SEVEN_DAYS).reason) == "申请期限至 2025-03-10,收货时尚余 2 天"


def test_a_window_may_be_counted_from_receipt() -> None:
    receipt = ruled({return_window: "7 days", window_since: "receipt", window_before_receipt: "deny"})
    told = ReturnApplication(received_at=at("2025-03-11 23:30"), filed_at=at("2025-03-18 23:59"))
    assert in_return_window(told, receipt).allows
    unknown = ReturnApplication(bought_on=date(2025, 2, 1), filed_at=at("2025-03-18 23:59"))
    assert asks(in_return_window(unknown, receipt), "Application.received_at")


def test_an_open_window_is_asked_for_and_one_left_open_is_for_a_supervisor() -> None:
    told = ReturnApplication(bought_on=date(2025, 3, 3), filed_at=at("2025-03-10 09:00"))
    blank = ruled({return_window: "?", window_since: "purchase", window_before_receipt: "deny"})
    assert asks(in_return_window(told, blank), "return.window")
    left = in_return_window(told, ruled({return_window: "unset", window_since: "purchase"}))
    assert (left.outcome, str(left.reason)) == ("refer", "退货期限没有规定,由主管决定")


def test_an_unknown_day_of_purchase_is_asked_for() -> None:
    assert asks(in_return_window(ReturnApplication(filed_at=at("2025-10-14 00:00")), WORKING), "Application.bought_on")


# Notice of a quality problem

NOTICE = ruled({notice_within: "48 h"})


@pytest.mark.parametrize(("late", "outcome"), [
    (timedelta(0), "allow"), (timedelta(microseconds=1), "refer"), (timedelta(minutes=1), "refer"),
    (timedelta(seconds=-1), "allow")])
def test_forty_eight_hours_to_the_instant(late: timedelta, outcome: str) -> None:
    told = Application(reason=Why.quality, received_at=at("2025-03-03 10:00"), filed_at=at("2025-03-05 10:00") + late)
    assert noticed_in_time(told, NOTICE).outcome == outcome


def test_late_notice_says_how_late_and_is_never_a_refusal() -> None:
    told = Application(reason=Why.quality, received_at=at("2025-03-03 10:00"), filed_at=at("2025-03-08 10:30"))
    assert str(noticed_in_time(told, NOTICE).reason) == "告知已迟:收货已 120 小时,应在 2025-03-05 10:00 前告知"


def test_notice_is_asked_of_quality_problems_only() -> None:
    assert noticed_in_time(Application(reason=Why.size), NOTICE).allows
    assert asks(noticed_in_time(Application(reason=Why.quality, filed_at=at("2025-03-05 10:00")), NOTICE),
                "Application.received_at")


# Papers and packaging

@pytest.mark.parametrize(("proof", "files", "outcome"), [
    (Proof.invoice, 0, "allow"), (Proof.screenshot, 0, "allow"), (Proof.none, 0, "deny"), (Proof.none, 1, "allow"),
    (None, 1, "allow"), (None, 0, "needs")])
def test_proof_of_purchase(proof: Proof | None, files: int, outcome: str) -> None:
    told = Application(proof=proof) if proof else Application()
    assert purchase_proven(told, EvidenceShown({"proof": files})).outcome == outcome


def test_packaging_told_and_found() -> None:
    assert packaging_declared(Application(packaging_complete=True)).allows
    assert packaging_declared(Application(packaging_complete=False)).outcome == "deny"
    assert asks(packaging_declared(Application()), "Application.packaging_complete")
    assert packaging_confirmed(Inspection(packaging_complete=False)).outcome == "deny"
    assert asks(packaging_confirmed(Inspection()), "Inspection.packaging_complete")


def test_goods_already_refunded() -> None:
    decision = not_refunded_already(History(refunded=True, exchanged=False, open_cases=0))
    assert (decision.outcome, str(decision.reason), decision.money) == ("deny", "商品此前已退款", True)
    assert not_refunded_already(History(refunded=False)).allows


def test_a_verified_fault() -> None:
    assert fault_verified(Verification(quality_problem=True)).allows
    assert fault_verified(Verification(quality_problem=False)).outcome == "deny"
    assert asks(fault_verified(Verification()), "Verification.quality_problem")


# Inspection

MIND, FAULTY = Application(reason=Why.mind), Application(reason=Why.quality)
PAPERS = Papers(form_enclosed=True, proof_enclosed=True)


def seen(**more: Any) -> Inspection:
    return Inspection(**{"as_ordered": True, "used": False, "opened": False, "damaged": False,
                         "packaging_complete": True, "cause": Cause.none, **more})


@pytest.mark.parametrize(("found", "reason"), [
    ({}, "检验合格"), ({"as_ordered": False}, "检验不合格:与订单不一致"), ({"used": True}, "检验不合格:已使用"),
    ({"opened": True, "damaged": True, "cause": Cause.customer}, "检验不合格:已拆封、有损坏"),
    ({"packaging_complete": False}, "检验不合格:包装不齐全"), ({"traces_of_use": True}, "检验不合格:有使用痕迹"),
    ({"as_ordered": False, "packaging_complete": False, "traces_of_use": True, "used": True},
     "检验不合格:与订单不一致、包装不齐全、有使用痕迹、已使用")])
def test_inspection_names_every_failing_point(found: dict[str, Any], reason: str) -> None:
    decision = inspection_passed(MIND, PAPERS, seen(**found), SCOPE)
    assert (decision.outcome, str(decision.reason)) == ("allow" if reason == "检验合格" else "deny", reason)


def test_missing_papers_fail_the_inspection() -> None:
    decision = inspection_passed(MIND, Papers(form_enclosed=False, proof_enclosed=False), seen(), SCOPE)
    assert str(decision.reason) == "检验不合格:未附申请表、未附购买凭证"


@pytest.mark.parametrize(("asked", "cause", "outcome"), [
    (FAULTY, Cause.company, "allow"), (FAULTY, Cause.unclear, "allow"), (FAULTY, Cause.none, "deny"),
    (FAULTY, Cause.customer, "deny"), (MIND, Cause.company, "allow"), (MIND, Cause.unclear, "deny"),
    (MIND, Cause.none, "deny")])
def test_use_is_forgiven_where_the_finding_bears_a_quality_problem_out(asked: Application, cause: Cause,
                                                                       outcome: str) -> None:
    assert inspection_passed(asked, PAPERS, seen(opened=True, used=True, cause=cause), SCOPE).outcome == outcome
    assert inspection_passed(asked, PAPERS, seen(opened=True, used=True, cause=cause), EVERYONE).outcome == "deny"


def test_an_inspection_is_not_passed_on_what_nobody_has_looked_at() -> None:
    points = ("as_ordered", "used", "opened", "damaged")
    for known, missing in enumerate(points):
        looked_at: dict[str, Any] = {point: point == "as_ordered" for point in points[:known]}
        assert asks(inspection_passed(MIND, Papers(), Inspection(**looked_at), SCOPE), f"Inspection.{missing}")
    assert asks(inspection_passed(FAULTY, Papers(), Inspection(as_ordered=True, used=True), SCOPE), "Inspection.cause")
    assert inspection_passed(FAULTY, Papers(), Inspection(as_ordered=False), SCOPE).outcome == "deny"


def test_traces_of_use_count_for_other_reasons_than_quality() -> None:
    assert no_trace_of_use(FAULTY, Inspection()).allows
    assert no_trace_of_use(MIND, Inspection(traces_of_use=True)).outcome == "deny"
    assert no_trace_of_use(MIND, Inspection(traces_of_use=False)).allows
    assert asks(no_trace_of_use(MIND, Inspection()), "Inspection.traces_of_use")
    assert inspection_passed(FAULTY, PAPERS, seen(traces_of_use=True, cause=Cause.company), SCOPE).allows


# Money back

ORDER = OrderCheck(price_paid=Decimal("3200.00"), payment_method=Method.wechat_pay)
LINES = (Item(product="椅", price=Decimal("800"), quantity=2), Item(product="桌", price=Decimal("1600")))
KNOWN = Product(price=Decimal("3199.00"), payment_method="支付宝")


def test_the_refund_proposed_is_the_price_paid_the_way_it_was_paid() -> None:
    assert refund_due(ORDER, LINES, KNOWN, ()) == Refund(amount=Decimal("3200.00"), method=Method.wechat_pay)
    assert refund_due(OrderCheck(), LINES, KNOWN, ()) == Refund(amount=Decimal("3200"), method=Method.alipay)
    assert refund_due(OrderCheck(), (Item(product="椅"),), KNOWN, ()) == Refund(amount=Decimal("3199.00"),
                                                                           method=Method.alipay)
    assert refund_due(OrderCheck(), (), Product(), ()) is None


def test_what_the_inspection_deducts_is_not_refunded() -> None:
    deducted = (Inspection(deduction=Decimal("200")), Inspection())
    assert refund_due(ORDER, LINES, KNOWN, deducted) == Refund(amount=Decimal("3000.00"), method=Method.wechat_pay)


@pytest.mark.parametrize(("amount", "outcome"), [
    ("3200.00", "allow"), ("3200.01", "deny"), ("3199.99", "refer"), ("0", "refer")])
def test_never_more_than_was_paid_and_less_only_with_consent(amount: str, outcome: str) -> None:
    decision = refund_matches_price(ORDER, (), Product(), (), Refund(amount=Decimal(amount)))
    assert (decision.outcome, decision.money) == (outcome, True)


def test_another_way_than_the_original_is_refused() -> None:
    decision = refund_to_original_method(ORDER, Product(), Refund(method=Method.bank_transfer))
    assert (decision.outcome, str(decision.reason)) == ("deny", "应退回原支付方式(微信支付),不能改退银行转账")
    assert decision.money and refund_to_original_method(ORDER, Product(), Refund(method=Method.wechat_pay)).allows
    assert asks(refund_to_original_method(OrderCheck(), Product(payment_method="分期"), Refund(method=Method.cash)),
                "OrderCheck.payment_method")


# Exchange

def test_the_replacement_waits_for_the_inspection_unless_switched_on() -> None:
    swap = ExchangeApplication()
    decision = replacement_before_inspection(swap, ruled({exchange_advance: False}))
    assert (decision.outcome, str(decision.reason)) == ("deny", "原商品尚未检验,不得先发替换商品")
    assert replacement_before_inspection(swap, ruled({exchange_advance: True})).allows


def test_a_replacement_that_left_ahead_is_remembered() -> None:
    sent = AdvanceShipment(tracking_no="SF123")
    assert shipped_ahead(sent).allows and shipped_ahead(AdvanceShipment()).outcome == "deny"
    assert replacement_recovered(sent).outcome == "refer" and replacement_recovered(AdvanceShipment()).allows


@pytest.mark.parametrize(("ruled_fate", "outcome"), [("kept", "allow"), ("sent_back", "refer"), ("unset", "allow"),
                                                    ("?", "needs")])
def test_the_fate_of_the_original(ruled_fate: str, outcome: str) -> None:
    decision = original_as_ruled(Disposition(original=Fate.kept), ruled({exchange_original: ruled_fate}))
    assert decision.outcome == outcome
    assert asks(original_as_ruled(Disposition(), ruled({exchange_original: "kept"})), "Disposition.original")


# Freight

UNCLEAR = ruled({freight_unclear: "company"})
SENT, OUT = Posting(freight=Decimal("180.00"), freight_paid_by=Payer.customer), Shipment(freight=Decimal("150.00"))


def causes(*found: Cause) -> tuple[Inspection, ...]:
    return tuple(Inspection(cause=each) for each in found)


def test_a_change_of_mind_costs_the_customer_both_ways() -> None:
    legs = (return_freight(SENT, causes(Cause.none), UNCLEAR),
            replacement_freight(ExchangeApplication(), OUT, causes(Cause.none), UNCLEAR))
    assert sum(leg.owed_by(CUSTOMER) for leg in legs) == Decimal("330.00")
    assert [(leg.payer, leg.prepaid_by, leg.reimbursable) for leg in legs] == [
        (CUSTOMER, CUSTOMER, Decimal(0)), (CUSTOMER, COMPANY, Decimal("150.00"))]


def test_a_fault_of_the_companys_costs_the_customer_nothing_and_gives_back_what_was_paid() -> None:
    legs = (return_freight(SENT, causes(Cause.company), UNCLEAR),
            replacement_freight(ExchangeApplication(), OUT, causes(Cause.company), UNCLEAR))
    assert sum(leg.owed_by(CUSTOMER) for leg in legs) == 0
    assert [leg.reimbursable for leg in legs] == [Decimal("180.00"), Decimal(0)]
    assert str(legs[0].reason) == "由公司承担:公司原因的质量问题"


@pytest.mark.parametrize(("found", "payer"), [
    ((Cause.customer,), CUSTOMER), ((Cause.none, Cause.customer), CUSTOMER), ((Cause.company, Cause.company), COMPANY)])
def test_freight_where_all_pieces_agree_needs_no_setting(found: tuple[Cause, ...], payer: object) -> None:
    assert return_freight(SENT, causes(*found), ruled({freight_unclear: "?"})).payer == payer


@pytest.mark.parametrize("found", [(Cause.unclear,), (Cause.company, Cause.none), (Cause.none, Cause.unclear)])
def test_mixed_and_unclear_causes_are_the_businesss_to_rule(found: tuple[Cause, ...]) -> None:
    assert return_freight(SENT, causes(*found), UNCLEAR).payer == COMPANY
    assert return_freight(SENT, causes(*found), ruled({freight_unclear: "customer"})).payer == CUSTOMER
    open_question = return_freight(SENT, causes(*found), ruled({freight_unclear: "?"}))
    assert (open_question.outcome, open_question.amount) == ("needs", None)
    assert str(open_question.reason) == "请先设定:原因不一或不明时的运费由谁承担"


@pytest.mark.parametrize(("sent", "found", "missing"), [
    (Posting(), causes(Cause.none), "寄回运费"), (SENT, (), "质量问题的原因"),
    (SENT, (Inspection(),), "质量问题的原因"),
    (SENT, (*causes(Cause.company), Inspection()), "质量问题的原因"),
    (Posting(freight=Decimal(180)), causes(Cause.company), "寄回运费由谁先付")])
def test_freight_that_cannot_be_told_yet_says_what_is_missing(sent: Posting, found: tuple[Inspection, ...],
                                                              missing: str) -> None:
    assert str(return_freight(sent, found, UNCLEAR).reason) == f"请先填写:{missing}"


def test_who_paid_beforehand_does_not_matter_to_a_customer_who_bears_it() -> None:
    assert return_freight(Posting(freight=Decimal(180)), causes(Cause.none), UNCLEAR).owed_by(CUSTOMER) == Decimal(180)


def test_a_verified_fault_is_at_the_cost_of_whom_the_business_says() -> None:
    company, fault = ruled({freight_verified: "company"}), Verification(quality_problem=True)
    leg = return_freight_once_verified(SENT, fault, company)
    assert (leg.payer, leg.reimbursable) == (COMPANY, Decimal("180.00"))
    assert replacement_freight_once_verified(ExchangeApplication(), OUT, fault, company).owed_by(CUSTOMER) == 0
    assert return_freight_once_verified(SENT, Verification(quality_problem=False), company).payer == CUSTOMER
    assert return_freight_once_verified(SENT, Verification(), company).outcome == "needs"


def test_goods_that_failed_go_back_at_the_cost_of_whom_the_business_says() -> None:
    back = SendBack(freight=Decimal("120.00"))
    assert send_back_freight(back, ruled({refused_freight: "customer"})).reimbursable == Decimal("120.00")
    assert send_back_freight(back, ruled({refused_freight: "company"})).owed_by(CUSTOMER) == 0
    assert send_back_freight(back, ruled({refused_freight: "?"})).outcome == "needs"


