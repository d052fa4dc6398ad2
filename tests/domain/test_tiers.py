"""Terms by tiers: which row takes a number, and what is wrong with rows before a case can meet it."""

from decimal import Decimal

import pytest

from core.domain.check import check
from core.domain.errors import PolicyError
from core.domain.tiers import Band
from tests.domain.pianos import REGISTRY, Told, at, end, policy


def by_units(*rows: tuple[object, str]) -> dict[str, object]:
    return {"by": "Call.units", "rows": [list(each) for each in rows]}


@pytest.mark.parametrize(("units", "due"), [
    (1, "03-04"), (10, "03-04"), (11, "03-05"), (20, "03-05"), (30, "03-06"), (31, "03-07"), (100, "03-13")])
def test_one_day_for_every_ten_begun(units: int, due: str) -> None:
    """Up to ten units a day, up to twenty two, thirty three, and so on."""
    told = Told(policy("answered", answer=by_units(("each 10", "1 day"))), answers={"units": units})
    assert told.due("answered", "03-03 10:00") == end(due)
    assert told.clock("answered", "03-03 10:00").length == ("1 day" if units <= 10 else f"{-(-units // 10)} days")


@pytest.mark.parametrize(("units", "hours"), [(1, 1), (10, 1), (11, 2), (20, 2), (21, 3), (40, 3), (41, 9), (500, 9)])
def test_up_to_between_and_above(units: int, hours: int) -> None:
    rows = by_units(("..10", "1 h"), ("11..20", "2 h"), ("21..40", "3 h"), ("above 40", "9 h"))
    told = Told(policy("answered", answer=rows), answers={"units": units})
    assert told.due("answered", "03-03 10:00") == at(f"03-03 {10 + hours}:00")


def test_a_number_above_all_rows_says_so_and_one_nobody_told_is_asked_for() -> None:
    rules = policy("answered", answer=by_units(("..10", "1 h")))
    found = Told(rules, answers={"units": 11}).clock("answered", "03-03 10:00")
    assert (found.state, str(found.reason)) == ("blocked", "“答复”没有规定这种情形,请补充")


@pytest.mark.parametrize(("rows", "problem"), [
    ((("..20", "2 h"), ("..10", "1 h"), ("*", "9 h")), "row '..10' is never reached"),
    ((("..10", "1 h"), ("10..20", "2 h"), ("*", "9 h")), "row '10..20' overlaps one before"),
    ((("..10", "1 h"), ("12..20", "2 h"), ("*", "9 h")), "nothing is said of 11"),
    ((("..10", "1 h"), ("above 9", "2 h")), "row 'above 9' overlaps"),
    ((("..10", "1 h"), ("above 11", "2 h")), "nothing is said of 11; let the last row be"),
    ((("..10", "1 h"), ("11..20", "2 h")), "nothing is said of 21; let the last row be '*'"),
    ((("*", "1 h"), ("..10", "2 h")), "row '..10' is never reached"),
    ((("11..", "1 h"), ("..10", "2 h"), ("*", "2 h")), "row '*' is never reached"),
    ((("11..20", "1 h"), ("21..", "2 h")), "nothing is said of 1, 10; let the last row be"),
    ((("..10", "1 h"), ("..10", "2 h"), ("*", "2 h")), "row '..10' is never reached"),
    ((("20..11", "1 h"), ("*", "2 h")), "takes no number at all"),
    ((("each 0", "1 h"),), "takes no number at all"),
    ((("..", "1 h"), ("*", "2 h")), "is no range"), ((("..ten", "1 h"), ("*", "2 h")), "is no range"),
    ((("above all", "1 h"), ("*", "2 h")), "is no range")])
def test_gaps_overlaps_and_rows_nothing_is_left_for(rows: tuple[tuple[str, str], ...], problem: str) -> None:
    with pytest.raises(PolicyError) as found:
        check(REGISTRY, policy("answered", answer=by_units(*rows), quote_valid="unset"))
    assert problem in str(found.value) and "answer" in str(found.value)


@pytest.mark.parametrize("rows", [
    (("..10", "1 h"), ("..20", "2 h"), ("*", "3 h")), (("..10", "1 h"), ("11..20", "2 h"), ("21..", "3 h")),
    (("..10", "1 h"), ("above 10", "2 h")), ((5, "9 h"), ("..10", "1 h"), ("*", "3 h")), (("each 10", "1 day"),),
    (("..100", "1 h"), ("each 10", "1 day")), (("above 30", "3 h"), ("11..30", "2 h"), ("*", "1 h")),
    (("1..10", "1 h"), ("11..", "2 h")), (("11..20", "1 h"), ("*", "2 h"))])
def test_rows_without_fault(rows: tuple[tuple[object, str], ...]) -> None:
    check(REGISTRY, policy("answered", answer=by_units(*rows), quote_valid="unset"))


def test_only_a_length_is_counted_for_each_so_many() -> None:
    with pytest.raises(PolicyError, match="only a length can be written for each so many"):
        check(REGISTRY, policy("answered", answer="1 h", quote_valid="unset", owner=by_units(("each 10", "chen"))))


def test_yes_or_no_and_numbers_between_whole_ones() -> None:
    rows = {"by": "Call.urgent", "rows": [[True, "1 h"], ["*", "5 h"]]}
    for urgent, hour in ((True, "11"), (False, "15")):
        told = Told(policy("answered", answer=rows), answers={"urgent": urgent})
        assert told.due("answered", "03-03 10:00") == at(f"03-03 {hour}:00")
    band = Band.of("10.5..20")
    assert band and band.takes(Decimal("10.5")) and not band.takes(Decimal(10)) and Band.of("sofa") is None
