"""Exports as they are kept: rows in the database, files under random names that only the desk can read."""

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import delete, func, or_, select, update

from core.domain.errors import NotFound
from core.domain.reasons import Reason, packed, unpacked
from core.store.lists import CaseFilter, Order
from core.store.repository import Repository
from core.store.tables import ExportRow
from core.store.unit_of_work import UnitOfWork

PERSON, ZIP = "person", "zip"
"""What is held on one customer, and the form it comes in."""
WAITING, MAKING, DONE, FAILED, EXPIRED = "waiting", "making", "done", "failed", "expired"
MOVING = (WAITING, MAKING)
_NAME = re.compile(r"[0-9a-f]{32}\.(csv|xlsx|zip)(\.making)?")


def asked(wanted: CaseFilter, order: Order) -> dict[str, Any]:
    """What was asked for, as it is kept; who asks is kept beside it."""
    said = {each.name: getattr(wanted, each.name) for each in fields(wanted) if each.name != "seen_by"}
    return {"order": order, "filter": {name: packed(tuple(value) if isinstance(value, set | frozenset) else value)
                                       for name, value in said.items() if value != getattr(CaseFilter, name)}}


def filter_of(row: ExportRow) -> tuple[CaseFilter, Order]:
    """What `asked` has kept."""
    said = row.asked.get("filter", {})
    return (CaseFilter(**{name: unpacked(value) for name, value in said.items()}),  # type: ignore[arg-type]
            "opened" if row.asked.get("order") == "opened" else "due")


def error_of(row: ExportRow) -> Reason | None:
    """Why an export has failed."""
    return Reason.from_data(json.loads(row.error)) if row.error else None


class Kept(Repository):
    """The rows."""

    def __init__(self, work: UnitOfWork) -> None:
        super().__init__(work.session, work.now)

    def add(self, row: ExportRow) -> ExportRow:
        self._date(row, "asked_at")
        return self._add(row)

    def own(self, owner: int | None, export_id: int, what: Sequence[str]) -> ExportRow:
        """Somebody's export. Raises `NotFound` also for anybody else's."""
        row = self._get(ExportRow, export_id)
        if owner is None or row.asked_by != owner or row.what not in what:
            raise NotFound()
        return row

    def of(self, owner: int | None, what: Sequence[str], limit: int = 50) -> Sequence[ExportRow]:
        """Somebody's exports, the latest first."""
        return self._session.scalars(select(ExportRow).where(ExportRow.asked_by == owner, ExportRow.what.in_(what))
                                     .order_by(ExportRow.id.desc()).limit(limit)).all()

    def lock(self, export_id: int) -> ExportRow | None:
        """An export as it is now, kept from other writers; None where it was removed."""
        return self._session.scalar(select(ExportRow).where(ExportRow.id == export_id).with_for_update()
                                    .execution_options(populate_existing=True))

    def progress(self, export_id: int, name: str, done: int, total: int) -> bool:
        """Say how far the attempt of this name has come; False where it is no longer the one that counts."""
        return self._session.scalar(
            update(ExportRow).where(ExportRow.id == export_id, ExportRow.stored_name == name,
                                    ExportRow.state == MAKING)
            .values(rows_done=done, rows_total=total).returning(ExportRow.id),
            execution_options={"synchronize_session": False}) is not None

    def waiting(self, owner: int) -> int:
        """How many of somebody's exports are not made yet."""
        return self._session.scalar(select(func.count()).select_from(ExportRow).where(
            ExportRow.asked_by == owner, ExportRow.state.in_(MOVING))) or 0

    def over(self) -> Sequence[ExportRow]:
        """What has run out and is still kept."""
        return self._session.scalars(select(ExportRow).where(
            ExportRow.expires_at <= self._now(), or_(ExportRow.state != EXPIRED, ExportRow.stored_name != ""))).all()

    def names(self) -> set[str]:
        return set(self._session.scalars(select(ExportRow.stored_name).where(ExportRow.stored_name != "")))

    def forget(self, before: datetime) -> None:
        """Delete the rows of what ran out before a moment."""
        self._session.execute(delete(ExportRow).where(ExportRow.expires_at < before, ExportRow.state == EXPIRED))


class Files:
    """The folder of exports. A file is written in a folder of its own and moved out of it when it is whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @staticmethod
    def name(form: str) -> str:
        """A name nobody can guess."""
        return f"{secrets.token_hex(16)}.{form}"

    def path(self, name: str) -> Path:
        return self.folder / name

    @contextmanager
    def fresh(self, name: str) -> Iterator[tuple[BinaryIO, Path]]:
        """Where to write a file, and a folder for what the writer puts aside; kept only if the block ends well."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = self.folder / f"{name}.making"
        aside.mkdir(mode=0o700)
        try:
            place = aside / name
            with os.fdopen(os.open(place, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as stream:
                yield stream, aside
                stream.flush()
                os.fsync(stream.fileno())
            place.replace(self.path(name))
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def remove(self, name: str) -> None:
        """Take a file away, and what an attempt that died has left of it."""
        if name:
            self.path(name).unlink(missing_ok=True)
            shutil.rmtree(self.folder / f"{name}.making", ignore_errors=True)

    def strays(self, known: set[str]) -> Iterator[str]:
        """Names of files in the folder that no row knows."""
        for path in self.folder.glob("*"):
            name = path.name.removesuffix(".making")
            if _NAME.fullmatch(path.name) and name not in known:
                yield name


def rights(said: Mapping[str, Any]) -> tuple[str, int | None, bool]:
    """Scope, unit and whether phones are whole, as they were when a file was made."""
    return said.get("scope", ""), said.get("unit"), bool(said.get("phones"))
