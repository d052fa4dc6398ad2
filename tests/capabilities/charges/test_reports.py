"""What the reports of money and of warranties find, though no clause asks for them."""

from datetime import date
from decimal import Decimal

import pytest

from core.capabilities.coverage.service import Warranties
from core.domain.errors import Forbidden
from core.reporting.declared import DeclaredReports, Span
from tests.capabilities.workshop.desk import Workshop

SPRING = Span(date(2025, 1, 1), date(2025, 6, 30))


@pytest.fixture
def reports(workshop: Workshop) -> DeclaredReports:
    return DeclaredReports(workshop.desk.place)


def test_takings_refunds_and_what_is_owed(workshop: Workshop, reports: DeclaredReports) -> None:
    first, second = workshop.mended(), workshop.mended(parts="30", labour="20")
    workshop.pay(first, "150", "W1", received_on="2025-02-28")
    workshop.pay(second, "20", "W2")
    workshop.refund(first, "10", "T1")
    wrong = workshop.mended()
    workshop.pay(wrong, "150", "W3")
    payment = next(each.row.id for each in workshop.money(wrong).lines if each.row.sort == "payment")
    workshop.charges.reverse(workshop.call(wrong), payment, "没有收到")
    sheet = reports.make(workshop["sun"], "workshop", "money_by_month", SPRING).sheet
    february, march = sheet.rows
    assert february[1:] == (0, 150, 0, 0, 0, 150) and march[1:] == (350, 20, 10, 0, 0, 10)
    assert sheet.totals and sheet.totals[1:] == (350, 170, 10, 0, 0, 160)
    only = reports.make(workshop["sun"], "workshop", "money_by_month", Span(date(2025, 2, 28), date(2025, 2, 28)))
    assert [row[2] for row in only.sheet.rows] == [150]
    prepaid = workshop.open(bought_on="2025-01-05", postage="12.50")
    workshop.step(prepaid, "bench.look", human_damage=False)
    owing = reports.make(workshop["sun"], "workshop", "money_owing", SPRING).sheet
    assert [(row[0], row[2], row[3]) for row in owing.rows] == [
        (wrong, Decimal(150), None), (second, Decimal(30), None), (prepaid, None, Decimal("12.50"))]
    assert owing.totals and owing.totals[2:4] == (Decimal(180), Decimal("12.50"))
    offered = {each.key for each in reports.all(workshop["sun"])}
    assert {"money_by_month", "money_owing", "warranties_ending", "coverage_verdicts"} <= offered
    assert "money_owing" not in {each.key for each in reports.all(workshop["wu"])}
    with pytest.raises(Forbidden):
        reports.make(workshop["wu"], "workshop", "money_owing", SPRING)


def test_warranties_that_end(workshop: Workshop, reports: DeclaredReports) -> None:
    paid = workshop.mended(bought_on="2023-01-05", serial="SN1")
    free = workshop.open(bought_on="2024-04-01", serial="SN2")
    workshop.step(free, "bench.look", human_damage=False)
    workshop.step(free, "bench.free")
    ends = reports.make(workshop["wu"], "workshop", "warranties_ending", SPRING).sheet
    assert [(row[0], row[2], row[5]) for row in ends.rows] == [
        (date(2025, 4, 1), "SN2", free), (date(2025, 6, 3), "SN1", paid)]
    Warranties(workshop.desk.place).extend(workshop["zhao"], free, {"ends_on": "2025-12-31", "why": "老客户"})
    ends = reports.make(workshop["wu"], "workshop", "warranties_ending", SPRING).sheet
    assert [row[2] for row in ends.rows] == ["SN1"], "what was extended ends later"
