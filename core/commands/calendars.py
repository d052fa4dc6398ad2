"""`shouhou calendar`: holidays and make-up days."""

from __future__ import annotations

import click

from core.commands.session import Session, as_option, examples, json_option, pass_session
from core.commands.tables import table


@click.group()
def calendar() -> None:
    """The working calendar: holidays and make-up days, each with its source."""


@calendar.command(epilog=examples("shouhou calendar show 2025", "shouhou calendar show 2025 --json"))
@click.argument("year", type=click.IntRange(1990, 2200))
@json_option
@pass_session
def show(session: Session, year: int, as_json: bool) -> None:
    """List the special days of a year: the business's, or without one the state's table."""
    rows, version = _rows(session, year)
    if as_json:
        session.give({"year": year, "version": version, "days": rows})
        return
    say = session.say
    kinds = {"holiday": "放假", "make_up": "调休上班"}
    states = {"official": "官方", "provisional": "推算", "own": "自定"}
    table([(row["day"], say(kinds[row["kind"]]), say(states[row["status"]]), row["name"], row["source"])
           for row in rows], head=(say("日期"), say("性质"), say("依据"), say("名称"), say("来源")))
    if not rows:
        session.note("没有 {year} 年的节假日;请运行 shouhou calendar seed", year=str(year))


def _rows(session: Session, year: int) -> tuple[list[dict[str, str]], int]:
    from core.representation import said_day

    if not session.configured:
        from core.calendar_seed import seed

        return [said_day(day, row, session.say) for day, row in seed([year]).items()], 0
    from core.domain.people import Actor

    found, version = session.desk.policies.days(Actor.system(), year)
    return [said_day(row.day, row, session.say) for row in found], version


@calendar.command("seed", epilog=examples("shouhou calendar seed --as admin", "shouhou calendar seed 2027 --as admin"))
@click.argument("years", type=click.IntRange(1990, 2200), nargs=-1, metavar="[YEAR]...")
@as_option
@json_option
@pass_session
def seeding(session: Session, years: tuple[int, ...], login: str, as_json: bool) -> None:
    """Bring the state's table up to date (2015 until two years ahead, unless years are named).

    Days of the business's own stay."""
    from core.domain.people import SET_VALUES
    from core.services.records import require
    from core.setting_up import seed_calendar

    require(session.actor(login), SET_VALUES)
    changed, version = seed_calendar(session.desk, years)
    if as_json:
        session.give({"changed": changed, "version": version})
    else:
        session.tell("工作日历第 {version} 版(更新 {days} 天)", version=version, days=changed)
