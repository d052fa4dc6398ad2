"""Who looked at or took away personal data, what customers have agreed to, and failed log-ins."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.types import Base, Id, Json


class AccessRow(Base):
    """That somebody read, exported or erased personal data. `action` says how, `face` through what; `detail` holds
    no personal data itself. `actor_id` None is the desk."""

    __tablename__ = "accesses"
    __table_args__ = (Index("ix_accesses_customer", "customer_id", "id"), Index("ix_accesses_at", "at", "id"))
    id: Mapped[Id]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    actor_name: Mapped[str]
    action: Mapped[str]
    face: Mapped[str] = mapped_column(default="")
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class ConsentRow(Base):
    """What a customer agreed to, or took back: the latest of a purpose counts. Append-only."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_customer", "customer_id", "purpose", "id"),)
    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    purpose: Mapped[str]
    given: Mapped[bool]
    told_by: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime]


class FailedLoginRow(Base):
    """How often in a row a log-in failed, by account (`account:` and a digest of the name) and by peer
    (`peer:address`), and until when the next try has to wait."""

    __tablename__ = "failed_logins"
    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(index=True)
    locked_until: Mapped[datetime | None]
