"""Calls, contacts, samples, ratings, how soon the phone was answered."""

import sqlalchemy as sa
from alembic import op

from core.sdk import tables as types

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "followup_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("since", types.UtcDateTime(), nullable=False),
        sa.Column("who_id", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_on", types.Json(), nullable=False),
        sa.Column("last_try_at", types.UtcDateTime(), nullable=True),
        sa.Column("next_try_at", types.UtcDateTime(), nullable=True),
        sa.Column("done_at", types.UtcDateTime(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_followup_calls_case_id")),
        sa.ForeignKeyConstraint(["who_id"], ["users.id"], name=op.f("fk_followup_calls_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followup_calls")),
        sa.UniqueConstraint("case_id", "round", name=op.f("uq_followup_calls_case_id_round")))
    op.create_index(op.f("ix_followup_calls_case_id"), "followup_calls", ["case_id"])
    op.create_index("ix_followup_calls_open", "followup_calls", ["next_try_at", "id"],
                    sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL"))

    op.create_table(
        "followup_contacts",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("channel_title", sa.String(), nullable=False),
        sa.Column("asked_at", types.UtcDateTime(), nullable=False),
        sa.Column("answered_at", types.UtcDateTime(), nullable=True),
        sa.Column("last_contact_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_followup_contacts_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_followup_contacts")))
    op.create_table(
        "followup_phone_times",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_followup_phone_times_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followup_phone_times")))
    op.create_index(op.f("ix_followup_phone_times_batch"), "followup_phone_times", ["batch"])
    op.create_index(op.f("ix_followup_phone_times_day"), "followup_phone_times", ["day"])

    op.create_table(
        "followup_ratings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("praised", sa.Boolean(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("rated_at", types.UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_followup_ratings_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_followup_ratings_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followup_ratings")),
        sa.UniqueConstraint("case_id", "round", name=op.f("uq_followup_ratings_case_id_round")))
    op.create_index(op.f("ix_followup_ratings_case_id"), "followup_ratings", ["case_id"])
    op.create_index(op.f("ix_followup_ratings_rated_at"), "followup_ratings", ["rated_at"])

    op.create_table(
        "followup_samples",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("industry", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("population", types.Json(), nullable=False),
        sa.Column("share", sa.String(), nullable=False),
        sa.Column("rounding", sa.String(), nullable=False),
        sa.Column("drawn_at", types.UtcDateTime(), nullable=False),
        sa.Column("drawn_by", sa.Integer(), nullable=True),
        sa.Column("done_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["drawn_by"], ["users.id"], name=op.f("fk_followup_samples_drawn_by")),
        sa.ForeignKeyConstraint(["entry_id"], ["plan_entries.id"], name=op.f("fk_followup_samples_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followup_samples")),
        sa.UniqueConstraint("industry", "period", name=op.f("uq_followup_samples_industry_period")))
    op.create_table(
        "followup_drawn",
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("safety", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_followup_drawn_case_id")),
        sa.ForeignKeyConstraint(["sample_id"], ["followup_samples.id"], name=op.f("fk_followup_drawn_sample_id")),
        sa.PrimaryKeyConstraint("sample_id", "case_id", name=op.f("pk_followup_drawn")))
    op.create_index(op.f("ix_followup_drawn_case_id"), "followup_drawn", ["case_id"])

    op.create_table(
        "followup_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("handled_in_time", sa.Boolean(), nullable=False),
        sa.Column("solved", sa.Boolean(), nullable=False),
        sa.Column("by_the_rules", sa.Boolean(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_followup_reviews_case_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["users.id"], name=op.f("fk_followup_reviews_reviewer_id")),
        sa.ForeignKeyConstraint(["sample_id"], ["followup_samples.id"], name=op.f("fk_followup_reviews_sample_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followup_reviews")),
        sa.UniqueConstraint("sample_id", "case_id", name=op.f("uq_followup_reviews_sample_id_case_id")))
    op.create_index(op.f("ix_followup_reviews_case_id"), "followup_reviews", ["case_id"])
