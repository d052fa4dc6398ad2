"""Money that a crew has handed in."""

import sqlalchemy as sa
from alembic import op

from core.sdk import tables as types

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "appliance_hand_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", types.UtcDateTime(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["charges_entries.id"], name=op.f("fk_appliance_hand_ins_entry_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["users.id"], name=op.f("fk_appliance_hand_ins_confirmed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appliance_hand_ins")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_appliance_hand_ins_entry_id")))
