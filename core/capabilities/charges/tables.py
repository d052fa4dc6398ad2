"""Prices, quotes, and the ledger."""

from datetime import date
from typing import Any

from core.capabilities.charges.accounts import CURRENCY
from core.sdk.tables import (
    NOT_OF_PEOPLE,
    CaseRow,
    CheckConstraint,
    Decimal,
    ForeignKey,
    Id,
    Index,
    Json,
    Mapped,
    Tables,
    UniqueConstraint,
    UserRow,
    datetime,
    mapped_column,
    text,
)

_IN_USE = text("ended_at IS NULL")
_WAITS = text("state = 'open'")


class Base(Tables, plugin="charges"):
    """Every table of charges."""


class PriceRow(Base):
    """A price as it was once written down; never changed, only ended and followed by another. `sort` is that of a
    line. It counts from the first to the last day, both included, for one industry ('' for all) and for models that
    `model` fits ('' for all; `*` stands for anything)."""

    __tablename__ = "charges_prices"
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    title: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    sort: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    price: Mapped[Decimal]
    industry: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    model: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))

    __table_args__ = (
        Index("uq_charges_prices_in_use", "code", "industry", "model", "valid_from", unique=True, sqlite_where=_IN_USE,
              postgresql_where=_IN_USE),)


class QuoteRow(Base):
    """A quote of a case, or its draft, which has version 0 and turns into one when the offer is filed. Each line has
    `code`, `title`, `sort`, `quantity`, `price`, `amount`, money as text. `agreed` is the amount that was agreed to."""

    __tablename__ = "charges_quotes"
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id))
    version: Mapped[int]
    state: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    lines: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list, info={"purpose": NOT_OF_PEOPLE})
    parts: Mapped[Decimal]
    labour: Mapped[Decimal]
    total: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(default=CURRENCY, info={"purpose": NOT_OF_PEOPLE})
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    sent_at: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="", info={"purpose": "证明谁答复了报价"})
    channel: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    agreed: Mapped[Decimal | None]
    why: Mapped[str] = mapped_column(default="", info={"purpose": "知道客户为什么不同意报价"})

    __table_args__ = (
        UniqueConstraint("case_id", "version"),
        Index("ix_charges_quotes_waits", "valid_until", "id", sqlite_where=_WAITS, postgresql_where=_WAITS))


class EntryRow(Base):
    """A line of the ledger: only ever added. An amount goes from the account `credit` to the account `debit`, so the
    ledger adds up whatever happens. A mistake is reversed by an entry the other way round. `charge` is the rule a bill
    comes from; `said` says why."""

    __tablename__ = "charges_entries"
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), index=True)
    sort: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    amount: Mapped[Decimal]
    debit: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    credit: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    currency: Mapped[str] = mapped_column(default=CURRENCY, info={"purpose": NOT_OF_PEOPLE})
    method: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    reference: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    day: Mapped[date]
    charge: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    said: Mapped[str] = mapped_column(default="", info={"purpose": "说明这笔账的原因"})
    reverses: Mapped[int | None] = mapped_column(ForeignKey("charges_entries.id"), unique=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))

    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("debit <> credit", name="accounts"),
        Index("ix_charges_entries_day", "day", "id"))


class ReferenceRow(Base):
    """Which entry a payment channel's reference stands for now; one reversed gives it free."""

    __tablename__ = "charges_references"
    id: Mapped[Id]
    method: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    reference: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    entry_id: Mapped[int] = mapped_column(ForeignKey(EntryRow.id), unique=True)

    __table_args__ = (UniqueConstraint("method", "reference"),)


class AccountRow(Base):
    """Where a case stands, as its entries add up: what lists and rules ask of many cases.

    `balance` is what the customer owes, below zero what the company owes the customer.
    """

    __tablename__ = "charges_accounts"
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), primary_key=True)
    collected: Mapped[Decimal]
    refunded: Mapped[Decimal]
    balance: Mapped[Decimal] = mapped_column(index=True)


class RequestRow(Base):
    """Money that somebody wants to go back and that a second person must approve: a refund asked for here (`refund`),
    or an override asked for at a step (`override`, named by its fingerprint). Open until somebody answers."""

    __tablename__ = "charges_requests"
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), index=True)
    sort: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    fingerprint: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    amount: Mapped[Decimal | None]
    method: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    exception: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, info={"purpose": NOT_OF_PEOPLE})
    why: Mapped[str] = mapped_column(default="", info={"purpose": "说明为什么退款"})
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    state: Mapped[str] = mapped_column(default="open", info={"purpose": NOT_OF_PEOPLE})
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    answer: Mapped[str] = mapped_column(default="", info={"purpose": "说明为什么批准或不批准"})

    __table_args__ = (
        Index("ix_charges_requests_waits", "asked_at", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),)
