"""`shouhou export`: cases as a table."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import click

from core.commands.session import Session, as_option, examples, pass_session

if TYPE_CHECKING:
    from core.web.lists import Line

PAGE = 500


@click.group("export")
def exporting() -> None:
    """Take data along."""


@exporting.command("cases", epilog=examples(
    "shouhou export cases --csv --as chen > cases.csv",
    "shouhou export cases --csv --output cases.csv --kind furniture.return --as chen"))
@click.option("--csv", "as_csv", is_flag=True, required=True, help="As CSV for spreadsheets (UTF-8 with mark).")
@click.option("--output", type=click.File("wb", atomic=True), default="-", metavar="FILE|-",
              help="Where to (default: standard output).")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind; may be repeated.")
@click.option("--open", "still_open", is_flag=True, help="Only open ones.")
@click.option("--search", default="", metavar="TEXT", help="Only those found by this.")
@as_option
@pass_session
def cases(session: Session, as_csv: bool, output: Any, kinds: tuple[str, ...], still_open: bool, search: str,
          login: str) -> None:
    """Write the cases the account may see, one a line. Nothing in it is taken for a formula."""
    from core.domain.people import EXPORT
    from core.services.records import require
    from core.store.lists import CaseFilter
    from core.web.lists import Titles, exported, lines
    from core.web.views.cases import inert
    from core.web.wording import Wording

    desk, actor = session.desk, session.actor(login)
    require(actor, EXPORT)
    wanted = CaseFilter(kinds=kinds, open=True if still_open else None, search=search)
    say, titles = Wording(session.language, session.say, session.zone, desk.now()), Titles(
        desk.installed.industries.values())
    found: list[Line] = []
    cursor = ""
    while True:
        listed = desk.views.cases(actor, wanted, order="opened", cursor=cursor, limit=PAGE)
        found += lines(say, listed, titles)
        cursor = listed.page.next_cursor
        if not cursor:
            break
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(
        [[inert(str(cell)) for cell in row] for row in exported(say, found)])
    output.write(b"\xef\xbb\xbf" + text.getvalue().encode())
    session.note("{count} 个案件", count=len(found))
