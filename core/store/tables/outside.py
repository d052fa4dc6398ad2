"""What connects the desk with the outside: tokens of other programs, webhooks and their deliveries, exports."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.types import Base, Id, Json


class TokenRow(Base):
    """A token by which a program acts as an account. Only its digest is kept; `hint` is its beginning, for people to
    tell tokens apart; `scopes` are keys of permissions, and `case.step` for taking steps."""

    __tablename__ = "tokens"
    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    title: Mapped[str]
    token_digest: Mapped[str] = mapped_column(unique=True)
    hint: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(Json, default=list)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class WebhookRow(Base):
    """Somebody who wants to be told of events. `events` and `kinds` are keys of events and kinds of cases, empty for
    all; the key that signs is derived from `salt` and never stored, only its `fingerprint`; `state` is `active` or
    `disabled`. `failures` are deliveries given up in a row; after a failed attempt it rests until `rests_until`."""

    __tablename__ = "webhooks"
    id: Mapped[Id]
    title: Mapped[str]
    url: Mapped[str]
    events: Mapped[list[str]] = mapped_column(Json, default=list)
    kinds: Mapped[list[str]] = mapped_column(Json, default=list)
    salt: Mapped[str]
    fingerprint: Mapped[str]
    state: Mapped[str] = mapped_column(default="active", index=True)
    disabled_because: Mapped[str] = mapped_column(default="")
    failures: Mapped[int] = mapped_column(default=0)
    rests_until: Mapped[datetime | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class DeliveryRow(Base):
    """One event on its way to one webhook: `waiting`, `sent`, `failed` (given up) or `dropped` (webhook disabled).
    `message` names it to the receiver, the same each time it is sent; `body` is what is told."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (UniqueConstraint("webhook_id", "event_id"),
                      Index("ix_webhook_deliveries_log", "webhook_id", "id"))
    id: Mapped[Id]
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    message: Mapped[str] = mapped_column(unique=True)
    event: Mapped[str]
    case_number: Mapped[str] = mapped_column(default="")
    body: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None]
    error: Mapped[str] = mapped_column(default="")
    milliseconds: Mapped[int | None]
    created_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class ExportRow(Base):
    """A file made for one person, who alone may fetch it, for a short while. `what` is cases, events, customers or
    person; `asked` what was asked for; the person's rights are looked at again when it is made and when fetched."""

    __tablename__ = "exports"
    id: Mapped[Id]
    what: Mapped[str]
    form: Mapped[str]
    asked: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    language: Mapped[str] = mapped_column(default="zh")
    asked_by: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting")
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)
    stored_name: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    error: Mapped[str] = mapped_column(default="")
