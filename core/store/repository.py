"""What every repository has: the session of its unit of work, and the clock."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from itertools import repeat
from operator import is_
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Dialect, Insert, Table, Update, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, make_transient_to_detached

from core.domain.errors import NotFound
from core.store.tables import Base

Row = TypeVar("Row", bound=Base)


class Repository:
    """Rows of one meaning. What it returns belongs to the unit of work; changes to it are saved by its commit."""

    def __init__(self, session: Session, now: Callable[[], datetime]) -> None:
        self._session, self._now = session, now

    def _add(self, row: Row) -> Row:
        self._session.add(row)
        self._session.flush()
        return row

    def _enter(self, row: Row) -> Row:
        """The same without a flush: one INSERT of a row with an `id`, which then belongs to the session as if read."""
        said = vars(row)
        said.update({name: default.arg(None) if default and default.is_callable else default and default.arg
                     for name, default in _defaults(type(row)) if name not in said})
        added = self._connection.execute(into(type(row)), values_of(row)).inserted_primary_key
        row.id = added[0]  # type: ignore[attr-defined, index]
        make_transient_to_detached(row)
        self._session.add(row)
        return row

    def _put(self, rows: Sequence[Base]) -> None:
        """Insert new rows of one table at once, past the session: they are not read back and do not belong to it."""
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row in rows:
            said = values_of(row)
            alike.setdefault(tuple(sorted(said)), []).append(said)
        for some in alike.values():
            self._connection.execute(into(type(rows[0])), some)

    def _hold(self, case_id: int) -> None:
        """Note that this case is kept from other writers until the transaction ends, and was read since."""
        self._session.info.setdefault("held", set()).add(case_id)

    def _holds(self, case_id: int) -> bool:
        return case_id in self._session.info.get("held", ())

    @property
    def _connection(self) -> Connection:
        known: Connection | None = self._session.info.get("connection")  # the session looks it up at greater length
        if known is None or known.closed:
            known = self._session.info["connection"] = self._session.connection()
        return known

    def _date(self, row: Base, name: str) -> None:
        """Give a new row its moment where the caller did not."""
        if getattr(row, name) is None:
            setattr(row, name, self._now())

    def _get(self, table: type[Row], key: Any, lock: dict[str, bool] | None = None) -> Row:
        possible = not isinstance(key, int) or 0 < key < 2**63  # no database has others
        # Under a lock it is read anew: what is known of it may be from before somebody else let go of the lock.
        found = self._session.get(table, key, with_for_update=lock, populate_existing=lock is not None) if (
            possible) else None
        if found is None:
            raise NotFound()
        return self._known([found])[0]

    def _known(self, rows: Iterable[Row]) -> list[Row]:
        """Hold on to rows, so that asking for one again finds it in the session."""
        found = [*rows]
        self._session.info.setdefault("got", []).extend(found)
        return found

    def _many(self, statement: Insert | Update, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute a statement for very many rows that say the same columns: what SQLAlchemy would prepare for each of
        them is prepared by column, once where all say the same object."""
        written, names, turns = _prepared(statement, self._connection.dialect, tuple(rows[0]))
        columns = [_turned([row[name] for row in rows], turn) for name, turn in zip(names, turns, strict=True)]
        lines = [*zip(*columns, strict=True)]
        self._connection.exec_driver_sql(written, [dict(zip(names, line, strict=True)) for line in lines]
                                         if self._on_postgresql else lines)

    @property
    def _on_postgresql(self) -> bool:
        return self._session.get_bind().dialect.name == "postgresql"

    def _insert(self, table: type[Base]) -> "postgresql.Insert | sqlite.Insert":
        """An INSERT that knows ON CONFLICT."""
        return insert_into(table, self._on_postgresql)


def insert_into(table: type[Base], on_postgresql: bool) -> "postgresql.Insert | sqlite.Insert":
    """An INSERT that knows ON CONFLICT."""
    return postgresql.insert(table) if on_postgresql else sqlite.insert(table)


@cache
def into(table: type[Base]) -> Insert:
    """An INSERT past the session: what it writes is not read back into rows."""
    return insert(cast(Table, table.__table__))


@lru_cache(maxsize=64)
def _prepared(statement: Insert | Update, dialect: Dialect, said: tuple[str, ...]) -> tuple[str, list[str], list[Any]]:
    """A statement as the driver takes it, its parameters in order, and how a value of each is turned."""
    compiled = statement.compile(dialect=dialect, column_keys=said)
    names = compiled.positiontup or [*compiled.binds]
    turns = [compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
    return compiled.string, names, turns


def _turned(values: list[Any], turn: Callable[[Any], Any] | None) -> Iterable[Any]:
    if turn is None:
        return values
    return repeat(turn(values[0]), len(values)) if all(map(is_, values, repeat(values[0]))) else map(turn, values)


@cache
def _defaults(table: type[Base]) -> list[tuple[str, Any]]:
    return [(each.key, each.default) for each in cast(Table, table.__table__).columns if not each.primary_key]


def values_of(row: Base) -> dict[str, Any]:
    """What was said of a row, by column; what was not has its default."""
    return {name: value for name, value in vars(row).items() if name[0] != "_"}
