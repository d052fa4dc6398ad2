"""A calendar as it is drawn: a year of days, each told by letter and words, never by colour alone; and what a form
about it says, as the service wants it."""

import calendar as months_of
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.calendars.content import ORDINARY, WEEKDAYS
from core.calendars.service import CalendarView, Year
from core.domain.calendars import windows
from core.domain.counting import NotCountable
from core.domain.errors import InvalidInput
from core.domain.reasons import Label, Reason
from core.store.tables import CalendarDayRow
from core.web.wording import MONTHS, Wording

SORTS = {"working": ("", "上班"), "rest": ("", "休息日"), "holiday": ("休", "放假"), "closed": ("停", "停业"),
         "make_up": ("班", "调休上班"), "hours": ("时", "特别时间")}
"""The letter and the words of each sort of day."""
INITIALS = ("一", "二", "三", "四", "五", "六", "日")
CHOICES = (("holiday", "放假"), ("make_up", "调休上班"), ("hours", "特别时间"), ("closed", "停业"),
           (ORDINARY, "平常的一天"))
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Cell:
    """A day of the year view. `says` is all there is to say of it; `guessed` where the state has not announced it."""

    day: date
    sort: str
    letter: str
    says: str
    guessed: bool
    row: CalendarDayRow | None
    hours: str


@dataclass(frozen=True)
class Month:
    """Weeks from Monday on; None where the month has no such day."""

    title: str
    weeks: tuple[tuple[Cell | None, ...], ...]

    @property
    def first(self) -> date:
        return next(each.day for each in self.weeks[0] if each)


@dataclass(frozen=True)
class Drawn:
    """A year. `guessed` where days of it are not announced yet, `silent` where nothing is known of its holidays."""

    months: tuple[Month, ...]
    guessed: bool
    silent: bool


def draw(say: Wording, found: Year) -> Drawn:
    """Lay a year out."""
    rows = {row.day: row for row in found.days}
    weeks = months_of.Calendar().monthdayscalendar
    months = tuple(Month(say(MONTHS[month - 1]), tuple(
        tuple(cell(say, found.calendar, date(found.year, month, day), rows) if day else None for day in week)
        for week in weeks(found.year, month))) for month in range(1, 13))
    told = [row for row in found.days if row.status != "own"]
    return Drawn(months, any(row.status == "provisional" for row in told), not told)


def cell(say: Wording, view: CalendarView, day: date, rows: Mapping[date, CalendarDayRow]) -> Cell:
    """One day in words."""
    row = rows.get(day)
    sort = _sort(view, day, row)
    letter, words = SORTS[sort]
    hours = _hours(view, day, row)
    said = [say.day(day, weekday=True), say(words)]
    if row and row.name:
        said.append(say.show(tuple(map(Label, row.name.split("、")))))
    said.append(hours or say("不服务"))
    guessed = row is not None and row.status == "provisional"
    if guessed:
        said.append(say("推算,尚未公布"))
    return Cell(day, sort, say(letter) if letter else "", " · ".join(said), guessed, row, hours)


def _sort(view: CalendarView, day: date, row: CalendarDayRow | None) -> str:
    if row:
        return "closed" if row.kind == "holiday" and row.status == "own" else row.kind
    return "working" if day.weekday() in view.working_weekdays else "rest"


def _hours(view: CalendarView, day: date, row: CalendarDayRow | None) -> str:
    """The hours of service, as `WorkCalendar.windows` has them."""
    if row and row.hours is not None:
        return row.hours
    if row and row.kind == "make_up":
        return view.week[min(view.working_weekdays)]
    if row and row.kind == "holiday" and not view.open_on_holidays:
        return ""
    return view.week[day.weekday()]


def day_change(typed: Mapping[str, str], known: CalendarDayRow | None) -> dict[str, Any]:
    """What the form of a day, or of several in a row, would change. `known` is the row of that one day: an announced
    day whose kind stays is still an announced one. Raises `InvalidInput` on `day`, `until`, `kind` and `hours`."""
    first = _day("day", typed.get("day", ""))
    last = _day("until", typed["until"]) if typed.get("until", "").strip() else first
    if last < first:
        raise InvalidInput.field("until", "结束日期 {last} 早于开始日期 {first}", first=first, last=last)
    if last - first > LONGEST:
        raise InvalidInput.field("until", "一次最多三年:{first} 至 {last}", first=first, last=last)
    kind, name, replace = typed.get("kind", ""), typed.get("name", "").strip(), typed.get("replace") == "true"
    if kind not in dict(CHOICES):
        raise InvalidInput.field("kind", "请选择这是什么日子")
    if kind == "closed":
        return {"closed": [{"from": first.isoformat(), "until": last.isoformat(), "name": name, "replace": replace}]}
    row: dict[str, Any] | None = None
    if kind != ORDINARY:
        row = {"kind": kind, "name": name, "replace": replace}
        hours = typed.get("hours", "").strip()
        if kind == "hours" and not hours:
            raise InvalidInput.field("hours", "请写明这一天的服务时间")
        if hours:
            row["hours"] = _windows("hours", hours)
        if known and known.kind == kind and first == last == known.day and known.status == "official":
            row |= {"official": True, "source": known.source}
    return {"days": {day.isoformat(): row for day in _days(first, last)}}


def week_change(typed: Mapping[str, str], weekdays: list[int]) -> dict[str, Any]:
    """What the form of the week would change. Raises `InvalidInput`."""
    wrong: dict[str, list[Reason]] = {}
    for name in WEEKDAYS:
        try:
            windows(typed.get(name, ""))
        except NotCountable as error:
            wrong[name] = [error.reason]
    if not weekdays:
        wrong["working"] = [Reason("至少要有一个工作日")]
    if wrong:
        raise InvalidInput(wrong)
    return {"title": typed.get("title", ""), "zone": typed.get("zone", "").strip(),
            "week": {name: typed.get(name, "") for name in WEEKDAYS}, "working_weekdays": weekdays,
            "open_on_holidays": typed.get("open_on_holidays") == "true"}


def renamed(error: InvalidInput, usual: str) -> InvalidInput:
    """What the service refuses, named as the form's fields: `week.monday` is `monday`, `days.2025-10-01` is `usual`."""
    fields = {"days": usual, "closed": usual, "years": "from_year"}
    found: dict[str, list[Any]] = {}
    for name, reasons in error.errors.items():
        part, _, rest = name.partition(".")
        found.setdefault(rest if part == "week" and rest else fields.get(part, part), []).extend(reasons)
    return InvalidInput(found)


def _days(first: date, last: date) -> Iterator[date]:
    for step in range((last - first).days + 1):
        yield first + timedelta(days=step)


def _day(name: str, said: str) -> date:
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        raise InvalidInput.field(name, "请选择日期") from None


def _windows(name: str, said: str) -> str:
    try:
        windows(said)
    except NotCountable as error:
        raise InvalidInput({name: [error.reason]}) from None
    return said
