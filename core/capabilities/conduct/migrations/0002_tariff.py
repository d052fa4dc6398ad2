"""When what a penalty is for was done; what a tariff has noted."""

import sqlalchemy as sa
from alembic import op

from core.sdk import tables as types

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("conduct_entries", sa.Column("happened_at", types.UtcDateTime(), nullable=True))
    op.add_column("conduct_findings", sa.Column("fact", sa.String(), nullable=False, server_default=""))
