"""How long units are covered."""

import sqlalchemy as sa
from alembic import op

from core.sdk import tables as types

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "coverage_warranties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("industry", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("extends", sa.Integer(), nullable=True),
        sa.Column("made_at", types.UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_coverage_warranties_case_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_coverage_warranties_customer_id")),
        sa.ForeignKeyConstraint(["extends"], ["coverage_warranties.id"], name=op.f("fk_coverage_warranties_extends")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_coverage_warranties_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_warranties")),
        sa.UniqueConstraint("industry", "unit", "turn", name=op.f("uq_coverage_warranties_industry_unit_turn")))
    op.create_index(op.f("ix_coverage_warranties_case_id"), "coverage_warranties", ["case_id"])
    op.create_index(op.f("ix_coverage_warranties_customer_id"), "coverage_warranties", ["customer_id"])
    op.create_index("ix_coverage_warranties_unit", "coverage_warranties", ["unit", "turn"])
