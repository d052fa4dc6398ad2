"""Migrations: the kernel's own history, and one linear history for each plugin that owns tables.

Each history has a version table of its own and looks only at tables of its own prefix, so a plugin that is gone never
blocks an upgrade. An upgrade is one transaction, also on SQLite, and one at a time.
"""

from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from core.store import search
from core.store.histories import HERE, KERNEL, History


def upgrade(engine: Engine, *plugins: History, until: Mapping[str, str] | None = None) -> list[str]:
    """Bring the kernel's tables and those of the plugins up to date, or those named in `until` to a revision; the
    revisions that were to be applied, as `history revision`."""
    with _alone(engine) as connection:
        applied = [each for history in (KERNEL, *plugins) for each in _pending(connection, history)]
        for history in (KERNEL, *plugins):
            command.upgrade(_config(history, connection), (until or {}).get(history.name, "head"))
        search.ensure_index(connection)
    return applied


def pending(engine: Engine, *plugins: History) -> list[str]:
    """The revisions not yet applied, the oldest first, as `history revision`."""
    with engine.connect() as connection:
        return [each for history in (KERNEL, *plugins) for each in _pending(connection, history)]


def differences(engine: Engine, history: History = KERNEL) -> list[str]:
    """Where the database is not what the tables in the code say."""
    with engine.connect() as connection:
        return [str(each) for each in compare_metadata(_context(connection, history), history.metadata)]


def revision(engine: Engine, history: History = KERNEL) -> str:
    """Where its tables stand; '' where there are none."""
    with engine.connect() as connection:
        return _context(connection, history).get_current_revision() or ""


def revisions(engine: Engine, history: History = KERNEL) -> set[str]:
    """Where its tables can stand, by this version of the desk or plugin."""
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(_config(history, connection))
        return {each.revision for each in scripts.walk_revisions()}


def draft(engine: Engine, message: str, history: History = KERNEL) -> Path:
    """Write a new revision file into the history's folder, counted on: what brings this database to the tables in the
    code."""
    with _alone(engine) as connection:
        number = f"{len(list(history.folder.glob('*.py'))) + 1:04}"
        made: Any = command.revision(_config(history, connection), message, autogenerate=True, rev_id=number)
        return Path(made.path)


def _pending(connection: Connection, history: History) -> list[str]:
    scripts = ScriptDirectory.from_config(_config(history, connection))
    applied = _context(connection, history).get_current_revision()
    newer = scripts.iterate_revisions(scripts.get_current_head() or "base", applied or "base")
    return [f"{history.name} {each.revision}" for each in reversed(list(newer))]


def _context(connection: Connection, history: History) -> MigrationContext:
    return MigrationContext.configure(connection, opts={
        "version_table": history.version_table, "include_name": history.owns, "compare_type": True,
        "target_metadata": history.metadata})


def _config(history: History, connection: Connection) -> Config:
    config = Config(attributes={"connection": connection, "history": history}, cmd_opts=Namespace(quiet=True))
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("version_locations", str(history.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    return config


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A transaction that no other upgrade runs beside. On SQLite the foreign keys are off within it: a table that is
    rebuilt would otherwise take the rows of others with it. They are checked before the commit."""
    on_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        if on_sqlite:
            driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                if not on_sqlite:
                    connection.execute(text("SET LOCAL lock_timeout = '300s'"))
                    connection.execute(text("SET LOCAL statement_timeout = 0"))
                    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('shouhou upgrade'))"))
                yield connection
                if on_sqlite and (lost := connection.execute(text("PRAGMA foreign_key_check")).first()):
                    raise RuntimeError(f"a migration left a row of {lost[0]} without the row of {lost[2]} it names")
        finally:
            if on_sqlite:
                driver.execute("PRAGMA foreign_keys = ON")
