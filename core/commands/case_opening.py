"""`shouhou case open`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from core.commands import said
from core.commands.cases import case, told
from core.commands.session import Session, as_option, examples, json_option, pass_session
from core.commands.values import answers_of, items_of, json_from, mapping_of
from core.domain.errors import InvalidInput, unknown

if TYPE_CHECKING:
    from core.services.opening import Preview, Request

_PARTS = ("form", "items", "also")


def _read(source: str | None, given: tuple[str, ...], items: tuple[str, ...]) -> dict[str, Any]:
    """The answers, the items and what else is known, from a file and from options laid over it."""
    whole = mapping_of(json_from(source, "answers"), "answers") if source else {}
    if not whole.keys() & set(_PARTS):
        whole = {"form": whole}
    if strange := whole.keys() - set(_PARTS):
        raise InvalidInput.field("answers", "没有这一项:{problem}",
                                 problem=unknown("entry", sorted(strange)[0], _PARTS))
    whole = {name: said for name, said in whole.items() if said is not None}
    goods = whole.get("items", [])
    if not isinstance(goods, list) or not all(isinstance(each, Mapping) for each in goods):
        raise InvalidInput.field("items", "应是一个列表")
    form = mapping_of(whole.get("form", {}), "form")
    return {"form": {**form, **answers_of(None, given)}, "items": [*goods, *items_of(items)],
            "also": mapping_of(whole.get("also", {}), "also")}


@case.command("open", epilog=examples(
    "shouhou case open furniture.return --as lin --set reason=mind --set bought_on=2025-09-26 \\",
    "    --item product=餐椅,quantity=2 --dry-run",
    "shouhou case open furniture.return --as lin --customer 12 --answers request.json --key call-4711"))
@click.argument("kind")
@click.option("--answers", metavar="FILE|-", help="JSON: {\"form\": {...}, \"items\": [...]} or the form alone.")
@click.option("--set", "given", multiple=True, metavar="FIELD=VALUE", help="An answer of the opening form.")
@click.option("--item", "items", multiple=True, metavar="FIELD=VALUE,...", help="One line of goods; may be repeated.")
@click.option("--customer", type=click.IntRange(1, 2**31 - 1), metavar="ID",
              help="The customer, see `shouhou customer find`.")
@click.option("--product", type=click.IntRange(1, 2**31 - 1), metavar="ID", help="The registered product.")
@click.option("--title", default="", help="What it is about (default: the goods).")
@click.option("--channel", default="", help="How it came: phone, wechat, shop, message, email, letter, visit, web.")
@click.option("--at", metavar="TIME", help="When the customer said so (default: now).")
@click.option("--key", default="", metavar="KEY", help="Idempotency key: opening again with it gives the same case.")
@click.option("--dry-run", is_flag=True, help="Say what the regulations make of it; save nothing.")
@as_option
@json_option
@pass_session
def open_case(session: Session, kind: str, answers: str | None, given: tuple[str, ...], items: tuple[str, ...],
              customer: int | None, product: int | None, title: str, channel: str, at: str | None, key: str,
              dry_run: bool, login: str, as_json: bool) -> None:
    """Open a case and print its number.

    `shouhou policy facts KIND` lists the questions of each kind."""
    from core.services.opening import Request

    desk, actor = session.desk, session.actor(login)
    read = _read(answers, given, items)
    if product:
        _, before = desk.opening.questions(kind, product)
        read["form"] = {**before, **read["form"]}
    request = Request(kind, read["form"], read["items"], customer, product, title, channel, session.moment(at),
                      read["also"])
    if dry_run:
        _preview(session, desk.opening.preview(actor, request), request)
        return
    told(session, desk.opening.open(actor, request, key))


def _preview(session: Session, found: Preview, request: Request) -> None:
    from core.representation import said_clock, said_decision, said_offer

    say, now = session.say, session.desk.now()
    data: dict[str, Any] = {"kind": request.kind, "decisions": [said_decision(each, say) for each in found.decisions],
            "clocks": [said_clock(each, now, say) for each in found.clocks if each.started_at],
            "offers": [said_offer(each, say) for each in found.offers],
            "problems": {name: [say.reason(each) for each in reasons] for name, reasons in found.problems.items()}}
    if session.as_json:
        session.give(data)
        return
    said.part(session, "要改正的答案", [(name, "; ".join(reasons)) for name, reasons in data["problems"].items()])
    said.decisions(session, data["decisions"])
    said.clocks(session, data["clocks"])
    said.offers(session, data["offers"])
    session.note("没有保存")
