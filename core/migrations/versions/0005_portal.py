"""Links by which customers see their cases."""

import sqlalchemy as sa
from alembic import op

from core.store.tables import types

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "portal_links", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False), sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False), sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.Column("revoked_at", types.UtcDateTime(), nullable=True),
        sa.Column("last_used_at", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_portal_links_case_id")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_portal_links_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_links")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_portal_links_token_digest")))
    op.create_index(op.f("ix_portal_links_case_id"), "portal_links", ["case_id"])
