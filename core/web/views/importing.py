"""Bringing a shop's register in: a file, how its columns are understood, a try, the real thing with its progress."""

import json
import time
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.domain.errors import InvalidInput, NotFound
from core.domain.people import IMPORT
from core.domain.reasons import Reason, unpacked
from core.http.admission import allowed
from core.importing.example import write_example
from core.privacy.accesses import TOOK_REGISTER
from core.register_imports import CHECKED, DONE, DRAFT, FAILED, MOVING
from core.store.tables import ImportRunRow
from core.web.acting import NO_TROUBLE, Trouble, attempt, stream_of, whole
from core.web.desk import say, the_actor, the_desk

pages = Blueprint("importing", __name__, url_prefix="/import")

PAGE, AT_ONCE, PATIENCE = 50, 25, 1.5
"""Rows on a page; rows done at a time, and how many seconds of that a request does before it answers."""
OUTCOMES = {"read": ("读入", "check-circle"), "doubt": ("有疑问", "question-circle"),
            "refused": ("不能读", "slash-circle"), "duplicate": ("重复登记", "files"),
            "known": ("已导入过", "check2-all")}
STANDINGS = {"open": "可以办理", "refer": "要批准", "needs": "缺事实", "deny": "按条款不能办理"}


@pages.get("")
@allowed(IMPORT)
def show() -> str:
    """Choose a file; what was brought in before."""
    return _first_page(NO_TROUBLE)


@pages.post("")
@allowed(IMPORT)
def upload() -> AnyResponse:
    """Keep the file and go on to its columns."""
    def do() -> int:
        file = request.files.get("file")
        if not file or not file.filename:
            raise InvalidInput.field("file", "请选择文件")
        return the_desk().imports.upload(the_actor(), stream_of(file).read(), file.filename)

    return attempt(do, lambda run: redirect(url_for("importing.run", run=run)), _first_page)


def _first_page(trouble: Trouble) -> str:
    return render_template("import.html", runs=the_desk().imports.runs(the_actor()), trouble=trouble,
                           states=_STATES, ready=bool(the_desk().place.registers))


_STATES = {"draft": "待核对列", "checking": "试读中", "checked": "已试读", "waiting": "等待导入", "running": "导入中",
           "done": "已完成", "failed": "中断"}


@pages.get("/example.csv")
@allowed(IMPORT)
def example() -> Response:
    """A register to start from, for a shop that keeps none."""
    register = next(iter(the_desk().place.registers.values()), None)
    if register is None:
        raise NotFound()
    return Response(write_example(register, say().local(say().now).date()), mimetype="text/csv",
                    headers={"Content-Disposition": 'attachment; filename="register-example.csv"'})


@pages.get("/<int:run>")
@allowed(IMPORT)
def run(run: int) -> str:
    """Where the run stands: its columns, its progress, or its rows."""
    found = the_desk().imports.status(the_actor(), run)
    if found.state == DRAFT or (found.state == CHECKED and request.args.get("columns")):
        return _columns_page(run, NO_TROUBLE)
    return _rows_page(found)


def _columns_page(run: int, trouble: Trouble) -> str:
    seen = the_desk().imports.inspect(the_actor(), run, request.values.get("sheet", ""))
    typed = request.form if request.method == "POST" else {}
    return render_template(
        "import_columns.html", seen=seen, trouble=trouble, problems={**seen.problems, **trouble.errors},
        chosen=[typed.get(f"c{at}", each.key) for at, each in enumerate(seen.mapping.suggestions)],
        titles=[line for row in seen.sheet.rows if row.number < seen.mapping.header_row
                for line in [" ".join(cell.text for cell in row.cells if cell and not cell.copied)] if line][:3],
        columns=[(each.key, each.title, each.required) for each in seen.register.columns])


@pages.post("/<int:run>/columns")
@allowed(IMPORT)
def understand(run: int) -> AnyResponse:
    """Take the columns as a person says, and try every row."""
    desk, actor, sheet = the_desk(), the_actor(), request.form.get("sheet", "")
    if request.form.get("do") == "sheet":
        return redirect(url_for("importing.run", run=run, sheet=sheet, columns="yes"))

    def do() -> None:
        names = desk.imports.inspect(actor, run, sheet).mapping.names
        desk.imports.map(actor, run, {name: request.form.get(f"c{at}", "") for at, name in enumerate(names)}, sheet)
        desk.imports.dry_run(actor, run, background=True)
        _go_on(run)

    return attempt(do, lambda _: redirect(url_for("importing.run", run=run)),
                   lambda trouble: _columns_page(run, trouble))


@pages.post("/<int:run>/start")
@allowed(IMPORT)
def start(run: int) -> AnyResponse:
    """Bring every row in; sending it twice begins once."""
    the_desk().imports.start(the_actor(), run, background=True)
    _go_on(run)
    return redirect(url_for("importing.run", run=run))


@pages.post("/<int:run>/resume")
@allowed(IMPORT)
def resume(run: int) -> AnyResponse:
    """Go on with a run that stands still."""
    the_desk().imports.resume(the_actor(), run)
    _go_on(run)
    return redirect(url_for("importing.run", run=run))


@pages.post("/<int:run>/discard")
@allowed(IMPORT)
def discard(run: int) -> AnyResponse:
    """Drop a run that was not begun."""
    the_desk().imports.discard(the_actor(), run)
    flash(say()("已放弃,没有导入任何内容"))
    return redirect(url_for("importing.show"))


def _go_on(run: int) -> None:
    """Do the first rows at once, so that a small register is done when the page comes; the worker does the rest."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and the_desk().imports.advance(run, AT_ONCE).state in MOVING:
        pass


@pages.get("/<int:run>/correction.<form>")
@allowed(IMPORT)
def correction(run: int, form: str) -> Response:
    """The rows to correct, as a file that can be brought in again."""
    sort = "csv" if form == "csv" else "xlsx"
    found = the_desk().imports.correction(the_actor(), run, form=sort, doubts=bool(request.args.get("doubts")),
                                          translate=say().translate)
    the_desk().accesses.note(the_actor(), TOOK_REGISTER, face="web", run=run)
    media = "text/csv" if sort == "csv" else "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(found, mimetype=media, headers={
        "Content-Disposition": f'attachment; filename="correction-{run}.{sort}"'})


def _rows_page(found: ImportRunRow) -> str:
    desk, actor = the_desk(), the_actor()
    only = request.args.get("only", "")
    after = request.args.get("after", "")
    outcomes, standings = ((), (only.removeprefix("standing_"),)) if only.startswith("standing_") else (
        ((only,) if only in OUTCOMES else ()), ())
    rows, cases = desk.imports.rows(actor, found.id, outcomes=outcomes, standings=standings,
                                    after=whole(after) or 0, limit=PAGE)
    error = Reason.from_data(json.loads(found.error)) if found.error else None
    register = desk.place.registers.get(found.kind)
    titles = {each.key: each.title for each in register.columns} if register else {}
    return render_template(
        "import_run.html", found=found, rows=rows, cases=cases, only=only, outcomes=OUTCOMES, standings=STANDINGS,
        states=_STATES, moving=found.state in MOVING, checked=found.state == CHECKED, done=found.state == DONE,
        failed=found.state == FAILED, error=error, more=len(rows) == PAGE, problem=_problem, titles=titles,
        said=_said, percent=round(100 * found.rows_done / found.rows_total) if found.rows_total else 0)


def _problem(problem: Mapping[str, Any]) -> Reason:
    return Reason.from_data(problem["reason"])


def _said(said: Mapping[str, Any]) -> dict[str, object]:
    """What was understood of a row, as values."""
    return {key: unpacked(value) for key, value in said.items()}
