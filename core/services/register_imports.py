"""Bringing in a shop's register: looked at, tried, then row by row, each in a transaction of its own.

A run keeps its file and how far it has come (`rows_done`), so that whoever goes on with it, after whatever happened,
goes on behind the last row that was kept. Trying a row does everything that bringing it in does, and takes it back.
"""

import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePath
from typing import Any

from core.domain.errors import DeskError, Forbidden, InvalidInput, Refused
from core.domain.forms import Form, Item, Product
from core.domain.people import IMPORT, Actor
from core.domain.reasons import Label, Reason, packed
from core.importing import answers, common, correction
from core.importing.columns import Register
from core.importing.mapping import Mapping as Columns
from core.importing.mapping import best_sheet, suggest
from core.importing.rows import Finding, RowRead, read
from core.importing.sheets import Sheet, Workbook, open_file
from core.importing.wording import bare
from core.services.customers import Customers, normalised
from core.services.opening import Opening, Request
from core.services.records import require
from core.services.users import Users
from core.services.workplace import Workplace
from core.store.tables import CaseRow, ImportRowRow, ImportRunRow
from core.store.unit_of_work import UnitOfWork

DRAFT, CHECKING, CHECKED, WAITING, RUNNING, DONE, FAILED = (
    "draft", "checking", "checked", "waiting", "running", "done", "failed")
MOVING = (CHECKING, WAITING, RUNNING)
NO_REQUEST = ("blank", "total", "header", "remark")
_FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True)
class Inspected:
    """A register before it is brought in: its sheets, how its columns are understood, what is missing for it, whether
    that follows a mapping somebody corrected, and earlier runs of the same file."""

    run: ImportRunRow
    sheets: tuple[str, ...]
    sheet: Sheet
    register: Register
    mapping: Columns
    problems: Mapping[str, Sequence[Reason]]
    remembered: bool
    earlier: Sequence[ImportRunRow]


@dataclass
class _Reading:
    """A run as it is being read: its rows from `done` on."""

    run_id: int
    actor: Actor
    state: str
    origin: Mapping[str, Any]
    register: Register
    columns: Mapping[str, str]
    rows: Iterator[RowRead]
    done: int


class Imports:
    """Runs of registers. Whoever works with them needs the permission to import."""

    def __init__(self, place: Workplace) -> None:
        self.place, self.opening, self.customers, self.users = place, Opening(place), Customers(place), Users(place)
        self._readings: dict[int, _Reading] = {}

    def upload(self, actor: Actor, content: bytes, name: str, *, sheet: str = "", industry: str = "") -> int:
        """Keep a file and begin a run with it; its id. Raises `InvalidInput` for what cannot be read."""
        require(actor, IMPORT)
        if not self.place.registers:
            raise Refused("没有启用的插件说明登记表怎么读")
        name = PurePath(name.replace("\\", "/")).name or "register"
        book = open_file(content, name)
        chosen = {key: self._best(book, register, sheet) for key, register in self.place.registers.items()
                  if not industry or key == industry}
        kind = max(chosen, key=lambda key: sum(each.confidence for each in chosen[key][1].suggestions if each.key))
        found, mapping = chosen[kind]
        digest = hashlib.sha256(content).hexdigest()
        self._keep(self._file(digest), content)
        with self.place.store.unit_of_work() as work:
            run = work.imports.add(ImportRunRow(
                file_name=name, file_sha256=digest, sheet=found.name, kind=kind, state=DRAFT,
                mapping=_data(self._remembered(work, mapping, self.place.registers[kind])), started_by=actor.id))
            work.commit()
            return run.id

    def inspect(self, actor: Actor, run_id: int, sheet: str = "") -> Inspected:
        """How a register is understood, of another sheet than chosen if one is named."""
        require(actor, IMPORT)
        with self.place.store.read() as work:
            run = work.imports.get(run_id)
            register, book = self._register(run), self._open(run)
            found = book.sheet(sheet or run.sheet)
            suggested = suggest(found, register)
            mapping = self._remembered(work, suggested, register)
            remembered = mapping.keys != suggested.keys
            if found.name == run.sheet:
                mapping = _with(mapping, register, run.mapping["keys"])
            earlier = [each for each in work.imports.same_file(run.file_sha256) if each.state == DONE]
            return Inspected(run, tuple(book.names), found, register, mapping, mapping.problems(register), remembered,
                             earlier)

    def map(self, actor: Actor, run_id: int, keys: Mapping[str, str], sheet: str = "") -> None:
        """Take columns (by name) for these keys, '' for none, also the next time a register has these headers. Raises
        `InvalidInput` by column name, or by key for what is missing."""
        seen = self.inspect(actor, run_id, sheet)
        mapping = seen.mapping.corrected(seen.register, keys)
        with self.place.store.unit_of_work() as work:
            run = self._not_begun(work, run_id)
            run.sheet, run.mapping, run.state = seen.sheet.name, _data(mapping), DRAFT
            if mapping.keys != suggest(seen.sheet, seen.register).keys:
                work.imports.save_mapping(mapping.signature, run.kind, run.mapping, actor.id)
            work.commit()

    def dry_run(self, actor: Actor, run_id: int, *, background: bool = False) -> None:
        """Begin to try every row; `advance` does it, the worker if `background`."""
        self._begin(actor, run_id, CHECKING, background)

    def start(self, actor: Actor, run_id: int, *, background: bool = False) -> None:
        """Begin to bring every row in; `advance` does it, the worker if `background`. Once begun this does nothing."""
        self._begin(actor, run_id, WAITING, background)

    def resume(self, actor: Actor, run_id: int) -> None:
        """Have the worker go on with a run that stands still."""
        require(actor, IMPORT)
        with self.place.store.unit_of_work() as work:
            run = work.imports.lock(run_id)
            run.state, run.error = WAITING if run.state == FAILED else run.state, ""
            self._ask_worker(work, run)
            work.commit()

    def discard(self, actor: Actor, run_id: int) -> None:
        """Drop a run that was not begun, and its file unless another run has it."""
        require(actor, IMPORT)
        with self.place.store.unit_of_work() as work:
            run = self._not_begun(work, run_id)
            last = len(work.imports.same_file(run.file_sha256)) == 1
            work.imports.forget(run)
            work.commit()
        if last:
            self._file(run.file_sha256).unlink(missing_ok=True)

    def status(self, actor: Actor, run_id: int) -> ImportRunRow:
        """How far a run is, and how many rows came out which way."""
        require(actor, IMPORT)
        with self.place.store.read() as work:
            return work.imports.get(run_id)

    def runs(self, actor: Actor) -> Sequence[ImportRunRow]:
        """The latest runs, the latest first."""
        require(actor, IMPORT)
        with self.place.store.read() as work:
            return work.imports.runs()

    def runs_of(self, actor: Actor, content: bytes) -> Sequence[ImportRunRow]:
        """Runs of exactly this file, the latest first."""
        require(actor, IMPORT)
        with self.place.store.read() as work:
            return work.imports.same_file(hashlib.sha256(content).hexdigest())

    def rows(self, actor: Actor, run_id: int, *, outcomes: Collection[str] = (), standings: Collection[str] = (),
             after: int = 0, limit: int = 100) -> tuple[Sequence[ImportRowRow], Mapping[int, CaseRow]]:
        """What became of some rows, and their cases by id."""
        require(actor, IMPORT)
        with self.place.store.read() as work:
            found = work.imports.rows(run_id, outcomes=outcomes, standings=standings, after=after, limit=limit)
            return found, work.cases.by_ids({each.case_id for each in found if each.case_id})

    def correction(self, actor: Actor, run_id: int, *, form: str = "xlsx", doubts: bool = False,
                   translate: Callable[[str], str] | None = None) -> bytes:
        """The refused rows (and those read with a doubt) as a file to correct and bring in again: `csv` or `xlsx`."""
        require(actor, IMPORT)
        with self.place.store.read() as work:
            run = work.imports.get(run_id)
            rows = [RowRead(each.row_number, each.outcome, cells=each.cells, fingerprint=each.fingerprint,  # type: ignore[arg-type]
                            doubts=[Finding(one["column"], one["key"], Reason.from_data(one["reason"]))
                                    for one in each.problems])
                    for each in work.imports.rows(run_id, outcomes=("refused", "doubt"), limit=10**6)]
        write = correction.write_csv if form == "csv" else correction.write_xlsx
        return write(self._open(run).sheet(run.sheet), Columns.from_data(run.mapping), rows, doubts=doubts,
                     translate=translate)

    def work(self, run_id: int, hold: Callable[[], bool]) -> None:
        """Go on with a run to its end, as long as `hold` says so; else leave the rest to the next worker."""
        while self.advance(run_id).state in MOVING:
            if not hold():
                with self.place.store.unit_of_work() as work:
                    self._ask_worker(work, work.imports.get(run_id))
                    work.commit()
                return

    def advance(self, run_id: int, rows: int = 50) -> ImportRunRow:
        """Go on with a run by some rows; how it then stands. Several may go on with the same run: each row is done
        once. A run that cannot go on says why in `error`."""
        with self.place.store.read() as work:
            run = work.imports.get(run_id)
        if run.state not in MOVING:
            return run
        done = 0
        try:
            reading = self._readings.pop(run_id, None)
            if reading is None or (reading.state, reading.done) != (run.state, run.rows_done):
                reading = self._reading(run)
            for row in islice(reading.rows, rows):
                if not self._settle(reading, row):
                    return self._run(run_id)
                done += 1
        except DeskError as error:
            return self._change(run, state=FAILED, error=json.dumps(error.reason.data(), ensure_ascii=False))
        if done < rows:
            return self._change(run, state=CHECKED if run.state == CHECKING else DONE, finished_at=self.place.now())
        self._readings[run_id] = reading
        return self._run(run_id)

    def _settle(self, reading: _Reading, row: RowRead) -> bool:
        """Do one row and keep what became of it, both or neither; False where somebody else has gone on."""
        with self.place.store.unit_of_work() as work:
            if not self._still(work, reading):
                return False
            found = _row(row, reading.register)
            try:
                if row.outcome not in NO_REQUEST:
                    self._bring_in(work, reading, row, found)
            except (DeskError, *_FAULTS) as error:
                _refuse(found, error)
                work.rollback()
            if reading.state == CHECKING:
                found.case_id = found.case_id if found.outcome == "known" else None
                work.rollback()
            run = self._still(work, reading)
            if run is None:
                return False
            if found.outcome not in NO_REQUEST:
                work.imports.add_rows(run.id, [found])
            run.rows_done += 1
            counted = [found.outcome, *(["standing_" + found.standing] if found.standing else [])]
            run.counts = {**run.counts, **{each: run.counts.get(each, 0) + 1 for each in counted}}
            work.commit()
        reading.done += 1
        return True

    def _bring_in(self, work: UnitOfWork, reading: _Reading, row: RowRead, found: ImportRowRow) -> None:
        """Make a case of a row, unless it is known, repeated or refused. Raises what opening a case raises."""
        same = f"same {row.identity}" if row.identity else ""
        origin, like = work.imports.origin(row.fingerprint), work.imports.origin(same)
        if found.outcome == "duplicate":
            return
        if origin:
            found.outcome, found.case_id, found.problems = "known", origin.case_id, []
        elif like and like.run_id != reading.run_id and found.outcome != "refused":
            found.outcome, found.case_id = "known", like.case_id
            found.problems = [_problem("", "", Reason("与已导入的是同一申请,但有单元格不同;没有再建案,请在案件里更正"))]
        elif found.outcome != "refused":
            found.case_id, found.standing = self._open_case(work, reading, row, found)
            for fingerprint in filter(None, {row.fingerprint, same}):
                work.imports.remember(fingerprint, found.case_id, reading.run_id)

    def _open_case(self, work: UnitOfWork, reading: _Reading, row: RowRead, found: ImportRowRow) -> tuple[int, str]:
        register, values, at = reading.register, row.values, row.values[reading.register.anchor]
        form = self.place.registry_of(row.kind).workflows[row.kind].opens

        def said(of: type[Form]) -> tuple[Form, dict[str, object]]:
            told = answers.told(register, values, of, at)
            made, left_out = answers.fitting(lambda each: of.load(each, at=at, partial=True), told)
            for name, why in left_out.items():
                key = answers.key_of(register, of, name)
                if all(each["key"] != key for each in found.problems):
                    reason = Reason("“{field}”没有填入:{why}",
                                    {"field": Label(of.fields[name].label), "why": tuple(why)})
                    found.problems = [*found.problems, _problem(reading.columns.get(key, ""), key, reason)]
            return made, {name: each for name, each in told.items() if name not in left_out}

        item, product, asked = said(Item)[1], said(Product)[1], said(form)[1]
        if found.problems:
            found.outcome = "doubt"
        customer_id = self._customer(work, reading.actor, values)
        record = self.opening.record(work, reading.actor, Request(
            row.kind, asked, [item] if item else [], customer_id, self._product(work, customer_id, product), at=at,
            partial=True, comment=values.get(common.NOTE.key, ""), imported_from={
                **reading.origin, "row": row.row_number, "cells": row.cells, "doubts": found.problems}))
        return record.row.id, answers.standing(record.case)

    def _customer(self, work: UnitOfWork, actor: Actor, values: Mapping[str, Any]) -> int | None:
        """Whoever has the phone, unless under another name; else somebody new."""
        name = values.get(common.CUSTOMER_NAME.key, "")
        phones = [each for each in (values.get(common.PHONE.key), *values.get("other_phones", ())) if each]
        for known in (each for phone in phones for each in work.customers.find_by_phone(normalised(phone))):
            if not name or known.name in ("", name):
                known.name, known.address = known.name or name, known.address or values.get(common.ADDRESS.key, "")
                return known.id
        if not name and not phones:
            return None
        return self.customers.within(work, actor, name=name, phones=phones,
                                     address=values.get(common.ADDRESS.key, "")).id

    def _product(self, work: UnitOfWork, customer_id: int | None, told: Mapping[str, object]) -> int | None:
        """The same thing of the same customer, or a new one; none where the row does not name it."""
        if "name" not in told:
            return None
        for known in work.products.of(customer_id) if customer_id else ():
            bought = known.purchased_on.isoformat() if known.purchased_on else ""
            if (known.name, known.model, known.order_no, bought) == tuple(
                    told.get(each, "") for each in ("name", "model", "order_no", "purchased_on")):
                return known.id
        return answers.fitting(lambda each: self.customers.product_within(work, customer_id, each), told)[0].id

    def _reading(self, run: ImportRunRow) -> _Reading:
        """A run's rows from where it stands. The day on which it was begun is today, also when it goes on later."""
        with self.place.store.read() as work:
            zone = self.place.calendar(work).zone
            user = work.users.get(run.started_by) if run.started_by else None
        if user and not user.active:
            raise Forbidden("{name}已停用,不能继续导入", name=user.name)
        actor = self.users.actor(user) if user else Actor.system()
        require(actor, IMPORT)
        register, mapping = self._register(run), Columns.from_data(run.mapping)
        sheet = self._open(run).sheet(run.sheet)
        if run.state == WAITING or not run.rows_total:
            run = self._change(run, state=RUNNING if run.state == WAITING else run.state,
                               rows_total=sum(row.number > mapping.header_row for row in sheet.rows))
        rows = islice(read(sheet, mapping, register, today=run.started_at.astimezone(zone).date(), zone=zone),
                      run.rows_done, None)
        return _Reading(run.id, actor, run.state, {"run": run.id, "file": run.file_name, "sheet": run.sheet}, register,
                        {key: name for name, key in mapping.keys.items()}, rows, run.rows_done)

    def _begin(self, actor: Actor, run_id: int, state: str, background: bool) -> None:
        seen = self.inspect(actor, run_id)
        if seen.problems:
            raise InvalidInput(seen.problems, form="mapping")
        with self.place.store.unit_of_work() as work:
            run = work.imports.lock(run_id)
            if run.state not in (DRAFT, CHECKING, CHECKED):
                return
            work.imports.forget(run, rows_only=True)
            run.state, run.rows_done, run.counts, run.started_by, run.finished_at = state, 0, {}, actor.id, None
            if background:
                self._ask_worker(work, run)
            work.commit()

    def _ask_worker(self, work: UnitOfWork, run: ImportRunRow) -> None:
        moment = self.place.now().isoformat()
        work.outbox.put("import", f"import:{run.id}:{run.state}:{run.rows_done}:{moment}", {"run": run.id})

    @staticmethod
    def _still(work: UnitOfWork, reading: _Reading) -> ImportRunRow | None:
        run = work.imports.lock(reading.run_id)
        return run if (run.state, run.rows_done) == (reading.state, reading.done) else None

    def _run(self, run_id: int) -> ImportRunRow:
        with self.place.store.read() as work:
            return work.imports.get(run_id)

    def _change(self, seen: ImportRunRow, **values: Any) -> ImportRunRow:
        """Change a run unless somebody else has."""
        with self.place.store.unit_of_work() as work:
            run = work.imports.lock(seen.id)
            if run.state == seen.state:
                for name, value in values.items():
                    setattr(run, name, value)
                work.commit()
            return run

    @staticmethod
    def _not_begun(work: UnitOfWork, run_id: int) -> ImportRunRow:
        run = work.imports.lock(run_id)
        if run.state not in (DRAFT, CHECKING, CHECKED):
            raise Refused("已经开始导入,不能再改")
        work.imports.forget(run, rows_only=True)
        run.rows_done, run.rows_total, run.counts = 0, 0, {}
        return run

    def _register(self, run: ImportRunRow) -> Register:
        if run.kind not in self.place.registers:
            raise Refused("插件“{plugin}”未启用,不能导入它的登记表", plugin=run.kind)
        return self.place.registers[run.kind]

    @staticmethod
    def _best(book: Workbook, register: Register, sheet: str) -> tuple[Sheet, Columns]:
        found = book.sheet(sheet) if sheet else best_sheet(book, register)
        return found, suggest(found, register)

    @staticmethod
    def _remembered(work: UnitOfWork, mapping: Columns, register: Register) -> Columns:
        """The mapping as somebody corrected it for the same headers, as far as it can still be used."""
        saved = work.imports.mapping(mapping.signature)
        return _with(mapping, register, saved.mapping["keys"]) if saved else mapping

    def _open(self, run: ImportRunRow) -> Workbook:
        return open_file(self._file(run.file_sha256), run.file_name)

    def _file(self, digest: str) -> Path:
        return self.place.config.data / "imports" / digest

    @staticmethod
    def _keep(path: Path, content: bytes) -> None:
        """Write a file once, whole or not at all, for the desk alone to read."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)


def _data(mapping: Columns) -> dict[str, Any]:
    """A mapping to keep, with the columns that were left out on purpose."""
    return {**mapping.data(), "keys": {each.name: each.key for each in mapping.suggestions}}


def _with(mapping: Columns, register: Register, keys: Mapping[str, str]) -> Columns:
    said = {bare(name): key for name, key in keys.items()}
    try:
        return mapping.corrected(register, {name: said[bare(name)] for name in mapping.names if bare(name) in said})
    except InvalidInput:
        return mapping


def _row(row: RowRead, register: Register) -> ImportRowRow:
    """What is kept of a row before anything is done with it."""
    problems = [_problem(each.column, each.key, each.reason, refused=each in row.refusals)
                for each in (*row.refusals, *row.doubts)]
    if row.outcome == "repeated":
        problems = [_problem("", "", Reason("与第 {row} 行相同,登记了两次", {"row": row.duplicate_of}))]
    said = {key: packed(register.column(key).label(value) if register.has(key) and
                        register.column(key).kind == "choice" else value) for key, value in row.values.items()}
    return ImportRowRow(row_number=row.row_number, fingerprint=row.fingerprint, cells=row.cells, said=said,
                        outcome="duplicate" if row.outcome == "repeated" else row.outcome, problems=problems,
                        standing="")


def _problem(column: str, key: str, reason: Reason, *, refused: bool = False) -> dict[str, Any]:
    return {"column": column, "key": key, "reason": reason.data(), "refused": refused}


def _refuse(found: ImportRowRow, error: Exception) -> None:
    """A row that opening a case refused, or at which a rule of a plugin broke."""
    reasons = ([each for said in error.errors.values() for each in said] if isinstance(error, InvalidInput)
               else [error.reason] if isinstance(error, DeskError)
               else [Reason("这一行办理时出错:{why}", {"why": f"{type(error).__name__}: {error}"})])
    found.outcome, found.case_id, found.standing = "refused", None, ""
    found.problems = [*(_problem("", "", each, refused=True) for each in reasons), *found.problems]
