"""Cases: the row is the index of the case for lists; the case itself is the fold of its events."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from core.store.tables.types import FAR_FUTURE, Base, Id, Json

_OPEN = text("closed_at IS NULL")


def _of_open_cases(name: str, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=_OPEN, postgresql_where=_OPEN)


class CaseRow(Base):
    """`state` '' is ended, `version` grows with every change, `policies` are the slugs in order. `due_order` is
    `next_due_at` or the far future, kept so that lists need no null in their order."""

    __tablename__ = "cases"
    id: Mapped[Id]
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    industry: Mapped[str]
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    rulebook: Mapped[str] = mapped_column(default="")
    policies: Mapped[list[str]] = mapped_column(Json, default=list)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"), index=True)
    order_no: Mapped[str] = mapped_column(default="", index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str] = mapped_column(default="")
    opened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")
    waiting_for: Mapped[str] = mapped_column(default="")
    next_due_at: Mapped[datetime | None]
    due_order: Mapped[datetime] = mapped_column(default=FAR_FUTURE)
    next_due_target: Mapped[str] = mapped_column(default="")
    suggested_step: Mapped[str] = mapped_column(default="")
    suggested_label: Mapped[str] = mapped_column(default="")
    safety: Mapped[bool] = mapped_column(default=False)
    imported: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(default="")
    updated_at: Mapped[datetime]
    head_hash: Mapped[str] = mapped_column(default="")
    head_sequence: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        Index("ix_cases_due", "due_order", "id"),
        Index("ix_cases_opened", "opened_at", "id"),
        _of_open_cases("ix_cases_open_due", "due_order", "id"),
        _of_open_cases("ix_cases_open_opened", "opened_at", "id"),
        Index("ix_cases_assignee_due", "assignee_id", "due_order", "id"),
        Index("ix_cases_unit_due", "unit_id", "due_order", "id"),
        Index("ix_cases_state_due", "kind", "state", "due_order", "id"))

    @validates("next_due_at")
    def _keep_order(self, _: str, value: datetime | None) -> datetime | None:
        self.due_order = FAR_FUTURE if value is None else value
        return value


class CaseItemRow(Base):
    """One line of goods in a case."""

    __tablename__ = "case_items"
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    product: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    quantity: Mapped[int] = mapped_column(default=1)
    price: Mapped[Decimal | None]
    outcome: Mapped[str] = mapped_column(default="")


class CaseLinkRow(Base):
    """That a case has to do with another, and how."""

    __tablename__ = "case_links"
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)
    relation: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
