"""`shouhou parcels`: what travels, found and received from a shell."""

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from core.sdk.commands import Session, as_option, click, examples, json_option, key_option, pass_session, table

if TYPE_CHECKING:
    from core.capabilities.parcels.seeing import Parcel


@click.group("parcels")
def group() -> None:
    """Parcels: what is on its way, what came, what went wrong."""


@group.command("list", epilog=examples("shouhou parcels list --as kong",
                                       "shouhou parcels list unclaimed --as kong --json"))
@click.argument("which", type=click.Choice(["way", "lost", "stalled", "double", "unclaimed", "book", "owed"]),
                default="way")
@as_option
@json_option
@pass_session
def listing(session: Session, which: str, login: str, as_json: bool) -> None:
    """List parcels: on their way, lost, stalled, with a waybill used twice, unclaimed, to book, or whose freight is
    owed to the customer. At most 200."""
    from core.capabilities.parcels.bench import Bench
    from core.capabilities.parcels.tracking import Tracking

    actor, place = session.actor(login), session.desk.place
    match which:
        case "unclaimed":
            found = Bench(place).unclaimed(actor)
        case "book":
            found = [*Tracking(place).to_book(actor, limit=200).parcels]
        case "owed":
            found = Tracking(place).owed(actor)[1]
        case _:
            found = [*Tracking(place).on_the_way(actor, "" if which == "way" else which, limit=200).parcels]
    if as_json:
        session.give([_data(session, each) for each in found])
    else:
        say = session.say
        table([(each.row.id, each.number or "—", say(each.direction.value), say(each.status.value), each.row.carrier,
                each.row.waybill, session.show(each.row.last_update_at)) for each in found],
              head=("#", say("案件"), say("方向"), say("状态"), say("承运公司"), say("运单号"), say("最近进展")))


@group.command(epilog=examples("shouhou parcels find SF1234567890 --as kong"))
@click.argument("code")
@as_option
@json_option
@pass_session
def find(session: Session, code: str, login: str, as_json: bool) -> None:
    """Find what is in hand by waybill or case number (CODE)."""
    from core.capabilities.parcels.bench import Bench

    found = Bench(session.desk.place).find(session.actor(login), code)
    if as_json:
        session.give({"code": found.code, "ready": found.ready, "case": found.number or None, "state": found.state,
                      "parcel": _data(session, found.parcel) if found.parcel else None,
                      "others": [_data(session, each) for each in found.others]})
    elif not found.known:
        session.tell("没有找到“{code}”", code=found.code)
    else:
        session.tell("{number} {title} {waybill} {ready}", number=found.number or "—", title=found.title,
                     waybill=found.parcel.row.waybill if found.parcel else "",
                     ready=session.say("可以收件" if found.ready else "现在不能收件"))


@group.command(epilog=examples("shouhou parcels receive JX-2025-00001 --as kong",
                               "shouhou parcels receive JX-2025-00001 --condition wet --pieces 1 --as kong"))
@click.argument("number")
@click.option("--condition", default="intact", show_default=True, help="intact, damaged, wet or opened.")
@click.option("--pieces", type=int, help="How many pieces came.")
@click.option("--waybill", default="", help="The waybill on it; refused where it is another case's.")
@click.option("--remarks", default="", help="What is noted.")
@key_option
@as_option
@json_option
@pass_session
def receive(session: Session, number: str, condition: str, pieces: int | None, waybill: str, remarks: str,
            key: str, login: str, as_json: bool) -> None:
    """Receive the parcel of the case NUMBER."""
    from core.capabilities.parcels.bench import Bench

    given = {"condition": condition, "pieces_received": pieces, "waybill_read": waybill, "remarks": remarks}
    answers = {name: each for name, each in given.items() if each not in (None, "")}
    receipt = Bench(session.desk.place).receive(session.actor(login), number, answers, key=key or "")
    if as_json:
        session.give({**receipt.data(), "replayed": receipt.replayed})
    else:
        session.tell("{number} 已收件", number=receipt.number)


@group.command(epilog=examples("shouhou parcels trouble 7 damage --note crushed --claim 80 --as kong",
                               "shouhou parcels trouble 7 loss --as kong --json"))
@click.argument("parcel", type=click.IntRange(1, 2**31 - 1))
@click.argument("problem", type=click.Choice(["delay", "damage", "loss", "shortage"]))
@click.option("--note", default="", help="What is noted.")
@click.option("--claim", default="", help="What is claimed of the carrier.")
@key_option
@as_option
@json_option
@pass_session
def trouble(session: Session, parcel: int, problem: str, note: str, claim: str, key: str, login: str,
            as_json: bool) -> None:
    """Note what went wrong with PARCEL (its id, see `list`)."""
    from core.capabilities.parcels.troubles import Troubles

    try:
        amount = Decimal(claim) if claim else None
    except InvalidOperation:
        raise click.BadParameter(claim, param_hint="--claim") from None
    receipt = Troubles(session.desk.place).record(session.actor(login), parcel, problem, note=note, claim=amount,
                                                  key=key or "")
    if as_json:
        session.give(receipt.data())
    else:
        session.tell("{number} 已登记运输异常", number=receipt.number)


def _data(session: Session, parcel: "Parcel") -> dict[str, object]:
    data = parcel.data()
    for name in ("expected_by", "sent_at", "last_update_at", "here_since", "received_at"):
        data[name] = data[name].astimezone(session.zone).isoformat() if data[name] else None
    return {**data, **{name: None if data[name] is None else f"{data[name]:.2f}" for name in ("freight", "owed")}}
