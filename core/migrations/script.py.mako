"""${message}"""

import sqlalchemy as sa
from alembic import op

from ${"core.store.tables import" if config.attributes["history"].name == "core" else "core.sdk import tables as"} types

revision = "${up_revision}"
down_revision = ${f'"{down_revision}"' if down_revision else None}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
