"""What the desk has to do at this moment, counted in the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core.services.workplace import Workplace
from core.store.tables import CaseRow, ClockRow, DeliveryRow, OutboxRow

TROUBLED = 5
"""Attempts from which on work counts as troubled."""


@dataclass(frozen=True)
class Figures:
    """Open cases, those late, work waiting, held and failing again and again, seconds that the oldest waits past its
    time, deliveries to others by state, and seconds by which the sweep of clocks is behind."""

    open: int
    late: int
    waiting: int
    held: int
    troubled: int
    oldest_seconds: float
    deliveries: Mapping[str, int]
    sweep_lag_seconds: float


def figures(place: Workplace) -> Figures:
    """Count, as of one moment."""
    now, row, case, clock = place.now(), OutboxRow, CaseRow, ClockRow
    with place.store.read() as work:
        session = work.session
        opened, late = session.execute(
            select(func.count(), func.count().filter(case.due_order < now)).where(case.closed_at.is_(None))).one()
        waiting, held, troubled, oldest = session.execute(
            select(func.count().filter(row.held.is_(False)), func.count().filter(row.held),
                   func.count().filter(row.held.is_(False), row.attempts >= TROUBLED),
                   func.min(row.available_at).filter(row.held.is_(False))).where(row.done_at.is_(None))).one()
        counted = session.execute(select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state))
        deliveries = {state: count for state, count in counted}
        due = session.scalar(select(func.min(clock.next_mark_at)).where(
            clock.ended_at.is_(None), clock.next_mark_at < now))
    return Figures(opened, late, waiting, held, troubled, _since(oldest, now), deliveries, _since(due, now))


def _since(moment: datetime | None, now: datetime) -> float:
    return max((now - moment).total_seconds(), 0.0) if moment else 0.0
