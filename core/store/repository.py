"""What every repository has: the session of its unit of work, and the clock."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

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

    def _date(self, row: Base, name: str) -> None:
        """Give a new row its moment where the caller did not."""
        if getattr(row, name) is None:
            setattr(row, name, self._now())

    def _get(self, table: type[Row], key: Any) -> Row:
        possible = not isinstance(key, int) or 0 < key < 2**63  # no database has others
        found = self._session.get(table, key) if possible else None
        if found is None:
            raise NotFound()
        return found

    @property
    def _on_postgresql(self) -> bool:
        return self._session.get_bind().dialect.name == "postgresql"

    def _insert(self, table: type[Base]) -> "postgresql.Insert | sqlite.Insert":
        """An INSERT that knows ON CONFLICT."""
        return postgresql.insert(table) if self._on_postgresql else sqlite.insert(table)
