"""Plans at work: one entry in each period whoever runs, each department's part signed by whoever has that duty."""

import threading
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused, StaleVersion
from core.domain.people import Actor, Scope
from core.jobs import Worker
from core.plans.making import PlanDoing
from core.services.reactions import reacts
from core.store.tables import NotificationRow, PlanEntryRow
from tests.plans.garden import walk
from tests.plans.gardening import Garden
from tests.services.shop import at

SAID = {"found": "三号床漏水", "repaired": "true"}


def told(garden: Garden) -> list[tuple[str, str]]:
    """Who was told what, by log-in and kind."""
    worker = Worker(garden.desk, {"notify": lambda task: garden.desk.notifications.noting.work(
        task.payload, task.hold), "seal": lambda _: None})
    while worker._next():
        pass
    by_id = {actor.id: login for login, actor in garden.people.items()}
    with garden.desk.store.read() as work:
        return sorted((by_id[row.user_id], row.kind) for row in work.session.scalars(select(NotificationRow)))


def test_one_entry_for_each_period_since_the_regulation_holds_and_none_twice(garden: Garden) -> None:
    assert garden.on("2025-01-15 10:00") == (0, 0, 0) and not garden.entries()
    assert garden.on("2025-01-31 23:59:59") == (2, 0, 0), "the weeks of 13 and 20 January"
    assert garden.on("2025-02-01 00:00") == (1, 0, 0) and garden.on("2025-02-01 00:00") == (0, 0, 0)
    assert garden.entries() == [("walk", "2025-01"), ("water", "2025-W03"), ("water", "2025-W04")]
    entry = garden.desk.plans.show(garden["lin"], garden.entry("walk", "2025-01"))
    assert entry.entry.row.due_at == at("2025-02-05 23:59:59.999999") and entry.entry.state == "open"
    assert [part.title for part in entry.entry.missing] == ["质量", "客服"] and entry.clauses == ("GA-02",)
    watering = garden.desk.plans.show(garden["lin"], garden.entry("water", "2025-W03"))
    assert str(watering.blocked) == "请先设定:浇水期限"
    # The worker was away for months: what was missed is made, once.
    made, overdue, failed = garden.on("2025-05-02 09:00")
    assert (made, overdue, failed) == (3 + 13, 3, 0), "three walks and thirteen weeks; January to March are overdue"
    assert garden.entries(state="overdue") == [("walk", "2025-01"), ("walk", "2025-02"), ("walk", "2025-03")]
    assert garden.on("2025-05-02 09:00") == (0, 0, 0)


def test_a_deadline_filled_in_later_holds_for_open_entries(garden: Garden) -> None:
    garden.on("2025-01-15 10:00")
    garden.on("2025-01-21 10:00")
    garden.desk.policies.set_value(garden["zhao"], "garden", "water.within", "2 days")
    garden.on("2025-01-22 10:00")
    entry = garden.desk.plans.show(garden["zhao"], garden.entry("water", "2025-W03"))
    assert entry.blocked is None and entry.entry.row.due_at == at("2025-01-21 23:59:59.999999")
    assert entry.entry.state == "overdue"


def test_several_workers_make_it_once(garden: Garden) -> None:
    garden.on("2025-01-15 10:00")
    garden.clock.at = at("2025-03-03 10:00")
    made: list[int] = []
    start = threading.Barrier(3)

    def work() -> None:
        start.wait()
        made.append(garden.desk.plans.run().made)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with garden.desk.store.read() as work_:
        there = work_.session.execute(select(PlanEntryRow.key, PlanEntryRow.period)).all()
    assert sum(made) == len(there) == len(set(there)) == 2 + 7


def test_each_department_signs_its_own_part(garden: Garden) -> None:
    plans = garden.desk.plans
    garden.on("2025-01-15 10:00")
    garden.on("2025-02-01 09:00")
    entry = garden.entry("walk", "2025-01")
    assert garden.entries("he", mine=True) == [("walk", "2025-01")] == garden.entries("mei", mine=True)
    assert [each.row.id for each in plans.waiting(garden["he"])] == [entry] and not plans.waiting(garden["zhou"])
    with pytest.raises(Forbidden):
        plans.sign(garden["he"], entry, "service", SAID)
    with pytest.raises(NotFound):
        plans.sign(garden["zhao"], entry, "manager", SAID)
    with pytest.raises(InvalidInput) as wrong:
        plans.sign(garden["he"], entry, "quality", {"found": ""})
    assert set(wrong.value.errors) == {"found", "repaired"}, "the question that a clause asks for, too"
    signed = plans.sign(garden["he"], entry, "quality", SAID, version=0)
    assert [(part.title, part.name) for part in signed.parts] == [("质量", "何静"), ("客服", "")]
    assert signed.state == "open" and [part.title for part in signed.missing] == ["客服"]
    with pytest.raises(Refused, match="已经办完"):
        plans.sign(garden["mei"], entry, "quality", SAID)
    with pytest.raises(StaleVersion, match="这一部分已被他人更新"):
        plans.sign(garden["mei"], entry, "quality", SAID, version=0)
    assert plans.sign(garden["mei"], entry, "service", SAID).state == "done"
    assert garden.entries() == [("water", "2025-W03"), ("water", "2025-W04")]
    assert garden.entries(state="done") == [("walk", "2025-01")]
    part = plans.show(garden["lin"], entry).entry.parts[0].row
    assert part.answers["shown"] == [["发现", "三号床漏水"], ["已修复", "是"]]


def test_a_part_is_given_back_with_a_reason_and_signed_again(garden: Garden) -> None:
    plans = garden.desk.plans
    garden.on("2025-01-15 10:00")
    garden.on("2025-02-01 09:00")
    entry = garden.entry("walk", "2025-01")
    for duty in ("quality", "service"):
        plans.sign(garden["mei"], entry, duty, SAID)
    with pytest.raises(Forbidden):
        plans.reopen(garden["lin"], entry, "quality", "漏看五号床")
    with pytest.raises(InvalidInput, match="请说明原因"):
        plans.reopen(garden["zhao"], entry, "quality", " ")
    back = plans.reopen(garden["zhao"], entry, "quality", "漏看五号床", version=1)
    assert back.state == "open" and back.parts[0].row.version == 2
    assert back.parts[0].row.earlier[0]["why"] == "漏看五号床"
    assert back.parts[0].row.earlier[0]["answers"]["answers"]["found"] == "三号床漏水"
    with pytest.raises(Refused, match="还没有办"):
        plans.reopen(garden["zhao"], entry, "quality", "再看")
    with pytest.raises(StaleVersion):
        plans.sign(garden["he"], entry, "quality", SAID, version=0)
    assert plans.sign(garden["he"], entry, "quality", {**SAID, "found": "都好"}, version=2).state == "done"


def test_what_capabilities_put_by_is_there_or_the_entry_is_not(garden: Garden) -> None:
    def draw(doing: PlanDoing) -> None:
        if doing.period.key == "2025-02":
            raise Refused("抽不出")
        doing.put_by({"sample": [1, 2], "of": doing.entry.period})

    place = garden.desk.place
    place.reactions = {"garden": (reacts(walk)(draw),)}
    garden.on("2025-01-15 10:00")
    assert garden.on("2025-03-01 09:00") == (1 + 6, 1, 1), "February is tried again the next day"
    assert garden.desk.plans.show(garden["lin"], garden.entry("walk", "2025-01")).entry.row.found == {
        "sample": [1, 2], "of": "2025-01"}
    place.reactions = {}
    assert garden.on("2025-03-02 09:00") == (1, 0, 0)


def test_people_are_told_when_it_is_due_and_once_when_it_is_overdue(garden: Garden) -> None:
    garden.on("2025-01-15 10:00")
    garden.on("2025-02-01 09:00")
    due = [("he", "plan_due"), ("lin", "plan_due"), ("mei", "plan_due")]
    assert told(garden) == sorted([*due, ("zhao", "plan_due"), ("zhao", "plan_due")])
    garden.desk.plans.sign(garden["lin"], garden.entry("walk", "2025-01"), "service", SAID)
    garden.on("2025-02-05 23:59")
    assert garden.on("2025-02-06 00:15") == (0, 1, 0) and garden.on("2025-02-06 00:16") == (0, 0, 0)
    overdue = [each for each in told(garden) if each[1] == "plan_overdue"]
    assert overdue == [(each, "plan_overdue") for each in ("he", "mei", "zhao")], "whose part is missing; the manager"
    shown = garden.desk.notifications.mine(garden["he"])[0]
    assert shown.path == f"/tasks/{garden.entry('walk', '2025-01')}"
    assert shown.said(str).startswith("苗床巡查(2025年1月)已逾期")


def test_pages_neither_skip_nor_repeat(garden: Garden) -> None:
    garden.on("2025-01-15 10:00")
    garden.on("2025-05-02 09:00")
    for state in ("open", "done"):
        seen: list[tuple[str, str]] = []
        cursor = ""
        while True:
            page = garden.desk.plans.entries(garden["lin"], state, cursor=cursor, limit=3)
            seen += [(each.row.key, each.row.period) for each in page.entries]
            cursor = page.next_cursor
            if not cursor:
                break
        assert seen == garden.entries(state=state) and len(seen) == len(set(seen)) == (19 if state == "open" else 1)
        if state == "open":
            for duty in ("quality", "service"):
                garden.desk.plans.sign(garden["mei"], garden.entry("walk", "2025-02"), duty, SAID)
            garden.desk.plans.reopen(garden["zhao"], garden.entry("walk", "2025-02"), "service", "x")
            garden.desk.plans.sign(garden["mei"], garden.entry("walk", "2025-02"), "service", SAID)
    for nonsense in ("x", "2025_1", "_", "2025-01-01T00:00:00_-1", "2025-01-01T00:00:00_²"):
        with pytest.raises(InvalidInput):
            garden.desk.plans.entries(garden["lin"], cursor=nonsense)
    with pytest.raises(InvalidInput):
        garden.entries(state="x")


def test_the_report_counts_what_the_reader_sees(garden: Garden) -> None:
    plans, reports = garden.desk.plans, garden.desk.declared_reports
    garden.on("2025-01-15 10:00")
    garden.broken()
    garden.on("2025-02-01 09:00")
    garden.broken()
    entry = garden.entry("walk", "2025-01")
    nobody = replace(garden["he"], scope=Scope.own)
    shown = [plans.show(each, entry).sheet for each in (garden["he"], nobody)]
    assert [each.totals[1] for each in shown if each and each.totals] == [1, 0], "January alone, and what one sees"
    assert [each.key for each in reports.all(garden["lin"])] == ["beds"]

    def total(actor: Actor, *asked: str) -> Any:
        sheet = reports.make(actor, "garden", "beds", reports.span(*asked)).sheet
        return sheet.totals and sheet.totals[1]

    assert [total(garden["lin"], *asked) for asked in (
        ("",), ("2025-01",), ("2025",), ("", "2025-01-15", "2025-02-01"), ("", "2025-01-16", "2025-01-31"))] == [
            1, 1, 2, 2, 0]
    assert total(nobody, "2025") == 0
    for wrong in (("2025-13",), ("", "2025-02-02", "2025-02-01"), ("", "1999-01-01", "2025-01-01"), ("", "x"),
                  ("", "", "0001-01-01")):
        with pytest.raises(InvalidInput):
            reports.span(*wrong)
    for industry, key in (("garden", "bed"), ("gardens", "beds"), ("garden", "walk")):
        with pytest.raises(NotFound):
            reports.make(garden["lin"], industry, key, reports.span())
    with pytest.raises(NotFound, match="beds"):
        reports.named(garden["lin"], "bedss")


def test_the_worker_leaves_it_once_a_day(garden: Garden) -> None:
    garden.on("2025-01-15 10:00")
    garden.clock.at = at("2025-02-01 00:14")
    worker = Worker(garden.desk)
    worker.turn()
    assert not garden.entries()
    garden.clock.at = at("2025-02-01 00:15")
    worker.turn()
    assert len(garden.entries()) == 3
