"""Registers: who writes and reads what, what is passed on, corrected, due and erased."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.domain.check import check, coverage
from core.domain.counting import Length
from core.domain.errors import DefinitionError, Forbidden, InvalidInput, NotFound, PolicyError, Refused
from core.domain.policies import PolicyFile
from core.domain.registry import Registry
from core.domain.rulebook import Rulebook
from core.sdk import Register
from core.store.tables import NumberSeriesRow, OutboxRow, RegisterEntryRow
from tests.registers.conftest import Library
from tests.registers.library import Training
from tests.registers.library import library as industry
from tests.services.shop import at

VISIT: dict[str, Any] = {"topic": "invoice", "said": "要补开发票", "urgent": False}


def test_a_register_is_declared_like_a_plan(library: Library) -> None:
    registry = Registry(industry)
    assert registry.sort("visits") == "register" and registry.title("visits") == "来访登记"
    assert {"Visit", "Training"} <= registry.forms.keys() and "technician" in registry.duties
    rules = library.desk.installed.policies["library/rules"]
    assert coverage(registry, rules)["LI-01"][0].kind == "register"
    book = Rulebook(registry, [rules])
    assert sorted(book.standing.awake(Register)) == ["trainings", "visits", "wishes"]
    assert book.for_case("library.lend").outline()["registers"] == ["trainings", "visits", "wishes"]
    assert book.for_case("library.lend").asked == {"Visit.urgent"}
    unset = PolicyFile.from_content({**rules.content(), "clauses": [
        {**each, "set": {}} for each in rules.content()["clauses"]]})
    with pytest.raises(PolicyError, match=r"register trainings reads training\.every, which no clause sets"):
        check(registry, unset)
    with pytest.raises(DefinitionError, match="about nobody"):
        Register("无人", form=Training, every=Length.parse("3 months"))


def test_from_the_door_to_the_finance_department(library: Library) -> None:
    registers, lin, sun, wu, zhao = library.desk.registers, library["lin"], *(library[each] for each in (
        "sun", "wu", "zhao"))
    first = registers.write(lin, "library", "visits", VISIT, once_key="visit-number-1")
    assert registers.write(lin, "library", "visits", VISIT, once_key="visit-number-1").row.id == first.row.id
    urgent = registers.write(lin, "library", "visits", {"topic": "praise", "said": "孩子卡住了", "urgent": True},
                             at=at("2025-03-02 23:59"))
    assert (first.row.number, urgent.row.number) == (1, 2)
    assert [each.row.duty for each in first.passes] == ["finance"] and urgent.passes[0].row.duty == "manager"
    with pytest.raises(InvalidInput, match="said"):
        registers.write(lin, "library", "visits", {"topic": "praise", "urgent": False})
    with pytest.raises(InvalidInput, match="at"):
        registers.write(lin, "library", "visits", VISIT, at=at("2025-03-03 10:01"))
    with pytest.raises(Forbidden):
        registers.write(wu, "library", "visits", VISIT)
    with pytest.raises(Refused, match="请写清楚"):
        registers.write(lin, "library", "visits", {**VISIT, "said": "!!!"})
    with library.desk.store.read() as work:
        assert work.session.scalar(select(NumberSeriesRow.last).where(
            NumberSeriesRow.prefix == "register:library.visits")) == 2, "what was refused took no number"
        told = work.session.scalars(select(OutboxRow.payload).where(OutboxRow.topic == "notify")).all()
    assert [each["to"] for each in told] == [["duty:finance"], ["duty:manager"]]

    def seen(login: str, **asked: Any) -> list[int]:
        return [each.row.number for each in registers.entries(library[login], "library", "visits", **asked).entries]

    assert seen("lin") == seen("zhao") == [1, 2], "the latest first: number two was yesterday"
    assert seen("sun") == [1] and not seen("wu"), "finance sees what was passed to it"
    with pytest.raises(NotFound):
        registers.show(sun, urgent.row.id)
    with pytest.raises(NotFound):
        registers.show(wu, first.row.id)
    assert seen("lin", since=date(2025, 3, 3)) == [1] and seen("lin", until=date(2025, 3, 2)) == [2]
    assert seen("lin", words="补开 发票") == [1] and seen("lin", words="表扬") == [2] and not seen("lin", words="%")
    assert seen("lin", answers={"topic": "praise"}) == [2] and seen("lin", limit=1) == [1]
    page = registers.entries(lin, "library", "visits", limit=1)
    assert page.total == 2 and [each.row.number for each in registers.entries(
        lin, "library", "visits", cursor=page.next_cursor).entries] == [2]
    assert [each.row.id for each in registers.waiting(sun)] == [first.row.id] == [
        each.row.id for each in registers.entries(sun, "library", "visits", waiting=True).entries]
    with pytest.raises(Forbidden):
        registers.acknowledge(lin, first.row.id)
    library.clock.forward(minutes=5)
    assert registers.acknowledge(sun, first.row.id).passes[0].name == "孙丽"
    library.clock.forward(minutes=5)
    assert registers.acknowledge(sun, first.row.id).passes[0].row.acknowledged_at == at("2025-03-03 10:05")
    assert not registers.waiting(sun) and len(registers.waiting(zhao)) == 1

    right = registers.correct(lin, urgent.row.id, {"topic": "praise", "said": "没卡住", "urgent": False})
    assert right.corrects and right.corrects.id == urgent.row.id and right.row.happened_at == at("2025-03-02 23:59")
    assert registers.show(lin, urgent.row.id).corrected_by and not registers.waiting(zhao)
    with pytest.raises(Refused, match="更正过"):
        registers.correct(lin, urgent.row.id, VISIT)
    lines = registers.table(zhao, "library", "visits", str).splitlines()
    assert lines[0].startswith("\ufeff序号,发生时间,登记时间,登记人,案件,事由,内容,紧急") and len(lines) == 4
    assert "没卡住" in lines[2] and lines[2].endswith(",2")
    with pytest.raises(Forbidden):
        registers.table(lin, "library", "visits", str)


def test_everybody_writes_in_a_book_for_everybody_and_sees_their_own(library: Library) -> None:
    registers = library.desk.registers
    registers.write(library["wu"], "library", "wishes", {"book": "红楼梦"})
    registers.write(library["sun"], "library", "wishes", {"book": "水浒传"})
    assert {login: registers.entries(library[login], "library", "wishes").total for login in (
        "wu", "sun", "lin", "zhao")} == {"wu": 1, "sun": 1, "lin": 2, "zhao": 2}
    with pytest.raises(Forbidden):
        registers.all(library["zhou"])
    assert [each.key for each in registers.all(library["wu"]) if each.writes] == ["wishes"]


def test_training_is_due_again(library: Library) -> None:
    registers, zhao = library.desk.registers, library["zhao"]

    def due() -> list[tuple[str, str, bool]]:
        return [(each.name, f"{each.due_at:%m-%d}" if each.due_at else "", each.late)
                for each in registers.overdue(zhao, "library", "trainings").people]

    assert due() == [("吴刚", "", True), ("林晓", "", True)]
    with pytest.raises(InvalidInput, match="about"):
        registers.write(zhao, "library", "trainings", {"subject": "礼仪"}, about="sun")
    with pytest.raises(InvalidInput, match="about"):
        registers.write(library["lin"], "library", "visits", VISIT, about="wu")
    registers.write(zhao, "library", "trainings", {"subject": "礼仪"}, about="wu", at=at("2025-03-02 09:00"))
    assert due() == [("林晓", "", True), ("吴刚", "06-02", False)]
    library.clock.at = at("2025-06-03 00:00") - timedelta(microseconds=1)
    assert due()[-1] == ("吴刚", "06-02", False), "the last day counts to its end"
    library.clock.at = at("2025-06-03 00:00")
    assert [each[2] for each in due()] == [True, True]
    assert [each.name for each in registers.overdue(library["wu"], "library", "trainings").people] == ["吴刚"]
    assert registers.entries(library["wu"], "library", "trainings").total == 1, "they see what is about them"
    assert registers.overdue(zhao, "library", "visits").people == ()


def test_erased_customers_leave_the_registers(library: Library) -> None:
    desk, lin, zhao = library.desk, library["lin"], library["zhao"]
    anna = desk.customers.register(zhao, name="安娜", phones=("13811112222",))
    named = desk.registers.write(lin, "library", "visits", {**VISIT, "said": "请回电 13811112222"})
    other = desk.registers.write(lin, "library", "visits", {**VISIT, "said": "请回电 13900000000"})
    desk.erasing.erase(zhao, anna, "asked", confirm=str(anna))
    found = desk.registers.show(lin, named.row.id)
    assert found.answers == {"topic": "invoice", "urgent": False} and found.row.erased_at
    assert desk.registers.show(lin, other.row.id).answers["said"].endswith("13900000000")
    with pytest.raises(Refused):
        desk.registers.correct(lin, named.row.id, VISIT)
    with pytest.raises(Forbidden):
        desk.erasing.erase_entry(lin, other.row.id, "客户要求")
    with pytest.raises(InvalidInput, match="why"):
        desk.erasing.erase_entry(zhao, other.row.id, " ")
    desk.erasing.erase_entry(zhao, other.row.id, "客户要求")
    with desk.store.read() as work:
        assert work.session.scalar(select(func.count()).select_from(RegisterEntryRow).where(
            RegisterEntryRow.erased_at.is_(None))) == 0
    with pytest.raises(Refused):
        desk.erasing.erase_entry(zhao, other.row.id, "客户要求")
