"""Regulations in use: what a case is pinned to stays, whatever is set, installed or taken away later."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.check import check
from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from core.domain.people import Actor
from core.representation import said_coverage
from core.services.sweep import Swept
from core.store import Store
from core.store.lists import CaseFilter
from tests.services.shop import ADVICE, REPAIR, TOLD, HandClock, Shop, a_desk, at, refused


def due(shop: Shop, number: str, target: str = "answered") -> object:
    return next(each.due_at for each in shop.see(number).clocks if each.target == target)


def test_values_set_later_do_not_touch_open_cases(shop: Shop) -> None:
    before = shop.open()
    shop.desk.policies.set_value(shop["zhao"], "bicycles", "repair.answer", "2 h")
    after = shop.open()
    shop.desk.notes.comment(shop["lin"], before, "再读一次")
    assert (due(shop, before), due(shop, after)) == (at("2025-03-06 10:00"), at("2025-03-05 12:00"))
    assert shop.see(before).row.rulebook != shop.see(after).row.rulebook
    clock = next(each for each in shop.see(after).clocks if each.target == "answered")
    assert ("BC-07", "repair.answer", "2 hours") in {(each.clause, each.term, each.value) for each in clock.basis}


def test_a_value_holds_from_its_moment_and_is_taken_back_by_none(shop: Shop) -> None:
    shop.desk.policies.set_value(shop["zhao"], "bicycles", "repair.answer", "2 h",
                                 effective_from=at("2025-03-06 00:00"))
    assert due(shop, shop.open()) == at("2025-03-06 10:00")
    shop.clock.at = at("2025-03-06 00:00")
    assert due(shop, shop.open()) == at("2025-03-06 02:00")
    shop.clock.forward(minutes=1)
    shop.desk.policies.set_value(shop["zhao"], "bicycles", "repair.answer", None)
    assert shop.desk.policies.values(shop["zhao"], "bicycles") == {}
    assert len(shop.desk.policies.history(shop["zhao"], "bicycles", "repair.answer")) == 2


def test_a_blank_blocks_its_promise_until_it_is_filled_in(shop: Shop) -> None:
    blocked = next(each for each in shop.see(shop.accepted()).clocks if each.target == "mended_in_time")
    assert (blocked.state, str(blocked.reason)) == ("blocked", "请先设定:修理时限")
    shop.desk.policies.set_value(shop["zhao"], "bicycles", "repair.mend", "3 days")
    running = next(each for each in shop.see(shop.accepted()).clocks if each.target == "mended_in_time")
    assert (running.state, running.due_at) == ("running", at("2025-03-08 23:59:59.999999"))


@pytest.mark.parametrize(("term", "value", "field"), [
    ("repair.answr", "2 h", "term"), ("repair.answer", "soon", "repair.answer"), ("repair.answer", 5, "repair.answer"),
    ("look.price", "free", "look.price"), ("repair.falls", "perhaps", "repair.falls"),
    ("repair.late", "never", "repair.late"), ("repair.answer", {"by": "Request.fault"}, "repair.answer"),
    ("repair.answer", {"by": "Request.fault", "rows": 3}, "repair.answer")])
def test_values_that_cannot_be(shop: Shop, term: str, value: object, field: str) -> None:
    with refused(shop, InvalidInput) as caught:
        shop.desk.policies.set_value(shop["zhao"], "bicycles", term, value)
    assert isinstance(caught.value, InvalidInput) and list(caught.value.errors) == [field]


def test_who_sets_and_who_sees(shop: Shop) -> None:
    with refused(shop, Forbidden):
        shop.desk.policies.set_value(shop["lin"], "bicycles", "repair.answer", "2 h")
    with refused(shop, NotFound, "tricycles"):
        shop.desk.policies.set_value(shop["zhao"], "tricycles", "repair.answer", "2 h")
    nobody = Actor(1, "x", "x")
    with refused(shop, Forbidden):
        shop.desk.policies.all(nobody)
    with refused(shop, NotFound, "bicycles/careful"):
        shop.desk.policies.show(shop["lin"], "bicycles/carefull")


def test_a_regulation_is_shown_with_its_values_and_blanks(shop: Shop) -> None:
    shop.desk.policies.set_value(shop["zhao"], "bicycles", "repair.answer", "2 h")
    view = shop.desk.policies.show(shop["lin"], "bicycles/careful")
    terms = {each.term.key: each for clause in view.clauses for each in clause.terms}
    assert view.adopted and (terms["repair.answer"].written, terms["repair.answer"].own) == ("24 h", "2 h")
    assert [terms[key].blank for key in ("repair.mend", "counter.phone", "repair.answer")] == ["?", "unset", ""]
    assert {policy.slug: adopted for policy, adopted in shop.desk.policies.all(shop["lin"])} == {
        "bicycles/careful": True, "bicycles/plain": False}


def test_an_amended_regulation_holds_for_new_cases_only(shop: Shop, store: Store) -> None:
    before = shop.open({"bought_on": "2025-03-03"})
    desk = a_desk(store, shop.clock, shop.desk.config.data)
    adoption = desk.adopted[0]
    clauses = tuple(replace(each, set={**each.set, "repair.warranty": "1 day"}) if each.id == "BC-02" else each
                    for each in adoption.policy.clauses)
    desk.place.adopted = (replace(adoption, policy=replace(adoption.policy, clauses=clauses)),)
    assert check(desk.installed.industries["bicycles"], desk.place.adopted[0].policy) == []
    later = Shop.__new__(Shop)
    later.desk, later.clock, later.people = desk, shop.clock, shop.people
    after = later.open({"bought_on": "2025-03-03"})
    with refused(later, Refused, "届满"):
        later.take(after, "intake.accept", TOLD)
    assert later.take(before, "intake.accept", TOLD).state == "bench.waiting"


def test_without_its_plugin_a_case_says_so_and_the_others_go_on(shop: Shop, store: Store, clock: HandClock,
                                                               tmp_path: Path) -> None:
    number, advice = shop.open(), shop.open({"words": "多少钱?"}, kind=ADVICE, items=())
    bare = a_desk(store, clock, tmp_path, plugins=())
    left = Shop.__new__(Shop)
    left.desk, left.clock, left.people = bare, clock, shop.people
    for attempt in (lambda: left.see(number), lambda: left.take(advice, "advice.answer"),
                    lambda: left.desk.notes.comment(left["lin"], number, "x")):
        with refused(left, NotFound, "插件“bicycles”未启用"):
            attempt()
    with refused(left, NotFound, REPAIR):
        left.open()
    listed = bare.views.cases(left["lin"], CaseFilter())
    assert {row.number for row in listed.page.rows} == {number, advice}
    clock.forward(days=3)
    assert bare.sweeper.sweep() == Swept(0, 2), "nobody waits for a plugin to be told"
    assert bare.audit.verify(left["zhao"]).holds
    assert shop.take(advice, "advice.answer").state == ""


def test_several_regulations_hold_in_their_order(shop: Shop, store: Store, tmp_path: Path) -> None:
    desk = a_desk(store, shop.clock, tmp_path, "bicycles/plain", "bicycles/careful")
    both = Shop.__new__(Shop)
    both.desk, both.clock, both.people = desk, shop.clock, shop.people
    view = both.see(both.open({"bought_on": "2024-06-01", "fell": True}))
    assert [each.key for each in view.case.here.stages] == ["intake", "pay", "ride"]
    assert view.row.policies == ["bicycles/plain", "bicycles/careful"]
    assert next(each for each in view.decisions if each.rule == "warranty_runs").outcome == "allow"
    notes = desk.policies.show(both["lin"], "bicycles/careful").notes
    assert any("BC-04: bench is not in the flow" in said for said in notes)
    assert desk.policies.check("bicycles/plain", "bicycles/careful")
    assert said_coverage(desk.policies.coverage("bicycles/plain"))[0]["clauses"][1] == {
        "clause": "BP-02", "carried_by": [{"kind": "target", "name": "answered"},
                                          {"kind": "term", "name": "repair.answer"}]}
