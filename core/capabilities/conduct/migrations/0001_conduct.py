"""Findings, penalties and awards."""

import sqlalchemy as sa
from alembic import op

from core.sdk import tables as types

revision = "0001"
down_revision = None


def number(*names: str, nullable: bool = True) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=nullable) for name in names]


def words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def to(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
            for name, other in columns.items()]


def upgrade() -> None:
    op.create_table(
        "conduct_findings", *number("id", nullable=False), *words("industry", "what"),
        *number("case_id", "plan_entry_id", "person_id"), *words("person_name"),
        sa.Column("found_at", types.UtcDateTime(), nullable=False), *number("found_by"),
        *to("conduct_findings", case_id="cases", plan_entry_id="plan_entries", person_id="users", found_by="users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_findings")))
    op.create_index("ix_conduct_findings_found", "conduct_findings", ["found_at", "id"])
    for name in ("case_id", "plan_entry_id", "person_id"):
        op.create_index(op.f(f"ix_conduct_findings_{name}"), "conduct_findings", [name])

    op.create_table(
        "conduct_entries", *number("id", nullable=False), *words("industry", "kind", "fact"),
        *number("person_id", nullable=False), *words("state", "what"),
        sa.Column("facts", types.Json(), nullable=False), *words("finding"), *number("case_id"),
        *number("turn", nullable=False), sa.Column("base", types.Money(), nullable=True),
        sa.Column("amount", types.Money(), nullable=True), sa.Column("decided", types.Money(), nullable=True),
        *words("why"), sa.Column("proposed_at", types.UtcDateTime(), nullable=False),
        *number("proposed_by", "confirmed_by"), *number("version", nullable=False),
        *to("conduct_entries", person_id="users", case_id="cases", proposed_by="users",
            confirmed_by="users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_entries")),
        sa.UniqueConstraint("industry", "kind", "person_id", "fact",
                            name=op.f("uq_conduct_entries_industry_kind_person_id_fact")))
    op.create_index("ix_conduct_entries_state", "conduct_entries", ["state", "id"])
    for name in ("person_id", "case_id"):
        op.create_index(op.f(f"ix_conduct_entries_{name}"), "conduct_entries", [name])

    op.create_table(
        "conduct_moves", *number("id", "entry_id", nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False), *number("by_id"), *words("state"),
        sa.Column("amount", types.Money(), nullable=True), *words("why"),
        *to("conduct_moves", entry_id="conduct_entries", by_id="users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_moves")))
    op.create_index(op.f("ix_conduct_moves_entry_id"), "conduct_moves", ["entry_id"])

    op.create_table(
        "conduct_awards", *number("id", nullable=False), *words("industry", "kind", "period"),
        *number("winner_id", nullable=False), sa.Column("figures", types.Json(), nullable=False),
        sa.Column("bonus", types.Money(), nullable=False), *words("why"), *number("plan_entry_id", nullable=False),
        sa.Column("awarded_at", types.UtcDateTime(), nullable=False), *number("awarded_by"),
        *to("conduct_awards", winner_id="users", plan_entry_id="plan_entries", awarded_by="users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_awards")),
        sa.UniqueConstraint("industry", "kind", "period", name=op.f("uq_conduct_awards_industry_kind_period")))
    for name in ("winner_id", "plan_entry_id"):
        op.create_index(op.f(f"ix_conduct_awards_{name}"), "conduct_awards", [name])
