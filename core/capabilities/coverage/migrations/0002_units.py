"""Since when units are used, and their confirmed faults."""

import sqlalchemy as sa
from alembic import op

from core.sdk import tables as types

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "coverage_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("industry", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_coverage_use_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_use")),
        sa.UniqueConstraint("industry", "unit", name=op.f("uq_coverage_use_industry_unit")))
    op.create_index(op.f("ix_coverage_use_case_id"), "coverage_use", ["case_id"])
    op.create_table(
        "coverage_faults",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("industry", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("examined_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_coverage_faults_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_faults")),
        sa.UniqueConstraint("case_id", name=op.f("uq_coverage_faults_case_id")))
    op.create_index("ix_coverage_faults_unit", "coverage_faults", ["unit"])
