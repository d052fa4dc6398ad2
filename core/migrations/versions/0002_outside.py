"""Tokens, webhooks, exports, who read personal data, consents, failed log-ins; work held after a restore."""

import sqlalchemy as sa
from alembic import op

from core.store.tables import types

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "failed_logins", sa.Column("key", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", types.UtcDateTime(), nullable=False),
        sa.Column("locked_until", types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_failed_logins")))
    op.create_index("ix_failed_logins_last_at", "failed_logins", ["last_at"])
    op.create_table(
        "exports", sa.Column("id", sa.Integer(), nullable=False), sa.Column("what", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False), sa.Column("asked", types.Json(), nullable=False),
        sa.Column("language", sa.String(), nullable=False), sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", types.UtcDateTime(), nullable=False), sa.Column("state", sa.String(), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=False), sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("stored_name", sa.String(), nullable=False), sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("finished_at", types.UtcDateTime(), nullable=True),
        sa.Column("expires_at", types.UtcDateTime(), nullable=True), sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_exports_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")))
    op.create_index("ix_exports_asked_by", "exports", ["asked_by"])
    op.create_index("ix_exports_expires_at", "exports", ["expires_at"])
    op.create_table(
        "tokens", sa.Column("id", sa.Integer(), nullable=False), sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False), sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("hint", sa.String(), nullable=False), sa.Column("scopes", types.Json(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.Column("last_used_at", types.UtcDateTime(), nullable=True),
        sa.Column("revoked_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_tokens_created_by")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_tokens_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_tokens_token_digest")))
    op.create_index("ix_tokens_user_id", "tokens", ["user_id"])
    op.create_table(
        "webhooks", sa.Column("id", sa.Integer(), nullable=False), sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False), sa.Column("events", types.Json(), nullable=False),
        sa.Column("kinds", types.Json(), nullable=False), sa.Column("salt", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False), sa.Column("disabled_because", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("rests_until", types.UtcDateTime(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_webhooks_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")))
    op.create_index("ix_webhooks_state", "webhooks", ["state"])
    op.create_table(
        "accesses", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False), sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False), sa.Column("action", sa.String(), nullable=False),
        sa.Column("face", sa.String(), nullable=False), sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True), sa.Column("detail", types.Json(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_accesses_actor_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_accesses_case_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_accesses_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accesses")))
    op.create_index("ix_accesses_actor_id", "accesses", ["actor_id"])
    op.create_index("ix_accesses_at", "accesses", ["at", "id"])
    op.create_index("ix_accesses_customer", "accesses", ["customer_id", "id"])
    op.create_table(
        "consents", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False), sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False), sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("told_by", sa.String(), nullable=False), sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_consents_case_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_consents_customer_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_consents_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")))
    op.create_index("ix_consents_customer", "consents", ["customer_id", "purpose", "id"])
    op.create_table(
        "webhook_deliveries", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webhook_id", sa.Integer(), nullable=False), sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False), sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("body", types.Json(), nullable=False),
        sa.Column("state", sa.String(), nullable=False), sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True), sa.Column("error", sa.String(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("tried_at", types.UtcDateTime(), nullable=True),
        sa.Column("done_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_webhook_deliveries_event_id")),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name=op.f("fk_webhook_deliveries_webhook_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_deliveries")),
        sa.UniqueConstraint("message", name=op.f("uq_webhook_deliveries_message")),
        sa.UniqueConstraint("webhook_id", "event_id", name=op.f("uq_webhook_deliveries_webhook_id_event_id")))
    op.create_index("ix_webhook_deliveries_log", "webhook_deliveries", ["webhook_id", "id"])
    op.add_column("outbox", sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_outbox_topic", "outbox", ["topic", "available_at", "id"],
                    sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL"))
