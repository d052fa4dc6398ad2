"""The people who are sent, from a shell: board, register, roster, requests, whereabouts, calls."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from core.capabilities.visits.command_group import group
from core.sdk.commands import Session, as_option, click, examples, json_option, pass_session, table


class Day(click.ParamType[date]):
    """A day as 2025-03-12."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            read = date.fromisoformat(str(value))
            if not 1970 <= read.year < 2200:
                raise ValueError
            return read
        except ValueError:
            self.fail(f"{value!r} is no day; write 2025-03-12", param, ctx)


class Moment(click.ParamType[datetime]):
    """A moment as 2025-03-12T10:00, in the business's zone unless it says another."""

    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            read = datetime.fromisoformat(str(value))
            if not 1970 <= read.year < 2200:  # zones cannot turn the first and the last years into one another
                raise ValueError
            return read
        except ValueError:
            self.fail(f"{value!r} is no moment; write 2025-03-12T10:00", param, ctx)


LARGEST = 2**31 - 1


def _today(session: Session) -> date:
    return session.desk.now().astimezone(session.zone).date()


def _zoned(session: Session, said: datetime | None) -> datetime | None:
    return said.replace(tzinfo=session.zone) if said and said.tzinfo is None else said


def _give(session: Session, as_json: bool, data: object, rows: Callable[[], Sequence[Sequence[str]]]) -> None:
    if as_json:
        session.give(data)
    else:
        table(list(map(tuple, rows())))


@group.command("board", epilog=examples("shouhou visits board --as han",
                                        "shouhou visits board --day 2025-03-06 --as han"))
@click.option("--day", type=Day(), default=None, help="The day; today unless given.")
@click.option("--days", type=click.IntRange(1, 7), default=1, show_default=True, help="How many.")
@as_option
@json_option
@pass_session
def board(session: Session, day: date | None, days: int, login: str, as_json: bool) -> None:
    """Show who goes where, and what has nobody yet with who cannot take it."""
    from core.capabilities.visits.board import Board

    shown = Board(session.desk.place).show(session.actor(login), day or _today(session), days)
    going = [(each, row.name) for row in shown.rows for each in row.blocks] + list(shown.untimed)
    against = {number: {who: [session.say.reason(reason) for reason in why] for who, why in people.items()}
               for number, people in shown.cannot.items()}
    _give(session, as_json, {"waiting": [{**each.data(), "cannot": against.get(each.number, {})}
                                         for each in shown.waiting],
                             "visits": [{**each.data(), "technician": each.login} for each, _ in going]},
          lambda: [(each.number, session.show(each.starts) if each.starts else "—",
                    session.show(each.ends) if each.ends else "—", who, session.say(each.standing.value), each.area)
                   for each, who in [*((each, "—") for each in shown.waiting), *going]])


@group.command("send", epilog=examples("shouhou visits send AC-2025-00001 wu --as han"))
@click.argument("number")
@click.argument("technician")
@as_option
@json_option
@pass_session
def send(session: Session, number: str, technician: str, login: str, as_json: bool) -> None:
    """Name who goes: the case's own step."""
    from core.capabilities.visits.board import Board

    done = Board(session.desk.place).send(session.actor(login), number, technician)
    _give(session, as_json, done.data(), lambda: [(done.number, done.state)])


@group.command("people", epilog=examples("shouhou visits people --as han"))
@as_option
@json_option
@pass_session
def people(session: Session, login: str, as_json: bool) -> None:
    """List who may be sent."""
    from core.capabilities.visits.people import People

    found = People(session.desk.place).all(session.actor(login))
    _give(session, as_json, [each.data() for each in found], lambda: [
        (each.login, each.name, each.badge or "—", "、".join(skill for skill, _ in each.skills) or "—",
         "、".join(each.areas) or "—", "、".join(one.brand for one in each.trainings) or "—") for each in found])


@group.command("person", epilog=examples(
    "shouhou visits person wu --badge G-012 --skill 空调维修 --area 禅城 --as zhou"))
@click.argument("who")
@click.option("--badge", default="", help="The number a customer may ask for.")
@click.option("--skill", "skills", multiple=True, help="What they can; `制冷=2026-12-31` with its last day.")
@click.option("--area", "areas", multiple=True, help="Where they go; `*` is everywhere.")
@click.option("--inactive", is_flag=True, help="They are sent nowhere.")
@as_option
@json_option
@pass_session
def person(session: Session, who: str, badge: str, skills: tuple[str, ...], areas: tuple[str, ...], inactive: bool,
           login: str, as_json: bool) -> None:
    """Say who WHO is, what they can and where; replaces what was said before."""
    from core.capabilities.visits.people import People

    read = [(what, Day().convert(until, None, None) if until else None)
            for what, _, until in (each.partition("=") for each in skills)]
    found = People(session.desk.place).save(session.actor(login), who, badge=badge, active=not inactive, skills=read,
                                            areas=areas)
    _give(session, as_json, found.data(), lambda: [(found.login, found.name, found.badge or "—")])


@group.command("train", epilog=examples("shouhou visits train wu 格力 2024-05-01 --until 2027-04-30 --as zhou"))
@click.argument("who")
@click.argument("brand")
@click.argument("day", type=Day())
@click.option("--until", type=Day(), default=None, help="The last day it holds.")
@click.option("--certificate", default="", help="Its number.")
@as_option
@json_option
@pass_session
def train(session: Session, who: str, brand: str, day: date, until: date | None, certificate: str, login: str,
          as_json: bool) -> None:
    """Write down that a BRAND trained WHO on a DAY."""
    from core.capabilities.visits.people import People

    found = People(session.desk.place).train(session.actor(login), who, brand, day, until=until,
                                             certificate=certificate)
    _give(session, as_json, found.data(), lambda: [(found.login, each.brand, str(each.trained_on))
                                                   for each in found.trainings])


@group.command("authorise", epilog=examples("shouhou visits authorise south 格力 授权书2025-18 2025-01-01 --as zhou"))
@click.argument("unit")
@click.argument("brand")
@click.argument("document")
@click.argument("day", type=Day())
@click.option("--until", type=Day(), default=None, help="The last day it holds.")
@click.option("--city", default="", help="The city.")
@as_option
@json_option
@pass_session
def authorise(session: Session, unit: str, brand: str, document: str, day: date, until: date | None, city: str,
              login: str, as_json: bool) -> None:
    """Write down that a BRAND approved an outlet (UNIT) by a DOCUMENT from a DAY on."""
    from core.capabilities.visits.people import People

    actor, register = session.actor(login), People(session.desk.place)
    register.authorise(actor, unit, brand, document, day, ends_on=until, city=city)
    found = register.authorisations(actor)
    _give(session, as_json, [each.data() for each in found], lambda: [
        (each.unit, each.row.brand, str(each.row.starts_on), str(each.row.ends_on or "—")) for each in found])


@group.command("roster", epilog=examples("shouhou visits roster --day 2025-03-03 --days 7 --as zhou"))
@click.option("--day", type=Day(), default=None, help="The first day; today unless given.")
@click.option("--days", type=click.IntRange(1, 120), default=7, show_default=True, help="How many.")
@as_option
@json_option
@pass_session
def roster(session: Session, day: date | None, days: int, login: str, as_json: bool) -> None:
    """Show everybody's days; one's own where one may not see the others'."""
    from core.capabilities.visits.roster import Roster

    found = Roster(session.desk.place).span(session.actor(login), day or _today(session), days)
    _give(session, as_json, [{"login": each.login, "name": each.name, "days": [_shift(row) for row in each.days if row]}
                             for each in found],
          lambda: [(each.login, str(row.day), row.kind, session.show(row.opens) if row.opens else "—",
                    session.show(row.closes) if row.closes else "—", row.attendance or "—")
                   for each in found for row in each.days if row])


def _shift(row: Any) -> dict[str, object]:
    return {"day": row.day, "kind": row.kind, "title": row.title, "opens": row.opens, "closes": row.closes,
            "attendance": row.attendance, "why": row.why, "version": row.version}


@group.command("shift", epilog=examples("shouhou visits shift wu 2025-03-06 08:30-17:30 --as zhou",
                                        "shouhou visits shift wu 2025-03-07 rest --reason 换休 --as zhou"))
@click.argument("who")
@click.argument("day", type=Day())
@click.argument("turn")
@click.option("--reason", default="", help="Needed where the day was planned.")
@as_option
@json_option
@pass_session
def shift(session: Session, who: str, day: date, turn: str, reason: str, login: str, as_json: bool) -> None:
    """Say what a DAY is for WHO: hours, `rest` or `leave`."""
    from core.capabilities.visits.roster import Roster, Turn

    row = Roster(session.desk.place).set(session.actor(login), who, day, Turn.parse(turn), reason)
    _give(session, as_json, _shift(row), lambda: [(who, str(row.day), row.kind)])


@group.command("fill", epilog=examples(
    "shouhou visits fill 2025-03-10 2025-03-16 wu xu --turn 08:30-17:30 --turn rest --stagger 1 --as zhou",
    "shouhou visits fill 2025-03-17 2025-03-23 wu xu --pattern 两班 --as zhou"))
@click.argument("begins", type=Day())
@click.argument("ends", type=Day())
@click.argument("who", nargs=-1, required=True)
@click.option("--pattern", default="两班", show_default=True, help="Name of the rotation.")
@click.option("--turn", "turns", multiple=True, help="Keep the rotation first: what one day after the other brings.")
@click.option("--stagger", type=click.IntRange(0, 60), default=0, help="Days each next person is further in it.")
@as_option
@json_option
@pass_session
def fill(session: Session, begins: date, ends: date, who: tuple[str, ...], pattern: str, turns: tuple[str, ...],
         stagger: int, login: str, as_json: bool) -> None:
    """Lay a rotation over days of people that are not planned yet."""
    from core.capabilities.visits.roster import Roster, Turn

    actor, keeper = session.actor(login), Roster(session.desk.place)
    if turns:
        keeper.save_pattern(actor, pattern, [Turn.parse(each) for each in turns])
    laid = keeper.fill(actor, pattern, who, begins, ends, stagger=stagger)
    _give(session, as_json, {"days": laid}, lambda: [(str(laid),)])


@group.command("attend", epilog=examples("shouhou visits attend wu 2025-03-06 present --as zhou"))
@click.argument("who")
@click.argument("day", type=Day())
@click.argument("attendance", type=click.Choice(["present", "leave", "absent"]))
@click.option("--why", default="", help="An absence without it is unexplained.")
@as_option
@json_option
@pass_session
def attend(session: Session, who: str, day: date, attendance: str, why: str, login: str, as_json: bool) -> None:
    """Write down who was there."""
    from core.capabilities.visits.roster import Roster

    row = Roster(session.desk.place).attend(session.actor(login), who, day, attendance, why)
    _give(session, as_json, _shift(row), lambda: [(who, str(row.day), row.attendance)])


def _request(session: Session, each: Any) -> tuple[str, ...]:
    return (str(each.row.id), session.say(each.kind.value), each.login, each.other or "—", each.number or "—",
            str(each.row.day or "—"), session.say(each.state.value), each.row.reason)


@group.command("requests", epilog=examples("shouhou visits requests --waiting --as zhou"))
@click.option("--waiting", is_flag=True, help="Only those that wait.")
@as_option
@json_option
@pass_session
def requests(session: Session, waiting: bool, login: str, as_json: bool) -> None:
    """List requests; one's own where one may not decide."""
    from core.capabilities.visits.asking import Requests

    found = Requests(session.desk.place).all(session.actor(login), waiting=waiting)
    _give(session, as_json, [each.data() for each in found], lambda: [_request(session, each) for each in found])


@group.command("ask", epilog=examples("shouhou visits ask 2025-03-07 --turn rest --reason 有事 --as wu",
                                      "shouhou visits ask 2025-03-07 --with xu --reason 有事 --as wu"))
@click.argument("day", type=Day())
@click.option("--turn", default="", help="What the day is to be: hours, `rest` or `leave`.")
@click.option("--with", "other", default="", help="Log-in of who is to take one's place.")
@click.option("--back", type=Day(), default=None, help="The day on which to change back.")
@click.option("--reason", required=True, help="Why.")
@as_option
@json_option
@pass_session
def ask(session: Session, day: date, turn: str, other: str, back: date | None, reason: str, login: str,
        as_json: bool) -> None:
    """Ask for another DAY of one's own, or to change places with somebody on it."""
    from core.capabilities.visits.asking import Requests
    from core.capabilities.visits.roster import Turn

    actor, asking = session.actor(login), Requests(session.desk.place)
    done = asking.swap_days(actor, day, other, reason, back) if other else asking.change_day(
        actor, day, Turn.parse(turn), reason)
    _give(session, as_json, done.data(), lambda: [_request(session, done)])


@group.command("swap", epilog=examples("shouhou visits swap AC-2025-00001 xu --reason 车坏了 --as wu"))
@click.argument("number")
@click.argument("other")
@click.option("--reason", required=True, help="Why.")
@as_option
@json_option
@pass_session
def swap(session: Session, number: str, other: str, reason: str, login: str, as_json: bool) -> None:
    """Ask that OTHER take one's visit of a case; it stays one's own until that is approved."""
    from core.capabilities.visits.asking import Requests

    done = Requests(session.desk.place).swap_job(session.actor(login), number, other, reason)
    _give(session, as_json, done.data(), lambda: [(done.number, done.state)])


@group.command("answer", epilog=examples("shouhou visits answer 4 approve --as zhou",
                                         "shouhou visits answer 4 refuse --why 人手不够 --as zhou"))
@click.argument("request", type=click.IntRange(1, LARGEST))
@click.argument("act", type=click.Choice(["approve", "refuse", "withdraw"]))
@click.option("--why", default="", help="Needed to refuse.")
@as_option
@json_option
@pass_session
def answer(session: Session, request: int, act: str, why: str, login: str, as_json: bool) -> None:
    """Approve or refuse a request, or withdraw one's own."""
    from core.capabilities.visits.asking import Requests

    actor, asking = session.actor(login), Requests(session.desk.place)
    done = asking.withdraw(actor, request) if act == "withdraw" else asking.answer(
        actor, request, grant=act == "approve", answer=why)
    _give(session, as_json, done.data(), lambda: [_request(session, done)])


@group.command("where", epilog=examples("shouhou visits where --as zhou", "shouhou visits where office --as wu"))
@click.argument("place", type=click.Choice(["", "office", "job", "leave", "out"]), default="")
@click.option("--case", "number", default="", help="Number of the case; needed on a job.")
@click.option("--note", default="", help="Where to and why; needed when out.")
@as_option
@json_option
@pass_session
def where(session: Session, place: str, number: str, note: str, login: str, as_json: bool) -> None:
    """Show where everybody is; with a PLACE say where one is oneself."""
    from core.capabilities.visits.whereabouts import Whereabouts

    actor, known = session.actor(login), Whereabouts(session.desk.place)
    found = [known.say(actor, place, number, note)] if place else known.now(actor)
    _give(session, as_json, [each.data() for each in found], lambda: [
        (each.login, session.say(each.place.value), each.number or "—",
         session.show(each.since) if each.since else "—", "!" if each.exception else "") for each in found])


@group.command("calls", epilog=examples("shouhou visits calls --person wu --as lin"))
@click.option("--person", "who", default="", help="Log-in of who was called.")
@click.option("--day", type=Day(), default=None, help="The day; all unless given.")
@as_option
@json_option
@pass_session
def calls(session: Session, who: str, day: date | None, login: str, as_json: bool) -> None:
    """List calls to the staff; those to oneself where one may not record them."""
    from core.capabilities.visits.attempts import Attempts

    found = Attempts(session.desk.place).all(session.actor(login), who, day)
    _give(session, as_json, [each.data() for each in found], lambda: [_call(session, each) for each in found])


def _call(session: Session, each: Any) -> tuple[str, ...]:
    return (str(each.row.id), each.login, session.show(each.row.at), each.row.result,
            session.say("计入") if each.row.counted else session.say(each.row.why_not),
            session.show(each.row.called_back_at) if each.row.called_back_at else "—")


@group.command("called", epilog=examples("shouhou visits called wu missed --as lin",
                                         "shouhou visits called wu switched_off --at 2025-03-06T17:29 --as lin"))
@click.argument("who")
@click.argument("result", type=click.Choice(["reached", "missed", "switched_off"]))
@click.option("--at", type=Moment(), default=None, help="When; now unless given.")
@click.option("--case", "number", default="", help="Number of the case.")
@click.option("--industry", default="", help="Whose rules count where no case is named; the first unless given.")
@click.option("--note", default="", help="What to add.")
@as_option
@json_option
@pass_session
def called(session: Session, who: str, result: str, at: datetime | None, number: str, industry: str, note: str,
           login: str, as_json: bool) -> None:
    """Write down that WHO was called, and how it went."""
    from core.capabilities.visits.attempts import Attempts

    done = Attempts(session.desk.place).record(session.actor(login), who, result, at=_zoned(session, at),
                                               industry=industry, number=number, note=note)
    _give(session, as_json, done.data(), lambda: [_call(session, done)])


@group.command("called-back", epilog=examples("shouhou visits called-back 3 --as lin"))
@click.argument("attempt", type=click.IntRange(1, LARGEST))
@click.option("--at", type=Moment(), default=None, help="When; now unless given.")
@as_option
@json_option
@pass_session
def called_back(session: Session, attempt: int, at: datetime | None, login: str, as_json: bool) -> None:
    """Write down that somebody called back after an ATTEMPT that failed."""
    from core.capabilities.visits.attempts import Attempts

    done = Attempts(session.desk.place).called_back(session.actor(login), attempt, _zoned(session, at))
    _give(session, as_json, done.data(), lambda: [_call(session, done)])


@group.command("disaster", epilog=examples("shouhou visits disaster 台风 2025-03-06T00:00 --area 禅城 --as zhou"))
@click.argument("title")
@click.argument("begins", type=Moment())
@click.option("--until", type=Moment(), default=None, help="When it was over; it lasts unless given.")
@click.option("--area", default="", help="Where; everywhere unless given.")
@as_option
@json_option
@pass_session
def disaster(session: Session, title: str, begins: datetime, until: datetime | None, area: str, login: str,
             as_json: bool) -> None:
    """Declare a natural disaster, in which calls that fail do not count."""
    from core.capabilities.visits.attempts import Attempts

    row = Attempts(session.desk.place).declare(session.actor(login), title, _zoned(session, begins) or begins,
                                               _zoned(session, until), area)
    _give(session, as_json, {"id": row.id, "title": row.title, "area": row.area, "starts_at": row.starts_at,
                             "ends_at": row.ends_at}, lambda: [(str(row.id), row.title)])
