"""Vehicles in the shed."""

from core.sdk.tables import (
    NOT_OF_PEOPLE,
    CaseRow,
    Decimal,
    ForeignKey,
    Id,
    Json,
    Mapped,
    Tables,
    datetime,
    mapped_column,
)


class Base(Tables, plugin="sheds"):
    """Every table of the shed."""


class SpotRow(Base):
    """A place in the shed. `fee` is per day."""

    __tablename__ = "sheds_spots"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True, info={"purpose": NOT_OF_PEOPLE})
    fee: Mapped[Decimal | None]
    marks: Mapped[list[str]] = mapped_column(Json, default=list, info={"purpose": NOT_OF_PEOPLE})


class StayRow(Base):
    """A vehicle on a place."""

    __tablename__ = "sheds_stays"
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), index=True)
    spot_id: Mapped[int] = mapped_column(ForeignKey(SpotRow.id), index=True)
    visitor: Mapped[str] = mapped_column(info={"purpose": "知道车是谁送来的"})
    came_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
