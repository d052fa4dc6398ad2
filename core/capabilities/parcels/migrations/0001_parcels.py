"""Parcels, their moves and their troubles."""

import sqlalchemy as sa
from alembic import op

from core.sdk import tables as types

revision = "0001"
down_revision = None

ALONE = sa.text("living AND case_id IS NOT NULL AND double_of IS NULL AND waybill_key <> ''")
LIVING = sa.text("living")


def words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def moments(*names: str, nullable: bool = True) -> list[sa.Column[types.datetime]]:
    return [sa.Column(name, types.UtcDateTime(), nullable=nullable) for name in names]


def upgrade() -> None:
    op.create_table(
        "parcels_parcels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        *words("direction", "status"),
        sa.Column("living", sa.Boolean(), nullable=False),
        *words("carrier", "carrier_key", "waybill", "waybill_key"),
        sa.Column("double_of", sa.Integer(), nullable=True),
        sa.Column("pieces", sa.Integer(), nullable=True),
        sa.Column("pieces_received", sa.Integer(), nullable=True),
        *words("contents"),
        sa.Column("freight", types.Money(), nullable=True),
        *words("paid_by", "payer"),
        sa.Column("owed", types.Money(), nullable=True),
        *words("address"),
        *moments("expected_by"),
        *moments("created_at", nullable=False),
        *moments("sent_at"),
        *moments("last_update_at", nullable=False),
        *moments("stalled_at", "here_since", "received_at"),
        sa.Column("received_by", sa.Integer(), nullable=True),
        *words("condition"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_parcels_parcels_case_id")),
        sa.ForeignKeyConstraint(["double_of"], ["parcels_parcels.id"], name=op.f("fk_parcels_parcels_double_of")),
        sa.ForeignKeyConstraint(["received_by"], ["users.id"], name=op.f("fk_parcels_parcels_received_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels_parcels")))
    op.create_index(op.f("ix_parcels_parcels_case_id"), "parcels_parcels", ["case_id"])
    op.create_index(op.f("ix_parcels_parcels_double_of"), "parcels_parcels", ["double_of"])
    op.create_index(op.f("ix_parcels_parcels_waybill_key"), "parcels_parcels", ["waybill_key"])
    op.create_index("ix_parcels_parcels_received", "parcels_parcels", ["received_at", "id"])
    op.create_index("ix_parcels_parcels_living", "parcels_parcels", ["status", "last_update_at", "id"],
                    sqlite_where=LIVING, postgresql_where=LIVING)
    op.create_index("uq_parcels_parcels_waybill", "parcels_parcels", ["carrier_key", "waybill_key"], unique=True,
                    sqlite_where=ALONE, postgresql_where=ALONE)

    op.create_table(
        "parcels_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parcel_id", sa.Integer(), nullable=False),
        *moments("at", nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        *words("status", "place", "note"),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_parcels_moves_by_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcels_parcels.id"], name=op.f("fk_parcels_moves_parcel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels_moves")))
    op.create_index(op.f("ix_parcels_moves_parcel_id"), "parcels_moves", ["parcel_id"])

    op.create_table(
        "parcels_troubles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parcel_id", sa.Integer(), nullable=False),
        *words("problem"),
        *moments("found_at", nullable=False),
        sa.Column("found_by", sa.Integer(), nullable=True),
        *words("note"),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("claim", types.Money(), nullable=True),
        sa.Column("paid", types.Money(), nullable=True),
        *words("outcome"),
        *moments("closed_at"),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["closed_by"], ["users.id"], name=op.f("fk_parcels_troubles_closed_by")),
        sa.ForeignKeyConstraint(["found_by"], ["users.id"], name=op.f("fk_parcels_troubles_found_by")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcels_parcels.id"], name=op.f("fk_parcels_troubles_parcel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels_troubles")))
    op.create_index(op.f("ix_parcels_troubles_found_at"), "parcels_troubles", ["found_at"])
    op.create_index(op.f("ix_parcels_troubles_parcel_id"), "parcels_troubles", ["parcel_id"])
