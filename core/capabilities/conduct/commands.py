"""`shouhou conduct`: findings, penalties, and who is chosen each month."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from core.sdk.commands import Session, as_option, click, examples, json_option, pass_session, table

if TYPE_CHECKING:
    from core.capabilities.conduct.entries import Entry

ACTS = ("confirm", "change", "waive", "appeal", "decide")


class Amount(click.ParamType[Decimal]):
    """Money as it is typed."""

    name = "amount"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            return Decimal(str(value))
        except InvalidOperation:
            self.fail(f"{value!r} is no amount", param, ctx)


def _industry(session: Session, said: str) -> str:
    from core.capabilities.conduct.booking import in_force

    return said or next(iter(in_force(session.desk.place)), "")


industry_option = click.option("--industry", default="", help="The first with a regulation in force, if left out.")


@click.group("conduct")
def group() -> None:
    """Rewards and penalties: findings, the register, the service star."""


@group.command("findings", epilog=examples("shouhou conduct findings --as wu"))
@industry_option
@as_option
@json_option
@pass_session
def findings(session: Session, industry: str, login: str, as_json: bool) -> None:
    """List what samples, complaints and people found."""
    from core.capabilities.conduct.penalties import Penalties
    from core.capabilities.conduct.standing import Source

    found = Penalties(session.desk.place).findings(session.actor(login), _industry(session, industry))
    if as_json:
        session.give([vars(each) for each in found])
    else:
        table([(each.key, session.say(Source[each.source].value), each.number or "—", each.person_name or "—",
                each.what, session.show(each.at)) for each in found])


@group.command("find", epilog=examples("shouhou conduct find 没有请客户签字 --case JX-2025-00001 --as wu"))
@click.argument("what")
@click.option("--case", "number", default="", help="Number of the case.")
@click.option("--person", default="", help="Log-in or name of who is meant.")
@industry_option
@as_option
@json_option
@pass_session
def find(session: Session, what: str, number: str, person: str, industry: str, login: str, as_json: bool) -> None:
    """Write down WHAT was found; nothing follows from it by itself."""
    from core.capabilities.conduct.penalties import Penalties

    key = Penalties(session.desk.place).record(session.actor(login), _industry(session, industry), what,
                                               number=number, person=person)
    if as_json:
        session.give({"key": key})
    else:
        click.echo(key)


@group.command("show", epilog=examples("shouhou conduct show 3 --as zhou"))
@click.argument("entry", type=click.IntRange(1, 2**31 - 1))
@as_option
@json_option
@pass_session
def show(session: Session, entry: int, login: str, as_json: bool) -> None:
    """Show a penalty and what happened to it."""
    from core.capabilities.conduct.penalties import Penalties
    from core.capabilities.conduct.standing import State

    found, moves = Penalties(session.desk.place).one(session.actor(login), entry)
    if as_json:
        session.give({**found.data(), "moves": [{
            "state": each.row.state, "at": each.row.at, "by": each.name or None, "amount": each.row.amount,
            "why": each.row.why} for each in moves]})
        return
    table([_line(session, found)])
    table([(session.show(each.row.at), session.say(State[each.row.state].value), each.name or "—",
            "—" if each.row.amount is None else str(each.row.amount), each.row.why) for each in moves])


@group.command("awards", epilog=examples("shouhou conduct awards --as lin"))
@industry_option
@as_option
@json_option
@pass_session
def awards(session: Session, industry: str, login: str, as_json: bool) -> None:
    """List who was chosen each month, the latest first."""
    from core.capabilities.conduct.awards import Awards

    found = Awards(session.desk.place).all(session.actor(login), _industry(session, industry))
    if as_json:
        session.give([{"period": each.row.period, "winner": each.login, "name": each.winner, "why": each.row.why,
                       "bonus": str(each.row.bonus), "awarded_at": each.row.awarded_at} for each in found])
    else:
        table([(each.row.period, each.winner, str(each.row.bonus)) for each in found])


@group.command("list", epilog=examples("shouhou conduct list --as zhou --state waiting"))
@click.option("--state", default="", help="Of this state; `waiting` for what has to be decided.")
@click.option("--person", default="", help="Of this log-in.")
@click.option("--mine", is_flag=True, help="One's own.")
@industry_option
@as_option
@json_option
@pass_session
def listing(session: Session, state: str, person: str, mine: bool, industry: str, login: str, as_json: bool) -> None:
    """List penalties, the latest first."""
    from core.capabilities.conduct.penalties import Penalties

    actor, penalties = session.actor(login), Penalties(session.desk.place)
    found = penalties.mine(actor) if mine else penalties.list(actor, industry, state, person)
    if as_json:
        session.give([each.data() for each in found])
    else:
        table([_line(session, each) for each in found])


def _line(session: Session, each: "Entry") -> tuple[str, ...]:
    amount, decided = each.row.amount, each.row.decided
    return (str(each.row.id), session.say(each.title or each.row.kind), each.person, session.say(each.state.value),
            "—" if amount is None else str(amount), "—" if decided is None else str(decided))


@group.command("totals", epilog=examples("shouhou conduct totals --as zhou --period 2025-03"))
@click.option("--period", default="", help="The month, as 2025-03; this one, if left out.")
@industry_option
@as_option
@json_option
@pass_session
def totals(session: Session, period: str, industry: str, login: str, as_json: bool) -> None:
    """What everybody's month comes to, with the cap where there is one."""
    from core.capabilities.conduct.totals import Totals

    month = Totals(session.desk.place).month(session.actor(login), _industry(session, industry), period)
    if as_json:
        session.give({"period": month.period.key, "totals": [each.data() for each in month.totals]})
    else:
        table([(each.name, str(each.entries), str(each.fines), str(each.owed), str(each.due), str(each.open))
               for each in month.totals])


@group.command("propose", epilog=examples("shouhou conduct propose sample:12 迟迟不回复 --as wu"))
@click.argument("finding")
@click.argument("kind")
@click.option("--person", default="", help="Log-in, where it is somebody else than the finding says.")
@industry_option
@as_option
@json_option
@pass_session
def propose(session: Session, finding: str, kind: str, person: str, industry: str, login: str, as_json: bool) -> None:
    """Propose a penalty for what was found."""
    from core.capabilities.conduct.penalties import Penalties

    _give(session, as_json, lambda: Penalties(session.desk.place).propose(
        session.actor(login), _industry(session, industry), finding, kind, person))


@group.command("decide", epilog=examples("shouhou conduct decide 3 change --amount 50 --why 第一次 --as zhou"))
@click.argument("entry", type=click.IntRange(1, 2**31 - 1))
@click.argument("act", type=click.Choice(ACTS))
@click.option("--amount", type=Amount(), default=None, help="To change or decide.")
@click.option("--why", default="", help="Needed for all but confirming.")
@click.option("--version", type=int, default=None, help="Version that you have seen.")
@as_option
@json_option
@pass_session
def decide(session: Session, entry: int, act: str, amount: Decimal | None, why: str, version: int | None, login: str,
           as_json: bool) -> None:
    """Confirm, change or waive a penalty, appeal against one's own, rule on an appeal."""
    from core.capabilities.conduct.penalties import Penalties

    acts, actor = Penalties(session.desk.place), session.actor(login)
    does: dict[str, Callable[[], Entry]] = {
        "confirm": lambda: acts.confirm(actor, entry, version=version),
        "change": lambda: acts.change(actor, entry, amount, why, version=version),
        "waive": lambda: acts.waive(actor, entry, why, version=version),
        "appeal": lambda: acts.appeal(actor, entry, why, version=version),
        "decide": lambda: acts.decide(actor, entry, amount, why, version=version)}
    _give(session, as_json, does[act])


def _give(session: Session, as_json: bool, do: "Callable[[], Entry]") -> None:
    done = do()
    if as_json:
        session.give(done.data())
    else:
        table([_line(session, done)])


@group.command("star", epilog=examples("shouhou conduct star --as zhou",
                                       "shouhou conduct star --as zhou --period 2025-03 --winner lin --bonus 500"))
@click.option("--period", default="", help="The month, as 2025-03; the last one, if left out.")
@click.option("--winner", default="", help="Log-in of who is chosen; without it the ranking is shown.")
@click.option("--bonus", type=Amount(), default=None, help="The regulation's, if left out.")
@click.option("--why", default="", help="Needed for somebody outside the ranking.")
@industry_option
@as_option
@json_option
@pass_session
def star(session: Session, period: str, winner: str, bonus: Decimal | None, why: str, industry: str, login: str,
         as_json: bool) -> None:
    """Show the ranking of a month, or choose who has its award."""
    from core.capabilities.conduct.awards import Awards

    actor, awards, of = session.actor(login), Awards(session.desk.place), _industry(session, industry)
    if winner:
        month = period or awards.choosing(actor, of).period.key
        done = awards.confirm(actor, of, month, winner, bonus, why)
        if as_json:
            session.give({"period": done.row.period, "winner": done.login, "bonus": str(done.row.bonus)})
        else:
            table([(done.row.period, done.winner, str(done.row.bonus))])
        return
    found = awards.choosing(actor, of, period)
    if as_json:
        session.give({"period": found.period.key, "winner": found.award.login if found.award else None, "ranking": [
            {"person": each.login, "rank": each.rank, "speed_minutes": each.speed, "closed": each.closed,
             "solved": each.solved, "praised": each.praised, "breaches": each.breaches} for each in found.ranked]})
    else:
        table([(str(each.rank), each.name, "—" if each.speed is None else str(each.speed),
                f"{each.solved}/{each.closed}", str(each.praised), str(each.breaches)) for each in found.ranked])
