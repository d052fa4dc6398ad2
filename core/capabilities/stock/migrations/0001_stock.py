"""Items, places, movements, display samples."""

import sqlalchemy as sa
from alembic import op

from core.sdk import tables as types

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "stock_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("cost", types.Money(), nullable=True),
        sa.Column("wear", sa.Boolean(), nullable=False),
        sa.Column("made_at", types.UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_stock_items_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_items")),
        sa.UniqueConstraint("code", name=op.f("uq_stock_items_code")))

    op.create_table(
        "stock_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("value", types.Money(), nullable=True),
        sa.Column("counted", types.Json(), nullable=False),
        sa.Column("reverses", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_stock_moves_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_stock_moves_case_id")),
        sa.ForeignKeyConstraint(["reverses"], ["stock_moves.id"], name=op.f("fk_stock_moves_reverses")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_moves")),
        sa.UniqueConstraint("reverses", name=op.f("uq_stock_moves_reverses")))
    op.create_index("ix_stock_moves_at", "stock_moves", ["at", "id"])
    op.create_index(op.f("ix_stock_moves_case_id"), "stock_moves", ["case_id"])
    op.create_index(op.f("ix_stock_moves_reference"), "stock_moves", ["reference"])

    op.create_table(
        "stock_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_stock_places_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_stock_places_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_stock_places_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_places")),
        sa.UniqueConstraint("key", name=op.f("uq_stock_places_key")))
    op.create_index(op.f("ix_stock_places_case_id"), "stock_places", ["case_id"])

    op.create_table(
        "stock_samples",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("hall", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("since", types.UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_stock_samples_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_samples")),
        sa.UniqueConstraint("number", name=op.f("uq_stock_samples_number")))
    op.create_index(op.f("ix_stock_samples_case_id"), "stock_samples", ["case_id"])
    op.create_index(op.f("ix_stock_samples_standing"), "stock_samples", ["standing"])

    op.create_table(
        "stock_balances",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_stock_balances_quantity")),
        sa.ForeignKeyConstraint(["item_id"], ["stock_items.id"], name=op.f("fk_stock_balances_item_id")),
        sa.ForeignKeyConstraint(["place_id"], ["stock_places.id"], name=op.f("fk_stock_balances_place_id")),
        sa.PrimaryKeyConstraint("item_id", "place_id", name=op.f("pk_stock_balances")))
    op.create_index(op.f("ix_stock_balances_place_id"), "stock_balances", ["place_id"])

    op.create_table(
        "stock_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_stock_entries_places")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_entries_quantity")),
        sa.ForeignKeyConstraint(["from_id"], ["stock_places.id"], name=op.f("fk_stock_entries_from_id")),
        sa.ForeignKeyConstraint(["item_id"], ["stock_items.id"], name=op.f("fk_stock_entries_item_id")),
        sa.ForeignKeyConstraint(["move_id"], ["stock_moves.id"], name=op.f("fk_stock_entries_move_id")),
        sa.ForeignKeyConstraint(["to_id"], ["stock_places.id"], name=op.f("fk_stock_entries_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_entries")))
    op.create_index(op.f("ix_stock_entries_from_id"), "stock_entries", ["from_id"])
    op.create_index("ix_stock_entries_item", "stock_entries", ["item_id", "id"])
    op.create_index(op.f("ix_stock_entries_move_id"), "stock_entries", ["move_id"])
    op.create_index(op.f("ix_stock_entries_to_id"), "stock_entries", ["to_id"])

    op.create_table(
        "stock_minimums",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["stock_items.id"], name=op.f("fk_stock_minimums_item_id")),
        sa.ForeignKeyConstraint(["place_id"], ["stock_places.id"], name=op.f("fk_stock_minimums_place_id")),
        sa.PrimaryKeyConstraint("item_id", "place_id", name=op.f("pk_stock_minimums")))

    op.create_table(
        "stock_sample_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("noted_at", types.UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("hall", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_stock_sample_events_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_stock_sample_events_case_id")),
        sa.ForeignKeyConstraint(["sample_id"], ["stock_samples.id"], name=op.f("fk_stock_sample_events_sample_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_sample_events")))
    op.create_index(op.f("ix_stock_sample_events_sample_id"), "stock_sample_events", ["sample_id"])

    op.create_table(
        "stock_wants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("tool", sa.Boolean(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("dropped", sa.Boolean(), nullable=False),
        sa.Column("closed_at", types.UtcDateTime(), nullable=True),
        sa.CheckConstraint("given >= 0 AND quantity > 0", name=op.f("ck_stock_wants_quantity")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_stock_wants_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_stock_wants_case_id")),
        sa.ForeignKeyConstraint(["item_id"], ["stock_items.id"], name=op.f("fk_stock_wants_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_wants")))
    op.create_index(op.f("ix_stock_wants_case_id"), "stock_wants", ["case_id"])
    op.create_index("ix_stock_wants_open", "stock_wants", ["at", "id"],
                    sqlite_where=sa.text("closed_at IS NULL"), postgresql_where=sa.text("closed_at IS NULL"))
