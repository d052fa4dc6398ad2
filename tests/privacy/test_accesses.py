"""Readings are noted: once in ten minutes, without names, without standing in the way of the reading."""

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from core.domain.errors import InvalidInput
from core.privacy import accesses
from core.store.tables import AccessRow
from core.store.unit_of_work import UnitOfWork
from tests.privacy.conftest import TRACES, Traces
from tests.services.shop import Shop


def written(shop: Shop) -> list[tuple[str, int | None, int | None]]:
    with shop.desk.store.read() as work:
        return [(row.action, row.customer_id, row.actor_id) for row in work.session.scalars(
            select(AccessRow).order_by(AccessRow.id))]


def test_the_same_reading_counts_once_in_ten_minutes(shop: Shop) -> None:
    log, lin, wu = shop.desk.accesses, shop["lin"], shop["wu"]
    who = shop.desk.customers.register(lin, name="王芳")
    other = shop.desk.customers.register(lin, name="李强")

    def read() -> None:
        for actor, customer in ((lin, who), (lin, who), (wu, who), (lin, other)):
            log.note(actor, accesses.READ_CUSTOMER, customer_id=customer)

    read()
    shop.clock.forward(minutes=9)
    read()
    log.flush()
    assert written(shop) == [("customer.read", who, lin.id), ("customer.read", who, wu.id),
                             ("customer.read", other, lin.id)]
    shop.clock.forward(minutes=2)
    read()
    log.flush()
    assert len(written(shop)) == 6


def test_a_note_keeps_the_time_of_the_reading(shop: Shop) -> None:
    at = shop.clock()
    shop.desk.accesses.note(shop["lin"], accesses.FOUND)
    shop.clock.forward(minutes=5)
    shop.desk.accesses.flush()
    (row,) = shop.desk.accesses.list(shop["zhao"])
    assert row.at == at


def full(self: UnitOfWork) -> None:
    raise OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))


def test_reading_goes_on_while_nothing_can_be_written(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    log = shop.desk.accesses
    with monkeypatch.context() as broken:
        broken.setattr(UnitOfWork, "commit", full)
        log.note(shop["lin"], accesses.FOUND)
        assert not log.flush()
        log.note(shop["wu"], accesses.FOUND)
        assert not log.flush()
        with pytest.raises(OperationalError):
            log.note(shop["zhao"], accesses.TOOK_FILE, at_once=True)
    assert written(shop) == []
    assert log.flush()
    assert [actor for _, _, actor in written(shop)] == [shop[each].id for each in ("lin", "wu", "zhao")]


def test_what_waits_is_written_by_itself(shop: Shop) -> None:
    log = shop.desk.accesses
    log.seconds = 0.0
    log.note(shop["lin"], accesses.FOUND)
    timer = log._timer
    if timer is not None:
        timer.join(10)
    assert len(written(shop)) == 1


def test_the_log_is_filtered_and_paged(shop: Shop, traces: Traces) -> None:
    log, zhao = shop.desk.accesses, shop["zhao"]
    for minute in range(5):
        log.note(shop["lin"], accesses.READ_CUSTOMER, customer_id=traces.other, at_once=True, face="web")
        shop.clock.forward(minutes=minute)
    log.note(shop["wu"], accesses.READ_CUSTOMER, customer_id=traces.customer)
    log.flush()
    assert [row.customer_id for row in log.list(zhao, by="wu")] == [traces.customer]
    assert len(log.list(zhao, customer_id=traces.other)) == 5
    assert log.list(zhao, action=accesses.ERASED) == [] and log.list(zhao, by="nobody") == []
    assert log.list(zhao, since=shop.clock() + timedelta(seconds=1)) == []
    first = log.list(zhao, customer_id=traces.other, limit=2)
    rest = log.list(zhao, customer_id=traces.other, before_id=first[-1].id)
    assert len(rest) == 3 and not {row.id for row in first} & {row.id for row in rest}
    with pytest.raises(InvalidInput):
        log.list(zhao, action="peek")


def test_the_log_itself_names_nobody(shop: Shop, traces: Traces) -> None:
    shop.desk.erasing.erase(shop["zhao"], traces.customer, "asked", confirm=str(traces.customer))
    said = repr([vars(row) for row in shop.desk.accesses.list(shop["zhao"])])
    assert said != "[]" and not any(word in said for word in TRACES)


def test_after_a_restore_the_erased_are_erased_again(shop: Shop, traces: Traces) -> None:
    from tests.privacy.test_erasing import rows_naming

    asked = [{"customer_id": traces.customer, "at": shop.clock().isoformat()},
             {"customer_id": traces.other, "at": (shop.clock() - timedelta(days=1)).isoformat()},
             {"customer_id": 999, "at": shop.clock().isoformat()}]
    number = shop.open(customer_id=traces.customer)
    found = shop.desk.erasing.reapply(shop["zhao"], asked)
    assert found == {traces.customer: "refused", traces.other: "absent", 999: "absent"}
    shop.take(number, "intake.decline", {"why": "x"})
    assert shop.desk.erasing.reapply(shop["zhao"], asked)[traces.customer] == "erased"
    assert rows_naming(shop) == []
    assert shop.desk.erasing.reapply(shop["zhao"], asked)[traces.customer] == "already"
