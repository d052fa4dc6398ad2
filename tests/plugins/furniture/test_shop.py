"""The shop's rulebook: what its text says at each boundary, tried on a store that is thrown away."""

from decimal import Decimal
from typing import Any

import pytest

from core.domain import judging
from core.domain.errors import InvalidInput
from core.sdk import COMPANY, CUSTOMER
from plugins.furniture.shop_forms import DeliveryOrder
from tests.plugins.furniture.shop_story import (
    BEGUN,
    BOOKED,
    CALL,
    COMPLAINT,
    CONDUCT,
    DELIVERY,
    INCIDENT,
    JUDGED,
    LOADED,
    MENDED,
    ORDER,
    PLACED,
    POLICY,
    REPAIR,
    SAMPLE,
    SENT,
    SIGNED,
    SOUND,
    Answers,
    Story,
    at_the_door,
    at_work,
    desk,
    placed,
)
from tests.services.shop import at

DOWN: Answers = {"sample_no": "S-12", "product": "沙发", "hall": "二号厅", "why": "换新款"}
TOLD: Answers = {"about": "顾客说要找电视台", "channel": "phone", "grievance": "service", "addressee": "shop",
                 "spoken": "oral"}
FOUND: Answers = {"cause": "service", "department": "售后", "finding": "迟到", "answerable": "nobody"}
RAISED: Answers = {"person": "wu", "happened_at": "2025-03-03 09:00"}


def ready(*checks: Answers) -> Story:
    story = Story(DELIVERY, ORDER, items=len(checks)).take("book.book", BOOKED).take("dispatch_crew.dispatch", SENT)
    return story.take("ready_goods.check", list(checks), "03-06 08:00")


def test_fds_03_nothing_leaves_unchecked_or_unpacked() -> None:
    two_of_three = ready(SOUND, SOUND, {}).take("ready_goods.repack", {"repacked": True})
    loading = two_of_three.offer("ready_goods.load")
    assert [each.item for each in loading.decisions if each.rule == "goods_checked" and not each.allows] == [2]
    assert two_of_three.take("ready_goods.load", LOADED).refusal.step == "ready_goods.load"
    unpacked = ready(SOUND).take("ready_goods.load", LOADED)
    assert unpacked.refusal.step == "ready_goods.load"
    again = ready(SOUND).take("ready_goods.repack", {"repacked": True}).take(
        "ready_goods.check", [SOUND], "03-06 08:30").take("ready_goods.load", LOADED)
    assert again.reasons == ["打包后又检查过,须再次打包"]
    scratched = ready(SOUND, {**SOUND, "intact": False})
    assert "ready_goods.hold" in scratched.open() and "ready_goods.hold" not in ready(SOUND).open()
    assert scratched.take("ready_goods.hold", {"held_why": "划痕"}).state == "book.to_book"


@pytest.mark.parametrize(("back", "outcome"), [
    (None, "needs"), ({"collected": True, "condition_back": "桌腿松"}, "allow"),
    ({"collected": False, "not_collected": "顾客不在"}, "refer")])
def test_fds_05_the_original_comes_back(back: Answers | None, outcome: str) -> None:
    story = placed("accept", exchange=True)
    assert "hand_over.collect" in story.open() and "hand_over.collect" not in placed("accept").open()
    if back:
        story.take("hand_over.collect", back)
    assert story.decision("original_collected").outcome == outcome
    story.take("hand_over.finish")
    assert story.trial.view.row.state == ("joint.to_sign" if outcome == "allow" else "hand_over.looked_at")


def test_fds_06_07_12_one_of_four_refused() -> None:
    story = placed("accept", "accept", "accept", "refuse")
    blocked = placed("accept", "accept", "accept", "refuse").take("hand_over.finish")
    assert blocked.refusal.decisions and blocked.decision("refused_rebooked").missing == "Redelivery.again_starts"
    story.take("hand_over.agree_again", {"again_starts": "2025-03-08 09:00", "again_ends": "2025-03-08 11:00"})
    assert story.linked == ["SH"], "the exchange is a delivery of its own"
    story.take("hand_over.agree_again", {"again_starts": "2025-03-09 09:00", "again_ends": "2025-03-09 11:00"})
    assert story.linked == ["SH"], "moving the day makes no second one"
    assert story.take("hand_over.finish").take("joint.sign", SIGNED).state == "ask_conduct.to_ask"


def test_fds_12_nobody_signs_before_looking() -> None:
    early = at_the_door().take("hand_over.place", [PLACED]).take("joint.sign", SIGNED)
    assert early.refusal.step == "joint.sign"
    half = placed("accept", "").take("hand_over.finish")
    assert half.refusal.step == "hand_over.finish"
    assert {each.item for each in half.refusal.decisions if each.rule == "looked_at_each" and not each.allows} == {1}
    unsigned = placed("accept").take("hand_over.finish").take("joint.leave_unsigned", {"why_unsigned": "不肯签"})
    assert unsigned.reasons == ["客户还没有验收签字"]


@pytest.mark.parametrize(("place", "blocked"), [
    ({**PLACED, "needs_assembly": True, "parts_required": 16, "parts_fitted": 16}, "在拆开的包装箱上组装"),
    ({**PLACED, "needs_assembly": True, "parts_required": 16, "parts_fitted": 16, "on_carton": False},
     "没有在包装箱上组装"),
    ({**PLACED, "needs_assembly": True, "parts_required": 16, "parts_fitted": 15, "on_carton": True},
     "少装 1 件:应装 16 件,实装 15 件"),
    ({**PLACED, "needs_assembly": True, "parts_required": 16, "parts_fitted": 15, "on_carton": True,
      "difference_told": "厂家少发一颗,补发"}, ""),
    ({**PLACED, "needs_assembly": True, "parts_required": 16, "parts_fitted": 16, "on_carton": True}, ""),
    (PLACED, ""), ({**PLACED, "carried": False}, "没有轻抬轻放")])
def test_fds_10_11_42_44_how_goods_are_put_together(place: Answers, blocked: str) -> None:
    story = placed("accept", place=place).take("hand_over.finish")
    if not blocked:
        assert story.state == "joint.to_sign"
    else:
        assert any(blocked in reason for reason in story.reasons), story.reasons
    carton = [each for each in story.trial.view.decisions if each.rule == "assembled_on_carton"]
    assert len(carton) == 1 and {each.clause for each in carton[0].basis} == {"FDS-11", "FDS-44"}, "once, not twice"


@pytest.mark.parametrize(("missing", "step"), [
    ("greeted", "visit.begin"), ("shoe_covers", "visit.begin")])
def test_fds_08_09_at_the_door(missing: str, step: str) -> None:
    arrived: Answers = {"greeted": True, "shoe_covers": True, missing: False}
    story = (Story(DELIVERY, ORDER, items=1).take("book.book", BOOKED).take("dispatch_crew.dispatch", SENT)
             .take("ready_goods.check", [SOUND], "03-06 08:00").take("ready_goods.repack", {"repacked": True})
             .take("ready_goods.load", LOADED).take("visit.arrive_at_once", arrived, "03-06 09:30")
             .take(step, BEGUN))
    assert story.refusal.step == step


def test_fds_08_the_greeting_has_the_customers_name() -> None:
    story = (Story(DELIVERY, {**ORDER, "address_as": "mr"}, items=1).take("book.book", BOOKED)
             .take("dispatch_crew.dispatch", SENT).take("ready_goods.check", [SOUND], "03-06 08:00")
             .take("ready_goods.repack", {"repacked": True}).take("ready_goods.load", LOADED))
    paper = next(each for each in judging.papers(story.trial.view.case) if each.key == "door_greeting")
    assert [str(said) for _, said in paper.lines] == ["张三", "先生"]


def test_fds_13_installing_wants_a_time_and_wishes() -> None:
    asked = desk().trials.facts(DELIVERY, (POLICY,)).asked
    with pytest.raises(InvalidInput) as caught:
        DeliveryOrder.load({**ORDER, "needs_install": True}, at=at("2025-03-03 10:00"), asked=asked)
    assert set(caught.value.errors) == {"install_at", "install_wishes"}
    assert DeliveryOrder.load(ORDER, at=at("2025-03-03 10:00"), asked=asked).needs_install is False


def test_fds_13_14_25_what_was_not_said_is_asked_for() -> None:
    """A trial takes what is known of a case; what is missing is named, and nothing else."""
    for order, missing in (({**ORDER, "needs_install": None}, "DeliveryOrder.needs_install"),
                           ({**ORDER, "needs_install": True}, "DeliveryOrder.install_at"),
                           ({**ORDER, "needs_install": True, "install_at": "2025-03-06 10:00"},
                            "DeliveryOrder.install_wishes"),
                           ({**ORDER, "needs_install": True, "install_wishes": "靠窗",
                             "install_at": "2025-03-06 10:00"}, "")):
        found = Story(DELIVERY, {name: said for name, said in order.items() if said is not None}, items=1)
        assert found.decision("install_known").missing == missing
    for name in ("contact_name", "contact_phone", "model", "problem"):
        call = {each: said for each, said in CALL.items() if each != name}
        assert Story(REPAIR, call).decision("problem_registered").missing.endswith(f".{name}")
    assert Story(REPAIR, CALL).decision("problem_registered").allows
    for addressee, outcome in (("media", "allow"), ("other", "allow"), ("shop", "deny")):
        assert complaint(addressee=addressee).decision("stands_first").outcome == outcome


def test_fds_42_45_one_fact_is_enough_for_a_no() -> None:
    """Facts without a story: a difference is one whatever else is not known, and one half never makes a yes."""
    def told(kind: str, opens: Answers, **facts: Answers) -> Story:
        story = Story(kind, opens, items=int(kind == DELIVERY))
        story.facts.update(facts)  # type: ignore[arg-type]
        return story
    assert told(DELIVERY, ORDER, Placement={"parts_required": 16, "parts_fitted": 15}).decision(
        "all_parts_fitted").outcome == "deny"
    for check, outcome in (({"human_damage": True}, "needs"), ({"inner_parts_complete": True}, "needs"),
                           ({"inner_parts_complete": False, "explained_to_customer": False}, "deny"),
                           ({"human_damage": True, "explained_to_customer": True}, "needs")):
        assert told(REPAIR, CALL, PreCheck=check).decision("mismatch_explained").outcome == outcome
    assert told(REPAIR, CALL, PreCheck={"human_damage": True}).decision(
        "mismatch_explained").missing == "PreCheck.explained_to_customer"


@pytest.mark.parametrize(("minutes", "called", "state"), [
    ("30 min", "03-03 09:40:00", "met"), ("30 min", "03-03 09:40:01", "missed"), ("unset", "03-03 09:40", "")])
def test_fds_16_calling_back(minutes: str, called: str, state: str) -> None:
    values: dict[str, Any] = {} if minutes == "unset" else {"visits__call_within": minutes}
    story = Story(REPAIR, CALL, **values)
    story.take("take_call.judge", JUDGED).take("take_call.assign_caller", {"caller": "lin"})
    story.take("contacted", {"channel": "phone", "direction": "out", "reached": True}, called)
    clock = story.clock("called_back")
    assert (clock.state if clock else "") == state


def test_fds_15_the_first_judgement_comes_before_the_call() -> None:
    story = Story(REPAIR, CALL)
    assert story.offer("take_call.assign_caller").outcome == "needs"
    assert story.take("take_call.assign_caller", {"caller": "lin"}).refusal.step == "take_call.assign_caller"
    assert "take_call.assign_caller" in Story(REPAIR, CALL).take("take_call.judge", JUDGED).open()


def test_fds_19_support_keeps_the_visit_open() -> None:
    story = at_work().take("mend.ask_support", {"trouble": "断梁"}, "03-06 15:20")
    assert story.state == "support.asked" and not story.open() & {"joint.sign"}
    answered = story.take("support.answer", {"advice": "派木工"}, "03-06 15:50")
    assert answered.state == "mend.at_work"


def test_fds_20_21_the_receipt_comes_back() -> None:
    story = at_work().take("mend.take_away", {"what": "抽屉", "condition_taken": "滑轨断", "receipt_signed": True})
    assert story.state == "taken_away.held"
    story.take("taken_away.mended", day="03-07 10:00")
    back: Any = {"recovered": True, "receipt": next(
        (str(vars(each)["receipt_no"]) for each in story.trial.view.case.forms if "receipt_no" in vars(each)), "")}
    assert story.take("taken_away.hand_back", back, "03-08 10:00").state == "joint.to_sign"
    assert story.take("joint.sign", SIGNED).state == "ask_conduct.to_ask"


@pytest.mark.parametrize(("begun", "open_"), [
    (BEGUN, True), ({**BEGUN, "consent": False}, False), ({**BEGUN, "proof_seen": False, "proof": None,
                                                          "proof_missing": "搬家丢了"}, True)])
def test_fds_41_consent_comes_first(begun: dict[str, Any], open_: bool) -> None:
    story = (Story(REPAIR, CALL).take("take_call.judge", JUDGED).take("take_call.assign_caller", {"caller": "lin"})
             .take("book.book", BOOKED).take("dispatch_crew.dispatch", SENT)
             .take("visit.arrive_at_once", {"shoe_covers": True, "badge_shown": True}, "03-06 09:30")
             .take("visit.begin", {name: said for name, said in begun.items() if said is not None}))
    assert (not story.trial.refused) is open_
    if not open_:
        assert story.take("mend.repaired", MENDED).trial.refused[-1].step == "mend.repaired", "no work before consent"


@pytest.mark.parametrize(("check", "free", "open_"), [
    ({"inner_parts_complete": True, "human_damage": False}, True, True),
    ({"inner_parts_complete": True, "human_damage": True}, False, False),
    ({"inner_parts_complete": False, "human_damage": False}, True, False),
    ({"inner_parts_complete": True, "human_damage": True, "explained_to_customer": True}, False, True)])
def test_fds_45_what_does_not_agree_is_told_before_the_work(check: Answers, free: bool, open_: bool) -> None:
    story = at_work(check)
    assert ("mend.repaired" in story.open()) is open_
    if open_:
        story.take("mend.repaired", {**MENDED, **({} if free else {"repair_price": "80.00"})})
        fee = story.charge("repair_fee")
        assert (fee.payer, fee.amount) == ((COMPANY, Decimal(0)) if free else (CUSTOMER, Decimal("80.00")))


@pytest.mark.parametrize(("day", "outcome"), [("07", "allow"), ("08", "refer"), ("09", "refer"), ("10", "allow")])
def test_fds_36_repairs_are_monday_to_friday(day: str, outcome: str) -> None:
    story = Story(REPAIR, CALL).take("take_call.judge", JUDGED).take("take_call.assign_caller", {"caller": "lin"})
    story.take("book.book", {"starts": f"2025-03-{day} 09:00", "ends": f"2025-03-{day} 11:00"})
    found = [each.outcome for refused in story.trial.refused for each in refused.decisions
             if each.rule == "on_visit_day"] or [story.decision("on_visit_day").outcome]
    assert found[0] == outcome


def test_fds_22_40_what_customers_say_is_looked_into() -> None:
    story = placed("accept").take("hand_over.finish").take("joint.sign", SIGNED)
    fine = {"customer_first": True, "said_accepted": False, "said_touched": False, "said_commented": False}
    assert (not story.take("ask_conduct.ask", fine).linked and story.state == "delivered") or story.state == ""
    meal = placed("accept").take("hand_over.finish").take("joint.sign", SIGNED).take(
        "ask_conduct.ask", {**fine, "said_accepted": True})
    assert meal.linked == ["YG"]
    unsaid = placed("accept").take("hand_over.note_conduct", {**CONDUCT, "no_comments": False}).take("hand_over.finish")
    assert not unsaid.trial.refused, "a no is a fact, not a bar"


def complaint(day: str = "03-03 10:13", **more: Any) -> Story:
    return Story(COMPLAINT, {**TOLD, **more}, day)


def test_fds_28_29_a_complaint_ends_with_a_satisfied_customer() -> None:
    story = complaint().take("satisfy.answer", {"reply": "道歉并补偿", "channel": "phone"}, "03-04 09:00")
    unhappy = story.take("satisfy.hear", {"agreed": False, "why_not": "没解决"}, "03-04 10:00")
    assert "satisfy.go_on" in unhappy.open() and "satisfy.close" not in unhappy.open()
    story.take("satisfy.go_on").take("satisfy.answer", {"reply": "换新", "channel": "phone"}, "03-05 09:00")
    assert "satisfy.close" not in story.open(), "what was said of the earlier answer does not count"
    happy = story.take("satisfy.hear", {"agreed": True}, "03-05 10:00")
    archived: Answers = {"result": "已换新", "archived": True}
    assert happy.offer("satisfy.close").outcome == "needs", "cause and person are asked for"
    happy.take("satisfy.find_later", {**FOUND, "answerable": "nobody"})
    assert "satisfy.close" in happy.open()
    assert happy.take("satisfy.close", {**archived, "archived": False}).trial.refused[-1].step == "satisfy.close"
    done = complaint().take("satisfy.find", {**FOUND, "answerable": "somebody", "person": "wu"}).take(
        "satisfy.answer", {"reply": "换新", "channel": "phone"}).take("satisfy.hear", {"agreed": True}).take(
        "satisfy.close", archived)
    assert done.state == "satisfied" and not done.open()
    assert done.charge("complaint_noted").noted  # type: ignore[attr-defined]


@pytest.mark.parametrize(("reported", "state"), [("03-03 10:13", "met"), ("03-04 10:13", "missed")])
def test_fds_27_a_call_is_reported_at_once(reported: str, state: str) -> None:
    story = complaint(reported, call_ended="2025-03-03 10:12", calmed=True)
    story.values["complaint.report_within"] = "30 min"
    clock = story.clock("reported_at_once")
    assert clock and clock.state == state
    assert complaint(reported, call_ended="2025-03-03 10:12", calmed=True).clock("reported_at_once") is None


def test_fds_34_35_a_sample_is_mended_and_registered_before_it_is_stored() -> None:
    torn = Story(SAMPLE, DOWN).take("taken_down.check", {"damaged": True, "damage": "缝线开了"})
    assert torn.take("taken_down.stock_in", {"warehouse": "一号仓"}).refusal.step == "taken_down.stock_in"
    mended = (Story(SAMPLE, DOWN).take("taken_down.check", {"damaged": True, "damage": "缝线开了"})
              .take("taken_down.mend", {"repair": "重新缝线"}, "03-03 11:00"))
    assert "taken_down.stock_in" not in mended.open(), "not registered yet"
    mended.take("taken_down.register", {"condition": "良好"}, "03-03 11:10")
    assert mended.take("taken_down.stock_in", {"warehouse": "一号仓"}, "03-03 11:20").state == "in_store"
    whole = Story(SAMPLE, DOWN).take("taken_down.check", {"damaged": False})
    assert "taken_down.mend" not in whole.open()
    whole.take("taken_down.register", {"condition": "良好"}, "03-03 11:10")
    assert whole.take("taken_down.stock_in", {"warehouse": "一号仓"}, "03-03 11:20").state == "in_store"


@pytest.mark.parametrize(("called", "counted"), [("17:29", True), ("17:30", False), ("08:30", True), ("08:29", False)])
def test_fds_52_phones_are_reachable_in_working_hours(called: str, counted: bool) -> None:
    story = Story(INCIDENT, {**RAISED, "what": "unreached", "staff": "wu", "called_at": f"2025-03-03 {called}",
                             "attempt": "missed"}, "03-03 18:00", visits__reach_hours="08:30-17:30")
    assert story.decision("attempt_counts").allows is counted


@pytest.mark.parametrize(("what", "more", "rule", "stands"), [
    ("absent", {"excused": False}, "absence_noted", True), ("absent", {"excused": True}, "absence_noted", False),
    ("left_office", {"on_job": False}, "leaving_noted", True),
    ("left_office", {"on_job": True}, "leaving_noted", False),
    ("swapped", {}, "swap_noted", True), ("changed_rest", {}, "swap_noted", True), ("touched", {}, "swap_noted", False),
    ("accepted", {}, "visit_misconduct", True), ("other", {}, "visit_misconduct", False)])
def test_fds_22_48_49_50_what_is_noted_about_staff(what: str, more: Answers, rule: str, stands: bool) -> None:
    story = Story(INCIDENT, {**RAISED, "what": what, **more})
    assert story.charge(rule).noted is stands  # type: ignore[attr-defined]


@pytest.mark.parametrize(("true", "ends", "way"), [(True, "proved", "hold_true"), (False, "unproved", "hold_untrue")])
def test_what_is_found_true_is_closed_as_true(true: bool, ends: str, way: str) -> None:
    story = (Story(INCIDENT, {**RAISED, "what": "swapped"})
             .take("report_incident.hear", {"said": "没来得及请示"}, "03-03 18:30")
             .take("report_incident.take_up").take("investigate_incident.find", {"true": true}))
    assert {each for each in story.open() if "hold" in each} == {f"investigate_incident.{way}"}
    assert story.take(f"investigate_incident.{way}").trial.view.row.outcome == ends
