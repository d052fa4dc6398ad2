"""Units of the business, the people who work there, and where they are logged in."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.types import Base, Id, Json


class UnitRow(Base):
    """A shop, warehouse, department or partner. `calendar` is the one its cases are counted by, '' for that of the
    unit above, at last the business's."""

    __tablename__ = "units"
    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    calendar: Mapped[str] = mapped_column(default="")


class UserRow(Base):
    """Somebody who may log in. `scope` (own, unit, all) says whose cases they see; `duties` are keys; `manager_id` is
    to whom what they leave undone is reported."""

    __tablename__ = "users"
    id: Mapped[Id]
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str] = mapped_column(default="zh")
    password_hash: Mapped[str] = mapped_column(default="")
    duties: Mapped[list[str]] = mapped_column(Json, default=list)
    scope: Mapped[str] = mapped_column(default="own")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    password_changed_at: Mapped[datetime | None]
    email: Mapped[str] = mapped_column(default="")
    manager_id: Mapped[int | None]


class SessionRow(Base):
    """A log-in. Only the digest of its token is kept, so that a copy of the database opens no session."""

    __tablename__ = "sessions"
    token_digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(default="")
    agent: Mapped[str] = mapped_column(default="")
