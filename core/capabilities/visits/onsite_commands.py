"""Visits, pieces, support and signatures from a shell."""

from core.capabilities.visits.command_group import group
from core.sdk.commands import Session, as_option, click, examples, json_option, pass_session, table


@group.command("list", epilog=examples("shouhou visits list --as han",
                                       "shouhou visits list --day 2025-03-06 --technician wu --as han --json"))
@click.option("--day", default="", help="The day, as 2025-03-12; today unless given.")
@click.option("--technician", default="", help="Log-in of who goes.")
@click.option("--case", "number", default="", help="The visits of this case instead.")
@as_option
@json_option
@pass_session
def listing(session: Session, day: str, technician: str, number: str, login: str, as_json: bool) -> None:
    """List the visits of a day with those that have no window yet, or those of a case."""
    from core.capabilities.visits.seeing import Seeing

    seeing, actor = Seeing(session.desk.place), session.actor(login)
    found = seeing.of_number(actor, number) if number else seeing.on(actor, seeing.day(day), technician=technician)
    if as_json:
        session.give([each.data() for each in found])
        return
    say = session.say
    table([(each.number, str(each.row.turn), say(each.standing.value), each.technician or "—",
            session.show(each.row.starts) if each.row.starts else "—",
            session.show(each.row.ends) if each.row.ends else "—", each.row.area) for each in found],
          head=(say("案件"), say("第几次"), say("状态"), say("派谁去"), say("最早到达"), say("最晚到达"),
                say("所在区域")))


@group.command(epilog=examples("shouhou visits pieces --as lin", "shouhou visits pieces overdue --as lin --json"))
@click.argument("which", type=click.Choice(["open", "overdue", "all"]), default="open")
@as_option
@json_option
@pass_session
def pieces(session: Session, which: str, login: str, as_json: bool) -> None:
    """List pieces of customers that were taken away: not settled, overdue, or all."""
    from core.capabilities.visits.seeing import Seeing

    found = Seeing(session.desk.place).pieces(session.actor(login), "" if which == "open" else which)
    if as_json:
        session.give([each.data() for each in found])
        return
    say = session.say
    table([(each.row.receipt, each.number, each.row.what, say(each.standing.value), each.row.place or "—",
            f"{each.row.promised_back or '—'}{' !' if each.overdue else ''}") for each in found],
          head=(say("收据"), say("案件"), say("带回什么"), say("状态"), say("现在在哪里"), say("答应送回")))


@group.command(epilog=examples("shouhou visits support --as lin"))
@as_option
@json_option
@pass_session
def support(session: Session, login: str, as_json: bool) -> None:
    """List who on site waits for an answer, the longest first."""
    from core.capabilities.visits.seeing import Seeing

    found = Seeing(session.desk.place).calls(session.actor(login))
    if as_json:
        session.give([each.data() for each in found])
        return
    say = session.say
    table([(each.number, each.asked_by, session.show(each.row.asked_at), each.row.trouble) for each in found],
          head=(say("案件"), say("谁请求"), say("何时"), say("遇到什么")))


@group.command(epilog=examples("shouhou visits verify --as zhou",
                               "shouhou visits verify AC-2025-00001 --as zhou --json"))
@click.argument("number", default="")
@as_option
@json_option
@pass_session
def verify(session: Session, number: str, login: str, as_json: bool) -> None:
    """Check signatures, of one case (NUMBER) or of all: whether what is kept is what was signed. Fails where one is
    not."""
    from core.capabilities.visits.signing import WORDS, Signing
    from core.sdk.services import Refused

    found = Signing(session.desk.place).verify(session.actor(login), number)
    say = session.say
    if as_json:
        session.give([{"id": each.row.id, "case": each.number, "standing": each.standing, "result": each.row.result,
                       "signed_by": each.row.signed_by, "signed_at": each.row.signed_at, "digest": each.row.digest,
                       "drawn": bool(each.row.strokes)} for each in found])
    else:
        table([(each.number, each.row.signed_by, session.show(each.row.signed_at), say(WORDS[each.standing]),
                each.row.digest[:16]) for each in found],
              head=(say("案件"), say("签字人"), say("签字时间"), say("核对"), say("内容指纹")))
    if wrong := sum(each.standing in ("altered", "unfiled") for each in found):
        raise Refused("{n} 份签字核对不符", n=wrong)
