"""`shouhou export`: tables to take along, and archives of a customer that were asked for elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from core.commands.session import Session, as_option, examples, json_option, pass_session
from core.commands.tables import table
from core.commands.writing import NewFile

if TYPE_CHECKING:
    from core.store.tables import ExportRow

STATES = {"waiting": "等待制作", "making": "制作中", "done": "可以下载", "failed": "没有做成", "expired": "已过期"}
OUTPUT = click.option("--output", type=NewFile(), default="-", metavar="FILE|-",
                      help="Where to (default: standard output).")


@click.group("export")
def exporting() -> None:
    """Take data along."""


def _table(name: str, of: str, note: str) -> Callable[..., Any]:
    """A command that writes a table at once."""
    def write(session: Session, form: str, output: BinaryIO, kinds: tuple[str, ...], still_open: bool, search: str,
              login: str) -> None:
        from core.store.lists import CaseFilter

        wanted = CaseFilter(kinds=kinds, open=True if still_open else None, search=search)
        count = session.desk.exports.write(session.actor(login), name, form, output, wanted,
                                           language=session.language, face="cli")
        session.note(note, count=count)

    write.__doc__ = f"""Write {of} the account may see, one a line. Nothing in it is taken for a formula, and that it
    was written is noted."""
    command: Callable[..., Any] = pass_session(write)
    for option in (
            as_option, click.option("--search", default="", metavar="TEXT", help="Only of cases found by this."),
            click.option("--open", "still_open", is_flag=True, help="Only of open cases."),
            click.option("--kind", "kinds", multiple=True, metavar="KIND",
                         help="Only of cases of this kind; may be repeated."), OUTPUT,
            click.option("--xlsx", "form", flag_value="xlsx", help="As a workbook."),
            click.option("--csv", "form", flag_value="csv", default="csv",
                         help="As CSV for spreadsheets (UTF-8 with mark; the default).")):
        command = option(command)
    return exporting.command(name, epilog=examples(
        f"shouhou export {name} --as chen > {name}.csv",
        f"shouhou export {name} --xlsx --output {name}.xlsx --kind furniture.return --as chen"))(command)


cases = _table("cases", "the cases", "{count} 个案件")
events = _table("events", "the events of the cases", "{count} 个事件")
customers = _table("customers", "the customers", "{count} 位客户")


@exporting.command("list", epilog=examples("shouhou export list --as chen", "shouhou export list --as chen --json"))
@as_option
@json_option
@pass_session
def listing(session: Session, login: str, as_json: bool) -> None:
    """List one's own exports made in the background, the latest first."""
    found, say = session.desk.exports.mine(session.actor(login)), session.say
    if as_json:
        session.give([_said(session, each) for each in found])
        return
    table([(each.id, session.show(each.asked_at), f"{each.what}.{each.form}", say(STATES[each.state]),
            f"{each.rows_done}/{each.rows_total}", session.show(each.expires_at)) for each in found],
          head=(say("编号"), say("时间"), say("内容"), say("状态"), say("行"), say("保留到")))


def _said(session: Session, row: ExportRow) -> dict[str, Any]:
    from core.exports.kept import error_of

    error = error_of(row)
    return {"export": row.id, "what": row.what, "form": row.form, "customer": row.asked.get("customer"),
            "state": row.state, "rows_done": row.rows_done, "rows_total": row.rows_total, "size": row.size,
            "asked_at": row.asked_at, "finished_at": row.finished_at, "expires_at": row.expires_at,
            "error": session.say.reason(error)}


@exporting.command(epilog=examples("shouhou export fetch 3 --output cases.xlsx --as chen"))
@click.argument("export", type=click.IntRange(1, 2**31 - 1))
@OUTPUT
@as_option
@pass_session
def fetch(session: Session, export: int, output: BinaryIO, login: str) -> None:
    """Write the file of one of one's own exports."""
    found = session.desk.exports.fetch(session.actor(login), export, face="cli")
    with found.path.open("rb") as file:
        shutil.copyfileobj(file, output)
    session.note("已取走 {name}", name=found.name)


@exporting.command(epilog=examples("shouhou export remove 3 --as chen"))
@click.argument("export", type=click.IntRange(1, 2**31 - 1))
@as_option
@json_option
@pass_session
def remove(session: Session, export: int, login: str, as_json: bool) -> None:
    """Take one of one's own exports away, also while it is being made."""
    session.desk.exports.remove(session.actor(login), export)
    if as_json:
        session.give({"export": export, "removed": True})
    else:
        session.tell("已删除这个导出")
