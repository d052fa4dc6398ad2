"""`shouhou case step|override|approve`: going on, and letting a refusal pass."""

from __future__ import annotations

import click

from core.commands import said
from core.commands.cases import case, state_title, told
from core.commands.session import Session, change_options, examples, pass_session
from core.commands.values import answers_of
from core.domain.errors import InvalidInput, NotFound

_answers = click.option("--answers", metavar="FILE|-", help="JSON: the form's answers, or a list with one per item.")
_set = click.option("--set", "given", multiple=True, metavar="FIELD=VALUE", help="An answer of the form.")


@case.command(epilog=examples(
    "shouhou case step TH-2025-00001 accept --as lin --set rules_told=yes --set rules_accepted=yes",
    "shouhou case step TH-2025-00001 inspect_goods.inspect --as liang --answers inspection.json --version 5",
    "shouhou case step TH-2025-00001 accept --as lin --dry-run"))
@click.argument("number")
@click.argument("step")
@_answers
@_set
@click.option("--at", metavar="TIME", help="When it happened (default: now; the past needs a right).")
@click.option("--dry-run", is_flag=True, help="Say what would be decided; save nothing.")
@change_options
@pass_session
def step(session: Session, number: str, step: str, answers: str | None, given: tuple[str, ...], at: str | None,
         dry_run: bool, login: str, as_json: bool, version: int | None, key: str) -> None:
    """Take a step of a case. `case show` lists the steps; their forms are in `policy facts KIND`."""
    desk, actor = session.desk, session.actor(login)
    filled, moment = answers_of(answers, given) or None, session.moment(at)
    if not dry_run:
        told(session, desk.steps.take(actor, number, step, filled, version=version, at=moment, key=key))
        return
    from core.representation import said_clock, said_decision

    taking, view = desk.steps.preview(actor, number, step, filled, moment), desk.views.case(actor, number)
    to = taking.to.key if taking.to else ""
    decisions = [said_decision(each, session.say) for each in taking.decisions]
    clocks = [said_clock(each, view.now, session.say) for each in view.clocks if each.started_at]
    if as_json:
        session.give({"number": number, "step": taking.step.key, "to": to, "decisions": decisions, "clocks": clocks,
                      "to_title": session.say(state_title(desk, to))})
        return
    click.echo(f"{number}  {session.say(taking.step.label)} → {session.say(state_title(desk, to))}")
    said.decisions(session, decisions)
    said.clocks(session, clocks)
    session.note("没有保存")


@case.command(epilog=examples(
    "shouhou case override TH-2025-00001 in_return_window --reason \"客户住院,有证明\" --as lin",
    "shouhou case override TH-2025-00001 inspection_passed --item 2 --reason \"轻微压痕\" --as chen"))
@click.argument("number")
@click.argument("rule")
@click.option("--reason", required=True, help="Why it should pass.")
@click.option("--item", type=click.IntRange(1), metavar="N", help="Of which item, counted from 1.")
@click.option("--step", "of_step", default="", metavar="STEP", help="The step whose refusal is meant.")
@click.option("--statute", default="", metavar="KEY", help="The statutory right it rests on.")
@_answers
@_set
@change_options
@pass_session
def override(session: Session, number: str, rule: str, reason: str, item: int | None, of_step: str, statute: str,
             answers: str | None, given: tuple[str, ...], login: str, as_json: bool, version: int | None,
             key: str) -> None:
    """Let a refusal pass, or ask a second person to."""
    told(session, session.desk.steps.override(
        session.actor(login), number, rule=rule, reason=reason, item=None if item is None else item - 1, step=of_step,
        answers=answers_of(answers, given) or None, statute=statute, version=version, key=key))


@case.command(epilog=examples("shouhou case approve TH-2025-00001 --as chen",
                              "shouhou case approve TH-2025-00001 --refuse --reason 证明不足 --as chen"))
@click.argument("number")
@click.argument("fingerprint", required=False)
@click.option("--grant/--refuse", default=True, help="Approve (the default) or refuse.")
@click.option("--reason", default="", help="Why; needed when refusing.")
@change_options
@pass_session
def approve(session: Session, number: str, fingerprint: str | None, grant: bool, reason: str, login: str,
            as_json: bool, version: int | None, key: str) -> None:
    """Answer an override that somebody has asked for (the only one, unless named)."""
    actor = session.actor(login)
    if fingerprint is None:
        waiting = session.desk.views.case(actor, number).asked
        if not waiting:
            raise NotFound("没有等待批准的改判")
        if len(waiting) > 1:
            raise InvalidInput.field("fingerprint", "有 {count} 项等待批准,请指明哪一项:{which}", count=len(waiting),
                                     which=tuple(each.fingerprint for each in waiting))
        fingerprint = waiting[0].fingerprint
    told(session, session.desk.steps.answer(actor, number, fingerprint, grant=grant, reason=reason, version=version,
                                            key=key))
