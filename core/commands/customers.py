"""`shouhou customer` and `shouhou product`: who asks for service, and what they bought."""

from __future__ import annotations

import click

from core.commands.session import Session, as_option, examples, json_option, pass_session
from core.commands.tables import table
from core.commands.values import answers_of, mapping_of


@click.group()
def customer() -> None:
    """Customers: look up, register."""


@customer.command("find", epilog=examples("shouhou customer find 6621 --as lin",
                                          "shouhou customer find 王 --as lin --json"))
@click.argument("text")
@as_option
@json_option
@pass_session
def find(session: Session, text: str, login: str, as_json: bool) -> None:
    """Find customers by telephone (whole, or its last four digits) or by name, with products and cases."""
    actor = session.actor(login)
    found = session.desk.customers.find(actor, text)
    for each in found:
        session.desk.accesses.note(actor, "customer.find", face="cli", customer_id=each.customer.row.id)
    if as_json:
        from core.domain.people import SEE_PHONES
        from core.representation import said_known

        session.give([said_known(each, session.say, whole=actor.may(SEE_PHONES)) for each in found])
        return
    if not found:
        session.note("没有找到")
    for each in found:
        row = each.customer.row
        click.echo(f"{row.id}  {row.name}  {' / '.join(each.customer.phones)}  {row.address}".rstrip())
        table([(session.say("商品"), product.id, product.name, product.model, product.order_no,
                product.purchased_on or "") for product in each.products], indent="    ")
        table([(session.say("案件"), case.number, case.title, session.show(case.opened_at)) for case in each.cases],
              indent="    ")


@customer.command(epilog=examples("shouhou customer add --name 王秀英 --phone 13800000001 --as lin",
                                  "shouhou customer add --phone 13800000001 --phone 0757-86660001 --as lin"))
@click.option("--name", default="", help="Name.")
@click.option("--phone", "phones", multiple=True, help="Telephone, the first to call first; may be repeated.")
@click.option("--address", default="", help="Address.")
@click.option("--note", default="", help="Note.")
@as_option
@json_option
@pass_session
def add(session: Session, name: str, phones: tuple[str, ...], address: str, note: str, login: str,
        as_json: bool) -> None:
    """Register a customer and print the id."""
    found = session.desk.customers.register(session.actor(login), name=name, phones=phones, address=address, note=note)
    _registered(session, found)


@click.group()
def product() -> None:
    """Products that customers bought: register."""


@product.command("add", epilog=examples(
    "shouhou product add --customer 12 --set name=餐椅 --set purchased_on=2025-09-26 --set price=1280 --as lin"))
@click.option("--customer", "customer_id", type=click.IntRange(1, 2**31 - 1), metavar="ID", help="Whose it is.")
@click.option("--answers", metavar="FILE|-", help="JSON: name, model, serial, order_no, purchased_on, price …")
@click.option("--set", "given", multiple=True, metavar="FIELD=VALUE", help="One of these fields.")
@as_option
@json_option
@pass_session
def add_product(session: Session, customer_id: int | None, answers: str | None, given: tuple[str, ...], login: str,
                as_json: bool) -> None:
    """Register something a customer bought and print the id."""
    desk, actor = session.desk, session.actor(login)
    said = mapping_of(answers_of(answers, given), "answers")
    if customer_id is not None:
        desk.customers.get(actor, customer_id)  # a stranger is told, rather than left to the database
    _registered(session, desk.customers.add_product(actor, customer_id, said))


def _registered(session: Session, found: int) -> None:
    if session.as_json:
        session.give({"id": found})
    else:
        click.echo(found)
