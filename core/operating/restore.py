"""Restore: a backup into an empty place, on whichever database. What was waiting to be sent then waits for a person:
it may have been sent already after the backup was made."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from sqlalchemy import Connection, inspect, text, update

from core.domain.errors import Refused
from core.operating.archive import CONFIGURATION, BadBackup, Manifest, chunks, reading, sync_folder
from core.operating.tables import Layout, Row, count_on, put
from core.services.workplace import Workplace
from core.store import migrate
from core.store.chain import Verification
from core.store.engine import for_writing
from core.store.tables import FAR_FUTURE, OutboxRow

_AT = re.compile(r"^(data|database)\s*=.*$", re.MULTILINE)


@dataclass(frozen=True)
class Restored:
    """What was restored: the backup's manifest, the migrations applied to it afterwards, how much of the outbox is
    held, how many people were logged out, whether the chains hold, and the tables left aside: those of plugins in
    use neither when the backup was made nor here."""

    manifest: Manifest
    applied: tuple[str, ...]
    held: int
    logged_out: int
    verified: Verification
    aside: tuple[str, ...] = ()


def restore(place: Workplace, path: Path) -> Restored:
    """Put a backup into the desk's empty database and data folder; all or nothing. Raises `BadBackup` for a file that
    is not whole or comes from a later version, `Refused` where something is there already."""
    with reading(path) as (archive, manifest):
        known = migrate.revisions(place.store.engine)
        if manifest.revision not in known:
            raise BadBackup("备份由更新的版本 {version} 制作,请用同样新的版本恢复", version=manifest.product)
        _check_plugins(place, manifest)
        _check_empty(place)
        with _all_or_nothing(place):
            return _restore(place, archive, manifest)


def _restore(place: Workplace, archive: ZipFile, manifest: Manifest) -> Restored:
    engine, now = for_writing(place.store.engine), place.now()
    then = [each for each in place.store.histories if each.name in manifest.histories]
    migrate.upgrade(engine, *then, until={"core": manifest.revision, **manifest.histories})
    files = [each.name for each in manifest.members if each.name.startswith(("files/", "imports/", "keys/"))]
    for name in files:
        _write_file(place.config.data / name.removeprefix("keys/"), archive, name)
    careful, aside = _Careful(now), list[str]()
    with _without_keys(engine) as connection:
        there = set(inspect(connection).get_table_names())
        for layout, count in manifest.tables:
            if layout.name not in there:
                aside.append(layout.name)  # of a plugin that was not in use any more, nor is it here
                continue
            if put(connection, layout, careful.rows(layout, _rows(archive, layout))) != count:
                raise BadBackup("备份已损坏或不完整:{why}", why=layout.name)
            count_on(connection, layout)
    applied = migrate.upgrade(engine, *place.store.histories)
    with engine.begin() as connection:
        connection.execute(update(OutboxRow).where(OutboxRow.done_at.is_(None), OutboxRow.available_at == FAR_FUTURE)
                           .values(held=True, available_at=now))
    with place.store.read() as work:
        verified = work.events.verify_all()
    return Restored(manifest, tuple(applied), careful.held, careful.logged_out, verified, tuple(aside))


def _check_plugins(place: Workplace, manifest: Manifest) -> None:
    """Every plugin that was in use must be so here, in a version that knows the tables the backup holds."""
    here = {each.name: each for each in place.store.histories}
    for name, revision in manifest.histories.items():
        if name not in here and name not in manifest.unused:
            raise BadBackup("备份里有插件 {plugin} 的数据,但这里没有启用它;请先启用", plugin=name)
        if name in here and name in manifest.unused and manifest.database != place.store.engine.dialect.name:
            # What nobody could say of columns then: amounts and texts are kept differently elsewhere.
            raise BadBackup("插件 {plugin} 在备份时已停用,它的数据只能恢复到 {database}", plugin=name,
                            database=manifest.database)
        if name in here and revision not in migrate.revisions(place.store.engine, here[name]):
            raise BadBackup("备份里插件 {plugin} 的数据来自它更新的版本,请用同样新的版本恢复", plugin=name)


class _Careful:
    """Changes rows on their way in: nobody stays logged in, no export stays to be fetched, and what waits to be sent
    is held. A version that did not know of holding gets a day that never comes, until its tables are up to date."""

    def __init__(self, now: datetime) -> None:
        self.now, self.held, self.logged_out = now, 0, 0

    def rows(self, layout: Layout, found: Iterator[Row]) -> Iterator[Row]:
        change = {"outbox": self._hold, "sessions": self._log_out, "exports": self._expire}.get(layout.name)
        for row in found:
            if change:
                change(layout, row)
            yield row

    def _hold(self, layout: Layout, row: Row) -> None:
        if row[_place(layout, "done_at")] is not None:
            return
        self.held += 1
        row[_place(layout, "leased_until")], row[_place(layout, "leased_by")] = None, ""
        if (held := layout.at("held")) is not None:
            row[held] = True
        else:
            row[_place(layout, "available_at")] = FAR_FUTURE

    def _log_out(self, layout: Layout, row: Row) -> None:
        if row[_place(layout, "revoked_at")] is None:
            row[_place(layout, "revoked_at")] = self.now
            self.logged_out += 1

    def _expire(self, layout: Layout, row: Row) -> None:
        row[_place(layout, "expires_at")] = self.now


def _place(layout: Layout, column: str) -> int:
    place = layout.at(column)
    if place is None:
        raise BadBackup("备份已损坏或不完整:{why}", why=f"{layout.name}.{column}")
    return place


def _rows(archive: ZipFile, layout: Layout) -> Iterator[Row]:
    with archive.open(f"tables/{layout.name}.jsonl") as part:
        for line in part:
            try:
                yield layout.row(line)
            except (ValueError, ArithmeticError, TypeError) as error:
                raise BadBackup("备份已损坏或不完整:{why}", why=str(error)) from error


def _check_empty(place: Workplace) -> None:
    with place.store.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
    where = place.store.engine.url.render_as_string(hide_password=True)
    data = place.config.data
    files = [path for name in ("files", "imports") for path in (data / name).rglob("*") if path.is_file()]
    found = [*[where][:len(tables)], *(str(path) for path in [*files, *data.glob("*.key")][:3])]
    if found:
        raise Refused("只能恢复到空的地方,但这里已有 {found};请换一个空文件夹(--into)或空数据库",
                      found=", ".join(found))


@contextmanager
def _all_or_nothing(place: Workplace) -> Iterator[None]:
    """Takes back what was put where nothing was before."""
    try:
        yield
    except BaseException:
        engine = for_writing(place.store.engine)
        with engine.begin() as connection:
            for name in inspect(connection).get_table_names():
                if connection.dialect.name == "postgresql":
                    connection.execute(text(f'DROP TABLE IF EXISTS "{name}" CASCADE'))
        data = place.config.data
        for path in [*data.glob("*.key"), *(data / "files").rglob("*"), *(data / "imports").rglob("*")]:
            if path.is_file():
                path.unlink()
        if engine.dialect.name == "sqlite" and engine.url.database:
            place.store.dispose()
            for ending in ("", "-wal", "-shm"):
                Path(engine.url.database + ending).unlink(missing_ok=True)
        raise


@contextmanager
def _without_keys(engine: Any) -> Iterator[Connection]:
    """A transaction. On SQLite the order of rows does not matter within it: what rows name is looked at before its
    end."""
    with engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        on_sqlite = engine.dialect.name == "sqlite"
        if on_sqlite:
            driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                if on_sqlite and (lost := connection.execute(text("PRAGMA foreign_key_check")).first()):
                    raise BadBackup("备份已损坏或不完整:{why}", why=f"{lost[0]} → {lost[2]}")
        finally:
            if on_sqlite:
                driver.execute("PRAGMA foreign_keys = ON")


def _write_file(path: Path, archive: ZipFile, name: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks(archive, name):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def configuration_for(path: Path, folder: Path) -> Path:
    """Write the configuration that a backup holds into a folder where there is none, for a desk whose data lie in
    that folder; where it is. Raises `Refused` where neither has one."""
    target = folder / CONFIGURATION
    if target.exists():
        return target
    with reading(path) as (archive, manifest):
        if CONFIGURATION not in {each.name for each in manifest.members}:
            raise Refused("备份里没有配置;请先在 {folder} 放好 shouhou.toml", folder=str(folder))
        said = archive.read(CONFIGURATION).decode("utf-8")
    here = {"data": 'data = "desk-data"', "database": "# database: SQLite, or SHOUHOU_DATABASE"}
    said = _AT.sub(lambda found: here[found[1]], said, count=0)
    folder.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(said)
    return target
