"""The contract's worked examples, each by its clause."""

from decimal import Decimal

import pytest

from tests.plugins.decoration.story import (
    AGREED,
    CLAIM,
    CONTRACT,
    LEAK,
    REDO,
    SERVICE,
    SIGNED,
    TERMS,
    TOLD,
    Story,
    asked,
    found,
    signed,
    worked,
)


@pytest.mark.parametrize(("change", "why"), [
    ({"a_address": ""}, "甲方地址"), ({"a_sort": "company"}, "甲方法定代表人"),
    ({"a_sort": ""}, "甲方性质"), ({"b_contact": ""}, "乙方联系方式"),
    ({"b_name": "陈业主", "b_contact": "13800001111"}, "不能与自己签合同"), ({"project": ""}, "工程名称和地址"),
    ({"completed_on": ""}, "竣工验收合格日期"), ({"rate_a": ""}, "甲方逾期付款违约金"),
    ({"rate_b": ""}, "乙方逾期响应违约金"), ({"rate_b": "若干"}, "不是每天的百分比"),
    ({"rate_a": "0"}, "不是每天的百分比"), ({"respond_within": ""}, "乙方响应时限")])
def test_a_contract_holds_only_when_it_says_all(change: dict[str, object], why: str) -> None:
    story = signed({**TERMS, **change})
    assert why in story.reasons and story.trial.view.row.state == "contract_draft.drafting"


def test_both_sign_with_the_day_and_the_business_is_filled_in_as_b() -> None:
    for missing in SIGNED:
        assert "请先填写" in Story(CONTRACT, TERMS, "03-20 10:00").take(
            "contract_draft.activate", {**SIGNED, missing: ""}).reasons
    assert signed().state == "contract_running.active"
    company = signed({**TERMS, "a_sort": "company", "a_representative": "陈总"})
    assert company.state == "contract_running.active"
    draft = Story(CONTRACT, {"a_name": "陈业主"}, contract__company_name="安居装饰", contract__template_hours=24)
    offer = next(each for each in draft.trial.view.offers if each.key == "contract_draft.fill_in")
    assert (offer.proposed["b_name"], offer.proposed["respond_within"]) == ("安居装饰", 24)


def test_dwc_03_duties_are_ticked_off_on_their_own_side() -> None:
    done = {"side": "b", "duty": "提供售后记录和报告", "done_on": "2025-03-20"}
    assert signed().take("contract_running.mark_done", done).state == "contract_running.active"
    assert "甲方的义务里没有" in signed().take("contract_running.mark_done", {**done, "side": "a"}).reasons
    paper = signed().papers()["contract_paper"]
    assert [label for label, _ in paper.shows] == ["甲方的权利", "甲方的义务", "乙方的权利", "乙方的义务"]


@pytest.mark.parametrize(("day", "builders"), [("03-11 23:59", True), ("03-12 00:00", False), ("03-13 09:00", False)])
def test_dwc_04_the_day_of_completion_is_after_sales(day: str, builders: bool) -> None:
    story = asked(day)
    assert ("receive.to_construction" in story.open(), "receive.take_on" in story.open()) == (builders, not builders)
    if builders:
        assert story.take("receive.to_construction").state == "build.with_builders"


def test_dwc_05_a_refusal_names_its_clause() -> None:
    refusal = {"why": "不在合同范围", "told_by": "phone"}
    assert "依据合同哪一条" in asked().take("receive.refuse", refusal).reasons
    assert asked().take("receive.refuse", {**refusal, "clause": "第三条"}).state == "refused"


def test_dwc_06_what_waits_for_a_is_shown_and_not_late() -> None:
    story = (asked("06-09 10:00").take("wait", {"party": "customer", "why": "家里没人"}, "06-10 10:00")
             .take("resume", {}, "06-10 14:00"))
    assert "4 小时" in str(story.decision("waiting_for_a").reason)
    clock = story.clock("responded_in_hours")
    assert clock and clock.due_at and f"{clock.due_at:%m-%d %H:%M}" in ("06-10 10:00", "06-10 14:00")
    late = story.take("receive.respond", TOLD, "06-10 14:00")
    assert late.charge("late_response_penalty").amount == 0


def test_dwc_07_without_a_fee_nothing_is_billed_and_nothing_late() -> None:
    bill = {"what": "第一年", "amount": "800.00", "billed_on": "2025-03-20", "due_on": "2025-04-01"}
    assert "没有约定服务费" in signed({**TERMS, "fee": "0"}).take("contract_running.invoice", bill).reasons
    story = signed({**TERMS, "fee": ""}).take("contract_running.invoice", bill)
    assert "服务费" in story.reasons
    assert story.by("06-30 09:00").charge("late_payment_penalty").amount == 0
    dearer = {"what": "第一年", "amount": "800.01", "billed_on": "2025-03-20", "due_on": "2025-04-01"}
    assert "超过约定的服务费" in signed().take("contract_running.invoice", dearer).reasons


def test_dwc_08_only_what_the_contract_names_costs() -> None:
    offer = {"parts": "0", "labour": "60.00"}
    assert "合同没有约定" in found("a_use").take("quote.offer", offer).reasons
    assert "合同没有约定" in found("a_use").take("quote.offer", {**offer, "agreed_item": "改造"}).reasons
    assert found("a_use").take("quote.offer", {**offer, "agreed_item": "清洁"}).state == "quote.sent"


@pytest.mark.parametrize(("within", "unit", "due"), [(24, "hours", "06-11 10:00"), (4, "hours", "06-10 14:00"),
                                                     (2, "days", "06-12 23:59")])
def test_dwc_09_the_clock_takes_the_contract_s_own_time(within: int, unit: str, due: str) -> None:
    story = asked("06-10 10:00", {**AGREED, "respond_within": within, "respond_unit": unit})
    clock = story.clock(f"responded_in_{unit}")
    assert clock and clock.due_at and f"{clock.due_at:%m-%d %H:%M}" == due
    assert story.clock("responded_in_days" if unit == "hours" else "responded_in_hours") is None


def test_dwc_10_who_lacks_the_skill_is_not_sent() -> None:
    crew = {"login": "wang", "crew_name": "王师傅", "known": True, "skilled": False, "skill": "水电"}
    story = Story(SERVICE, LEAK, facts={"Agreement": dict(AGREED), "Crew": crew}).take(
        "receive.take_on").take("dispatch_crew.dispatch", {"technician": "wang"})
    assert "没有“水电”技能" in story.reasons
    allowed = Story(SERVICE, LEAK, facts={"Agreement": dict(AGREED), "Crew": crew}).take(
        "receive.take_on").take("dispatch_crew.dispatch", {"technician": "wang"}, override="主管同意带班")
    assert allowed.state == "book.to_book"


def test_dwc_11_what_b_built_badly_is_free_with_material() -> None:
    free = found()
    assert free.open() == {"quote.free", "quote.find_again"} and free.charge("repair_cost").amount == 0
    done = free.take("quote.free").take("work.finish", {**{"parts": "120", "labour": "80"}, "work_done": "换线",
                                                        "people": "王师傅", "done_on": "2025-06-10"})
    assert done.charge("repair_cost").amount == 0
    paid = found("a_use").take("quote.offer", {"parts": "20", "labour": "40", "agreed_item": "清洁"})
    assert "quote.free" not in found("a_use").open() and paid.charge("repair_cost").amount == Decimal("60")
    late = found(completed_on="2023-03-12")
    late.values["contract.warranty"] = "24 months"
    assert late.decision("fault_of_b").outcome == "refer" and late.open() == {"quote.find_again"}
    late.take("quote.find_again", {"cause": "wear", "findings": "老化"})
    assert late.open() == {"quote.offer", "quote.find_again"}
    assert "高于报价" in paid.take("quote.agree", {"channel": "phone"}).take("work.finish", {
        "parts": "20.01", "labour": "40", "work_done": "x", "people": "y", "done_on": "2025-06-10"}).reasons


def test_dwc_12_the_report_goes_to_a() -> None:
    done = found().take("quote.free").take("work.finish", {
        "parts": "0", "labour": "0", "work_done": "换插座", "people": "王师傅", "done_on": "2025-06-10"})
    assert done.state == "hand_report.due" and dict(done.papers()["service_report"].lines)["施工人员"] == "王师傅"
    assert done.take("hand_report.give", {"report_by": "wechat", "report_on": "2025-06-10"}).state == "accept.open"


BILLED = {"what": "第一年", "amount": "1000.00", "billed_on": "2025-05-20", "due_on": "2025-06-01"}


@pytest.mark.parametrize(("day", "days", "owed"), [
    ("06-01 23:59", 0, "0.00"), ("06-02 00:00", 1, "5.00"), ("07-01 09:00", 30, "150.00")])
def test_dwc_13_days_after_the_due_one_cost(day: str, days: int, owed: str) -> None:
    story = signed({**TERMS, "fee": "1000.00"}).take("contract_running.invoice", BILLED, "05-20 09:00").by(day)
    assert story.charge("late_payment_penalty").amount == Decimal(owed)
    assert dict(story.papers()["penalty_sheet"].lines)["甲方逾期天数"] == days


def test_dwc_13_part_payments_lower_the_base_from_the_next_day() -> None:
    story = (signed({**TERMS, "fee": "1000.00"}).take("contract_running.invoice", BILLED, "05-20 09:00")
             .take("contract_running.pay", {"paid": "400.00", "paid_on": "2025-06-05", "paid_reference": "P1"},
                   "06-05 10:00")
             .take("contract_running.pay", {"paid": "600.00", "paid_on": "2025-06-11", "paid_reference": "P2"},
                   "06-11 10:00").by("06-30 09:00"))
    assert story.charge("late_payment_penalty").amount == Decimal("38.00")  # 4 × 5.00 + 6 × 3.00
    settled = story.take("contract_running.settle", {"settled_reference": "W1"})
    assert settled.charge("late_payment_penalty").amount == 0
    again = settled.take("contract_running.settle", {"settled_reference": "W2"})
    assert "没有要结算" in again.reasons


@pytest.mark.parametrize(("fee", "when", "owed", "periods"), [
    ("800.00", "06-10 10:00", "0.00", 0), ("800.00", "06-10 10:01", "4.00", 1), ("800.00", "06-11 10:00", "4.00", 1),
    ("800.00", "06-12 09:00", "8.00", 2), ("", "06-12 09:00", "0.00", 2)])
def test_dwc_14_started_periods_cost_so_much_of_the_fee(fee: str, when: str, owed: str, periods: int) -> None:
    story = asked("06-09 10:00", {**AGREED, "fee": fee}).take("receive.respond", TOLD, when)
    charge = story.charge("late_response_penalty")
    assert charge.amount == Decimal(owed)
    assert (f"{periods} 天" in str(charge.reason)) is bool(periods)
    clock = story.clock("responded_in_hours")
    assert clock and (clock.state == "missed") is bool(periods)


def test_dwc_15_bad_work_is_done_again_free_and_the_loss_claimed() -> None:
    bad = {"meets_standard": False, "fault_seen": "又松了", "loss": "350.00", "loss_items": "冰箱食物 350"}
    story = worked(**bad).take("accept.dispute").take("accept.rule", {"b_at_fault": True, "grounds": "复查属实"})
    assert story.charge("redo_free").amount == 0 and story.charge("loss_to_settle").amount == Decimal("350.00")
    done = story.take("accept.redo")
    assert done.state == "redo_ordered" and done.linked == ["CZ", "SP"]
    fine = worked(meets_standard=True).take("accept.approve")
    assert fine.state == "accepted" and fine.linked == []
    assert "accept.approve" not in worked(**bad).open()
    redo = Story(REDO, {"category": "electrical", "description": "重做", "first_case": "SH-2025-00001"})
    assert redo.state == "dispatch_crew.to_dispatch"


def test_dwc_16_what_b_caused_is_made_good_in_full() -> None:
    claim = {"by_b": True, "losses": "地板 2600", "claimed": "2600.00"}
    story = Story(CLAIM, claim)
    assert story.charge("loss_owed").amount == Decimal("2600.00")
    assert "请先上传" in Story(CLAIM, claim).take("assess_claim.approve", {
        "agreed_sum": "2600.00", "agreed_why": "发票"}).reasons
    settled = story.take("attach", {"purpose": "loss_proof"}).take("assess_claim.approve", {
        "agreed_sum": "2600.00", "agreed_why": "发票"}).take("pay_claim.pay", {
            "claim_paid": "2600.00", "claim_paid_on": "2025-06-09", "claim_reference": "C1"})
    assert settled.state == "claim_paid"
    other = Story(CLAIM, {**claim, "by_b": False}).take("attach", {"purpose": "loss_proof"}).take(
        "assess_claim.approve", {"agreed_sum": "100.00", "agreed_why": "x"})
    assert "不是乙方造成" in other.reasons and other.charge("loss_owed").amount == 0

def test_dwc_15_what_meets_the_standard_is_not_done_again() -> None:
    story = Story(SERVICE, LEAK, facts={"Agreement": dict(AGREED), "Acceptance": {
        "meets_standard": True, "loss": "350.00"}, "FaultRuling": {"b_at_fault": True}})
    assert story.decision("b_admits").outcome == "deny"
    assert [story.charge(each).amount for each in ("redo_free", "loss_to_settle")] == [0, 0]

@pytest.mark.parametrize(("at", "state", "owed"), [("06-11 10:00", "met", "0.00"), ("06-11 10:01", "missed", "4.00")])
def test_dwc_09_14_whoever_agrees_a_visit_has_responded(at: str, state: str, owed: str) -> None:
    agreed = {**AGREED, "fee": "800.00", "rate_b": "0.5", "respond_within": 24, "respond_unit": "hours"}
    booked = (asked("06-10 10:00", agreed).take("receive.take_on").take("dispatch_crew.dispatch", {
        "technician": "wang"}).take("book.book", {"starts": "2025-06-11 14:00", "ends": "2025-06-11 15:00"}, at)
        .by("06-12 09:00"))
    clock = booked.clock("responded_in_hours")
    assert clock and clock.state == state
    assert booked.charge("late_response_penalty").amount == Decimal(owed)
