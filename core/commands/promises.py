"""`shouhou sla`: promises and what became of them."""

from __future__ import annotations

import click

from core.commands import said
from core.commands.session import Session, as_option, examples, json_option, pass_session
from core.domain.errors import NotFound, unknown


@click.group()
def sla() -> None:
    """Promises: note those about to be missed, explain when each is due."""


@sla.command(epilog=examples("shouhou sla sweep", "shouhou sla sweep --json"))
@json_option
@pass_session
def sweep(session: Session, as_json: bool) -> None:
    """Go through the clocks once, as the worker does every 30 seconds. A promise is noted once, whoever sweeps."""
    found = session.desk.sweeper.sweep()
    if as_json:
        session.give(vars(found))
    else:
        session.tell("提醒 {warned} 项,超时 {missed} 项,上报 {escalated} 项,自动办理 {stepped} 项,出错 {failed} 项",
                     warned=found.warned, missed=found.missed, escalated=found.escalated, stepped=found.stepped,
                     failed=found.failed)


@sla.command(epilog=examples("shouhou sla refresh", "shouhou sla refresh --all --json"))
@click.option("--all", "closed", is_flag=True, help="Closed cases, too.")
@json_option
@pass_session
def refresh(session: Session, closed: bool, as_json: bool) -> None:
    """Count the clocks of open cases again from what happened to them. Needed only where somebody has changed rows by
    hand or put an old database in place: everything else refreshes them by itself."""
    found = None
    for found in session.desk.refreshing.apply(closed=closed):
        if not as_json:
            click.echo(f"\r{found.done}/{found.total}", nl=False, err=True)
    assert found
    if as_json:
        session.give({"total": found.total, "done": found.done, "moved": found.moved, "late": found.late,
                      "rescued": found.rescued,
                      "blocked": [{"number": number, "why": session.say.show(why)} for number, why in found.blocked]})
        return
    click.echo(err=True)
    session.tell("重算 {done} 件:{moved} 件期限有变,{late} 件转为逾期,{rescued} 件不再逾期,{blocked} 件算不了",
                 done=found.done, moved=found.moved, late=found.late, rescued=found.rescued,
                 blocked=len(found.blocked))


@sla.command(epilog=examples("shouhou sla explain TH-2025-00001 --as lin",
                             "shouhou sla explain TH-2025-00001 refunded_in_time --as lin --json"))
@click.argument("number")
@click.argument("target", required=False)
@as_option
@json_option
@pass_session
def explain(session: Session, number: str, target: str | None, login: str, as_json: bool) -> None:
    """Say why each promise of a case is due when it is: what counted, what did not, and by which clause."""
    from core.representation import said_clock

    view = session.desk.views.case(session.actor(login), number)
    known = [each.target for each in view.clocks]
    if target is not None and target not in known:
        raise NotFound("没有这个时限:{problem}", problem=unknown("target", target, known))
    found = [said_clock(each, view.now, session.say) for each in view.clocks if target in (None, each.target)]
    if as_json:
        session.give({"number": number, "at": view.now.astimezone(session.zone), "clocks": found})
        return
    for each in found:
        due = said.moment(session, each["due_at"])
        click.echo(f"{each['title']} ({each['target']}): {session.say(said.STATES[each['state']])}  "
                   f"{said.moment(session, each['started_at'])} → {due}  {said.clauses(each)}".rstrip())
        if each["reason"]:
            click.echo(f"  {each['reason']}")
        if each["calendar"]:
            counted_by = session.sentence("日历:{title}({name}),第 {n} 版", title=each["calendar_title"],
                                          name=each["calendar"], n=each["calendar_version"])
            click.echo(f"  {counted_by}")
        if each["provisional"]:
            click.echo(f"  {session.say('按尚未公布的节假日推算')}")
        said.part(session, "计时", [(said.moment(session, part["from"]), said.moment(session, part["to"]),
                                   session.say("计") if part["counted"] else session.say("不计"), part["name"])
                                  for part in each["segments"]])
