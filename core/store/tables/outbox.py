"""What must happen once and only once: numbers, repeated requests, and work to do after the commit."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.types import Base, Id, Json

_WAITING = text("done_at IS NULL")


class NumberSeriesRow(Base):
    """The last number given out of a series."""

    __tablename__ = "number_series"
    prefix: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class IdempotencyRow(Base):
    """A request that may be sent again: `in_flight`, or `done` with its response. Actor 0 is the desk."""

    __tablename__ = "idempotency_keys"
    key: Mapped[str] = mapped_column(primary_key=True)
    actor_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    operation: Mapped[str]
    request_digest: Mapped[str]
    state: Mapped[str]
    response: Mapped[Any] = mapped_column(Json, nullable=True)
    created_at: Mapped[datetime] = mapped_column(index=True)


class OutboxRow(Base):
    """Work left by a transaction for after its commit. Leased by one worker at a time; done at least once.
    What came out of a backup is `held` until somebody lets it go: it may have been done already."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_available_at", "available_at", "id",
                            sqlite_where=_WAITING, postgresql_where=_WAITING),
                      Index("ix_outbox_topic", "topic", "available_at", "id",
                            sqlite_where=_WAITING, postgresql_where=_WAITING))
    id: Mapped[Id]
    topic: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[datetime]
    available_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]
    held: Mapped[bool] = mapped_column(default=False)
