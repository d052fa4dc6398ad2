"""Promises running in cases; follows from events and can be computed again."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.types import Base, Json

_RUNNING = text("ended_at IS NULL")


class ClockRow(Base):
    """`key` tells clocks of one target apart (rounds, items). `silent` notifies nobody; `before_import` ended or
    was missed before the desk knew the case. `length` is as a policy file writes it, `calendar` and its version say by
    what it was counted; `marks` are the moments at which somebody is told (each with `at` and, once told, `fired_at`)
    and `next_mark_at` the nearest that is still to come; `plain` clocks never paused and may be counted again without
    their case; `late_by` are seconds late by whose they were."""

    __tablename__ = "clocks"
    __table_args__ = (Index("ix_clocks_due_at", "due_at", sqlite_where=_RUNNING, postgresql_where=_RUNNING),
                      Index("ix_clocks_next_mark_at", "next_mark_at", "case_id",
                            sqlite_where=_RUNNING, postgresql_where=_RUNNING))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True, default="")
    started_at: Mapped[datetime] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(default="")
    whose: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    state: Mapped[str]
    basis: Mapped[list[Any]] = mapped_column(Json, default=list)
    warned_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    silent: Mapped[bool] = mapped_column(default=False)
    before_import: Mapped[bool] = mapped_column(default=False)
    length: Mapped[str] = mapped_column(default="")
    calendar: Mapped[str] = mapped_column(default="")
    calendar_version: Mapped[int] = mapped_column(default=0)
    plain: Mapped[bool] = mapped_column(default=False)
    earliest_at: Mapped[datetime | None]
    marks: Mapped[list[Any]] = mapped_column(Json, default=list)
    next_mark_at: Mapped[datetime | None]
    late_by: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
