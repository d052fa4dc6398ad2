"""Days and moments: what was written, settled to one day or said to be doubtful."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TypeAlias

from core.domain.reasons import Label, Reason
from core.importing.readings import Bad, Doubt, Read, Reading
from core.importing.sheets import Cell
from core.importing.wording import is_spreadsheet_error, narrow, says_nothing
from core.importing.written_days import (
    Relative,
    Stretch,
    Written,
    candidates,
    from_serial,
    on,
    recognise,
    recognise_clock,
)
from core.importing.years import Guess

Understood: TypeAlias = Written | Relative | Stretch | None

_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_SHORT_YEAR = re.compile(r"(\d\d)(\d\d)(\d\d)")
# A purchase and its delivery lie within this of each other, so that one may tell the year of the other.
_TOGETHER = timedelta(days=180)
_FIRST_YEAR, _LAST_YEAR = 1950, 2100
# How long after the day it was written down a planned delivery may still lie.
_AHEAD = timedelta(days=90)


def understand(cell: Cell, epoch: int = 1900) -> Understood:
    """What a cell says of a day or moment, whatever its type."""
    value = cell.value
    if isinstance(value, datetime):
        clock = value.time().replace(microsecond=0, tzinfo=None)
        return Written(value.month, value.day, value.year, clock=clock if clock != time(0) else None)
    if isinstance(value, date):
        return Written(value.month, value.day, value.year)
    text = narrow(cell.text)
    if _SERIAL.fullmatch(text) and (moment := from_serial(float(text), epoch)):
        return understand(Cell(moment))
    if isinstance(value, float) and not value.is_integer():
        return None  # 9.3 typed for 9月30日 has lost its last digit
    if (found := _SHORT_YEAR.fullmatch(text)) and on(2000 + int(found[1]), int(found[2]), int(found[3])):
        return Written(int(found[2]), int(found[3]), 2000 + int(found[1]))
    return recognise(text)


_NOBODY = Label("")


@dataclass(frozen=True)
class Bounds:
    """What is known about a day from the rest of its row. `anchor` is when the row was written down; the day lies not
    after `latest` and not before `earliest`; `beside` is the day of the purchase or delivery it belongs to."""

    anchor: date | None = None
    latest: date | None = None
    earliest: date | None = None
    beside: date | None = None
    beside_name: Label = _NOBODY


def settle_day(said: Understood, text: str, bounds: Bounds) -> Reading[date]:
    """One day from what was understood of `text`, or why not."""
    if says_nothing(text):
        return Read(None)
    match said:
        case None:
            return _unclear(text)
        case Relative() | Stretch():
            return _from_span(said, text, bounds.anchor)
        case Written(possible=False):
            return _impossible(text)
        case Written(years_back=back) if back is not None:
            return _years_back(said, back, text, bounds.anchor)
        case Written(year=None):
            return _without_year(said, text, bounds)
        case _:
            return _with_year(said, text, bounds)


def settle_moment(said: Understood, text: str, guess: Callable[[int, int], Guess | None], zone: tzinfo, *,
                  clock: time | None = None, clocks_expected: bool = True) -> Reading[datetime]:
    """One moment in `zone`. `guess` supplies a missing year; `clock` a time of day from another column. Where no row
    of the sheet has a time (`clocks_expected` false) its absence is no doubt."""
    if says_nothing(text):
        return Read(None)
    certain = True
    match said:
        case Written(possible=False):
            return _impossible(text)
        case Written(year=None, years_back=None):
            guessed = guess(said.month, said.day)
            if guessed is None:
                return _impossible(text)
            certain, source = guessed.certain, guessed.source
            day: Reading[date] = _judged(said, text, guessed.day)
            if not certain and isinstance(day, Read):
                day = Doubt(guessed.day, _year_added(text, source, guessed.day))
        case _:
            day = settle_day(said, text, Bounds())
    if isinstance(day, Bad):
        return day
    if day.value is None:
        return Doubt(None, day.reason) if isinstance(day, Doubt) else Read(None)
    written = said if isinstance(said, Written) else Written(day.value.month, day.value.day)
    at = written.clock or clock
    moment = datetime.combine(day.value, at or time(0), written.offset or zone).astimezone(zone)
    if written.next_day:
        moment += timedelta(days=1)
    if isinstance(day, Doubt):
        return Doubt(moment, day.reason)
    if at is None and clocks_expected:
        return Doubt(moment, Reason("“{text}”没有写时间,按当天 0 点记", {"text": short(text)}))
    return Read(moment)


def read_clock(cell: Cell) -> Reading[time]:
    """A time of day in a column of its own."""
    if says_nothing(cell.text):
        return Read(None)
    if isinstance(cell.value, datetime):
        return Read(cell.value.time().replace(microsecond=0))
    if isinstance(cell.value, float) and 0 <= cell.value < 1:
        return Read((datetime(2000, 1, 1) + timedelta(seconds=round(cell.value * 86400))).time())
    clock = recognise_clock(cell.text)
    return Read(clock) if clock else Doubt(None, Reason("没有认出“{text}”是几点", {"text": short(cell.text)}))


def short(text: str) -> str:
    """A cell's text as it is quoted in a reason."""
    said = " ".join(text.split())
    return said if len(said) <= 40 else said[:39] + "…"


def _unclear(text: str) -> Doubt[date]:
    if is_spreadsheet_error(text):
        return Doubt(None, Reason("表格里的公式出错了:“{text}”", {"text": short(text)}))
    return Doubt(None, Reason("没有认出“{text}”是哪一天", {"text": short(text)}))


def _impossible(text: str) -> Bad:
    return Bad(Reason("“{text}”不是日历上有的日子", {"text": short(text)}))


def _year_added(text: str, source: Label, day: date) -> Reason:
    return Reason("“{text}”没有写年份,按{source}读作 {day}", {"text": short(text), "source": source, "day": day})


def _from_span(said: Relative | Stretch, text: str, anchor: date | None) -> Reading[date]:
    if anchor is None and not (isinstance(said, Stretch) and said.year):
        return Doubt(None, Reason("“{text}”要从登记的日子推算,而本行没有这个日子", {"text": short(text)}))
    try:
        first, last = said.span(anchor or date(2000, 1, 1))
    except (OverflowError, ValueError):
        return _unclear(text)
    if first == last:
        return Doubt(first, Reason("“{text}”按登记日 {anchor} 推算为 {day}",
                                   {"text": short(text), "anchor": anchor, "day": first}))
    return Doubt(None, Reason("“{text}”只说明在 {first} 至 {last} 之间,不能当作某一天,请问清楚",
                              {"text": short(text), "first": first, "last": last}))


def _years_back(said: Written, back: int, text: str, anchor: date | None) -> Reading[date]:
    if anchor is None:
        return _from_span(Relative(back, "year"), text, None)
    day = on(anchor.year - back, said.month, said.day)
    if day is None:
        return _impossible(text)
    return Doubt(day, Reason("“{text}”按登记日 {anchor} 推算为 {day}",
                             {"text": short(text), "anchor": anchor, "day": day}))


def _judged(said: Written, text: str, day: date) -> Reading[date]:
    """The day, with a doubt if it was called approximate or stands among words that were not understood."""
    if said.rest:
        return Doubt(day, Reason("“{text}”里只认出日期 {day}", {"text": short(text), "day": day}))
    if said.about:
        return Doubt(day, Reason("“{text}”是大概的日期,读作 {day}", {"text": short(text), "day": day}))
    return Read(day)


def _with_year(said: Written, text: str, bounds: Bounds) -> Reading[date]:
    day = on(said.year or 0, said.month, said.day)
    if day is None:
        return _impossible(text)
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return Bad(Reason("“{text}”的年份不对", {"text": short(text)}))
    if not said.others:
        return _judged(said, text, day)
    ways = sorted({day, *said.others}, key=lambda each: _distance(each, bounds))
    return Doubt(ways[0], Reason("“{text}”的年、月、日次序不明,读作 {day},也可能是 {others}",
                                 {"text": short(text), "day": ways[0], "others": tuple(ways[1:])}))


def _distance(day: date, bounds: Bounds) -> tuple[bool, int]:
    """How ill a day fits: outside the bounds first, then far from when the row was written."""
    outside = bool((bounds.latest and day > bounds.latest) or (bounds.earliest and day < bounds.earliest))
    return outside, abs((day - bounds.anchor).days) if bounds.anchor else -day.toordinal()


def _without_year(said: Written, text: str, bounds: Bounds) -> Reading[date]:
    around = bounds.anchor or bounds.latest or bounds.beside or bounds.earliest
    if around is None:
        return Doubt(None, Reason("“{text}”没有写年份,本行也没有可以推算年份的日期", {"text": short(text)}))
    ceiling = bounds.latest or (around + _AHEAD)
    days = [day for day in candidates(said, around) if day <= ceiling] or list(candidates(said, around))[-1:]
    plain = days[0]
    if bounds.beside is None:
        return Doubt(plain, _year_added(text, Label("登记的日子"), plain))
    near = _beside(days, bounds)
    if near is None:
        return Doubt(plain, _year_added(text, Label("登记的日子"), plain))
    return _judged(said, text, near) if near == plain else Doubt(near, _year_added(text, bounds.beside_name, near))


def _beside(days: list[date], bounds: Bounds) -> date | None:
    """The day that goes with the purchase or delivery beside it, on its right side if there is one."""
    beside = bounds.beside
    if beside is None:
        return None
    near = [day for day in days if abs(day - beside) <= _TOGETHER]
    right = [day for day in near if day >= beside] if bounds.earliest else [day for day in near if day <= beside]
    return min(right or near, key=lambda day: abs(day - beside), default=None)
