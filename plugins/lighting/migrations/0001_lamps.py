"""Repairs and returns as reports count them, and dangers."""

import sqlalchemy as sa
from alembic import op

from core.sdk import tables as types

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("lighting_dangers",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("case_id", sa.Integer(), nullable=False),
    sa.Column("spotted", sa.String(), nullable=False),
    sa.Column("noticed_at", types.UtcDateTime(), nullable=False),
    sa.Column("told_at", types.UtcDateTime(), nullable=True),
    sa.Column("told_by", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_lighting_dangers_case_id")),
    sa.ForeignKeyConstraint(["told_by"], ["users.id"], name=op.f("fk_lighting_dangers_told_by")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_lighting_dangers")),
    sa.UniqueConstraint("case_id", name=op.f("uq_lighting_dangers_case_id"))
    )
    with op.batch_alter_table("lighting_dangers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lighting_dangers_told_at"), ["told_at"], unique=False)

    op.create_table("lighting_repairs",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("case_id", sa.Integer(), nullable=False),
    sa.Column("customer_id", sa.Integer(), nullable=True),
    sa.Column("model", sa.String(), nullable=False),
    sa.Column("serial", sa.String(), nullable=False),
    sa.Column("cause", sa.String(), nullable=False),
    sa.Column("human_damage", sa.Boolean(), nullable=False),
    sa.Column("diagnosed_at", types.UtcDateTime(), nullable=False),
    sa.Column("finished_at", types.UtcDateTime(), nullable=True),
    sa.Column("result", sa.String(), nullable=False),
    sa.Column("cost", types.Money(precision=14, scale=2), nullable=True),
    sa.Column("charged", types.Money(precision=14, scale=2), nullable=True),
    sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_lighting_repairs_case_id")),
    sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_lighting_repairs_customer_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_lighting_repairs"))
    )
    with op.batch_alter_table("lighting_repairs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lighting_repairs_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lighting_repairs_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lighting_repairs_diagnosed_at"), ["diagnosed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_lighting_repairs_finished_at"), ["finished_at"], unique=False)

    op.create_table("lighting_returns",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("case_id", sa.Integer(), nullable=False),
    sa.Column("model", sa.String(), nullable=False),
    sa.Column("ground", sa.String(), nullable=False),
    sa.Column("papers", sa.Boolean(), nullable=False),
    sa.Column("approved_at", types.UtcDateTime(), nullable=False),
    sa.Column("received_at", types.UtcDateTime(), nullable=True),
    sa.Column("inspected_at", types.UtcDateTime(), nullable=True),
    sa.Column("refunded_at", types.UtcDateTime(), nullable=True),
    sa.Column("exchanged_at", types.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_lighting_returns_case_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_lighting_returns")),
    sa.UniqueConstraint("case_id", name=op.f("uq_lighting_returns_case_id"))
    )
    with op.batch_alter_table("lighting_returns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lighting_returns_approved_at"), ["approved_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_lighting_returns_received_at"), ["received_at"], unique=False)

