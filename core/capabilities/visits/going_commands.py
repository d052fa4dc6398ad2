"""One's own visits from a shell: what is next, its steps, the sheet to be signed, what the customer answers."""

from __future__ import annotations

from typing import Any

from core.capabilities.visits.command_group import group
from core.sdk.commands import (
    Session,
    answers_of,
    as_option,
    change_options,
    click,
    examples,
    json_option,
    key_option,
    pass_session,
    table,
)


@group.command(epilog=examples("shouhou visits mine --as wu"))
@as_option
@json_option
@pass_session
def mine(session: Session, login: str, as_json: bool) -> None:
    """List one's own visits to come, the next first."""
    from core.capabilities.visits.seeing import Seeing

    found = Seeing(session.desk.place).mine(session.actor(login)).ahead
    if as_json:
        session.give([each.data() for each in found])
        return
    say = session.say
    table([(each.number, say(each.standing.value), session.show(each.row.starts), session.show(each.row.ends),
            each.customer or "—", each.address or "—") for each in found],
          head=tuple(map(say, ("案件", "状态", "最早到达", "最晚到达", "客户", "地址"))))


@group.command(epilog=examples("shouhou visits step AC-2025-00001 visit.set_out --as wu",
                               "shouhou visits step AC-2025-00001 visit.arrive --set greeted=yes --as wu"))
@click.argument("number")
@click.argument("step")
@click.option("--answers", metavar="FILE|-", help="JSON: the form's answers, or a list with one per item.")
@click.option("--set", "given", multiple=True, metavar="FIELD=VALUE", help="An answer of the form.")
@change_options
@pass_session
def step(session: Session, number: str, step: str, answers: str | None, given: tuple[str, ...], login: str,
         as_json: bool, version: int | None, key: str) -> None:
    """Take a step of a case that one is sent to, whatever one's duty is elsewhere."""
    from core.capabilities.visits.going import Going

    filled = answers_of(answers, given) or None
    _done(session, as_json, Going(session.desk.place).take(session.actor(login), number, step, filled, version=version,
                                                           key=key))


@group.command(epilog=examples("shouhou visits sheet AC-2025-00001 --as wu"))
@click.argument("number")
@as_option
@json_option
@pass_session
def sheet(session: Session, number: str, login: str, as_json: bool) -> None:
    """Show what the customer would sign now, and what is missing before they can."""
    from core.capabilities.visits.signing import Signing

    say, shown = session.say, Signing(session.desk.place).show(session.actor(login), number)
    missing = [say.show(each.reason) for offer in shown.accepting if not offer.open for each in offer.refusals]
    if as_json:
        session.give({"sheet": shown.sheet, "digest": shown.digest, "open": shown.open, "missing": missing})
        return
    for part in shown.sheet["parts"]:
        click.echo(part["title"])
        table([tuple(map(str, line)) for line in part["lines"]])
    click.echo(shown.digest)
    for each in missing:
        click.echo(f"! {each}")


@group.command(epilog=examples("shouhou visits sign AC-2025-00001 DIGEST accept 王先生 --as wu"))
@click.argument("number")
@click.argument("digest")
@click.argument("result", type=click.Choice(["accept", "remark", "refuse"]))
@click.argument("signed_by")
@click.option("--remark", default="", help="What the customer says.")
@key_option
@as_option
@json_option
@pass_session
def sign(session: Session, number: str, digest: str, result: str, signed_by: str, remark: str, key: str, login: str,
         as_json: bool) -> None:
    """Sign for exactly the sheet that was shown (DIGEST); the typed name is the signature."""
    from core.capabilities.visits.signing import Signing

    _done(session, as_json, Signing(session.desk.place).sign(
        session.actor(login), number, digest=digest, result=result, signed_by=signed_by, remark=remark, key=key))


@group.command(epilog=examples("shouhou visits confirm AC-2025-00001 2025-03-06T09:00 --as lin"))
@click.argument("number")
@click.argument("starts")
@key_option
@as_option
@json_option
@pass_session
def confirm(session: Session, number: str, starts: str, key: str, login: str, as_json: bool) -> None:
    """Note that the customer confirms the window that STARTS then."""
    from core.capabilities.visits.answering import Answering

    moment = session.moment(starts, "starts")
    assert moment
    _done(session, as_json, Answering(session.desk.place).confirm(session.actor(login), number, moment, key=key))


@group.command(epilog=examples(
    "shouhou visits wish AC-2025-00001 2025-03-06T14:00 2025-03-06T16:00 --why 上午不在 --as lin"))
@click.argument("number")
@click.argument("starts")
@click.argument("ends")
@click.option("--why", default="", help="Why.")
@key_option
@as_option
@json_option
@pass_session
def wish(session: Session, number: str, starts: str, ends: str, why: str, key: str, login: str, as_json: bool) -> None:
    """Note that the customer asks for a window from STARTS to ENDS instead."""
    from core.capabilities.visits.answering import Answering

    first, last = session.moment(starts, "starts"), session.moment(ends, "ends")
    assert first and last
    _done(session, as_json, Answering(session.desk.place).wish(session.actor(login), number, first, last, why, key=key))


def _done(session: Session, as_json: bool, receipt: Any) -> None:
    if as_json:
        session.give({**receipt.data(), "replayed": receipt.replayed})
    else:
        click.echo(f"{receipt.number}  {session.sentence('第 {version} 版', version=receipt.version)}")
