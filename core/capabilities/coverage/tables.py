"""How long each unit of a product is covered, and why."""

from datetime import date

from core.capabilities.coverage.base import Base
from core.capabilities.coverage.contracts_tables import ContractLineRow, ContractRow, UnderContractRow
from core.capabilities.coverage.unit_tables import FaultRow, UseRow
from core.sdk.tables import (
    NOT_OF_PEOPLE,
    CaseRow,
    CustomerRow,
    ForeignKey,
    Id,
    Index,
    Mapped,
    UniqueConstraint,
    UserRow,
    datetime,
    mapped_column,
)

__all__ = ["Base", "ContractLineRow", "ContractRow", "FaultRow", "UnderContractRow", "UseRow", "WarrantyRow"]


class WarrantyRow(Base):
    """What was once said of how long a unit is covered: only ever added, the latest of a unit (by `turn`) holds. A unit
    is known by its serial number, or by customer and model where it has none: `unit` says which. `how` is a `How`;
    `extends` the row it builds on; both days are included."""

    __tablename__ = "coverage_warranties"
    id: Mapped[Id]
    industry: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    unit: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    turn: Mapped[int]
    serial: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    model: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    customer_id: Mapped[int | None] = mapped_column(ForeignKey(CustomerRow.id), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    how: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    why: Mapped[str] = mapped_column(default="", info={"purpose": "说明为什么延长或更正"})
    case_id: Mapped[int | None] = mapped_column(ForeignKey(CaseRow.id), index=True)
    extends: Mapped[int | None] = mapped_column(ForeignKey("coverage_warranties.id"))
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))

    __table_args__ = (UniqueConstraint("industry", "unit", "turn"),
                      Index("ix_coverage_warranties_unit", "unit", "turn"))
