"""Lists of a large desk beside the same rows fetched by their keys.

    python -m benchmarks.lists --cases 100000

FIXTURE: the cases are rows put in bulk, in order to have many quickly. They have no events and were never opened;
only lists, which read rows and never judge, may be measured on them.
"""

import argparse
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert, select

from benchmarks.measuring import Figure, compare, machine, show
from benchmarks.scratch import POLICY, Scratch, scratch
from core.domain.people import CUSTOMER
from core.store import search
from core.store.engine import for_writing
from core.store.lists import CaseFilter, Order
from core.store.tables import FAR_FUTURE, CaseItemRow, CaseRow, CustomerRow, PhoneRow, UserRow
from plugins.furniture import furniture

CASES = 20_000
OPEN_SHARE, DUE_SHARE, WAITING_SHARE = 0.2, 0.9, 0.1
BATCH = 5_000
PAGE = 50
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华"
WOODS = ("胡桃", "橡木", "樱桃", "榉木", "松木", "白蜡", "柚木", "楠木")
GOODS = ("餐椅", "餐桌", "衣柜", "书架", "沙发", "床头柜", "茶几", "鞋柜")
SEARCHES = (("one character", "柜"), ("two characters", "餐椅"), ("four characters", "胡桃餐椅"))


def fill(place: Scratch, number: int) -> None:
    """Put rows of this many cases into the scratch database; the same ones each time."""
    chance, now = random.Random(20251009), datetime.now(UTC)
    with for_writing(place.desk.store.engine).begin() as connection:
        users = list(connection.scalars(select(UserRow.id)))
        for first in range(1, number + 1, BATCH):
            ids = range(first, min(first + BATCH, number + 1))
            _fill_batch(connection, chance, now, ids, users)
    if place.desk.store.engine.dialect.name == "postgresql":
        # Its autovacuum would long have done so before there are so many. On SQLite no desk does, so neither here.
        with place.desk.store.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")


def _fill_batch(connection: Connection, chance: random.Random, now: datetime, ids: range, users: list[int]) -> None:
    customers, phones, items, cases = [], [], [], []
    for each in ids:
        name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2))
        phone = f"13{chance.randrange(10 ** 9):09}"
        goods = [chance.choice(WOODS) + chance.choice(GOODS) for _ in range(chance.choice((1, 1, 2)))]
        customers.append({"id": each, "name": name, "created_at": now})
        phones.append({"customer_id": each, "raw": phone, "normalised": f"+86{phone}", "last_four": phone[-4:]})
        items += [{"case_id": each, "position": position, "product": said, "price": Decimal(chance.randrange(9000))}
                  for position, said in enumerate(goods)]
        cases.append(_case(chance, now, each, users, (name, phone, f"+86{phone}", *goods)))
    for kind, rows in ((CustomerRow, customers), (PhoneRow, phones), (CaseRow, cases), (CaseItemRow, items)):
        connection.execute(insert(kind), rows)


def _case(chance: random.Random, now: datetime, each: int, users: list[int], words: tuple[str, ...]) -> dict[str, Any]:
    is_open = chance.random() < OPEN_SHARE
    opened = now - timedelta(minutes=chance.randrange(60 * 24 * (30 if is_open else 700)))
    due = now + timedelta(minutes=chance.randrange(-2000, 20_000)) if is_open and chance.random() < DUE_SHARE else None
    number, order_no = f"S-{each:06}", f"D{chance.randrange(10 ** 9):09}"
    return {
        "id": each, "number": number, "kind": f"{furniture.name}.return", "industry": furniture.name,
        "state": "apply.open" if is_open else "", "policies": [POLICY], "customer_id": each, "order_no": order_no,
        "assignee_id": chance.choice([*users, None]), "opened_at": opened, "recorded_at": opened, "updated_at": opened,
        "closed_at": None if is_open else opened + timedelta(days=9), "outcome": "" if is_open else "refunded",
        "waiting_for": CUSTOMER.key if is_open and chance.random() < WAITING_SHARE else "",
        "next_due_at": due, "due_order": due or FAR_FUTURE, "search_text": search.searchable(number, *words, order_no)}


def bare_page(connection: Connection, ids: list[int]) -> None:
    """The rows a page shows, fetched by their keys."""
    cases = connection.execute(select(CaseRow.__table__).where(CaseRow.id.in_(ids))).all()
    customers = {row.customer_id for row in cases}
    connection.execute(select(CustomerRow.__table__).where(CustomerRow.id.in_(customers))).all()
    connection.execute(select(PhoneRow.__table__).where(PhoneRow.customer_id.in_(customers))).all()
    connection.execute(select(UserRow.id, UserRow.name)
                       .where(UserRow.id.in_({row.assignee_id for row in cases if row.assignee_id}))).all()
    connection.execute(select(CaseItemRow.__table__).where(CaseItemRow.case_id.in_(ids))).all()


def bare_open(connection: Connection) -> None:
    """What the counts are made of: those columns of all open cases."""
    connection.execute(select(CaseRow.due_order, CaseRow.waiting_for, CaseRow.assignee_id)
                       .where(CaseRow.closed_at.is_(None))).all()


def measured(place: Scratch, cases: int = CASES, rounds: int = 5) -> Iterator[Figure]:
    """All figures of lists; fills the scratch database first."""
    fill(place, cases)
    views, engine = place.desk.views, place.desk.store.engine

    def within(do: Callable[[Connection], None]) -> None:
        with engine.connect() as connection:
            do(connection)

    def page(what: str, wanted: CaseFilter, order: Order, calls: int = 10, cursor: str = "") -> Figure:
        def ours() -> list[int]:
            listed = views.cases(place.actor, wanted, order=order, cursor=cursor, limit=PAGE)
            return [row.id for row in listed.page.rows]

        ids = ours()
        if len(ids) != PAGE:
            raise SystemExit(f"{what}: only {len(ids)} cases found, a full page is {PAGE}; ask for more --cases")
        return compare(what, "its rows by key", lambda: (ours, lambda: within(lambda each: bare_page(each, ids))),
                       rounds=rounds, calls=calls)

    yield page("list of open cases by due", CaseFilter(open=True), "due")
    yield page("list of all cases by opened", CaseFilter(), "opened")
    reached = views.cases(place.actor, CaseFilter(), order="opened", limit=500)
    yield page("the same after 500 cases", CaseFilter(), "opened", cursor=reached.page.next_cursor)
    for said, words in SEARCHES:
        with place.desk.store.read() as work:
            hits = work.cases.count(CaseFilter(search=words))
        yield page(f"search of {said}, {hits:,} found", CaseFilter(search=words), "opened", 3)
    yield compare("counts of the workbench", "reading what is counted",
                  lambda: (lambda: views.counts(place.actor), lambda: within(bare_open)), rounds=rounds, calls=5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--url", default="", help="an empty scratch database; it is emptied afterwards")
    said = parser.parse_args()
    with scratch(said.url) as place:
        show(f"{machine(place.database)}; {said.cases:,} cases", measured(place, said.cases, said.rounds))


if __name__ == "__main__":
    main()
