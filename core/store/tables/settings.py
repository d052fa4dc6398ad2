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


class CalendarRow(Base):
    """A calendar as it is edited: `week` are the hours of service from Monday to Sunday as people write them
    (`09:00-12:00 13:30-18:00`, empty for none), `working_weekdays` the days (0 is Monday) that count as working days,
    `zone` its name in the time zone database."""

    __tablename__ = "calendars"
    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    zone: Mapped[str]
    week: Mapped[list[str]] = mapped_column(Json)
    working_weekdays: Mapped[list[int]] = mapped_column(Json)
    open_on_holidays: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None]


class CalendarDayRow(Base):
    """A day that is not what its weekday says. `kind` holiday or make_up, `status` official, provisional or own;
    `hours` replace the usual ones where they are not null."""

    __tablename__ = "calendar_days"
    calendar: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    status: Mapped[str]
    hours: Mapped[str | None]


class CalendarVersionRow(Base):
    """A calendar as it stood from a moment on. `content` is the whole of it, so that what was counted can be counted
    again; `open_cases` where it holds also for clocks that were running then, else only for those begun later."""

    __tablename__ = "calendar_versions"
    calendar: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    created_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    content: Mapped[dict[str, Any] | None] = mapped_column(Json, nullable=True)
    open_cases: Mapped[bool] = mapped_column(default=True)
    created_by: Mapped[int | None]


class PlannedChangeRow(Base):
    """A change of a calendar, of values or of regulations that is looked at before it is made. `kind` is calendar,
    values or rulebooks, `content` what is to hold; `state` drafted, looking, looked, applying, applied, dropped or
    failed; `done` of `total` cases were looked at or moved; `found` is what would move; `applies` new or open."""

    __tablename__ = "planned_changes"
    id: Mapped[Id]
    kind: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str]
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    found: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    applies: Mapped[str] = mapped_column(default="")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    looked_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
