"""Whose cases somebody sees: what is not theirs looks absent, whatever they try."""

import io
from collections.abc import Callable

import pytest

from core.domain.errors import NotFound
from core.domain.people import Actor, Scope
from core.services.notes import Upload
from core.services.opening import Request
from core.store.lists import CaseFilter
from tests.services.shop import ANSWERS, REPAIR, TOLD, WHEELS, Shop, refused

Try = Callable[[Shop, Actor, str], object]
EVERYTHING: dict[str, Try] = {
    "look": lambda shop, who, no: shop.desk.views.case(who, no),
    "papers": lambda shop, who, no: shop.desk.views.papers(who, no),
    "step": lambda shop, who, no: shop.desk.steps.take(who, no, "intake.accept", TOLD),
    "override": lambda shop, who, no: shop.desk.steps.override(who, no, rule="warranty_runs", reason="x"),
    "answer": lambda shop, who, no: shop.desk.steps.answer(who, no, "0" * 16, grant=True),
    "comment": lambda shop, who, no: shop.desk.notes.comment(who, no, "x"),
    "contact": lambda shop, who, no: shop.desk.notes.contact(who, no, channel="phone", direction="out", reached=True),
    "assign": lambda shop, who, no: shop.desk.notes.assign(who, no, who.id or 0),
    "wait": lambda shop, who, no: shop.desk.notes.wait(who, no, "customer", "x"),
    "resume": lambda shop, who, no: shop.desk.notes.resume(who, no),
    "attach": lambda shop, who, no: shop.desk.notes.attach(who, no, Upload(io.BytesIO(b"x"), "x.png")),
    "evidence": lambda shop, who, no: shop.desk.notes.evidence(who, no, 1),
    "correct": lambda shop, who, no: shop.desk.notes.correct(who, no, {}),
    "split": lambda shop, who, no: shop.desk.arranging.split(who, no, [0], "x"),
    "link": lambda shop, who, no: shop.desk.arranging.link(who, no, no, "related"),
    "reopen": lambda shop, who, no: shop.desk.arranging.reopen(who, no, "x")}


@pytest.mark.parametrize("attempt", EVERYTHING.values(), ids=EVERYTHING)
def test_a_foreign_case_and_an_absent_one_look_the_same(shop: Shop, attempt: Try) -> None:
    foreign = shop.open(by="lin")
    who = shop.limited("zhao", Scope.own)
    for number in (foreign, "CX-2025-99999"):
        with refused(shop, NotFound, "没有找到,或您无权查看"):
            attempt(shop, who, number)


def test_lists_searches_and_customers_show_no_more(shop: Shop) -> None:
    wang = shop.desk.customers.register(shop["lin"], name="王芳", phones=["13800006621"])
    mine, foreign = shop.open(by="zhao", customer_id=wang), shop.open(by="lin", customer_id=wang)
    who = shop.limited("zhao", Scope.own)
    assert [row.number for row in shop.desk.views.cases(who, CaseFilter()).page.rows] == [mine]
    assert [row.number for row in shop.desk.views.cases(who, CaseFilter(search=foreign)).page.rows] == []
    known, = shop.desk.customers.find(who, "王芳")
    assert [row.number for row in known.cases] == [mine]
    assert (shop.desk.views.counts(who).open, shop.desk.views.counts(shop["zhao"]).open) == (1, 2)


def test_a_unit_sees_its_own(shop: Shop) -> None:
    with shop.desk.store.unit_of_work() as work:
        north, south = work.units.add("north", "北店"), work.units.add("south", "南店")
        work.commit()
    here = shop.limited("lin", Scope.unit, north.id)
    number = shop.desk.opening.open(here, _request()).number
    assert shop.desk.views.case(shop.limited("zhao", Scope.unit, north.id), number).row.unit_id == north.id
    for who in (shop.limited("zhao", Scope.unit, south.id), shop.limited("zhao", Scope.unit)):
        with refused(shop, NotFound):
            shop.desk.views.case(who, number)
    assert shop.desk.views.case(shop["zhao"], number).row.number == number


def _request() -> Request:
    return Request(REPAIR, ANSWERS, WHEELS)


def test_who_may_not_see_cases_sees_none(shop: Shop) -> None:
    number = shop.open()
    with refused(shop, NotFound):
        shop.desk.views.case(shop["zhou"], number)
    assigned = shop.limited("zhao", Scope.own)
    shop.desk.notes.assign(shop["lin"], number, assigned.id or 0)
    assert shop.desk.views.case(assigned, number).row.number == number
