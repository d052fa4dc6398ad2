"""`shouhou report`: how the business did."""

from __future__ import annotations

import click

from core.commands.session import Session, as_option, examples, json_option, pass_session
from core.commands.tables import table


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
