"""How often the database is asked: a page of a hundred cases costs as many queries as a page of one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy import event

from core.app import Desk
from core.store.lists import CaseFilter
from tests.services.shop import Shop


class Place(Protocol):
    """Anything with a desk."""

    desk: Desk


@contextmanager
def counted(shop: Place) -> Iterator[list[str]]:
    """The statements sent within the block."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(shop.desk.store.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(shop.desk.store.engine, "before_cursor_execute", note)


def queries(shop: Shop, do: Callable[[], object]) -> int:
    do()
    with counted(shop) as sent:
        do()
    return len(sent)


def test_lists_cost_the_same_however_many_cases(shop: Shop) -> None:
    def look() -> object:
        listed = shop.desk.views.cases(shop["lin"], CaseFilter())
        return [(row.number, listed.customers.get(row.customer_id or 0), listed.assignees.get(row.assignee_id or 0),
                 [item.product for item in listed.items.get(row.id, ())]) for row in listed.page.rows]

    def at_work() -> int:
        return queries(shop, look) + queries(shop, lambda: shop.desk.views.counts(shop["lin"]))

    for place in range(2):
        customer = shop.desk.customers.register(shop["lin"], name=f"客户{place}", phones=[f"1380000662{place}"])
        shop.open(customer_id=customer, by=("lin", "zhao")[place % 2])
    few = at_work()
    for place in range(2, 8):
        customer = shop.desk.customers.register(shop["lin"], name=f"客户{place}", phones=[f"1380000662{place}"])
        shop.open(customer_id=customer, by=("lin", "zhao")[place % 2])
    assert at_work() == few <= 10


def test_a_case_costs_the_same_however_long_its_story(shop: Shop) -> None:
    number = shop.open({"order_no": "D1"})
    few = queries(shop, lambda: shop.see(number))
    for place in range(6):
        shop.desk.notes.comment(shop["lin"], number, f"第 {place} 次")
        shop.open({"order_no": "D1"})
    assert queries(shop, lambda: shop.see(number)) == few <= 12
    boss = queries(shop, lambda: shop.desk.views.case(shop["zhao"], number))
    assert boss <= few + 1, "whether other rules are in force is asked for those who may let a case go over to them"
