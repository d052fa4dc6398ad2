"""`shouhou stock samples`: display samples."""

from __future__ import annotations

from core.capabilities.stock.standing import Happened, Standing
from core.sdk.commands import Session, as_option, click, examples, json_option, key_option, pass_session, table


@click.command(epilog=examples("shouhou stock samples --day 2025-03-03 --as lin"))
@click.option("--day", default="", help="As this day ended; now without.")
@click.option("--elsewhere", is_flag=True, help="Those that were not on display.")
@as_option
@json_option
@pass_session
def samples(session: Session, day: str, elsewhere: bool, login: str, as_json: bool) -> None:
    """List samples on display."""
    from core.capabilities.stock.samples import Samples
    from core.capabilities.stock.told import said_samples

    found = Samples(session.desk.place)
    rows = (found.elsewhere if elsewhere else found.shown)(session.actor(login), day)
    if as_json:
        session.give(said_samples(rows))
        return
    say = session.say
    table([(each.sample.number, each.sample.product, each.event.hall, each.event.position,
            say(Happened[each.event.sort].value), session.show(each.event.at)) for each in rows],
          head=tuple(map(say, ("样品编号", "商品", "展厅", "位置", "登记", "时间"))))
    if not rows:
        session.note("没有样品")


@click.command(epilog=examples("shouhou stock sample S-12 --as lin"))
@click.argument("number")
@as_option
@json_option
@pass_session
def sample(session: Session, number: str, login: str, as_json: bool) -> None:
    """Show a sample and what happened to it."""
    from core.capabilities.stock.samples import Samples
    from core.capabilities.stock.told import said_story

    found = Samples(session.desk.place).show(session.actor(login), number)
    if as_json:
        session.give(said_story(found))
        return
    say = session.say
    click.echo(f"{found.row.number}  {found.row.product}  {say(Standing[found.row.standing].value)}  {found.number}")
    table([(session.show(each.row.at), say(Happened[each.row.sort].value), each.row.hall, each.number, each.by)
           for each in found.turns], indent="  ")


@click.command("sample-up", epilog=examples("shouhou stock sample-up S-12 --product Bench --hall 'Hall 2' --as lin"))
@click.argument("number")
@click.option("--hall", required=True, help="Hall.")
@click.option("--product", default="", help="What it is; needed for a new one.")
@click.option("--position", default="", help="Position.")
@click.option("--on", default="", help="On which day; today without.")
@click.option("--note", default="", help="Note.")
@as_option
@json_option
@pass_session
def put_up(session: Session, /, number: str, login: str, as_json: bool, **said: str) -> None:
    """Put a sample on display."""
    from core.capabilities.stock.samples import Samples
    from core.capabilities.stock.told import said_sample

    row = Samples(session.desk.place).put_up(session.actor(login), {**said, "number": number})
    if as_json:
        session.give(said_sample(row))
    else:
        session.tell("样品 {number} 已上样", number=row.number)


@click.command("sample-down", epilog=examples("shouhou stock sample-down S-12 --why 'New model' --as lin"))
@click.argument("number")
@click.option("--why", required=True, help="Why.")
@click.option("--on", default="", help="On which day; today without.")
@as_option
@json_option
@key_option
@pass_session
def take_down(session: Session, number: str, why: str, on: str, login: str, as_json: bool, key: str) -> None:
    """Take a sample off display; its case is opened where the business has a kind for it."""
    from core.capabilities.stock.samples import Samples

    opened = Samples(session.desk.place).take_down(session.actor(login), {"number": number, "why": why, "on": on}, key)
    if as_json:
        session.give({"sample": number, "number": opened or None})
    else:
        session.tell("样品 {number} 已下样", number=number)
        if opened:
            click.echo(opened)


SAMPLES = (samples, sample, put_up, take_down)
