"""Since when units are used, and which of their faults were confirmed."""

from datetime import date

from core.capabilities.coverage.base import Base
from core.sdk.tables import (
    NOT_OF_PEOPLE,
    CaseRow,
    ForeignKey,
    Id,
    Index,
    Mapped,
    UniqueConstraint,
    datetime,
    mapped_column,
)


class UseRow(Base):
    """Since when a unit is used: the day it was handed over where it stands. One for each unit, the latest word on
    it."""

    __tablename__ = "coverage_use"
    id: Mapped[Id]
    industry: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    unit: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    since: Mapped[date]
    case_id: Mapped[int | None] = mapped_column(ForeignKey(CaseRow.id), index=True)

    __table_args__ = (UniqueConstraint("industry", "unit"),)


class FaultRow(Base):
    """What examining a unit in a case came to: whether the fault is one of the goods. It counts on the day it was
    reported; examined anew in the same case, the last word counts."""

    __tablename__ = "coverage_faults"
    id: Mapped[Id]
    industry: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    unit: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), unique=True)
    reported_on: Mapped[date]
    confirmed: Mapped[bool]
    examined_at: Mapped[datetime]

    __table_args__ = (Index("ix_coverage_faults_unit", "unit"),)
