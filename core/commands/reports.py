"""`shouhou report`: how the business did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.commands.session import Session, as_option, examples, json_option, pass_session
from core.commands.tables import table

if TYPE_CHECKING:
    from core.domain.reports import Sheet


@click.group()
def report() -> None:
    """Figures of how the business did, of the cases one may see."""


@report.command("promises", epilog=examples(
    "shouhou report promises --as chen", "shouhou report promises --since 2025-08 --until 2025-10 --as chen --json"))
@click.option("--since", metavar="MONTH", help="First month, as 2025-08 (default: two before the last).")
@click.option("--until", metavar="MONTH", help="Last month (default: this one).")
@click.option("--unit", default="", metavar="KEY", help="Cases of one unit only.")
@click.option("--person", default="", metavar="LOGIN", help="Cases of one person only.")
@as_option
@json_option
@pass_session
def promises(session: Session, since: str | None, until: str | None, unit: str, person: str, login: str,
             as_json: bool) -> None:
    """Report how the company's promises were kept, by promise and month."""
    from core.reporting.promises import month_of
    from core.representation.reports import said_promises

    actor = session.actor(login)
    assignee = session.actor(person, "person").id if person else None
    found = session.desk.reports.promises(actor, month_of(since, "since"), month_of(until, "until"), unit=unit,
                                          assignee=assignee)
    if session.as_json:
        session.give(said_promises(found, session.data_say))
        return
    say = session.say
    table([(say(each.title), f"{each.month:%Y-%m}", each.met, each.early, each.cured, each.missed, each.open_late,
            "—" if each.share is None else f"{each.share}%") for each in found.lines],
          head=tuple(map(say, ("时限", "月份", "按时", "过早", "已补救", "逾期", "未结逾期", "达成"))))
    if not found.lines:
        session.note("这几个月没有到期的时限")


@report.command("list", epilog=examples("shouhou report list --as chen", "shouhou report list --as chen --json"))
@as_option
@json_option
@pass_session
def listing(session: Session, login: str, as_json: bool) -> None:
    """List the reports that regulations in force ask for, and those always there."""
    from core.representation.plans import said_offered

    found, say = session.desk.declared_reports.all(session.actor(login)), session.say
    if as_json:
        session.give([said_offered(each, session.data_say) for each in found])
        return
    table([(f"{each.industry}/{each.key}", say(each.report.title), " ".join(each.clauses)) for each in found],
          head=tuple(map(say, ("报表", "名称", "条款"))))
    if not found:
        session.note("现行制度没有要求别的报表")


@report.command("show", epilog=examples("shouhou report show beds --period 2025-03 --as chen",
                                        "shouhou report show garden/beds --since 2025-03-12 --as chen --json"))
@click.argument("key")
@click.option("--period", default="", help="2025-03, 2025-W10, 2025-Q1, 2025-H1 or 2025 (default: this month).")
@click.option("--since", default="", metavar="DAY", help="First day of a range, as 2025-03-12.")
@click.option("--until", default="", metavar="DAY", help="Last day of a range (default: today).")
@as_option
@json_option
@pass_session
def show(session: Session, key: str, period: str, since: str, until: str, login: str, as_json: bool) -> None:
    """Make a report of the cases one may see. KEY is its key, with the industry before it where two share one."""
    from core.representation.plans import said_report

    actor, reports = session.actor(login), session.desk.declared_reports
    offered = reports.named(actor, key)
    found = reports.make(actor, offered.industry, offered.key, reports.span(period, since, until))
    if as_json:
        session.give(said_report(found, session.data_say))
        return
    say = session.say
    click.echo(f"{say(offered.report.title)}  {say.reason(found.span.title)}  {' '.join(offered.clauses)}")
    sheet_table(session, found.sheet)


def sheet_table(session: Session, sheet: Sheet) -> None:
    """A sheet as a table, shares in percent, with what was counted below."""
    from core.representation.plans import said_sheet

    data = said_sheet(sheet, session.say)

    def cell(value: object, sort: str) -> object:
        return "—" if value is None else f"{float(str(value)) * 100:.1f}%" if sort == "percent" else value

    sorts = [each["sort"] for each in data["columns"]]
    rows = [*data["rows"], *([data["totals"]] if data["totals"] else [])]
    table([tuple(cell(value, sort) for value, sort in zip(row, sorts, strict=True)) for row in rows],
          head=tuple(each["label"] for each in data["columns"]))
    for each in data["notes"]:
        click.echo(each)
    if not data["rows"]:
        session.note("这段时间没有可以统计的")
