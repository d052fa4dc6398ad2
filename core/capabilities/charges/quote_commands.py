"""`shouhou charges draft`: the lines of the next quote."""

from __future__ import annotations

from core.sdk.commands import Session, as_option, click, examples, json_option, pass_session, table


@click.command(epilog=examples(
    "shouhou charges draft JX-2025-00001 --as zhao",
    'shouhou charges draft JX-2025-00001 --line MTR-24=1 --line "labour=80.00*1.5 Bench work" --as zhao',
    "shouhou charges draft JX-2025-00001 --clear --as zhao"))
@click.argument("number")
@click.option("--line", "lines", multiple=True, metavar="CODE=QUANTITY",
              help="A line by its code, or `part=PRICE*QUANTITY TITLE` and `labour=…` in words; may be repeated.")
@click.option("--clear", is_flag=True, help="Take all lines out.")
@as_option
@json_option
@pass_session
def draft(session: Session, number: str, lines: tuple[str, ...], clear: bool, login: str, as_json: bool) -> None:
    """Show the lines of the next quote of a case; with lines, write all of them anew."""
    from core.capabilities.charges.quoting import Quoting
    from core.capabilities.charges.said import said_draft

    if lines and clear:
        raise click.UsageError("--line or --clear, not both")
    quoting, actor = Quoting(session.desk.place), session.actor(login)
    given = [_line(each) for each in lines]
    found = quoting.write(actor, number, given) if lines or clear else quoting.show(actor, number)
    if as_json:
        session.give(said_draft(found))
        return
    table([(each.code or "—", each.title, str(each.quantity), f"¥{each.price}") for each in found.lines])
    click.echo(f"¥{found.sums.total}")


def _line(said: str) -> dict[str, str]:
    """A line as typed. What is wrong with it is told by the service."""
    from core.sdk.services import InvalidInput

    name, found, rest = said.partition("=")
    if not found:
        raise InvalidInput.field("line", "“{line}”看不懂,请写成“编码=数量”", line=said[:40])
    if name.strip() not in ("part", "labour"):
        return {"code": name.strip(), "quantity": rest.strip()}
    amounts, _, title = rest.strip().partition(" ")
    price, _, quantity = amounts.partition("*")
    return {"sort": name.strip(), "price": price, "quantity": quantity or "1", "title": title.strip()}
