"""Requests sent twice, and work leased, lost, renewed, failed and done."""

from datetime import timedelta

import pytest

from core.domain.errors import KeyInFlight, KeyReused
from core.store import Replay, Store
from tests.store.conftest import START, HandClock


def test_a_repeated_request_gets_the_first_answer(store: Store) -> None:
    with store.unit_of_work() as work:
        assert work.idempotency.claim("k", 7, "open", "d1") is None
        work.idempotency.finish("k", 7, {"number": "TH-1"})
        work.commit()
    with store.unit_of_work() as work:
        assert work.idempotency.claim("k", 7, "open", "d1") == Replay({"number": "TH-1"})
        for operation, digest in (("open", "d2"), ("close", "d1")):
            with pytest.raises(KeyReused):
                work.idempotency.claim("k", 7, operation, digest)
        assert work.idempotency.claim("k", 8, "open", "d2") is None  # another person's key is another key
        assert work.idempotency.claim("k", None, "open", "d3") is None
        work.idempotency.finish("k", None, None)
        assert work.idempotency.claim("k", None, "open", "d3") == Replay(None)


def test_a_claim_undone_leaves_nothing(store: Store) -> None:
    with store.unit_of_work() as work:
        work.idempotency.claim("k", 7, "open", "d1")
    with store.unit_of_work() as work:
        assert work.idempotency.claim("k", 7, "open", "another") is None


def test_a_request_in_flight_is_not_done_twice_until_abandoned(store: Store, clock: HandClock) -> None:
    with store.unit_of_work() as work:
        work.idempotency.claim("k", 7, "import", "d1")
        work.commit()
    with store.unit_of_work() as work:
        clock.forward(minutes=9)
        with pytest.raises(KeyInFlight):
            work.idempotency.claim("k", 7, "import", "d1")
        clock.forward(minutes=1)
        assert work.idempotency.claim("k", 7, "import", "d1") is None
        work.commit()
    with store.unit_of_work() as work:
        with pytest.raises(KeyInFlight):  # taken over, so the time runs anew
            work.idempotency.claim("k", 7, "import", "d1")
        work.idempotency.finish("k", 7, "done")
        assert work.idempotency.claim("k", 7, "import", "d1") == Replay("done")
        clock.forward(hours=23)
        work.idempotency.forget()
        with pytest.raises(KeyReused):
            work.idempotency.claim("k", 7, "import", "other")
        clock.forward(hours=1)
        assert work.idempotency.claim("k", 7, "import", "other") is None  # after a day it is another request
        work.idempotency.finish("k", 7, "done")
        clock.forward(hours=24)
        work.idempotency.forget()
        assert work.idempotency.claim("k", 7, "import", "d1") is None


def test_a_claim_is_given_up_only_while_nothing_came_of_it(store: Store) -> None:
    with store.unit_of_work() as work:
        work.idempotency.claim("k", 7, "import", "d1")
        work.idempotency.release("k", 7)
        assert work.idempotency.claim("k", 7, "import", "other") is None
        work.idempotency.finish("k", 7, "done")
        work.idempotency.release("k", 7)
        assert work.idempotency.claim("k", 7, "import", "other") == Replay("done")


def test_work_is_put_down_once_and_only_with_its_transaction(store: Store) -> None:
    with store.unit_of_work() as work:
        work.outbox.put("notice", "lost")
    with store.unit_of_work() as work:
        assert work.outbox.put("notice", "a", {"to": "王"})
        assert not work.outbox.put("notice", "a", {"to": "李"})
        work.commit()
    with store.unit_of_work() as work:
        (row,) = work.outbox.lease(9, 60, "w")
        assert (row.key, row.payload, row.attempts) == ("a", {"to": "王"}, 1)


def test_a_lease_runs_out_and_is_renewed(store: Store, clock: HandClock) -> None:
    with store.unit_of_work() as work:
        work.outbox.put("notice", "a")
        work.outbox.put("notice", "later", available_at=START + timedelta(hours=1))
        (row,) = work.outbox.lease(9, 60, "first")
        assert work.outbox.lease(9, 60, "second") == []
        clock.forward(seconds=50)
        assert work.outbox.renew(row.id, "first", 60)
        clock.forward(seconds=50)
        assert work.outbox.lease(9, 60, "second") == []
        clock.forward(seconds=10)
        assert [each.key for each in work.outbox.lease(9, 60, "second")] == ["a"]
        assert work.outbox.get(row.id).attempts == 2
        assert not work.outbox.done(row.id, "first") and not work.outbox.renew(row.id, "first", 60)
        assert not work.outbox.failed(row.id, "first", "late")
        assert work.outbox.done(row.id, "second") and not work.outbox.done(row.id, "second")
        assert work.outbox.waiting() == 1
        clock.at = START + timedelta(hours=1)
        assert [each.key for each in work.outbox.lease(9, 60, "second")] == ["later"]


def test_failed_work_waits_longer_each_time(store: Store, clock: HandClock) -> None:
    waits = []
    with store.unit_of_work() as work:
        work.outbox.put("notice", "a")
        for _ in range(12):
            (row,) = work.outbox.lease(1, 60, "w")
            assert work.outbox.failed(row.id, "w", "the other end is down")
            again = work.outbox.by_key("a")
            assert again
            work.session.refresh(again)
            waits.append((again.available_at - clock()).total_seconds())
            assert work.outbox.lease(1, 60, "w") == []
            clock.at = again.available_at
        assert waits[:4] == [30, 60, 120, 240] and waits[-1] == 6 * 3600
        assert [each.last_error for each in work.outbox.troubled()] == ["the other end is down"]
        (row,) = work.outbox.lease(1, 60, "w")
        assert work.outbox.done(row.id, "w") and work.outbox.troubled() == []
        work.outbox.forget(clock() + timedelta(seconds=1))
        assert work.outbox.put("notice", "a")


def test_a_worker_may_look_after_some_topics_only(store: Store) -> None:
    with store.unit_of_work() as work:
        for n in range(4):
            work.outbox.put("notice" if n % 2 else "hook", f"{n}", available_at=START - timedelta(minutes=n))
        assert [row.key for row in work.outbox.lease(9, 60, "w", ["notice"])] == ["3", "1"]
        assert [row.key for row in work.outbox.lease(1, 60, "w")] == ["2"]
