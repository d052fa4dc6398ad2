"""Repairs and swaps as reports count them."""

import sqlalchemy as sa
from alembic import op

from core.sdk import tables as types

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "appliance_repairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("component", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("examined_at", types.UtcDateTime(), nullable=False),
        sa.Column("free", sa.Boolean(), nullable=True),
        sa.Column("cost", types.Money(precision=14, scale=2), nullable=True),
        sa.Column("charged", types.Money(precision=14, scale=2), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_appliance_repairs_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appliance_repairs")),
        sa.UniqueConstraint("case_id", name=op.f("uq_appliance_repairs_case_id")))
    op.create_index(op.f("ix_appliance_repairs_examined_at"), "appliance_repairs", ["examined_at"])
    op.create_table(
        "appliance_swaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("new_model", sa.String(), nullable=False),
        sa.Column("swapped_at", types.UtcDateTime(), nullable=False),
        sa.Column("cost", types.Money(precision=14, scale=2), nullable=False),
        sa.Column("charged", types.Money(precision=14, scale=2), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_appliance_swaps_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appliance_swaps")),
        sa.UniqueConstraint("case_id", name=op.f("uq_appliance_swaps_case_id")))
    op.create_index(op.f("ix_appliance_swaps_swapped_at"), "appliance_swaps", ["swapped_at"])
