"""Rulebooks, the business's values over time, and calendars."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from core.store.repository import Repository
from core.store.tables import CalendarDayRow, CalendarVersionRow, RulebookRow, SettingRow

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


_VALUES = (select(SettingRow.term, SettingRow.value)
           .where(SettingRow.industry == bindparam("industry"), SettingRow.effective_from <= bindparam("at"))
           .order_by(SettingRow.effective_from, SettingRow.id))


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
        found = {term: value for term, value in self._connection.execute(_VALUES, {"industry": industry, "at": at})}
        return {term: value for term, value in found.items() if value is not None}

    def history(self, industry: str, term: str = "") -> Sequence[SettingRow]:
        """Everything ever said, the latest first, also what holds only later."""
        query = select(SettingRow).where(SettingRow.industry == industry)
        if term:
            query = query.where(SettingRow.term == term)
        return self._session.scalars(query.order_by(SettingRow.effective_from.desc(), SettingRow.id.desc())).all()


_CALENDAR_VERSION = select(func.max(CalendarVersionRow.version)).where(
    CalendarVersionRow.calendar == bindparam("calendar"))


class Calendars(Repository):
    """Days that are not what their weekday says, and how often a calendar changed."""

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

    def version(self, calendar: str) -> int:
        """The latest version, 0 before the first."""
        return self._connection.scalar(_CALENDAR_VERSION, {"calendar": calendar}) or 0

    def new_version(self, calendar: str, note: str = "") -> int:
        row = self._add(CalendarVersionRow(calendar=calendar, version=self.version(calendar) + 1,
                                           created_at=self._now(), note=note))
        return row.version
