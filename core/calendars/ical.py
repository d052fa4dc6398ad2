"""Days out of an iCalendar file (RFC 5545): its all-day events, each day off or made up for.

An event is a day worked in exchange where an `X-` property, a category or its title says so; any other is a day off.
Events at a time of day, and cancelled ones, are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from core.domain.errors import InvalidInput
from core.domain.reasons import Reason

if TYPE_CHECKING:
    from icalendar import Event

LARGEST = 2**20
"""Bytes of a file."""
MOST_EVENTS, MOST_RECURRING, MOST_TIMES = 5_000, 100, 50_000
LONGEST = timedelta(days=3 * 366)
_MAKE_UP = re.compile(r"上班|补班|班[\s))\]】]*$|make[- ]?up|alternate[-_ ]?workday|working day", re.I)
_CATEGORY_MAKE_UP = re.compile(r"调休|班$|make[- ]?up|workday", re.I)
_OFF = re.compile(r"放假|休假|休息|休[\s))\]】]*$|holiday|day[- ]off", re.I)
_TAG = r"(?:休|班|放假|调休上班|补班)[\s))\]】]"
_ASIDE = re.compile(rf"^[\s((\[【]*{_TAG}+|[\s((\[【]+{_TAG}*$")
_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_NOT_OF_DAYS = {"COUNT", "UNTIL", "BYHOUR", "BYMINUTE", "BYSECOND"}


@dataclass(frozen=True)
class Special:
    """A day as the file says it; `line` is that of its event."""

    kind: str
    name: str
    line: int


@dataclass
class Read:
    """What a file holds: days within the years asked for, and how many events were passed over because they are at a
    time of day, or lie in other years."""

    days: dict[date, Special] = field(default_factory=dict)
    timed: int = 0
    elsewhere: int = 0


@dataclass(frozen=True)
class _Line:
    number: int
    text: str


@dataclass
class _Block:
    """The lines of one event."""

    lines: list[_Line]

    @property
    def number(self) -> int:
        return self.lines[0].number

    def of(self, name: str) -> int:
        """The line of a property."""
        return next((each.number for each in self.lines if re.match(rf"{re.escape(name)}[;:]", each.text, re.I)),
                    self.number)


def read(data: bytes, years: Sequence[int]) -> Read:
    """The days of a file within years (the first to the last). Raises `InvalidInput` on `file` naming the line."""
    found, recurring, masters = Read(), 0, list[tuple[_Block, Any]]()
    moved: dict[str, set[date]] = {}
    for block in _blocks(data):
        event = _event(block)
        if "DTSTART" not in event:
            raise _wrong(block.number, "事件没有开始日期")
        start = event.decoded("DTSTART")
        if isinstance(start, datetime):
            found.timed += 1
            continue
        if (replaced := event.get("RECURRENCE-ID")) is not None:
            moved.setdefault(str(event.get("UID", "")), set()).add(_day_of(replaced.dt))
        if str(event.get("STATUS", "")).upper() != "CANCELLED":
            masters.append((block, event))
        recurring += "RRULE" in event
        if recurring > MOST_RECURRING:
            raise _wrong(block.of("RRULE"), "重复的事件太多(最多 {n} 个)", n=MOST_RECURRING)
    first, last = date(min(years), 1, 1), date(max(years), 12, 31)
    for block, event in masters:
        length = _length(block, event)
        skipped = set() if "RECURRENCE-ID" in event else moved.get(str(event.get("UID", "")), set())
        starts = [each for each in _starts(block, event, first - length, last) if each not in skipped]
        seen = [day for start in starts for day in _run(start, length) if first <= day <= last]
        found.elsewhere += not seen
        if len(found.days) + len(seen) > MOST_TIMES:
            raise _wrong(block.number, "日子太多")
        for day in seen:
            _put(found.days, day, Special(_kind(event), _name(event), block.number))
    return found


def _wrong(line: int, template: str, **values: object) -> InvalidInput:
    return InvalidInput({"file": [Reason("第 {line} 行:{why}", {"line": line, "why": Reason(template, values)})]})


def _lines(data: bytes) -> Iterator[_Line]:
    """Unfolded lines with the number of their first."""
    if len(data) > LARGEST:
        raise InvalidInput.field("file", "文件超过 {most}", most="1 MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _wrong(data[:error.start].count(b"\n") + 1, "文件不是 UTF-8 编码(第 {place} 个字节)",
                     place=error.start + 1) from None
    begun: _Line | None = None
    for number, text_line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if text_line[:1] in (" ", "\t") and begun:
            begun = _Line(begun.number, begun.text + text_line[1:])
            continue
        if begun:
            yield begun
        begun = _Line(number, text_line) if text_line.strip() else None
    if begun:
        yield begun


def _blocks(data: bytes) -> Iterator[_Block]:
    """The events of a file. What surrounds them has to be an iCalendar file to its end."""
    from icalendar.parser import Contentline

    inside: list[str] = []
    block: _Block | None = None
    count, last = 0, 1
    for line in _lines(data):
        last = line.number
        try:
            name, _, value = Contentline(line.text).parts()  # type: ignore[no-untyped-call]
        except ValueError:
            raise _wrong(line.number, "不是 iCalendar 的一行:{text}", text=line.text[:40]) from None
        name, value = name.upper(), str(value).strip().upper()
        if not inside and (name, value) != ("BEGIN", "VCALENDAR"):
            raise _wrong(line.number, "文件应以 BEGIN:VCALENDAR 开始")
        if name == "BEGIN":
            inside.append(value)
            if inside == ["VCALENDAR", "VEVENT"]:
                block, count = _Block([]), count + 1
                if count > MOST_EVENTS:
                    raise _wrong(line.number, "事件太多(最多 {n} 个)", n=MOST_EVENTS)
        if block:
            block.lines.append(line)
        if name == "END":
            if inside[-1] != value:
                raise _wrong(line.number, "END:{said} 与 BEGIN:{begun} 不成对", said=value[:40], begun=inside[-1][:40])
            inside.pop()
            if block and inside == ["VCALENDAR"]:
                yield block
                block = None
    if inside or last == 1:
        raise _wrong(last, "文件不完整,缺少 END:{said}", said=inside[-1] if inside else "VCALENDAR")


def _event(block: _Block) -> Event:
    from icalendar import Event

    try:
        event = cast(Event, Event.from_ical("\r\n".join(each.text for each in block.lines) + "\r\n"))
    except (ValueError, KeyError, IndexError) as error:
        raise _wrong(block.number, "读不懂这个事件:{why}", why=str(error)[:80]) from None
    for name, why in event.errors:
        raise _wrong(block.of(name or ""), "{name} 有误:{why}", name=name or "?", why=str(why)[:80])
    for name in ("DTSTART", "DTEND", "DURATION", "RRULE", "RECURRENCE-ID"):
        if isinstance(event.get(name), list):
            raise _wrong(block.of(name), "{name} 写了两次", name=name)
    return event


def _day_of(said: date) -> date:
    return said.date() if isinstance(said, datetime) else said


def _length(block: _Block, event: Event) -> timedelta:
    """For how long an event lasts: whole days, its end not included."""
    start: date = event.decoded("DTSTART")
    if "DTEND" in event:
        length = _day_of(event.decoded("DTEND")) - start
    else:
        length = event.decoded("DURATION") if "DURATION" in event else timedelta(days=1)
    if length < timedelta():
        raise _wrong(block.of("DTEND"), "结束早于开始")
    if length > LONGEST:
        raise _wrong(block.number, "一个事件最多三年")
    return max(timedelta(days=length.days), timedelta(days=1))


def _starts(block: _Block, event: Event, first: date, last: date) -> list[date]:
    """The days on which an event begins, once or again and again, near the days wanted."""
    start: date = event.decoded("DTSTART")
    days = {start}
    if "RRULE" in event:
        if start.year < 1900:
            raise _wrong(block.of("DTSTART"), "重复的事件不能早于 1900 年")
        days |= _repeated(block, event, start, last)
    days |= {_day_of(said) for said in _listed(event, "RDATE")}
    days -= {_day_of(said) for said in _listed(event, "EXDATE")}
    return sorted(each for each in days if first <= each <= last)


def _repeated(block: _Block, event: Event, start: date, last: date) -> set[date]:
    from dateutil.rrule import rrulestr  # type: ignore[import-untyped]

    rule: Any = event["RRULE"]
    said = {str(name).upper(): each for name, each in rule.items()}
    if not {str(each).upper() for each in said.get("FREQ", [""])} <= _FREQUENCIES:
        raise _wrong(block.of("RRULE"), "整天的事件只能按日、周、月或年重复")
    if any(int(each) < 1 for name in ("INTERVAL", "COUNT") for each in said.get(name, ())):
        raise _wrong(block.of("RRULE"), "{name} 有误:{why}", name="RRULE", why="INTERVAL, COUNT >= 1")
    until = min([last, *(_day_of(each) for each in said.get("UNTIL", ()))])
    kept = [part for part in rule.to_ical().decode().split(";") if part.partition("=")[0].upper() not in _NOT_OF_DAYS]
    most = min([MOST_TIMES, *(int(each) for each in said.get("COUNT", ()))])
    try:
        # Without an end of its own a rule that never comes true would be followed for thousands of years.
        times = rrulestr(";".join([*kept, f"UNTIL={until:%Y%m%d}T235959"]), dtstart=datetime.combine(start, time.min))
        return {each.date() for each in islice(times, most)}
    except (ValueError, TypeError, OverflowError) as error:
        raise _wrong(block.of("RRULE"), "{name} 有误:{why}", name="RRULE", why=str(error)[:80]) from None


def _listed(event: Event, name: str) -> Iterator[date]:
    said = event.get(name, [])
    for some in said if isinstance(said, list) else [said]:
        for each in some.dts:
            yield each.dt[0] if isinstance(each.dt, tuple) else each.dt


def _run(start: date, length: timedelta) -> Iterator[date]:
    for step in range(length.days):
        yield start + timedelta(days=step)


def _kind(event: Event) -> str:
    for name, value in event.property_items(recursive=False):
        if str(name).upper().startswith("X-"):
            said = value.to_ical().decode("utf-8", "replace") if hasattr(value, "to_ical") else str(value)
            if _MAKE_UP.search(said):
                return "make_up"
            if "HOLIDAY" in said.upper() or "放假" in said:
                return "holiday"
    title = str(event.get("SUMMARY", ""))
    if any(_CATEGORY_MAKE_UP.search(str(each)) for each in event.categories):
        return "holiday" if _OFF.search(title) else "make_up"
    return "make_up" if _MAKE_UP.search(title) else "holiday"


def _name(event: Event) -> str:
    """The title without what only says whether it is a day off."""
    title = " ".join(str(event.get("SUMMARY", "")).split())
    return _ASIDE.sub("", "".join(each for each in title if each.isprintable())).strip()[:80]


def _put(days: dict[date, Special], day: date, said: Special) -> None:
    known = days.get(day)
    if known is None:
        days[day] = said
    elif known.kind != said.kind:
        raise _wrong(said.line, "{day} 又放假又上班(另见第 {other} 行)", day=day, other=known.line)
    elif said.name not in known.name.split("、"):
        days[day] = Special(known.kind, f"{known.name}、{said.name}"[:80], known.line)
