"""Calendars as the store keeps them, made into what clocks are counted by."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from core.domain.almanac import DEFAULT, Almanac, Version
from core.domain.calendars import BUSINESS_ZONE, OFFICE_WEEK, Day, WorkCalendar, windows
from core.store.settings import TEAMS
from core.store.tables import CalendarVersionRow, UnitRow

CALENDAR = DEFAULT
"""The business's own calendar."""
_EVER = datetime.min.replace(tzinfo=UTC)
_Timeline = tuple[Version, ...]


def calendar_of(name: str, version: int, content: Mapping[str, Any]) -> WorkCalendar:
    """A calendar out of what a version keeps of it. Raises `NotCountable` for hours nobody could keep."""
    week = tuple(map(windows, content["week"])) if "week" in content else OFFICE_WEEK
    zone = ZoneInfo(content["zone"]) if "zone" in content else BUSINESS_ZONE
    days = {date.fromisoformat(day): Day(said["kind"], said.get("name", ""), said.get("source", ""), said["status"],
                                         windows(said["hours"]) if "hours" in said else None)
            for day, said in content.get("days", {}).items()}
    return WorkCalendar(name, version, zone, week, days, frozenset(content.get("working_weekdays", range(5))),
                        content.get("open_on_holidays", False), content.get("title") or WorkCalendar.title)


def almanac_of(rows: Sequence[CalendarVersionRow], units: Sequence[UnitRow]) -> Almanac:
    """Every calendar through time. A unit that ever went by one of its own has a timeline made of those it went by."""
    named: dict[str, _Timeline] = {CALENDAR: (Version(calendar_of(CALENDAR, 0, {}), _EVER, True),)}
    switched = [row for row in rows if row.calendar == TEAMS]
    for name, some in groupby((row for row in rows if row.calendar != TEAMS), lambda row: row.calendar):
        named[name] = tuple(Version(calendar_of(name, row.version, row.content or {}), row.created_at if n else _EVER,
                                    row.open_cases) for n, row in enumerate(some))
    above, own = {unit.id: unit.parent_id for unit in units}, dict[int, _Timeline]()
    for unit in above:
        went = [(_EVER, True, CALENDAR), *((row.created_at, row.open_cases, goes_by(unit, above, row.content or {}))
                                           for row in switched)]
        if any(name != CALENDAR for _, _, name in went):
            own[unit] = tuple(_spliced(went, named))
    return Almanac(named | {f"unit {unit}": line for unit, line in own.items()}, {unit: f"unit {unit}" for unit in own})


def goes_by(unit: int | None, above: Mapping[int, int | None], said: Mapping[str, str]) -> str:
    """The calendar of a unit: its own, else that of the unit above, at last the business's."""
    while unit is not None:
        if name := said.get(str(unit)):
            return name
        unit = above.get(unit)
    return CALENDAR


def _spliced(went: Sequence[tuple[datetime, bool, str]], named: Mapping[str, _Timeline]) -> Iterator[Version]:
    """The versions of one calendar until a unit went over to another, then those of that one."""
    before = ""
    for (since, open_cases, name), until in zip(went, [*(each[0] for each in went[1:]), None], strict=True):
        at_first = [each for each in named[name] if each.since <= since][-1]
        if name != before:
            yield Version(at_first.calendar, since, open_cases)
        yield from (each for each in named[name] if since < each.since and (until is None or each.since < until))
        before = name
