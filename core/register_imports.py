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

from core.accounts.users import Users
from core.domain.errors import DeskError, Forbidden, InvalidInput, NotFound, Refused
from core.domain.forms import Form, Item, Product
from core.domain.people import IMPORT, Actor, Scope
from core.domain.reasons import Label, Reason
from core.importing import answers, common, kept
from core.importing.columns import Register
from core.importing.mapping import Mapping as Columns
from core.importing.mapping import best_sheet, suggest
from core.importing.rows import RowRead, read
from core.importing.sheets import Sheet, Workbook, open_file
from core.notifications.kinds import IMPORT_FINISHED
from core.notifications.leaving import leave_if_long
from core.services.customers import Customers, normalised
from core.services.opening import Opening, Request
from core.services.records import require
from core.services.workplace import Workplace
from core.store.tables import CaseRow, ImportRowRow, ImportRunRow
from core.store.unit_of_work import UnitOfWork

DRAFT, CHECKING, CHECKED, WAITING, RUNNING, DONE, FAILED = (
    "draft", "checking", "checked", "waiting", "running", "done", "failed")
NOT_BEGUN, MOVING = (DRAFT, CHECKING, CHECKED), (CHECKING, WAITING, RUNNING)
_FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a plugin's rule may raise at an odd row; a database that is away stops the run instead."""


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

    run: ImportRunRow
    actor: Actor
    register: Register
    columns: Mapping[str, str]
    rows: Iterator[RowRead]
    done: int

    def goes_on(self, run: ImportRunRow) -> bool:
        """Whether this is where the run stands, and still what it reads."""
        return (run.state, run.rows_done, run.sheet, run.mapping) == (
            self.run.state, self.done, self.run.sheet, self.run.mapping)


class Imports:
    """Runs of registers. Whoever works with them needs the permission to import."""

    def __init__(self, place: Workplace) -> None:
        self.place, self.opening, self.customers, self.users = place, Opening(place), Customers(place), Users(place)
        self._readings: dict[int, _Reading] = {}

    def upload(self, actor: Actor, content: bytes, name: str, *, sheet: str = "") -> int:
        """Keep a file and begin a run with it, of the industry whose register it looks like; its id. Raises
        `InvalidInput` for what cannot be read."""
        require(actor, IMPORT)
        name = PurePath(name.replace("\\", "/")).name or "register"
        book = open_file(content, name)
        if not self.place.registers:
            raise Refused("启用的插件都没有说明登记表怎么读")
        found = [(kind, chosen, suggest(chosen, register)) for kind, register in self.place.registers.items()
                 for chosen in [book.sheet(sheet) if sheet else best_sheet(book, register)]]
        kind, chosen, mapping = max(found, key=lambda each: sum(one.confidence for one in each[2].suggestions))
        digest = hashlib.sha256(content).hexdigest()
        self._keep(self._file(digest), content)
        with self.place.store.unit_of_work() as work:
            mapping = self._remembered(work, mapping, self.place.registers[kind])
            run = work.imports.add(ImportRunRow(
                file_name=name, file_sha256=digest, sheet=chosen.name, kind=kind, state=DRAFT,
                mapping=kept.mapping_data(mapping), started_by=actor.id))
            work.commit()
            return run.id

    def inspect(self, actor: Actor, run_id: int, sheet: str = "") -> Inspected:
        """How a register is understood, of another sheet than chosen if one is named."""
        require(actor, IMPORT)
        with self.place.store.read() as work:
            run = _of(actor, work.imports.get(run_id))
            register, book = self._register(run), self._open(run)
            found = book.sheet(sheet or run.sheet)
            suggested = suggest(found, register)
            mapping = remembered = self._remembered(work, suggested, register)
            if found.name == run.sheet:
                mapping = kept.as_before(mapping, register, run.mapping)
            earlier = [each for each in work.imports.same_file(run.file_sha256) if each.state == DONE
                       and _theirs(actor, each)]
            return Inspected(run, tuple(book.names), found, register, mapping, mapping.problems(register),
                             remembered.keys != suggested.keys, earlier)

    def map(self, actor: Actor, run_id: int, keys: Mapping[str, str], sheet: str = "") -> None:
        """Take columns (by name) for these keys, '' for none, also the next time a register has these headers. Raises
        `InvalidInput` by column name, or by key for what is missing."""
        seen = self.inspect(actor, run_id, sheet)
        mapping = seen.mapping.corrected(seen.register, keys)
        with self.place.store.unit_of_work() as work:
            run = self._not_begun(work, run_id)
            run.sheet, run.mapping = seen.sheet.name, kept.mapping_data(mapping)
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
            run = _of(actor, work.imports.lock(run_id))
            run.state, run.error = WAITING if run.state == FAILED else run.state, ""
            self._ask_worker(work, run)
            work.commit()

    def discard(self, actor: Actor, run_id: int) -> None:
        """Drop a run that was not begun, and its file unless another run has it."""
        require(actor, IMPORT)
        with self.place.store.unit_of_work() as work:
            _of(actor, work.imports.get(run_id))
            run = self._not_begun(work, run_id)
            last = len(work.imports.same_file(run.file_sha256)) == 1
            work.imports.forget(run)
            work.commit()
        if last:
            self._file(run.file_sha256).unlink(missing_ok=True)

    def status(self, actor: Actor, run_id: int) -> ImportRunRow:
        """How far a run is, and how many rows came out which way (`counts`; `standing_…` for where cases stand)."""
        require(actor, IMPORT)
        return _of(actor, self._run(run_id))

    def runs(self, actor: Actor, content: bytes | None = None, *, before: int = 2**31 - 1,
             limit: int = 50) -> Sequence[ImportRunRow]:
        """The latest runs (before one of this id), or those of exactly one file if its content is given; the latest
        first."""
        require(actor, IMPORT)
        with self.place.store.read() as work:
            if content is None:
                return work.imports.runs(limit, before, by=None if actor.scope is Scope.all else actor)
            found = work.imports.same_file(hashlib.sha256(content).hexdigest())
            return [each for each in found if _theirs(actor, each)]

    def rows(self, actor: Actor, run_id: int, *, outcomes: Collection[str] = (), standings: Collection[str] = (),
             after: int = 0, limit: int = 100) -> tuple[Sequence[ImportRowRow], Mapping[int, CaseRow]]:
        """What became of some rows, and their cases by id."""
        require(actor, IMPORT)
        with self.place.store.read() as work:
            _of(actor, work.imports.get(run_id))
            found = work.imports.rows(run_id, outcomes=outcomes, standings=standings, after=after, limit=limit)
            return found, work.cases.by_ids({each.case_id for each in found if each.case_id})

    def correction(self, actor: Actor, run_id: int, *, form: str = "xlsx", doubts: bool = False,
                   translate: Callable[[str], str] | None = None) -> bytes:
        """The refused rows (and those read with a doubt) as a file to correct and bring in again: `csv` or `xlsx`."""
        run, (rows, _) = self.status(actor, run_id), self.rows(actor, run_id, outcomes=("refused", "doubt"),
                                                               limit=10**6)
        return kept.to_correct(self._open(run).sheet(run.sheet), run.mapping, rows, form, doubts=doubts,
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
        run = self._run(run_id)
        if run.state not in MOVING:
            return run
        try:
            reading = self._readings.pop(run_id, None)
            if reading is None or not reading.goes_on(run):
                reading = self._reading(run)
            before = reading.done
            for row in islice(reading.rows, rows):
                if not self._settle(reading, row):
                    return self._run(run_id)
        except DeskError as error:
            return self._change(run_id, state=FAILED, error=json.dumps(error.reason.data(), ensure_ascii=False))
        if reading.done - before < rows:
            return self._change(run_id, state=CHECKED if run.state == CHECKING else DONE, finished_at=self.place.now())
        self._readings[run_id] = reading
        return self._run(run_id)

    def _settle(self, reading: _Reading, row: RowRead) -> bool:
        """Do one row and keep what became of it, both or neither; False where somebody else has gone on."""
        with self.place.store.unit_of_work() as work:
            if self._still(work, reading) is None:
                return False
            found = ImportRowRow(**kept.row_data(row, reading.register), standing="")
            try:
                if row.outcome not in kept.NO_REQUEST:
                    self._bring_in(work, reading, row, found)
            except (DeskError, *_FAULTS) as error:
                found.outcome, found.case_id, found.standing = "refused", None, ""
                found.problems = [*kept.refusal(error), *found.problems]
                work.rollback()
            if reading.run.state == CHECKING:
                found.case_id = found.case_id if found.outcome == "known" else None
                work.rollback()
            run = self._still(work, reading)
            if run is None:
                return False
            if row.outcome not in kept.NO_REQUEST:
                work.imports.add_rows(run.id, [found])
            counted = [found.outcome, *([f"standing_{found.standing}"] if found.standing else [])]
            run.counts = {**run.counts, **{each: run.counts.get(each, 0) + 1 for each in counted}}
            run.rows_done += 1
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
        elif found.outcome == "refused":
            return
        elif like and like.run_id != reading.run.id:
            found.outcome, found.case_id = "known", like.case_id
            found.problems = [kept.problem(Reason("与已导入的是同一申请,但有单元格不同;没有再建案,请在案件里更正"))]
        else:
            found.case_id, found.standing = self._open_case(work, reading, row, found)
            for name in filter(None, {row.fingerprint, same}):
                work.imports.remember(name, found.case_id, reading.run.id)

    def _open_case(self, work: UnitOfWork, reading: _Reading, row: RowRead, found: ImportRowRow) -> tuple[int, str]:
        register, values, at = reading.register, row.values, row.values[reading.register.anchor]

        def said(of: type[Form]) -> dict[str, object]:
            """What the row answers; what does not fit is left out and said to be doubtful."""
            told = answers.told(register, values, of, at)
            _, left_out = answers.fitting(lambda each: of.load(each, at=at, partial=True), told)
            for name, why in left_out.items():
                key = answers.key_of(register, of, name)
                if all(each["key"] != key for each in found.problems):
                    field = Label(of.fields[name].label)
                    reason = Reason("“{field}”没有填入:{why}", {"field": field, "why": tuple(why)})
                    found.problems = [*found.problems, kept.problem(reason, reading.columns.get(key, ""), key)]
            return {name: each for name, each in told.items() if name not in left_out}

        item, product = said(Item), said(Product)
        asked = said(self.place.registry_of(row.kind).workflows[row.kind].opens)
        found.outcome = "doubt" if found.problems else "read"
        customer_id = self._customer(work, reading.actor, values)
        record = self.opening.record(work, reading.actor, Request(
            row.kind, asked, [item] if item else [], customer_id, self._product(work, customer_id, product), at=at,
            partial=True, comment=values.get(common.NOTE.key, ""), imported_from={
                "run": reading.run.id, "file": reading.run.file_name, "sheet": reading.run.sheet,
                "row": row.row_number, "cells": row.cells, "doubts": found.problems}))
        return record.row.id, answers.standing(record.case)

    def _customer(self, work: UnitOfWork, actor: Actor, values: Mapping[str, Any]) -> int | None:
        """Whoever has the phone, unless under another name; else somebody new."""
        name, address = (values.get(each.key, "") for each in (common.CUSTOMER_NAME, common.ADDRESS))
        phones = [each for each in (values.get(common.PHONE.key), *values.get("other_phones", ())) if each]
        for known in (each for phone in phones for each in work.customers.find_by_phone(normalised(phone), actor)):
            if not name or known.name in ("", name):
                known.name, known.address = known.name or name, known.address or address
                return known.id
        if not name and not phones:
            return None
        return self.customers.within(work, actor, name=name, phones=phones, address=address).id

    def _product(self, work: UnitOfWork, customer_id: int | None, told: Mapping[str, object]) -> int | None:
        """The same thing of the same customer, or a new one; none where the row does not name it."""
        if "name" not in told:
            return None
        for known in work.products.of(customer_id) if customer_id else ():
            if all(str(getattr(known, each) or "") == told.get(each, "")
                   for each in ("name", "model", "order_no", "purchased_on")):
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
        register, mapping, sheet = self._register(run), Columns.from_data(run.mapping), self._open(run).sheet(run.sheet)
        run = self._change(run.id, state=CHECKING if run.state == CHECKING else RUNNING,
                           rows_total=sum(row.number > mapping.header_row for row in sheet.rows))
        rows = read(sheet, mapping, register, today=run.started_at.astimezone(zone).date(), zone=zone)
        return _Reading(run, actor, register, {key: name for name, key in mapping.keys.items()},
                        islice(rows, run.rows_done, None), run.rows_done)

    def _begin(self, actor: Actor, run_id: int, state: str, background: bool) -> None:
        if problems := self.inspect(actor, run_id).problems:
            raise InvalidInput(problems, form="mapping")
        with self.place.store.unit_of_work() as work:
            if work.imports.lock(run_id).state not in NOT_BEGUN:
                return
            run = self._not_begun(work, run_id)
            run.state, run.started_by = state, actor.id
            if background:
                self._ask_worker(work, run)
            work.commit()

    @staticmethod
    def _not_begun(work: UnitOfWork, run_id: int) -> ImportRunRow:
        """A run that has made no case yet, back at its beginning."""
        run = work.imports.lock(run_id)
        if run.state not in NOT_BEGUN:
            raise Refused("已经开始导入,不能再改")
        work.imports.forget(run, rows_only=True)
        run.state, run.rows_done, run.rows_total, run.counts, run.finished_at = DRAFT, 0, 0, {}, None
        return run

    def _ask_worker(self, work: UnitOfWork, run: ImportRunRow) -> None:
        moment = self.place.now().isoformat()
        work.outbox.put("import", f"import:{run.id}:{run.state}:{run.rows_done}:{moment}", {"run": run.id})

    @staticmethod
    def _still(work: UnitOfWork, reading: _Reading) -> ImportRunRow | None:
        run = work.imports.lock(reading.run.id)
        return run if reading.goes_on(run) else None

    def _run(self, run_id: int) -> ImportRunRow:
        with self.place.store.read() as work:
            return work.imports.get(run_id)

    def _change(self, run_id: int, **values: Any) -> ImportRunRow:
        """Change a run that is under way."""
        with self.place.store.unit_of_work() as work:
            run = work.imports.lock(run_id)
            if run.state in MOVING:
                for name, value in values.items():
                    setattr(run, name, value)
                if run.state not in MOVING:
                    leave_if_long(work, run.started_at, IMPORT_FINISHED, f"import:{run.id}", run.started_by,
                                  {"file": run.file_name}, f"/import/{run.id}")
                work.commit()
            return run

    def _register(self, run: ImportRunRow) -> Register:
        if run.kind not in self.place.registers:
            raise Refused("插件“{plugin}”未启用,不能导入它的登记表", plugin=run.kind)
        return self.place.registers[run.kind]

    @staticmethod
    def _remembered(work: UnitOfWork, mapping: Columns, register: Register) -> Columns:
        """The mapping as somebody corrected it for the same headers, as far as it can still be used."""
        saved = work.imports.mapping(mapping.signature)
        return kept.as_before(mapping, register, saved.mapping) if saved else mapping

    def _open(self, run: ImportRunRow) -> Workbook:
        if not self._file(run.file_sha256).exists():
            raise Refused("登记表“{file}”已按个人信息的规定删除", file=run.file_name)
        return open_file(self._file(run.file_sha256), run.file_name)

    def _file(self, digest: str) -> Path:
        return self.place.config.data / "imports" / digest

    @staticmethod
    def _keep(path: Path, content: bytes) -> None:
        """Write a file whole or not at all, for the desk alone to read."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.touch(0o600)
        fresh.write_bytes(content)
        fresh.replace(path)


def _theirs(actor: Actor, run: ImportRunRow) -> bool:
    """Whose rows somebody may read: a register holds customers of all sorts, so who does not see all cases gets what
    they brought in themselves."""
    return actor.scope is Scope.all or run.started_by == actor.id


def _of(actor: Actor, run: ImportRunRow) -> ImportRunRow:
    if not _theirs(actor, run):
        raise NotFound()
    return run
