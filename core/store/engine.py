"""Connections: what is set on each, and how a transaction begins.

SQLite writers begin IMMEDIATE, so that two of them queue up instead of failing half-way; readers begin plainly and
cannot write. PostgreSQL runs READ COMMITTED with row locks.

Nothing else in the process may open the same file by another copy of SQLite (the standard library's beside the
wheel's): their locks do not see each other. Take `Store.engine`.
"""

import os
import sqlite3
import threading
import time
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Connection, Engine, StaticPool, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError, OperationalError

_TURN = "shouhou_turn"
WRITES = "shouhou_writes"
"""Execution option of an engine or connection whose transactions write."""

_BUSY_SECONDS = 8
"""How long a lock is waited for: less than a person waits for a page."""
_POOL_SECONDS = 4
_POOL_SIZE = 12
"""Connections kept open: one for each thread that serves, and some for the worker."""
_SQLITE_SETTINGS = (f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}", "PRAGMA synchronous = FULL",
                    "PRAGMA foreign_keys = ON",
                    "PRAGMA secure_delete = ON")  # what is erased is written over, not only forgotten
_POSTGRES_OPTIONS = f"-c timezone=UTC -c lock_timeout={_BUSY_SECONDS}s -c statement_timeout=60s"


def open_engine(url: str | URL) -> Engine:
    """An engine for a SQLite file, a SQLite in memory (`sqlite://`) or PostgreSQL (psycopg)."""
    where = make_url(url)
    if where.get_backend_name() != "sqlite":
        return _open_postgres(where)
    in_memory = where.database in (None, "", ":memory:")
    connect_args: dict[str, Any] = {"check_same_thread": False, "timeout": _BUSY_SECONDS}
    engine = create_engine(where, module=_sqlite_module(), connect_args=connect_args, hide_parameters=True,
                           **({"poolclass": StaticPool} if in_memory
                              else {"pool_timeout": _POOL_SECONDS, "pool_size": _POOL_SIZE}))
    if where.database and not in_memory:
        _hold_on_to(engine, where.database)
        _take_turns(engine)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _open_postgres(where: URL) -> Engine:
    from core.store.postgres import SETTINGS, Watch, Watched  # brings psycopg, which is an extra

    engine = create_engine(where.set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_timeout=_POOL_SECONDS,
                           pool_size=_POOL_SIZE,
                           hide_parameters=True, connect_args={**SETTINGS, "options": _POSTGRES_OPTIONS})
    watch = Watch()

    @event.listens_for(engine, "do_connect")
    def connect(dialect: object, record: object, given: list[Any], named: dict[str, Any]) -> Any:
        return watch.connect(lambda: Watched.connect(*given, **named))

    return engine


def _hold_on_to(engine: Engine, path: str) -> None:
    """Never write into a file that was removed or replaced, nor make a new one where one was before."""
    known = False

    @event.listens_for(engine, "do_connect")
    def look(dialect: Any, *_: object) -> None:
        if known and not os.path.exists(path):
            raise dialect.loaded_dbapi.OperationalError(f"unable to open database file: {path} is gone")

    @event.listens_for(engine, "connect")
    def remember(_: object, record: Any) -> None:
        nonlocal known
        record.info["file"], known = _identity(path), True

    @event.listens_for(engine, "checkout")
    def compare(_: object, record: Any, __: object) -> None:
        if record.info.get("file") != _identity(path):
            raise DisconnectionError("the database is another file now")


def _take_turns(engine: Engine) -> None:
    """Let the writers of one process wait for each other here. SQLite's own waiting is asking again after ever longer
    pauses, in which the lock is free and nobody has it; it remains for writers of other processes."""
    turn = threading.Lock()

    @event.listens_for(engine, "begin")
    def take(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITES, False) and _TURN not in connection.info:
            if not turn.acquire(timeout=_BUSY_SECONDS):
                locked = connection.dialect.loaded_dbapi.OperationalError("database is locked")
                raise OperationalError("BEGIN IMMEDIATE", {}, locked)
            connection.info[_TURN] = turn

    def give(_: object, record: Any, *__: object) -> None:
        if record.info.pop(_TURN, None):
            turn.release()

    for end in ("checkin", "invalidate", "close"):
        event.listen(engine, end, give)


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _sqlite_module() -> ModuleType:
    """The wheel's SQLite where there is one: the system's may be old enough to lose commits."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    assert isinstance(dbapi2, ModuleType)
    return dbapi2


def _set_up_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver starts no transactions of its own
    for setting in _SQLITE_SETTINGS:
        connection.execute(setting)
    patience = time.monotonic() + _BUSY_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete":
        # Two processes that meet on a new file: the change of mode does not wait for a lock by itself.
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except Exception as busy:
            if "locked" not in str(busy) or time.monotonic() > patience:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    driver: Any = connection.connection.dbapi_connection
    if connection.info.get(WRITES) is not writes:  # a connection keeps this setting from one transaction to the next
        driver.execute(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        connection.info[WRITES] = writes
    (connection.exec_driver_sql if writes else driver.execute)(  # only who writes may be kept waiting, and told so
        "BEGIN IMMEDIATE" if writes else "BEGIN")


def for_writing(engine: Engine) -> Engine:
    """The same pool of connections, with transactions that may write."""
    return engine.execution_options(**{WRITES: True})


def for_reading(engine: Engine) -> Engine:
    """The same pool of connections, with transactions that cannot write."""
    return engine.execution_options(postgresql_readonly=True)
