"""What people are told, by which channels, and what became of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.types import Base, Id, Json

_UNREAD = text("read_at IS NULL")


class NotificationRow(Base):
    """Something one person is told. `key` tells it from everything else they are told, so that nobody is told twice;
    `title` is a text with places and `said` the values in them."""

    __tablename__ = "notifications"
    __table_args__ = (UniqueConstraint("user_id", "key"),
                      Index("ix_notifications_unread", "user_id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
                      Index("ix_notifications_log", "user_id", "id"))
    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    key: Mapped[str]
    kind: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    title: Mapped[str]
    said: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class MessageRow(Base):
    """A notification on its way by a channel outside the desk: `waiting`, `sent`, `failed` (given up) or `dropped`
    (nobody wants it any more)."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("notification_id", "channel"), Index("ix_messages_log", "channel", "id"))
    id: Mapped[Id]
    notification_id: Mapped[int] = mapped_column(ForeignKey("notifications.id"))
    channel: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")


class PreferenceRow(Base):
    """Whether somebody wants to be told of a kind of thing by a channel, where they have said so."""

    __tablename__ = "notification_preferences"
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    wanted: Mapped[bool]


class TemplateRow(Base):
    """The business's own words for a kind of notification by a channel, in a language; places only, no code."""

    __tablename__ = "notification_templates"
    kind: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime]
