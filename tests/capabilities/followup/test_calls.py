"""Customers are called back: due, tried, settled or begun anew; once, and only with what the rules allow."""

from datetime import timedelta

import pytest

from core.capabilities.followup.calls import Calls
from core.capabilities.followup.ratings import Ratings
from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from tests.capabilities.followup.conftest import Pots
from tests.services.shop import at


def test_a_call_is_due_until_it_is_settled_and_counts_days_on_which_nobody_answered(shop: Pots) -> None:
    calls, lin = Calls(shop.place), shop["lin"]
    assert calls.due(lin).due == ()
    number = shop.mended(shop.customer())
    due, = calls.due(lin).due
    assert not due.unwilling
    shop.desk.consents.record(lin, due.customer_id or 0, "contact", False)
    assert calls.one(lin, number).unwilling
    assert (due.number, due.customer, due.row.attempts, due.row.round) == (number, "王先生", 0, 1)
    assert due.due_at == at("2025-03-08 23:59:59.999999")
    with pytest.raises(Refused, match="0 天回访未接通"):
        calls.settle(lin, number, "give_up")
    for _ in range(2):
        calls.settle(lin, number, "no_answer", {"channel": "phone"})
    due = calls.one(lin, number)
    assert (due.row.attempts, due.row.tried_on) == (2, ["2025-03-05"])
    assert due.row.next_try_at == shop.clock.at + timedelta(days=1) and due.waits(shop.clock.at)
    assert calls.counts(lin) == {"": 1, "now": 0, "overdue": 0, "tried": 1, "mine": 1}
    assert calls.due(lin, "now").due == ()
    with pytest.raises(InvalidInput) as wrong:
        calls.settle(lin, number, "no_answer", {"channel": "phone", "next_try": "2025-03-01T10:00:00+08:00"})
    assert set(wrong.value.errors) == {"next_try"}
    for _ in range(2):
        shop.clock.forward(days=1)
        calls.settle(lin, number, "no_answer", {"channel": "phone"})
    shop.clock.forward(days=3)
    assert [each.number for each in calls.due(lin, "overdue").due] == [number]
    receipt = calls.settle(lin, number, "give_up")
    assert receipt.state == "" and calls.due(lin).due == ()
    assert shop.desk.views.case(lin, number).row.outcome == "unreachable"


def test_what_is_not_settled_begins_anew_in_a_second_round(shop: Pots) -> None:
    calls, lin = Calls(shop.place), shop["lin"]
    number = shop.mended(shop.customer())
    calls.settle(lin, number, "no_answer", {"channel": "phone"})
    shop.clock.forward(days=1)
    receipt = calls.settle(lin, number, "unsolved", {"channel": "phone", "remarks": "还是漏水"})
    assert receipt.state == "mend.waiting" and calls.due(lin).due == ()
    with pytest.raises(Refused):
        calls.settle(lin, number, "solved", {"channel": "phone"})
    shop.clock.forward(hours=1)
    shop.step("tan", number, "mend.mend")
    due, = calls.due(lin).due
    assert due.due_at and due.due_at > shop.clock.at
    assert (due.row.round, due.row.attempts, due.row.tried_on) == (2, 0, [])
    receipt = calls.settle(lin, number, "solved", {"channel": "phone", "score": 5, "praised": True})
    assert receipt.state == ""
    rating, = Ratings(shop.place).of(lin, number)
    assert (rating.round, rating.score, rating.praised, rating.channel) == (2, 5, True, "phone")


def test_a_refused_outcome_changes_nothing_and_one_sent_twice_is_done_once(shop: Pots) -> None:
    calls, lin = Calls(shop.place), shop["lin"]
    number = shop.mended()
    before = shop.desk.views.case(lin, number).row.version
    with pytest.raises(Refused, match="1 到 5"):
        calls.settle(lin, number, "solved", {"channel": "phone", "score": 6})
    with pytest.raises(InvalidInput):
        calls.settle(lin, number, "solved", {})
    with pytest.raises(InvalidInput):
        calls.settle(lin, number, "solved", {"channel": "phone", "mood": "good"})
    with pytest.raises(InvalidInput):
        calls.settle(lin, number, "sold")
    with pytest.raises(Forbidden):
        calls.settle(shop["tan"], number, "solved", {"channel": "phone"})
    with pytest.raises(NotFound):
        calls.settle(lin, "SH-2025-99999", "solved", {"channel": "phone"})
    assert shop.desk.views.case(lin, number).row.version == before
    first = calls.settle(lin, number, "solved", {"channel": "phone"}, version=before, key="call-0001")
    again = calls.settle(lin, number, "solved", {"channel": "phone"}, version=before, key="call-0001")
    assert again.replayed and again.version == first.version


def test_the_list_is_paged_by_what_can_be_tried_and_by_deadline(shop: Pots) -> None:
    calls, lin = Calls(shop.place), shop["lin"]
    numbers = []
    for _ in range(5):
        numbers.append(shop.mended())
        shop.clock.forward(hours=1)
    calls.settle(lin, numbers[0], "no_answer", {"channel": "phone"})
    found, cursor = [], ""
    while True:
        page = calls.due(lin, cursor=cursor, limit=2)
        found += [each.number for each in page.due]
        cursor = page.next_cursor
        if not cursor:
            break
    assert found == [*numbers[1:], numbers[0]]
    with pytest.raises(InvalidInput):
        calls.due(lin, cursor="2~x~1")
    calls.take_on(lin, numbers[2])
    assert [each.number for each in calls.due(lin, "mine").due] == [numbers[2], numbers[0]]


def test_a_customer_rates_a_closed_case_once_on_the_scale(shop: Pots) -> None:
    ratings, lin = Ratings(shop.place), shop["lin"]
    number = shop.mended(shop.customer())
    with pytest.raises(Refused, match="还没有办完"):
        ratings.rate(lin, number, {"score": 4})
    calls = Calls(shop.place)
    calls.settle(lin, number, "solved", {"channel": "phone"})
    link = shop.desk.portal.link_for(shop["zhou"], number)
    visitor = shop.desk.portal.visit(link.token).actor
    assert ratings.open_for(visitor, number)
    for score in (0, 6):
        with pytest.raises(InvalidInput) as wrong:
            ratings.rate(visitor, number, {"score": score})
        assert set(wrong.value.errors) == {"score"}
    ratings.rate(visitor, number, {"score": 2, "comment": "来得太晚"})
    with pytest.raises(Refused, match="已经评价过"):
        ratings.rate(lin, number, {"score": 5})
    row, = ratings.of(lin, number)
    assert (row.score, row.channel, row.by_id, row.comment) == (2, "link", None, "来得太晚")
    assert not ratings.open_for(visitor, number)
    other = shop.closed()
    with pytest.raises(NotFound):
        ratings.rate(visitor, other, {"score": 5})
    with pytest.raises(Forbidden):
        ratings.rate(shop["tan"], other, {"score": 5})
