"""Every worked example of the lamp factory's regulation, and the edges of its periods."""

from decimal import Decimal
from typing import Any

import pytest

from core.domain.errors import InvalidInput
from core.sdk import COMPANY, CUSTOMER
from tests.plugins.lighting.story import (
    ADDRESS,
    APPROVED,
    ASKED,
    BROKEN,
    COMPLAINT,
    COMPLETE,
    CONSULTATION,
    EMERGENCY,
    FAULTY,
    FINE,
    FOUND,
    INTACT,
    MAIL_IN,
    MENDED,
    OLD,
    POSTED,
    REPAIR,
    REQUEST,
    RETURN,
    SELF,
    SENT,
    SOLVED,
    TOLD,
    UNFIT,
    WHO,
    Story,
    agreed,
    approved,
    arrived,
    desk,
    diagnosed,
    quoted,
    registered,
    returned,
)

MODELS: dict[str, Any] = {"product__models": ["XD-200"]}


@pytest.mark.parametrize(("model", "open_"), [("XD-200", True), ("ZZ-9", False)])
def test_lfm_03_what_the_factory_did_not_make_can_only_be_asked_about(model: str, open_: bool) -> None:
    story = registered({**BROKEN, "model": model}, **MODELS)
    assert ("triage.mail_in" in story.open()) is open_ is ("triage.visit" in story.open())
    assert ("triage.consult" in story.open()) is not open_
    if not open_:
        assert str(story.decision("company_product").reason) == "“ZZ-9”不是本厂产品,只能咨询"
        assert story.take("triage.consult").state == "to_consultation" and story.linked == ["ZX"]
    goods = Story(RETURN, {**FAULTY, "model": model}, **MODELS).attach("proof")
    assert ("review.approve" in goods.open()) is open_


def test_lfm_04_the_kind_can_be_changed_for_a_reason_and_the_time_of_the_request_stays() -> None:
    story = Story(CONSULTATION, ASKED, "03-18 09:00").take(
        "advise.change_kind", {"now_kind": "repair", "kind_why": "听下来是坏了"}, "03-19 09:00")
    assert story.state == "other_kind" and story.linked == ["JX"]
    for wrong in ({"now_kind": "repair"}, {"now_kind": "consultation", "kind_why": "x"}):
        assert Story(CONSULTATION, ASKED).take("advise.change_kind", wrong).refusal.errors


def test_lfm_05_no_ground_no_return() -> None:
    without = {name: said for name, said in FAULTY.items() if name != "ground"}
    assert "请先填写:退换理由" in Story(RETURN, without).attach("proof").take("review.approve", APPROVED).reasons
    opens = desk().place.registry_of(RETURN).workflows[RETURN].opens
    with pytest.raises(InvalidInput) as wrong:
        opens.load(without, at=Story(RETURN, FAULTY).trial.view.now)
    assert "ground" in wrong.value.errors


def test_lfm_05_the_ground_chooses_period_and_conditions() -> None:
    unfit = Story(RETURN, UNFIT, "03-10 09:00")
    assert str(unfit.decision("return_in_time").reason) == "不合需求,可申请至 2025-03-10"
    assert {each.term for each in unfit.decision("return_in_time").basis} >= {"return.unsuitable_window"}
    assert unfit.decision("packaging_stated").outcome == "allow"
    assert Story(RETURN, {**UNFIT, "packaging_intact": False}, "03-10 09:00").decision(
        "packaging_stated").outcome == "deny"


def test_lfm_06_a_fixed_lamp_is_visited_and_not_posted() -> None:
    posted = registered().take("triage.mail_in", MAIL_IN)
    assert any(each.key == "inbound.arrange" for each in posted.trial.view.offers)
    visited = registered({**BROKEN, "fixed": True}).take(
        "triage.visit", {"suspected": "驱动", "plan": "上门更换", "told_by": "phone", "mode_reason": "吸顶灯已接线"})
    assert visited.state == "on_site.to_agree" and "on_site.appoint" in visited.open()
    assert not any(each.key.startswith(("inbound", "outbound")) for each in visited.trial.view.offers)
    seen = visited.take("on_site.appoint", {"visit_at": "2025-04-02 10:00", "visitor": "吴师傅"}).take(
        "on_site.examine", FOUND, "04-02 10:30").take("quote.free")
    assert "work.finish" not in seen.open()
    assert seen.take("work.finish_there", MENDED).state == "call_back.due"


def test_lfm_06_paid_work_at_home_is_agreed_to_first_as_well() -> None:
    there = registered(OLD).take("triage.visit", {
        "suspected": "驱动", "plan": "上门更换", "told_by": "phone", "mode_reason": "已接线"}).take(
        "on_site.appoint", {"visit_at": "2025-04-02 10:00", "visitor": "吴师傅"}).take("on_site.examine", FOUND)
    assert there.open() == {"quote.offer"}
    there.take("quote.offer", {"parts": "28", "labour": "30"})
    assert {"quote.agree", "quote.refuse_there"} <= there.open() and "quote.refuse" not in there.open()
    assert there.take("quote.refuse_there", {"channel": "in_person"}).state == "quote_refused"


def test_lfm_07_the_response_time_ends_when_somebody_begins() -> None:
    story = Story(REPAIR, BROKEN, "03-03 10:00", request__respond_within="24 h")
    story.take("triage.accept", day="03-03 10:45")
    clock = story.clock("first_response")
    assert clock and clock.ended_at and clock.started_at and clock.state == "met"
    assert (clock.ended_at - clock.started_at).total_seconds() == 45 * 60
    assert Story(REPAIR, BROKEN).clock("first_response") is None


@pytest.mark.parametrize(("day", "allowed"), [("03-18 09:00", True), ("03-18 23:59", True), ("03-19 00:00", False)])
def test_lfm_10_fifteen_days_for_faults(day: str, allowed: bool) -> None:
    story = Story(RETURN, FAULTY, day).attach("proof")
    assert ("review.approve" in story.open()) is allowed
    if allowed:
        assert story.take("review.approve", APPROVED).state == "inbound.to_arrange"
        assert "review.repair_instead" not in Story(RETURN, FAULTY, day).open()
    else:
        assert story.offer("review.repair_instead").open
        refused = Story(RETURN, FAULTY, day).attach("proof").take("review.approve", APPROVED)
        assert refused.reasons == ["质量问题的退换期限已于 2025-03-18 届满"]
        assert story.take("review.repair_instead").state == "to_repair" and story.linked == ["JX"]


def test_lfm_10_an_application_in_time_may_be_looked_at_later() -> None:
    assert Story(RETURN, FAULTY, "03-18 09:00").take("review.ask_papers", {
        "missing": "购买凭证", "told_by": "phone"}).attach("proof").take(
        "review.papers_came", day="03-25 09:00").take("review.approve", APPROVED).state == "inbound.to_arrange"


def test_lfm_10_what_somebody_broke_does_not_come_back() -> None:
    early = Story(RETURN, FAULTY, "03-06 09:00").attach("proof").take("review.look", {"human_damage": True})
    assert early.take("review.approve", APPROVED).reasons == ["人为损坏,不予退换"]
    assert Story(RETURN, {**FAULTY, "normal_use": False}, "03-06 09:00").attach("proof").take(
        "review.approve", APPROVED).reasons == ["不属正常使用"]
    found = returned(day="03-06 09:00").take("inspect_return.inspect", {**FINE, "human_damage": True})
    assert found.open() == {"inspect_return.inspect_again"}
    assert found.attach("fault_photo").open() == {"inspect_return.inspect_again", "inspect_return.failed"}


def test_lfm_10_a_picture_shows_who_broke_it_where_the_business_wants_one() -> None:
    broken = diagnosed(found={"human_damage": True}, damage__photo=True)
    assert broken.take("bench.go_on").reasons == ["判定人为损坏须先上传照片"]
    assert diagnosed(found={"human_damage": True}, damage__photo=True).attach("fault_photo").take(
        "bench.go_on").state == "quote.pending"


@pytest.mark.parametrize("answers", [FAULTY, UNFIT])
def test_lfm_11_lfm_38_every_return_has_its_papers_and_waits_for_them(answers: dict[str, object]) -> None:
    held = Story(RETURN, answers, "03-10 09:00").take("review.approve", APPROVED)
    assert held.reasons == ["请先上传:购买凭证"]
    waits = Story(RETURN, answers, "03-10 09:00").take("review.ask_papers", {"missing": "购买凭证", "told_by": "phone"})
    assert waits.state == "review.papers"
    assert waits.attach("proof").take("review.papers_came", day="03-30 09:00").take(
        "review.approve", APPROVED).state == "inbound.to_arrange"


@pytest.mark.parametrize(("day", "allowed"), [("03-10 23:59", True), ("03-11 00:00", False)])
def test_lfm_12_seven_days_for_what_does_not_suit(day: str, allowed: bool) -> None:
    story = Story(RETURN, UNFIT, day).attach("proof").take("review.approve", APPROVED)
    if allowed:
        assert story.state == "inbound.to_arrange"
    else:
        assert story.reasons == ["不合需求的退换期限已于 2025-03-10 届满"]
        assert Story(RETURN, FAULTY, day).attach("proof").take("review.approve", APPROVED).state
        assert "review.repair_instead" not in Story(RETURN, UNFIT, day).open()


def test_lfm_12_the_days_may_run_from_when_the_goods_came() -> None:
    sold = {"by": "ReturnRequest.sold_through", "rows": [["online", "receipt"], ["*", "purchase"]]}
    online = {**UNFIT, "sold_through": "online", "received_on": "2025-03-08"}
    values = {"return__unsuitable_counted_from": sold}
    assert Story(RETURN, online, "03-15 09:00", **values).decision("return_in_time").outcome == "allow"
    assert Story(RETURN, {**online, "sold_through": "shop"}, "03-15 09:00", **values).decision(
        "return_in_time").outcome == "deny"
    unknown = {name: said for name, said in online.items() if name != "received_on"}
    assert Story(RETURN, unknown, "03-15 09:00", **values).decision("return_in_time").outcome == "needs"


@pytest.mark.parametrize(("missing", "why"), [
    ("packaging_intact", "原包装不完好"), ("accessories_complete", "配件不齐全")])
def test_lfm_13_opened_or_incomplete_goods_are_not_taken_back(missing: str, why: str) -> None:
    assert Story(RETURN, {**UNFIT, missing: False}, "03-10 09:00").attach("proof").take(
        "review.approve", APPROVED).reasons == [why]


def test_lfm_13_a_missing_remote_control_is_sent_back_with_the_lamp() -> None:
    found = returned(UNFIT).take("inspect_return.inspect", {**COMPLETE, "accessories_found": False})
    found.attach("fault_photo")
    assert "inspect_return.passed" not in found.open() and found.decision("inspection_passed").outcome == "deny"
    found.take("inspect_return.failed", {"why": "缺遥控器", "told_by": "phone"})
    assert found.state == "send_back.waiting"
    found.take("send_back.return_goods", SENT, "03-15 10:00").take("send_back.arrived_back", day="03-18 10:00")
    assert found.state == "sent_back"


@pytest.mark.parametrize(("bought", "day", "free"), [
    ("2024-04-03", "2025-04-03 23:59", True), ("2024-04-03", "2025-04-04 00:00", False),
    ("2024-02-29", "2025-02-28 10:00", True), ("2024-02-29", "2025-03-01 10:00", False)])
def test_lfm_14_the_last_day_of_the_warranty(bought: str, day: str, free: bool) -> None:
    story = Story(REPAIR, {**BROKEN, "bought_on": bought}, day)
    assert story.decision("in_warranty").outcome == ("allow" if free else "deny")


def test_lfm_14_in_out_or_excluded() -> None:
    assert diagnosed().take("bench.go_on").open() == {"quote.free"}
    excluded = diagnosed(found={"human_damage": True}).take("bench.go_on")
    assert excluded.open() == {"quote.offer"}
    assert str(excluded.decision("repair_is_free").reason) == "人为损坏,不在免费保修之列"
    assert quoted().decision("repair_is_free").outcome == "deny"


def test_lfm_14_without_proof_the_label_counts_and_the_manager_agrees() -> None:
    none = {**BROKEN, "proof": "none", "produced_on": "2025-01-10"}
    assert registered(none).decision("in_warranty").outcome == "needs"
    assert registered(none, coverage__without_proof="by_production").decision("in_warranty").outcome == "refer"
    assert registered(none, coverage__without_proof="deny").decision("in_warranty").outcome == "deny"


def test_lfm_15_no_test_before_the_lamp_is_there() -> None:
    assert registered().take("bench.diagnose", FOUND).reasons[0].startswith("尚未完成:")
    waits = registered().take("triage.mail_in", MAIL_IN).take("inbound.arrange", SELF).take("inbound.post", POSTED)
    assert waits.take("bench.diagnose", FOUND).reasons[0].startswith("尚未完成:")
    assert arrived().take("bench.diagnose", FOUND).state == "bench.found"


def test_lfm_16_a_repair_in_the_warranty_costs_the_customer_nothing() -> None:
    mended = (diagnosed().take("bench.go_on").take("quote.free")
              .take("work.finish", {**MENDED, "parts": "28.00", "labour": "0"}, "04-08 10:00")
              .take("outbound.ship", SENT).take("outbound.deliver", day="04-10 10:00")
              .take("call_back.call", SOLVED, "04-11 10:00").take("call_back.close"))
    assert mended.state == "solved"
    fee = mended.charge("repair_fee")
    assert (fee.owed_by(CUSTOMER), fee.owed_by(COMPANY)) == (Decimal(0), Decimal("28.00"))


def test_lfm_17_afterwards_what_it_cost() -> None:
    fee = agreed().take("work.finish", MENDED, "04-08 10:00").charge("repair_fee")
    assert (fee.payer, fee.amount) == (CUSTOMER, Decimal("58.00"))


def test_lfm_18_no_paid_work_before_consent_and_none_above_it() -> None:
    assert quoted().take("work.finish", MENDED).reasons[0].startswith("尚未完成:")
    dearer = agreed().take("work.finish", {**MENDED, "parts": "45.00"})
    assert dearer.reasons == ["实际费用 75.00 高于报价 58.00,须重新报价并征得同意"]
    again = agreed().take("work.dearer").take("quote.offer", {"parts": "45.00", "labour": "30.00"}, "04-05 09:00")
    assert "quote.agree" in again.open()
    assert again.take("work.finish", {**MENDED, "parts": "45.00"}).reasons[0].startswith("尚未完成:")
    confirmed = agreed().take("work.dearer").take(
        "quote.offer", {"parts": "45.00", "labour": "30.00"}, "04-05 09:00").take(
        "quote.agree", {"channel": "phone", "amount": "75.00"}, "04-05 10:00").take(
        "work.finish", {**MENDED, "parts": "45.00"}, "04-08 10:00")
    assert confirmed.state == "outbound.due"
    cheaper = agreed().take("work.finish", {**MENDED, "labour": "22.00"})
    assert cheaper.charge("repair_fee").amount == Decimal("50.00")
    half = quoted().take("quote.agree", {"channel": "phone", "amount": "40.00"})
    assert half.reasons == ["客户只同意 40.00,报价为 58.00"]


def test_lfm_18_an_old_quote_lapses_and_the_lamp_goes_back() -> None:
    assert "quote.lapse" not in quoted().offers()
    clock = quoted(quote__valid="7 days").clock("step:quote.lapse")
    assert clock and clock.due_at and clock.due_at.date().isoformat() == "2025-04-11"


@pytest.mark.parametrize("channel", ["phone", "email", "online_chat", "shop", "web"])
def test_lfm_19_every_channel_makes_the_same_case(channel: str) -> None:
    assert Story(CONSULTATION, {**ASKED, "channel": channel}).state == "advise.asked"


@pytest.mark.parametrize("kind", [REQUEST, CONSULTATION, REPAIR, EMERGENCY, RETURN])
@pytest.mark.parametrize("missing", ["channel", "contact_name", "contact_phone", "description", "model"])
def test_lfm_20_what_has_to_be_taken_down(kind: str, missing: str) -> None:
    here = desk().trials.facts(kind, ("lighting/factory-mail-in",))
    answers = {name: said for name, said in {**BROKEN, **FAULTY, **ASKED}.items()
               if name in here.workflow.opens.fields and name != missing}
    with pytest.raises(InvalidInput) as wrong:
        here.workflow.opens.load(answers, at=Story(RETURN, FAULTY).trial.view.now, asked=here.asked)
    assert list(wrong.value.errors) == [missing]


def test_lfm_21_an_answer_within_twenty_four_hours() -> None:
    asked = Story(CONSULTATION, ASKED, "03-03 10:00")
    clock = asked.clock("consultation_answered")
    assert clock and clock.due_at and clock.due_at.isoformat() == "2025-03-04T10:00:00+08:00"
    called = Story(CONSULTATION, ASKED, "03-03 10:00").take("contacted", {"reached": True}, "03-03 11:00")
    still = called.clock("consultation_answered")
    assert still and still.ended_at is None
    answered = asked.take("advise.answer", {"reply": "长按配对键 5 秒", "told_by": "phone"}, "03-04 10:00")
    met = answered.clock("consultation_answered")
    assert met and met.state == "met"
    late = Story(CONSULTATION, ASKED, "03-03 10:00").by("03-04 10:01").clock("consultation_answered")
    assert late and late.state == "missed"


def test_lfm_22_only_what_meets_the_conditions_comes_back() -> None:
    unsure = Story(RETURN, FAULTY).attach("proof").take("review.approve", {**APPROVED, "conditions_met": False})
    assert unsure.reasons == ["客服确认符合条件:“材料齐全,符合退换条件”为否"]
    assert Story(RETURN, FAULTY).take("review.decline", {"told_by": "phone"}).refusal.errors.keys() == {"why"}
    declined = Story(RETURN, FAULTY).take("review.decline", {"why": "不符合", "told_by": "phone"})
    assert declined.state == "turned_down" and "return_slip" not in declined.papers()


def test_lfm_23_money_goes_back_where_it_came_from() -> None:
    due = returned().take("inspect_return.inspect", FINE).take("inspect_return.passed").take("remedy.refund")
    assert due.offer("pay_back.pay").proposed == {"amount": "120.00", "method": "wechat_pay"}
    paid = {"amount": "120.00", "method": "cash", "paid_on": "2025-03-14", "reference": "X1"}
    assert due.take("pay_back.pay", paid).refusal.decisions[0].outcome == "refer"
    same = returned().take("inspect_return.inspect", FINE).take("inspect_return.passed").take("remedy.refund").take(
        "pay_back.pay", {**paid, "method": "wechat_pay"})
    assert same.state == "refunded"
    twice = returned().take("inspect_return.inspect", FINE).take("inspect_return.passed").take("remedy.refund").take(
        "pay_back.pay", {**paid, "method": "wechat_pay", "amount": "120.01"})
    assert twice.refusal.decisions[-1].outcome == "deny"


def test_lfm_24_technicians_decide_before_anything_is_posted() -> None:
    assert registered().take("inbound.arrange", SELF).reasons == ["尚未完成:初判"]
    assert registered().take("triage.mail_in", MAIL_IN).take("inbound.arrange", SELF).state == "inbound.asked"


def test_lfm_25_a_waybill_before_it_is_on_its_way() -> None:
    asked = registered().take("triage.mail_in", MAIL_IN).take("inbound.arrange", SELF)
    assert asked.take("inbound.post", {"carrier": "顺丰"}).refusal.errors.keys() == {"waybill"}
    assert asked.trial.view.row.state == "inbound.asked"
    posted = registered().take("triage.mail_in", MAIL_IN).take("inbound.arrange", SELF).take("inbound.post", POSTED)
    assert posted.state == "inbound.transit"


def test_lfm_26_picked_up_or_posted() -> None:
    ready = registered().take("triage.mail_in", MAIL_IN)
    assert ready.take("inbound.arrange", {"mode": "pickup"}).refusal.errors.keys() == {"pickup_at", "pickup_address"}
    fetched = registered().take("triage.mail_in", MAIL_IN).take("inbound.arrange", {
        "mode": "pickup", "pickup_at": "2025-04-01 10:00", "pickup_address": "西湖路 1 号"})
    assert fetched.take("inbound.picked_up", POSTED).state == "inbound.transit"


def test_lfm_27_lfm_28_who_pays_the_freight() -> None:
    free = diagnosed().take("bench.go_on").take("quote.free").take("work.finish", MENDED).take("outbound.ship", SENT)
    there, back = free.charge("repair_freight_in"), free.charge("repair_freight_out")
    assert (there.payer, there.reimbursable) == (COMPANY, Decimal("18.00"))
    assert (back.payer, back.reimbursable) == (COMPANY, Decimal(0))
    other: dict[str, Any] = {"freight__otherwise": "customer"}
    paid = agreed(**other).take("work.finish", MENDED).take("outbound.ship", SENT)
    assert (paid.charge("repair_freight_in").payer, paid.charge("repair_freight_out").payer) == (CUSTOMER, CUSTOMER)
    assert agreed().charge("repair_freight_in").outcome == "needs"
    assert returned().charge("return_freight_in").payer == COMPANY
    assert returned(freight__quality_return="customer").charge("return_freight_in").payer == CUSTOMER
    assert returned(UNFIT).charge("return_freight_in").payer == CUSTOMER
    broken = returned(**other).take("inspect_return.inspect", {**FINE, "human_damage": True})
    assert broken.charge("return_freight_in").payer == CUSTOMER


def test_lfm_29_what_is_not_sorted_yet_waits_to_be() -> None:
    waits = Story(REQUEST, {**WHO, "description": "灯有点问题"})
    assert waits.state == "sort.waiting"
    assert waits.take("sort.classify", {"now_kind": "returns"}, "03-18 10:00").state == "sorted"
    assert waits.linked == ["TH"]


def test_lfm_33_help_to_help_oneself_ends_when_it_has_helped() -> None:
    guided = registered().take("triage.guide", {"guidance": "断电后重插驱动插头", "told_by": "phone"})
    assert guided.take("self_repair.report", {"worked": False}).open() == {"self_repair.did_not_work"}
    helped = registered().take("triage.guide", {"guidance": "重插", "told_by": "phone"}).take(
        "self_repair.report", {"worked": True}).take("self_repair.worked")
    assert helped.state == "self_repaired"


def test_lfm_34_scrapping_is_the_customers_to_decide() -> None:
    scrap = {"advised": "scrap", "advised_why": "维修费高于灯价", "estimate": "150.00"}
    without = {"advised": "scrap", "estimate": "150.00"}
    assert arrived(OLD).take("bench.diagnose", {**FOUND, **without}).refusal.errors.keys() == {"advised_why"}
    waits = diagnosed(OLD, scrap)
    assert waits.take("bench.go_on").reasons == ["请先填写:客户决定"]
    for chosen, step, state in (("repair", "go_on", "quote.pending"), ("scrap", "scrap", "scrapped"),
                                ("send_back", "hand_back", "send_back.waiting")):
        decided = diagnosed(OLD, scrap).take("bench.record_choice", {"chosen": chosen, "told_by": "phone"})
        assert decided.open() & {"bench.go_on", "bench.scrap", "bench.hand_back"} == {f"bench.{step}"}
        assert decided.take(f"bench.{step}").state == state
    other = diagnosed(OLD, scrap).take("bench.record_choice", {"chosen": "scrap", "told_by": "phone"}).take(
        "bench.diagnose_again", {**FOUND, **scrap}, "04-04 09:00")
    assert "bench.scrap" not in other.open()


def test_lfm_35_lfm_45_what_is_mended_is_sent() -> None:
    done = diagnosed().take("bench.go_on").take("quote.free").take("work.finish", MENDED)
    assert done.state == "outbound.due"
    assert done.take("outbound.ship", {**SENT, "customer_told": False}).reasons == [
        "已通知客户收件:“已通知客户收件”为否"]
    assert {"waybill_out"} == diagnosed().take("bench.go_on").take("quote.free").take("work.finish", MENDED).take(
        "outbound.ship", {**SENT, "waybill_out": ""}).refusal.errors.keys()


def test_lfm_37_what_the_carrier_broke_is_not_the_customers_doing() -> None:
    broken = diagnosed(found={"human_damage": True}, facts={"Trouble": {"problem": "damage"}},
                       freight__otherwise="customer")
    assert broken.charge("repair_freight_in").payer == COMPANY
    assert broken.take("bench.go_on").reasons == ["包裹登记了运输损坏,判定人为损坏须主管批准"]


def test_lfm_39_one_slip_after_approval_and_none_before() -> None:
    assert "return_slip" not in Story(RETURN, FAULTY).papers()
    story = approved()
    assert "return_slip" in story.papers()
    slips = [each for each in story.trial.view.case.forms if type(each).__name__ == "Slip"]
    assert [each.dump()["slip_no"] for each in slips] == ["TD-2025-00001"]
    assert approved().take("review.approve", APPROVED).refusal.step == "review.approve"


def test_lfm_40_nobody_posts_into_the_blue() -> None:
    story = approved()
    story.values.clear()
    assert story.take("inbound.arrange", SELF).reasons == ["请先设定:寄件收件地址"]
    assert ADDRESS and approved().take("inbound.arrange", SELF).state == "inbound.asked"


def test_lfm_41_no_money_before_quality_has_looked() -> None:
    paid = {"amount": "120.00", "method": "wechat_pay", "paid_on": "2025-03-14", "reference": "X1"}
    assert returned().take("pay_back.pay", paid).refusal.step == "pay_back.pay"
    passed = returned().take("inspect_return.inspect", FINE).take("inspect_return.passed")
    assert "remedy.refund" in passed.open() and "remedy.exchange" not in passed.open()
    changed = passed.take("remedy.confirm_wish", {"wish_now": "exchange", "told_by": "phone"})
    assert "remedy.exchange" in changed.open() and "remedy.refund" not in changed.open()
    broken = returned().take("inspect_return.inspect", {**FINE, "human_damage": True})
    assert broken.take("inspect_return.passed").reasons == ["人为损坏"]
    assert returned().take("inspect_return.inspect", {**FINE, "human_damage": True}).attach("fault_photo").take(
        "inspect_return.failed", {"told_by": "phone"}).refusal.errors.keys() == {"why"}


def test_lfm_42_an_exchange_ends_when_the_customer_says_so() -> None:
    wish = {**FAULTY, "wish": "exchange"}
    sent = (returned(wish).take("inspect_return.inspect", FINE).take("inspect_return.passed").take("remedy.exchange")
            .take("outbound.ship", SENT, "03-18 10:00").take("outbound.deliver", day="03-20 10:00"))
    assert sent.state == "confirm.waiting" and sent.charge("return_freight_out").payer == COMPANY
    assert sent.take("confirm.confirm", {"confirmed": False}).reasons == ["客户确认:“客户确认收到且无误”为否"]
    wrong = (returned(wish).take("inspect_return.inspect", FINE).take("inspect_return.passed").take("remedy.exchange")
             .take("outbound.ship", SENT, "03-18 10:00").take("outbound.deliver", day="03-20 10:00")
             .take("confirm.reject", {"rejected_why": "发错颜色"}))
    assert wrong.state == "remedy.open"


def test_lfm_43_the_number_for_the_parcel() -> None:
    assert {"registration_slip", "parcel_label", "how_repair_works"} <= registered().papers()


def test_lfm_44_plan_and_date_are_told_and_told_again() -> None:
    silent = arrived().take("bench.diagnose", FOUND).take("bench.go_on")
    assert silent.reasons == ["请先填写:已告知维修方案"]
    working = diagnosed().take("bench.go_on").take("quote.free").take(
        "work.postpone", {"expected_on": "2025-04-15", "delay_why": "等配件"}, "04-09 10:00")
    due = working.clock("repaired_by_date")
    assert due and due.due_at and due.due_at.date().isoformat() == "2025-04-15"
    assert working.take("work.finish", MENDED, "04-14 10:00").reasons == ["预计完成日期为 2025-04-15,须再告知客户"]
    told = diagnosed().take("bench.go_on").take("quote.free").take(
        "work.postpone", {"expected_on": "2025-04-15", "delay_why": "等配件"}, "04-09 10:00").take(
        "work.tell_date", {**TOLD, "time_told": "2025-04-15"}, "04-09 10:05").take("work.finish", MENDED, "04-14 10:00")
    assert told.state == "outbound.due"
    clock = arrived(repair__diagnose_within="2 working days").clock("diagnosed")
    assert clock and clock.due_at and clock.due_at.date().isoformat() == "2025-04-08"  # 4 to 6 April are holidays


@pytest.mark.parametrize(("solved", "state"), [(True, "solved"), (False, "triage.pending")])
def test_lfm_46_asked_whether_it_is_settled(solved: bool, state: str) -> None:
    called = (diagnosed().take("bench.go_on").take("quote.free").take("work.finish", MENDED)
              .take("outbound.ship", SENT).take("outbound.deliver", day="04-10 10:00")
              .take("call_back.call", {**SOLVED, "solved": solved}, "04-11 10:00"))
    assert called.take("call_back.close" if solved else "call_back.again").state == state


def test_lfm_47_the_customer_may_decline() -> None:
    refused = quoted(freight__otherwise="customer").take("quote.refuse", {"channel": "phone"}).take(
        "send_back.return_goods", SENT)
    assert refused.charge("repair_freight_out").payer == CUSTOMER
    assert refused.take("send_back.arrived_back", day="04-09 10:00").state == "sent_back"


@pytest.mark.parametrize(("kind", "answers", "stage"), [
    (RETURN, FAULTY, "review"), (REPAIR, BROKEN, "triage"), (CONSULTATION, ASKED, "advise")])
def test_lfm_48_explained_first_then_the_manager(kind: str, answers: dict[str, object], stage: str) -> None:
    rude = Story(kind, answers, "04-12 09:00")
    assert rude.take(f"{stage}.escalate").refusal.decisions[0].outcome == "needs"
    said = {"explained": "超过 15 天不能退,可以保修", "insists": True}
    up = Story(kind, answers, "04-12 09:00").take(f"{stage}.explain", said).take(f"{stage}.escalate")
    assert up.state == "supervise.waiting"
    assert up.take("supervise.uphold", {"ruling": "按制度不退"}).state == "unsettled"
    calm = Story(kind, answers).take(f"{stage}.explain", {**said, "insists": False}).take(f"{stage}.escalate")
    assert calm.reasons == ["客户已接受讲解,不必上报"]


def test_lfm_48_what_the_manager_concedes_goes_on() -> None:
    said = {"explained": "超过 15 天不能退", "insists": True}
    back = Story(RETURN, FAULTY, "04-12 09:00").take("review.explain", said).take("review.escalate").take(
        "supervise.concede", {"ruling": "老客户,同意退货"})
    assert back.state == "inbound.to_arrange" and "return_slip" in back.papers()
    back.take("inbound.arrange", SELF).take("inbound.post", POSTED).take("inbound.receive", INTACT, "04-15 10:00").take(
        "inspect_return.inspect", FINE).take("inspect_return.passed")
    assert back.offer("remedy.refund").outcome == "needs"
    assert back.take("remedy.note_payment", {"price": "120", "paid_by": "alipay"}).take(
        "remedy.refund").state == "pay_back.due"
    mended = registered(OLD).take("triage.explain", said).take("triage.escalate").take(
        "supervise.concede", {"ruling": "同意收下检修"})
    assert mended.take("inbound.arrange", SELF).state == "inbound.asked"


LEAK = {**BROKEN, "fault": "leak", "description": "摸开关时手发麻"}


@pytest.mark.parametrize("answers", [LEAK, {**BROKEN, "description": "开灯就漏电"}, {**BROKEN, "dangerous": True}])
def test_lfm_49_stop_using_it_comes_first(answers: dict[str, object]) -> None:
    danger = registered(answers, safety__stop_use_within="15 minutes")
    assert danger.open() == {"triage.warn", "triage.change_kind"} and danger.trial.view.row.safety
    clock = danger.clock("stop_use_told")
    assert clock and clock.due_at and clock.due_at.isoformat() == "2025-03-31T09:15:00+08:00"
    warned = danger.take("triage.warn", {"stopped": True, "told_by": "phone"}, "03-31 09:06")
    met = warned.clock("stop_use_told")
    assert "triage.mail_in" in warned.open() and met and met.state == "met"


def test_lfm_49_safe_lamps_have_no_such_clock() -> None:
    safe = registered(safety__stop_use_within="15 minutes")
    clock = safe.clock("stop_use_told")
    assert not safe.trial.view.row.safety and clock and clock.state == "idle"
    assert "triage.mail_in" in safe.open()


def test_lfm_49_an_emergency_begins_with_the_warning() -> None:
    call = Story(EMERGENCY, LEAK, "03-31 09:00", safety__stop_use_within="15 minutes")
    assert call.state == "stop_using.danger" and call.open() == {"stop_using.warn_customer"}
    assert call.take("stop_using.warn_customer", {"stopped": False, "told_by": "phone"}).reasons == [
        "客户已停用:“已告知客户立即停用、断开电源”为否"]
    told = Story(EMERGENCY, {**LEAK, "dangerous": True, "stop_told": True}, "03-31 09:00",
                 safety__stop_use_within="15 minutes")
    clock = told.clock("stop_use_told")
    assert clock and clock.state == "met" and "stop_using.told_already" in told.open()
    assert told.take("stop_using.told_already").take("triage.mail_in", MAIL_IN).state == "inbound.to_arrange"


@pytest.mark.parametrize(("kind", "answers", "step", "form"), [
    (CONSULTATION, ASKED, "advise.answer", {"reply": "x", "told_by": "phone"}),
    (RETURN, FAULTY, "review.approve", APPROVED)])
def test_lfm_49_danger_in_any_request(kind: str, answers: dict[str, object], step: str,
                                      form: dict[str, object]) -> None:
    story = Story(kind, {**answers, "description": "外壳漏电"}).attach("proof").take(step, form)
    assert story.reasons == ["有安全风险(漏电):先告知客户立即停用、断开电源"]
    warned = Story(kind, {**answers, "description": "外壳漏电"}).attach("proof").take(
        f"{step.partition('.')[0]}.warn", {"stopped": True, "told_by": "phone"}).take(step, form)
    assert warned.state != story.trial.view.row.state


def test_lfm_55_the_refund_has_its_days() -> None:
    due = returned(day="03-06 09:00", refund__within="7 days")
    due.events[-1]["at"] = due.trial.view.now.replace(day=10, hour=10)
    clock = due.by("03-10 12:00").clock("refunded_in_time")
    assert clock and clock.due_at and clock.due_at.date().isoformat() == "2025-03-17"


def test_lfm_56_a_complaint_is_settled_with_the_customer() -> None:
    told = {"about": "师傅没来", "channel": "phone"}
    heard = Story(COMPLAINT, told).take("investigate.look_into", {
        "cause": "delay", "department": "客服部", "finding": "漏登记"}).take(
        "respond.answer", {"reply": "致歉并补约", "channel": "phone"})
    agreed_ = heard.take("respond.hear", {"agreed": True})
    assert "respond.appeal" not in agreed_.open()
    assert agreed_.take("respond.settle").state == "settled"
