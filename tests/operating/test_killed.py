"""The serving process killed under load, again and again: what was acknowledged is there, once, and nothing by half.
And each write of a money step made to fail in turn."""

import http.client
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from core.store import Store
from core.store.tables import Base, CaseRow, EventRow, IdempotencyRow
from tests.operating.processes import NEW_CASE, Business, end
from tests.services.shop import TOLD, Shop

CLIENTS, KILLS = 8, 5
SEED = 20251013


class Clients:
    """Programs that open cases, accept them and comment, and send everything again until it is acknowledged."""

    def __init__(self, business: Business) -> None:
        self.business, self.port, self.stopping = business, 0, threading.Event()
        self.answers: dict[str, tuple[str, str, Any, Any]] = {}
        self.acknowledged, self.troubles = threading.Condition(), list[str]()
        self.interrupted = 0
        self._threads = [threading.Thread(target=self._work) for _ in range(CLIENTS)]

    def start(self) -> None:
        for each in self._threads:
            each.start()

    def stop(self) -> None:
        self.stopping.set()
        for each in self._threads:
            each.join(120)
        assert not any(each.is_alive() for each in self._threads)

    def wait_for(self, more: int) -> None:
        """Until so many more requests have been acknowledged."""
        with self.acknowledged:
            wanted = len(self.answers) + more
            assert self.acknowledged.wait_for(lambda: len(self.answers) >= wanted or self.troubles, 120)
        assert not self.troubles, self.troubles

    def _work(self) -> None:
        try:
            while not self.stopping.is_set():
                case = self._send("/cases", NEW_CASE)
                number = case["number"]
                step = self._send(f"/cases/{number}/steps/intake.accept", {"version": 1, "answers": dict(TOLD)})
                self._send(f"/cases/{number}/comments", {"text": "看过了", "version": step["version"]})
        except Exception as error:
            self.troubles.append(f"{type(error).__name__}: {error}")
            with self.acknowledged:
                self.acknowledged.notify_all()

    def _send(self, path: str, body: Any) -> Any:
        key = f"key-{uuid4()}"
        while True:
            try:
                status, told, _ = self.business.call(self.port, "POST", path, body, key)
            except (OSError, http.client.HTTPException):
                self.interrupted += 1
                self.stopping.wait(0.05)
                continue
            if status in (409, 503) and told["code"] in ("key-in-flight", "unavailable"):
                continue
            if status not in (200, 201):
                raise AssertionError(f"{path}: {status} {told}")
            with self.acknowledged:
                self.answers[key] = (path, key, body, told)
                self.acknowledged.notify_all()
            return told


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_is_done_by_half(tmp_path: Path, database_url: str) -> None:
    business, chance = Business(tmp_path / "desk", database_url), random.Random(SEED)
    clients = Clients(business)
    process, clients.port = business.start()
    try:
        clients.start()
        for _ in range(KILLS):
            clients.wait_for(chance.randint(8, 40))
            process.kill()
            process.wait(30)
            end(process)
            process, clients.port = business.start()
        clients.wait_for(CLIENTS)
        clients.stop()
        assert clients.troubles == [] and clients.interrupted > 0
        for path, key, body, told in random.Random(SEED).sample([*clients.answers.values()], 30):
            status, again, replayed = business.call(clients.port, "POST", path, body, key)
            assert (status in (200, 201), replayed) == (True, True), again
            assert {name: again[name] for name in ("number", "version") if name in told} == {
                name: told[name] for name in ("number", "version") if name in told}
    finally:
        clients.stopping.set()
        end(process)
    whole(business, clients)


def whole(business: Business, clients: Clients) -> None:
    """The database holds what was acknowledged, once, and nothing else."""
    told = [each for each in clients.answers.values()]
    opened = [each[3]["number"] for each in told if each[0] == "/cases"]
    assert len(set(opened)) == len(opened)
    with business.desk.store.read() as work:
        rows = {row.number: row for row in work.session.scalars(select(CaseRow))}
        assert set(rows) == set(opened)
        assert sorted(int(number.rpartition("-")[2]) for number in rows) == list(range(1, len(rows) + 1))
        for number, row in rows.items():
            kinds = list(work.session.scalars(
                select(EventRow.kind).where(EventRow.case_id == row.id).order_by(EventRow.sequence)))
            done = [each[0].rpartition("/")[2] for each in told if number in each[0]]
            assert kinds == ["opened", *({"intake.accept": "step", "comments": "commented"}[each]
                                         for each in sorted(done, reverse=True))], (number, kinds, done)
            assert row.version == row.head_sequence == len(kinds) == 1 + len(done)
        keys = {row.key: row.state for row in work.session.scalars(select(IdempotencyRow))}
        assert set(clients.answers) <= set(keys) and set(keys.values()) == {"done"}
        assert work.events.verify_all().holds


# Write faults


class Fault(OperationalError):
    """The machine gave way."""

    def __init__(self) -> None:
        super().__init__("write", {}, Exception("the machine gave way"))


@contextmanager
def failing_at(store: Store, nth: int) -> Iterator[list[int]]:
    """The nth write of the block fails; yields how many there were."""
    count = [0]

    def look(_: object, __: object, statement: str, *___: object) -> None:
        if statement.lstrip().split(None, 1)[0].upper() in ("INSERT", "UPDATE", "DELETE"):
            count[0] += 1
            if count[0] == nth:
                raise Fault()

    event.listen(store.engine, "before_cursor_execute", look)
    try:
        yield count
    finally:
        event.remove(store.engine, "before_cursor_execute", look)


def everything(store: Store) -> dict[str, list[str]]:
    with store.engine.connect() as connection:
        return {table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
                for table in Base.metadata.sorted_tables}


def test_a_payment_is_kept_whole_or_not_at_all(shop: Shop) -> None:
    number = shop.agreed()
    version, before, nth = shop.see(number).row.version, everything(shop.desk.store), 0
    while True:
        nth += 1
        with failing_at(shop.desk.store, nth) as count:
            try:
                receipt = shop.take(number, "pay.pay", shop.payment(), by="sun", version=version, key="pay-once-1")
            except Fault:
                assert everything(shop.desk.store) == before, nth
                continue
        break
    assert count[0] == nth - 1 >= 5  # every write had its turn
    assert receipt.state == "" and not receipt.replayed
    after = everything(shop.desk.store)
    assert shop.take(number, "pay.pay", shop.payment(), by="sun", version=version, key="pay-once-1").replayed
    assert everything(shop.desk.store) == after != before
    assert shop.desk.audit.verify(shop["zhao"]).holds


def test_a_case_is_opened_whole_or_not_at_all(shop: Shop) -> None:
    before, nth = everything(shop.desk.store), 0
    while True:
        nth += 1
        with failing_at(shop.desk.store, nth):
            try:
                number = shop.open(key="open-once-1")
            except Fault:
                assert everything(shop.desk.store) == before, nth
                continue
        break
    assert nth > 5 and number.endswith("-00001")  # no number was lost
    assert shop.open(key="open-once-1") == number
