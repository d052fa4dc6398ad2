"""Customers, their phones, and what they bought."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, validates

from core.store.tables.types import Base, Id


class CustomerRow(Base):
    """A person or firm. After erasure the row stays, without what it said."""

    __tablename__ = "customers"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(default="", index=True)
    address: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class PhoneRow(Base):
    """A phone as it was written and as it is dialled. `last_four` finds "尾号 6621" by an index."""

    __tablename__ = "customer_phones"
    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    raw: Mapped[str]
    normalised: Mapped[str] = mapped_column(index=True)
    last_four: Mapped[str] = mapped_column(index=True)
    label: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)

    @validates("normalised")
    def _keep_ending(self, _: str, value: str) -> str:
        self.last_four = value[-4:]
        return value


class ProductRow(Base):
    """One thing a customer bought. `price` is what was paid for it."""

    __tablename__ = "products"
    id: Mapped[Id]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    name: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")
    serial: Mapped[str] = mapped_column(default="", index=True)
    category: Mapped[str] = mapped_column(default="")
    brand: Mapped[str] = mapped_column(default="")
    order_no: Mapped[str] = mapped_column(default="", index=True)
    purchased_on: Mapped[date | None]
    delivered_at: Mapped[datetime | None]
    price: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(default="CNY")
    payment_method: Mapped[str] = mapped_column(default="")
    proof: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
