"""Recognising a day or moment in what somebody wrote, before anybody asks which year was meant."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Literal

from core.importing.numerals import NUMERAL, arabic
from core.importing.wording import narrow, spellings


@dataclass(frozen=True)
class Written:
    """A day of the year, with what was written beside it. `years_back` counts from the year the row was written (去年),
    `others` are the other ways to read it, `rest` is what was not understood, `about` tells that it was called
    approximate."""

    month: int
    day: int
    year: int | None = None
    years_back: int | None = None
    clock: time | None = None
    next_day: bool = False
    offset: tzinfo | None = None
    others: tuple[date, ...] = ()
    rest: str = ""
    about: bool = False

    @property
    def possible(self) -> bool:
        """Whether the calendar has such a day (29 February counts when no year is written)."""
        return on(self.year or 2024, self.month, self.day) is not None


@dataclass(frozen=True)
class Relative:
    """Days counted back from the day the row was written: `back` units, give or take `spread` days. `day` is the
    weekday (from 0) of a week or the day of a month, where one is named."""

    back: int = 0
    unit: Literal["day", "weekday", "monthday", "week", "weekend", "month", "year"] = "day"
    day: int | None = None
    spread: int = 0

    def span(self, anchor: date) -> tuple[date, date]:
        """The first and last day that may be meant, seen from `anchor`."""
        match self.unit:
            case "week":
                monday = anchor - timedelta(days=anchor.weekday() + 7 * self.back)
                if self.day is not None:
                    return (monday + timedelta(days=self.day),) * 2
                return monday, monday + timedelta(days=6)
            case "weekday":  # the last one up to the anchor
                return (anchor - timedelta(days=(anchor.weekday() - (self.day or 0)) % 7),) * 2
            case "monthday":
                for back in range(4):
                    year, month = divmod(anchor.year * 12 + anchor.month - 1 - back, 12)
                    if (named := on(year, month + 1, self.day or 1)) and named <= anchor:
                        return named, named
                return anchor, anchor
            case "weekend":
                saturday = anchor - timedelta(days=anchor.weekday() - 5 + 7 * self.back)
                return saturday, saturday + timedelta(days=1)
            case "month":
                year, month = divmod(anchor.year * 12 + anchor.month - 1 - self.back, 12)
                named = on(year, month + 1, self.day) if self.day else None
                return (named, named) if named else _month(year, month + 1)
            case "year":
                return date(anchor.year - self.back, 1, 1), date(anchor.year - self.back, 12, 31)
            case _:
                day = anchor - timedelta(days=self.back)
                return day - timedelta(days=self.spread), day + timedelta(days=self.spread)


@dataclass(frozen=True)
class Stretch:
    """A month or year named by the calendar, no day in it; without a year the month only."""

    year: int | None
    month: int | None

    def span(self, anchor: date) -> tuple[date, date]:
        """Its first and last day; a month without a year is the last one begun by `anchor`."""
        if self.month is None:
            return date(self.year or anchor.year, 1, 1), date(self.year or anchor.year, 12, 31)
        return _month(self.year or (anchor.year if self.month <= anchor.month else anchor.year - 1), self.month)


def on(year: int, month: int, day: int) -> date | None:
    """That day, None where the calendar has none."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _month(year: int, month: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


_ENGLISH = {name: index for index, name in enumerate(spellings("jan feb mar apr may jun jul aug sep oct nov dec"), 1)}
_MONTH_NAME = "(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_WEEKDAYS = {each: index for index, each in enumerate("一二三四五六日")} | {"天": 6, "末": 5} | {
    str(index): index - 1 for index in range(1, 8)}
_FULL = (
    re.compile(r"(?P<y>\d{4})\s*[-/.年,、\s]\s*(?P<m>\d{1,2})\s*[-/.月,、\s]\s*(?P<d>\d{1,2})(?!\d)\s*[日号]?"),
    re.compile(r"(?P<y>\d{2})年\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?!\d)\s*[日号]?"),
    re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?=\d{4}(?:\d{2})?$|\D|$)"),
    re.compile(rf"(?P<d>\d{{1,2}})[-\s/.]*{_MONTH_NAME}[-\s/.,]*(?P<y>\d{{4}}|\d{{2}})(?!\d)", re.IGNORECASE),
    re.compile(rf"{_MONTH_NAME}[-\s/.]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-\s/.,]+(?P<y>\d{{4}}|\d{{2}})(?![\d:])",
               re.IGNORECASE),
)
_THREE = re.compile(r"(?<!\d)(?P<a>\d{1,2})\s*(?P<s>[-/.])\s*(?P<b>\d{1,2})\s*(?P=s)\s*(?P<c>\d{4}|\d{1,2})"
                    r"(?!\d)\s*[日号]?")
_SHORT = (
    re.compile(r"(?<!\d)(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})(?!\d)\s*[日号]?"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})[-\s/.]*{_MONTH_NAME}(?![a-z])", re.IGNORECASE),
    re.compile(rf"{_MONTH_NAME}[-\s/.]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])", re.IGNORECASE),
    re.compile(r"(?<![\d.:])(?P<m>\d{1,2})\s*[-/.]\s*(?P<d>\d{1,2})(?![\d.]|\s*[天周个月年元件])\s*[日号]?"),
)
_YEAR_MONTH = re.compile(r"(?P<y>\d{4}|\d{2}(?=年))\s*[-/.年]\s*(?P<m>\d{1,2})\s*(?:月份?|$)(?:[初上中下旬底末]*|左右)")
_YEAR_ONLY = re.compile(r"(?P<y>(?:19|20)\d{2})\s*年?(?:[初中底末]|左右|上半年|下半年)?")
_MONTH_ONLY = re.compile(r"(?P<m>\d{1,2})\s*月份?[初上中下旬底末]*")
_SAID_YEAR = re.compile(r"(大前年|前年|去年|上年|今年|本年|明年)\s*的?\s*")
_YEARS_BACK = {"大前年": 3, "前年": 2, "去年": 1, "上年": 1, "今年": 0, "本年": 0, "明年": -1}
_SAID_MONTH = re.compile(r"(上上个?月|上个?月|本月|这个?月|当月|下个?月)\s*的?\s*(?:(\d{1,2})\s*[日号])?")
_MONTHS_BACK = {"上上月": 2, "上月": 1, "本月": 0, "这月": 0, "当月": 0, "下月": -1}
_DAYS = {"大前天": 3, "前天": 2, "前日": 2, "昨天": 1, "昨日": 1, "昨晚": 1, "昨": 1, "今天": 0, "今日": 0, "当天": 0,
         "当日": 0, "今早": 0, "今晚": 0, "刚才": 0, "刚刚": 0, "明天": -1, "明日": -1, "后天": -2, "大后天": -3}
_NEAR_DAY = re.compile("|".join(sorted(_DAYS, key=len, reverse=True)))
_WEEK = re.compile(r"(?P<which>上上个?|上个?|本|这个?|下个?|)(?:周|星期|礼拜)(?P<day>[一二三四五六日天末1-7])?(?!\d)")
_AGO = re.compile(r"(?P<n>\d+|半|几|多)\s*(?P<half>个半|个)?\s*(?P<unit>天|日|周|星期|礼拜|月|年)(?P<more>多)?\s*"
                  r"(?:之|以)?前")
_CLOCK = re.compile(
    r"(?P<part>凌晨|清晨|清早|早上|早晨|早|上午|中午|正午|下午|午后|傍晚|晚上|晚间|晚|夜里|夜间|深夜|半夜|"
    r"am|pm|a\.m\.|p\.m\.)?\s*(?P<h>\d{1,2})\s*(?::|点钟?|时|h)\s*(?:(?P<half>半)|(?P<quarter>[13])刻|整|"
    r"(?P<m>\d{1,2})\s*(?:[:分'](?:\s*(?P<s>\d{1,2})(?:\.\d+)?\s*秒?)?)?)?"
    r"\s*(?P<late>am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)
_DIGIT_CLOCK = re.compile(r"(?P<h>\d{2})(?P<m>\d{2})(?P<s>\d{2})?$")
_DAY_PART = re.compile(r"凌晨|清晨|早上|早晨|上午|中午|正午|下午|午后|傍晚|晚上|晚间|夜里|夜间")
_AFTERNOON = ("下午", "午后", "傍晚", "晚", "pm", "p.m.", "夜", "深夜", "半夜")
_OFFSET = re.compile(r"(?:z|utc|gmt|[+-]\d{2}:?\d{2})$", re.IGNORECASE)
_IDLE = re.compile(r"[\s,;:()\[\]日号的于在]|(?:星期|周|礼拜)[1-6一二三四五六日天]|"
                   r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?|t(?=$|\d)", re.IGNORECASE)
_ABOUT = re.compile(r"大概|大约|约|左右|前后|好像|可能|应该|差不多|估计|\?|近")
_COUNTED = re.compile(rf"{NUMERAL}+(?=[年月日号点时分刻天周个])|(?<=[月年])({NUMERAL}+)")


def recognise(text: str) -> Written | Relative | Stretch | None:
    """What a text says of a day or moment; None if nothing in it is one. An impossible day is returned as written."""
    said = narrow(text)[:200]
    said = _COUNTED.sub(lambda found: arabic(found[0]), _numerals_of_weekdays_kept(said))
    return _full(said) or _three_numbers(said) or _said_year(said) or _short(said) or _near(said) or _stretch(said)


def _numerals_of_weekdays_kept(said: str) -> str:
    days = "一二三四五六"
    return re.sub(f"(周|星期|礼拜)([{days}])", lambda found: f"{found[1]}{days.index(found[2]) + 1}", said)


def recognise_clock(text: str) -> time | None:
    """A time of day alone; None if the text is none."""
    said = _COUNTED.sub(lambda found: arabic(found[0]), narrow(text))
    found = _CLOCK.fullmatch(said)
    if found is None:
        return None
    clock, next_day = _clock(found)
    return None if next_day else clock


def _full(said: str) -> Written | None:
    for pattern in _FULL:
        if found := pattern.search(said):
            groups = found.groupdict()
            month = int(groups["m"]) if "m" in groups else _ENGLISH[found[1 if found.re is _FULL[4] else 2][:3].lower()]
            return _with_rest(said, found, Written(month, int(groups["d"]), _century(groups["y"])))
    return None


def _century(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _three_numbers(said: str) -> Written | None:
    """Three short numbers: usually year, month, day; on foreign machines day or month come first."""
    found = _THREE.search(said)
    if found is None:
        return None
    first, middle, last = int(found["a"]), int(found["b"]), int(found["c"])
    orders = [(2000 + first, middle, last)] if len(found["c"]) < 4 else []
    if len(found["c"]) >= 2:
        year = _century(found["c"])
        orders += [(year, first, middle), (year, middle, first)]
    days = [day for order in orders if (day := on(*order)) and 2005 <= day.year <= 2060]
    days = list(dict.fromkeys(days))
    if not days:
        return _with_rest(said, found, Written(orders[0][1], orders[0][2], orders[0][0]))
    if found["s"] == "." or first >= 15:  # 25.7.1 is how a Chinese clerk shortens a year
        days = days[:1]
    return _with_rest(said, found, Written(days[0].month, days[0].day, days[0].year, others=tuple(days[1:])))


def _said_year(said: str) -> Written | Relative | None:
    found = _SAID_YEAR.match(said)
    if found is None:
        return None
    rest = said[found.end():]
    inner = _short(rest)
    if not isinstance(inner, Written):
        return Relative(_YEARS_BACK[found[1]], "year")
    return replace(inner, years_back=_YEARS_BACK[found[1]])


def _near(said: str) -> Relative | None:
    return _named_day(said) or _named_week(said) or _ago(said) or _named_month(said)


def _named_day(said: str) -> Relative | None:
    if not (found := _NEAR_DAY.search(said)) or _FIGURES.search(said[:found.start()]):
        return None
    return Relative(_DAYS[found[0]])


_FIGURES = re.compile(r"\d")


def _named_week(said: str) -> Relative | None:
    found = _WEEK.search(said)
    if found is None or _FIGURES.search(said[:found.start()]) or said[found.end():found.end() + 1] == "前":
        return None
    if not found["which"] and not found["day"]:
        return None
    back = {"上上": 2, "上": 1, "下": -1}.get(found["which"].rstrip("个"), 0)
    if found["day"] == "末":
        return Relative(back, "weekend")
    if not found["which"]:
        return Relative(0, "weekday", _WEEKDAYS[found["day"]])
    return Relative(back, "week", None if found["day"] is None else _WEEKDAYS[found["day"]])


def _ago(said: str) -> Relative | None:
    found = _AGO.search(said)
    if found is None:
        return None
    unit, amount = found["unit"], found["n"]
    if amount in ("几", "多"):
        return Relative(5, spread=4) if unit in "天日" else None
    half = 15 if found["half"] == "个半" else 0
    count = 0 if amount == "半" else min(int(amount), 20_000)
    if unit in "天日":
        return Relative(count, spread=3 if found["more"] else 0)
    if unit in "周星期礼拜":
        return Relative(7 * count, spread=3)
    months = (6 if amount == "半" else 12 * count) if unit == "年" else count
    if unit == "月" and amount == "半":
        half = 15
    days = min(round(30.44 * months) + half, 30_000)
    return Relative(days, spread=max(3, days // 6))


def _named_month(said: str) -> Relative | None:
    found = _SAID_MONTH.match(said)
    if found is None:
        alone = re.fullmatch(r"(\d{1,2})[日号]", said)
        return Relative(0, "monthday", int(alone[1])) if alone and 1 <= int(alone[1]) <= 31 else None
    back = _MONTHS_BACK[found[1].replace("个", "")]
    return Relative(back, "month", int(found[2]) if found[2] else None)


def _short(said: str) -> Written | Stretch | None:
    for index, pattern in enumerate(_SHORT):
        if found := pattern.search(said):
            groups = found.groupdict()
            month = int(groups["m"]) if "m" in groups else _ENGLISH[found[2 if index == 1 else 1][:3].lower()]
            day = int(groups["d"])
            if index == 3 and month > 12 >= day >= 1:
                if "." in found[0]:
                    return Stretch(2000 + month, day)  # 25.9, a month
                month, day = day, month  # 30/9, as foreign machines write it
            return _with_rest(said, found, Written(month, day))
    if re.fullmatch(r"[01]\d[0-3]\d", said):
        return Written(int(said[:2]), int(said[2:]))
    return None


def _stretch(said: str) -> Stretch | None:
    for pattern in (_YEAR_MONTH, _YEAR_ONLY, _MONTH_ONLY):
        if found := pattern.fullmatch(said):
            groups = found.groupdict()
            month = int(groups["m"]) if groups.get("m") else None
            if month is None or 1 <= month <= 12:
                return Stretch(_century(groups["y"]) if groups.get("y") else None, month)
    if (found := re.fullmatch(r"(20\d\d)(0[1-9]|1[0-2])", said)) is not None:
        return Stretch(int(found[1]), int(found[2]))
    return None


def _with_rest(said: str, found: re.Match[str], written: Written) -> Written:
    """The same with the time of day and whatever else stands in the text."""
    before, after = said[:found.start()], said[found.end():]
    clock, next_day, offset = None, False, None
    if stamp := _DIGIT_CLOCK.match(after):
        clock, next_day = _clock(stamp)
        after = ""
    if zone := _OFFSET.search(after):
        head = after[:zone.start()]
        if _CLOCK.search(head):
            offset, after = _offset(zone[0]), head
    if at := _CLOCK.search(after):
        clock, next_day = _clock(at)
        after = after[:at.start()] + ("" if clock else at[0]) + after[at.end():]
    rest = before + " " + after
    about = bool(_ABOUT.search(rest))
    rest = _IDLE.sub("", _DAY_PART.sub("", _ABOUT.sub("", rest)))
    return replace(written, clock=clock, next_day=next_day, offset=offset, rest=rest, about=about)


def _offset(text: str) -> tzinfo:
    figures = [int(each) for each in re.findall(r"\d{2}", text)]
    if not figures:
        return UTC
    away = timedelta(hours=figures[0], minutes=figures[1])
    return timezone(-away if text.startswith("-") else away) if away < timedelta(hours=24) else UTC


def _clock(found: re.Match[str]) -> tuple[time | None, bool]:
    """The time of day, and whether midnight at its end (24:00) was meant. No time if there is no such one."""
    groups = found.groupdict()
    hour, second = int(groups["h"]), int(groups.get("s") or 0)
    minute = 30 if groups.get("half") else 15 * int(groups.get("quarter") or 0) or int(groups.get("m") or 0)
    part = (groups.get("part") or groups.get("late") or "").lower()
    late = part.startswith(("晚", "半夜", "深夜", "夜"))
    next_day = (hour == 24 and minute == 0) or (hour == 12 and late)
    if next_day:
        return time(0, minute if minute < 60 else 0), True
    small_hours = hour < 6 and part.startswith(("半夜", "深夜", "夜"))
    if (hour < 12 and part.startswith(_AFTERNOON) and not small_hours) or (part in ("中午", "正午") and 1 <= hour <= 2):
        hour += 12
    elif hour == 12 and (part.startswith("凌晨") or part in ("am", "a.m.")):
        hour = 0
    try:
        return time(hour, minute, second), False
    except ValueError:
        return None, False


def candidates(written: Written, around: date) -> Iterator[date]:
    """The days a text without a year may mean, the latest first."""
    for year in range(around.year + 1, around.year - 8, -1):
        if day := on(year, written.month, written.day):
            yield day


def from_serial(serial: float, epoch: int) -> datetime | None:
    """The moment a spreadsheet's date serial stands for; None outside 2000 to 2100."""
    days = serial + (1462 if epoch == 1904 else 0)
    if not 36526 <= days < 73415:
        return None
    moment = datetime(1899, 12, 30) + timedelta(seconds=round(days * 86400))
    return moment
