"""What reports count: each repair that was diagnosed, each return that was approved; and each danger."""

from core.sdk.tables import (
    NOT_OF_PEOPLE,
    CaseRow,
    CustomerRow,
    Decimal,
    ForeignKey,
    Id,
    Mapped,
    Tables,
    UserRow,
    datetime,
)
from core.sdk.tables import mapped_column as column


class Base(Tables, plugin="lighting"):
    """Every table of lamps."""


class RepairRow(Base):
    """One round of a repair; a case that starts over has several. `cost` is what parts and labour came to, `charged`
    what of it the customer owes."""

    __tablename__ = "lighting_repairs"
    id: Mapped[Id]
    case_id: Mapped[int] = column(ForeignKey(CaseRow.id), index=True)
    customer_id: Mapped[int | None] = column(ForeignKey(CustomerRow.id), index=True)
    model: Mapped[str] = column(info={"purpose": NOT_OF_PEOPLE})
    serial: Mapped[str] = column(default="", info={"purpose": NOT_OF_PEOPLE})
    cause: Mapped[str] = column(info={"purpose": NOT_OF_PEOPLE})
    human_damage: Mapped[bool]
    diagnosed_at: Mapped[datetime] = column(index=True)
    finished_at: Mapped[datetime | None] = column(index=True)
    result: Mapped[str] = column(default="", info={"purpose": NOT_OF_PEOPLE})
    cost: Mapped[Decimal | None]
    charged: Mapped[Decimal | None]


class ReturnRow(Base):
    """A return on its way. `papers` says whether the proof of purchase was there at the approval."""

    __tablename__ = "lighting_returns"
    id: Mapped[Id]
    case_id: Mapped[int] = column(ForeignKey(CaseRow.id), unique=True)
    model: Mapped[str] = column(info={"purpose": NOT_OF_PEOPLE})
    ground: Mapped[str] = column(info={"purpose": NOT_OF_PEOPLE})
    papers: Mapped[bool]
    approved_at: Mapped[datetime] = column(index=True)
    received_at: Mapped[datetime | None] = column(index=True)
    inspected_at: Mapped[datetime | None]
    refunded_at: Mapped[datetime | None]
    exchanged_at: Mapped[datetime | None]


class DangerRow(Base):
    """A request that speaks of danger: what it was noticed by, and when and by whom the customer was told to stop."""

    __tablename__ = "lighting_dangers"
    id: Mapped[Id]
    case_id: Mapped[int] = column(ForeignKey(CaseRow.id), unique=True)
    spotted: Mapped[str] = column(info={"purpose": NOT_OF_PEOPLE})
    noticed_at: Mapped[datetime]
    told_at: Mapped[datetime | None] = column(index=True)
    told_by: Mapped[int | None] = column(ForeignKey(UserRow.id))
