"""Exchanges: the replacement, the original, and freight both ways."""

from decimal import Decimal
from typing import Any

import pytest

from core.domain import judging
from core.sdk import COMPANY, CUSTOMER
from tests.plugins.furniture.story import (
    CHECKED,
    FINE,
    POSTED,
    SHIPPED,
    TOLD,
    WANTED,
    Story,
    accepted,
    exchange,
    inspected,
    said,
)


def passed(*findings: Any, **more: Any) -> Story:
    return inspected(*findings, **exchange(**more)).take("inspect_goods.passed")


def swap(**more: Any) -> Story:
    made = exchange(**more)
    return Story(made.pop("answers"), **made)


def test_from_the_first_call_to_the_replacement() -> None:
    story = passed()
    assert story.offers() == {"reship.ship": "ask", "reship.sent_ahead": "deny"}
    story.take("reship.ship", SHIPPED, "2025-10-11 10:00")
    assert story.offers() == {"reship.settle": "ask"}
    story.take("reship.settle", {"original": "kept"})
    assert (story.state, story.case.outcome) == ("", "exchanged")


# FRE-12: the exchange's own window, and what is wanted

def test_the_window_of_an_exchange_is_asked_for_by_name() -> None:
    story = Story(WANTED, kind="furniture.exchange")
    assert said(story, "apply.accept", TOLD) == ["请先设定:换货期限"]
    blank = story.refusals("apply.accept", TOLD)[0]
    assert (blank.missing, blank.basis[-1].clause) == ("exchange.window", "FRE-12")


@pytest.mark.parametrize(("day", "reasons"), [
    ("2025-10-13 23:59:59", []), ("2025-10-14 00:00", ["申请期限已于 2025-10-13 届满"])])
def test_the_window_once_it_is_set(day: str, reasons: list[str]) -> None:
    assert said(swap(day=day), "apply.accept", TOLD) == reasons


def test_what_the_customer_wants_instead() -> None:
    assert said(swap(answers={"wanted": ""}), "apply.accept", TOLD) == ["请先填写:想换的商品"]


# FRE-13: already refunded

def test_goods_already_refunded_are_not_exchanged() -> None:
    story = swap(refunded=True)
    assert said(story, "apply.accept", TOLD) == ["商品此前已退款"]
    assert story.refusals("apply.accept", TOLD)[0].basis[0].clause == "FRE-13"


def test_goods_refunded_meanwhile_are_not_authorised_nor_replaced() -> None:
    for story, step, answers in ((accepted(**exchange()), "verify_order.authorise", CHECKED),
                                 (passed(), "reship.ship", {**SHIPPED, "shipped_on": "2025-10-09"})):
        assert said(story, step, answers) == []
        story.case.history = type(story.case.history)(refunded=True, exchanged=False, open_cases=0)
        assert said(story, step, answers) == ["商品此前已退款"]


# FRE-14: papers

def test_the_papers_of_an_exchange() -> None:
    story = accepted(**exchange())
    papers = {each.key: each for each in judging.papers(story.case, *story.offer("authorise").papers)}
    assert set(papers) == {"exchange_form", "exchange_authorisation", "rules_script", "contact_card"}
    assert papers["exchange_authorisation"].encloses == ("换货申请表", "购买凭证")
    assert ("想换的商品", "同款胡桃色") in papers["exchange_form"].lines


# FRE-15: the replacement waits for the inspection

def posted(**more: Any) -> Story:
    return (accepted(**exchange(**more)).take("verify_order.authorise", CHECKED)
            .take("post_in.post", POSTED, "2025-09-30 10:00"))


def test_goods_in_transit_are_not_replaced_yet() -> None:
    story = posted()
    refusal, = story.refusals("post_in.ship_ahead", {**SHIPPED, "shipped_on": "2025-09-30"})
    assert (refusal.outcome, str(refusal.reason)) == ("deny", "原商品尚未检验,不得先发替换商品")
    assert {each.clause for each in refusal.basis} == {"FRE-15"}
    assert str(story.offer("reship.ship").reason) == "尚未完成:寄回、检验"
    assert said(story, "reship.ship", SHIPPED) == ["尚未完成:寄回、检验"]


def ahead(*findings: Any) -> Story:
    story = posted(values={"exchange.advance": True})
    story.take("post_in.ship_ahead", {**SHIPPED, "shipped_on": "2025-09-30"})
    story.take("post_in.receive", {"arrived_at": "2025-10-09 09:00", "form_enclosed": True, "proof_enclosed": True},
               "2025-10-09 10:00")
    return story.take("inspect_goods.inspect", list(findings or (FINE, FINE)))


def test_a_replacement_sent_ahead_is_not_sent_twice() -> None:
    story = ahead().take("inspect_goods.passed")
    assert story.offers() == {"reship.ship": "deny", "reship.sent_ahead": "allow"}
    assert story.charge("replacement_freight").owed_by(CUSTOMER) == Decimal("150.00")
    assert story.take("reship.sent_ahead").take("reship.settle", {"original": "kept"}).case.outcome == "exchanged"


def test_a_replacement_sent_ahead_of_goods_that_fail_is_for_a_supervisor() -> None:
    story = ahead({**FINE, "used": True}, FINE).take("inspect_goods.failed")
    story.take("refuse.tell", {"why": "已使用", "told_by": "phone"})
    back = {"carrier": "德邦", "tracking_no": "DP9", "sent_on": "2025-10-09"}
    refusal, = story.refusals("refuse.send_back", back)
    assert (refusal.outcome, refusal.rule) == ("refer", "replacement_recovered")


# FRE-16: what becomes of the original

def test_an_exchange_is_not_closed_before_the_original_is_accounted_for() -> None:
    story = passed().take("reship.ship", SHIPPED, "2025-10-11 10:00")
    assert said(story, "reship.settle", {"original": "scrapped"}) == []
    assert story.offer("settle").outcome == "ask"


@pytest.mark.parametrize(("ruled", "reasons"), [("kept", []), ("sent_back", ["原商品应退还客户,现为公司收回"])])
def test_another_fate_than_the_business_set_is_for_a_supervisor(ruled: str, reasons: list[str]) -> None:
    story = passed(values={"exchange.original": ruled}).take("reship.ship", SHIPPED, "2025-10-11 10:00")
    assert said(story, "reship.settle", {"original": "kept"}) == reasons


# FRE-17: freight both ways

def test_a_change_of_mind_costs_the_customer_both_ways() -> None:
    story = passed().take("reship.ship", SHIPPED, "2025-10-11 10:00")
    assert sum(each.owed_by(CUSTOMER) for each in judging.charges(story.case)) == Decimal("330.00")


def test_a_split_panel_of_the_companys_costs_the_customer_nothing() -> None:
    split = {**FINE, "damaged": True, "cause": "company"}
    story = passed(split, split).take("reship.ship", SHIPPED, "2025-10-11 10:00")
    legs = {each.charge: each for each in judging.charges(story.case) if each.amount is not None}
    assert sum(each.owed_by(CUSTOMER) for each in legs.values()) == 0
    assert (legs["return_freight"].payer, legs["return_freight"].reimbursable) == (COMPANY, Decimal("180.00"))


def test_damage_by_the_customer_is_at_the_customers_cost() -> None:
    broken = {**FINE, "damaged": True, "cause": "customer"}
    story = inspected(broken, broken, **exchange())
    assert story.charge("return_freight").owed_by(CUSTOMER) == Decimal("180.00")
    assert story.offers()["inspect_goods.passed"] == "deny"


def test_the_window_of_a_return_says_nothing_of_an_exchange() -> None:
    assert "in_return_window" not in swap().case.here.rules
