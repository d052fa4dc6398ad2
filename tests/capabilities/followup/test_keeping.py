"""What following up keeps goes along with its cases: trials, merging, erasing, backups, tables."""

from typing import Any

from sqlalchemy import select

from core.capabilities.followup.calls import Calls
from core.capabilities.followup.ratings import Ratings
from core.capabilities.followup.surveys import Surveys
from core.capabilities.followup.tables import CallRow, ContactRow, RatingRow
from core.domain.periods import Period
from core.privacy import brought
from tests.capabilities.followup.conftest import Pots


def test_tables_are_those_of_the_migration_and_say_what_they_hold(shop: Pots) -> None:
    desk = shop.desk
    assert desk.store.pending() == [] and desk.store.differences() == []
    assert [each.name for each in desk.store.histories] == ["followup"]
    kind, = brought.kinds(desk.store.histories)
    assert "征集满意度" in kind.what_for


def test_a_trial_counts_the_days_on_which_nobody_answered(shop: Pots) -> None:
    days = [{"at": f"2025-03-0{day}T09:00:00+08:00", "step": "call_back.no_answer", "form": {"channel": "phone"}}
            for day in (2, 3, 3, 4)]
    given: dict[str, Any] = {"facts": {"Request": {"model": "K1"}}, "events": [
        {"at": "2025-03-01T09:00:00+08:00", "step": "mend.mend"}, *days]}
    offers = {each.key: each for each in shop.desk.trials.run("pots.repair", [], shop.clock.at, given).view.offers}
    assert offers["call_back.give_up"].open
    given["events"] = given["events"][:-1]
    offers = {each.key: each for each in shop.desk.trials.run("pots.repair", [], shop.clock.at, given).view.offers}
    assert not offers["call_back.give_up"].open
    with shop.desk.store.read() as work:
        assert work.session.scalars(select(CallRow)).all() == []


def test_a_case_that_became_part_of_another_is_not_called_about(shop: Pots) -> None:
    customer = shop.customer()
    one, other = shop.mended(customer), shop.open(customer)
    shop.desk.arranging.merge(shop["zhou"], one, other, "同一件事")
    assert Calls(shop.place).due(shop["lin"]).due == ()
    assert not Ratings(shop.place).open_for(shop["lin"], one)
    with shop.desk.store.read() as work:
        assert work.session.scalars(select(CallRow.result)).all() == ["dropped"]


def test_a_reopened_case_is_called_about_and_rated_once_more(shop: Pots) -> None:
    number = shop.closed(shop.customer())
    ratings, lin = Ratings(shop.place), shop["lin"]
    ratings.rate(lin, number, {"score": 2})
    shop.clock.forward(hours=1)
    shop.desk.arranging.reopen(shop["zhou"], number, "又漏了")
    shop.step("lin", number, "call_back.ask_again")
    due, = Calls(shop.place).due(lin).due
    assert due.row.round == 2 and not ratings.open_for(lin, number)
    Calls(shop.place).settle(lin, number, "solved", {"channel": "phone", "score": 5})
    assert [(each.round, each.score) for each in ratings.of(lin, number)] == [(1, 2), (2, 5)]


def test_who_said_it_was_solved_may_be_asked_again(shop: Pots) -> None:
    number, calls = shop.mended(shop.customer()), Calls(shop.place)
    shop.step("lin", number, "call_back.call", channel="phone", solved=True)
    assert calls.one(shop["lin"], number).row.result == "solved"
    shop.step("lin", number, "call_back.ask_again")
    due, = calls.due(shop["lin"]).due
    assert (due.row.round, due.row.result) == (1, "")
    assert calls.settle(shop["lin"], number, "unsolved", {"channel": "phone"}).state == "mend.waiting"


def test_an_erased_customer_is_not_asked_and_leaves_figures_only(shop: Pots) -> None:
    customer = shop.customer()
    number, lin = shop.closed(customer), shop["lin"]
    Ratings(shop.place).rate(lin, number, {"score": 1, "comment": "王先生很生气"})
    shop.clock.forward(days=1)
    shop.desk.erasing.erase(shop["zhou"], customer, "asked", confirm=str(customer))
    with shop.desk.store.read() as work:
        assert work.session.execute(select(RatingRow.score, RatingRow.comment)).all() == [(1, "")]
        assert len(work.session.scalars(select(ContactRow)).all()) == 1
    assert Surveys(shop.place).of(lin, "pots", Period.parse("2025-Q1")).customers == 0
