"""What is due each period, whatever the cases, and who has done it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.types import Base, Id, Json


class PlanStartRow(Base):
    """Since when a plan has been in force with its rhythm; nothing is due for periods that were over then."""

    __tablename__ = "plan_starts"
    industry: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    every: Mapped[str]
    since: Mapped[datetime]


class PlanEntryRow(Base):
    """One plan in one period (`2025-03`). `found` is what reactions have put by for whoever does it."""

    __tablename__ = "plan_entries"
    __table_args__ = (UniqueConstraint("industry", "key", "period"), Index("ix_plan_entries_done_at", "done_at", "id"))
    id: Mapped[Id]
    industry: Mapped[str]
    key: Mapped[str]
    period: Mapped[str]
    title: Mapped[str]
    made_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
    found: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class PlanPartRow(Base):
    """The part of one duty: open until somebody of that duty signs. `answers` is the form as it was filed, `earlier`
    what was signed before and given back, with who gave it back and why; `version` counts both."""

    __tablename__ = "plan_parts"
    __table_args__ = (UniqueConstraint("entry_id", "duty"),)
    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(ForeignKey("plan_entries.id"))
    duty: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    signed_at: Mapped[datetime | None]
    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    version: Mapped[int] = mapped_column(default=0)
