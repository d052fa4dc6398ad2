"""`shouhou charges`: prices, what cases come to, the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import IO, TYPE_CHECKING, TypeVar

from core.capabilities.charges.accounts import Sort
from core.capabilities.charges.forms import Method
from core.capabilities.charges.price_commands import prices
from core.capabilities.charges.quote_commands import draft
from core.sdk.commands import (
    Session,
    as_option,
    change_options,
    click,
    examples,
    json_option,
    pass_session,
    table,
)

if TYPE_CHECKING:
    from core.capabilities.charges.seeing import Line
    from core.capabilities.charges.service import Call, Charges
    from core.sdk.services import Receipt

METHODS, SORTS = tuple(Method.__members__), tuple(Sort.__members__)
F = TypeVar("F", bound=Callable[..., object])


@click.group("charges")
def group() -> None:
    """Money: prices, quotes, payments, refunds and the ledger."""


group.add_command(prices)
group.add_command(draft)


@group.command(epilog=examples("shouhou charges show JX-2025-00001 --as chen"))
@click.argument("number")
@as_option
@json_option
@pass_session
def show(session: Session, number: str, login: str, as_json: bool) -> None:
    """Show all the money of a case."""
    from core.capabilities.charges.said import said_money
    from core.capabilities.charges.seeing import Seeing

    found = Seeing(session.desk.place).case(session.actor(login), number)
    if as_json:
        session.give(said_money(found, session.data_say))
        return
    say = session.say
    for quote in found.quotes:
        session.tell("报价第 {version} 版 {total}:{state}", version=quote.version, total=f"¥{quote.total}",
                     state=found.state_of(quote))
    _lines(session, found.lines)
    balance = found.sums.balance
    if balance:
        session.tell("客户还欠 {amount}" if balance > 0 else "应退给客户 {amount}", amount=f"¥{abs(balance)}")
    elif found.lines:
        click.echo(say("已结清"))
    else:
        session.note("还没有账目")


@group.command(epilog=examples("shouhou charges ledger --since 2025-03-01 --until 2025-03-31 --as sun",
                               "shouhou charges ledger --sort refund --csv refunds.csv --as sun"))
@click.option("--since", default="", metavar="DAY", help="First day.")
@click.option("--until", default="", metavar="DAY", help="Last day.")
@click.option("--sort", type=click.Choice(SORTS), default=None, help="Of one sort.")
@click.option("--method", type=click.Choice(METHODS), default=None, help="Of one method.")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True, help="How many at most.")
@click.option("--csv", "file", type=click.File("wb"), help="Write all of it into a table instead.")
@as_option
@json_option
@pass_session
def ledger(session: Session, since: str, until: str, sort: str | None, method: str | None, limit: int,
           file: IO[bytes] | None, login: str, as_json: bool) -> None:
    """List entries of the ledger, the latest day first."""
    from core.capabilities.charges.prices import day_of
    from core.capabilities.charges.said import said_line
    from core.capabilities.charges.seeing import Seeing, Wanted
    from core.capabilities.charges.tabled import ledger_csv

    seeing, actor = Seeing(session.desk.place), session.actor(login)
    wanted = Wanted(day_of("since", since), day_of("until", until), sort or "", method or "")
    if file is not None:
        file.write(ledger_csv(seeing.every(actor, wanted), session.say))
        return
    found = seeing.ledger(actor, wanted, limit=limit)
    if as_json:
        session.give({"entries": [said_line(each, session.data_say) for each in found.lines],
                      "totals": {each.name: f"{total:.2f}" for each, total in found.totals}})
        return
    _lines(session, found.lines, case=True)
    for each, total in found.totals:
        click.echo(f"{session.say(each.value)} ¥{total}")
    if not found.lines:
        session.note("这段时间没有账目")


def _lines(session: Session, lines: Sequence[Line], *, case: bool = False) -> None:
    say, rows = session.say, []
    for line in lines:
        row = line.row
        rows.append((row.id, row.day, *((line.number,) if case else ()), say(Sort[row.sort].value),
                     f"¥{line.signed}", say(Method[row.method].value) if row.method else "—", row.reference or "—",
                     _mark(session, line)))
    table(rows)


def _mark(session: Session, line: Line) -> str:
    if line.row.reverses:
        return session.sentence("冲销第 {entry} 笔", entry=str(line.row.reverses))
    return session.sentence("已由第 {entry} 笔冲销", entry=str(line.reversed_by)) if line.reversed_by else ""


@group.command(epilog=examples("shouhou charges owing --as sun", "shouhou charges owing --who company --as sun --json"))
@click.option("--who", type=click.Choice(("customer", "company")), default="customer", show_default=True,
              help="Who owes.")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True, help="How many at most.")
@as_option
@json_option
@pass_session
def owing(session: Session, who: str, limit: int, login: str, as_json: bool) -> None:
    """List cases where the customer owes something, or the company does."""
    from core.capabilities.charges.said import said_owing
    from core.capabilities.charges.seeing import Seeing

    found = Seeing(session.desk.place).owing(session.actor(login), who, limit=limit)
    if as_json:
        session.give({"cases": [said_owing(each, session.data_say) for each in found.cases],
                      "total": f"{found.total:.2f}"})
        return
    table([(each.number, each.customer or "—", f"¥{abs(each.balance)}", each.title) for each in found.cases])
    if not found.cases:
        session.note("都结清了")


@group.command(epilog=examples("shouhou charges requests --as chen"))
@as_option
@json_option
@pass_session
def requests(session: Session, login: str, as_json: bool) -> None:
    """List refunds that wait for approval."""
    from core.capabilities.charges.said import said_wish
    from core.capabilities.charges.seeing import Seeing

    found = Seeing(session.desk.place).wishes(session.actor(login))
    if as_json:
        session.give([said_wish(each, session.data_say) for each in found])
        return
    table([(each.row.id, each.number, f"¥{each.row.amount}" if each.row.amount is not None else "—", each.by,
            each.row.why) for each in found])
    if not found:
        session.note("没有待批准的退款")


def money_moved(how: str) -> Callable[[F], F]:
    """A case and what was moved, how, by which reference and on which day."""
    options = (click.argument("number"), click.argument("amount"),
               click.option("--method", type=click.Choice(METHODS), required=True, help=how),
               click.option("--reference", required=True, help="Reference of the payment channel."),
               click.option("--on", default="", metavar="DAY", help="Day; today unless said."), change_options)
    return lambda command: reduce(lambda done, each: each(done), reversed(options), command)


def amount_and_reason(command: F) -> F:
    """A case, an amount and why."""
    why = click.option("--why", required=True, help="Why.")
    return click.argument("number")(click.argument("amount")(why(change_options(command))))


@group.command(epilog=examples("shouhou charges pay JX-2025-00001 150 --method wechat_pay --reference 4200001 "
                               "--as sun"))
@money_moved("How it was paid.")
@pass_session
def pay(session: Session, number: str, amount: str, method: str, reference: str, on: str, login: str, as_json: bool,
        version: int | None, key: str) -> None:
    """Record what a customer has paid."""
    charges, call = _call(session, number, login, version, key)
    _done(session, charges.pay(call, {"received": amount, "received_by": method, "received_on": on or _today(session),
                                      "payment_reference": reference}))


def _back(amount: str, method: str, reference: str, on: str, session: Session) -> dict[str, object]:
    return {"amount": amount, "method": method, "paid_on": on or _today(session), "reference": reference}


@group.command(epilog=examples("shouhou charges refund JX-2025-00001 20 --method wechat_pay --reference 5000001 "
                               "--as sun"))
@money_moved("How it went back.")
@pass_session
def refund(session: Session, number: str, amount: str, method: str, reference: str, on: str, login: str, as_json: bool,
           version: int | None, key: str) -> None:
    """Record what went back to a customer; exceptions must be approved first (`ask`, `approve`)."""
    charges, call = _call(session, number, login, version, key)
    _done(session, charges.refund(call, _back(amount, method, reference, on, session)))


@group.command(epilog=examples("shouhou charges reimburse JX-2025-00001 12 --method wechat_pay --reference 5000002 "
                               "--as sun"))
@money_moved("How it went back.")
@pass_session
def reimburse(session: Session, number: str, amount: str, method: str, reference: str, on: str, login: str,
              as_json: bool, version: int | None, key: str) -> None:
    """Record that a customer got back what was paid beforehand for the company, such as freight."""
    charges, call = _call(session, number, login, version, key)
    _done(session, charges.reimburse(call, _back(amount, method, reference, on, session)))


@group.command(epilog=examples('shouhou charges bill JX-2025-00001 15 --why "Express" --as sun'))
@amount_and_reason
@pass_session
def bill(session: Session, number: str, amount: str, why: str, login: str, as_json: bool, version: int | None,
         key: str) -> None:
    """Charge what no rule computes, within the quote agreed to."""
    charges, call = _call(session, number, login, version, key)
    _done(session, charges.bill(call, amount, why))


@group.command("write-off", epilog=examples('shouhou charges write-off JX-2025-00001 10 --why "Goodwill" --as sun'))
@amount_and_reason
@pass_session
def write_off(session: Session, number: str, amount: str, why: str, login: str, as_json: bool, version: int | None,
              key: str) -> None:
    """Ask the customer for less than is owed."""
    charges, call = _call(session, number, login, version, key)
    _done(session, charges.write_off(call, amount, why))


@group.command(epilog=examples('shouhou charges reverse JX-2025-00001 12 --why "Booked twice" --as sun'))
@click.argument("number")
@click.argument("entry", type=click.IntRange(1, 2**31 - 1))
@click.option("--why", required=True, help="Why.")
@change_options
@pass_session
def reverse(session: Session, number: str, entry: int, why: str, login: str, as_json: bool, version: int | None,
            key: str) -> None:
    """Correct an entry by its opposite."""
    charges, call = _call(session, number, login, version, key)
    _done(session, charges.reverse(call, entry, why))


@group.command(epilog=examples('shouhou charges ask JX-2025-00001 20 --method cash --why "No account" --as sun'))
@click.argument("number")
@click.argument("amount")
@click.option("--method", type=click.Choice(METHODS), required=True, help="How it is to go back.")
@click.option("--why", required=True, help="Why.")
@change_options
@pass_session
def ask(session: Session, number: str, amount: str, method: str, why: str, login: str, as_json: bool,
        version: int | None, key: str) -> None:
    """Ask somebody else to approve a refund that is an exception."""
    charges, call = _call(session, number, login, version, key)
    _done(session, charges.ask(call, amount, method, why))


@group.command(epilog=examples("shouhou charges approve JX-2025-00001 4 --as chen",
                               'shouhou charges approve JX-2025-00001 4 --refuse "Not paid here" --as chen'))
@click.argument("number")
@click.argument("request", type=click.IntRange(1, 2**31 - 1))
@click.option("--refuse", default="", metavar="REASON", help="Refuse it, and why.")
@change_options
@pass_session
def approve(session: Session, number: str, request: int, refuse: str, login: str, as_json: bool, version: int | None,
            key: str) -> None:
    """Approve a refund that somebody else asks for, or refuse it."""
    charges, call = _call(session, number, login, version, key)
    _done(session, charges.answer(call, request, grant=not refuse, reason=refuse))


def _call(session: Session, number: str, login: str, version: int | None, key: str) -> tuple[Charges, Call]:
    from core.capabilities.charges.service import Call, Charges

    return Charges(session.desk.place), Call(session.actor(login), number, version, key)


def _today(session: Session) -> str:
    return session.desk.now().astimezone(session.zone).date().isoformat()


def _done(session: Session, receipt: Receipt) -> None:
    if session.as_json:
        session.give({**receipt.data(), "replayed": receipt.replayed})
    else:
        session.tell("已记入案件 {number},第 {version} 版", number=receipt.number, version=str(receipt.version))
