"""Calendars that are edited, clocks that say how they were counted, changes looked at first, notifications."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from core.store.tables import types

revision = "0003"
down_revision = "0002"

_RUNNING, _UNREAD = sa.text("ended_at IS NULL"), sa.text("read_at IS NULL")
_OUTBOX: dict[str, Any] = {
    "topic": sa.String(), "key": sa.String(), "payload": types.Json(), "created_at": types.UtcDateTime(),
    "available_at": types.UtcDateTime(), "leased_by": sa.String(), "attempts": sa.Integer(), "last_error": sa.String(),
    "held": sa.Boolean()}


def upgrade() -> None:
    op.create_table(
        "calendars", sa.Column("name", sa.String(), nullable=False), sa.Column("title", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False), sa.Column("week", types.Json(), nullable=False),
        sa.Column("working_weekdays", types.Json(), nullable=False),
        sa.Column("open_on_holidays", sa.Boolean(), nullable=False),
        sa.Column("retired_at", types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_calendars")))
    op.create_table(
        "notification_preferences", sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False), sa.Column("channel", sa.String(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notification_preferences_user_id")),
        sa.PrimaryKeyConstraint("user_id", "kind", "channel", name=op.f("pk_notification_preferences")))
    op.create_table(
        "notification_templates", sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False), sa.Column("language", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False), sa.Column("body", sa.String(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["users.id"], name=op.f("fk_notification_templates_changed_by")),
        sa.PrimaryKeyConstraint("kind", "channel", "language", name=op.f("pk_notification_templates")))
    op.create_table(
        "planned_changes", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False), sa.Column("title", sa.String(), nullable=False),
        sa.Column("content", types.Json(), nullable=False), sa.Column("state", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False), sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("found", types.Json(), nullable=False), sa.Column("applies", sa.String(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("looked_at", types.UtcDateTime(), nullable=True),
        sa.Column("applied_at", types.UtcDateTime(), nullable=True), sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_planned_changes_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_changes")))
    op.create_table(
        "notifications", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False), sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False), sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False), sa.Column("said", types.Json(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("read_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notifications_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notifications_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_notifications_user_id_key")))
    op.create_index(op.f("ix_notifications_case_id"), "notifications", ["case_id"])
    op.create_index("ix_notifications_log", "notifications", ["user_id", "id"])
    op.create_index("ix_notifications_unread", "notifications", ["user_id"], sqlite_where=_UNREAD,
                    postgresql_where=_UNREAD)
    op.create_table(
        "messages", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notification_id", sa.Integer(), nullable=False), sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False), sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("tried_at", types.UtcDateTime(), nullable=True),
        sa.Column("done_at", types.UtcDateTime(), nullable=True), sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["notification_id"], ["notifications.id"], name=op.f("fk_messages_notification_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("notification_id", "channel", name=op.f("uq_messages_notification_id_channel")))
    op.create_index("ix_messages_log", "messages", ["channel", "id"])
    op.add_column("calendar_days", sa.Column("hours", sa.String(), nullable=True))
    op.add_column("calendar_versions", sa.Column("content", types.Json(), nullable=True))
    op.add_column("calendar_versions", sa.Column("open_cases", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("calendar_versions", sa.Column("created_by", sa.Integer(), nullable=True))
    op.add_column("clocks", sa.Column("length", sa.String(), nullable=False, server_default=""))
    op.add_column("clocks", sa.Column("calendar", sa.String(), nullable=False, server_default=""))
    op.add_column("clocks", sa.Column("calendar_version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("clocks", sa.Column("plain", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("clocks", sa.Column("earliest_at", types.UtcDateTime(), nullable=True))
    op.add_column("clocks", sa.Column("marks", types.Json(), nullable=False, server_default="[]"))
    op.add_column("clocks", sa.Column("next_mark_at", types.UtcDateTime(), nullable=True))
    op.add_column("clocks", sa.Column("late_by", types.Json(), nullable=False, server_default="{}"))
    op.create_index("ix_clocks_next_mark_at", "clocks", ["next_mark_at", "case_id"], sqlite_where=_RUNNING,
                    postgresql_where=_RUNNING)
    op.add_column("units", sa.Column("calendar", sa.String(), nullable=False, server_default=""))
    op.add_column("users", sa.Column("email", sa.String(), nullable=False, server_default=""))
    op.add_column("users", sa.Column("manager_id", sa.Integer(), nullable=True))
    _keep_calendars()
    # The sweep looks for running clocks by this from now on.
    op.execute("UPDATE clocks SET next_mark_at = due_at WHERE missed_at IS NULL")


def _keep_calendars() -> None:
    """The latest version of each calendar says what it is: its days as they stand. Earlier ones are not known."""
    days = sa.table("calendar_days", *map(sa.column, ("calendar", "day", "kind", "name", "source", "status")))
    versions = sa.table("calendar_versions", sa.column("calendar"), sa.column("version"),
                        sa.column("content", types.Json()))
    bind = op.get_bind()
    for calendar, latest in bind.execute(sa.select(versions.c.calendar, sa.func.max(versions.c.version))
                                         .group_by(versions.c.calendar)).all():
        rows = bind.execute(sa.select(days).where(days.c.calendar == calendar)).mappings()
        said = {str(row["day"]): {name: row[name] for name in ("kind", "name", "source", "status") if row[name]}
                for row in rows}
        bind.execute(versions.update().where(versions.c.calendar == calendar, versions.c.version == latest)
                     .values(content={"days": said}))
    connection, now = op.get_bind(), datetime.now(UTC)
    if connection.scalar(sa.text("SELECT count(*) FROM clocks WHERE ended_at IS NULL")):
        # They know no marks yet; until the worker has counted them again they are told of when they are missed.
        connection.execute(sa.table(
            "outbox", *(sa.column(name, kind) for name, kind in _OUTBOX.items())).insert().values(
            topic="refresh", key="refresh:0003", payload={}, created_at=now, available_at=now, leased_by="", attempts=0,
            last_error="", held=False))
