"""What a restore holds back until somebody lets it go."""

from typing import Any

from sqlalchemy import func, select, update

from core.services.workplace import Workplace
from core.store.tables import OutboxRow


def held(place: Workplace) -> dict[str, int]:
    """What is held after a restore, by topic."""
    with place.store.read() as work:
        found = work.session.execute(
            select(OutboxRow.topic, func.count()).where(OutboxRow.done_at.is_(None), OutboxRow.held)
            .group_by(OutboxRow.topic).order_by(OutboxRow.topic))
        return {topic: count for topic, count in found}


def release(place: Workplace, topics: list[str], *, drop: bool = False) -> int:
    """Let go of what is held of these topics: to be done now, or to be taken as done. How many."""
    now = place.now()
    values: dict[str, Any] = {"done_at": now, "held": False} if drop else {"available_at": now, "held": False}
    with place.store.unit_of_work() as work:
        changed = work.session.scalars(
            update(OutboxRow).where(OutboxRow.done_at.is_(None), OutboxRow.held, OutboxRow.topic.in_(topics))
            .values(**values).returning(OutboxRow.id)).all()
        work.commit()
        return len(changed)
