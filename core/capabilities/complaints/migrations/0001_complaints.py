"""Complaints."""

import sqlalchemy as sa
from alembic import op

from core.sdk import tables as types

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "complaints_complaints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("about_case_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False)
          for name in ("status", "channel", "cause", "department", "person", "finding")),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("opened_at", types.UtcDateTime(), nullable=False),
        *(sa.Column(name, types.UtcDateTime(), nullable=True)
          for name in ("found_at", "answered_at", "appealed_at", "first_closed_at", "closed_at", "reopened_at")),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("outside_at", types.UtcDateTime(), nullable=True),
        sa.Column("outside_body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_complaints_complaints_case_id")),
        sa.ForeignKeyConstraint(["about_case_id"], ["cases.id"], name=op.f("fk_complaints_complaints_about_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints_complaints")),
        sa.UniqueConstraint("case_id", name=op.f("uq_complaints_complaints_case_id")))
    for name in ("about_case_id", "status", "opened_at", "first_closed_at"):
        op.create_index(op.f(f"ix_complaints_complaints_{name}"), "complaints_complaints", [name])
