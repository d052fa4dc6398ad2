"""`shouhou calendar`: holidays and make-up days."""

from __future__ import annotations

from typing import Any

import click

from core.commands.planning import apply_option, planned
from core.commands.session import Session, as_option, examples, json_option, pass_session
from core.commands.tables import table
from core.commands.values import bytes_from, json_from, mapping_of, pairs

CALENDAR = click.option("--calendar", "name", default="default", show_default=True, metavar="NAME",
                        help="Another than the business's own.")


@click.group()
def calendar() -> None:
    """Working calendars: hours, holidays and make-up days, each with its source.

    What changes one is looked at first: it says which open cases move, then `shouhou plan apply` lets it hold."""


@calendar.command(epilog=examples("shouhou calendar show 2025", "shouhou calendar show 2025 --calendar repair --json"))
@click.argument("year", type=click.IntRange(1990, 2200))
@CALENDAR
@json_option
@pass_session
def show(session: Session, year: int, name: str, as_json: bool) -> None:
    """List the special days of a year: the business's, or without one the state's table."""
    from core.calendars.content import KINDS

    rows, version = _rows(session, year, name)
    if as_json:
        session.give({"calendar": name, "year": year, "version": version, "days": rows})
        return
    say = session.say
    states = {"official": "官方", "provisional": "推算", "own": "自定"}
    table([(row["day"], say(KINDS[row["kind"]]), say(states[row["status"]]), row["name"], row["hours"], row["source"])
           for row in rows],
          head=(say("日期"), say("性质"), say("依据"), say("名称"), say("服务时间"), say("来源")))
    if not rows:
        session.note("没有 {year} 年的节假日;请运行 shouhou calendar seed", year=str(year))


def _rows(session: Session, year: int, name: str) -> tuple[list[dict[str, str]], int]:
    from core.representation import said_day

    if not session.configured:
        from core.calendar_seed import seed

        return [said_day(day, row, session.say) for day, row in seed([year]).items()], 0
    from core.domain.people import Actor

    found = session.desk.calendars.year(Actor.system(), year, name)
    return [said_day(row.day, row, session.say) for row in found.days], found.calendar.version


@calendar.command("seed", epilog=examples("shouhou calendar seed --as admin", "shouhou calendar seed 2027 --as admin"))
@click.argument("years", type=click.IntRange(1990, 2200), nargs=-1, metavar="[YEAR]...")
@as_option
@json_option
@pass_session
def seeding(session: Session, years: tuple[int, ...], login: str, as_json: bool) -> None:
    """Bring the state's table up to date (2015 until two years ahead, unless years are named).

    Days of the business's own stay."""
    from core.domain.people import MANAGE_CALENDARS
    from core.services.records import require
    from core.setting_up import seed_calendar

    require(session.actor(login), MANAGE_CALENDARS)
    changed, version = seed_calendar(session.desk, years)
    if as_json:
        session.give({"changed": changed, "version": version})
    else:
        session.tell("工作日历第 {version} 版(更新 {days} 天)", version=version, days=changed)


@calendar.command("list", epilog=examples("shouhou calendar list --as chen", "shouhou calendar list --as chen --json"))
@as_option
@json_option
@pass_session
def listing(session: Session, login: str, as_json: bool) -> None:
    """List the calendars, and who goes by each."""
    from core.representation.calendars import said_calendar

    found, say = session.desk.calendars.all(session.actor(login)), session.say
    if as_json:
        session.give([said_calendar(each, session.data_say) for each in found])
        return
    table([(each.name, say(each.title), each.zone, each.version, say("停用") if each.retired_at else "—",
            say("、").join(title for _, title in each.teams) or "—") for each in found],
          head=(say("日历"), say("名称"), say("时区"), say("版本"), say("状态"), say("部门")))


@calendar.command(epilog=examples(
    "shouhou calendar hours --as chen", "shouhou calendar hours --day \"saturday=10:00-16:00\" --as chen",
    "shouhou calendar hours --calendar hotline --day \"monday=00:00-24:00\" --zone Asia/Urumqi --apply open --as chen"))
@CALENDAR
@click.option("--day", "days", multiple=True, metavar="WEEKDAY=HOURS",
              help="Hours of a weekday, several windows with blanks between; nothing after = closes it.")
@click.option("--working", metavar="WEEKDAYS", help="Which weekdays count as working days: monday,tuesday,…")
@click.option("--zone", metavar="ZONE", help="Time zone, such as Asia/Shanghai.")
@click.option("--open-on-holidays/--closed-on-holidays", "holidays", default=None, help="Whether holidays have hours.")
@apply_option
@as_option
@json_option
@pass_session
def hours(session: Session, name: str, days: tuple[str, ...], working: str | None, zone: str | None,
          holidays: bool | None, applies: str | None, login: str, as_json: bool) -> None:
    """Show a calendar's week, or look at what a change of it would move."""
    from core.calendars.content import WEEKDAYS

    change: dict[str, Any] = {}
    if days:
        change["week"] = pairs(days, "day")
    if working is not None:
        wanted = [each.strip().lower() for each in working.split(",") if each.strip()]
        change["working_weekdays"] = [WEEKDAYS.index(each) if each in WEEKDAYS else each for each in wanted]
    change |= {part: said for part, said in (("zone", zone), ("open_on_holidays", holidays)) if said is not None}
    actor = session.actor(login)
    if change:
        planned(session, actor, "calendar", {"calendar": name, **change}, applies=applies)
    else:
        _week(session, actor, name)


def _week(session: Session, actor: Any, name: str) -> None:
    from core.calendars.content import WEEKDAY_TITLES
    from core.representation.calendars import said_calendar

    found, say = session.desk.calendars.show(actor, name), session.say
    if session.as_json:
        session.give(said_calendar(found, session.data_say))
        return
    session.tell("{calendar} {title},第 {version} 版,时区 {zone}", calendar=found.name, title=say(found.title),
                 version=found.version, zone=found.zone)
    table([(say(title), hours or "—", say("工作日") if place in found.working_weekdays else "—")
           for place, (title, hours) in enumerate(zip(WEEKDAY_TITLES, found.week, strict=True))], indent="  ")


@calendar.command(epilog=examples(
    "shouhou calendar edit --holiday 2025-10-09=周年庆 --as chen",
    "shouhou calendar edit --make-up 2025-09-28=国庆节 --special 2025-12-24=09:00-12:00 --as chen",
    "shouhou calendar edit --file change.json --apply new --as chen"))
@CALENDAR
@click.option("--holiday", "holidays", multiple=True, metavar="DAY=NAME", help="A day off.")
@click.option("--make-up", "make_ups", multiple=True, metavar="DAY=NAME", help="A day worked in exchange.")
@click.option("--special", "specials", multiple=True, metavar="DAY=HOURS", help="A day with hours of its own.")
@click.option("--ordinary", "ordinary", multiple=True, metavar="DAY", help="A day that is ordinary again.")
@click.option("--replace", is_flag=True, help="Also where a day is the opposite so far.")
@click.option("--file", "source", metavar="FILE|-", help="The whole change as JSON.")
@click.option("--title", default="", help="What it is about.")
@apply_option
@as_option
@json_option
@pass_session
def edit(session: Session, name: str, holidays: tuple[str, ...], make_ups: tuple[str, ...], specials: tuple[str, ...],
         ordinary: tuple[str, ...], replace: bool, source: str | None, title: str, applies: str | None, login: str,
         as_json: bool) -> None:
    """Look at what a change of days (or, by --file, of anything) would move."""
    change: dict[str, Any] = dict(mapping_of(json_from(source, "file"), "file")) if source else {}
    days: dict[str, Any] = dict(mapping_of(change.get("days", {}), "days"))
    for kind, option, given in (("holiday", "holiday", holidays), ("make_up", "make-up", make_ups)):
        days |= {day: {"kind": kind, "name": said, "replace": replace} for day, said in pairs(given, option).items()}
    days |= {day: {"kind": "hours", "hours": said, "replace": replace}
             for day, said in pairs(specials, "special").items()}
    days |= {day.strip(): None for day in ordinary}
    if days:
        change["days"] = days
    planned(session, session.actor(login), "calendar", {"calendar": name, **change}, title, applies)


@calendar.command(epilog=examples("shouhou calendar close 2026-02-10 2026-02-24 --name 春节停业 --as chen"))
@click.argument("first", metavar="FROM")
@click.argument("until", metavar="UNTIL")
@click.option("--name", "title", default="", help="Why; shown in every deadline it moves.")
@click.option("--replace", is_flag=True, help="Also days that are worked in exchange.")
@CALENDAR
@apply_option
@as_option
@json_option
@pass_session
def close(session: Session, first: str, until: str, title: str, replace: bool, name: str, applies: str | None,
          login: str, as_json: bool) -> None:
    """Look at what closing from a day until another, both included, would move."""
    range_ = {"from": first, "until": until, "name": title, "replace": replace}
    planned(session, session.actor(login), "calendar", {"calendar": name, "closed": [range_]}, title, applies)


@calendar.command("import", epilog=examples("shouhou calendar import holidays.ics --as chen",
                                            "shouhou calendar import days.ics --year 2026 --official --as chen"))
@click.argument("file", metavar="FILE|-")
@CALENDAR
@click.option("--year", "years", type=click.IntRange(1990, 2200), multiple=True,
              help="Which years; this one and the next two, if none is named.")
@click.option("--official", is_flag=True, help="The days are announced by the state (they count as public holidays).")
@click.option("--source", default="", help="Where that is said.")
@click.option("--replace", is_flag=True, help="Also where a day is the opposite so far.")
@apply_option
@as_option
@json_option
@pass_session
def importing(session: Session, file: str, name: str, years: tuple[int, ...], official: bool, source: str,
              replace: bool, applies: str | None, login: str, as_json: bool) -> None:
    """Look at what the all-day events of an iCalendar file would change and move."""
    from core.planning.service import LONGEST_TITLE

    actor = session.actor(login)
    found = session.desk.calendars.bring(actor, bytes_from(file, "file"), years, name, official=official,
                                         replace=replace, source=source)
    session.note("{days} 天;跳过 {timed} 个有时刻的事件、{elsewhere} 个其他年份的事件", days=found.days,
                 timed=found.timed, elsewhere=found.elsewhere)
    planned(session, actor, "calendar", found.change, source[:LONGEST_TITLE], applies)


@calendar.command(epilog=examples("shouhou calendar versions --as chen",
                                  "shouhou calendar versions --compare 3 5 --as chen --json"))
@CALENDAR
@click.option("--compare", type=click.IntRange(1, 2**31 - 1), nargs=2, metavar="N M",
              help="What differs between two versions.")
@as_option
@json_option
@pass_session
def versions(session: Session, name: str, compare: tuple[int, int] | None, login: str, as_json: bool) -> None:
    """List the versions of a calendar, the latest first, or say what differs between two."""
    from core.representation.calendars import said_difference, said_version

    actor, say, calendars = session.actor(login), session.say, session.desk.calendars
    if compare:
        differ = [said_difference(each, session.data_say) for each in calendars.compare(actor, *compare, name)]
        if as_json:
            session.give(differ)
        else:
            table([(each["what"], each["before"], "→", each["after"]) for each in differ])
        return
    found = calendars.versions(actor, name)
    if as_json:
        session.give([said_version(each, session.data_say) for each in found])
        return
    table([(each.version, session.show(each.created_at), each.by or "—",
            say("也对未结案件") if each.open_cases else say("只对新的"), each.note or "—") for each in found],
          head=(say("版本"), say("时间"), say("操作人"), say("适用"), say("内容")))


@calendar.command(epilog=examples("shouhou calendar team --as chen", "shouhou calendar team 维修部 repair --as chen",
                                  "shouhou calendar team 维修部 --none --apply open --as chen"))
@click.argument("unit", required=False)
@click.argument("name", required=False, metavar="CALENDAR")
@click.option("--none", "nothing", is_flag=True, help="Take its own calendar away: it goes by that of the unit above.")
@apply_option
@as_option
@json_option
@pass_session
def team(session: Session, unit: str | None, name: str | None, nothing: bool, applies: str | None, login: str,
         as_json: bool) -> None:
    """List which department goes by which calendar, or look at what giving it another would move."""
    from core.representation.calendars import said_team

    actor, say = session.actor(login), session.say
    if unit is not None:
        if nothing == (name is not None):
            raise click.UsageError("Give a calendar, or --none.")
        planned(session, actor, "calendar", {"teams": {unit: name or ""}}, applies=applies)
        return
    found = session.desk.calendars.teams(actor)
    if as_json:
        session.give([said_team(each) for each in found])
    else:
        table([(each.key, each.title, each.calendar, "—" if each.own else say("上级的")) for each in found],
              head=(say("编号"), say("部门"), say("日历"), say("来源")))


@calendar.command(epilog=examples("shouhou calendar add repair --title 维修部日历 --as chen"))
@click.argument("name")
@click.option("--title", required=True, help="Its name for people.")
@click.option("--like", default="default", show_default=True, metavar="NAME", help="The calendar it begins as.")
@as_option
@json_option
@pass_session
def add(session: Session, name: str, title: str, like: str, login: str, as_json: bool) -> None:
    """Add a calendar for a team. Nobody goes by it until `calendar team` says so."""
    from core.representation.calendars import said_calendar

    found = session.desk.calendars.add(session.actor(login), name, title, like)
    if as_json:
        session.give(said_calendar(found, session.data_say))
    else:
        session.tell("已新建日历 {calendar}", calendar=found.name)


@calendar.command(epilog=examples("shouhou calendar retire repair --as chen"))
@click.argument("name")
@as_option
@json_option
@pass_session
def retire(session: Session, name: str, login: str, as_json: bool) -> None:
    """Take a calendar out of use; what was counted by it stays counted."""
    from core.representation.calendars import said_calendar

    found = session.desk.calendars.retire(session.actor(login), name)
    if as_json:
        session.give(said_calendar(found, session.data_say))
    else:
        session.tell("已停用日历 {calendar}", calendar=found.name)
