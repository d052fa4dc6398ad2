"""Work for after the commit: put down in the same transaction, leased by workers, done at least once."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from core.domain import events as kinds
from core.domain.events import Event
from core.store.repository import Repository
from core.store.tables import EventRow, OutboxRow

TELLING = frozenset({kinds.ASSIGNED, kinds.OVERRIDE_ASKED, kinds.OVERRIDE_GRANTED, kinds.OVERRIDE_REFUSED,
                     kinds.TIMED_STEP_REFUSED})
"""Events that people are told of; of promises the sweep leaves word itself."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)


class Outbox(Repository):
    """Rows of work. A lease that runs out, because its worker died, makes the row available again; long work renews
    its lease. Commit right after leasing, and again after saying how it went."""

    def put(self, topic: str, key: str, payload: Mapping[str, Any] | None = None,
            available_at: datetime | None = None) -> bool:
        """Leave work; False where the key was there already, then nothing changes."""
        now = self._now()
        return self._session.scalar(
            self._insert(OutboxRow).values(topic=topic, key=key, payload=dict(payload or {}), created_at=now,
                                           available_at=available_at or now, leased_by="", attempts=0,
                                           last_error="", held=False)
            .on_conflict_do_nothing().returning(OutboxRow.id)) is not None

    def tell(self, case_id: int, events: Sequence[Event]) -> None:
        """Leave word of a case's events that people are told of."""
        if told := [each.sequence for each in events if each.kind in TELLING]:
            ids = self._session.scalars(select(EventRow.id).where(
                EventRow.case_id == case_id, EventRow.sequence.in_(told)).order_by(EventRow.id)).all()
            self.put("notify", f"notify:{ids[0]}-{ids[-1]}", {"events": list(ids)})

    def lease(self, limit: int, seconds: int, worker: str, topics: Sequence[str] = ()) -> list[OutboxRow]:
        """Take work for a while, the longest waiting first; no other worker gets it meanwhile."""
        now, row = self._now(), OutboxRow
        waiting = select(row.id).where(row.done_at.is_(None), row.held.is_(False), row.available_at <= now,
                                       or_(row.leased_until.is_(None), row.leased_until <= now))
        if topics:
            waiting = waiting.where(row.topic.in_(topics))
        picked = (waiting.order_by(row.available_at, row.id).limit(limit).with_for_update(skip_locked=True)
                  .cte("picked").prefix_with("MATERIALIZED", dialect="postgresql"))
        taken = self._session.scalars(
            update(row).where(row.id.in_(select(picked.c.id)))
            .values(leased_until=now + timedelta(seconds=seconds), leased_by=worker, attempts=row.attempts + 1)
            .returning(row), execution_options={"synchronize_session": False, "populate_existing": True})
        return sorted(taken, key=lambda each: (each.available_at, each.id))

    def renew(self, row_id: int, worker: str, seconds: int) -> bool:
        """Hold a lease longer; False where it is lost."""
        return self._change(self._mine(row_id, worker), leased_until=self._now() + timedelta(seconds=seconds))

    def done(self, row_id: int, worker: str) -> bool:
        """The work is done; False where the lease was lost, then somebody else does or did it too."""
        return self._change(self._mine(row_id, worker), done_at=self._now(), leased_until=None, last_error="")

    def failed(self, row_id: int, worker: str, error: str) -> bool:
        """It did not work; it comes back after a while that doubles each time, from 30 seconds up to 6 hours."""
        row = self._session.get_one(OutboxRow, row_id, populate_existing=True)
        wait = min(_FIRST_WAIT * 2 ** min(max(row.attempts - 1, 0), 20), _LONGEST_WAIT)
        return self._change(self._mine(row_id, worker), available_at=self._now() + wait, leased_until=None,
                            leased_by="", last_error=error[:2000])

    def _mine(self, row_id: int, worker: str) -> ColumnElement[bool]:
        return (OutboxRow.id == row_id) & (OutboxRow.leased_by == worker) & OutboxRow.done_at.is_(None)

    def _change(self, which: ColumnElement[bool], **values: Any) -> bool:
        return self._session.scalar(update(OutboxRow).where(which).values(**values).returning(OutboxRow.id),
                                    execution_options={"synchronize_session": False}) is not None

    def get(self, row_id: int) -> OutboxRow:
        return self._get(OutboxRow, row_id)

    def by_key(self, key: str) -> OutboxRow | None:
        return self._session.scalar(select(OutboxRow).where(OutboxRow.key == key))

    def waiting(self) -> int:
        """How much is not done."""
        return self._session.scalar(select(func.count()).select_from(OutboxRow)
                                    .where(OutboxRow.done_at.is_(None))) or 0

    def troubled(self, attempts: int = 5, limit: int = 100) -> Sequence[OutboxRow]:
        """Work that keeps failing."""
        return self._session.scalars(
            select(OutboxRow).where(OutboxRow.done_at.is_(None), OutboxRow.attempts >= attempts)
            .order_by(OutboxRow.id).limit(limit)).all()

    def forget(self, before: datetime) -> None:
        """Delete what was done before a moment; its keys may then be used again."""
        self._session.execute(delete(OutboxRow).where(OutboxRow.done_at < before))
