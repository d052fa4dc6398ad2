"""Rulebooks, the business's values over time, and calendars."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from core.store.repository import Repository
from core.store.tables import CalendarDayRow, CalendarRow, CalendarVersionRow, RulebookRow, SettingRow, UnitRow

_KEPT = select(RulebookRow.number).where(RulebookRow.number == bindparam("number"))


class Rulebooks(Repository):
    """Composed rulebooks by the number of their content."""

    def keep(self, number: str, industry: str, content: Callable[[], Mapping[str, Any]]) -> bool:
        """Keep a rulebook for good; the same number is the same content, so keeping it again changes nothing. True
        where it was there before this transaction, so that it will also be there after it."""
        new: set[str] = self._session.info.setdefault("new rulebooks", set())
        if self._connection.scalar(_KEPT, {"number": number}) is None:
            new.add(number)
            self._session.execute(self._insert(RulebookRow).values(
                number=number, industry=industry, content=dict(content()), created_at=self._now())
                .on_conflict_do_nothing())
        return number not in new

    def get(self, number: str) -> RulebookRow:
        return self._get(RulebookRow, number)


_CALENDAR_VERSION = select(func.max(CalendarVersionRow.version)).where(
    CalendarVersionRow.calendar == bindparam("calendar"))
_STAMP = select(select(func.count()).select_from(CalendarVersionRow).scalar_subquery().label("versions"),
                select(func.max(UnitRow.id)).scalar_subquery().label("units"))
_STAMPED = _STAMP.subquery()
_VALUES = (select(SettingRow.term, SettingRow.value, _STAMPED.c.versions, _STAMPED.c.units).select_from(_STAMPED)
           .outerjoin(SettingRow, (SettingRow.industry == bindparam("industry"))
                      & (SettingRow.effective_from <= bindparam("at")))
           .order_by(SettingRow.effective_from, SettingRow.id))
Stamp = tuple[int, int]
"""How many versions of calendars there are, and the latest unit: while they are the same, so are all calendars."""
TEAMS = ""
"""The calendar whose versions say which unit goes by which calendar."""


class Settings(Repository):
    """The business's own values of terms. Nothing is overwritten: a value holds from its moment until the next."""

    def set(self, industry: str, term: str, value: Any, *, by: int | None,
            effective_from: datetime | None = None) -> SettingRow:
        """Say what a term is from a moment on (now, if not given); None takes the value back."""
        now = self._now()
        return self._add(SettingRow(industry=industry, term=term, value=value, set_by=by, set_at=now,
                                    effective_from=effective_from or now))

    def in_force(self, industry: str, at: datetime) -> dict[str, SettingRow]:
        """The row that holds for each term at a moment; of two from the same moment the later one said."""
        found: dict[str, SettingRow] = {}
        for row in self._session.scalars(
                select(SettingRow).where(SettingRow.industry == industry, SettingRow.effective_from <= at)
                .order_by(SettingRow.effective_from, SettingRow.id)):
            found[row.term] = row
        return {term: row for term, row in found.items() if row.value is not None}

    def values(self, industry: str, at: datetime) -> dict[str, Any]:
        """Term to value at a moment."""
        rows = self._connection.execute(_VALUES, {"industry": industry, "at": at}).all()
        self._session.info["calendars"] = rows[0].versions, rows[0].units or 0
        found = {row.term: row.value for row in rows}
        return {term: value for term, value in found.items() if value is not None}

    def history(self, industry: str, term: str = "") -> Sequence[SettingRow]:
        """Everything ever said, the latest first, also what holds only later."""
        query = select(SettingRow).where(SettingRow.industry == industry)
        if term:
            query = query.where(SettingRow.term == term)
        return self._session.scalars(query.order_by(SettingRow.effective_from.desc(), SettingRow.id.desc())).all()


class Calendars(Repository):
    """Calendars as they stand, and every version there was."""

    def get(self, name: str) -> CalendarRow | None:
        """A calendar's week; none where it is the standard one of a business that never said its own."""
        return self._session.get(CalendarRow, name)

    def all(self) -> Sequence[CalendarRow]:
        return self._session.scalars(select(CalendarRow).order_by(CalendarRow.name)).all()

    def keep(self, row: CalendarRow) -> None:
        """Add a calendar, or say anew what its week is. Follow it with `new_version`."""
        self._session.merge(row)
        self._session.flush()

    def days(self, calendar: str, first: date | None = None, last: date | None = None) -> Sequence[CalendarDayRow]:
        """The special days, both ends included."""
        query = select(CalendarDayRow).where(CalendarDayRow.calendar == calendar)
        query = query if first is None else query.where(CalendarDayRow.day >= first)
        query = query if last is None else query.where(CalendarDayRow.day <= last)
        return self._session.scalars(query.order_by(CalendarDayRow.day)).all()

    def put(self, days: Iterable[CalendarDayRow]) -> None:
        """Add days, or say anew what they are. Follow it with `new_version`."""
        for day in days:
            self._session.merge(day)
        self._session.flush()

    def remove(self, calendar: str, day: date) -> None:
        """Make a day ordinary again. Follow it with `new_version`."""
        if row := self._session.get(CalendarDayRow, (calendar, day)):
            self._session.delete(row)
            self._session.flush()

    def content(self, calendar: str) -> dict[str, Any]:
        """The whole of a calendar as it stands, as its versions keep it; what is as usual is left out."""
        row = self.get(calendar)
        week = {} if row is None else {name: getattr(row, name) for name in _WEEK}
        return {**week, "days": {each.day.isoformat(): {name: said for name in _DAY if (said := getattr(each, name))
                                                        or (name == "hours" and said is not None)}
                                 for each in self.days(calendar)}}

    def version(self, calendar: str) -> int:
        """The latest version, 0 before the first."""
        return self._connection.scalar(_CALENDAR_VERSION, {"calendar": calendar}) or 0

    def versions(self, calendar: str | None = None) -> Sequence[CalendarVersionRow]:
        """Versions with their content, the earliest first; those from before contents were kept are left out."""
        query = select(CalendarVersionRow).where(CalendarVersionRow.content.is_not(None))
        query = query if calendar is None else query.where(CalendarVersionRow.calendar == calendar)
        return self._session.scalars(query.order_by(CalendarVersionRow.calendar, CalendarVersionRow.version)).all()

    def history(self, calendar: str, limit: int = 200) -> Sequence[CalendarVersionRow]:
        """Versions, the latest first."""
        return self._session.scalars(select(CalendarVersionRow).where(CalendarVersionRow.calendar == calendar)
                                     .order_by(CalendarVersionRow.version.desc()).limit(limit)).all()

    def new_version(self, calendar: str, note: str = "", *, open_cases: bool = True, by: int | None = None,
                    content: Mapping[str, Any] | None = None) -> int:
        """Keep a calendar as it stands; `open_cases` where clocks that are running go by it too."""
        row = self._add(CalendarVersionRow(
            calendar=calendar, version=self.version(calendar) + 1, created_at=self._now(), note=note, created_by=by,
            open_cases=open_cases, content=dict(self.content(calendar) if content is None else content)))
        self._session.info.pop("calendars", None)
        return row.version

    def stamp(self) -> Stamp:
        """What tells whether calendars known from before still hold; asked for once in a transaction."""
        known: Stamp | None = self._session.info.get("calendars")
        if known is None:
            found = self._connection.execute(_STAMP).one()
            known = self._session.info["calendars"] = (found.versions, found.units or 0)
        return known


_WEEK = ("title", "zone", "week", "working_weekdays", "open_on_holidays")
_DAY = ("kind", "name", "source", "status", "hours")
