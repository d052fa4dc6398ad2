"""`shouhou appliance`: cash on its way to finance, and what is noted of a visit beside its steps."""

from __future__ import annotations

from core.sdk.commands import Session, as_option, change_options, click, examples, json_option, pass_session, table


@click.group("appliance")
def group() -> None:
    """Outlets: cash that crews have collected, and what is noted of their visits."""


@group.command("hand-ins", epilog=examples("shouhou appliance hand-ins --as qian"))
@as_option
@json_option
@pass_session
def hand_ins(session: Session, login: str, as_json: bool) -> None:
    """List cash that finance has not confirmed, the oldest first."""
    from plugins.appliance.hand_in_service import HandIns

    found = HandIns(session.desk.place).out(session.actor(login))
    if as_json:
        session.give([each.data() for each in found])
        return
    table([(each.entry_id, each.number, each.person or "—", f"¥{each.amount}", session.show(each.collected_at),
            f"{session.show(each.due_at)}{' !' if each.late else ''}") for each in found],
          head=tuple(map(session.say, ("编号", "案件", "收款人", "金额", "收款时间", "上交时限"))))


@group.command("hand-in", epilog=examples("shouhou appliance hand-in 7 --as qian"))
@click.argument("entry", type=click.IntRange(1, 2**31 - 1))
@click.option("--at", help="When; now, if left out.")
@as_option
@pass_session
def hand_in(session: Session, entry: int, at: str | None, login: str) -> None:
    """Confirm, once, that the cash of payment ENTRY was handed in."""
    from plugins.appliance.hand_in_service import HandIns

    HandIns(session.desk.place).confirm(session.actor(login), entry, session.moment(at))
    session.tell("已确认上交")


@group.command(epilog=examples("shouhou appliance label WX-2025-00001 missing --as zhou"))
@click.argument("number")
@click.argument("shows")
@change_options
@pass_session
def label(session: Session, number: str, shows: str, login: str, as_json: bool, version: int | None, key: str) -> None:
    """Note which service number the photo of a visit SHOWS."""
    _note(session, number, "label", {"label_shows": shows}, login, as_json, version, key)


@group.command(epilog=examples("shouhou appliance excuse WX-2025-00001 parts --told 等厂家发货 --as zhou"))
@click.argument("number")
@click.argument("cause")
@click.option("--told", default="", help="More of it.")
@change_options
@pass_session
def excuse(session: Session, number: str, cause: str, told: str, login: str, as_json: bool, version: int | None,
           key: str) -> None:
    """Note the CAUSE why work was late."""
    _note(session, number, "excuse", {"excused_by": cause, "excuse_told": told}, login, as_json, version, key)


@group.command(epilog=examples("shouhou appliance check WX-2025-00001 --known 1 --seen 3 --charged 900 --as zhou"))
@click.argument("number")
@click.option("--known", required=True, help="Units ordered.")
@click.option("--seen", required=True, help="Units there were.")
@click.option("--charged", required=True, help="What was charged.")
@change_options
@pass_session
def check(session: Session, number: str, known: str, seen: str, charged: str, login: str, as_json: bool,
          version: int | None, key: str) -> None:
    """Note how many units there were at a visit, and what was charged."""
    said: dict[str, object] = {"units_known": known, "units_seen": seen, "units_charged": charged}
    _note(session, number, "check", said, login, as_json, version, key)


@group.command(epilog=examples("shouhou appliance units WX-2025-00001 2 --as wu"))
@click.argument("number")
@click.argument("more")
@change_options
@pass_session
def units(session: Session, number: str, more: str, login: str, as_json: bool, version: int | None, key: str) -> None:
    """Note how many MORE units there were than ordered."""
    _note(session, number, "units", {"more_units": more}, login, as_json, version, key)


def _note(session: Session, number: str, what: str, answers: dict[str, object], login: str, as_json: bool,
          version: int | None, key: str) -> None:
    from plugins.appliance.visit_service import Noting

    receipt = Noting(session.desk.place).note(session.actor(login), number, what, answers, version=version, key=key)
    if as_json:
        session.give({**receipt.data(), "replayed": receipt.replayed})
    else:
        session.tell("已记下")
