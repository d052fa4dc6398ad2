"""Contracts, the cases under them, and what was written into their ledgers."""

from datetime import date
from typing import Any

from core.capabilities.coverage.base import Base
from core.sdk.tables import (
    NOT_OF_PEOPLE,
    CaseRow,
    CustomerRow,
    Decimal,
    ForeignKey,
    Id,
    Json,
    Mapped,
    UniqueConstraint,
    datetime,
    mapped_column,
)


class ContractRow(Base):
    """A contract: the case it is drawn up in, and what other cases look at. `standing` is a `Standing`; `agreed` what
    holds for requests from now on, as the form `Agreement` writes it."""

    __tablename__ = "coverage_contracts"
    id: Mapped[Id]
    industry: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), unique=True)
    contract_no: Mapped[str] = mapped_column(default="", index=True, info={"purpose": NOT_OF_PEOPLE})
    project: Mapped[str] = mapped_column(default="", info={"purpose": "找到工程的售后合同"})
    customer_id: Mapped[int | None] = mapped_column(ForeignKey(CustomerRow.id), index=True)
    standing: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    agreed: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, info={"purpose": "按合同办理项下的请求"})
    signed_on: Mapped[date | None]


class UnderContractRow(Base):
    """A case under a contract."""

    __tablename__ = "coverage_under_contract"
    id: Mapped[Id]
    contract_id: Mapped[int] = mapped_column(ForeignKey(ContractRow.id), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), unique=True)


class ContractLineRow(Base):
    """What one side owes, once for each `fact`. `owed_by` is a `Side`, `kind` a `LineKind`, `state` a `LineState`;
    `rate` percent a day, `periods` how many days it counts. `amount` is rounded to the fen."""

    __tablename__ = "coverage_contract_lines"
    __table_args__ = (UniqueConstraint("contract_id", "fact"),)
    id: Mapped[Id]
    contract_id: Mapped[int] = mapped_column(ForeignKey(ContractRow.id), index=True)
    fact: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    owed_by: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    kind: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    state: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    case_id: Mapped[int | None] = mapped_column(ForeignKey(CaseRow.id), index=True)
    base: Mapped[Decimal | None]
    rate: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    periods: Mapped[int] = mapped_column(default=0)
    amount: Mapped[Decimal]
    happened_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    reference: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
