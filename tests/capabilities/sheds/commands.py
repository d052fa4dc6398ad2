"""`shouhou sheds`: what stands in the shed."""

from core.sdk.commands import Session, as_option, click, examples, json_option, pass_session, table


@click.group("sheds")
def group() -> None:
    """The shed: what stands in it."""


@group.command("list", epilog=examples("shouhou sheds list --as kong"))
@as_option
@json_option
@pass_session
def listing(session: Session, login: str, as_json: bool) -> None:
    """List what stands in the shed."""
    from tests.capabilities.sheds.service import Sheds

    found = Sheds(session.desk.place).standing(session.actor(login))
    if as_json:
        session.give([vars(each) for each in found])
    else:
        table([(each.spot, each.number, session.show(each.came_at)) for each in found])
