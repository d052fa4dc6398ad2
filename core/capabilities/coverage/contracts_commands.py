"""`shouhou coverage contracts` and `contract`: contracts with two sides."""

from __future__ import annotations

from core.sdk.commands import Session, as_option, click, examples, json_option, pass_session, table


def add(group: click.Group) -> None:
    """Put the commands of contracts beside those of warranties."""
    group.add_command(contracts)
    group.add_command(contract)


@click.command(epilog=examples("shouhou coverage contracts --as chen", "shouhou coverage contracts 云山路 --as chen"))
@click.argument("said", default="")
@click.option("--over", is_flag=True, help="Also those that are over.")
@as_option
@json_option
@pass_session
def contracts(session: Session, said: str, over: bool, login: str, as_json: bool) -> None:
    """List contracts, by words of their number, project or customer."""
    from core.capabilities.coverage.contracts import Contracts
    from core.capabilities.coverage.contracts_said import said_summary

    found = Contracts(session.desk.place).all(session.actor(login), said, over=over)
    if as_json:
        session.give([said_summary(each) for each in found])
        return
    table([(each.number, each.contract_no, session.say(each.standing.value), each.customer, each.project)
           for each in found])
    if not found:
        session.note("没有找到")


@click.command(epilog=examples("shouhou coverage contract HT-2025-00001 --as chen"))
@click.argument("number")
@as_option
@json_option
@pass_session
def contract(session: Session, number: str, login: str, as_json: bool) -> None:
    """Show what both sides of a contract owe, as of now."""
    from core.capabilities.coverage.contracts import Contracts
    from core.capabilities.coverage.contracts_forms import Side
    from core.capabilities.coverage.contracts_said import said_contract

    found = Contracts(session.desk.place).show(session.actor(login), number)
    if as_json:
        session.give(said_contract(found))
        return
    say = session.say
    click.echo(f"{found.number}  {found.contract_no}  {say(found.standing.value)}  {found.customer}".rstrip())
    for side in Side:
        click.echo(f"{say(side.value)}  {found.owed_by(side)}")
        table([(say(each.kind.value), each.number, each.periods or "", each.amount,
                say(each.state.value) if each.state else "…") for each in found.lines if each.side is side],
              indent="  ")
