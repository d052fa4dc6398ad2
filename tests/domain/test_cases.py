"""Cases and judging: gates on every path, refusals with reasons, and nothing left behind by what was refused."""

from dataclasses import replace
from typing import Any

import pytest

from core.domain import judging
from core.domain.cases import Case
from core.domain.errors import DeskError, InvalidInput, Refused
from core.domain.people import CUSTOMER
from core.domain.policies import Clause
from core.domain.rulebook import Rulebook
from tests.domain.played import (
    ADVICE,
    CAREFUL,
    GOOD,
    PLAIN,
    REGISTRY,
    SOUND,
    TOLD,
    WORN,
    Played,
    agreed,
    at,
    looked,
    said,
)


def test_from_the_counter_to_the_cash_desk() -> None:
    played = Played()
    assert played.offers() == {"intake.accept": "ask", "intake.decline": "ask"}
    played = agreed()
    assert played.state == "pay.due" and played.offers() == {"pay.pay": "ask"}
    played.take("pay.pay", {"amount": "180", "paid_on": "2025-03-05"})
    assert (played.state, played.case.outcome, played.case.ended_at) == ("", "refunded", at("2025-03-05 10:00"))
    assert judging.offers(played.case) == []


def test_a_workflow_with_an_end_state_of_its_own_ends_there() -> None:
    played = Played({"words": "多少钱?"}, kind=ADVICE, items=()).take("answer")
    assert (played.state, played.case.open) == ("", False)


# Refusals

def test_every_refusal_is_shown_the_gravest_first_with_its_clause() -> None:
    offer = Played({**GOOD, "bought_on": "2025-01-02", "frame_no": ""}).offer("accept")
    assert offer.outcome == "deny"
    assert [(each.rule, each.outcome, each.basis[0].clause) for each in offer.refusals] == [
        ("warranty_runs", "deny", "BC-02"), ("frame_known", "needs", "BC-03"), ("rules_told", "needs", "BC-03")]
    assert offer.reason and str(offer.reason).startswith("保修期已于 2025-01-13 届满")
    assert {each.clause for each in offer.basis} == {"BC-02", "BC-03"}


def test_what_its_own_form_will_ask_does_not_close_a_step() -> None:
    assert Played().offer("accept").outcome == "ask"
    assert Played({**GOOD, "frame_no": ""}).offer("accept").outcome == "needs"


def test_a_gate_that_wants_a_yes_is_refused_by_a_no() -> None:
    assert said(Played(), "intake.accept", {"told": False}) == ["已说明规定:“已说明规定”为否"]


def test_a_gate_holds_on_every_path_it_stands_before() -> None:
    heeding = replace(CAREFUL, clauses=(*CAREFUL.clauses, Clause("BC-99", uses=("brand_known",), set={
        "repair.brands": ["永久"]})))
    first = Played(GOOD, heeding, items=[{"product": "前轮", "brand": "永久"}])
    assert said(first, "intake.accept", TOLD) == ["永久 没有配件"]
    first.let_pass("intake.accept", "brand_taken", TOLD).take("intake.accept", TOLD).take("bench.look", [SOUND])
    first.take("bench.sound")
    assert first.offer("quote.offer").outcome == "ask", "what was let pass holds for the same refusal later"
    unseen = Played(GOOD, heeding, items=[{"product": "前轮"}])
    assert said(unseen, "intake.accept", TOLD) == ["请先填写:品牌"]


def test_a_refused_step_leaves_nothing_behind() -> None:
    played = looked(SOUND, WORN)
    before = (played.state, [list(line.records) for line in played.case.lines], list(played.case.forms))
    for step, answers, error in (("bench.sound", None, Refused), ("bench.look_again", [SOUND], InvalidInput),
                                 ("bench.look_again", [SOUND, {"worn": "x"}], InvalidInput),
                                 ("pay.pay", {"amount": "1", "paid_on": "2025-03-05"}, Refused)):
        with pytest.raises(error):
            judging.take(played.case, step, played.now, answers)
    assert before == (played.state, [list(line.records) for line in played.case.lines], list(played.case.forms))


def test_taking_judges_with_its_answers_but_leaves_the_applying_to_the_event() -> None:
    played = Played()
    taking = judging.take(played.case, "intake.accept", played.now, TOLD)
    assert len(played.case.forms) == 1 and played.state == "intake.received"
    assert taking.form and taking.form["answers"] == {"told": True} and taking.to and taking.to.key == "bench.waiting"
    assert {each.rule for each in taking.decisions} == {"warranty_runs"}


@pytest.mark.parametrize(("step", "answers", "says"), [
    ("intake.acept", TOLD, "是否指“intake.accept”"), ("zzz", None, "没有步骤“zzz”"),
    ("bench.look", SOUND, "检查:尚未完成:受理"), ("pay.pay", {}, "收款:尚未完成:受理、检查、报价"),
    ("scrap.tell", None, "现在是“待受理”,不能“告知车主”"), ("ride.ridden", None, "没有步骤")])
def test_steps_out_of_turn_say_what_comes_first(step: str, answers: object, says: str) -> None:
    played = Played()
    with pytest.raises(Refused) as refused:
        judging.take(played.case, step, played.now, answers)
    assert says in str(refused.value.reason)


def test_a_step_without_a_form_takes_no_answers() -> None:
    with pytest.raises(InvalidInput, match="没有要填的内容"):
        looked().take("bench.sound", {"worn": False})


def test_steps_ahead_are_shown_with_what_comes_first() -> None:
    ahead = {each.key: str(each.reason) for each in judging.offers(Played().case) if each.ahead}
    assert ahead == {"bench.look": "尚未完成:受理", "quote.offer": "尚未完成:受理、检查",
                     "pay.pay": "尚未完成:受理、检查、报价"}


def test_a_step_goes_with_a_stage_that_is_left_out() -> None:
    assert "pay.ride_first" not in {step.key for step in Played().case.here.steps}
    assert "pay.ride_first" in {step.key for step in Played(GOOD, PLAIN).case.here.steps}


def test_a_regulations_names_for_duties() -> None:
    played = Played().take("intake.accept", TOLD)
    assert (played.offer("bench.look").by, played.offer("pay.pay").by) == ("技师", "财务")


# Items

@pytest.mark.parametrize(("found", "ways"), [
    ((SOUND, SOUND), {"bench.sound": "allow", "bench.worn": "deny"}),
    ((SOUND, WORN), {"bench.sound": "deny", "bench.worn": "allow"}),
    ((WORN, WORN), {"bench.sound": "deny", "bench.worn": "allow"})])
def test_of_several_items_all_must_allow_and_one_refusal_opens_the_other_way(found: Any, ways: dict[str, str]) -> None:
    assert {key: how for key, how in looked(*found).offers().items() if key in ways} == ways


def test_a_case_without_items_has_one_that_nobody_knows() -> None:
    played = Played(items=()).take("intake.accept", TOLD)
    assert played.offer("bench.look").outcome == "ask"
    played.take("bench.look", WORN)
    assert said(played, "bench.sound") == ["已磨损"]


def test_what_is_known_of_an_item_comes_before_what_is_known_of_the_case() -> None:
    played = looked(SOUND, WORN).take("bench.look_again", [WORN, SOUND])
    assert [each.outcome for each in judging.judge_all(played.case) if each.rule == "parts_sound"] == ["deny", "allow"]


# Overrides

def test_an_override_holds_for_that_refusal_and_that_reason_only() -> None:
    late = Played({**GOOD, "bought_on": "2025-01-02"}).let_pass("intake.accept", "warranty_runs", TOLD)
    assert late.refusals("intake.accept", TOLD) == ()
    assert late.offer("accept").outcome == "ask"
    better = late.case.forms[0].dump() | {"bought_on": "2025-01-03"}
    late.tell("corrected", form={"name": "Request", "answers": better})
    assert len(late.refusals("intake.accept", TOLD)) > 0
    assert late.case.forms[-1].filed_at == at("2025-03-05 10:00")


def test_an_override_that_waits_lets_nothing_pass() -> None:
    late = Played({**GOOD, "bought_on": "2025-01-02"})
    refusal = late.refusals("intake.accept", TOLD)[0]
    asked: dict[str, Any] = {"fingerprint": refusal.fingerprint, "reason": "x"}
    late.tell("override_asked", decision=refusal.data(), **asked)
    assert late.refusals("intake.accept", TOLD) and list(late.case.asked) == [refusal.fingerprint]
    late.tell("override_refused", **asked)
    assert late.refusals("intake.accept", TOLD) and not late.case.asked
    late.tell("override_granted", **asked)
    assert not late.refusals("intake.accept", TOLD)


# Money, papers, proposals

def test_charges_as_far_as_they_are_known() -> None:
    assert judging.charges(Played().case) == [], "nothing has been said about it yet"
    blank = replace(CAREFUL, clauses=(Clause("BC-00", set={"look.price": "?"}), *CAREFUL.clauses))
    fee, = judging.charges(looked(WORN, SOUND, policies=(blank,)).case)
    assert (fee.outcome, fee.amount, str(fee.reason)) == ("needs", None, "请先设定:检查费")
    fee, = judging.charges(looked(WORN, SOUND).case)
    assert (fee.outcome, str(fee.amount), fee.payer, fee.basis[0].clause) == ("due", "20.00", CUSTOMER, "BC-08")
    assert str(fee.reason) == "检查了 2 件,1 件磨损"


def test_a_paper_is_filled_in_and_shows_what_is_not_set() -> None:
    paper, = judging.papers(Played().case, *Played().offer("accept").papers)
    assert paper.lines == (("故障", "刹车失灵"), ("购买日期", paper.lines[1][1]), ("车架号", "F1"))
    assert (paper.shows, paper.encloses) == ((("柜台电话", None),), ("收据",))
    assert (paper.signed, paper.clauses) == (True, ("BC-03",))
    filled, = judging.papers(Played(values={"counter.phone": "0757-1"}).case)
    assert filled.shows == (("柜台电话", "0757-1"),)
    assert judging.papers(Played().case, "no_such_paper") == []


def test_goods_known_from_another_case() -> None:
    played = agreed(refunded=True)
    assert said(played, "pay.pay", {"amount": "180", "paid_on": "2025-03-05"}) == ["此车已退款"]


# Folding

def test_the_same_events_make_the_same_case() -> None:
    one, other = looked(SOUND, WORN), looked(SOUND, WORN)
    assert (one.case.forms, one.case.log, one.case.lines) == (other.case.forms, other.case.log, other.case.lines)


def test_events_the_fold_does_not_need_change_nothing() -> None:
    played = looked()
    before = vars(played.case).copy()
    for kind in ("commented", "assigned", "linked", "target_warned", "an_event_of_tomorrow"):
        played.tell(kind)
    assert vars(played.case) == before


def test_a_state_that_is_gone_is_named() -> None:
    with pytest.raises(DeskError, match=r"状态“bench.gone”"):
        Played().tell("step", step="intake.accept", to="bench.gone", form=None)


def test_a_form_that_is_gone_leaves_the_case_readable() -> None:
    played = Played().tell("step", step="intake.accept", to="bench.waiting", form={"name": "Gone", "answers": {"a": 1}})
    assert played.state == "bench.waiting" and played.offer("bench.look").outcome == "ask"


def test_a_case_is_folded_from_the_events_alone() -> None:
    played = Played()
    events = [played.event("opened", {"form": {"name": "Request", "answers": dict(GOOD)}, "items": [
        {"position": 0, "answers": {"product": "前轮"}}]})]
    case = Case.fold(Rulebook(REGISTRY, [CAREFUL]), "bicycles.repair", events)
    assert case.state and case.state.key == "intake.received" and case.lines[0].item.product == "前轮"
