"""What the business decided: rulebooks, values, the calendar."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.types import Base, Id, Json


class RulebookRow(Base):
    """A composed rulebook under its content number, kept as long as a case pins it."""

    __tablename__ = "rulebooks"
    number: Mapped[str] = mapped_column(primary_key=True)
    industry: Mapped[str] = mapped_column(index=True)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime]


class SettingRow(Base):
    """The business's own value of a term from a moment on; append-only. A null value takes an earlier one back."""

    __tablename__ = "settings"
    __table_args__ = (Index("ix_settings_term", "industry", "term", "effective_from"),)
    id: Mapped[Id]
    industry: Mapped[str]
    term: Mapped[str]
    value: Mapped[Any] = mapped_column(Json, nullable=True)
    effective_from: Mapped[datetime]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    set_at: Mapped[datetime]


class CalendarDayRow(Base):
    """A day that is not what its weekday says. `kind` holiday or make_up, `status` official or provisional."""

    __tablename__ = "calendar_days"
    calendar: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    status: Mapped[str]


class CalendarVersionRow(Base):
    """That a calendar changed, so that a deadline can say which one it was counted by."""

    __tablename__ = "calendar_versions"
    calendar: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    created_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
