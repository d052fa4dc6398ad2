"""Numbers without gaps, and requests that may be sent twice."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.exc import OperationalError

from core.domain.errors import KeyInFlight, KeyReused
from core.store.repository import Repository
from core.store.tables import IdempotencyRow, NumberSeriesRow

REMEMBERED = timedelta(hours=24)
"""How long a request is known by its key; the same key after that is a new request."""


class Numbers(Repository):
    """Running numbers. The row is locked until the unit of work ends and falls back with it: no gap, no double."""

    def next(self, prefix: str, year: int) -> int:
        """The next number of a series, from 1 on."""
        row = NumberSeriesRow
        number: int | None = self._session.scalar(
            self._insert(row).values(prefix=prefix, year=year, last=1)
            .on_conflict_do_update(index_elements=["prefix", "year"], set_={"last": row.last + 1}).returning(row.last))
        assert number is not None
        return number


@dataclass(frozen=True)
class Replay:
    """The answer a request got the first time."""

    response: Any


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
            fresh = {"operation": operation, "created_at": now, "request_digest": request_digest,
                     "state": "in_flight", "response": None}
            new = self._session.scalar(
                self._insert(row).values(key=key, actor_id=actor_id or 0, **fresh)
                .on_conflict_do_update(index_elements=["key", "actor_id"], set_=fresh,
                                       where=row.created_at <= now - REMEMBERED).returning(row.key))
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
        self._session.execute(update(IdempotencyRow).where(self._is(key, actor_id))
                              .values(state="done", response=response))

    def release(self, key: str, actor_id: int | None) -> None:
        """Give up a claim whose work failed, so that the request may be sent again."""
        self._session.execute(delete(IdempotencyRow).where(self._is(key, actor_id),
                                                           IdempotencyRow.state == "in_flight"))

    def forget(self) -> None:
        """Delete what counts as new when it comes again."""
        self._session.execute(delete(IdempotencyRow).where(IdempotencyRow.created_at <= self._now() - REMEMBERED))

    def _is(self, key: str, actor_id: int | None) -> ColumnElement[bool]:
        return (IdempotencyRow.key == key) & (IdempotencyRow.actor_id == (actor_id or 0))
