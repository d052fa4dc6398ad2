"""Visits, pieces taken away, support, signatures."""

import sqlalchemy as sa
from alembic import op

from core.sdk import tables as types

revision = "0001"
down_revision = None


def words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def moments(*names: str, nullable: bool = True) -> list[sa.Column[types.datetime]]:
    return [sa.Column(name, types.UtcDateTime(), nullable=nullable) for name in names]


def key(name: str, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    table = "visits_visits"
    op.create_table(
        table, key("id", False), key("case_id", False), key("turn", False), key("technician_id"),
        *words("standing"), sa.Column("living", sa.Boolean(), nullable=False),
        *moments("starts", "ends", "first_ends"), *moments("created_at", nullable=False),
        *moments("booked_at", "dispatched_at", "set_out_at", "arrived_at", "ended_at", "told_at", "confirmed_at",
                 "wished_starts", "wished_ends"),
        *words("area", "skill", "brand", "address", "note"), key("version", False),
        to(table, "case_id", "cases"), to(table, "technician_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits_visits")),
        sa.UniqueConstraint("case_id", "turn", name=op.f("uq_visits_visits_case_id_turn")))
    op.create_index("ix_visits_visits_person", table, ["technician_id", "starts", "id"])
    op.create_index("ix_visits_visits_day", table, ["starts", "id"])
    op.create_index("ix_visits_visits_living", table, ["living", "starts", "id"], sqlite_where=sa.text("living"),
                    postgresql_where=sa.text("living"))

    table = "visits_pieces"
    op.create_table(
        table, key("id", False), key("case_id", False), key("visit_id"),
        *words("receipt", "standing", "what", "condition", "accessories", "place"),
        sa.Column("promised_back", sa.Date(), nullable=True), *moments("taken_at", nullable=False), key("taken_by"),
        *moments("back_at"), key("back_by"), sa.Column("recovered", sa.Boolean(), nullable=True),
        *words("statement"), *moments("closed_at"),
        to(table, "case_id", "cases"), to(table, "visit_id", "visits_visits"), to(table, "taken_by", "users"),
        to(table, "back_by", "users"), sa.PrimaryKeyConstraint("id", name=op.f("pk_visits_pieces")))
    op.create_index(op.f("ix_visits_pieces_case_id"), table, ["case_id"])
    op.create_index(op.f("ix_visits_pieces_receipt"), table, ["receipt"])
    open_ones = sa.text("closed_at IS NULL")
    op.create_index("ix_visits_pieces_open", table, ["promised_back", "id"], sqlite_where=open_ones,
                    postgresql_where=open_ones)

    table = "visits_support"
    op.create_table(
        table, key("id", False), key("case_id", False), key("visit_id"), *words("trouble"),
        *moments("asked_at", nullable=False), key("asked_by"), *words("advice"), *moments("answered_at"),
        key("answered_by"),
        to(table, "case_id", "cases"), to(table, "visit_id", "visits_visits"), to(table, "asked_by", "users"),
        to(table, "answered_by", "users"), sa.PrimaryKeyConstraint("id", name=op.f("pk_visits_support")))
    op.create_index(op.f("ix_visits_support_case_id"), table, ["case_id"])
    waits = sa.text("answered_at IS NULL")
    op.create_index("ix_visits_support_waits", table, ["asked_at", "id"], sqlite_where=waits, postgresql_where=waits)

    table = "visits_signatures"
    op.create_table(
        table, key("id", False), key("case_id", False), key("visit_id"), *words("result", "signed_by", "remark"),
        *moments("signed_at", nullable=False), key("shown_by"), *words("digest"),
        sa.Column("sheet", types.Json(), nullable=False), sa.Column("strokes", types.Json(), nullable=False),
        to(table, "case_id", "cases"), to(table, "visit_id", "visits_visits"), to(table, "shown_by", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits_signatures")))
    op.create_index(op.f("ix_visits_signatures_case_id"), table, ["case_id"])
    op.create_index(op.f("ix_visits_signatures_digest"), table, ["digest"])
