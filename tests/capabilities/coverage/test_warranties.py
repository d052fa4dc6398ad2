"""Warranties begin with purchases, are extended by repairs and people, and are known in other cases of the unit."""

from datetime import date

import pytest

from core.capabilities.coverage.service import Unit, Warranties
from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from tests.capabilities.workshop.desk import Workshop


def verdict(workshop: Workshop, number: str) -> str:
    found = {each.rule: each.outcome for each in workshop.desk.views.case(workshop["lin"], number).decisions}
    return found["in_warranty"]


def said(unit: Unit) -> list[tuple[str, date]]:
    return [(each.row.how, each.row.ends_on) for each in unit.turns]


def test_a_repair_extends_and_does_not_pay_for_itself(workshop: Workshop) -> None:
    covers = Warranties(workshop.desk.place)
    number = workshop.mended(bought_on="2023-01-05", serial="sn-001")
    unit = covers.show(workshop["lin"], "SN 001")
    assert said(unit) == [("repair", date(2025, 6, 3)), ("purchase", date(2024, 1, 5))]
    assert unit.covered and unit.since == date(2023, 1, 5)
    assert workshop.facts(number)["bill"] == "150.00" and verdict(workshop, number) == "deny"
    workshop.step(number, "bench.look_after", human_damage=False)
    assert workshop.facts(number)["bill"] == "150.00"

    older = workshop.open(bought_on="2023-01-05", serial="SN001")
    assert verdict(workshop, older) == "allow"
    assert verdict(workshop, workshop.open(bought_on="2023-01-05", serial="SN002")) == "deny"
    workshop.clock.forward(days=91)
    assert verdict(workshop, workshop.open(bought_on="2023-01-05", serial="SN001")) == "deny"
    assert not covers.show(workshop["lin"], "SN001").covered
    with pytest.raises(NotFound):
        covers.show(workshop["lin"], "SN003")


def test_what_is_covered_longer_already_is_not_shortened_by_a_repair(workshop: Workshop) -> None:
    number = workshop.open(bought_on="2025-02-01", serial="SN1")
    workshop.step(number, "bench.look", human_damage=False)
    workshop.step(number, "bench.free")
    assert said(Warranties(workshop.desk.place).show(workshop["wu"], "SN1")) == [("purchase", date(2026, 2, 1))]


def test_people_extend_and_correct_with_a_reason(workshop: Workshop) -> None:
    covers = Warranties(workshop.desk.place)
    number = workshop.open(bought_on="2023-01-05", serial="SN1")
    assert verdict(workshop, number) == "deny"
    with pytest.raises(Forbidden):
        covers.extend(workshop["lin"], number, {"ends_on": "2025-12-31", "why": "老客户"})
    for wrong, field in (({"ends_on": "2025-12-31"}, "why"), ({"ends_on": "2023-12-31", "why": "x"}, "ends_on"),
                         ({"ends_on": "31.12.2025", "why": "x"}, "ends_on")):
        with pytest.raises(InvalidInput) as error:
            covers.extend(workshop["zhao"], number, wrong)
        assert set(error.value.errors) == {field}
    covers.extend(workshop["zhao"], number, {"ends_on": "2025-12-31", "why": "老客户"})
    assert verdict(workshop, number) == "allow"
    assert workshop.desk.views.case(workshop["lin"], number).events[-1].data["title"] == "已延长保修"
    covers.extend(workshop["zhao"], number, {"ends_on": "2024-06-30", "why": "发票是假的"}, correct=True)
    assert verdict(workshop, number) == "deny"
    assert [each.row.why for each in covers.show(workshop["lin"], "SN1").turns] == ["发票是假的", "老客户", ""]
    unit = covers.extend_unit(workshop["zhao"], "SN1", {"ends_on": "2026-01-01", "why": "和解"})
    assert unit.row.ends_on == date(2026, 1, 1) and verdict(workshop, number) == "allow"
    with pytest.raises(Refused, match="序列号"):
        covers.extend(workshop["zhao"], workshop.open(), {"ends_on": "2026-01-01", "why": "x"})


def test_a_unit_without_serial_is_known_by_customer_and_model(workshop: Workshop) -> None:
    covers, desk = Warranties(workshop.desk.place), workshop.desk
    wang = desk.customers.register(workshop["lin"], name="王先生", phones=["13800006621"])
    li = desk.customers.register(workshop["lin"], name="李女士", phones=["13800006622"])
    workshop.mended(customer=wang)
    assert verdict(workshop, workshop.open(customer=wang)) == "allow"
    other = workshop.quoted(customer=li)
    assert verdict(workshop, other) == "deny"
    workshop.step(other, "bench.refuse", "lin", channel="phone", why="太贵")
    assert verdict(workshop, workshop.open(customer=wang, model="X2")) == "deny"
    units = covers.find(workshop["lin"], "13800006621")
    assert [(each.row.model, each.customer) for each in units] == [("X1", "王先生"), ("X2", "王先生")]
    desk.erasing.erase(workshop["zhao"], li, "asked", confirm=str(li))
    assert covers.find(workshop["lin"], "李女士") == [] and len(covers.find(workshop["lin"], other)) == 1
    assert workshop.money(other).quotes[0].why == ""
