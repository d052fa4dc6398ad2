"""Rows of clocks: replaced as a case changes, swept when they run out."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from core.store.repository import Repository
from core.store.tables import ClockRow

_MAY_END = ("due_at", "ended_at")
"""What a row says by leaving it open; all else left open stays as it was."""
_SAID = tuple(each.key for each in ClockRow.__table__.columns if not each.primary_key)


_OF = (select(ClockRow).where(ClockRow.case_id.in_(bindparam("case_ids", expanding=True)))
       .order_by(ClockRow.case_id, ClockRow.due_at, ClockRow.target, ClockRow.key, ClockRow.started_at))


class Clocks(Repository):
    """The promises of cases. A clock is running while it has no end."""

    def replace(self, case_id: int, rows: Sequence[ClockRow]) -> None:
        """Make these the clocks of a case. A clock that was there already keeps its marks (warned, missed, silent,
        before the import) where the new row leaves them open, so nobody is told twice; only what differs is written."""
        known = {(row.target, row.key, row.started_at): row for row in self.of(case_id)}
        new = []
        for row in rows:
            row.case_id, row.key = case_id, row.key or ""
            kept = known.pop((row.target, row.key, row.started_at), None)
            if kept is None:
                new.append(row)
                continue
            for name in _SAID:
                said = getattr(row, name)
                if said != getattr(kept, name) and (said is not None or name in _MAY_END):
                    setattr(kept, name, said)
        for gone in known.values():
            self._session.delete(gone)
        self._session.flush()
        self._put(new)

    def begin(self, case_id: int, rows: Sequence[ClockRow]) -> None:
        """The clocks of a case that has none yet."""
        for row in rows:
            row.case_id, row.key = case_id, row.key or ""
        self._put(rows)

    def of(self, case_id: int) -> Sequence[ClockRow]:
        return self.of_many([case_id]).get(case_id, [])

    def of_many(self, case_ids: Collection[int]) -> dict[int, list[ClockRow]]:
        found: dict[int, list[ClockRow]] = {}
        for row in self._session.scalars(_OF, {"case_ids": sorted(set(case_ids))}):
            found.setdefault(row.case_id, []).append(row)
        return found

    def due(self, before: datetime, limit: int = 100) -> Sequence[ClockRow]:
        """Running clocks due before a moment and not yet marked as missed, the earliest first."""
        return self._session.scalars(
            select(ClockRow).where(ClockRow.ended_at.is_(None), ClockRow.due_at < before, ClockRow.missed_at.is_(None))
            .order_by(ClockRow.due_at, ClockRow.case_id).limit(limit)).all()

    def to_warn(self, before: datetime, limit: int = 100) -> Sequence[ClockRow]:
        """Running clocks due before a moment of which nobody was warned nor told that they are missed."""
        return self._session.scalars(
            select(ClockRow).where(ClockRow.ended_at.is_(None), ClockRow.due_at < before,
                                   ClockRow.missed_at.is_(None), ClockRow.warned_at.is_(None))
            .order_by(ClockRow.due_at, ClockRow.case_id).limit(limit)).all()
