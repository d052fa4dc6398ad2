"""`shouhou charges prices`: the price list."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from core.capabilities.charges.accounts import LineSort
from core.sdk.commands import Session, as_option, click, examples, json_option, pass_session, table


@click.group()
def prices() -> None:
    """The price list."""


@prices.command("list", epilog=examples("shouhou charges prices list --as chen", "shouhou charges prices list driver "
                                        "--as chen --json"))
@click.argument("search", default="")
@click.option("--limit", type=click.IntRange(1, 1000), default=200, show_default=True, help="How many at most.")
@as_option
@json_option
@pass_session
def list_prices(session: Session, search: str, limit: int, login: str, as_json: bool) -> None:
    """List the prices in use, or those whose code, title or model has these words."""
    from core.capabilities.charges.prices import Prices
    from core.capabilities.charges.said import said_price

    rows = Prices(session.desk.place).list(session.actor(login), search, limit=limit).rows
    if as_json:
        session.give([said_price(each) for each in rows])
        return
    say = session.say
    table([(row.code, row.title, say(LineSort[row.sort].value), f"¥{row.price}", row.model or say("全部型号"),
            f"{row.valid_from} – {row.valid_until or ''}") for row in rows],
          head=tuple(map(say, ("编码", "名称", "类别", "单价", "适用", "起止"))))
    if not rows:
        session.note("没有这样的价目")


@prices.command("set", epilog=examples('shouhou charges prices set MTR-24 80 --title "Motor 24 W" --as he'))
@click.argument("code")
@click.argument("price")
@click.option("--title", required=True, help="What it is for.")
@click.option("--sort", type=click.Choice(tuple(LineSort.__members__)), default="part", show_default=True,
              help="What it is.")
@click.option("--model", default="", help="Models it is for, * standing for anything.")
@click.option("--industry", default="", help="Industry it is for.")
@click.option("--from", "valid_from", default="", metavar="DAY", help="First day; today unless said.")
@click.option("--until", "valid_until", default="", metavar="DAY", help="Last day.")
@as_option
@json_option
@pass_session
def set_price(session: Session, code: str, price: str, title: str, sort: str, model: str, industry: str,
              valid_from: str, valid_until: str, login: str, as_json: bool) -> None:
    """Write a price down; one in use before it ends the day before."""
    from core.capabilities.charges.prices import Prices

    changed = Prices(session.desk.place).save(session.actor(login), {
        "code": code, "price": price, "title": title, "sort": sort, "model": model, "industry": industry,
        "valid_from": valid_from, "valid_until": valid_until})
    if as_json:
        session.give({"changed": changed})
    else:
        session.tell("已保存" if changed else "价目里本来就是这样")


@prices.command("import", epilog=examples("shouhou charges prices import prices.csv --as he"))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@as_option
@json_option
@pass_session
@click.pass_context
def import_prices(ctx: click.Context, session: Session, file: Path, login: str, as_json: bool) -> None:
    """Take prices out of a table: all of it, or nothing where any line is wrong."""
    from core.capabilities.charges.prices import Prices

    loaded = Prices(session.desk.place).load(session.actor(login), file.read_bytes(), file.name)
    if as_json:
        session.give({"taken": loaded.taken, "same": loaded.same, "wrong": [
            {"line": line, "reason": session.say.reason(reason)} for line, reason in loaded.wrong]})
    else:
        for line, reason in loaded.wrong:
            session.tell("第 {line} 行:{reason}", line=line, reason=reason)
        session.tell("导入了 {taken} 项,{same} 项本来就是这样", taken=str(loaded.taken), same=str(loaded.same))
    if loaded.wrong:
        ctx.exit(1)


@prices.command("export", epilog=examples("shouhou charges prices export prices.csv --as chen"))
@click.argument("file", type=click.File("wb"))
@as_option
@json_option
@pass_session
def export_prices(session: Session, file: IO[bytes], login: str, as_json: bool) -> None:
    """Write the prices in use into a table that can be imported again."""
    from core.capabilities.charges.prices import Prices

    content = Prices(session.desk.place).table(session.actor(login))
    file.write(content)
    if as_json:
        session.give({"bytes": len(content)})


@prices.command("end", epilog=examples("shouhou charges prices end 4 --last-day 2025-03-31 --as he"))
@click.argument("price", type=click.IntRange(1, 2**31 - 1))
@click.option("--last-day", default="", metavar="DAY", help="The last day it counts; at once, as if it had never been, "
                                                            "if left out.")
@as_option
@pass_session
def end_price(session: Session, price: int, last_day: str, login: str) -> None:
    """Let a PRICE (its id, see `prices list --json`) count no more."""
    from core.capabilities.charges.prices import Prices, day_of

    Prices(session.desk.place).end(session.actor(login), price, day_of("last_day", last_day))
    session.tell("已停用")
