"""Plans and reports: what holds for the industry as a whole, when it is due, and what a sheet may hold."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from core.calendar_seed import seed
from core.domain.calendars import WorkCalendar
from core.domain.check import check, coverage, idle_clauses
from core.domain.errors import DefinitionError, InvalidInput, PolicyError
from core.domain.local_time import day_ends
from core.domain.periods import Period
from core.domain.plans import periods_due
from core.domain.policies import Clause, PolicyFile
from core.domain.registry import Registry
from core.domain.rulebook import Adoption, Rulebook
from core.domain.terms import Blank
from core.sdk import (
    COUNT,
    MANAGER,
    MONTH,
    PERCENT,
    QUALITY,
    QUARTER,
    TEXT,
    WEEK,
    YEAR,
    Asking,
    Chart,
    Column,
    Duty,
    Every,
    Form,
    Industry,
    Plan,
    Report,
    Sheet,
    length,
    option,
    text,
    yes_no,
)

CALENDAR = WorkCalendar("plain", days=seed([2025]))
GARDENER = Duty("gardener", "园丁")


class Walk(Form):
    """巡查"""

    found: str = text("发现")
    repaired: bool = yes_no("已修复", on_demand=True)


def by_bed(asked: Asking) -> Sheet:
    return Sheet((Column("苗床"), Column("数量", COUNT)), [("一号", 3)])


beds = Report("各苗床情况", by_bed, note="按苗床统计")
every, within = option("walk.every", "巡查周期", Every), length("walk.within", "巡查期限")
walk = Plan("巡查", every=every, by=(GARDENER, QUALITY), form=Walk, shows=beds, within=within)
watering = Plan("浇水", every=WEEK, by=(MANAGER,), during=True)

MODULE = ModuleType("garden")
vars(MODULE).update(walk=walk, watering=watering, beds=beds, every=every, within=within)
REGISTRY = Registry(Industry("garden", MODULE, folder=Path(__file__).parent))
RULES = PolicyFile("garden/rules", "园规", {}, (
    Clause("G-1", uses=("walk",), set={"walk.every": "month", "walk.within": "3 working days"}),
    Clause("G-2", uses=("watering", "beds")), Clause("G-3", uses=("Walk.repaired",))))


def due(key: str, plan: Plan = walk, policy: PolicyFile = RULES, **values: object) -> object:
    here = Rulebook(REGISTRY, [policy], {name.replace("__", "."): said for name, said in values.items()},
                    CALENDAR).standing
    return plan.due(Period.parse(key), here.policy(), CALENDAR, here.conventions)


def test_the_registry_knows_plans_their_forms_and_duties() -> None:
    assert REGISTRY.sort("walk") == "plan" and REGISTRY.sort("beds") == "report"
    assert REGISTRY.forms["Walk"] is Walk and REGISTRY.duties["gardener"] is GARDENER
    assert REGISTRY.title("walk") == "巡查" and REGISTRY.provisions["Walk.repaired"] == "Walk.repaired"
    with pytest.raises(DefinitionError, match="due from nobody"):
        Plan("谁来", every=MONTH, by=())


def test_they_hold_for_the_industry_once_a_clause_uses_them_whatever_the_cases() -> None:
    assert check(REGISTRY, RULES) == [] and idle_clauses(REGISTRY, RULES) == []
    assert [each.kind for each in coverage(REGISTRY, RULES)["G-2"]] == ["plan", "report"]
    here = Rulebook(REGISTRY, [Adoption(RULES, {"Item.brand": "甲"})]).standing
    assert here.awake(Plan) == {"walk": walk, "watering": watering} and here.awake(Report) == {"beds": beds}
    assert here.basis("walk")[0].clause == "G-1" and here.asked == {"Walk.repaired"}
    assert walk.rhythm(here.policy()) is MONTH
    dropped = replace(RULES, slug="garden/less", clauses=(Clause("L-1", drops=("walk",)),))
    assert not Rulebook(REGISTRY, [dropped, RULES]).standing.awake(Plan).keys() - {"watering"}
    silent = replace(RULES, clauses=(Clause("G-1", uses=("walk",), set={"walk.every": "month"}),))
    with pytest.raises(PolicyError, match=r"plan walk reads walk\.within, which no clause sets"):
        check(REGISTRY, silent)


def test_the_case_kinds_of_a_regulation_show_its_plans_too() -> None:
    from tests.domain.played import CAREFUL, REPAIR
    from tests.kernel.bicycles import bicycles

    registry = Registry(Industry("bicycles", *bicycles.modules, MODULE, folder=bicycles.folder))
    kept = replace(CAREFUL, clauses=(*CAREFUL.clauses, Clause("BC-99", uses=("watering", "walk"), set={
        "walk.every": "unset", "walk.within": "unset"}), Clause("BC-98", uses=("Walk.repaired",))))
    assert check(registry, kept) == [] and idle_clauses(registry, kept) == []
    assert Rulebook(registry, [kept]).for_case(REPAIR).outline()["plans"] == ["walk", "watering"]
    assert walk.rhythm(Rulebook(registry, [kept]).standing.policy()) is None


@pytest.mark.parametrize(("key", "every", "first", "last", "following"), [
    ("2025-03", MONTH, date(2025, 3, 1), date(2025, 3, 31), "2025-04"),
    ("2025-12", MONTH, date(2025, 12, 1), date(2025, 12, 31), "2026-01"),
    ("2025-Q4", QUARTER, date(2025, 10, 1), date(2025, 12, 31), "2026-Q1"),
    ("2025-H1", Every.half_year, date(2025, 1, 1), date(2025, 6, 30), "2025-H2"),
    ("2024", YEAR, date(2024, 1, 1), date(2024, 12, 31), "2025"),
    ("2026-W01", WEEK, date(2025, 12, 29), date(2026, 1, 4), "2026-W02"),
    ("2020-W53", WEEK, date(2020, 12, 28), date(2021, 1, 3), "2021-W01")])
def test_periods(key: str, every: Every, first: date, last: date, following: str) -> None:
    period = Period.parse(key)
    assert (period.every, period.begins, period.ends, period.key) == (every, first, last, key)
    assert period.next.key == following and period.next.before == period
    assert Period.of(every, first) == Period.of(every, last) == period
    assert str(period.title).startswith(key[:4])


@pytest.mark.parametrize("key", ["", "2025-13", "2025-00", "2025-W54", "2025-W00", "2025-Q5", "25-01", "2025-1", "1025",
                                 "2025-01-01", "٢٠٢٥", "x"])
def test_nonsense_is_no_period(key: str) -> None:
    with pytest.raises(InvalidInput):
        Period.parse(key)


def test_when_it_is_due() -> None:
    end = day_ends(CALENDAR.zone, date(2025, 4, 3))
    assert due("2025-03") == end
    assert due("2025-03", walk__within="12 h") == datetime(2025, 4, 1, 12, tzinfo=CALENDAR.zone)
    assert due("2025-03", walk__within="unset") is None
    assert isinstance(due("2025-03", walk__within="?"), Blank)
    assert due("2025-W10", watering) == day_ends(CALENDAR.zone, date(2025, 3, 9)), "within the week itself"


def test_an_entry_is_made_once_the_period_is_over_and_none_for_periods_before_the_regulation() -> None:
    adopted = datetime(2025, 1, 31, 15, 59, tzinfo=UTC)  # 23:59 in Beijing
    before, on = datetime(2025, 3, 31, 15, 59, 59, tzinfo=UTC), datetime(2025, 3, 31, 16, tzinfo=UTC)
    assert [each.key for each in periods_due(walk, MONTH, adopted, before, CALENDAR)] == ["2025-01", "2025-02"]
    assert [each.key for each in periods_due(walk, MONTH, adopted, on, CALENDAR)] == ["2025-01", "2025-02", "2025-03"]
    assert [each.key for each in periods_due(watering, WEEK, on, on, CALENDAR)] == ["2025-W14"], "as the week begins"
    assert periods_due(walk, MONTH, on, on, CALENDAR) == []


def test_a_sheet_holds_together() -> None:
    columns = (Column("型号"), Column("件数", COUNT), Column("比例", PERCENT))
    assert Sheet(columns, [("甲", 3, Decimal("0.5"))], ("合计", 3, None), Chart((1,))).rows
    broken: list[Callable[[], Sheet]] = [
        lambda: Sheet(columns, [("甲", 3)]), lambda: Sheet(columns, [], ("合计",)),
        lambda: Sheet(columns, [], chart=Chart((0,))), lambda: Sheet(columns, [], chart=Chart((3,))),
        lambda: Sheet(columns, [], chart=Chart(())), lambda: Sheet(columns, [], chart=Chart((1,), "pie")),
        lambda: Sheet((Column("型号", "words"),), [])]
    for make in broken:
        with pytest.raises(DefinitionError):
            make()
    assert columns[0].sort == TEXT
