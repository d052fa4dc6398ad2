"""Calendars to look at, to add and to retire. What they say is changed by planned changes alone, so that everybody
sees beforehand what moves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.calendars import ical
from core.calendars.comparing import Difference, differences
from core.calendars.content import FIRST, LAST, LONGEST_SOURCE, checked, line_of, whole
from core.calendars.keeping import coming, known, standing
from core.domain.errors import InvalidInput, NotFound, Refused
from core.domain.people import MANAGE_CALENDARS, SEE_POLICIES, Actor
from core.services.almanacs import CALENDAR, goes_by
from core.services.records import require
from core.services.workplace import Workplace
from core.store.settings import TEAMS
from core.store.tables import CalendarDayRow, CalendarRow, CalendarVersionRow
from core.store.unit_of_work import UnitOfWork

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True)
class CalendarView:
    """A calendar as it stands. `week` are the hours of service from Monday to Sunday, `teams` the units (by key and
    title) that go by it because they or a unit above them was told so."""

    name: str
    title: str
    zone: str
    week: tuple[str, ...]
    working_weekdays: tuple[int, ...]
    open_on_holidays: bool
    version: int
    changed_at: datetime | None
    retired_at: datetime | None
    teams: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Year:
    """A calendar with the days of a year that are not what their weekday says."""

    calendar: CalendarView
    year: int
    days: Sequence[CalendarDayRow]


@dataclass(frozen=True)
class VersionView:
    """A version: from when on it counts, who made it, why, and whether for open cases too. `known` unless it is from
    before contents were kept."""

    version: int
    created_at: datetime
    created_by: int | None
    by: str
    note: str
    open_cases: bool
    known: bool


@dataclass(frozen=True)
class Team:
    """A unit, the calendar it was given ('' for none) and the one it goes by."""

    key: str
    title: str
    own: str
    calendar: str


@dataclass(frozen=True)
class Brought:
    """What a file would change. `change` is the content of a planned change; `differences` what it comes to; `timed`
    and `elsewhere` are events passed over, because of a time of day or outside the years asked for."""

    change: dict[str, Any]
    differences: tuple[Difference, ...]
    days: int
    timed: int
    elsewhere: int


class Calendars:
    """The business's calendars and those of its teams."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def all(self, actor: Actor) -> list[CalendarView]:
        """Every calendar, the business's first, those out of use last."""
        require(actor, SEE_POLICIES)
        with self.place.store.read() as work:
            rows = [row for row in work.calendars.all() if row.name != CALENDAR]
            ordered = [known(work, CALENDAR), *sorted(rows, key=lambda row: (row.retired_at is not None, row.name))]
            return [self._view(work, row) for row in ordered]

    def show(self, actor: Actor, name: str = CALENDAR) -> CalendarView:
        """One calendar. Raises `NotFound` with the nearest name."""
        require(actor, SEE_POLICIES)
        with self.place.store.read() as work:
            return self._view(work, known(work, name))

    def year(self, actor: Actor, year: int, name: str = CALENDAR) -> Year:
        """A calendar and its special days of a year."""
        require(actor, SEE_POLICIES)
        if not FIRST.year <= year <= LAST.year:
            raise NotFound()
        with self.place.store.read() as work:
            return Year(self._view(work, known(work, name)), year,
                        work.calendars.days(name, date(year, 1, 1), date(year, 12, 31)))

    def versions(self, actor: Actor, name: str = CALENDAR) -> list[VersionView]:
        """Every version, the latest first. The name '' is who goes by which calendar."""
        require(actor, SEE_POLICIES)
        with self.place.store.read() as work:
            if name != TEAMS:
                known(work, name)
            rows = work.calendars.history(name)
            people = work.users.names({row.created_by for row in rows if row.created_by})
            return [VersionView(row.version, row.created_at, row.created_by, people.get(row.created_by or 0, ""),
                                row.note, row.open_cases, row.content is not None) for row in rows]

    def compare(self, actor: Actor, one: int, other: int, name: str = CALENDAR) -> list[Difference]:
        """What differs between two versions. Raises `NotFound` for one that is not known."""
        require(actor, SEE_POLICIES)
        with self.place.store.read() as work:
            known(work, name)
            found = {row.version: row for row in work.calendars.versions(name)}
            if missing := {one, other} - found.keys():
                raise NotFound("日历“{calendar}”没有第 {version} 版的内容", calendar=name, version=min(missing))
            return differences(_content(found[one]), _content(found[other]))

    def teams(self, actor: Actor) -> list[Team]:
        """Every unit and the calendar it goes by."""
        require(actor, SEE_POLICIES)
        with self.place.store.read() as work:
            units = work.units.all()
        above = {unit.id: unit.parent_id for unit in units}
        own = {str(unit.id): unit.calendar for unit in units if unit.calendar}
        return [Team(unit.key, unit.title, unit.calendar, goes_by(unit.id, above, own)) for unit in units]

    def add(self, actor: Actor, name: str, title: str, like: str = CALENDAR) -> CalendarView:
        """A further calendar, at first like another. No case goes by it until a unit does. Raises `InvalidInput`."""
        require(actor, MANAGE_CALENDARS)
        if not _NAME.fullmatch(name):
            raise InvalidInput.field("name", "请用小写字母、数字和短横线,以字母开头,最多 40 个")
        said = checked({"title": title})
        with self.place.store.unit_of_work() as work:
            if name == CALENDAR or work.calendars.get(name):
                raise InvalidInput.field("name", "已有日历“{taken}”", taken=name)
            content = {**standing(work, like), **said}
            work.calendars.keep(CalendarRow(name=name, **{part: each for part, each in content.items()
                                                          if part != "days"}))
            work.calendars.put(CalendarDayRow(calendar=name, day=row.day, kind=row.kind, name=row.name,
                                              source=row.source, status=row.status, hours=row.hours)
                               for row in work.calendars.days(like))
            work.calendars.new_version(name, f"= {like}", by=actor.id)
            work.commit()
            return self._view(work, known(work, name))

    def retire(self, actor: Actor, name: str) -> CalendarView:
        """Take a calendar out of use; what was counted by it stays counted. Raises `Refused` for the business's own and
        while a unit goes by it."""
        require(actor, MANAGE_CALENDARS)
        with self.place.store.unit_of_work() as work:
            row = known(work, name)
            if name == CALENDAR:
                raise Refused("公司的日历不能停用")
            if users := [unit.title for unit in work.units.all() if unit.calendar == name]:
                raise Refused("还有部门使用这个日历:{units}", units=tuple(users))
            row.retired_at = row.retired_at or self.place.now()
            work.commit()
            return self._view(work, row)

    def bring(self, actor: Actor, data: bytes, years: Sequence[int] = (), name: str = CALENDAR, *,
              official: bool = False, replace: bool = False, source: str = "") -> Brought:
        """What an iCalendar file would change within years (this one and the next two, if none are named): days off and
        days worked in exchange. Nothing is changed; draft it. Raises `InvalidInput` on `file` naming the line."""
        require(actor, MANAGE_CALENDARS)
        this = self.place.now().year
        wanted = list(years) or [this, this + 1, this + 2]
        if not all(FIRST.year <= each <= LAST.year for each in wanted) or max(wanted) - min(wanted) > 2:
            raise InvalidInput.field("years", "最多三年,{first} 至 {last} 之间", first=FIRST.year, last=LAST.year)
        source = line_of(source, LONGEST_SOURCE, "source")
        read = ical.read(data, wanted)
        if not read.days:
            raise InvalidInput.field("file", "文件里没有这些年份的整天事件")
        days = {day.isoformat(): {"kind": said.kind, "name": said.name, "source": source, "official": official,
                                  "replace": replace} for day, said in sorted(read.days.items())}
        with self.place.store.read() as work:
            differ = coming(work, {"calendar": name, **checked({"days": days})})
        return Brought({"calendar": name, "days": days}, tuple(differ), len(read.days), read.timed, read.elsewhere)

    def _view(self, work: UnitOfWork, row: CalendarRow) -> CalendarView:
        units = work.units.all()
        above = {unit.id: unit.parent_id for unit in units}
        own = {str(unit.id): unit.calendar for unit in units if unit.calendar}
        teams = tuple((unit.key, unit.title) for unit in units if goes_by(unit.id, above, own) == row.name
                      ) if row.name != CALENDAR else ()
        latest = work.calendars.history(row.name, 1)
        return CalendarView(row.name, row.title, row.zone, tuple(row.week), tuple(row.working_weekdays),
                            row.open_on_holidays, latest[0].version if latest else 0,
                            latest[0].created_at if latest else None, row.retired_at, teams)


def _content(row: CalendarVersionRow) -> dict[str, Any]:
    return whole(row.content or {})

