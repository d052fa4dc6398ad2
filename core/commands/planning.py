"""`shouhou plan`: changes of calendars, values and regulations, looked at before they are made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from core.commands.cases import case, told
from core.commands.session import Session, as_option, change_options, examples, json_option, pass_session
from core.commands.tables import table
from core.commands.values import json_from, json_of, mapping_of

if TYPE_CHECKING:
    from core.domain.people import Actor
    from core.planning.plans import Plan

APPLY = click.Choice(["new", "open"])
MANY = 1000
"""From so many cases on it is told how far it has come."""


@click.group()
def plan() -> None:
    """Changes that concern many cases: what they would move, then apply or drop them."""


def apply_option(command: Any) -> Any:
    """`--apply`: not only look, but let it hold at once."""
    return click.option("--apply", "applies", type=APPLY,
                        help="Apply it at once: only for what is new, or for open cases too (default: look only)."
                        )(command)


def planned(session: Session, actor: Actor, kind: str, content: Mapping[str, Any], title: str = "",
            applies: str | None = None) -> None:
    """Draft a change, look at it while the person waits, apply it where asked to, and show what came of it."""
    planning = session.desk.planning
    found = _finished(session, actor, planning.draft(actor, kind, content, title, stays=True))
    if applies:
        found = _finished(session, actor, planning.apply(actor, found.id, applies, stays=True))
    show_plan(session, found)


def _finished(session: Session, actor: Actor, begun: Plan) -> Plan:
    """A change when what is to be done is done; of many cases it is told how far that has come."""
    def told(done: int, total: int) -> None:
        if total >= MANY:
            session.note("{done}/{total} 个案件", done=done, total=total)

    return session.desk.planning.finish(actor, begun.id, told)


def show_plan(session: Session, found: Plan) -> None:
    """A change with what it would move."""
    from core.representation.planning import said_plan

    if session.as_json:
        session.give(said_plan(found, session.data_say))
        return
    from core.planning.plans import APPLIES, KINDS, STATES

    say = session.say
    data = said_plan(found, say)
    session.tell("变更 {number}:{kind} {title}({state})", number=str(found.id), kind=say(KINDS[found.kind]),
                 title=found.title or "—", state=say(STATES[found.state]))
    table([(each["what"], each["before"], "→", each["after"]) for each in data["differences"]], indent="  ")
    if found.found:
        click.echo(data["found"]["summary"])
        table([(each.number, say(each.title), session.show(each.before), session.show(each.after))
               for each in found.found.examples],
              head=(say("案件"), say("时限"), say("原来"), say("之后")), indent="  ")
        table([(number, say.reason(why)) for number, why in found.found.blocked_cases], indent="  ")
    if found.error:
        click.echo(say.reason(found.error), err=True)
    elif found.applies:
        session.tell("{applies}:{done}/{total} 个案件", applies=say(APPLIES[found.applies]), done=found.done,
                     total=found.total)
    elif found.stale:
        session.note("查看之后情况变了;应用前会重新查看")
    elif found.state == "looked":
        session.note("应用:shouhou plan apply {number} new|open;放弃:shouhou plan drop {number}", number=str(found.id))


@plan.command("list", epilog=examples("shouhou plan list --as chen", "shouhou plan list --as chen --json"))
@as_option
@json_option
@pass_session
def listing(session: Session, login: str, as_json: bool) -> None:
    """List planned changes, the latest first."""
    from core.planning.plans import APPLIES, KINDS, STATES
    from core.representation.planning import said_plan

    found, say = session.desk.planning.all(session.actor(login)), session.say
    if as_json:
        session.give([said_plan(each, session.data_say) for each in found])
        return
    table([(each.id, session.show(each.created_at), say(KINDS[each.kind]), say(STATES[each.state]),
            say(APPLIES[each.applies]) if each.applies else "—", each.title or "—",
            say.reason(each.found.summary) if each.found else "—") for each in found],
          head=(say("编号"), say("时间"), say("内容"), say("状态"), say("适用"), say("名称"), say("影响")))


@plan.command(epilog=examples("shouhou plan show 3 --as chen", "shouhou plan show 3 --as chen --json"))
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@as_option
@json_option
@pass_session
def show(session: Session, number: int, login: str, as_json: bool) -> None:
    """Show a planned change: what it says, and what it would move."""
    show_plan(session, session.desk.planning.show(session.actor(login), number))


@plan.command(epilog=examples(
    "shouhou plan draft rulebooks --as chen --title \"New regulation\" --content '{\"industry\": \"furniture\"}'",
    "shouhou plan draft values --as chen --file values.json"))
@click.argument("kind", type=click.Choice(["calendar", "values", "rulebooks"]))
@click.option("--content", metavar="JSON", help="What is to hold, as JSON.")
@click.option("--file", "source", metavar="FILE|-", help="The same out of a file.")
@click.option("--title", default="", help="What it is about.")
@apply_option
@as_option
@json_option
@pass_session
def draft(session: Session, kind: str, content: str | None, source: str | None, title: str, applies: str | None,
          login: str, as_json: bool) -> None:
    """Draft a change and look at what it would move. `shouhou calendar` and `policy set --preview` are shorter."""
    if (content is None) == (source is None):
        raise click.UsageError("Give --content or --file.")
    given = json_of(content, "content") if content is not None else json_from(source or "", "content")
    planned(session, session.actor(login), kind, mapping_of(given, "content"), title, applies)


@plan.command(epilog=examples("shouhou plan look 3 --as chen"))
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@as_option
@json_option
@pass_session
def look(session: Session, number: int, login: str, as_json: bool) -> None:
    """Look again at what a change would move."""
    actor = session.actor(login)
    show_plan(session, _finished(session, actor, session.desk.planning.look(actor, number, stays=True)))


@plan.command(epilog=examples("shouhou plan apply 3 new --as chen", "shouhou plan apply 3 open --as chen"))
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@click.argument("applies", type=APPLY)
@as_option
@json_option
@pass_session
def apply(session: Session, number: int, applies: str, login: str, as_json: bool) -> None:
    """Let a change hold from now on: only for what is `new`, or for `open` cases too.

    Refused where something has changed since it was looked at; then it is looked at again."""
    actor = session.actor(login)
    show_plan(session, _finished(session, actor, session.desk.planning.apply(actor, number, applies, stays=True)))


@plan.command(epilog=examples("shouhou plan drop 3 --as chen"))
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@as_option
@json_option
@pass_session
def drop(session: Session, number: int, login: str, as_json: bool) -> None:
    """Give a planned change up."""
    show_plan(session, session.desk.planning.drop(session.actor(login), number))


@case.command("move", epilog=examples("shouhou case move TH-2025-00001 --why \"Agreed with the customer\" --as chen"))
@click.argument("number")
@click.option("--why", required=True, help="Why.")
@change_options
@pass_session
def moving(session: Session, number: str, why: str, login: str, as_json: bool, version: int | None, key: str) -> None:
    """Let one open case go over to the regulations and values in force now."""
    told(session, session.desk.planning.move(session.actor(login), number, why, version=version, key=key))
