"""Items, the places where they are, every movement between places; and the ledger of display samples."""

from datetime import date
from typing import Any

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
    UnitRow,
    UserRow,
    datetime,
    mapped_column,
    text,
)

_OPEN = text("closed_at IS NULL")


class Base(Tables, plugin="stock"):
    """Every table of stock."""


class ItemRow(Base):
    """Something kept in stock. `kind` is a `Kind`, `measure` the word for one of it, `cost` what one costs the
    business; a `wear` part is one that has to be there. One that is no longer used is `ended_at`."""

    __tablename__ = "stock_items"
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True, info={"purpose": NOT_OF_PEOPLE})
    title: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    kind: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    measure: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    brand: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    model: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    grade: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    origin: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    cost: Mapped[Decimal | None]
    wear: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    ended_at: Mapped[datetime | None]


class PlaceRow(Base):
    """Where something may be. `sort` is a `Sort`; `key` tells places apart: `warehouse:…`, `person:7`, `case:12`,
    `order:…`. What a person holds is at a place of their own; so is what a case or an order was given."""

    __tablename__ = "stock_places"
    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True, info={"purpose": "凭订单号找到发出的物料"})
    sort: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    title: Mapped[str] = mapped_column(info={"purpose": "凭订单号找到发出的物料"})
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(UnitRow.id))
    user_id: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    case_id: Mapped[int | None] = mapped_column(ForeignKey(CaseRow.id), index=True)
    closed_at: Mapped[datetime | None]


class MoveRow(Base):
    """A paper of the ledger: something received, issued, returned, carried over, fitted, counted, thrown away or put
    right. Never changed. `reference` is the paper it goes back to, `receiver` who got it, `due_on` the day by which
    it has to be back, `value` what it cost. Of a count, `counted` says of each item what was expected and found."""

    __tablename__ = "stock_moves"
    id: Mapped[Id]
    sort: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    case_id: Mapped[int | None] = mapped_column(ForeignKey(CaseRow.id), index=True)
    reference: Mapped[str] = mapped_column(default="", index=True, info={"purpose": "凭单号查发出的物料"})
    receiver: Mapped[str] = mapped_column(default="", info={"purpose": "知道谁领走了物料"})
    note: Mapped[str] = mapped_column(default="", info={"purpose": "说明物料的去向"})
    due_on: Mapped[date | None]
    value: Mapped[Decimal | None]
    counted: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list, info={"purpose": NOT_OF_PEOPLE})
    reverses: Mapped[int | None] = mapped_column(ForeignKey("stock_moves.id"), unique=True)

    __table_args__ = (Index("ix_stock_moves_at", "at", "id"),)


class EntryRow(Base):
    """A line of the ledger: so many of an item went from one place to another. Only ever added, so it always adds up.
    """

    __tablename__ = "stock_entries"
    id: Mapped[Id]
    move_id: Mapped[int] = mapped_column(ForeignKey(MoveRow.id), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey(ItemRow.id))
    from_id: Mapped[int] = mapped_column(ForeignKey(PlaceRow.id), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey(PlaceRow.id), index=True)
    quantity: Mapped[int]

    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("from_id <> to_id", name="places"),
        Index("ix_stock_entries_item", "item_id", "id"))


class BalanceRow(Base):
    """How many of an item are at a place, as its entries add up; never below zero. Places outside (suppliers, what
    was thrown away, differences of counts) have none."""

    __tablename__ = "stock_balances"
    item_id: Mapped[int] = mapped_column(ForeignKey(ItemRow.id), primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey(PlaceRow.id), primary_key=True, index=True)
    quantity: Mapped[int]

    __table_args__ = (CheckConstraint("quantity >= 0", name="quantity"),)


class MinimumRow(Base):
    """How many of an item have to be in a warehouse."""

    __tablename__ = "stock_minimums"
    item_id: Mapped[int] = mapped_column(ForeignKey(ItemRow.id), primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey(PlaceRow.id), primary_key=True)
    quantity: Mapped[int]


class WantRow(Base):
    """Something that a case needs: an item, or what somebody called it while nobody knows the item. `given` of
    `quantity` were issued. Closed when all were, or when it is no longer needed (`dropped`)."""

    __tablename__ = "stock_wants"
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey(ItemRow.id))
    said: Mapped[str] = mapped_column(info={"purpose": "知道案件要用什么配件"})
    tool: Mapped[bool] = mapped_column(default=False)
    quantity: Mapped[int]
    given: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    dropped: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("given >= 0 AND quantity > 0", name="quantity"),
        Index("ix_stock_wants_open", "at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN))


class SampleRow(Base):
    """A display sample by its number. `standing` is a `Standing`; `case_id` the case that looks after it now, `place`
    the warehouse it is in, `since` when that began."""

    __tablename__ = "stock_samples"
    id: Mapped[Id]
    number: Mapped[str] = mapped_column(unique=True, info={"purpose": NOT_OF_PEOPLE})
    product: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    standing: Mapped[str] = mapped_column(index=True, info={"purpose": NOT_OF_PEOPLE})
    hall: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    position: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    place: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    condition: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    case_id: Mapped[int | None] = mapped_column(ForeignKey(CaseRow.id), index=True)
    since: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class SampleEventRow(Base):
    """What happened to a sample: only ever added. `at` is when it happened, `noted_at` when it was written down."""

    __tablename__ = "stock_sample_events"
    id: Mapped[Id]
    sample_id: Mapped[int] = mapped_column(ForeignKey(SampleRow.id), index=True)
    sort: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    at: Mapped[datetime]
    noted_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    case_id: Mapped[int | None] = mapped_column(ForeignKey(CaseRow.id))
    hall: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    position: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    note: Mapped[str] = mapped_column(default="", info={"purpose": "说明样品的状况"})
