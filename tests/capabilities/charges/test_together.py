"""Customers answer quotes by their link; several people book money at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.domain.errors import DeskError, NotFound, Refused, StaleVersion
from core.portal.links import Visit
from tests.capabilities.workshop.desk import BACK, Workshop


def answer(workshop: Workshop, visit: Visit, step: str, version: int | None = None, **said: object) -> None:
    workshop.desk.portal.take(visit, step, lambda *_: said, version=version, key="", told={})


def visit_of(workshop: Workshop, number: str) -> Visit:
    return workshop.desk.portal.visit(workshop.desk.portal.link_for(workshop["lin"], number).token)


def test_a_customer_agrees_by_their_link(workshop: Workshop) -> None:
    number = workshop.quoted()
    visit, seen = visit_of(workshop, number), workshop.desk.views.case(workshop["lin"], number).row.version
    workshop.step(number, "bench.offer_again", parts="120", labour="50")
    with pytest.raises(StaleVersion):
        answer(workshop, visit, "bench.agree", seen, channel="link")
    answer(workshop, visit, "bench.agree", seen + 1, channel="link")
    quote = workshop.money(number).quotes[0]
    assert (quote.state, quote.channel, str(quote.agreed)) == ("agreed", "link", "170.00") and quote.answered_by
    with pytest.raises(DeskError):
        answer(workshop, visit, "bench.agree", channel="link")
    assert len(workshop.money(number).quotes) == 2

    late = workshop.quoted()
    visit = visit_of(workshop, late)
    workshop.clock.forward(days=8)
    with pytest.raises(Refused, match="过期"):
        answer(workshop, visit, "bench.agree", channel="link")
    assert workshop.money(late).quotes[0].state == "open"
    workshop.clock.forward(days=400)
    with pytest.raises(NotFound):
        workshop.desk.portal.visit("no-such-token")


def test_two_people_refund_the_same_money_at_once(workshop: Workshop) -> None:
    first, second = workshop.mended(), workshop.mended()
    workshop.pay(first, "150", "W1")
    workshop.pay(second, "150", "W2")

    def tried(number: str, reference: str) -> str:
        try:
            workshop.charges.refund(workshop.call(number), {**BACK, "amount": "100", "reference": reference})
        except DeskError as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(4) as pool:
        same_money = list(pool.map(tried, [first] * 4, ["T1", "T2", "T3", "T4"]))
    assert sorted(same_money) == ["InvalidInput", "InvalidInput", "InvalidInput", "done"]
    third, fourth = workshop.mended(), workshop.mended()
    for number in (third, fourth):
        workshop.pay(number, "150", f"W-{number}")
    with ThreadPoolExecutor(3) as pool:
        same_reference = list(pool.map(tried, [second, third, fourth], ["T9", "t 9", "T9"]))
    assert sorted(same_reference) == ["Refused", "Refused", "done"]
    for number in (first, second, third, fourth):
        assert workshop.money(number).sums.balance == 0
