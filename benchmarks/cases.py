"""Opening a case, taking a step and looking at a case page, beside the same rows written and read bare.

    python -m benchmarks.cases

The bare way knows beforehand what to write: it judges nothing, folds nothing and hashes nothing.
"""

import tracemalloc
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, FromClause, delete, func, insert, select, update

from benchmarks.measuring import Doing, Figure, compare
from benchmarks.scratch import Scratch, by_itself
from core.services.opening import Request
from core.store.engine import for_writing
from core.store.tables import (
    CaseItemRow,
    CaseLinkRow,
    CaseRow,
    ClockRow,
    CustomerRow,
    EventPayloadRow,
    EventRow,
    EvidenceRow,
    PhoneRow,
    ProductRow,
)
from plugins.furniture import furniture

EVENTS = 30
STEP = "apply.accept"
TOLD: Mapping[str, object] = {"rules_told": True, "rules_accepted": True, "told_by": "phone"}
ITEMS = ({"product": "餐椅", "price": "800", "quantity": 2}, {"product": "餐桌", "price": "1600"})
_FRESH = count(1)
Rows = list[dict[str, Any]]


def answers(bought_on: date) -> dict[str, object]:
    return {"reason": "mind", "explanation": "颜色与家里不配", "bought_on": bought_on.isoformat(),
            "used": False, "opened": False, "damaged": False, "packaging_complete": True, "proof": "invoice",
            "proof_no": "0381"}


class Written:
    """The rows of one case, and the same written again bare under other keys."""

    def __init__(self, place: Scratch, number: str) -> None:
        self.engine = for_writing(place.desk.store.engine)
        with self.engine.connect() as connection:
            [self.case] = _read(connection, CaseRow.__table__, CaseRow.number == number)
            key = self.case["id"]
            self.items = _read(connection, CaseItemRow.__table__, CaseItemRow.case_id == key)
            self.clocks = _read(connection, ClockRow.__table__, ClockRow.case_id == key)
            self.events = _read(connection, EventRow.__table__, EventRow.case_id == key)
            self.payloads = _read(connection, EventPayloadRow.__table__,
                                  EventPayloadRow.event_id.in_([each["id"] for each in self.events]))

    def insert(self) -> int:
        """All rows anew in one transaction; the key of the case."""
        with self.engine.begin() as connection:
            key = _put(connection, CaseRow, {**_keyless(self.case), "number": f"B-{next(_FRESH)}"})
            connection.execute(insert(CaseItemRow), [{**_keyless(each), "case_id": key} for each in self.items])
            self._put_events(connection, key, self.events)
            self._put_clocks(connection, key)
        return key

    def proceed(self, key: int) -> None:
        """What the last event brought, written to a case that has the rows from before it."""
        with self.engine.begin() as connection:
            self._put_events(connection, key, self.events[-1:])
            changed = {name: said for name, said in _keyless(self.case).items() if name != "number"}
            connection.execute(update(CaseRow).where(CaseRow.id == key).values(changed))
            connection.execute(delete(ClockRow).where(ClockRow.case_id == key))
            self._put_clocks(connection, key)

    def _put_events(self, connection: Connection, key: int, events: Rows) -> None:
        said = {each["event_id"]: each for each in self.payloads}
        for each in events:
            fresh = _put(connection, EventRow, {**_keyless(each), "case_id": key})
            connection.execute(insert(EventPayloadRow), {**said[each["id"]], "event_id": fresh})

    def _put_clocks(self, connection: Connection, key: int) -> None:
        if self.clocks:
            connection.execute(insert(ClockRow), [{**each, "case_id": key} for each in self.clocks])


def _read(connection: Connection, source: FromClause, which: Any) -> Rows:
    return [dict(row) for row in connection.execute(select(source).where(which)).mappings()]


def _keyless(row: dict[str, Any]) -> dict[str, Any]:
    return {name: said for name, said in row.items() if name != "id"}


def _put(connection: Connection, into: type[CaseRow | EventRow], row: dict[str, Any]) -> int:
    """The key the database gave the new row."""
    added = connection.execute(insert(into), row).inserted_primary_key
    assert added is not None
    return int(added[0])


class Counter:
    """A desk whose cases are opened and worked on by the services."""

    def __init__(self, place: Scratch) -> None:
        self.place, self.desk, self.actor = place, place.desk, place.actor
        register = self.desk.customers
        self.customer = register.register(self.actor, name="王小明", phones=["138 0000 6621"])
        self.said = answers(datetime.now().astimezone().date() - timedelta(days=1))

    def open(self) -> str:
        # Each case with an order of its own: cases of one order are history to each other.
        said = {**self.said, "order_no": f"D{next(_FRESH)}"}
        request = Request(f"{furniture.name}.return", said, ITEMS, customer_id=self.customer)
        return self.desk.opening.open(self.actor, request).number

    def accept(self, number: str) -> None:
        self.desk.steps.take(self.actor, number, STEP, TOLD)

    def long_case(self) -> str:
        """A case with a story of EVENTS events: opened, a step, then calls and comments in turn."""
        number = self.open()
        self.accept(number)
        for place in range(EVENTS - 2):
            if place % 2:
                self.desk.notes.comment(self.actor, number, f"第 {place} 次:客户说周末才有人在家")
            else:
                self.desk.notes.contact(self.actor, number, channel="phone", direction="out", reached=True)
        return number

    def look_bare(self, number: str) -> list[Rows]:
        """The rows a case page is made of."""
        with self.desk.store.engine.connect() as connection:
            [case] = _read(connection, CaseRow.__table__, CaseRow.number == number)
            key = case["id"]
            told = connection.execute(
                select(EventRow.__table__, EventPayloadRow.__table__)
                .join_from(EventRow.__table__, EventPayloadRow.__table__, EventRow.id == EventPayloadRow.event_id)
                .where(EventRow.case_id == key).order_by(EventRow.sequence)).mappings()
            return [[case], [dict(each) for each in told],
                    _read(connection, EvidenceRow.__table__, EvidenceRow.case_id == key),
                    _read(connection, CaseLinkRow.__table__, CaseLinkRow.case_id == key),
                    _read(connection, CustomerRow.__table__, CustomerRow.id == case["customer_id"]),
                    _read(connection, PhoneRow.__table__, PhoneRow.customer_id == case["customer_id"]),
                    _read(connection, ProductRow.__table__, ProductRow.id == case["product_id"])]


def peak(do: Doing) -> float:
    """KiB allocated at most at one time while doing it, once it has been done before."""
    do()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        kept = do()
        _, most = tracemalloc.get_traced_memory()
        del kept
        return (most - before) / 1024
    finally:
        tracemalloc.stop()


def measured(place: Scratch, rounds: int = 5) -> Iterator[Figure]:
    """All figures of cases."""
    desk = Counter(place)
    first = desk.open()
    opened = Written(place, first)
    yield compare("opening a case", "inserting its rows", lambda: (desk.open, opened.insert), rounds=rounds, calls=4)

    desk.accept(first)
    accepted = Written(place, first)

    def step() -> tuple[Doing, Doing]:
        number, key = desk.open(), opened.insert()
        return lambda: desk.accept(number), lambda: accepted.proceed(key)

    yield compare("taking a step", "writing what it changes", step, rounds=rounds, calls=4)
    number = desk.long_case()
    with place.desk.store.engine.connect() as connection:
        found = connection.scalar(select(func.count()).select_from(EventRow).join(CaseRow, CaseRow.id
                                  == EventRow.case_id).where(CaseRow.number == number))
    what = f"a case page with {found} events"

    def look() -> object:
        return desk.desk.views.case(desk.actor, number)

    def look_bare() -> object:
        return desk.look_bare(number)

    yield compare(what, "reading its rows", lambda: (look, look_bare), rounds=rounds, calls=5)
    ours, bare = zip(*((peak(look), peak(look_bare)) for _ in range(rounds)), strict=True)
    ratios = tuple(one / other for one, other in zip(ours, bare, strict=True))
    yield Figure(f"memory of {what}, at most", "memory of reading its rows", ratios,
                 sorted(ours)[rounds // 2], sorted(bare)[rounds // 2], "KiB")


if __name__ == "__main__":
    by_itself(__doc__, measured)
