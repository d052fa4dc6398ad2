"""Registers: dated entries of one form without a case, and to whom they were passed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.types import Base, Id, Json


class RegisterEntryRow(Base):
    """One entry, never changed: `number` counts within its register, `answers` is the form as it was filed, `user_id`
    wrote it (None: the desk), `about_id` is whom it is about, `corrects_id` the entry that it takes the place of.
    `happened_at` is when it happened, `recorded_at` when it was written. Erased, `answers` holds only what lasts."""

    __tablename__ = "register_entries"
    __table_args__ = (UniqueConstraint("industry", "key", "number"), UniqueConstraint("corrects_id"),
                      Index("ix_register_entries_happened_at", "industry", "key", "happened_at", "id"))
    id: Mapped[Id]
    industry: Mapped[str]
    key: Mapped[str]
    number: Mapped[int]
    title: Mapped[str]
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("register_entries.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    erased_at: Mapped[datetime | None]


class RegisterPassRow(Base):
    """An entry passed to a duty, open until somebody of that duty has acknowledged it."""

    __tablename__ = "register_passes"
    __table_args__ = (UniqueConstraint("entry_id", "duty"),
                      Index("ix_register_passes_duty", "duty", "acknowledged_at"))
    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(ForeignKey("register_entries.id"))
    duty: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    acknowledged_at: Mapped[datetime | None]
