"""What reports count: each repair that was examined, and each swap; and cash that a crew has handed in."""

from core.capabilities.charges.tables import EntryRow
from core.sdk.tables import NOT_OF_PEOPLE, CaseRow, Decimal, ForeignKey, Id, Mapped, Tables, UserRow, datetime
from core.sdk.tables import mapped_column as column


class Base(Tables, plugin="appliance"):
    """Every table of appliances."""


class RepairRow(Base):
    """A repair of a unit, by the last examination in its case. `cost` is what parts and labour came to, `charged` what
    of it the customer owes; None before the work is done."""

    __tablename__ = "appliance_repairs"
    id: Mapped[Id]
    case_id: Mapped[int] = column(ForeignKey(CaseRow.id), unique=True)
    model: Mapped[str] = column(info={"purpose": NOT_OF_PEOPLE})
    component: Mapped[str] = column(info={"purpose": NOT_OF_PEOPLE})
    cause: Mapped[str] = column(info={"purpose": NOT_OF_PEOPLE})
    examined_at: Mapped[datetime] = column(index=True)
    free: Mapped[bool | None]
    cost: Mapped[Decimal | None]
    charged: Mapped[Decimal | None]


class SwapRow(Base):
    """A unit that was swapped: what it came to, and what of it the customer owes."""

    __tablename__ = "appliance_swaps"
    id: Mapped[Id]
    case_id: Mapped[int] = column(ForeignKey(CaseRow.id), unique=True)
    model: Mapped[str] = column(info={"purpose": NOT_OF_PEOPLE})
    new_model: Mapped[str] = column(info={"purpose": NOT_OF_PEOPLE})
    swapped_at: Mapped[datetime] = column(index=True)
    cost: Mapped[Decimal]
    charged: Mapped[Decimal]


class HandInRow(Base):
    """A payment of the ledger that finance has in hand; `at` is when it was handed in."""

    __tablename__ = "appliance_hand_ins"
    id: Mapped[Id]
    entry_id: Mapped[int] = column(ForeignKey(EntryRow.id), unique=True)
    at: Mapped[datetime]
    confirmed_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = column(ForeignKey(UserRow.id))
