"""Numbers without gaps, and requests that may be sent twice."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.dml import ReturningInsert

from core.domain.errors import KeyInFlight, KeyReused
from core.store.repository import Repository, insert_into
from core.store.tables import IdempotencyRow, NumberSeriesRow

REMEMBERED = timedelta(hours=24)
"""How long a request is known by its key; the same key after that is a new request."""


class Numbers(Repository):
    """Running numbers. The row is locked until the unit of work ends and falls back with it: no gap, no double."""

    def next(self, prefix: str, year: int) -> int:
        """The next number of a series, from 1 on."""
        number: int | None = self._connection.scalar(_next(self._on_postgresql), {"prefix": prefix, "year": year})
        assert number is not None
        return number


@cache
def _next(on_postgresql: bool) -> ReturningInsert[int]:
    row = NumberSeriesRow
    return (insert_into(row, on_postgresql).values(last=1)
            .on_conflict_do_update(index_elements=["prefix", "year"], set_={"last": row.last + 1}).returning(row.last))


@dataclass(frozen=True)
class Replay:
    """The answer a request got the first time."""

    response: Any


@cache
def _claim(on_postgresql: bool) -> ReturningInsert[str]:
    row = IdempotencyRow
    new = insert_into(row, on_postgresql).values(state="in_flight", response=None)
    return new.on_conflict_do_update(
        index_elements=["key", "actor_id"], where=row.created_at <= bindparam("forgotten"),
        set_={name: new.excluded[name] for name in ("operation", "created_at", "request_digest", "state", "response")},
    ).returning(row.key)


_FINISH = (update(IdempotencyRow).values(state="done", response=bindparam("response"))
           .where(IdempotencyRow.key == bindparam("the_key"), IdempotencyRow.actor_id == bindparam("the_actor")))


class Idempotency(Repository):
    """Requests known by a key of the sender. Claim in the unit of work that does the work, so that both are kept or
    neither; a second sender then waits for the first and gets its answer. Actor None is the desk."""

    def claim(self, key: str, actor_id: int | None, operation: str, request_digest: str,
              abandoned_after: timedelta = timedelta(minutes=10)) -> Replay | None:
        """None: the work is yours, then call `finish`. Replay: it is done already. Raises KeyReused where the key came
        with another request, KeyInFlight while somebody works on it (until it counts as abandoned)."""
        row, place = IdempotencyRow, (key, actor_id or 0)
        now = self._now()
        try:
            new = self._connection.scalar(_claim(self._on_postgresql), {
                "key": key, "actor_id": actor_id or 0, "operation": operation, "created_at": now,
                "request_digest": request_digest, "forgotten": now - REMEMBERED})
        except OperationalError as fault:
            if getattr(fault.orig, "sqlstate", "") == "55P03":  # waited for the other's lock in vain
                raise KeyInFlight() from fault
            raise
        if new is not None:
            return None
        known = self._session.get_one(row, place, with_for_update=True, populate_existing=True)
        if (known.operation, known.request_digest) != (operation, request_digest):
            raise KeyReused()
        if known.state == "done":
            return Replay(known.response)
        if known.created_at > now - abandoned_after:
            raise KeyInFlight()
        known.created_at = now
        self._session.flush()
        return None

    def finish(self, key: str, actor_id: int | None, response: Any) -> None:
        """Keep the answer (JSON-able) for whoever sends the request again."""
        self._connection.execute(_FINISH, {"the_key": key, "the_actor": actor_id or 0, "response": response})

    def release(self, key: str, actor_id: int | None) -> None:
        """Give up a claim whose work failed, so that the request may be sent again."""
        self._session.execute(delete(IdempotencyRow).where(self._is(key, actor_id),
                                                           IdempotencyRow.state == "in_flight"))

    def forget(self) -> None:
        """Delete what counts as new when it comes again."""
        self._session.execute(delete(IdempotencyRow).where(IdempotencyRow.created_at <= self._now() - REMEMBERED))

    def _is(self, key: str, actor_id: int | None) -> ColumnElement[bool]:
        return (IdempotencyRow.key == key) & (IdempotencyRow.actor_id == (actor_id or 0))
