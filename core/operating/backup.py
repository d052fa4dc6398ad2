"""Backup: the database as of one instant, while everybody goes on working, and every file that it names."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from core.domain.errors import InvalidInput, Refused
from core.operating.archive import CONFIGURATION, FORMAT, Manifest, Writing, file_chunks, writing
from core.operating.tables import Layout, layouts, rows, standings
from core.services.workplace import Workplace
from core.store.engine import for_reading

LAST = "last-backup.json"
"""In the data folder: when the last backup was made, and where."""


@dataclass(frozen=True)
class Made:
    """A backup: the instant it shows (UTC), its bytes, rows and files, and files that were not there any more."""

    path: Path
    made_at: datetime
    size: int
    rows: int
    files: int
    missing: tuple[str, ...]


def back_up(place: Workplace, path: Path, configuration: Path | None = None, *, with_files: bool = True) -> Made:
    """Write everything of the business into a new file. Raises `Refused` where there is nothing to back up,
    `InvalidInput` where the file is there already or its folder is not."""
    if path.exists():
        raise InvalidInput.field("file", "{path} 已经存在", path=str(path))
    if not path.parent.is_dir():
        raise InvalidInput.field("file", "没有文件夹 {path}", path=str(path.parent))
    from core.store import migrate  # brings Alembic, which serving does without

    revision = migrate.revision(place.store.engine)
    if not revision:
        raise Refused("数据库还没有建好,没有可备份的内容")
    with writing(path) as archive:
        with snapshot(place) as connection:
            made_at, tables = place.now().astimezone(UTC), layouts(connection, place.store.histories)
            stand = standings(connection)
            named = _Named()
            counted = tuple((layout, _write_table(archive, connection, layout, named)) for layout in tables)
        # After the snapshot: a file is there before a row names it, and goes only after its row.
        missing = _write_files(archive, place.config.data, sorted(named.files)) if with_files else ()
        for key in sorted(place.config.data.glob("*.key")):
            archive.add(f"keys/{key.name}", file_chunks(key))
        if configuration and configuration.is_file():
            archive.add(CONFIGURATION, file_chunks(configuration))
        manifest = Manifest(FORMAT, product_version(), revision, place.store.engine.dialect.name,
                            place.config.business, made_at, with_files, counted, tuple(archive.members), missing,
                            stand, tuple(stand.keys() - {each.name for each in place.store.histories}))
        archive.finish(manifest)
    made = Made(path, made_at, path.stat().st_size, sum(count for _, count in counted),
                sum(each.name.startswith(("files/", "imports/")) for each in manifest.members), missing)
    _remember(place.config.data, made)
    return made


@contextmanager
def snapshot(place: Workplace) -> Iterator[Connection]:
    """A connection that sees one instant and keeps nobody from writing."""
    engine = for_reading(place.store.engine)
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection, connection.begin():
        yield connection


class _Named:
    """The files that rows name, found while they pass by: by their path in the data folder."""

    def __init__(self) -> None:
        self.files: set[str] = set()

    def look(self, layout: Layout, row: Any) -> None:
        if layout.name == "evidence":
            told = dict(zip((name for name, _ in layout.columns), row, strict=True))
            self.files |= {f"files/{name}" for name in (told["stored_name"], told["public_name"]) if name}
        elif layout.name == "import_runs" and (place := layout.at("file_sha256")) is not None:
            self.files.add(f"imports/{row[place]}")


def _write_table(archive: Writing, connection: Connection, layout: Layout, named: _Named) -> int:
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        for row in rows(connection, layout):
            named.look(layout, row)
            count += 1
            yield layout.line(row)

    archive.add(f"tables/{layout.name}.jsonl", lines())
    return count


def _write_files(archive: Writing, data: Path, names: list[str]) -> tuple[str, ...]:
    missing = []
    for name in names:
        try:
            path = data / name
            path.stat()
            archive.add(name, file_chunks(path), packed=not name.startswith("files/"))
        except FileNotFoundError:
            missing.append(name)
    return tuple(missing)


def product_version() -> str:
    """The version of the desk."""
    return metadata.version("shouhou")


def _remember(data: Path, made: Made) -> None:
    data.mkdir(parents=True, exist_ok=True)
    fresh = data / f"{LAST}.{os.getpid()}"
    fresh.write_text(json.dumps({"made_at": made.made_at.isoformat(), "file": str(made.path.resolve()),
                                 "bytes": made.size}), "utf-8")
    fresh.replace(data / LAST)


def last_backup(data: Path) -> datetime | None:
    """The instant that the last backup shows (UTC); None where none was made here."""
    try:
        return datetime.fromisoformat(json.loads((data / LAST).read_text("utf-8"))["made_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
