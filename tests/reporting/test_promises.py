"""The report on promises, on both databases: each figure is the cases behind it."""

from dataclasses import astuple
from datetime import date, timedelta

import pytest

from core.domain.errors import Forbidden, InvalidInput, NotFound
from core.domain.people import Actor, Scope
from core.reporting.promises import OUTCOMES
from core.store.tables import UnitRow
from tests.services.shop import Shop, at

MARCH = date(2025, 3, 1)


def month_of_cases(shop: Shop) -> dict[str, str]:
    """Answers due within two working days: one in time, one an hour late, one still open, one not due yet."""
    shop.desk.policies.set_value(shop["zhao"], "bicycles", "repair.answer", "2 working days")
    shop.clock.at = at("2025-03-10 10:00")  # due on the 12th
    found = {name: shop.open() for name in ("met", "missed", "open_late")}
    shop.clock.at = at("2025-03-11 10:00")
    shop.take(found["met"], "intake.decline", {"why": "没有配件"})
    shop.clock.at = at("2025-03-13 01:00")
    shop.take(found["missed"], "intake.decline", {"why": "没有配件"})
    shop.clock.at = at("2025-03-14 10:00")
    found["running"] = shop.open()
    shop.desk.sweeper.sweep()
    return found


def test_figures_and_the_cases_behind_them(shop: Shop) -> None:
    cases, reports, boss = month_of_cases(shop), shop.desk.reports, shop["zhao"]
    report = reports.promises(boss)
    assert (report.since, report.until) == (date(2025, 1, 1), MARCH)
    line = next(each for each in report.lines if each.target == "answered")
    assert (line.title, line.month, line.met, line.missed, line.open_late) == ("答复", MARCH, 1, 1, 1)
    assert line.over == 2 and line.share == 50
    assert round(sum(line.late.values(), timedelta()).total_seconds()) == 3600 and set(line.late) == {"company"}
    for outcome in OUTCOMES:
        behind = reports.cases(boss, "answered", date(2025, 3, 31), outcome)
        assert len(behind) == getattr(line, outcome)
        assert all(each.number == cases[outcome] for each in behind)
    assert report.total.open_late == sum(each.open_late for each in report.lines)
    assert not reports.promises(boss, date(2024, 5, 1), date(2024, 6, 1)).lines
    assert reports.promises(boss, MARCH, MARCH).lines == report.lines


def test_it_tells_of_what_somebody_sees_alone(shop: Shop) -> None:
    cases = month_of_cases(shop)
    with shop.desk.store.unit_of_work() as work:
        north = work.session.merge(UnitRow(key="north", title="北区", parent_id=None))
        work.flush()
        row = work.cases.by_number(cases["met"])
        row.unit_id, row.assignee_id = north.id, shop["wu"].id
        work.commit()
        unit = north.id
    reports = shop.desk.reports
    own = reports.promises(shop.limited("wu", Scope.own)).total
    assert (own.met, own.missed, own.open_late) == (1, 0, 0)
    assert reports.promises(shop.limited("sun", Scope.own)).lines == ()
    assert reports.promises(shop.limited("sun", Scope.unit, unit)).total.met == 1
    for narrowed in ({"unit": "north"}, {"assignee": shop["wu"].id}):
        assert astuple(reports.promises(shop["zhao"], **narrowed).total)[3:] == (1, 0, 0, 0, 0, {})
    with pytest.raises(NotFound):
        reports.promises(shop["zhao"], unit="nowhere")
    with pytest.raises(Forbidden):
        reports.promises(Actor(1, "x", "x"))


@pytest.mark.parametrize(("since", "until"), [(date(2025, 3, 1), date(2025, 2, 1)), (date(2020, 1, 1), MARCH)])
def test_months_in_the_wrong_order_and_too_many_are_refused(shop: Shop, since: date, until: date) -> None:
    with pytest.raises(InvalidInput):
        shop.desk.reports.promises(shop["zhao"], since, until)


def test_the_months_are_those_of_the_business(shop: Shop) -> None:
    """Due at 00:30 on the first of April in Shanghai is March in UTC."""
    shop.desk.policies.set_value(shop["zhao"], "bicycles", "repair.answer", "30 min")
    shop.clock.at = at("2025-04-01 00:00")
    number = shop.open()
    shop.take(number, "intake.decline", {"why": "没有配件"})
    assert [each.month for each in shop.desk.reports.promises(shop["zhao"]).lines] == [date(2025, 4, 1)]
