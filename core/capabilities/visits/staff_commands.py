"""Disasters, rotations and who left without a job, from a shell."""

from __future__ import annotations

from core.capabilities.visits.command_group import group
from core.sdk.commands import Session, as_option, click, examples, json_option, pass_session, table

LARGEST = 2**31 - 1


@group.command(epilog=examples("shouhou visits disasters --as lin"))
@as_option
@json_option
@pass_session
def disasters(session: Session, login: str, as_json: bool) -> None:
    """List declared natural disasters, the latest first."""
    from core.capabilities.visits.attempts import Attempts

    found = Attempts(session.desk.place).disasters(session.actor(login))
    if as_json:
        session.give([{"id": each.id, "title": each.title, "area": each.area, "starts_at": each.starts_at,
                       "ends_at": each.ends_at} for each in found])
    else:
        table([(str(each.id), each.title, each.area or "—", session.show(each.starts_at), session.show(each.ends_at))
               for each in found])


@group.command("disaster-over", epilog=examples("shouhou visits disaster-over 2 --as zhou",
                                                "shouhou visits disaster-over 2 --at 2025-03-06T18:00 --as zhou"))
@click.argument("disaster", type=click.IntRange(1, LARGEST))
@click.option("--at", help="When it was over; now unless given.")
@as_option
@pass_session
def disaster_over(session: Session, disaster: int, at: str | None, login: str) -> None:
    """Say when a DISASTER was over; calls since then are judged again."""
    from core.capabilities.visits.attempts import Attempts

    actor, moment = session.actor(login), session.moment(at)
    row = Attempts(session.desk.place).end(actor, disaster, moment or session.desk.now())
    session.tell("已经结束:{at}", at=row.ends_at.astimezone(session.zone) if row.ends_at else "—")


@group.command(epilog=examples("shouhou visits exceptions --as zhou"))
@as_option
@json_option
@pass_session
def exceptions(session: Session, login: str, as_json: bool) -> None:
    """List who left without a job or leave in the last days; one's own where one may not allow it."""
    from core.capabilities.visits.whereabouts import Whereabouts

    found = Whereabouts(session.desk.place).exceptions(session.actor(login))
    if as_json:
        session.give([each.data() for each in found])
    else:
        table([(str(each.id), each.name, session.say(each.place.value), session.show(each.since), each.note)
               for each in found])


@group.command(epilog=examples("shouhou visits allow 5 --as zhou"))
@click.argument("entry", type=click.IntRange(1, LARGEST))
@as_option
@pass_session
def allow(session: Session, entry: int, login: str) -> None:
    """Allow that somebody left (an ENTRY of `exceptions`)."""
    from core.capabilities.visits.whereabouts import Whereabouts

    Whereabouts(session.desk.place).allow(session.actor(login), entry)
    session.tell("已批准外出")


@group.command(epilog=examples("shouhou visits patterns --as zhou"))
@as_option
@json_option
@pass_session
def patterns(session: Session, login: str, as_json: bool) -> None:
    """List rotations that can be laid over days."""
    from core.capabilities.visits.roster import Roster, turn_from

    found = Roster(session.desk.place).patterns(session.actor(login))
    if as_json:
        session.give([{"title": each.title, "turns": [str(turn_from(turn)) for turn in each.turns]} for each in found])
    else:
        table([(each.title, " | ".join(str(turn_from(turn)) for turn in each.turns)) for each in found])
