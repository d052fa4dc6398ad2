"""Calendars in the store: as they stand, as they would be, and made so."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.calendars.comparing import Difference, differences
from core.calendars.content import changed, whole
from core.domain.almanac import Almanac
from core.domain.errors import InvalidInput, NotFound, Refused, unknown
from core.domain.people import Actor
from core.services.almanacs import CALENDAR, almanac_of
from core.store.settings import TEAMS
from core.store.tables import CalendarDayRow, CalendarRow, CalendarVersionRow
from core.store.unit_of_work import UnitOfWork


def known(work: UnitOfWork, name: str) -> CalendarRow:
    """A calendar that is in use or was; the standard one where the business never said its own. Raises `NotFound`."""
    row = work.calendars.get(name)
    if row is None and name != CALENDAR:
        names = [CALENDAR, *(each.name for each in work.calendars.all())]
        raise NotFound("没有这个日历:{problem}", problem=unknown("calendar", name, names))
    return row or CalendarRow(name=CALENDAR, retired_at=None,
                              **{part: said for part, said in whole({}).items() if part != "days"})


def standing(work: UnitOfWork, name: str) -> dict[str, Any]:
    """The whole content of a calendar as it stands."""
    known(work, name)
    return whole(work.calendars.content(name))


def after(work: UnitOfWork, change: Mapping[str, Any]) -> dict[str, Any]:
    """What a calendar would be after a checked change. Raises `InvalidInput`, `NotFound`, and `Refused` for one that
    is no longer used."""
    return changed(_changeable(work, change["calendar"]), change)


def coming(work: UnitOfWork, change: Mapping[str, Any]) -> list[Difference]:
    """What a checked change comes to as things stand. Raises as `after` does."""
    now = _changeable(work, change["calendar"])
    return differences(now, changed(now, change))


def _changeable(work: UnitOfWork, name: str) -> dict[str, Any]:
    if known(work, name).retired_at:
        raise Refused("日历“{calendar}”已停用", calendar=name)
    return work.calendars.content(name)


def teams_after(work: UnitOfWork, said: Mapping[str, str]) -> dict[str, str]:
    """Which unit (by id) would go by which calendar. `said` names units by key; '' takes a unit's own away. Raises
    `InvalidInput` naming the unit."""
    units = {unit.key: unit for unit in work.units.all()}
    found = {str(unit.id): unit.calendar for unit in units.values() if unit.calendar}
    for key, name in said.items():
        if key not in units:
            raise InvalidInput.field(f"teams.{key[:40]}", "没有这个部门:{problem}", problem=unknown("unit", key, units))
        if name:
            try:
                retired = known(work, name).retired_at
            except NotFound as error:
                raise InvalidInput({f"teams.{key}": [error.reason]}) from None
            if retired:
                raise InvalidInput.field(f"teams.{key}", "日历“{calendar}”已停用", calendar=name)
            found[str(units[key].id)] = name
        else:
            found.pop(str(units[key].id), None)
    return found


def almanac_with(work: UnitOfWork, name: str, content: Mapping[str, Any]) -> Almanac:
    """Every calendar as it would be, were this the newest version of one and meant for open cases."""
    new = CalendarVersionRow(calendar=name, version=work.calendars.version(name) + 1, created_at=work.now(),
                             open_cases=True, content=dict(content))
    rows = sorted([*work.calendars.versions(), new], key=lambda row: (row.calendar, row.version))
    if name == CALENDAR and new.version == 1:  # before its first edit it is the standard week
        rows = [CalendarVersionRow(calendar=name, version=0, created_at=work.now(), content={}, open_cases=True), *rows]
        rows.sort(key=lambda row: (row.calendar, row.version))
    return almanac_of(rows, work.units.all())


def make(work: UnitOfWork, actor: Actor, name: str, content: Mapping[str, Any], note: str, *,
         open_cases: bool) -> int:
    """Let a calendar be so from now on; its version."""
    row = known(work, name)
    if not work.calendars.version(name):
        work.calendars.new_version(name)  # what was counted so far was counted by this
    for part in ("title", "zone", "week", "working_weekdays", "open_on_holidays"):
        setattr(row, part, content[part])
    work.calendars.keep(row)
    before = work.calendars.content(name)["days"]
    work.calendars.put(day_row(name, day, said) for day, said in content["days"].items() if before.get(day) != said)
    for day in before.keys() - content["days"].keys():
        work.calendars.remove(name, date.fromisoformat(day))
    return work.calendars.new_version(name, note, open_cases=open_cases, by=actor.id)


def make_teams(work: UnitOfWork, actor: Actor, teams: Mapping[str, str], note: str, *, open_cases: bool) -> int:
    """Let units go by these calendars from now on."""
    for unit in work.units.all():
        unit.calendar = teams.get(str(unit.id), "")
    return work.calendars.new_version(TEAMS, note, open_cases=open_cases, by=actor.id, content=teams)


def day_row(calendar: str, day: str, said: Mapping[str, Any]) -> CalendarDayRow:
    return CalendarDayRow(calendar=calendar, day=date.fromisoformat(day), kind=said["kind"], name=said.get("name", ""),
                          source=said.get("source", ""), status=said["status"], hours=said.get("hours"))

