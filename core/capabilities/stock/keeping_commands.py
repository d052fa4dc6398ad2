"""`shouhou stock`: items and places kept, what is short, held and waited for."""

from __future__ import annotations

from core.capabilities.stock.forms import Kind
from core.capabilities.stock.standing import OWN, Sort
from core.sdk.commands import Session, as_option, change_options, click, examples, json_option, pass_session, table

KINDS = tuple(Kind.__members__)


@click.command("set", epilog=examples("shouhou stock set HG-35 --title Hinge --kind spare --cost 8 --wear --as kong"))
@click.argument("code")
@click.option("--title", required=True, help="What it is called.")
@click.option("--kind", type=click.Choice(KINDS), default="fitting", show_default=True, help="Its ledger.")
@click.option("--measure", default="", help="The word for one of it.")
@click.option("--brand", default="", help="Brand.")
@click.option("--model", default="", help="Models it fits.")
@click.option("--grade", default="", help="Grade.")
@click.option("--origin", default="", help="Where it comes from.")
@click.option("--cost", default="", help="What one costs.")
@click.option("--wear", is_flag=True, help="It is a wear part.")
@as_option
@json_option
@pass_session
def set_item(session: Session, /, code: str, wear: bool, login: str, as_json: bool, **said: str) -> None:
    """Keep item CODE, or change it."""
    from core.capabilities.stock.items import Items
    from core.capabilities.stock.told import said_item

    row = Items(session.desk.place).save(session.actor(login), {**said, "code": code, "wear": "yes" if wear else ""})
    if as_json:
        session.give(said_item(row))
    else:
        session.tell("已保存 {item}", item=row.title)


@click.command(epilog=examples("shouhou stock minimum HG-35 Main 10 --as kong"))
@click.argument("code")
@click.argument("place")
@click.argument("quantity")
@as_option
@json_option
@pass_session
def minimum(session: Session, code: str, place: str, quantity: str, login: str, as_json: bool) -> None:
    """Say that PLACE has to have QUANTITY of item CODE; 0 for none."""
    from core.capabilities.stock.items import Items
    from core.capabilities.stock.seeing import Seeing
    from core.capabilities.stock.told import said_stock

    actor = session.actor(login)
    Items(session.desk.place).set_minimum(actor, code, place, quantity)
    if as_json:
        session.give(said_stock(Seeing(session.desk.place).item(actor, code)))
    else:
        session.tell("已保存")


@click.command("end", epilog=examples("shouhou stock end HG-35 --as kong"))
@click.argument("code")
@as_option
@json_option
@pass_session
def end_item(session: Session, code: str, login: str, as_json: bool) -> None:
    """Use item CODE no more."""
    from core.capabilities.stock.items import Items

    Items(session.desk.place).end(session.actor(login), code)
    if as_json:
        session.give({"code": code, "in_use": False})
    else:
        session.tell("已停用")


@click.command(epilog=examples("shouhou stock places --as kong"))
@as_option
@json_option
@pass_session
def places(session: Session, login: str, as_json: bool) -> None:
    """List warehouses, halls and workshops."""
    from core.capabilities.stock.items import Items
    from core.capabilities.stock.told import said_place

    rows = Items(session.desk.place).places(session.actor(login))
    if as_json:
        session.give([said_place(each) for each in rows])
        return
    table([(each.id, each.title, session.say(Sort[each.sort].value)) for each in rows])
    if not rows:
        session.note("还没有仓库")


@click.command("add-place", epilog=examples("shouhou stock add-place Main --as kong"))
@click.argument("title")
@click.option("--sort", type=click.Choice([each.name for each in OWN]), default="warehouse", show_default=True,
              help="What it is.")
@click.option("--unit", default="", help="Key of the unit it belongs to.")
@as_option
@json_option
@pass_session
def add_place(session: Session, title: str, sort: str, unit: str, login: str, as_json: bool) -> None:
    """Set a place up."""
    from core.capabilities.stock.items import Items
    from core.capabilities.stock.told import said_place

    row = Items(session.desk.place).add_place(session.actor(login), sort, title, unit)
    if as_json:
        session.give(said_place(row))
    else:
        session.tell("已保存")


@click.command("close-place", epilog=examples("shouhou stock close-place 2 --as kong"))
@click.argument("place", type=click.IntRange(1, 2**31 - 1))
@as_option
@json_option
@pass_session
def close_place(session: Session, place: int, login: str, as_json: bool) -> None:
    """Use the place with id PLACE no more."""
    from core.capabilities.stock.items import Items

    Items(session.desk.place).close_place(session.actor(login), place)
    if as_json:
        session.give({"place": place, "in_use": False})
    else:
        session.tell("已停用")


@click.command(epilog=examples("shouhou stock shortages --as kong"))
@as_option
@json_option
@pass_session
def shortages(session: Session, login: str, as_json: bool) -> None:
    """List what is below its minimum."""
    from core.capabilities.stock.seeing import Seeing
    from core.capabilities.stock.told import said_shortage

    rows = Seeing(session.desk.place).shortages(session.actor(login))
    if as_json:
        session.give([said_shortage(each) for each in rows])
        return
    say = session.say
    table([(each.item.code, each.item.title, each.place.title if each.place else say("全部仓库"), each.here,
            each.minimum, each.missing, each.elsewhere) for each in rows],
          head=tuple(map(say, ("编码", "名称", "仓库", "现有", "最低库存", "还缺", "别处有"))))
    if not rows:
        session.note("没有缺货")


@click.command(epilog=examples("shouhou stock waiting --as kong"))
@as_option
@json_option
@pass_session
def waiting(session: Session, login: str, as_json: bool) -> None:
    """List what cases wait for, the longest first."""
    from core.capabilities.stock.seeing import Seeing
    from core.capabilities.stock.told import said_want

    rows = Seeing(session.desk.place).waiting(session.actor(login))
    if as_json:
        session.give([said_want(each) for each in rows])
        return
    say = session.say
    table([(each.number, each.item.title if each.item else each.row.said, each.missing, each.here,
            session.show(each.row.at)) for each in rows],
          head=tuple(map(say, ("案件", "配件", "还缺", "现有", "时间"))))
    if not rows:
        session.note("没有案件在等配件")


@click.command(epilog=examples("shouhou stock held --of wu --as kong"))
@click.option("--of", default="", help="Login of a colleague; all without.")
@as_option
@json_option
@pass_session
def held(session: Session, of: str, login: str, as_json: bool) -> None:
    """List what colleagues hold."""
    from core.capabilities.stock.seeing import Seeing
    from core.capabilities.stock.told import said_held

    seeing = Seeing(session.desk.place)
    rows = seeing.held(session.actor(login), of)
    if as_json:
        session.give([said_held(each, seeing.today) for each in rows])
        return
    say = session.say
    table([(each.place.title, each.item.code, each.item.title, each.quantity, session.show(each.since), each.number,
            each.due_on or "", say("逾期") if each.overdue(seeing.today) else "") for each in rows],
          head=(*map(say, ("同事", "编码", "名称", "数量", "领用", "案件", "应退")), ""))
    if not rows:
        session.note("没有人领用")


@click.command(epilog=examples("shouhou stock case JX-2025-00001 --as wu"))
@click.argument("number")
@as_option
@json_option
@pass_session
def case(session: Session, number: str, login: str, as_json: bool) -> None:
    """Show what a case waits for, was given and used."""
    from core.capabilities.stock.seeing import Seeing
    from core.capabilities.stock.told import said_case

    seeing = Seeing(session.desk.place)
    found = seeing.case(session.actor(login), number)
    if as_json:
        session.give(said_case(found, seeing.today))
        return
    session.tell("发出 {issued} 件,已用 {fitted} 件,退回 {returned} 件", issued=found.used.issued,
                 fitted=found.used.fitted, returned=found.used.returned)
    table([(each.item.title if each.item else each.row.said, each.missing, each.here) for each in found.wants],
          indent="  ")


@click.command(epilog=examples("shouhou stock want JX-2025-00001 HG-35 2 --as wu"))
@click.argument("number")
@click.argument("item")
@click.argument("quantity", default="1")
@click.option("--note", default="", help="Note.")
@change_options
@pass_session
def want(session: Session, number: str, item: str, quantity: str, note: str, login: str, as_json: bool,
         version: int | None, key: str) -> None:
    """Note that a case needs QUANTITY of an ITEM (code or name)."""
    from core.capabilities.stock.moving import Call
    from core.capabilities.stock.needs import Needs

    receipt = Needs(session.desk.place).want(Call(session.actor(login), key, version), number, item, quantity,
                                             note=note)
    if as_json:
        session.give({**receipt.data(), "replayed": receipt.replayed})
    else:
        session.tell("已登记要用的配件")


@click.command(epilog=examples("shouhou stock drop JX-2025-00001 3 --as wu"))
@click.argument("number")
@click.argument("want_id", metavar="WANT", type=click.IntRange(1, 2**31 - 1))
@change_options
@pass_session
def drop(session: Session, number: str, want_id: int, login: str, as_json: bool, version: int | None,
         key: str) -> None:
    """Strike out something that a case no longer needs."""
    from core.capabilities.stock.moving import Call
    from core.capabilities.stock.needs import Needs

    receipt = Needs(session.desk.place).drop(Call(session.actor(login), key, version), number, want_id)
    if as_json:
        session.give({**receipt.data(), "replayed": receipt.replayed})
    else:
        session.tell("已划掉")


KEEPING = (set_item, minimum, end_item, places, add_place, close_place, shortages, waiting, held, case, want, drop)
