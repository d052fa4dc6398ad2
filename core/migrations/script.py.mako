"""${message}"""

import sqlalchemy as sa
from alembic import op

from ${"core.store.tables import" if config.attributes["history"].name == "core" else "core.sdk import tables as"} types

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
