"""Events of cases in a hash chain. What was said lives in erasable payloads; the event keeps a salted digest of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.types import Base, Id, Json


class EventRow(Base):
    """A link of a case's chain; never changed. `actor_id` None is the desk itself."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("case_id", "sequence"),)
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    sequence: Mapped[int]
    kind: Mapped[str]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    payload_digest: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class EventPayloadRow(Base):
    """What an event said. Erasing takes data and salt away: without the salt the digest betrays nothing."""

    __tablename__ = "event_payloads"
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    salt: Mapped[str | None]
    data: Mapped[dict[str, Any] | None] = mapped_column(Json)
    erased_at: Mapped[datetime | None]


class DailyDigestRow(Base):
    """One digest over the heads of all chains as recorded before `until`; kept elsewhere it proves them later."""

    __tablename__ = "daily_digests"
    day: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[datetime]
    digest: Mapped[str]
    heads: Mapped[int]
