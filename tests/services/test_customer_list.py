"""Customers page by page, as one person may see them; what is corrected and what stays."""

import pytest

from core.domain.errors import Forbidden, InvalidInput, NotFound
from core.domain.people import EDIT_CUSTOMERS, Actor, Scope
from core.store.tables import UnitRow
from tests.services.shop import Shop


def names(shop: Shop, who: Actor, said: str = "", limit: int = 2) -> list[str]:
    """Everybody on all pages."""
    found, cursor = list[str](), "start"
    while cursor:
        page = shop.desk.customer_list.page(who, said, cursor=cursor.removeprefix("start"), limit=limit)
        assert len(page.customers) <= limit
        found += [each.row.name for each in page.customers]
        cursor = page.next_cursor
    return found


def test_pages_and_searches_on_both_databases(shop: Shop) -> None:
    for name, phone in (("王秀英", "13800006621"), ("李四", "0757-86661234"), ("Bob Smith", "13900006621"),
                        ("100%", ""), ("Ann smith", "１３７ 0000 1111")):
        shop.desk.customers.register(shop["lin"], name=name, phones=[phone])
    everybody = ["Ann smith", "100%", "Bob Smith", "李四", "王秀英"]
    for limit in (1, 2, 5, 200):
        assert names(shop, shop["lin"], limit=limit) == everybody
    assert names(shop, shop["lin"], "SMITH") == ["Ann smith", "Bob Smith"]
    assert names(shop, shop["lin"], "6621", limit=1) == ["Bob Smith", "王秀英"]
    assert names(shop, shop["lin"], "86661234") == ["李四"]
    assert names(shop, shop["lin"], "137 00001111") == ["Ann smith"]
    assert names(shop, shop["lin"], "%") == ["100%"] and names(shop, shop["lin"], "_") == []
    for cursor in ("x", "0", "-1", "1 ", str(2**31), "9" * 30):
        with pytest.raises(InvalidInput):
            shop.desk.customer_list.page(shop["lin"], cursor=cursor)
    assert shop.desk.customer_list.page(shop["lin"], cursor=str(2**31 - 1)).next_cursor == ""


def test_customers_of_other_cases_and_units_are_left_out(shop: Shop) -> None:
    with shop.desk.store.unit_of_work() as work:
        units = [UnitRow(key=key, title=key) for key in ("north", "south")]
        work.session.add_all(units)
        work.flush()
        north, south = (each.id for each in units)
        work.commit()
    first, second = (shop.desk.customers.register(shop["lin"], name=name) for name in ("王", "李"))
    shop.desk.customers.register(shop.limited("zhao", Scope.unit, south), name="赵")
    number = shop.open(customer_id=first)
    shop.desk.notes.assign(shop["lin"], number, shop["zhao"].id or 0)
    assert names(shop, shop.limited("zhao", Scope.own)) == ["王"]
    assert names(shop, shop.limited("qian", Scope.own)) == []
    assert names(shop, shop.limited("zhao", Scope.unit, south)) == ["赵", "王"]
    assert names(shop, shop.limited("qian", Scope.unit, north)) == []
    assert names(shop, shop["qian"]) == ["赵", "李", "王"] and second


def test_what_is_not_said_anew_stays(shop: Shop) -> None:
    known = shop.desk.customers.register(shop["lin"], name="王", phones=["13800006621"], address="A 座")
    shop.desk.customers.change(shop["lin"], known, address="B 座")
    shop.desk.customers.change(shop["lin"], known, phones=["13900001111"])
    shop.desk.customers.change(shop["lin"], known, name="王秀英")
    view = shop.desk.customers.get(shop["lin"], known).customer
    assert (view.row.name, view.row.address, view.phones) == ("王秀英", "B 座", ("13900001111",))
    blind = Actor(None, "x", "x", permissions=frozenset({EDIT_CUSTOMERS.key}))
    shop.desk.customers.change(blind, known, name="王英")
    with pytest.raises(Forbidden):
        shop.desk.customers.change(blind, known, phones=["139****1111"])


def test_a_product_by_its_id(shop: Shop) -> None:
    known = shop.desk.customers.add_product(shop["lin"], None, {"name": "车"})
    assert shop.desk.customer_list.product(shop["wu"], known).name == "车"
    with pytest.raises(NotFound):
        shop.desk.customer_list.product(shop["wu"], known + 1)
    with pytest.raises(Forbidden):
        shop.desk.customer_list.product(shop["zhou"], known)
