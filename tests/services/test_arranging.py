"""Splitting, linking and reopening cases."""

import pytest

from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from core.domain.people import Scope
from tests.services.shop import SOUND, TOLD, WORN, Shop, refused

THREE = ({"product": "前轮"}, {"product": "后轮"}, {"product": "车把", "brand": "永久"})


def test_items_forms_and_time_go_along(shop: Shop) -> None:
    number = shop.looked(SOUND, WORN, SOUND, items=THREE)
    shop.clock.forward(hours=3)
    receipt = shop.desk.arranging.split(shop["lin"], number, [1], "一件磨损")
    old, new = shop.see(number), shop.see(receipt.number)
    assert [line.item.product for line in old.case.lines] == ["前轮", "车把"]
    assert [line.item.product for line in new.case.lines] == ["后轮"]
    assert new.case.lines[0].records[-1].dump() == {"worn": True}
    assert [type(form).__name__ for form in new.case.forms] == ["Request", "Consent"]
    assert (new.row.state, new.case.opened_at) == ("bench.looked", old.case.opened_at)
    assert [(each.target, each.started_at, each.due_at) for each in new.clocks] == [
        (each.target, each.started_at, each.due_at) for each in old.clocks]
    assert [(link, row.number) for link, row in old.links] == [("split", receipt.number)]
    assert [(link, row.number) for link, row in new.links] == [("split", number)]
    assert old.row.version == 4 and new.row.title == "后轮"


def test_both_go_their_own_way_and_both_chains_hold(shop: Shop) -> None:
    number = shop.looked(SOUND, WORN, SOUND, items=THREE)
    other = shop.desk.arranging.split(shop["lin"], number, [1], "一件磨损").number
    assert shop.take(number, "bench.sound", by="wu").state == "quote.due"
    assert shop.take(other, "bench.worn", by="wu").state == "scrap.found"
    assert shop.take(number, "quote.offer", {"total": "10"}).state == "quote.sent"
    for each in (number, other):
        assert shop.desk.audit.verify(shop["zhao"], each).holds
    assert shop.desk.audit.verify(shop["zhao"]).holds


def test_what_remains_keeps_its_own_findings(shop: Shop) -> None:
    number = shop.accepted(items=THREE)
    shop.desk.arranging.split(shop["lin"], number, [0], "先修一件")
    shop.take(number, "bench.look", [SOUND, WORN], by="wu")
    view = shop.see(number)
    assert [(line.position, line.records[-1].dump()["worn"]) for line in view.case.lines] == [(1, False), (2, True)]
    with shop.desk.store.read() as work:
        assert [row.product for row in work.cases.items(view.row.id)] == ["后轮", "车把"]


def test_a_split_case_splits_again(shop: Shop) -> None:
    number = shop.looked(SOUND, WORN, SOUND, items=THREE)
    second = shop.desk.arranging.split(shop["lin"], number, [1, 2], "拆出两件").number
    third = shop.desk.arranging.split(shop["lin"], second, [1], "再拆一件").number
    view = shop.see(third)
    assert [line.item.product for line in view.case.lines] == ["车把"]
    assert [type(form).__name__ for form in view.case.forms] == ["Request", "Consent"]
    assert view.case.lines[0].records[-1].dump() == {"worn": False}
    assert shop.take(third, "bench.sound", by="wu").state == "quote.due"


def test_what_somebody_let_pass_goes_along(shop: Shop) -> None:
    number = shop.looked(WORN, WORN, SOUND, items=THREE)
    shop.desk.steps.override(shop["zhao"], number, rule="parts_sound", reason="可以打磨", item=1)
    other = shop.desk.arranging.split(shop["lin"], number, [1], "单独修").number
    assert shop.take(other, "bench.sound", by="wu").state == "quote.due"


def test_whom_it_waits_for_goes_along(shop: Shop) -> None:
    number = shop.open(items=THREE)
    shop.desk.notes.wait(shop["lin"], number, "customer", "等照片")
    other = shop.desk.arranging.split(shop["lin"], number, [1], "单独修").number
    assert shop.see(other).row.waiting_for == "customer"
    shop.desk.notes.resume(shop["lin"], other)
    assert (shop.see(other).row.waiting_for, shop.see(number).row.waiting_for) == ("", "customer")


@pytest.mark.parametrize(("items", "why", "says"), [
    ([], "x", "至少留下一件"), ([0, 1], "x", "至少留下一件"), ([5], "x", "第 6 件"), ([0], " ", "why")])
def test_what_cannot_be_split(shop: Shop, items: list[int], why: str, says: str) -> None:
    number = shop.open()
    with refused(shop, InvalidInput, says):
        shop.desk.arranging.split(shop["lin"], number, items, why)


def test_only_open_cases_split_and_only_by_those_who_may(shop: Shop) -> None:
    number, ended = shop.open(), shop.declined()
    with refused(shop, Forbidden):
        shop.desk.arranging.split(shop["wu"], number, [0], "x")
    with refused(shop, Refused, "已结束"):
        shop.desk.arranging.split(shop["lin"], ended, [0], "x")


def test_the_same_key_splits_once(shop: Shop) -> None:
    number = shop.open(items=THREE)
    first = shop.desk.arranging.split(shop["lin"], number, [0], "x", key="k")
    again = shop.desk.arranging.split(shop["lin"], number, [0], "x", key="k")
    assert (again.number, again.replayed) == (first.number, True) and len(shop.versions()) == 2


def test_linked_cases_know_each_other(shop: Shop) -> None:
    one, other = shop.open(), shop.open()
    shop.desk.arranging.link(shop["lin"], one, f" {other} ", "related")
    assert [row.number for _, row in shop.see(one).links] == [other]
    assert [row.number for _, row in shop.see(other).links] == [one]


def test_what_cannot_be_linked(shop: Shop) -> None:
    one, other = shop.open(), shop.open(by="zhao")
    with refused(shop, InvalidInput, "自己"):
        shop.desk.arranging.link(shop["lin"], one, one, "related")
    with refused(shop, InvalidInput, "relation"):
        shop.desk.arranging.link(shop["lin"], one, other, "friends")
    with refused(shop, NotFound):
        shop.desk.arranging.link(shop["lin"], one, "CX-2025-99999", "related")
    with refused(shop, NotFound):
        shop.desk.arranging.link(shop.limited("lin", Scope.own), one, other, "related")


def test_a_case_is_reopened_where_it_ended(shop: Shop) -> None:
    number = shop.declined()
    receipt = shop.desk.arranging.reopen(shop["zhao"], number, "找到了配件")
    view = shop.see(number)
    assert (receipt.state, view.row.state, view.row.outcome, view.row.closed_at) == (
        "intake.received", "intake.received", "", None)
    with shop.desk.store.read() as work:
        assert [row.outcome for row in work.cases.items(view.row.id)] == ["", ""]
    assert shop.take(number, "intake.accept", TOLD).state == "bench.waiting"


def test_what_is_not_reopened(shop: Shop) -> None:
    number = shop.open()
    with refused(shop, Refused, "还没有结束"):
        shop.desk.arranging.reopen(shop["zhao"], number, "x")
    paid = shop.ended()
    with refused(shop, Refused, "不能重开"):
        shop.desk.arranging.reopen(shop["zhao"], paid, "x")
    declined = shop.declined()
    with refused(shop, Forbidden):
        shop.desk.arranging.reopen(shop["lin"], declined, "x")
    with refused(shop, InvalidInput):
        shop.desk.arranging.reopen(shop["zhao"], declined, "")
