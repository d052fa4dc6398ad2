"""`shouhou complaints`: complaints, and what waits for a manager."""

from core.sdk.commands import Session, as_option, click, examples, json_option, key_option, pass_session, table


@click.group("complaints")
def group() -> None:
    """Complaints and what waits for a manager."""


@group.command("list", epilog=examples("shouhou complaints list --as zhou --status open"))
@click.option("--status", default="", help="Of this status; `open` for all that are not closed.")
@click.option("--cause", default="", help="Of this cause.")
@click.option("--department", default="", help="Of this department.")
@as_option
@json_option
@pass_session
def listing(session: Session, status: str, cause: str, department: str, login: str, as_json: bool) -> None:
    """List complaints, the latest first. At most 200."""
    from core.capabilities.complaints.forms import Cause
    from core.capabilities.complaints.service import Complaints
    from core.capabilities.complaints.standing import Status

    page = Complaints(session.desk.place).list(session.actor(login), status, cause, department, limit=200)
    if as_json:
        session.give([vars(each) for each in page.complaints])
    else:
        say = session.say
        table([(each.number, say(Status[each.status].value), say(Cause[each.cause].value) if each.cause else "—",
                each.department or "—", each.about or "—", session.show(each.opened_at)) for each in page.complaints])


@group.command("waiting", epilog=examples("shouhou complaints waiting --as zhou"))
@as_option
@json_option
@pass_session
def waiting(session: Session, login: str, as_json: bool) -> None:
    """List the cases of every kind that wait for a manager."""
    from core.capabilities.complaints.service import Complaints

    found = Complaints(session.desk.place).waiting(session.actor(login))
    if as_json:
        session.give([vars(each) for each in found])
    else:
        table([(each.number, each.title, each.assignee, session.show(each.due_at)) for each in found])


@group.command("flag", epilog=examples("shouhou complaints flag JX-2025-00001 --as lin --channel phone "
                                       "--about '等了三周还没有修好'"))
@click.argument("number")
@click.option("--about", required=True, help="What the customer complains about.")
@click.option("--channel", required=True, help="How the complaint came.")
@click.option("--wanted", default="", help="What the customer wants.")
@as_option
@key_option
@json_option
@pass_session
def flag(session: Session, number: str, about: str, channel: str, wanted: str, login: str, key: str,
         as_json: bool) -> None:
    """Make a complaint of what a customer says about a case."""
    from core.capabilities.complaints.service import Complaints

    done = Complaints(session.desk.place).flag(session.actor(login), number, about, channel, wanted, key=key)
    if as_json:
        session.give(done.data())
    else:
        click.echo(done.number)
