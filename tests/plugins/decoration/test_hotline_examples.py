"""The hotline regulation's worked examples, each by its clause."""

import pytest

from core.domain.rulebook import Rulebook
from tests.plugins.decoration.story import (
    AGREED,
    APPRAISAL,
    HOTLINE_POLICY,
    LEAK,
    SERVICE,
    TOLD,
    Story,
    answered,
    desk,
    hotline,
)

FOUND = {"cause": "wear", "findings": "正常老化"}
ANSWER = {"reply": "已安排修补", "channel": "phone"}
LOOKED = {"cause": "service", "department": "工程部", "finding": "属实"}


def test_dhl_02_03_building_wants_a_contract_and_design_says_what_for() -> None:
    build = {"need": "construction", "category": "tiling", "description": "做地面"}
    assert "缺少合同" in hotline(build).take("receive.to_construction").reasons
    under = Story(SERVICE, build, facts={"Agreement": dict(AGREED)}, policy=HOTLINE_POLICY)
    assert under.take("receive.to_construction").state == "build.with_builders"
    design = hotline({**build, "need": "design", "deliverable": "rendering"})
    assert design.take("receive.to_construction").state == "build.with_builders"


@pytest.mark.parametrize(("day", "free"), [("2026-03-12 23:59", True), ("2026-03-13 00:00", False)])
def test_dhl_04_upkeep_is_free_until_the_last_day(day: str, free: bool) -> None:
    said = {"need": "upkeep", "category": "carpentry", "description": "柜门保养", "completed_on": "2025-03-12"}
    story = hotline(said, day, upkeep__period="12 months").take("receive.take_on").take(
        "find_cause.find", {"cause": "wear", "findings": "合页松"})
    assert story.decision("upkeep_free").outcome == ("allow" if free else "deny")
    assert story.open() - {"quote.find_again"} == ({"quote.free_upkeep"} if free else {"quote.offer"})
    blank = hotline(said, day).take("receive.take_on").decision("upkeep_free")
    assert (blank.outcome, blank.missing) == ("needs", "upkeep.period")


def test_dhl_05_what_is_beyond_the_contract_has_a_price_first() -> None:
    order = {"materials_wanted": "瓷砖 20 箱", "trigger": "consumer_request"}
    delivery = {**LEAK, "need": "delivery"}
    assert "先定价格" in hotline(delivery).take("receive.order_delivery", order).reasons
    assert hotline(delivery).take("receive.order_delivery", {**order, "price": "300.00"}).state == "deliver.ordered"
    inside = hotline(delivery).take("receive.order_delivery", {**order, "trigger": "contract"})
    assert inside.take("deliver.fitted").state == "delivered"


def test_dhl_08_a_day_by_the_clock_for_requests_and_complaints_alike() -> None:
    for story in (hotline(day="05-03 10:00"), answered(day="05-03 10:00")):
        clock = story.clock("responded")
        assert clock and clock.due_at and f"{clock.due_at:%m-%d %H:%M}" == "05-04 10:00"
    met = hotline(day="05-03 10:00").take("receive.respond", TOLD, "05-04 10:00").clock("responded")
    assert met and met.state == "met"
    late = hotline(day="05-03 10:00").take("receive.respond", TOLD, "05-04 10:01").clock("responded")
    assert late and late.state == "missed"


@pytest.mark.parametrize(("kind", "received", "due"), [
    ("complaint", "05-16 16:00", "05-21"), ("feedback", "05-16 16:00", "05-21"),
    ("complaint", "04-25 16:00", "04-29"),  # Sunday 27 April is a make-up day
    ("complaint", "04-30 09:00", "05-08"), ("complaint", "09-26 17:00", "09-30")])
def test_dhl_10_three_working_days_for_both_kinds(kind: str, received: str, due: str) -> None:
    story = answered(kind, received)
    clock = story.clock("complaint_answered")
    assert clock and clock.due_at and f"{clock.due_at:%m-%d %H:%M}" == f"{due} 23:59"
    first = story.take("verify.respond", TOLD)
    told, owed = first.clock("responded"), first.clock("complaint_answered")
    assert told and told.state == "met" and owed and owed.open, "a first response answers nothing"


def test_dhl_09_the_beginning_of_the_investigation_is_a_promise() -> None:
    story = answered(day="05-16 10:00")
    assert story.clock("investigation_begun") is None
    set_ = Story("decoration.complaint", {"about": "墙裂", "channel": "phone", "sort": "complaint"}, "05-16 10:00",
                 policy=HOTLINE_POLICY, complaint__begin_within="2 h").take(
                     "verify.begin", {"investigator": "李工"}, "05-16 12:00")
    clock = set_.clock("investigation_begun")
    assert clock and clock.state == "met" and set_.state == "verify.looking"


def test_dhl_11_only_the_satisfied_are_closed_or_a_manager_after_three_attempts() -> None:
    def unhappy(times: int) -> Story:
        story = hotline(satisfied__follow_ups=3, upkeep__period="unset", satisfied__score=4).take(
            "receive.take_on").take("find_cause.find", FOUND).take("quote.offer", {"parts": "0", "labour": "60"}).take(
            "quote.agree", {"channel": "phone"}).take("work.finish", {
                "parts": "0", "labour": "60", "work_done": "检查", "people": "王", "done_on": "2025-06-09"})
        for _ in range(times):
            story.take("satisfy.ask", {"satisfied": False, "score": 2, "attitude": 3}).take(
                "satisfy.follow_up", {"next_action": "再上门"})
        return story.take("satisfy.ask", {"satisfied": False, "score": 2, "attitude": 3})

    assert "satisfy.close" not in unhappy(0).open()
    assert "满 3 次" in unhappy(2).take("satisfy.force", {"close_why": "已尽力"}).reasons
    assert unhappy(3).take("satisfy.force", {"close_why": "已尽力"}).state == "forced_close"
    happy = unhappy(1).take("satisfy.follow_up", {"next_action": "再看"})
    assert happy.take("satisfy.ask", {"satisfied": True, "attitude": 5}).take("satisfy.close").state == "satisfied"
    scored = unhappy(0).take("satisfy.follow_up", {"next_action": "再看"}).take(
        "satisfy.ask", {"satisfied": False, "score": 4, "attitude": 4})
    assert "satisfy.close" in scored.open()


def test_dhl_11_a_complaint_goes_on_until_its_customer_agrees() -> None:
    story = answered().take("verify.begin", {"investigator": "李工"}).take("verify.look_into", LOOKED).take(
        "respond.answer", ANSWER).take("respond.hear", {"agreed": False, "why_not": "还在裂"})
    clock = story.clock("complaint_answered")
    assert clock and clock.state == "met" and "respond.settle" not in story.open()
    assert "满 3 次" in story.take("respond.appeal").take("appeal.conclude", {"ruling": "x"}).reasons


def test_dhl_12_material_is_shown_to_be_of_the_standard() -> None:
    done = {"parts": "0", "labour": "60", "work_done": "补漆", "people": "王", "done_on": "2025-06-09",
            "materials": "乳胶漆"}
    story = hotline(upkeep__period="unset").take("receive.take_on").take("find_cause.find", FOUND).take(
        "quote.offer", {"parts": "0", "labour": "60"}).take("quote.agree", {"channel": "phone"})
    assert story.state == "work.working"
    assert "请上传合格证" in story.take("work.finish", done).reasons
    shown = hotline(upkeep__period="unset").take("receive.take_on").take("find_cause.find", FOUND).take(
        "quote.offer", {"parts": "0", "labour": "60"}).take("quote.agree", {"channel": "phone"}).take(
        "attach", {"purpose": "material_certificate"}).take("work.finish", done)
    assert shown.state == "satisfy.asking"


@pytest.mark.parametrize(("weights", "outcome"), [
    ((30, 40, 30), "refer"), ((50, 30, 20), "allow"), ((40, 40, 20), "refer"), ((50, 30, 30), "deny")])
def test_dhl_21_satisfaction_weighs_most(weights: tuple[int, int, int], outcome: str) -> None:
    said = dict(zip(("satisfaction_weight", "speed_weight", "quality_weight"), weights, strict=True))
    scores = {"person": "王师傅", "satisfaction_score": 90, "speed_score": 80, "quality_score": 70}
    story = Story(APPRAISAL, {**said, "period": "2025 Q2"}, policy=HOTLINE_POLICY)
    assert story.decision("satisfaction_is_major").outcome == outcome
    story.take("appraise.score", scores)
    if outcome == "allow":
        assert story.state == "appraise.scored" and "83.0" in str(story.decision("weighted_score").reason)
    else:
        assert story.trial.refused


def test_training_rewards_and_sanctions_have_their_books() -> None:
    from core.domain.plans import Plan
    from core.domain.registers import Register

    place = desk().place
    book = Rulebook(place.industry("decoration"), [place.policies[HOTLINE_POLICY]]).standing
    assert {*book.awake(Register)} == {"training_book", "appraisal_book", "reward_book", "sanction_book",
                                       "skipped_book"}
    assert "appraisal_due" in book.awake(Plan)

def test_dhl_03_a_contract_that_is_named_and_not_known_is_asked_for() -> None:
    build = {"need": "construction", "category": "tiling", "description": "做地面", "contract_no": "HT-9"}
    assert hotline(build).decision("contract_there").outcome == "needs"

def test_dhl_11_points_alone_say_that_somebody_is_satisfied() -> None:
    for score, outcome in ((4, "allow"), (3, "needs")):
        said = Story(SERVICE, LEAK, facts={"Satisfaction": {"score": score}}, policy=HOTLINE_POLICY,
                     satisfied__score=4)
        assert said.decision("is_satisfied").outcome == outcome

def test_dhl_08_an_answer_to_a_complaint_is_a_response() -> None:
    story = answered(day="05-16 10:00").take("verify.begin", {"investigator": "李工"}).take(
        "verify.look_into", LOOKED).take("respond.answer", ANSWER, "05-16 15:00").by("05-19 10:00")
    told, owed = story.clock("responded"), story.clock("complaint_answered")
    assert told and told.state == "met" and owed and owed.state == "met"

def test_dhl_11_16_who_is_satisfied_and_gives_no_points_for_attitude_is_closed_all_the_same() -> None:
    story = hotline(upkeep__period="unset").take("receive.take_on").take(
        "find_cause.find", {"cause": "b_construction", "findings": "接线松"}).take("quote.free").take("work.finish", {
            "parts": "0", "labour": "0", "work_done": "接好", "people": "王", "done_on": "2025-06-09"})
    assert story.take("satisfy.ask", {"satisfied": True}).take("satisfy.close").state == "satisfied"
