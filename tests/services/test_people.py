"""Customers and what they bought; accounts and log-ins; the audit trail."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from core.accounts.users import WrongLogin
from core.domain.errors import Forbidden, InvalidInput, NotFound
from core.domain.people import Scope
from tests.services.shop import PASSWORD, Shop, refused


def test_customers_are_found_by_phone_digits_and_name(shop: Shop) -> None:
    customers = shop.desk.customers
    wang = customers.register(shop["lin"], name="王芳", phones=["138 0000 6621", "0757-8666 1234"])
    customers.register(shop["lin"], name="李强", phones=["13900006622"])
    for said in ("13800006621", "+86 138-0000-6621", "138 0000 6621", "6621", "王芳", "王", "0757-86661234"):
        assert [each.customer.row.id for each in customers.find(shop["lin"], said)] == [wang], said
    assert customers.find(shop["lin"], " ") == [] and customers.find(shop["lin"], "99") == []


def test_phones_are_masked_for_those_who_may_not_call(shop: Shop) -> None:
    wang = shop.desk.customers.register(shop["lin"], name="王芳", phones=["13800006621"])
    assert shop.desk.customers.get(shop["lin"], wang).customer.phones == ("13800006621",)
    assert shop.desk.customers.get(shop["wu"], wang).customer.phones == ("138****6621",)
    number = shop.open(customer_id=wang)
    assert shop.see(number, by="wu").customer
    seen = shop.see(number, by="wu").customer
    assert seen and seen.phones == ("138****6621",)


@pytest.mark.parametrize(("given", "field"), [({"name": " "}, "name"), ({"name": "王", "phones": ["12"]}, "phone")])
def test_customers_that_cannot_be_registered(shop: Shop, given: dict[str, Any], field: str) -> None:
    with refused(shop, InvalidInput) as caught:
        shop.desk.customers.register(shop["lin"], **given)
    assert isinstance(caught.value, InvalidInput) and list(caught.value.errors) == [field]
    with refused(shop, Forbidden):
        shop.desk.customers.register(shop["wu"], name="王芳")


@pytest.mark.parametrize(("given", "field"), [
    ({}, "name"), ({"name": "车", "purchased_on": "2025-03-06"}, "purchased_on"),
    ({"name": "车", "price": "-1"}, "price"),
    ({"name": "车", "purchased_on": "2025-03-03", "delivered_at": "2025-03-02 10:00"}, "delivered_at"),
    ({"name": "车", "colour": "红"}, "colour")])
def test_products_that_cannot_be_registered(shop: Shop, given: dict[str, object], field: str) -> None:
    customer = shop.desk.customers.register(shop["lin"], name="王芳")
    with refused(shop, InvalidInput) as caught:
        shop.desk.customers.add_product(shop["lin"], customer, given)
    assert isinstance(caught.value, InvalidInput) and field in caught.value.errors


def test_a_corrected_customer_is_found_in_lists_by_the_new_name(shop: Shop) -> None:
    from core.store.lists import CaseFilter

    wang = shop.desk.customers.register(shop["lin"], name="王方", phones=["13800006621"])
    number = shop.open(customer_id=wang)
    shop.desk.customers.change(shop["lin"], wang, name="王芳华", phones=["13800006622"])
    for said in ("王芳华", "13800006622"):
        rows = shop.desk.views.cases(shop["lin"], CaseFilter(search=said)).page.rows
        assert [row.number for row in rows] == [number], said
    assert not shop.desk.views.cases(shop["lin"], CaseFilter(search="13800006621")).page.rows


def test_a_session_lasts_until_it_is_ended(shop: Shop) -> None:
    users = shop.desk.users
    token = users.log_in("LIN", PASSWORD, address="127.0.0.1")
    known = users.session(token)
    assert known and known[0].login == "lin" and "service" in known[0].duties
    users.log_out(token)
    assert users.session(token) is None and users.session("nonsense") is None
    token = users.log_in("lin", PASSWORD)
    shop.clock.forward(hours=12, seconds=1)
    assert users.session(token) is None


@pytest.mark.parametrize(("login", "password"), [("lin", "wrong-horse-9"), ("nobody", PASSWORD), ("lin", "")])
def test_wrong_log_ins_look_the_same(shop: Shop, login: str, password: str) -> None:
    with pytest.raises(WrongLogin, match="账号或密码不对"):
        shop.desk.users.log_in(login, password)


def test_a_disabled_account_is_out_at_once(shop: Shop) -> None:
    users = shop.desk.users
    token = users.log_in("wu", PASSWORD)
    users.change(shop["zhou"], shop["wu"].id or 0, name="吴刚", duties=["technician"], scope="all", active=False)
    assert users.session(token) is None
    for attempt in (lambda: users.log_in("wu", PASSWORD), lambda: users.by_login("wu")):
        with pytest.raises(WrongLogin):
            attempt()


def test_a_new_password_ends_the_other_sessions(shop: Shop) -> None:
    users = shop.desk.users
    token = users.log_in("wu", PASSWORD)
    users.set_password(shop["wu"], shop["wu"].id or 0, "another-horse-8")
    assert users.session(token) is None and users.session(users.log_in("wu", "another-horse-8"))
    with refused(shop, Forbidden):
        users.set_password(shop["wu"], shop["lin"].id or 0, "another-horse-8")


@pytest.mark.parametrize(("given", "field"), [
    ({"login": "l"}, "login"), ({"login": "林"}, "login"), ({"name": " "}, "name"), ({"duties": ["boss"]}, "duties"),
    ({"scope": "world"}, "scope"), ({"password": "short"}, "password"), ({"password": "aaaaaaaaaaaa"}, "password"),
    ({"login": "LIN"}, "login")])
def test_accounts_that_cannot_be_made(shop: Shop, given: dict[str, Any], field: str) -> None:
    good = {"login": "mei", "name": "梅", "password": PASSWORD, "duties": ["service"]}
    with refused(shop, InvalidInput) as caught:
        shop.desk.users.create(shop["zhou"], **{**good, **given})
    assert isinstance(caught.value, InvalidInput) and list(caught.value.errors) == [field]


def test_only_administrators_manage_and_none_locks_themselves_out(shop: Shop) -> None:
    users, zhou = shop.desk.users, shop["zhou"]
    with refused(shop, Forbidden):
        users.create(shop["zhao"], login="mei", name="梅", password=PASSWORD, duties=["administrator"])
    with refused(shop, Forbidden):
        users.change(zhou, zhou.id or 0, name="周平", duties=["service"], scope="all", active=True)
    with refused(shop, Forbidden):
        users.change(zhou, zhou.id or 0, name="周平", duties=["administrator"], scope="all", active=False)
    for look in (lambda: users.all(shop["lin"]), lambda: users.get(shop["lin"], 1)):
        with refused(shop, Forbidden):
            look()


def test_duties_bring_their_permissions(shop: Shop) -> None:
    made = shop.desk.users.create(shop["zhou"], login="Mei", name="梅", password=PASSWORD, duties=["finance"],
                                  scope="own")
    actor = shop.desk.users.by_login("mei")
    assert (actor.id, actor.scope, actor.duties) == (made, Scope.own, frozenset({"finance"}))
    assert "case.approve" not in actor.permissions and "case.override" in actor.permissions


def test_the_trail_is_read_by_those_who_may_and_tells_where_a_chain_broke(shop: Shop) -> None:
    number, other = shop.accepted(), shop.open()
    recorded = shop.desk.audit.recorded(shop["zhao"], limit=2)
    assert [said for _, said in recorded] == [other, number]
    with refused(shop, Forbidden):
        shop.desk.audit.recorded(shop["lin"])
    with refused(shop, NotFound):
        shop.desk.audit.verify(shop["zhao"], "CX-2025-99999")
    with shop.desk.store.unit_of_work() as work:
        forged = text("UPDATE events SET actor_name = '别人' WHERE sequence = 1 AND case_id = :case")
        work.session.execute(forged, {"case": work.cases.by_number(number).id})
        work.commit()
    assert not shop.desk.audit.verify(shop["zhao"], number).holds
    assert shop.desk.audit.verify(shop["zhao"], other).holds and not shop.desk.audit.verify(shop["zhao"]).holds


def test_a_day_is_sealed_once_and_the_same_again(shop: Shop) -> None:
    shop.open()
    shop.clock.forward(days=1)
    first = shop.desk.audit.seal()
    again = shop.desk.audit.seal(date(2025, 3, 5))
    assert (first.day, first.digest) == (date(2025, 3, 5), again.digest)
    assert [row.day for row in shop.desk.audit.sealed(shop["zhao"])] == [date(2025, 3, 5)]
