"""Tables as lines of JSON that every database can write and read: what each column holds stands beside them, so that
rows find their way into the tables of another database and of another version."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.types import TypeEngine

from core.domain.errors import Refused
from core.store.histories import KERNEL, History
from core.store.search import SEARCH_TABLE
from core.store.tables import Base, Json, Money, UtcDateTime

Row = list[Any]
AT_ONCE = 500
_BY_CLASS: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (UtcDateTime, "datetime"), (Money, "money"), (Json, "json"), (Boolean, "boolean"), (DateTime, "datetime"),
    (Date, "date"), (Integer, "integer"), (Float, "number"), (Numeric, "money"), (String, "text"), (JSON, "json"),
    (LargeBinary, "bytes"))
TYPES: Mapping[str, Callable[[], TypeEngine[Any]]] = {
    "datetime": UtcDateTime, "money": Money, "json": Json, "boolean": Boolean, "date": Date, "integer": BigInteger,
    "number": Float, "text": String, "bytes": LargeBinary}
_WRITE: Mapping[str, Callable[[Any], Any]] = {
    "datetime": datetime.isoformat, "date": date.isoformat, "money": str,
    "bytes": lambda value: base64.b64encode(value).decode()}
_READ: Mapping[str, Callable[[Any], Any]] = {
    "datetime": datetime.fromisoformat, "date": date.fromisoformat, "money": Decimal, "bytes": base64.b64decode}


@dataclass(frozen=True)
class Layout:
    """A table and what each of its columns holds, in order."""

    name: str
    columns: tuple[tuple[str, str], ...]

    def table(self) -> Table:
        return Table(self.name, MetaData(), *(Column(name, TYPES[kind]()) for name, kind in self.columns))

    def at(self, column: str) -> int | None:
        """Where a column stands."""
        return next((place for place, (name, _) in enumerate(self.columns) if name == column), None)

    def line(self, row: Sequence[Any]) -> bytes:
        """A row as a line."""
        said = [value if value is None or kind not in _WRITE else _WRITE[kind](value)
                for value, (_, kind) in zip(row, self.columns, strict=True)]
        return json.dumps(said, separators=(",", ":"), allow_nan=False).encode() + b"\n"

    def row(self, line: bytes) -> Row:
        """A line as a row. Raises ValueError for one that does not fit."""
        said = json.loads(line)
        if not isinstance(said, list) or len(said) != len(self.columns):
            raise ValueError(f"a line of {self.name} does not have its {len(self.columns)} columns")
        return [value if value is None or kind not in _READ else _READ[kind](value)
                for value, (_, kind) in zip(said, self.columns, strict=True)]


def layouts(connection: Connection, histories: Iterable[History] = ()) -> list[Layout]:
    """Every table there is, those that others name before them; without versions and what the search makes of cases.
    `histories` say what the tables of plugins hold. Raises `Refused` for a column that cannot be written down."""
    found = MetaData()
    names = [name for name in inspect(connection).get_table_names()
             if not name.startswith(SEARCH_TABLE) and not name.endswith("_version")]
    found.reflect(connection, only=names)
    ours = {name: table for metadata in (*(each.metadata for each in histories), Base.metadata)
            for name, table in metadata.tables.items()}
    return [Layout(table.name, tuple((column.name, _kind(ours.get(table.name), table.name, column))
                                     for column in table.columns)) for table in found.sorted_tables]


def standings(connection: Connection) -> dict[str, str]:
    """Where the tables of each plugin stand that ever had any here: its name and revision."""
    named = [name for name in inspect(connection).get_table_names()
             if name.endswith("_version") and name != KERNEL.version_table]
    found = {name.removesuffix("_version"): connection.scalar(text(f"SELECT version_num FROM {name}"))
             for name in named}
    return {name: str(revision) for name, revision in found.items() if revision}


def _kind(ours: Table | None, table: str, column: Column[Any]) -> str:
    known = ours.columns[column.name] if ours is not None and column.name in ours.columns else column
    for kind, name in _BY_CLASS:
        if isinstance(known.type, kind):
            return name
    raise Refused("表 {table} 的列 {column}({type})不能备份", table=table, column=column.name, type=str(known.type))


def rows(connection: Connection, layout: Layout) -> Iterator[Sequence[Any]]:
    """All rows of a table, by its key, a few at a time in memory."""
    table = layout.table()
    key = inspect(connection).get_pk_constraint(layout.name)["constrained_columns"]
    query = select(table).order_by(*(table.columns[each] for each in key))
    yield from connection.execution_options(yield_per=AT_ONCE).execute(query)


def put(connection: Connection, layout: Layout, found: Iterator[Row]) -> int:
    """Put rows into a table; how many. A row may name one of the same table that comes after it."""
    table, later = layout.table(), list[dict[str, Any]]()
    itself = [each["constrained_columns"][0] for each in inspect(connection).get_foreign_keys(layout.name)
              if each["referred_table"] == layout.name]
    names, count, batch = [name for name, _ in layout.columns], 0, list[dict[str, Any]]()
    for row in found:
        told = dict(zip(names, row, strict=True))
        if linked := {f"new_{each}": told[each] for each in itself if told[each] is not None}:
            later.append({"old_id": told["id"], **linked})
            told.update(dict.fromkeys(itself))
        batch.append(told)
        count += 1
        if len(batch) == AT_ONCE:
            connection.execute(table.insert(), batch)
            batch = []
    if batch:
        connection.execute(table.insert(), batch)
    for each in later:
        connection.execute(update(table).where(table.columns["id"] == each["old_id"])
                           .values({name[4:]: value for name, value in each.items() if name != "old_id"}))
    return count


def count_on(connection: Connection, layout: Layout) -> None:
    """Let PostgreSQL go on counting ids behind those that are there."""
    if connection.dialect.name != "postgresql" or layout.at("id") is None:
        return
    connection.execute(text(
        f"SELECT setval(sequence, (SELECT max(id) FROM {layout.name})) "
        "FROM pg_get_serial_sequence(:name, 'id') AS sequence "
        f"WHERE sequence IS NOT NULL AND EXISTS (SELECT 1 FROM {layout.name})"), {"name": layout.name})
