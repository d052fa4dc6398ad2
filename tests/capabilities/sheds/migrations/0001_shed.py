"""The shed."""

import sqlalchemy as sa
from alembic import op

from core.sdk import tables as types

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "sheds_spots", sa.Column("id", sa.Integer(), nullable=False), sa.Column("name", sa.String(), nullable=False),
        sa.Column("fee", types.Money(), nullable=True), sa.Column("marks", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheds_spots")),
        sa.UniqueConstraint("name", name=op.f("uq_sheds_spots_name")))
    op.create_table(
        "sheds_stays", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("spot_id", sa.Integer(), nullable=False), sa.Column("visitor", sa.String(), nullable=False),
        sa.Column("came_at", types.UtcDateTime(), nullable=False),
        sa.Column("left_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_sheds_stays_case_id")),
        sa.ForeignKeyConstraint(["spot_id"], ["sheds_spots.id"], name=op.f("fk_sheds_stays_spot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheds_stays")))
    op.create_index(op.f("ix_sheds_stays_case_id"), "sheds_stays", ["case_id"])
    op.create_index(op.f("ix_sheds_stays_spot_id"), "sheds_stays", ["spot_id"])
