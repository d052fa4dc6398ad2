"""Plans: what is due each period and who has signed for it."""

import sqlalchemy as sa
from alembic import op

from core.store.tables import types

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "plan_starts", sa.Column("industry", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False), sa.Column("every", sa.String(), nullable=False),
        sa.Column("since", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("industry", "key", name=op.f("pk_plan_starts")))
    op.create_table(
        "plan_entries", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("industry", sa.String(), nullable=False), sa.Column("key", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False), sa.Column("title", sa.String(), nullable=False),
        sa.Column("made_at", types.UtcDateTime(), nullable=False),
        sa.Column("due_at", types.UtcDateTime(), nullable=True),
        sa.Column("done_at", types.UtcDateTime(), nullable=True),
        sa.Column("overdue_told_at", types.UtcDateTime(), nullable=True),
        sa.Column("found", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_entries")),
        sa.UniqueConstraint("industry", "key", "period", name=op.f("uq_plan_entries_industry_key_period")))
    op.create_index("ix_plan_entries_done_at", "plan_entries", ["done_at", "id"])
    op.create_table(
        "plan_parts", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False), sa.Column("duty", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", types.UtcDateTime(), nullable=True),
        sa.Column("answers", types.Json(), nullable=False), sa.Column("earlier", types.Json(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["plan_entries.id"], name=op.f("fk_plan_parts_entry_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_plan_parts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_parts")),
        sa.UniqueConstraint("entry_id", "duty", name=op.f("uq_plan_parts_entry_id_duty")))
