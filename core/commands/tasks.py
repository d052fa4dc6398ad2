"""`shouhou task`: what regulations want done each week, month, quarter or year, and who has signed for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.commands.session import Session, as_option, examples, json_option, pass_session
from core.commands.tables import table
from core.commands.values import answers_of, mapping_of

if TYPE_CHECKING:
    from core.plans.service import Entry

STATES = ("open", "overdue", "done")


@click.group()
def task() -> None:
    """Scheduled tasks: what is due each period, and each department's part of it."""


@task.command("list", epilog=examples("shouhou task list --as chen", "shouhou task list --state done --as chen --json"))
@click.option("--state", type=click.Choice(STATES), default="open", show_default=True,
              help="Open ones (overdue ones first), only the overdue, or those done.")
@click.option("--mine", is_flag=True, help="Only those that wait for a part of one's own.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many at most.")
@as_option
@json_option
@pass_session
def listing(session: Session, state: str, mine: bool, limit: int, login: str, as_json: bool) -> None:
    """List scheduled tasks, overdue ones first; those done the latest first."""
    from core.representation.plans import said_entry

    found = session.desk.plans.entries(session.actor(login), state, mine=mine, limit=limit).entries
    if as_json:
        session.give([said_entry(each, session.data_say) for each in found])
        return
    say = session.say
    table([(each.row.id, say(each.row.title), say.reason(each.period.title),
            session.show(each.row.due_at) if each.row.due_at else "—", _standing(session, each)) for each in found],
          head=tuple(map(say, ("编号", "任务", "时段", "期限", "办理情况"))))
    if not found:
        session.note("没有这样的任务")


@task.command(epilog=examples("shouhou task show 3 --as chen", "shouhou task show 3 --as chen --json"))
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@as_option
@json_option
@pass_session
def show(session: Session, number: int, login: str, as_json: bool) -> None:
    """Show a task: whose parts are done or missing, what it shows."""
    from core.commands.reports import sheet_table
    from core.representation.plans import said_task

    desk = session.desk
    view = desk.plans.show(session.actor(login), number)
    if as_json:
        session.give(said_task(view, desk.place, session.data_say))
        return
    say = session.say
    _tell(session, view.entry)
    if view.blocked:
        session.tell("还没有期限:{why}", why=say.reason(view.blocked))
    for part in view.entry.parts:
        for label, answer in part.row.answers.get("shown", ()):
            click.echo(f"    {say(part.title)} {say(label)}: {say(answer)}")
        for each in part.row.earlier:
            session.tell("  “{duty}”退回过:{why}({who})", duty=say(part.title), why=each["why"], who=each["by"])
    if view.sheet:
        click.echo(say(view.plan.shows.title) if view.plan and view.plan.shows else "")
        sheet_table(session, view.sheet)


@task.command(epilog=examples("shouhou task sign 3 quality --set found=\"All is well\" --as he"))
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@click.argument("duty")
@click.option("--set", "answers", multiple=True, metavar="NAME=VALUE", help="An answer of the task's form.")
@click.option("--file", "source", metavar="FILE|-", help="Answers as a JSON object.")
@click.option("--version", type=int, help="Version of the part as it was read.")
@as_option
@json_option
@pass_session
def sign(session: Session, number: int, duty: str, answers: tuple[str, ...], source: str | None, version: int | None,
         login: str, as_json: bool) -> None:
    """Sign the part of a duty one has. `show --json` tells which answers it takes."""
    said = mapping_of(answers_of(source, answers) or {}, "file")
    _done(session, session.desk.plans.sign(session.actor(login), number, duty, said, version=version))


@task.command(epilog=examples("shouhou task reopen 3 quality --why \"Bed five was left out\" --as chen"))
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@click.argument("duty")
@click.option("--why", required=True, help="Why.")
@click.option("--version", type=int, help="Version of the part as it was read.")
@as_option
@json_option
@pass_session
def reopen(session: Session, number: int, duty: str, why: str, version: int | None, login: str, as_json: bool) -> None:
    """Give a signed part back, to be done again."""
    _done(session, session.desk.plans.reopen(session.actor(login), number, duty, why, version=version))


@task.command(epilog=examples("shouhou task run", "shouhou task run --json"))
@json_option
@pass_session
def run(session: Session, as_json: bool) -> None:
    """Make what is due by now and tell of what is overdue, as the worker does each night; each once, whoever runs."""
    found = session.desk.plans.run()
    if as_json:
        session.give(vars(found))
    else:
        session.tell("新任务 {made} 项,提醒逾期 {overdue} 项,没有做成 {failed} 项", made=found.made,
                     overdue=found.overdue, failed=found.failed)


def _done(session: Session, entry: Entry) -> None:
    from core.representation.plans import said_entry

    if session.as_json:
        session.give(said_entry(entry, session.data_say))
    else:
        _tell(session, entry)


def _tell(session: Session, entry: Entry) -> None:
    say, row = session.say, entry.row
    click.echo(f"{row.id}: {say(row.title)} ({say.reason(entry.period.title)})  {_standing(session, entry)}"
               + (f"  {session.show(row.due_at)}" if row.due_at else ""))
    table([(say(part.title), part.row.duty, part.name or "—",
            session.show(part.row.signed_at) if part.row.signed_at else say("未完成")) for part in entry.parts],
          indent="  ")


def _standing(session: Session, entry: Entry) -> str:
    """What is missing, and whether it is late."""
    say = session.say
    if not entry.missing:
        return say("已完成")
    missing = session.sentence("未完成:缺{duties}", duties=say("、").join(say(each.title) for each in entry.missing))
    return f"{say('已逾期')} {missing}" if entry.state == "overdue" else missing
