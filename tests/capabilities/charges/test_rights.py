"""Who may do what with money and warranties: every use case as every duty; no view without its permission."""

import inspect
from collections.abc import Callable
from datetime import date

import pytest

from core.capabilities.charges import permissions as of_charges
from core.capabilities.charges.prices import Prices
from core.capabilities.charges.quoting import Quoting
from core.capabilities.charges.seeing import Seeing, Wanted
from core.capabilities.charges.service import Call, Charges
from core.capabilities.coverage import permissions as of_coverage
from core.capabilities.coverage.service import Warranties
from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from core.domain.people import Actor, Permission
from core.site import create_site
from tests.capabilities.workshop.desk import BACK, PAID, PEOPLE, Workshop

Do = Callable[[Workshop, Actor], object]
NUMBER = "XL-2025-00001"
EVERYBODY = frozenset(PEOPLE)
BOOKERS, CORRECTORS = frozenset({"lin", "zhao", "sun", "qian"}), frozenset({"zhao", "sun", "qian"})
QUOTERS, MANAGERS = frozenset({"wu", "lin", "zhao", "qian"}), frozenset({"zhao", "qian"})
DRAFT = {"title": "x", "sort": "part", "price": "1"}
PRICE = {"code": "D1", "title": "x", "sort": "part", "price": "1"}
LONGER = {"ends_on": "2030-01-01", "why": "x"}

TABLE: dict[str, tuple[frozenset[str], Do]] = {
    "Charges.pay": (BOOKERS, lambda shop, who: shop.charges.pay(Call(who, NUMBER), {
        **PAID, "received": "1", "payment_reference": who.login})),
    "Charges.refund": (BOOKERS, lambda shop, who: shop.charges.refund(Call(who, NUMBER), {
        **BACK, "amount": "1", "reference": who.login})),
    "Charges.reimburse": (BOOKERS, lambda shop, who: shop.charges.reimburse(Call(who, NUMBER), {
        **BACK, "amount": "1", "reference": who.login})),
    "Charges.bill": (CORRECTORS, lambda shop, who: shop.charges.bill(Call(who, NUMBER), "1", "x")),
    "Charges.write_off": (CORRECTORS, lambda shop, who: shop.charges.write_off(Call(who, NUMBER), "1", "x")),
    "Charges.reverse": (CORRECTORS, lambda shop, who: shop.charges.reverse(Call(who, NUMBER), 1, "x")),
    "Charges.ask": (BOOKERS, lambda shop, who: shop.charges.ask(Call(who, NUMBER), "1", "cash", "x")),
    "Charges.answer": (CORRECTORS, lambda shop, who: shop.charges.answer(Call(who, NUMBER), 1, grant=True)),
    "Seeing.case": (EVERYBODY, lambda shop, who: shop.seeing.case(who, NUMBER)),
    "Seeing.ledger": (CORRECTORS, lambda shop, who: shop.seeing.ledger(who, Wanted())),
    "Seeing.every": (CORRECTORS, lambda shop, who: [*shop.seeing.every(who, Wanted())]),
    "Seeing.owing": (CORRECTORS, lambda shop, who: shop.seeing.owing(who)),
    "Seeing.wishes": (CORRECTORS, lambda shop, who: shop.seeing.wishes(who)),
    "Quoting.show": (EVERYBODY, lambda shop, who: shop.quoting.show(who, NUMBER)),
    "Quoting.add": (QUOTERS, lambda shop, who: shop.quoting.add(who, NUMBER, DRAFT)),
    "Quoting.write": (QUOTERS, lambda shop, who: shop.quoting.write(who, NUMBER, [DRAFT])),
    "Quoting.remove": (QUOTERS, lambda shop, who: shop.quoting.remove(who, NUMBER, 0)),
    "Prices.list": (EVERYBODY, lambda shop, who: shop.prices.list(who)),
    "Prices.history": (EVERYBODY, lambda shop, who: shop.prices.history(who, "D1")),
    "Prices.table": (EVERYBODY, lambda shop, who: shop.prices.table(who)),
    "Prices.save": (CORRECTORS, lambda shop, who: shop.prices.save(who, PRICE)),
    "Prices.end": (CORRECTORS, lambda shop, who: shop.prices.end(who, 1, date(2030, 1, 1))),
    "Prices.load": (CORRECTORS, lambda shop, who: shop.prices.load(who, b"code,title,sort,price\n", "p.csv")),
    "Warranties.find": (EVERYBODY, lambda shop, who: Warranties(shop.desk.place).find(who, "SN1")),
    "Warranties.show": (EVERYBODY, lambda shop, who: Warranties(shop.desk.place).show(who, "SN1")),
    "Warranties.of_case": (EVERYBODY, lambda shop, who: Warranties(shop.desk.place).of_case(
        who, shop.seeing.case(who, NUMBER).record)),
    "Warranties.extend": (MANAGERS, lambda shop, who: Warranties(shop.desk.place).extend(who, NUMBER, LONGER)),
    "Warranties.extend_unit": (MANAGERS, lambda shop, who: Warranties(shop.desk.place).extend_unit(who, "SN1", LONGER)),
}


def test_the_table_has_every_use_case() -> None:
    taking = {f"{service.__name__}.{name}" for service in (Charges, Seeing, Quoting, Prices, Warranties)
              for name, found in inspect.getmembers(service, inspect.isfunction)
              if not name.startswith("_") and {"actor", "call"} & inspect.signature(found).parameters.keys()}
    assert taking == TABLE.keys()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_use_case_as_each_duty(workshop: Workshop) -> None:
    number = workshop.mended(serial="SN1")
    assert number == NUMBER
    workshop.prices.save(workshop["zhao"], PRICE)
    for name, (allowed, do) in TABLE.items():
        for login in PEOPLE:
            try:
                do(workshop, workshop[login])
                may = True
            except Forbidden:
                may = False
            except (Refused, InvalidInput, NotFound):
                may = True
            assert may == (login in allowed), (name, login)
    nobody = workshop.desk.users.by_login("lin")
    stranger = Actor(None, "x", "x", frozenset(), frozenset())
    for name, (_, do) in TABLE.items():
        with pytest.raises((Forbidden, NotFound)):
            do(workshop, stranger)
            pytest.fail(name)
    assert nobody.may(of_charges.SEE)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_view_and_endpoint_asks_for_a_permission_of_these(workshop: Workshop) -> None:
    known = {each for module in (of_charges, of_coverage) for each in vars(module).values()
             if isinstance(each, Permission)}
    app, seen = create_site(workshop.desk), 0
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if not any(rule.rule.startswith(f"{base}/{name}/") for base in ("", "/api/v1") for name in (
                "charges", "coverage")) or rule.endpoint.endswith(".static"):
            continue
        seen += 1
        values: dict[str, object] = {}
        for name in rule.arguments:
            values[name] = {"number": NUMBER, "act": "pay", "serial": "SN1", "code": "D1"}.get(name, 1)
        path = app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(
            (rule.methods or set()) - {"HEAD", "OPTIONS"})))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            status = client.open(path, method=method).status_code
            assert status in ((401, 422) if path.startswith("/api/") else (302, 400, 401)), (path, method, status)
    assert seen > 40 and len(known) == 9
