"""Whose cases somebody sees: what is not theirs looks absent, whatever they try."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

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
    "merge": lambda shop, who, no: shop.desk.arranging.merge(who, no, "CX-2025-00009", "x"),
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


def test_customers_are_those_of_ones_cases_and_of_ones_unit(shop: Shop) -> None:
    with shop.desk.store.unit_of_work() as work:
        north, south = (work.units.add(key, key).id for key in ("north", "south"))
        work.commit()
    clerk = replace(shop["lin"], unit=north)
    known = shop.desk.customers.register(clerk, name="王一", phones=["13900006621"])
    bought = shop.desk.customers.add_product(clerk, known, {"name": "折叠车", "order_no": "D-1"})
    here, there = shop.limited("lin", Scope.unit, north), shop.limited("zhao", Scope.unit, south)
    own = shop.limited("zhao", Scope.own)
    for words in ("13900006621", "6621", "王"):
        assert [each.customer.row.id for each in shop.desk.customers.find(here, words)] == [known]
        assert shop.desk.customers.find(there, words) == shop.desk.customers.find(own, words) == []
    for foreign in (there, own):
        for do in (lambda who: shop.desk.customers.get(who, known),
                   lambda who: shop.desk.customers.change(who, known, name="x"),
                   lambda who: shop.desk.customers.add_product(who, known, {"name": "x"}),
                   lambda who: shop.desk.opening.open(who, Request(REPAIR, ANSWERS, customer_id=known)),
                   lambda who: shop.desk.opening.preview(who, Request(REPAIR, ANSWERS, product_id=bought)),
                   lambda who: shop.desk.opening.questions(REPAIR, bought, who),
                   lambda who: shop.desk.customer_list.product(who, bought)):
            with refused(shop, NotFound, "没有找到,或您无权查看"):
                do(foreign)
    number = shop.open(by="lin", customer_id=known)
    shop.desk.notes.assign(shop["lin"], number, own.id or 0)
    assert shop.desk.customers.get(own, known).cases[0].number == number
    assert shop.desk.customer_list.product(own, bought).id == bought

def test_what_was_recorded_and_read_is_told_within_ones_scope(shop: Shop) -> None:
    foreign, own = shop.open(by="lin"), shop.open(by="lin")
    who = shop.limited("zhao", Scope.own)
    shop.desk.notes.assign(shop["lin"], own, who.id or 0)
    assert {number for _, number in shop.desk.audit.recorded(who)} == {own}
    assert shop.desk.audit.verify(who).cases == 1 < shop.desk.audit.verify(shop["zhao"]).cases
    with pytest.raises(NotFound):
        shop.desk.audit.verify(who, foreign)
    assert shop.desk.audit.sealed(who) == []


def test_looking_a_customer_up_walks_no_whole_table(shop: Shop) -> None:
    """Whatever the scope: by phone through the indexes of phones and of a customer's cases."""
    if shop.desk.store.engine.dialect.name != "sqlite":
        return  # with so few rows PostgreSQL rightly reads them all
    sent: list[tuple[str, Any]] = []
    event.listen(shop.desk.store.engine, "before_cursor_execute",
                 lambda connection, cursor, statement, values, *rest: sent.append((statement, values)))
    for scope in (Scope.own, Scope.unit):
        shop.desk.customers.find(shop.limited("zhao", scope, 1), "13900006621")
    looked = [each for each in sent if "customer_phones" in each[0] and each[0].startswith("SELECT")]
    with shop.desk.store.engine.connect() as connection:
        plans = [str(row[3]) for statement, values in looked
                 for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, values)]
    assert len(looked) == 4 and plans and not [each for each in plans if each.startswith("SCAN")], plans
