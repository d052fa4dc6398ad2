"""Registers that shops keep, brought in as cases: uploaded, understood, tried, brought in, corrected."""

import hashlib
from collections.abc import Callable
from typing import Any, cast

from flask import Response, request, url_for
from flask.views import MethodView
from marshmallow import fields, validate

from core.domain.errors import InvalidInput
from core.domain.people import IMPORT, SEE_PHONES
from core.privacy.accesses import TOOK_REGISTER
from core.register_imports import Inspected
from core.representation import said_columns, said_imported, said_run
from core.representation.imports import OUTCOMES, STANDINGS
from core.rest import ask, tell
from core.rest.calling import say, the_actor, the_desk
from core.rest.once import once_by_key
from core.rest.operations import Resource, made, paged, said
from core.rest.parsing import form_field, read_form
from core.rest.samples import sample
from core.services.records import require

resource = Resource("imports", "Imports", "Registers of shops, brought in row by row, each row once.")

FORM: dict[str, Any] = {
    "type": "object", "required": ["file"], "additionalProperties": False, "properties": {
        "file": {"type": "string", "contentMediaType": "application/octet-stream",
                 "description": "The register: CSV or XLSX, recognised by its content."},
        "sheet": {"type": "string", "maxLength": 100,
                  "description": "Sheet of a workbook; the likeliest, if not given."}}}
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RUN: dict[str, Any] = {
    "run": 3, "file": "register.csv", "sheet": "register", "industry": "furniture", "state": "draft", "rows_done": 0,
    "rows_total": 0, "counts": dict.fromkeys(OUTCOMES, 0),
    "lines": {"blank": 0, "total": 0, "header": 0, "remark": 0}, "standing": dict.fromkeys(STANDINGS, 0), "error": "",
    "started_at": "2025-10-13T02:42:00+00:00", "finished_at": None}


def _figures(about: str) -> Any:
    return fields.Dict(keys=fields.String(), values=fields.Integer(), required=True, metadata={"description": about})


class ImportRun(tell.Output):
    """A register that is being brought in, or was."""

    run = tell.counts("Id.")
    file = tell.says("Name of the file.")
    sheet = tell.says("Its sheet.")
    industry = tell.says("The industry whose register it looks like.")
    state = tell.says("`draft` (its columns are to be looked at), `checking` (being tried), `checked`, `waiting`, "
                      "`running` (being brought in), `done`, or `failed` (see `error`; `resume` goes on).")
    rows_done = tell.counts("Rows that are done.")
    rows_total = tell.counts("Rows there are; 0 until they are counted.")
    counts = _figures("Rows by what came of them: `read`, `doubt`, `refused`, `duplicate`, `known`.")
    lines = _figures("Lines in which nobody asks for anything: `blank`, `total`, `header`, `remark`.")
    standing = _figures("Cases by where they stand: `open`, `refer`, `needs`, `deny`.")
    error = tell.says("Why it cannot go on.")
    started_at = tell.at("When it was uploaded.")
    finished_at = tell.maybe_at("When it was tried or brought in to the end.")

    example = sample(RUN)


class ImportRuns(tell.Output):
    """A page of runs."""

    runs = tell.parts(ImportRun, "The runs, the latest first.")
    next_cursor = tell.maybe("Where the next page begins; null on the last.")
    next = tell.maybe("Path of the next page; null on the last.")

    example = sample({"runs": [RUN], "next_cursor": None, "next": None})


class WantedRuns(ask.Input):
    """Which runs."""

    cursor = ask.whole("Where an earlier page ended.", least=1, address=True)
    limit = ask.whole("How many on a page.", least=1, most=200, address=True, default=50)


class WhichSheet(ask.Input):
    """Which sheet of a workbook."""

    sheet = ask.text("Another sheet than the chosen one.", longest=100)


class ImportColumn(tell.Output):
    """A column of the sheet."""

    column = tell.says("Its header.")
    key = tell.says("What it is taken for; empty for nothing.")
    title = tell.says("That in words.")
    confidence = fields.Float(required=True, metadata={"description": "How surely, from 0 to 1."})
    why = tell.says("Why.")


class ImportKey(tell.Output):
    """What a column may hold."""

    key = tell.says("Key.")
    title = tell.says("In words.")
    required = tell.truth("Whether some column has to hold it.")


class ImportColumns(tell.Output):
    """How a register is understood."""

    sheet = tell.says("The sheet.")
    sheets = tell.words("All sheets of the file.")
    header_row = tell.counts("Row of the headers; 0 where there is none.")
    mapping = tell.parts(ImportColumn, "Columns, in order.")
    unmapped = tell.words("Columns that are taken for nothing.")
    keys = tell.parts(ImportKey, "What a column may be said to hold.")
    problems = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True, metadata={
        "description": "What keeps it from being brought in: by column, or by key for what is missing."})
    remembered = tell.truth("Whether columns are taken as somebody has said before for the same headers.")

    example = sample({
        "sheet": "register", "sheets": ["register"], "header_row": 1, "unmapped": ["No"], "remembered": False,
        "mapping": [{"column": "Date", "key": "applied_at", "title": "Asked on", "confidence": 0.9,
                     "why": "By its header"}],
        "keys": [{"key": "applied_at", "title": "Asked on", "required": True}], "problems": {}})


class Meaning(ask.Input):
    """What columns hold. It is remembered for registers with the same headers."""

    columns = fields.Dict(
        keys=fields.String(validate=validate.Length(max=200, error="长度不对")),
        values=ask.text("A key, or empty for nothing.", longest=100), required=True,
        error_messages={"required": "请填写", "null": "请填写", "invalid": "应是一个对象"},
        metadata={"description": "Header to key; empty for nothing. Columns not named stay as they are."})
    sheet = ask.text("Another sheet than the chosen one.", longest=100)

    example = sample({"columns": {"Date": "applied_at", "Remark": ""}})


class WantedRows(ask.Input):
    """Which rows."""

    outcome = ask.texts("What came of them: `read`, `doubt`, `refused`, `duplicate`, `known`; may be repeated.")
    standing = ask.texts("Where their cases stood: `open`, `refer`, `needs`, `deny`; may be repeated.")
    after = ask.whole("Only rows after this one.", address=True, default=0)
    limit = ask.whole("How many.", least=1, most=200, address=True, default=50)


class ImportProblem(tell.Output):
    """Something about a cell."""

    column = tell.says("Header of the column; empty for the whole row.")
    key = tell.says("What the column holds.")
    reason = tell.says("What is wrong or doubtful.")


class ImportedRow(tell.Output):
    """What came of a row."""

    row = tell.counts("Number of the row in the sheet.")
    outcome = tell.says("`read`, `doubt`, `refused`, `duplicate` or `known`.")
    standing = tell.says("Where its case stood: `open`, `refer`, `needs`, `deny`; empty without one.")
    case = tell.maybe("Number of its case.")
    cells = tell.anything("What stands in it, by header; empty for who may not see telephone numbers.")
    problems = tell.parts(ImportProblem, "What is wrong or doubtful.")


class ImportedRows(tell.Output):
    """A part of the rows of a run."""

    rows = tell.parts(ImportedRow, "Rows, in the order of the sheet.")
    next_after = tell.maybe_counts("`after` of the part that follows; null at the end.")

    example = sample({"next_after": None, "rows": [{
        "row": 3, "outcome": "refused", "standing": "", "case": None, "cells": {"Date": "2025-10-32"},
        "problems": [{"column": "Date", "key": "applied_at", "reason": "There is no such day"}]}]})


class WhichCorrection(ask.Input):
    """Which file."""

    form = ask.text("What sort of file.", one_of=("csv", "xlsx"), default="xlsx")
    doubts = ask.flag("Whether rows read with a doubt are in it too.", address=True)


class Discarded(tell.Output):
    """What was dropped."""

    run = tell.counts("Id that the run had.")
    example = sample({"run": 3})


def _answer(run: int) -> dict[str, Any]:
    return said_run(the_desk().imports.status(the_actor(), run), say())


def _understood(seen: Inspected) -> dict[str, Any]:
    return {**said_columns(seen, say()), "remembered": seen.remembered,
            "keys": [{"key": each.key, "title": say()(each.title), "required": each.required}
                     for each in seen.register.columns],
            "problems": {name: [say().reason(each) for each in reasons] for name, reasons in seen.problems.items()}}


def _begun(operation: str, run: int, do: Callable[[], None]) -> Response:
    """Have the worker begin, once by its key."""
    def begin() -> dict[str, Any]:
        do()
        return {"run": run}

    _, replayed = once_by_key(operation, {"run": run}, begin)
    return made(_answer(run), 202, replayed=replayed)


@resource.route("/imports")
class ManyImports(MethodView):
    takes_files = True

    @resource.reads("list_imports", IMPORT, ImportRuns, asks=WantedRuns)
    def get(self, asked: dict[str, Any]) -> Response:
        """List runs, the latest first"""
        limit, before = asked["limit"], asked["cursor"] or ask.LARGEST_ID
        rows = the_desk().imports.runs(the_actor(), before=before, limit=limit + 1)
        return paged({"runs": [said_run(each, say()) for each in rows[:limit]]},
                     str(rows[limit - 1].id) if len(rows) > limit else "")

    @resource.does("upload_register", IMPORT, ImportRun, status=201, form=FORM)
    def post(self) -> Response:
        """Upload a register

        Nothing is brought in yet: look at `columns`, try it by `dry-run`, then `start`."""
        read_form(set(FORM["properties"]))
        files = [each for each in request.files.getlist("file") if each.filename]
        if len(files) != 1:
            raise InvalidInput.field("file", "请选择文件")
        content, name, sheet = files[0].stream.read(), files[0].filename or "", form_field("sheet", 100)
        asked = {"sha256": hashlib.sha256(content).hexdigest(), "name": name, "sheet": sheet}
        answer, replayed = once_by_key("upload_register", asked, lambda: {
            "run": the_desk().imports.upload(the_actor(), content, name, sheet=sheet)})
        run = cast(int, answer["run"])
        return made(_answer(run), 201, replayed=replayed, location=url_for("api-imports.OneImport", run=run))


@resource.route("/imports/<int(max=2147483647):run>")
class OneImport(MethodView):
    @resource.reads("get_import", IMPORT, ImportRun)
    def get(self, run: int) -> Response:
        """Say how far a run is, and what came of its rows"""
        return said(_answer(run))

    @resource.does("discard_import", IMPORT, Discarded, keyed=False)
    def delete(self, run: int) -> Response:
        """Drop a run that was not begun"""
        the_desk().imports.discard(the_actor(), run)
        return made({"run": run})


@resource.route("/imports/<int(max=2147483647):run>/columns")
class ImportMeaning(MethodView):
    @resource.reads("get_import_columns", IMPORT, ImportColumns, asks=WhichSheet, refuses=True)
    def get(self, asked: dict[str, Any], run: int) -> Response:
        """Say what each column is taken for, and what is missing"""
        return said(_understood(the_desk().imports.inspect(the_actor(), run, asked["sheet"])))

    @resource.does("map_import_columns", IMPORT, ImportColumns, takes=Meaning, keyed=False)
    def put(self, body: dict[str, Any], run: int) -> Response:
        """Say what columns hold"""
        imports, me = the_desk().imports, the_actor()
        imports.map(me, run, body["columns"], body["sheet"])
        return made(_understood(imports.inspect(me, run)))


@resource.route("/imports/<int(max=2147483647):run>/dry-run")
class ImportTrial(MethodView):
    @resource.does("try_import", IMPORT, ImportRun, status=202)
    def post(self, run: int) -> Response:
        """Have the worker try every row and bring none in"""
        return _begun("try_import", run, lambda: the_desk().imports.dry_run(the_actor(), run, background=True))


@resource.route("/imports/<int(max=2147483647):run>/start")
class ImportStart(MethodView):
    @resource.does("start_import", IMPORT, ImportRun, status=202)
    def post(self, run: int) -> Response:
        """Have the worker bring every row in; once begun this does nothing"""
        return _begun("start_import", run, lambda: the_desk().imports.start(the_actor(), run, background=True))


@resource.route("/imports/<int(max=2147483647):run>/resume")
class ImportResume(MethodView):
    @resource.does("resume_import", IMPORT, ImportRun, status=202)
    def post(self, run: int) -> Response:
        """Have the worker go on with a run that stands still"""
        return _begun("resume_import", run, lambda: the_desk().imports.resume(the_actor(), run))


@resource.route("/imports/<int(max=2147483647):run>/rows")
class ImportRows(MethodView):
    @resource.reads("list_import_rows", IMPORT, ImportedRows, asks=WantedRows)
    def get(self, asked: dict[str, Any], run: int) -> Response:
        """List what came of the rows of a run"""
        imports, me, limit = the_desk().imports, the_actor(), asked["limit"]
        imports.status(me, run)
        rows, cases = imports.rows(me, run, outcomes=asked["outcome"], standings=asked["standing"],
                                   after=asked["after"], limit=limit + 1)
        return said({"rows": [said_imported(each, cases, say(), whole=me.may(SEE_PHONES)) for each in rows[:limit]],
                     "next_after": rows[limit - 1].row_number if len(rows) > limit else None})


@resource.route("/imports/<int(max=2147483647):run>/correction")
class ImportCorrection(MethodView):
    @resource.fetches("get_correction", IMPORT, (CSV, XLSX), asks=WhichCorrection)
    def get(self, asked: dict[str, Any], run: int) -> Response:
        """Fetch the refused rows as a file to correct and bring in again

        It holds telephone numbers: that takes `customer.phone` too."""
        require(the_actor(), SEE_PHONES)
        form = asked["form"]
        content = the_desk().imports.correction(the_actor(), run, form=form, doubts=asked["doubts"],
                                                translate=say())
        the_desk().accesses.note(the_actor(), TOOK_REGISTER, face="rest", run=run)
        return Response(content, mimetype=CSV if form == "csv" else XLSX, headers={
            "Content-Disposition": f'attachment; filename="correction-{run}.{form}"'})
