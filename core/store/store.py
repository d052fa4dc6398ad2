"""The store: one database, opened once by the desk."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Self

from sqlalchemy import URL, inspect, text

from core.store import search
from core.store.engine import for_reading, for_writing, open_engine
from core.store.histories import KERNEL, History
from core.store.tables import Base
from core.store.unit_of_work import UnitOfWork


def utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """Units of work over a database. `url` is `sqlite:///path` or `postgresql://…`; `now` tells the time (aware);
    `histories` are those of plugins, each after what its tables name."""

    def __init__(self, url: str | URL, now: Callable[[], datetime] = utc_now,
                 histories: Sequence[History] = ()) -> None:
        self.engine, self.now, self.histories = open_engine(url), now, tuple(histories)
        self._writing, self._reading = for_writing(self.engine), for_reading(self.engine)

    @classmethod
    def create_for_trial(cls, now: Callable[[], datetime] = utc_now, histories: Sequence[History] = ()) -> Self:
        """An empty store in memory, gone with the object, for what is tried and not kept. Units of work follow one
        another on its single connection; they cannot be nested."""
        store = cls("sqlite://", now, histories)
        with store.engine.connect() as connection:
            _template(store.histories).backup(connection.connection.dbapi_connection)
        return store

    def unit_of_work(self) -> UnitOfWork:
        """To write: undone unless committed. On SQLite its first query waits for other writers."""
        return UnitOfWork(self._writing, self.now)

    def read(self) -> UnitOfWork:
        """To read only; the database refuses writes."""
        return UnitOfWork(self._reading, self.now, read_only=True)

    def upgrade(self, *more: History) -> list[str]:
        """Apply the migrations of the kernel and of plugins; those that were applied."""
        from core.store import migrate  # brings Alembic, which few commands need

        return migrate.upgrade(self._writing, *self.histories, *more)

    def pending(self, *more: History) -> list[str]:
        """The migrations still to apply."""
        known = (*self.histories, *more)
        if all(self._is_latest(each) for each in (KERNEL, *known)):
            return []
        from core.store import migrate  # brings Alembic, which few commands need

        return migrate.pending(self.engine, *known)

    def _is_latest(self, history: History) -> bool:
        """Whether nothing is to be applied, as far as can be told without Alembic."""
        with self.engine.connect() as connection:
            return inspect(connection).has_table(history.version_table) and [history.latest] == [
                *connection.scalars(text(f"SELECT version_num FROM {history.version_table}"))]

    def differences(self, *more: History) -> list[str]:
        """Where the database is not what the code says; nothing if all is well."""
        from core.store import migrate  # brings Alembic, which few commands need

        return [each for history in (KERNEL, *self.histories, *more)
                for each in migrate.differences(self.engine, history)]

    def answers(self) -> bool:
        """Whether the database can be reached."""
        with self.engine.connect() as connection:
            return bool(connection.scalar(text("SELECT 1")))

    def dispose(self) -> None:
        """Close all connections; a process that forks calls it in the child."""
        self.engine.dispose()


@cache
def _template(histories: tuple[History, ...]) -> Any:
    """A database in memory with all tables, copied for each trial: copying takes a hundredth of creating."""
    engine = for_writing(open_engine("sqlite://"))
    with engine.begin() as connection:
        for metadata in (Base.metadata, *(each.metadata for each in histories)):
            metadata.create_all(connection, checkfirst=False)
        search.ensure_index(connection)
        return connection.connection.dbapi_connection
