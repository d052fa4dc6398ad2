"""Registers: dated entries of one form without a case, and to whom they were passed."""

import sqlalchemy as sa
from alembic import op

from core.store.tables import types

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "register_entries", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("industry", sa.String(), nullable=False), sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False), sa.Column("title", sa.String(), nullable=False),
        sa.Column("happened_at", types.UtcDateTime(), nullable=False),
        sa.Column("recorded_at", types.UtcDateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True), sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True), sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("answers", types.Json(), nullable=False),
        sa.Column("erased_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_register_entries_user_id")),
        sa.ForeignKeyConstraint(["about_id"], ["users.id"], name=op.f("fk_register_entries_about_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_register_entries_case_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["register_entries.id"],
                                name=op.f("fk_register_entries_corrects_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entries")),
        sa.UniqueConstraint("industry", "key", "number", name=op.f("uq_register_entries_industry_key_number")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_register_entries_corrects_id")))
    op.create_index("ix_register_entries_happened_at", "register_entries", ["industry", "key", "happened_at", "id"])
    op.create_index("ix_register_entries_about_id", "register_entries", ["about_id"])
    op.create_index("ix_register_entries_case_id", "register_entries", ["case_id"])
    op.create_table(
        "register_passes", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False), sa.Column("duty", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("acknowledged_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["register_entries.id"], name=op.f("fk_register_passes_entry_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_register_passes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_passes")),
        sa.UniqueConstraint("entry_id", "duty", name=op.f("uq_register_passes_entry_id_duty")))
    op.create_index("ix_register_passes_duty", "register_passes", ["duty", "acknowledged_at"])
