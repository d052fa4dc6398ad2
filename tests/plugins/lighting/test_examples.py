"""The lamp factory's worked examples: what may be asked for, until when, and what has to be there."""

from decimal import Decimal
from typing import Any

import pytest

from core.domain.errors import InvalidInput
from core.representation import said_trial
from core.sdk import COMPANY, CUSTOMER
from core.translation import Translator
from tests.plugins.lighting.story import (
    APPROVED,
    ASKED,
    BROKEN,
    COMPLETE,
    CONSULTATION,
    EMERGENCY,
    FAULTY,
    FINE,
    FOUND,
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
    UNFIT,
    Story,
    agreed,
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
    unset = Story(REPAIR, BROKEN, "03-03 10:00").take("triage.accept", day="03-03 10:45")
    assert unset.clock("first_response") is None
    took, = [each for each in said_trial(unset.trial, Translator("zh"))["measured"]
             if each["target"] == "first_response"]
    assert (took["seconds"], took["ended_at"] is None) == (45 * 60, False)


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
    assert found.open() == {"inspect_return.inspect_again", "inspect_return.explain"}
    assert found.attach("fault_photo").open() == {"inspect_return.inspect_again", "inspect_return.explain",
                                                  "inspect_return.failed"}


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
