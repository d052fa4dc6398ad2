"""What the factory looks at each month, on both databases."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.domain.reports import Sheet
from core.reporting.declared import Span
from tests.plugins.lighting.factory import Factory
from tests.plugins.lighting.story import BROKEN, OLD, POSTED, TOLD

MARCH = Span(date(2025, 3, 1), date(2025, 3, 31))
SPRING = Span(date(2025, 3, 1), date(2025, 5, 31))


def sheet(factory: Factory, key: str, span: Span = MARCH) -> Sheet:
    return factory.desk.declared_reports.make(factory["zhao"], "lighting", key, span).sheet


def words(found: Sheet) -> list[tuple[Any, ...]]:
    return [tuple(str(each) if each is not None and not isinstance(each, int) else each for each in row)
            for row in found.rows]


def test_lfm_31_faults_by_model_and_cause_for_both_departments(factory: Factory) -> None:
    factory.desk.policies.set_value(factory["zhao"], "lighting", "feedback.every", "month")
    factory.desk.plans.run()
    for _ in range(2):
        factory.mended()
    factory.mended({**BROKEN, "model": "XD-300"}, cause="wiring")
    factory.returned()
    found = sheet(factory, "faults_by_model")
    assert words(found) == [
        ("XD-200", "驱动电源", 2, 0, 0), ("XD-200", "质量问题", 0, 0, 1), ("XD-300", "接线", 1, 0, 0)]
    assert found.totals and found.totals[2:] == (3, 0, 1)
    factory.on("04-01 08:00")
    factory.desk.plans.run()
    factory.desk.plans.run()
    entries = [each for each in factory.desk.plans.entries(factory["wu"], "open").entries
               if each.row.key == "product_feedback"]
    assert [each.row.period for each in entries] == ["2025-03"]
    view = factory.desk.plans.show(factory["wu"], entries[0].row.id)
    assert {each.row.duty: each.signed for each in view.entry.parts} == {"technician": False, "quality": False}


def test_lfm_16_what_free_repairs_cost_is_known_within(factory: Factory) -> None:
    number = factory.mended()
    assert [*sheet(factory, "internal_costs").rows] == [
        (number, "XD-200", Decimal("28.00"), Decimal(0), Decimal("28.00"))]


def test_lfm_54_the_same_fault_again_within_the_window(factory: Factory) -> None:
    once = factory.mended({**BROKEN, "serial": "A1"})
    twice = factory.mended({**BROKEN, "serial": "B2"})
    other = factory.mended({**BROKEN, "serial": "C3"}, cause="driver")
    factory.on("03-20 09:00")
    factory.mended_again(twice)
    factory.mended_again(other, cause="wiring")
    unset = sheet(factory, "repeat_repairs", SPRING)
    assert unset.rows == [] and "要先设定" in str(unset.notes[0])
    for term, said in (("repeat.threshold", 2), ("repeat.window", "90 days")):
        factory.desk.policies.set_value(factory["zhao"], "lighting", term, said)
    assert words(sheet(factory, "repeat_repairs", SPRING)) == [("XD-200", "B2", "驱动电源", 2, twice, twice)]
    factory.on("05-10 09:00")
    new = factory.mended({**BROKEN, "serial": "B2"})
    assert words(sheet(factory, "repeat_repairs", SPRING))[0][3:] == (3, twice, new)
    factory.desk.policies.set_value(factory["zhao"], "lighting", "repeat.window", "10 days")
    assert sheet(factory, "repeat_repairs", SPRING).rows == []
    assert once


@pytest.mark.parametrize(("paid", "kept"), [("03-17 18:00", "是"), ("03-18 09:00", "否")])
def test_lfm_55_refunds_in_time(factory: Factory, paid: str, kept: str) -> None:
    factory.on("03-10 09:00")
    number = factory.returned()
    assert words(sheet(factory, "return_compliance"))[0] == (
        number, "质量问题", "是", "是", "2025-03-10", None, None, None)
    factory.desk.policies.set_value(factory["zhao"], "lighting", "refund.within", "7 days")
    factory.take(number, "remedy.refund")
    factory.on(paid)
    factory.take(number, "pay_back.pay", {"amount": "120.00", "method": "wechat_pay", "paid_on": f"2025-{paid[:5]}",
                                          "reference": "WX1"})
    row = words(sheet(factory, "return_compliance"))[0]
    assert (row[3], row[-1]) == ("是", kept)


def test_lfm_50_the_evaluation_wants_all_three_departments(factory: Factory) -> None:
    factory.desk.plans.run()
    factory.on("04-10 09:00")
    factory.desk.plans.run()
    (entry,) = [each for each in factory.desk.plans.entries(factory["lin"], "open").entries
                if each.row.key == "monthly_evaluation"]
    for login, duty in (("lin", "service"), ("wu", "technician")):
        factory.desk.plans.sign(factory[login], entry.row.id, duty, {"evaluation": "本月响应及时"})
    view = factory.desk.plans.show(factory["lin"], entry.row.id)
    assert [each.row.duty for each in view.entry.parts if not each.row.signed_at] == ["quality"]


def test_lfm_04_changing_the_kind_takes_what_is_known_along(factory: Factory) -> None:
    said = {**BROKEN, "topic": "fault"}
    asked = {name: each for name, each in said.items() if name not in ("fault", "bought_on", "proof")}
    old = factory.open("lighting.consultation", asked)
    factory.on("03-04 10:00")
    factory.take(old, "advise.change_kind", {"now_kind": "repair", "kind_why": "听下来是坏了"})
    ((relation, new),) = factory.see(old).links
    view = factory.see(new.number)
    assert (relation, view.row.kind) == ("follow_up", "lighting.repair")
    assert view.case.opened_at and view.case.opened_at.isoformat() == "2025-03-03T09:00:00+08:00"
    assert view.case.forms[0].dump()["contact_name"] == "张女士" and POSTED and TOLD


def test_lfm_20_a_known_customer_is_not_typed_again(factory: Factory) -> None:
    customer = factory.desk.customers.register(factory["lin"], name="李四", phones=["13912345678"], address="古镇 1 号")
    number = factory.open("lighting.repair", {"model": "XD-200", "description": "不亮", "fault": "dead",
                                              "bought_on": "2025-03-01"}, customer_id=customer, channel="shop")
    said = factory.see(number).case.forms[0].dump()
    assert (said["contact_name"], said["contact_phone"], said["contact_address"], said["channel"]) == (
        "李四", "13912345678", "古镇 1 号", "shop")


def test_what_was_covered_and_what_not_is_told_though_no_clause_asks(factory: Factory) -> None:
    free, broken = factory.received(BROKEN), factory.received({**OLD, "bought_on": "2024-02-01"})
    for number in (free, broken):
        factory.take(number, "bench.diagnose", {"human_damage": False, "cause": "driver", "plan": "换驱动",
                                                "expected_on": "2025-03-10", "advised": "repair"})
        factory.take(number, "bench.tell_plan", {"plan_told": True, "time_told": "2025-03-10", "told_by": "phone"})
        factory.take(number, "bench.go_on")
    assert sheet(factory, "coverage_verdicts").rows == []
    factory.take(free, "quote.free")
    factory.take(broken, "quote.offer", {"parts": "28.00", "labour": "30.00"})
    found = sheet(factory, "coverage_verdicts")
    assert {row[0]: row[2] for row in words(found)} == {free: "属保修", broken: "不属保修"}
    assert "2025-02-01" in str(next(row[3] for row in words(found) if row[0] == broken))
    assert found.notes[0].values == {"covered": 1, "not_covered": 1, "referred": 0}
