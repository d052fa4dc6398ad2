"""The lamp factory's worked examples, from the first answer on: decided, sent, mended, paid, settled."""

from decimal import Decimal
from typing import Any

import pytest

from core.sdk import COMPANY, CUSTOMER
from tests.plugins.lighting.story import (
    ADDRESS,
    APPROVED,
    ASKED,
    BROKEN,
    COMPLAINT,
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
    diagnosed,
    quoted,
    registered,
    returned,
)

MODELS: dict[str, Any] = {"product__models": ["XD-200"]}


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


def test_lfm_48_what_failed_the_inspection_goes_to_the_manager_too() -> None:
    failed = returned().take("inspect_return.inspect", {**FINE, "human_damage": True})
    assert failed.take("inspect_return.escalate").refusal.decisions[0].outcome == "needs"
    up = returned().take("inspect_return.inspect", {**FINE, "human_damage": True}).take(
        "inspect_return.explain", {"explained": "摔坏的不退", "insists": True}).take("inspect_return.escalate")
    assert up.state == "reconsider.waiting"
    assert up.take("reconsider.concede", {"ruling": "老客户,同意"}).state == "remedy.open"
    fine = returned().take("inspect_return.inspect", FINE)
    assert "inspect_return.escalate" not in fine.open() and "inspect_return.passed" in fine.open()
    down = returned().take("inspect_return.inspect", {**FINE, "human_damage": True}).take(
        "inspect_return.explain", {"explained": "摔坏的不退", "insists": True}).take("inspect_return.escalate").take(
        "reconsider.uphold", {"ruling": "维持"})
    assert down.state == "send_back.waiting"


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
    assert story.trial.view.row.suggested_step == f"{step.partition('.')[0]}.warn"
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


@pytest.mark.parametrize(("price", "amount"), [("150.00", "30.00"), ("120.00", "0.00"), ("99.50", "-20.50")])
def test_lfm_41_another_model_goes_out_once_its_difference_is_settled(price: str, amount: str) -> None:
    passed = returned().take("inspect_return.inspect", FINE).take("inspect_return.passed")
    assert "remedy.difference" not in passed.open()
    other = passed.take("remedy.confirm_wish", {"wish_now": "exchange", "exchange_for": "XD-300"})
    assert "remedy.exchange" not in other.open()
    settled = other.take("remedy.difference", {"new_price": price, "agreed_by": "phone"})
    assert "remedy.exchange" in settled.open()
    found = settled.charge("exchange_difference")
    assert (found.amount, found.payer) == (Decimal(amount), CUSTOMER)
    money_back = settled.take("remedy.confirm_wish", {"wish_now": "refund"}).charge("exchange_difference")
    assert money_back.amount == 0
