"""`shouhou stock`: items and where they are, papers of the ledger, what cases wait for, samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import IO, TYPE_CHECKING, TypeVar

from core.capabilities.stock.forms import Kind
from core.capabilities.stock.keeping_commands import KEEPING
from core.capabilities.stock.sample_commands import SAMPLES
from core.capabilities.stock.standing import Way
from core.sdk.commands import Session, as_option, click, examples, json_option, key_option, pass_session, table

if TYPE_CHECKING:
    from core.capabilities.stock.moving import Call, Done
    from core.capabilities.stock.seeing import Seeing

KINDS, WAYS = tuple(Kind.__members__), tuple(Way.__members__)
F = TypeVar("F", bound=Callable[..., object])


@click.group("stock")
def group() -> None:
    """Items and where they are; display samples."""


for each in (*KEEPING, *SAMPLES):
    group.add_command(each)

_LINES = click.argument("lines", nargs=-1, required=True, metavar="ITEM=QUANTITY...")


def _options(*options: Callable[[F], F]) -> Callable[[F], F]:
    return lambda command: reduce(lambda found, option: option(found), reversed(options), command)


_PAPER = _options(_LINES, click.option("--note", default="", help="Note."), as_option, json_option, key_option)


@group.command(epilog=examples("shouhou stock items hinge --as kong"))
@click.argument("search", default="")
@click.option("--kind", type=click.Choice(("", *KINDS)), default="", help="Only this ledger.")
@click.option("--place", default="", help="Only what this place has.")
@click.option("--limit", type=click.IntRange(1, 1000), default=200, show_default=True, help="How many at most.")
@as_option
@json_option
@pass_session
def items(session: Session, search: str, kind: str, place: str, limit: int, login: str, as_json: bool) -> None:
    """List items in use and how many there are."""
    from core.capabilities.stock.told import said_lot

    rows = _seeing(session).items(session.actor(login), search, kind=kind, place=place, limit=limit).rows
    if as_json:
        session.give([said_lot(each) for each in rows])
        return
    say = session.say
    table([(each.item.code, each.item.title, say(Kind[each.item.kind].value), each.here, each.held,
            each.minimum or "") for each in rows],
          head=tuple(map(say, ("编码", "名称", "类别", "仓库里", "同事手里", "最低库存"))))
    if not rows:
        session.note("没有这样的物料")


@group.command(epilog=examples("shouhou stock item HG-35 --as kong"))
@click.argument("code")
@as_option
@json_option
@pass_session
def item(session: Session, code: str, login: str, as_json: bool) -> None:
    """Show where an item is."""
    from core.capabilities.stock.told import said_stock

    found = _seeing(session).item(session.actor(login), code)
    if as_json:
        session.give(said_stock(found))
        return
    click.echo(f"{found.item.code}  {found.item.title}  {found.total}")
    table([(place.title, quantity, found.minimums.get(place.id, "")) for place, quantity in found.places], indent="  ")


@group.command(epilog=examples("shouhou stock moves --item HG-35 --as kong --json"))
@click.option("--item", "code", default="", help="Of this item.")
@click.option("--place", default="", help="From or to this place, or @LOGIN.")
@click.option("--way", type=click.Choice(("", *WAYS)), default="", help="What they are.")
@click.option("--since", default="", help="From this day on.")
@click.option("--until", default="", help="Until this day.")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True, help="How many at most.")
@as_option
@json_option
@pass_session
def moves(session: Session, code: str, place: str, way: str, since: str, until: str, limit: int, login: str,
          as_json: bool) -> None:
    """List what moved, the latest first."""
    from core.capabilities.stock.told import said_move

    rows = _seeing(session).moves(session.actor(login), item=code, place=place, way=way, since=since, until=until,
                                  limit=limit).rows
    if as_json:
        session.give([said_move(each) for each in rows])
        return
    say = session.say
    table([(each.row.id, session.show(each.row.at), say(Way[each.row.sort].value), each.item.code, each.quantity,
            f"{each.source.title} → {each.target.title}", each.number) for each in rows],
          head=("#", *map(say, ("时间", "类别", "物料", "数量", "从 → 到", "案件"))))
    if not rows:
        session.note("还没有收发")


@group.command(epilog=examples("shouhou stock receive HG-35=20 SC-4=100 --into Main --supplier East --as kong"))
@click.option("--into", required=True, help="Name or id of the place.")
@click.option("--supplier", default="", help="From whom.")
@click.option("--reference", default="", help="Delivery number.")
@_PAPER
@pass_session
def receive(session: Session, lines: tuple[str, ...], into: str, supplier: str, reference: str, note: str, login: str,
            as_json: bool, key: str) -> None:
    """Receive from a supplier."""
    from core.capabilities.stock.moving import Moving

    _done(session, Moving(session.desk.place).receive(_call(session, login, key), _read(lines), into,
                                                      supplier=supplier, reference=reference, note=note))


_WHOM = _options(click.option("--to", default="", help="Login of a colleague."),
                 click.option("--case", "number", default="", help="The case."),
                 click.option("--reference", default="", help="Order or slip."),
                 click.option("--receiver", default="", help="Who took them."))


@group.command(epilog=examples("shouhou stock issue HG-35=2 --from Main --to wu --case JX-2025-00001 --as kong",
                               "shouhou stock issue CU-1=1 --from Main --reference DD-8 --receiver Wang --as kong"))
@click.option("--from", "source", required=True, help="Name or id of the place.")
@_WHOM
@click.option("--due", "due_on", default="", help="Day by which a colleague gives them back.")
@click.option("--signed", type=click.Choice(("", "true", "false")), default="", help="Whether the receiver signed.")
@_PAPER
@pass_session
def issue(session: Session, lines: tuple[str, ...], source: str, to: str, number: str, reference: str, receiver: str,
          due_on: str, signed: str, note: str, login: str, as_json: bool, key: str) -> None:
    """Give out to a colleague, a case or a customer."""
    from core.capabilities.stock.issuing import Issuing, Whom

    _done(session, Issuing(session.desk.place).issue(
        _call(session, login, key), _read(lines), source, Whom(to, number, reference, receiver), note=note,
        due_on=due_on, signed=signed))


@group.command("return", epilog=examples("shouhou stock return HG-35=1 --into Main --to wu --as kong"))
@click.option("--into", required=True, help="Name or id of the place.")
@_WHOM
@_PAPER
@pass_session
def give_back(session: Session, lines: tuple[str, ...], into: str, to: str, number: str, reference: str,
              receiver: str, note: str, login: str, as_json: bool, key: str) -> None:
    """Take back from a colleague, or from the customer of a case or an order."""
    from core.capabilities.stock.issuing import Issuing, Whom

    _done(session, Issuing(session.desk.place).give_back(
        _call(session, login, key), _read(lines), into, Whom(to, number, reference, receiver), note=note))


@group.command(epilog=examples("shouhou stock use HG-35=1 --case JX-2025-00001 --as wu"))
@click.option("--case", "number", required=True, help="The case.")
@click.option("--of", default="", help="Login of who held them; yourself without.")
@_PAPER
@pass_session
def use(session: Session, lines: tuple[str, ...], number: str, of: str, note: str, login: str, as_json: bool,
        key: str) -> None:
    """Say that what somebody held was used for a case."""
    from core.capabilities.stock.issuing import Issuing

    _done(session, Issuing(session.desk.place).fit(_call(session, login, key), _read(lines), number, of=of, note=note))


@group.command(epilog=examples("shouhou stock transfer HG-35=5 --from Main --into Branch --as kong"))
@click.option("--from", "source", required=True, help="Name or id of a place, or @LOGIN.")
@click.option("--into", required=True, help="Name or id of a place, or @LOGIN.")
@_PAPER
@pass_session
def transfer(session: Session, lines: tuple[str, ...], source: str, into: str, note: str, login: str, as_json: bool,
             key: str) -> None:
    """Carry from one place to another."""
    from core.capabilities.stock.moving import Moving

    _done(session, Moving(session.desk.place).transfer(_call(session, login, key), _read(lines), source, into,
                                                       note=note))


@group.command(epilog=examples("shouhou stock scrap SC-4=30 --from Main --note Rusty --as kong"))
@click.option("--from", "source", required=True, help="Name or id of a place, or @LOGIN.")
@_PAPER
@pass_session
def scrap(session: Session, lines: tuple[str, ...], source: str, note: str, login: str, as_json: bool,
          key: str) -> None:
    """Throw away; --note says why."""
    from core.capabilities.stock.moving import Moving

    _done(session, Moving(session.desk.place).scrap(_call(session, login, key), _read(lines), source, note))


@group.command(epilog=examples("shouhou stock count Main HG-35=11 SC-4=58 --as kong"))
@click.argument("place")
@_PAPER
@pass_session
def count(session: Session, place: str, lines: tuple[str, ...], note: str, login: str, as_json: bool,
          key: str) -> None:
    """Enter what was found in a PLACE, measured by what should be there at this moment."""
    from core.capabilities.stock.moving import Moving

    call = _call(session, login, key)
    due = {item.code.upper(): quantity for item, quantity in _seeing(session).sheet(call.actor, place).lines}
    found = [(code, str(due.get(code.strip().upper(), 0)), quantity) for code, quantity in _read(lines)]
    _done(session, Moving(session.desk.place).count(call, place, found, note=note))


@group.command(epilog=examples("shouhou stock reverse 7 --why 'Wrong item' --as kong"))
@click.argument("move", type=click.IntRange(1, 2**31 - 1))
@click.option("--why", required=True, help="Why.")
@as_option
@json_option
@key_option
@pass_session
def reverse(session: Session, move: int, why: str, login: str, as_json: bool, key: str) -> None:
    """Put paper MOVE right by its opposite."""
    from core.capabilities.stock.moving import Moving

    _done(session, Moving(session.desk.place).reverse(_call(session, login, key), move, why))


@group.command("import", epilog=examples("shouhou stock import items.csv --try --as kong"))
@click.argument("file", type=click.File("rb"))
@click.option("--try", "only_try", is_flag=True, help="Say what would happen and keep nothing.")
@as_option
@json_option
@pass_session
def load(session: Session, file: IO[bytes], only_try: bool, login: str, as_json: bool) -> None:
    """Import items, minimums and opening quantities from a table; all of it or nothing."""
    from core.capabilities.stock.items import Items
    from core.capabilities.stock.told import said_loaded

    found = Items(session.desk.place).load(session.actor(login), file.read(), file.name, only_try=only_try)
    if as_json:
        session.give(said_loaded(found, session.data_say))
    else:
        for line, reason in found.wrong:
            click.echo(f"{line}: {session.say.reason(reason)}")
        session.tell("导入了 {taken} 项,{same} 项本来就是这样,登记期初 {opened} 笔", taken=found.taken, same=found.same,
                     opened=found.opened)
    if found.wrong:
        click.get_current_context().exit(1)


def _seeing(session: Session) -> Seeing:
    from core.capabilities.stock.seeing import Seeing

    return Seeing(session.desk.place)


def _call(session: Session, login: str, key: str) -> Call:
    from core.capabilities.stock.moving import Call

    return Call(session.actor(login), key)


def _read(lines: Sequence[str]) -> list[tuple[str, str]]:
    return [(code, quantity) for code, _, quantity in (each.rpartition("=") if "=" in each else (each, "", "")
                                                       for each in lines)]


def _done(session: Session, done: Done) -> None:
    if session.as_json:
        session.give({**done.data(), "replayed": done.replayed})
    else:
        session.tell("已登记:{way},第 {move} 笔", way=session.say(Way[done.sort].value), move=done.move)
