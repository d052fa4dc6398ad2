"""A hundred nights, at their boundaries and from the call to the money. Of the desk only `core.testing` is used."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from mattress.forms import Cleanliness, TrialReturn
from mattress.rules import clean, cleaning, cleaning_fee, settling_in, trial, trial_runs
from mattress.targets import answered, paid_back
from mattress.workflows import Ask, Fetch, Trial

from core.testing.checks import CHECKS
from core.testing.practice import Policy, Practice, at
from core.testing.subjects import installed

HUNDRED = Policy.of({trial: "100 days", settling_in: "30 days", cleaning_fee: "80.00"})
WISH = {"complaint": "too_soft", "delivered_on": "2025-01-04", "first_trial": True, "area": "禅城", "price": "3299.00",
        "paid_by": "wechat_pay"}


@pytest.mark.parametrize(("delivered", "outcome"), [
    (date(2024, 11, 25), "allow"), (date(2024, 11, 24), "deny"),  # the hundredth night, and the one after
    (date(2025, 2, 3), "allow"), (date(2025, 2, 4), "deny")])  # the thirtieth, and the one before
def test_the_nights_are_counted_from_the_day_after_delivery(delivered: date, outcome: str) -> None:
    asked = TrialReturn(delivered_on=delivered, filed_at=at("2025-03-05 10:00"))
    assert trial_runs(asked, HUNDRED).outcome == outcome


def test_nobody_is_refused_for_what_nobody_has_said() -> None:
    assert trial_runs(TrialReturn(), HUNDRED).outcome == "needs"
    assert clean(Cleanliness()).outcome == "needs"


def test_who_pays_for_the_cleaning() -> None:
    assert cleaning(Cleanliness(stained=False), HUNDRED).payer.key == "company"
    assert cleaning(Cleanliness(stained=True), HUNDRED).amount == Decimal("80.00")


@pytest.fixture
def shop() -> Iterator[Practice]:
    yield Practice("mattress", policies=["mattress/trial-nights"], begins="2025-03-05 10:00")


def fetched(shop: Practice, number: str) -> None:
    shop.take(number, Ask.accept)
    shop.take(number, "book.book", {"starts": "2025-03-07T14:00", "ends": "2025-03-07T16:00"})
    shop.take(number, "dispatch_crew.dispatch", {"technician": "technician"})
    shop.forward(days=2, hours=4)
    shop.take(number, "visit.arrive_at_once", {})
    shop.take(number, "visit.begin", {})


def test_from_the_call_to_the_money(shop: Practice) -> None:
    number = shop.open(Trial, WISH, customer="龙小姐")
    assert shop.clock(number, answered).state == "running"
    fetched(shop, number)
    shop.refused(number, Fetch.take_along)  # nobody has looked at it yet
    shop.take(number, Fetch.look, {"stained": False, "law_tag": True})
    shop.take(number, Fetch.take_along)
    assert shop.clock(number, paid_back).state == "running"
    assert "3299" in str(shop.refused(number, "pay_back.pay", paid("3300.00")))
    shop.take(number, "pay_back.pay", paid("3299.00"))
    assert shop.state(number) == "refunded"


def paid(amount: str) -> dict[str, object]:
    return {"amount": amount, "method": "wechat_pay", "paid_on": "2025-03-07", "reference": "WX1"}


def test_a_stained_one_stays_where_it_is(shop: Practice) -> None:
    number = shop.open(Trial, WISH, customer="龙小姐")
    fetched(shop, number)
    shop.take(number, Fetch.look, {"stained": True, "law_tag": True})
    assert not shop.offer(number, Fetch.take_along).open
    shop.take(number, Fetch.leave)
    assert shop.state(number) == "soiled"


def test_once_a_house_and_not_before_the_thirtieth_night(shop: Practice) -> None:
    again = shop.open(Trial, {**WISH, "first_trial": False}, customer="龙小姐")
    assert shop.refused(again, Ask.accept).decisions[0].rule == "first_of_the_house"
    early = shop.open(Trial, {**WISH, "delivered_on": "2025-03-01"}, customer="陆先生")
    assert shop.decision(early, trial_runs).outcome == "deny"


def test_its_pages_speak_english(shop: Practice) -> None:
    number = shop.open(Trial, WISH, customer="Ms Long")
    page = shop.browser().get(f"/cases/{number}").text
    assert "Trial nights" in page and "Agree to take it back" in page


@pytest.mark.parametrize("promise", CHECKS)
def test_contract(promise: str) -> None:
    plugin = next(each for each in installed([] if _is_installed() else ["mattress"]) if each.name == "mattress")
    assert list(CHECKS[promise](plugin)) == []


def _is_installed() -> bool:
    from importlib.metadata import entry_points

    return any(each.name == "mattress" for each in entry_points(group="shouhou.plugins"))
