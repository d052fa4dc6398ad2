"""Contracts with two parties, the cases under them, and their ledgers."""

import sqlalchemy as sa
from alembic import op

from core.sdk import tables as types

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "coverage_contracts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("industry", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("contract_no", sa.String(), nullable=False),
        sa.Column("project", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("agreed", types.Json(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_coverage_contracts_case_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_coverage_contracts_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_contracts")),
        sa.UniqueConstraint("case_id", name=op.f("uq_coverage_contracts_case_id")))
    op.create_index(op.f("ix_coverage_contracts_contract_no"), "coverage_contracts", ["contract_no"])
    op.create_index(op.f("ix_coverage_contracts_customer_id"), "coverage_contracts", ["customer_id"])
    op.create_table(
        "coverage_under_contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_coverage_under_contract_case_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["coverage_contracts.id"],
                                name=op.f("fk_coverage_under_contract_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_under_contract")),
        sa.UniqueConstraint("case_id", name=op.f("uq_coverage_under_contract_case_id")))
    op.create_index(op.f("ix_coverage_under_contract_contract_id"), "coverage_under_contract", ["contract_id"])
    op.create_table(
        "coverage_contract_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("owed_by", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("base", types.Money(), nullable=True),
        sa.Column("rate", sa.String(), nullable=False),
        sa.Column("periods", sa.Integer(), nullable=False),
        sa.Column("amount", types.Money(), nullable=False),
        sa.Column("happened_at", types.UtcDateTime(), nullable=False),
        sa.Column("settled_at", types.UtcDateTime(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_coverage_contract_lines_case_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["coverage_contracts.id"],
                                name=op.f("fk_coverage_contract_lines_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_contract_lines")),
        sa.UniqueConstraint("contract_id", "fact", name=op.f("uq_coverage_contract_lines_contract_id_fact")))
    op.create_index(op.f("ix_coverage_contract_lines_case_id"), "coverage_contract_lines", ["case_id"])
    op.create_index(op.f("ix_coverage_contract_lines_contract_id"), "coverage_contract_lines", ["contract_id"])
