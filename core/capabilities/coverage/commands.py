"""`shouhou coverage`: how long units are covered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.capabilities.coverage import contracts_commands
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
    from core.capabilities.coverage.service import Unit


@click.group("coverage")
def group() -> None:
    """How long units are covered by warranty, and why."""


@group.command(epilog=examples("shouhou coverage show SN001 --as chen", "shouhou coverage show SN001 --as chen --json"))
@click.argument("serial")
@as_option
@json_option
@pass_session
def show(session: Session, serial: str, login: str, as_json: bool) -> None:
    """Show the warranty of a serial number and how it came about."""
    from core.capabilities.coverage.said import said_unit
    from core.capabilities.coverage.service import Warranties

    found = Warranties(session.desk.place).show(session.actor(login), serial)
    if as_json:
        session.give(said_unit(found))
    else:
        _tell(session, found)


@group.command(epilog=examples("shouhou coverage find 13800006621 --as chen"))
@click.argument("said")
@as_option
@json_option
@pass_session
def find(session: Session, said: str, login: str, as_json: bool) -> None:
    """Find units by serial number, a customer's phone or name, or a case's number."""
    from core.capabilities.coverage.said import said_unit
    from core.capabilities.coverage.service import Warranties

    found = Warranties(session.desk.place).find(session.actor(login), said)
    if as_json:
        session.give([said_unit(each) for each in found])
        return
    for each in found:
        _tell(session, each)
    if not found:
        session.note("没有找到")


@group.command(epilog=examples('shouhou coverage extend SN001 2025-12-31 --why "Goodwill" --as zhao'))
@click.argument("serial")
@click.argument("ends_on", metavar="DAY")
@click.option("--why", required=True, help="Why.")
@click.option("--correct", is_flag=True, help="Correct what was wrong; the day may then be earlier, too.")
@as_option
@json_option
@pass_session
def extend(session: Session, serial: str, ends_on: str, why: str, correct: bool, login: str, as_json: bool) -> None:
    """Let a unit be covered until a DAY."""
    from core.capabilities.coverage.said import said_unit
    from core.capabilities.coverage.service import Warranties

    found = Warranties(session.desk.place).extend_unit(session.actor(login), serial, {"ends_on": ends_on, "why": why},
                                                       correct=correct)
    if as_json:
        session.give(said_unit(found))
    else:
        _tell(session, found)


@group.command("extend-case", epilog=examples('shouhou coverage extend-case JX-2025-00001 2025-12-31 --why "Goodwill" '
                                              "--as zhao"))
@click.argument("number")
@click.argument("ends_on", metavar="DAY")
@click.option("--why", required=True, help="Why.")
@click.option("--correct", is_flag=True, help="Correct what was wrong; the day may then be earlier, too.")
@change_options
@pass_session
def extend_case(session: Session, number: str, ends_on: str, why: str, correct: bool, login: str, as_json: bool,
                version: int | None, key: str) -> None:
    """Let the unit that a case is about be covered until a DAY."""
    from core.capabilities.coverage.service import Warranties

    receipt = Warranties(session.desk.place).extend(session.actor(login), number, {"ends_on": ends_on, "why": why},
                                                    correct=correct, version=version, key=key)
    if session.as_json:
        session.give({**receipt.data(), "replayed": receipt.replayed})
    else:
        session.tell("已更正保修" if correct else "已延长保修")


def _tell(session: Session, unit: Unit) -> None:
    from core.capabilities.coverage.standing import How

    say, row = session.say, unit.row
    state = say("保修期内") if unit.covered else say("不在保修期内")
    click.echo(f"{row.model} {row.serial}  {state}  {row.ends_on}  {unit.customer}".rstrip())
    table([(each.row.starts_on, each.row.ends_on, say(How[each.row.how].value), each.number or "—", each.by,
            each.row.why) for each in unit.turns], indent="  ")


contracts_commands.add(group)
