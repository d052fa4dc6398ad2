"""The two regulations as data: what carries each clause, what is seen when it goes, and both together."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from core.domain import judging
from core.domain.check import check, coverage, idle_clauses
from core.domain.errors import Refused
from core.domain.policies import PolicyFile
from core.domain.promises import Gate
from core.domain.rulebook import Rulebook
from core.domain.terms import read
from core.sdk import COMPANY, CUSTOMER
from plugins.furniture import furniture
from tests.plugins.furniture.story import (
    BROKEN,
    EXCHANGE,
    FFS,
    FINE,
    FRE,
    GOOD,
    PAID,
    POLICIES,
    POSTED,
    REGISTRY,
    RETURN,
    SHIPPED,
    TOLD,
    WANTED,
    Story,
    arrived,
    said,
)

SEVEN_DAYS: Mapping[str, object] = {"return.window": "7 days", "exchange.window": "7 days"}
CRACKED: Mapping[str, object] = {
    "reason": "quality", "explanation": "桌面开裂", "bought_on": "2025-03-03", "received_at": "2025-03-05 10:00",
    "used": True, "opened": True, "packaging_complete": False}


def test_every_file_can_be_read() -> None:
    assert not BROKEN and set(POLICIES) >= {"furniture/return-exchange", "furniture/five-stage-complaint"}


@pytest.mark.parametrize("policies", [(FRE,), (FFS,), (FRE, FFS), (FFS, FRE)],
                         ids=lambda found: " + ".join(each.slug for each in found))
def test_alone_and_together(policies: tuple[PolicyFile, ...]) -> None:
    left_out = check(REGISTRY, *policies)
    assert bool(left_out) == (len(policies) == 2)


@pytest.mark.parametrize("policy", [FRE, FFS], ids=lambda policy: policy.slug)
def test_every_clause_is_carried_and_its_removal_is_seen(policy: PolicyFile) -> None:
    assert all(coverage(REGISTRY, policy).values())
    assert idle_clauses(REGISTRY, policy) == []
    for clause in policy.clauses:
        assert clause.zh and clause.en and clause.at, clause.id


def test_the_clauses_of_the_return_regulation() -> None:
    assert [clause.id for clause in FRE.clauses] == [f"FRE-{number:02}" for number in range(1, 23)]
    assert [clause.id for clause in FRE.clauses if clause.statement] == ["FRE-01"]


def test_every_blank_that_is_not_a_contact_or_an_address_offers_a_default() -> None:
    for clause in FRE.clauses:
        blanks = {key for key, value in clause.set.items() if read(REGISTRY.terms[key], value, clause.id).blank}
        assert blanks - set(clause.suggest) <= {"return.address", "service.contact"}, clause.id


def without(clause: str, **more: Any) -> Story:
    return Story(more.pop("answers", GOOD), FRE.without(clause), **more)


@pytest.mark.parametrize(("clause", "answers", "day"), [
    ("FRE-02", {**GOOD, "used": True}, "2025-09-29 10:00"), ("FRE-03", GOOD, "2025-10-14 09:00"),
    ("FRE-06", {key: value for key, value in GOOD.items() if key != "order_no"}, "2025-09-29 10:00"),
    ("FRE-18", {**GOOD, "reason": "quality", "received_at": "2025-09-26 10:00"}, "2025-09-29 10:00")])
def test_without_its_clause_an_application_is_no_longer_stopped(clause: str, answers: Mapping[str, object],
                                                              day: str) -> None:
    with pytest.raises(Refused):
        Story(answers, day=day).take("apply.accept", TOLD)
    assert without(clause, answers=answers, day=day).take("apply.accept", TOLD).state == "verify_order.open"


def test_without_its_clause_nobody_asks_whether_the_rules_were_told() -> None:
    assert without("FRE-21").offers()["apply.accept"] == "allow"


@pytest.mark.parametrize(("clause", "gates"), [
    ("FRE-04", {"proof_of_purchase"}), ("FRE-05", {"packaging_at_hand", "packaging_came_back"}),
    ("FRE-08", {"form_came_along"}), ("FRE-09", {"proof_came_along"}), ("FRE-19", {"original_state"})])
def test_gates_go_with_their_clause(clause: str, gates: set[str]) -> None:
    """FRE-09 takes the posting along, so what hangs on it goes too."""
    whole, less = (set(Rulebook(REGISTRY, [each]).for_case(RETURN).awake(Gate)) for each in (FRE, FRE.without(clause)))
    assert gates <= whole - less


@pytest.mark.parametrize(("clause", "kind", "stage"), [
    ("FRE-07", RETURN, "verify_order"), ("FRE-09", RETURN, "post_in"), ("FRE-10", RETURN, "inspect_goods"),
    ("FRE-11", RETURN, "pay_back"), ("FRE-13", EXCHANGE, "verify_order"), ("FRE-14", EXCHANGE, "post_in"),
    ("FRE-15", EXCHANGE, "inspect_goods"), ("FRE-16", EXCHANGE, "reship")])
def test_stages_go_with_their_clause_in_its_own_kind_only(clause: str, kind: str, stage: str) -> None:
    other = RETURN if kind == EXCHANGE else EXCHANGE
    less = FRE.without(clause)
    assert stage in FRE.flow[kind] and stage not in less.flow[kind]
    assert less.flow[other] == FRE.flow[other]


# The second regulation is a data file and nothing else

def test_the_second_regulation_is_data_alone() -> None:
    """No code of the plugin knows a regulation, a clause or a figure of one."""
    code = "".join(path.read_text("utf-8") for path in furniture.folder.rglob("*.py"))
    slugs = [slug.partition("/")[2] for slug in POLICIES]
    clauses = [clause.id for policy in POLICIES.values() for clause in policy.clauses]
    assert [word for word in (*slugs, *clauses, "FRE", "FFS") if word in code] == []
    assert tomllib.loads((furniture.folder / "policies" / "five-stage-complaint.toml").read_text("utf-8"))


def fault(**more: Any) -> Story:
    return Story({**CRACKED, **more.pop("answers", {})}, *more.pop("policies", (FFS,)), values={
        **SEVEN_DAYS, **more.pop("values", {})}, day=more.pop("day", "2025-03-06 10:00"), **more)


@pytest.mark.parametrize(("day", "outcome"), [("2025-03-10 23:59", "allow"), ("2025-03-11 00:00", "deny")])
def test_ffs_08_the_window(day: str, outcome: str) -> None:
    assert fault(day=day).decision("in_return_window").outcome == outcome
    bare = {"received_at": ""}
    assert fault(answers=bare, day=day).decision("in_return_window").outcome == outcome


def test_ffs_08_a_window_that_is_not_set_is_asked_for() -> None:
    story = Story(CRACKED, FFS, day="2025-03-06 10:00")
    assert said(story, "apply.accept") == ["请先设定:退货期限"]


@pytest.mark.parametrize("kind", [RETURN, EXCHANGE])
def test_ffs_09_a_verified_fault_is_taken_back_whatever_its_state(kind: str) -> None:
    story = fault(kind=kind).take("apply.accept")
    story.take("verify_fault.verify", {"quality_problem": True, "wish": "refund"})
    assert story.offers() == {"verify_fault.verify_again": "ask", "verify_fault.grant": "allow",
                              "verify_fault.reject": "deny"}
    assert story.take("verify_fault.grant").state == "post_in.asked"


def test_ffs_09_what_is_no_quality_problem_is_refused() -> None:
    story = fault().take("apply.accept").take("verify_fault.verify", {"quality_problem": False})
    assert story.offer("grant").outcome == "deny" and said(story, "verify_fault.grant") == ["核实不属质量问题"]
    story.take("verify_fault.reject", {"why": "属使用不当", "told_by": "phone"})
    assert (story.state, story.case.outcome) == ("", "refused")


def test_ffs_09_the_company_pays_the_freight_both_ways() -> None:
    story = fault(kind=EXCHANGE).take("apply.accept").take("verify_fault.verify", {"quality_problem": True})
    story.take("verify_fault.grant").take("post_in.post", {**POSTED, "dispatched_on": "2025-03-06"})
    story.take("post_in.receive", {"arrived_at": "2025-03-06 09:00"})
    story.take("reship.ship", {**SHIPPED, "shipped_on": "2025-03-06"})
    owed = judging.charges(story.case)
    assert sum(each.owed_by(CUSTOMER) for each in owed) == 0 and {each.payer for each in owed} == {COMPANY}
    assert sum(each.reimbursable for each in owed) == Decimal("180.00")


def test_ffs_10_a_window_that_ended_before_delivery_is_for_a_decision() -> None:
    story = fault(answers={"received_at": "2025-03-11 10:00"}, day="2025-03-12 09:00")
    decision = story.decision("in_return_window")
    assert decision.outcome == "refer"
    assert str(decision.reason) == "申请期限在收货前已届满:2025-03-10 届满,2025-03-11 收货"
    assert {"FFS-08", "FFS-10"} <= {each.clause for each in decision.basis}
    assert story.offer("accept").outcome == "refer"
    assert story.overrule("apply.accept", "in_return_window").take("apply.accept").state == "verify_fault.open"


# Both together, in both orders

def test_the_first_in_order_rules_the_flow_and_the_conditions() -> None:
    strict = Story({**CRACKED, "reason": "mind", "order_no": "D1"}, FRE, FFS, day="2025-03-06 10:00")
    assert strict.decision("goods_untouched").outcome == "deny"
    assert [each.key for each in strict.case.here.stages] == [
        "apply", "verify_order", "post_in", "inspect_goods", "pay_back", "refuse"]
    kind = Story(CRACKED, FFS, FRE, day="2025-03-06 10:00", values=SEVEN_DAYS)
    assert "goods_untouched" not in kind.case.here.rules and "noticed_in_time" not in kind.case.here.rules
    assert [each.key for each in kind.case.here.stages] == ["apply", "verify_fault", "post_in", "pay_back"]


def test_unconditional_first_asks_for_the_order_and_the_rules_but_nothing_of_the_goods() -> None:
    story = fault(policies=(FFS, FRE))
    assert said(story, "apply.accept", TOLD) == ["请先填写:订单号"]
    told = fault(policies=(FFS, FRE), answers={"order_no": "D1"})
    assert told.take("apply.accept", TOLD).take("verify_fault.verify", {"quality_problem": True}).take(
        "verify_fault.grant").state == "post_in.asked"


@pytest.mark.parametrize(("first", "second"), [(FRE, FFS), (FFS, FRE)], ids=["strict first", "unconditional first"])
def test_no_leg_is_charged_twice(first: PolicyFile, second: PolicyFile) -> None:
    for kind in (RETURN, EXCHANGE):
        story = Story(WANTED if kind == EXCHANGE else GOOD, first, second, kind=kind, values=SEVEN_DAYS)
        legs = [each.title.partition("(")[0] for each in judging.charges(story.case)]
        assert len(legs) == len(set(legs)), legs


def test_strict_first_plays_to_the_end_beside_the_other() -> None:
    story = arrived(policies=(FRE, FFS)).take("inspect_goods.inspect", [FINE, FINE]).take("inspect_goods.passed")
    assert story.take("pay_back.pay", PAID).case.outcome == "refunded"
