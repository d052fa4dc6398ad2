"""Planned changes: looked at first, then applied from now on, or to open cases too."""

import re
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from core.app import Desk
from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from core.domain.people import Scope
from core.jobs import Worker
from core.planning.service import Planning
from core.services import refreshing
from tests.services.shop import REPAIR, Shop, a_desk, at, dump, refused

FAIR = {"days": {"2025-03-15": {"kind": "make_up", "name": "车展"}},
        "closed": [{"from": "2025-03-10", "until": "2025-03-13", "name": "搬家"}]}
"""A shop that moves house from Monday to Thursday, and works on Saturday."""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "BATCH", 5)


def answered(shop: Shop, number: str) -> tuple[str, str]:
    """State and deadline of the answer."""
    clock = next(each for each in shop.see(number).clocks if each.target == "answered")
    assert clock.due_at
    return clock.state, f"{clock.due_at:%m-%d}"


def row_due(shop: Shop, number: str, target: str = "answered") -> str:
    with shop.desk.store.read() as work:
        return next(f"{row.due_at:%m-%d}" for row in work.clocks.of(work.cases.by_number(number).id)
                    if row.target == target and row.due_at)


def valued(shop: Shop, **values: str) -> None:
    for term, value in values.items():
        shop.desk.policies.set_value(shop["zhao"], "bicycles", term.replace("_", ".", 1), value)


def some_cases(shop: Shop) -> dict[str, list[str]]:
    """Open cases by what becomes of them where the shop moves house, as seen on Tuesday the 18th at noon."""
    valued(shop, repair_answer="2 working days", repair_mend="4 working days")
    found: dict[str, list[str]] = {}

    def at_ten(day: int, name: str, count: int, make: Any) -> None:
        shop.clock.at = at(f"2025-03-{day:02} 10:00")
        found[name] = [make() for _ in range(count)]

    at_ten(7, "rescued", 4, shop.accepted)  # mended by Thursday the 13th: late; then by the 18th
    at_ten(7, "ended", 1, shop.open)
    # mended by the 19th, then by the 18th
    at_ten(13, "earlier", 3, lambda: shop.accepted(answers={"bought_on": "2025-03-10"}))
    shop.take(found["ended"][0], "intake.decline", {"why": "没有配件"})  # two days after the deadline
    at_ten(13, "late anyway", 1, shop.open)
    at_ten(14, "late", 2, shop.open)  # answered by the 18th, then by the 17th
    at_ten(17, "untouched", 2, shop.open)
    shop.clock.at = at("2025-03-18 12:00")
    return found


def test_what_moves_is_counted_before_and_applied_to_open_cases(shop: Shop) -> None:
    cases, planning, boss = some_cases(shop), shop.desk.planning, shop["zhao"]
    assert answered(shop, cases["ended"][0]) == ("missed", "03-11")
    rows = {number: row_due(shop, number) for number in cases["late"] + cases["untouched"]}

    plan = planning.draft(boss, "calendar", FAIR, "搬家")
    assert (plan.state, plan.found, plan.title) == ("looking", None, "搬家")
    assert plan.differences[0].what == at("2025-03-10 00:00").date()
    before = dump(shop.desk.store)
    seen = []
    planning.work(plan.id, told=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 12), (5, 12), (10, 12), (12, 12)]
    after = dump(shop.desk.store)
    assert {name for name in before if before[name] != after[name]} == {"planned_changes"}, "looking changes nothing"

    plan = planning.show(boss, plan.id)
    assert plan.state == "looked" and plan.found and not plan.stale
    assert str(plan.found.summary) == "10 个未结案件的期限会变,2 个变为逾期,4 个不再逾期"
    assert (plan.found.open, plan.found.moved, plan.found.late, plan.found.rescued) == (12, 10, 2, 4)
    told = {each.number: each for each in plan.found.examples}
    assert sorted(told) == sorted(
        number for name, some in cases.items() if name not in ("untouched", "ended") for number in some)
    example = told[cases["late"][0]]
    assert example.before and example.after and example.late == (False, True)
    assert (example.title, f"{example.before.astimezone(boss_zone()):%m-%d %H:%M}",
            f"{example.after.astimezone(boss_zone()):%m-%d %H:%M}") == ("答复", "03-18 23:59", "03-17 23:59")

    plan = planning.apply(boss, plan.id, "open")
    assert (plan.state, plan.applies, plan.applied_by) == ("applying", "open", "赵敏")
    worker = Worker(shop.desk)
    while worker._next():
        pass
    plan = planning.show(boss, plan.id)
    assert (plan.state, plan.done, plan.total, plan.error) == ("applied", 12, 12, None)
    assert {number: row_due(shop, number) for number in cases["late"]} == dict.fromkeys(cases["late"], "03-17")
    assert {number: row_due(shop, number) for number in cases["untouched"]} == {
        number: rows[number] for number in cases["untouched"]}
    assert [answered(shop, number) for number in cases["late"]] == [("missed", "03-17")] * 2
    assert [row_due(shop, number, "mended_in_time") for number in cases["rescued"]] == ["03-18"] * 4
    assert answered(shop, cases["ended"][0]) == ("missed", "03-11"), "what was decided stays decided"
    with shop.desk.store.read() as work:
        version = work.calendars.versions("default")[-1]
        assert (version.note, version.open_cases, version.created_by) == ("搬家", True, boss.id)
    with refused(shop, Refused, "已应用"):
        planning.apply(boss, plan.id, "open")
    with refused(shop, Refused, "已应用"):
        planning.drop(boss, plan.id)
    with refused(shop, Refused, "已应用"):
        planning.look(boss, plan.id)


def boss_zone() -> Any:
    return at("2025-03-18 12:00").tzinfo


def test_a_calendar_only_for_what_is_new_leaves_open_cases(shop: Shop) -> None:
    cases, planning, boss = some_cases(shop), shop.desk.planning, shop["zhao"]
    plan = planning.finish(boss, planning.draft(boss, "calendar", {"closed": [{
        "from": "2025-03-19", "until": "2025-03-20"}]}).id)
    assert plan.found and plan.found.moved == 5, "what is still to come is counted: mended, and answered"
    plan = planning.apply(boss, plan.id, "new")
    assert plan.state == "applied"
    assert answered(shop, cases["untouched"][0]) == ("running", "03-19")
    assert answered(shop, shop.open()) == ("running", "03-24"), "the 19th and 20th are closed for a case opened now"
    shop.desk.notes.comment(shop["lin"], cases["untouched"][0], "催促")
    assert row_due(shop, cases["untouched"][0]) == "03-19"
    with shop.desk.store.read() as work:
        assert not work.calendars.versions("default")[-1].open_cases


def test_a_stale_look_is_refused_and_looked_at_again(shop: Shop) -> None:
    some_cases(shop)
    planning, boss = shop.desk.planning, shop["zhao"]
    one, two = (planning.finish(boss, planning.draft(boss, "calendar", {"closed": [{"from": day, "until": day}]}).id)
                for day in ("2025-03-19", "2025-03-20"))
    planning.apply(boss, one.id, "open")
    planning.finish(boss, one.id)
    assert planning.show(boss, two.id).stale
    with pytest.raises(Refused, match="上次查看之后情况变了"):
        planning.apply(boss, two.id, "open")
    assert planning.show(boss, two.id).state == "looking"
    two = planning.finish(boss, two.id)
    assert two.state == "looked" and not two.stale
    planning.apply(boss, two.id, "open")
    planning.finish(boss, two.id)
    assert [row.day.day for row in shop.desk.calendars.year(boss, 2025).days] == [19, 20]
    three = planning.finish(boss, planning.draft(boss, "calendar", {"closed": [{
        "from": "2025-03-21", "until": "2025-03-21"}]}).id)
    shop.clock.forward(hours=25)
    assert planning.show(boss, three.id).stale, "cases come and go"
    planning.drop(boss, three.id)
    assert planning.show(boss, three.id).state == "dropped"
    planning.work(three.id)
    assert planning.show(boss, three.id).state == "dropped"


def test_what_was_cut_short_goes_on_where_it_was(shop: Shop) -> None:
    some_cases(shop)
    planning, boss = shop.desk.planning, shop["zhao"]
    plan, turns = planning.draft(boss, "calendar", FAIR), iter([True, True, False])
    planning.work(plan.id, hold=lambda: next(turns))
    plan = planning.show(boss, plan.id)
    assert (plan.state, plan.done, plan.found) == ("looking", 10, None)
    seen: list[int] = []
    other = Planning(a_desk(shop.desk.store, shop.clock, shop.desk.config.data).place)
    other.work(plan.id, told=lambda done, total: seen.append(done))
    assert seen == [10, 12]
    plan = planning.show(boss, plan.id)
    assert plan.found and (plan.found.moved, plan.found.late, plan.found.rescued) == (10, 2, 4)
    planning.apply(boss, plan.id, "open")
    planning.work(plan.id, hold=lambda: False)
    assert planning.show(boss, plan.id).state == "applying"
    planning.work(plan.id)
    assert planning.show(boss, plan.id).state == "applied"


def test_only_one_worker_goes_on(shop: Shop) -> None:
    some_cases(shop)
    planning, boss = shop.desk.planning, shop["zhao"]
    plan = planning.draft(boss, "calendar", FAIR)
    other = Planning(a_desk(shop.desk.store, shop.clock, shop.desk.config.data).place)
    seen: list[int] = []

    def told(done: int, total: int) -> None:
        seen.append(done)
        if done == 5:
            other.work(plan.id)

    planning.work(plan.id, told=told)
    assert seen == [0, 5], "whoever came later went on with it"
    done = planning.show(boss, plan.id)
    assert done.found and done.found.moved == 10


def test_values_are_previewed_and_may_hold_for_open_cases(shop: Shop) -> None:
    valued(shop, repair_answer="2 working days", repair_mend="4 working days")
    planning, boss = shop.desk.planning, shop["zhao"]
    shop.clock.at = at("2025-03-05 10:00")
    open_case, other, ended = shop.open(), shop.accepted(), shop.open()
    shop.clock.at = at("2025-03-07 10:00")
    shop.take(ended, "intake.decline", {"why": "没有配件"})
    said = {"industry": "bicycles", "values": {"repair.answer": "1 working day"}}
    plan = planning.finish(boss, planning.draft(boss, "values", said, "快些答复").id)
    assert [(str(each.what), each.before, each.after) for each in plan.differences] == [
        ("答复时限", "2 working days", "1 working day")]
    assert plan.found and (plan.found.open, plan.found.moved, plan.found.late) == (2, 1, 1)
    assert [each.number for each in plan.found.examples] == [open_case]
    spent = next(each.started_at for each in shop.see(open_case).clocks if each.target == "answered")

    planning.apply(boss, plan.id, "open")
    planning.finish(boss, plan.id)
    assert answered(shop, open_case) == ("missed", "03-06") and row_due(shop, open_case) == "03-06"
    assert spent == next(each.started_at for each in shop.see(open_case).clocks if each.target == "answered")
    moved = [each for each in shop.see(open_case).events if each.kind == "moved"]
    assert [(each.actor_name, each.data["why"]) for each in moved] == [("赵敏", "快些答复")]
    assert answered(shop, ended) == ("met", "03-07"), "what has ended is judged by what held then"
    assert answered(shop, other)[0] == "met"
    assert not [each for each in shop.see(ended).events if each.kind == "moved"]
    assert shop.desk.policies.values(boss, "bicycles")["repair.answer"] == "1 working day"
    assert shop.desk.audit.verify(boss, open_case).holds
    planning.work(plan.id)
    assert len([each for each in shop.see(open_case).events if each.kind == "moved"]) == 1

    plan = planning.finish(boss, planning.draft(boss, "values", {
        "industry": "bicycles", "values": {"repair.answer": None}}).id)
    planning.apply(boss, plan.id, "new")
    assert answered(shop, open_case) == ("missed", "03-06")
    assert "repair.answer" not in shop.desk.policies.values(boss, "bicycles")


def test_open_cases_go_over_to_the_regulations_in_force_where_their_state_is_there(shop: Shop) -> None:
    boss = shop["zhao"]
    new, benched = shop.open(), shop.accepted()
    declined = shop.declined()
    quick = a_desk(shop.desk.store, shop.clock, shop.desk.config.data, "bicycles/plain")
    shop.clock.forward(hours=3)
    plan = quick.planning.finish(boss, quick.planning.draft(boss, "rulebooks", {"industry": "bicycles"}, "快修").id)
    assert plan.found and (plan.found.open, plan.found.moved, plan.found.late, plan.found.blocked) == (2, 1, 1, 1)
    ((number, why),) = plan.found.blocked_cases
    assert number == benched and re.fullmatch("状态“.+”不在新的流程里", str(why))
    with refused(shop, InvalidInput, "也对未结案件"):
        quick.planning.apply(boss, plan.id, "new")
    quick.planning.apply(boss, plan.id, "open")
    plan = quick.planning.finish(boss, plan.id)
    assert plan.state == "applied"
    found = {number: quick.views.case(boss, number) for number in (new, benched, declined)}
    assert [found[new].case.here.policies[0].slug, found[benched].case.here.policies[0].slug,
            found[declined].case.here.policies[0].slug] == [
        "bicycles/plain", "bicycles/careful", "bicycles/careful"]
    assert [each.data["why"] for each in found[new].events if each.kind == "moved"] == ["快修"]
    clock = next(each for each in found[new].clocks if each.target == "answered")
    assert clock.state == "missed" and clock.due_at == at("2025-03-05 12:00"), "two hours, and the time spent counts"
    quick.steps.take(shop["lin"], new, "intake.accept", {"told": True, "by": "shop"})


def test_one_case_is_moved_on_purpose(shop: Shop) -> None:
    boss, new, benched, declined = shop["zhao"], shop.open(), shop.accepted(), shop.declined()
    quick = a_desk(shop.desk.store, shop.clock, shop.desk.config.data, "bicycles/plain")
    with refused(shop, Forbidden):
        quick.planning.move(shop["lin"], new, "快修")
    with refused(shop, InvalidInput):
        quick.planning.move(boss, new, " ")
    with refused(shop, Refused, "不在新的流程里"):
        quick.planning.move(boss, benched, "快修")
    with refused(shop, Refused, "已结束"):
        quick.planning.move(boss, declined, "快修")
    with refused(shop, NotFound):
        quick.planning.move(boss, "WX-1999-00001", "快修")
    one = quick.planning.move(boss, new, "快修", version=1, key="move-it-once")
    two = quick.planning.move(boss, new, "快修", version=1, key="move-it-once")
    assert one.version == two.version and two.replayed
    with refused(shop, Refused, "已按这份制度办理"):
        quick.planning.move(boss, new, "快修")


def test_items_split_off_after_a_move_take_along_what_was_decided_before_it(shop: Shop) -> None:
    """It has been in stages that the new regulation leaves out."""
    number, boss = shop.agreed(), shop["zhao"]
    quick = a_desk(shop.desk.store, shop.clock, shop.desk.config.data, "bicycles/plain")
    shop.clock.forward(hours=3)
    quick.planning.move(boss, number, "快修")
    other = quick.arranging.split(shop["lin"], number, [0], "单独修").number
    old, new = (quick.views.case(boss, each) for each in (number, other))
    assert [each.state for each in old.clocks if each.target == "answered"] == ["met"]
    assert [(each.target, each.state, each.due_at, each.ended_at) for each in new.clocks] == [
        (each.target, each.state, each.due_at, each.ended_at) for each in old.clocks]


@pytest.mark.parametrize(("kind", "content", "field"), [
    ("diary", {}, "kind"), ("calendar", {}, "content"), ("calendar", {"colour": "red"}, "colour"),
    ("calendar", {"calendar": 5}, "calendar"), ("calendar", {"teams": {"nobody": "default"}}, "teams.nobody"),
    ("calendar", {"teams": {}}, "teams"), ("values", {"industry": "ships"}, "industry"),
    ("values", {"industry": "bicycles", "values": {}}, "values"),
    ("values", {"industry": "bicycles", "values": {"no.such": "1 day"}}, "no.such"),
    ("values", {"industry": "bicycles", "values": {"repair.answer": "soon"}}, "repair.answer"),
    ("rulebooks", {"industry": "ships"}, "industry"), ("rulebooks", {}, "industry")])
def test_what_cannot_be_is_refused_naming_the_field(shop: Shop, kind: str, content: Any, field: str) -> None:
    with refused(shop, InvalidInput) as caught:
        shop.desk.planning.draft(shop["zhao"], kind, content)
    assert isinstance(caught.value, InvalidInput) and list(caught.value.errors) == [field]


def test_who_may_plan_and_whose_cases_are_told(shop: Shop) -> None:
    some_cases(shop)
    planning, boss = shop.desk.planning, shop["zhao"]
    for act in (lambda: planning.draft(shop["lin"], "calendar", FAIR), lambda: planning.all(shop["lin"]),
                lambda: planning.show(shop["lin"], 1), lambda: planning.apply(shop["lin"], 1, "new")):
        with refused(shop, Forbidden):
            act()
    plan = planning.finish(boss, planning.draft(shop["zhou"], "calendar", FAIR).id)
    narrow = planning.show(shop.limited("zhao", Scope.own), plan.id)
    assert narrow.found and plan.found and narrow.found.moved == plan.found.moved == 10, "counts are of all cases"
    assert plan.found.examples and not narrow.found.examples, "cases are told to who may see them"
    admin = planning.show(shop["zhou"], plan.id)
    assert admin.found and not admin.found.examples
    assert [each.id for each in planning.all(boss)] == [plan.id]
    with refused(shop, NotFound):
        planning.show(boss, 99)
    assert planning.draft(boss, "values", {"industry": "bicycles", "values": {"repair.answer": "1 h"}}).kind == "values"
    assert plan.created_by == "周平"


def test_a_change_that_no_longer_fits_fails_with_the_reason(shop: Shop) -> None:
    planning, boss = shop.desk.planning, shop["zhao"]
    shop.open(kind=REPAIR)
    plan = planning.draft(boss, "calendar", {"days": {"2025-03-15": {"kind": "make_up"}}})
    other = planning.finish(boss, planning.draft(boss, "calendar", {"closed": [{
        "from": "2025-03-15", "until": "2025-03-15"}]}).id)
    planning.apply(boss, other.id, "new")
    with pytest.raises(Refused, match="已是放假"):
        planning.finish(boss, plan.id)
    assert planning.show(boss, plan.id).state == "failed"
    shop.clock.forward(days=1)
    planning.look(boss, plan.id)
    assert planning.show(boss, plan.id).state == "looking"
    assert timedelta() < shop.clock() - plan.created_at


def test_of_two_applied_at_once_one_looks_again(shop: Shop) -> None:
    boss, planning = shop["zhao"], shop.desk.planning
    plans = [planning.finish(boss, planning.draft(boss, "calendar", {"closed": [{"from": day, "until": day}]}).id)
             for day in ("2025-03-19", "2025-03-20")]
    desks = [a_desk(shop.desk.store, shop.clock, shop.desk.config.data) for _ in plans]
    gate, said = Barrier(2), list[str]()

    def apply(desk: Desk, plan_id: int) -> None:
        gate.wait()
        try:
            said.append(desk.planning.apply(boss, plan_id, "new").state)
        except Refused:
            said.append("refused")

    threads = [Thread(target=apply, args=(desk, plan.id)) for desk, plan in zip(desks, plans, strict=True)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(said) == ["applied", "refused"]
    assert sorted(planning.show(boss, plan.id).state for plan in plans) == ["applied", "looking"]
    assert [each.version for each in shop.desk.calendars.versions(boss)] == [2, 1]
