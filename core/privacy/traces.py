"""Traces of a person outside of their own rows and cases: registers that were brought in, exports, answers kept for
repeated requests, work that was left. What is found is wiped; files are named, to be removed after the commit."""

import io
import zipfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, or_, select

from core.domain.errors import Refused
from core.exports.kept import EXPIRED
from core.notifications import erasing as notifications
from core.store.search import digits_of
from core.store.tables import (
    DeliveryRow,
    ExportRow,
    IdempotencyRow,
    ImportRowRow,
    ImportRunRow,
    OutboxRow,
    canonical,
)
from core.store.unit_of_work import UnitOfWork

MOVING = ("checking", "waiting", "running")
"""States of runs that are under way (core/register_imports.py)."""


@dataclass(frozen=True)
class Person:
    """How somebody is known again: `certain` words (phones, address, order numbers) wherever they stand, `names` only
    where they fill a cell, since others may be called so."""

    certain: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    case_ids: tuple[int, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.certain, *self.names)

    def in_json(self, column: Any) -> list[ColumnElement[bool]]:
        """Conditions on a column of JSON that names this person."""
        said = cast(column, Text)
        return [*(said.contains(canonical(each)[1:-1], autoescape=True) for each in self.certain),
                *(said.contains(canonical(each), autoescape=True) for each in self.names)]

    def names_in(self, data: Any) -> bool:
        """Whether some JSON names this person."""
        said = canonical(data)
        return any(canonical(each)[1:-1] in said for each in self.certain) or any(
            canonical(each) in said for each in self.names)

    def in_text(self, column: Any) -> list[ColumnElement[bool]]:
        return [column.contains(each, autoescape=True) for each in (*self.certain, *self.numbers)]


@dataclass
class Remains:
    """Files to remove once the transaction is kept, by the folder they lie in: names nobody can guess."""

    files: list[str] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)
    exports: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Remains") -> "Remains":
        self.files += other.files
        self.imports += other.imports
        self.exports += other.exports
        return self

    def data(self) -> dict[str, list[str]]:
        return vars(self)


def wipe(work: UnitOfWork, person: Person, registers: Path) -> Remains:
    """Wipe every trace. Raises `Refused` while a register that holds the person is being brought in."""
    left = Remains(imports=_wipe_registers(work, person, registers), exports=_wipe_exports(work))
    session = work.session
    answered = [*(cast(IdempotencyRow.response, Text).contains(each) for each in person.numbers),
                *person.in_json(IdempotencyRow.response)]
    if answered:
        session.execute(delete(IdempotencyRow).where(IdempotencyRow.state == "done", or_(*answered)))
    for row in _found(work, OutboxRow, [*person.in_json(OutboxRow.payload), *person.in_text(OutboxRow.last_error)]):
        row.last_error = ""
        if row.done_at is not None:
            row.payload = {}
    for delivery in _found(work, DeliveryRow, [*person.in_json(DeliveryRow.body), *person.in_text(DeliveryRow.error)]):
        delivery.error = ""
        if person.names_in(delivery.body):
            delivery.body = {}
    notifications.wipe(work, person.case_ids)
    session.flush()
    return left


def _found(work: UnitOfWork, table: type[Any], which: Sequence[ColumnElement[bool]]) -> Sequence[Any]:
    return work.session.scalars(select(table).where(or_(*which))).all() if which else ()


def _wipe_exports(work: UnitOfWork) -> list[str]:
    """End every export, whoever it was made for: nobody knows which lines it has."""
    rows = work.session.scalars(select(ExportRow).where(ExportRow.state != EXPIRED)).all()
    names = [row.stored_name for row in rows if row.stored_name]
    for row in rows:
        row.state, row.stored_name, row.asked, row.error = EXPIRED, "", {}, ""
        row.expires_at = row.expires_at or work.now()
    return names


def _wipe_registers(work: UnitOfWork, person: Person, folder: Path) -> list[str]:
    """Empty the rows of the person, and give up each kept file that holds them; its digest."""
    mine = [*person.in_json(ImportRowRow.cells), *person.in_json(ImportRowRow.said)]
    if person.case_ids:
        mine.append(ImportRowRow.case_id.in_(person.case_ids))
    rows = [row for row in _found(work, ImportRowRow, mine)
            if row.case_id is None or row.case_id in person.case_ids or _certainly(person, row)]
    touched = {row.run_id for row in rows}
    for row in rows:
        row.cells, row.said, row.problems = {}, {}, []
    runs = work.session.scalars(select(ImportRunRow)).all()
    held = {digest for digest, name in {each.file_sha256: each.file_name for each in runs}.items()
            if any(run.id in touched for run in runs if run.file_sha256 == digest)
            or file_holds(folder / digest, person.words)}
    for run in runs:
        if run.file_sha256 in held:
            if run.state in MOVING:
                raise Refused("正在导入登记表“{file}”,请等它结束再删除", file=run.file_name)
            emptied = sum(row.run_id == run.id for row in rows)
            run.counts = {**run.counts, "erased": run.counts.get("erased", 0) + emptied}
            run.error = ""
            if any(word in run.file_name for word in person.words):
                run.file_name = f"register{Path(run.file_name).suffix}"
    return sorted(digest for digest in held if (folder / digest).exists())


def _certainly(person: Person, row: ImportRowRow) -> bool:
    """Whether a row of somebody else's case names this person by more than a name."""
    said = canonical([row.cells, row.said])
    return any(canonical(each)[1:-1] in said for each in person.certain)


def file_holds(path: Path, words: Iterable[str]) -> bool:
    """Whether a kept register names one of these words: text in its encodings, workbooks part by part."""
    if not path.is_file():
        return False
    codes = ("utf-8", "gb18030", "utf-16-le")
    wanted = [each.encode(code, "ignore") for each in words if len(each) > 1 for code in codes]
    content = path.read_bytes()
    parts = [content]
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            parts += [book.read(each) for each in book.infolist() if each.file_size < 50_000_000]
    return any(each and each in part for part in parts for each in wanted)


def phones_as_written(phones: Collection[Any]) -> list[str]:
    """Phones in every way they may stand somewhere."""
    return [said for phone in phones for said in (phone.raw, digits_of(phone.raw), phone.normalised) if said]
