"""Which samples were on display when: read from what happened to each."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.capabilities.stock.standing import Happened
from core.capabilities.stock.tables import SampleEventRow, SampleRow
from core.sdk.tables import UserRow, and_, func, select

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOVED = [each.name for each in (Happened.up, Happened.down, Happened.stored, Happened.sold, Happened.scrapped)]


@dataclass(frozen=True)
class Shown:
    """A sample and when it was put where it stood."""

    sample: SampleRow
    event: SampleEventRow
    by: str = ""


def last_moves(session: "Session", before: datetime) -> list[Shown]:
    """Of every sample what had last happened to it before a moment."""
    latest = (select(SampleEventRow.sample_id, func.max(SampleEventRow.at).label("at"))
              .where(SampleEventRow.at < before, SampleEventRow.sort.in_(MOVED))
              .group_by(SampleEventRow.sample_id).subquery())
    found: dict[int, Shown] = {}
    for sample, event, by in session.execute(
            select(SampleRow, SampleEventRow, UserRow.name).select_from(SampleEventRow)
            .join(latest, and_(latest.c.sample_id == SampleEventRow.sample_id, latest.c.at == SampleEventRow.at))
            .join(SampleRow, SampleRow.id == SampleEventRow.sample_id)
            .outerjoin(UserRow, UserRow.id == SampleEventRow.by_id)
            .where(SampleEventRow.sort.in_(MOVED)).order_by(SampleEventRow.id)):
        found[sample.id] = Shown(sample, event, by or "")
    return sorted(found.values(), key=lambda each: (each.event.hall, each.sample.number))


def on_display(session: "Session", before: datetime) -> list[Shown]:
    """The samples that stood in a hall just before a moment, by hall and number."""
    return [each for each in last_moves(session, before) if each.event.sort == Happened.up.name]
