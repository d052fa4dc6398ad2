"""The state's table of holidays and make-up days as rows of our own day table, to be edited from then on.

The `holidays` library knows the notices of the State Council year by year; for a year without one it applies the
general rules and guesses, so such rows are marked provisional and are to be replaced when the notice is out.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from core.domain.calendars import Day, RowKind, Status, WorkCalendar

if TYPE_CHECKING:
    from holidays import HolidayBase

_DAY = timedelta(days=1)
_ONE_FESTIVAL = {"农历除夕": "春节", "春节延长假期": "春节"}


def official_years() -> frozenset[int]:
    """The years whose notice the library knows."""
    return frozenset(_library().special_public_holidays)


def seed(years: Iterable[int]) -> dict[date, Day]:
    """The rows of these years. A day off between a holiday and its 调休 is part of that holiday, as in the notices,
    weekends too; every day of a run carries the names of all its festivals, so that a run shows as one."""
    wanted = frozenset(years)
    around = frozenset(year + step for year in wanted for step in (-1, 0, 1))
    known = _library(around)
    off = {day: name for day, name in known.items() if day.year in around}
    made_up = {day for day in known.weekend_workdays if day.year in around}
    paid_for: dict[date, str] = {}
    rows: dict[date, Day] = {}
    for run in _runs(off, made_up):
        name = "、".join(_festivals(off[day] for day in run if day in off)) or "调休"
        rows |= {day: _row(day, "holiday", name) for day in run}
        paid_for |= {worked: name for day in run if day in off and (worked := _swapped_for(off[day]))}
    rows |= {day: _row(day, "make_up", paid_for.get(day, "调休")) for day in made_up}
    return {day: rows[day] for day in sorted(rows) if day.year in wanted}


def china(years: Iterable[int], version: int = 1) -> WorkCalendar:
    """Office hours, Monday to Friday, with these years of the table."""
    return WorkCalendar("china", version, days=seed(years))


def _row(day: date, kind: RowKind, name: str) -> Day:
    status: Status = "official" if day.year in official_years() else "provisional"
    source = (f"国务院办公厅关于{day.year}年部分节假日安排的通知" if status == "official"
              else f"没有{day.year}年的官方安排,按《全国年节及纪念日放假办法》推算")
    return Day(kind, name, f"{source}(holidays {_version()})", status)


def _runs(off: Mapping[date, str], made_up: set[date]) -> list[list[date]]:
    """Days off in a row, weekends that are not worked included."""
    found: list[list[date]] = []
    for day in sorted(off):
        if found and day in found[-1]:
            continue
        run = [day]
        while _free(run[0] - _DAY, off, made_up):
            run.insert(0, run[0] - _DAY)
        while _free(run[-1] + _DAY, off, made_up):
            run.append(run[-1] + _DAY)
        found.append(run)
    return found


def _free(day: date, off: Mapping[date, str], made_up: set[date]) -> bool:
    return day in off or (day.weekday() >= 5 and day not in made_up)


def _festivals(names: Iterable[str]) -> list[str]:
    """The festivals of a run, each once. 中秋节（补假） in the week of 国庆节 does not make it a Mid-Autumn holiday."""
    own = [name for name in names if not _swapped_for(name)]
    on_the_day = [name for name in own if "补假" not in name] or own
    plain = [part.split("（")[0].strip() for name in on_the_day for part in name.split(";")]
    return list(dict.fromkeys(_ONE_FESTIVAL.get(each, each) for each in plain))


def _swapped_for(name: str) -> date | None:
    """The make-up day that a day off was swapped for: 休息日（由 2025-01-26 调休）."""
    if not name.startswith("休息日"):
        return None
    return date.fromisoformat(name.split("由")[1].split("调休")[0].strip())


@cache
def _version() -> str:
    from importlib.metadata import version

    return version("holidays")


@cache
def _library(years: frozenset[int] = frozenset()) -> "HolidayBase":
    from holidays import country_holidays  # takes most of a second, and only the seed needs it

    return country_holidays("CN", years=sorted(years), language="zh_CN", expand=False)
