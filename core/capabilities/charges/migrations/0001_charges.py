"""Prices, quotes and the ledger."""

import sqlalchemy as sa
from alembic import op

from core.sdk import tables as types

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "charges_accounts",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("collected", types.Money(), nullable=False),
        sa.Column("refunded", types.Money(), nullable=False),
        sa.Column("balance", types.Money(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_charges_accounts_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_charges_accounts")))
    op.create_index(op.f("ix_charges_accounts_balance"), "charges_accounts", ["balance"])

    op.create_table(
        "charges_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("amount", types.Money(), nullable=False),
        sa.Column("debit", sa.String(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("charge", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("reverses", sa.Integer(), nullable=True),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_charges_entries_amount")),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_charges_entries_accounts")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_charges_entries_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_charges_entries_case_id")),
        sa.ForeignKeyConstraint(["reverses"], ["charges_entries.id"], name=op.f("fk_charges_entries_reverses")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charges_entries")),
        sa.UniqueConstraint("reverses", name=op.f("uq_charges_entries_reverses")))
    op.create_index(op.f("ix_charges_entries_case_id"), "charges_entries", ["case_id"])
    op.create_index("ix_charges_entries_day", "charges_entries", ["day", "id"])

    op.create_table(
        "charges_prices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("price", types.Money(), nullable=False),
        sa.Column("industry", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("made_at", types.UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", types.UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["ended_by"], ["users.id"], name=op.f("fk_charges_prices_ended_by")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_charges_prices_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charges_prices")))
    op.create_index("uq_charges_prices_in_use", "charges_prices", ["code", "industry", "model", "valid_from"],
                    unique=True, sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"))

    op.create_table(
        "charges_quotes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("lines", types.Json(), nullable=False),
        sa.Column("parts", types.Money(), nullable=False),
        sa.Column("labour", types.Money(), nullable=False),
        sa.Column("total", types.Money(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("made_at", types.UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("sent_at", types.UtcDateTime(), nullable=True),
        sa.Column("valid_until", types.UtcDateTime(), nullable=True),
        sa.Column("answered_at", types.UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("agreed", types.Money(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_charges_quotes_case_id")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_charges_quotes_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charges_quotes")),
        sa.UniqueConstraint("case_id", "version", name=op.f("uq_charges_quotes_case_id_version")))
    op.create_index("ix_charges_quotes_waits", "charges_quotes", ["valid_until", "id"],
                    sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table(
        "charges_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("amount", types.Money(), nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("exception", types.Json(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("asked_at", types.UtcDateTime(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answered_at", types.UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_charges_requests_answered_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_charges_requests_asked_by")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_charges_requests_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charges_requests")))
    op.create_index(op.f("ix_charges_requests_case_id"), "charges_requests", ["case_id"])
    op.create_index("ix_charges_requests_waits", "charges_requests", ["asked_at", "id"],
                    sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table(
        "charges_references",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["charges_entries.id"], name=op.f("fk_charges_references_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charges_references")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_charges_references_entry_id")),
        sa.UniqueConstraint("method", "reference", name=op.f("uq_charges_references_method_reference")))
