"""What may be said of a calendar, checked, and laid over what it is. Content is JSON-able, as versions keep it:

    {"title": "…", "zone": "Asia/Shanghai", "week": ["09:00-12:00 13:30-18:00", …, ""], "working_weekdays": [0, …, 4],
     "open_on_holidays": false, "days": {"2025-10-09": {"kind": "holiday", "name": "…", "status": "own"}}}

A change says any of these, and `closed`: ranges of days without service. A day that is null becomes ordinary again.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, cast
from zoneinfo import ZoneInfo, available_timezones

from core.domain.calendars import BUSINESS_ZONE, OFFICE_WEEK, Window, windows
from core.domain.counting import NotCountable
from core.domain.errors import InvalidInput, unknown
from core.domain.reasons import Label, Reason

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAY_TITLES = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
KINDS = {"holiday": "放假", "make_up": "调休上班", "hours": "特别时间"}
ORDINARY = "ordinary"
LONGEST_RANGE = timedelta(days=3 * 366)
MOST_DAYS = LONGEST_RANGE.days + 1
LONGEST_SOURCE = 200
FIRST, LAST = date(1990, 1, 1), date(2200, 12, 31)
PARTS = ("title", "zone", "week", "working_weekdays", "open_on_holidays", "days", "closed")
STANDARD: Mapping[str, Any] = {
    "title": "工作日历", "zone": str(BUSINESS_ZONE), "week": [" ".join(map(str, hours)) for hours in OFFICE_WEEK],
    "working_weekdays": [0, 1, 2, 3, 4], "open_on_holidays": False}
"""The week of a business that never said its own."""
CLOSED = "停业"


class _Errors:
    """What is wrong, by field; all of it is told at once."""

    def __init__(self) -> None:
        self.found: dict[str, list[Reason]] = {}

    @contextmanager
    def within(self, field: str) -> Iterator[None]:
        """Note what is refused in the block under a field."""
        try:
            yield
        except NotCountable as error:
            self.found.setdefault(field, []).append(error.reason)
        except InvalidInput as error:
            for reasons in error.errors.values():
                self.found.setdefault(field, []).extend(reasons)

    def end(self) -> None:
        if self.found:
            raise InvalidInput(self.found)


def whole(content: Mapping[str, Any]) -> dict[str, Any]:
    """Content with everything that was left out as usual."""
    return {**STANDARD, "days": {}, **content}


def checked(said: Mapping[str, Any]) -> dict[str, Any]:
    """A change as it is kept: what people may write in several ways is written in one. Raises `InvalidInput` naming
    every field that is wrong."""
    errors, found = _Errors(), dict[str, Any]()
    for name in said.keys() - set(PARTS):
        with errors.within(name):
            raise InvalidInput.field(name, "没有这一项:{problem}", problem=unknown("part", name, PARTS))
    for name in PARTS:
        if name in said and name not in ("week", "days", "closed"):
            with errors.within(name):
                found[name] = _READ[name](said[name])
    if "week" in said:
        found["week"] = _week(said["week"], errors)
    if "days" in said:
        found["days"] = _days(said["days"], errors)
    if "closed" in said:
        found["closed"] = _closed(said["closed"], errors)
    for name, days in (("days", len(found.get("days", ()))), ("closed", sum(map(_days_in, found.get("closed", ()))))):
        if days > MOST_DAYS:
            with errors.within(name):
                raise InvalidInput.field(name, "一次最多改 {n} 天", n=MOST_DAYS)
    errors.end()
    return found


def changed(content: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """What a calendar is after a checked change. Raises `InvalidInput` where the change does not fit what it is: a
    holiday on a day that is worked in exchange, a week without any service."""
    now, errors = whole(content), _Errors()
    found = {**now, **{name: change[name] for name in ("title", "zone", "working_weekdays", "open_on_holidays")
                       if name in change}}
    found["week"] = [new if new is not None else old
                     for old, new in zip(now["week"], change.get("week", [None] * 7), strict=True)]
    with errors.within("week"):
        if not any(map(windows, found["week"])):
            raise InvalidInput.field("week", "一周内至少要有一段服务时间")
    days = {**now["days"]}
    for day, said in change.get("days", {}).items():
        with errors.within(f"days.{day}"):
            _lay(days, day, said)
    for place, each in enumerate(change.get("closed", ())):
        with errors.within(f"closed.{place + 1}"):
            for day in _range(each):
                row = {"kind": "holiday", "name": each["name"], "status": "own", "replace": each["replace"]}
                if days.get(day, {}).get("kind") == "holiday":  # keeps its name, and whether the state announced it
                    days[day] = {name: each for name, each in days[day].items() if name != "hours"}
                else:
                    _lay(days, day, row)
    found["days"] = dict(sorted(days.items()))
    errors.end()
    return found


def _lay(days: dict[str, Any], day: str, said: Mapping[str, Any] | None) -> None:
    """Say what one day is."""
    if said is None:
        days.pop(day, None)
        return
    known = days.get(day)
    if known and not said["replace"] and {known["kind"], said["kind"]} == {"holiday", "make_up"}:
        raise InvalidInput.field("days", "{day} 已是{kind}({title});要改请注明替换", day=date.fromisoformat(day),
                                 kind=Label(KINDS[known["kind"]]), title=Label(known.get("name", "")))
    if known and said["kind"] == "hours" and known["kind"] != "hours":  # open on a holiday, say: it stays one
        days[day] = {**known, "hours": said["hours"]}
        return
    days[day] = {name: each for name, each in said.items() if name != "replace"}


def _range(said: Mapping[str, Any]) -> Iterator[str]:
    first = date.fromisoformat(said["from"])
    return ((first + timedelta(days=n)).isoformat() for n in range(_days_in(said)))


def _days_in(said: Mapping[str, Any]) -> int:
    return (date.fromisoformat(said["until"]) - date.fromisoformat(said["from"])).days + 1


def _week(said: object, errors: _Errors) -> list[str | None]:
    """Hours from Monday to Sunday; None for a weekday that stays as it is."""
    if isinstance(said, Mapping):
        for name in said.keys() - set(WEEKDAYS):
            with errors.within("week"):
                raise InvalidInput.field("week", "没有这一项:{problem}",
                                         problem=unknown("weekday", str(name), WEEKDAYS))
        said = [said.get(name) for name in WEEKDAYS]
    if not isinstance(said, Sequence) or isinstance(said, str) or len(said) != 7:
        with errors.within("week"):
            raise InvalidInput.field("week", "请写明周一至周日七天的服务时间")
        return [None] * 7
    found: list[str | None] = []
    for name, each in zip(WEEKDAYS, said, strict=True):
        found.append(None)
        with errors.within(f"week.{name}"):
            found[-1] = None if each is None else _hours(each)
    return found


def _hours(said: object) -> str:
    """Hours of a day, in order. Raises `InvalidInput` and `NotCountable`: two windows may not overlap."""
    if not isinstance(said, str) or len(said) > 200:
        raise InvalidInput.field("hours", "“{words}”不是服务时间,请写成 09:00-18:00", words=str(said)[:200])
    found: tuple[Window, ...] = windows(said)
    for earlier, later in pairwise(found):
        if earlier.since_midnight[1] > later.since_midnight[0]:
            raise InvalidInput.field("hours", "服务时间 {earlier} 与 {later} 重叠", earlier=str(earlier),
                                     later=str(later))
    return " ".join(map(str, found))


def _days(said: object, errors: _Errors) -> dict[str, Any]:
    if not isinstance(said, Mapping):
        with errors.within("days"):
            raise InvalidInput.field("days", "应是一个 JSON 对象,例如 {{\"名称\": \"值\"}}")
        return {}
    found = {}
    for day, each in said.items():
        with errors.within(f"days.{str(day)[:20]}"):
            found[_day(day).isoformat()] = _row(each)
    return found


def _row(said: object) -> dict[str, Any] | None:
    if said is None:
        return None
    if not isinstance(said, Mapping) or said.keys() - {"kind", "name", "hours", "source", "official", "replace"}:
        raise InvalidInput.field("days", "请写成 {{\"kind\": \"holiday\", \"name\": \"…\"}}")
    kind, hours = said.get("kind", "hours"), said.get("hours")
    if kind == ORDINARY:
        return None
    if not isinstance(kind, str) or kind not in KINDS:
        raise InvalidInput.field("days", "没有这一项:{problem}",
                                 problem=unknown("kind", str(kind)[:80], (*KINDS, ORDINARY)))
    if hours is None and kind == "hours":
        raise InvalidInput.field("days", "请写明这一天的服务时间")
    found = {"kind": kind, "name": line_of(said.get("name", ""), 80),
             "source": line_of(said.get("source", ""), LONGEST_SOURCE),
             "status": "official" if _truth(said.get("official", False)) else "own",
             "replace": _truth(said.get("replace", False))}
    return {name: each for name, each in found.items() if each != ""} | (
        {} if hours is None else {"hours": _hours(hours)})


def _closed(said: object, errors: _Errors) -> list[dict[str, Any]]:
    if not isinstance(said, Sequence) or isinstance(said, str):
        with errors.within("closed"):
            raise InvalidInput.field("closed", "应是一个列表")
        return []
    found = []
    for place, each in enumerate(said):
        with errors.within(f"closed.{place + 1}"):
            if not isinstance(each, Mapping) or not {"from", "until"} <= each.keys() <= {"from", "until", "name",
                                                                                         "replace"}:
                raise InvalidInput.field("closed", "请写明从哪天到哪天")
            first, last = _day(each["from"]), _day(each["until"])
            if last < first:
                raise InvalidInput.field("closed", "结束日期 {last} 早于开始日期 {first}", first=first, last=last)
            if last - first > LONGEST_RANGE:
                raise InvalidInput.field("closed", "一次最多三年:{first} 至 {last}", first=first, last=last)
            found.append({"from": first.isoformat(), "until": last.isoformat(),
                          "name": line_of(each.get("name", ""), 80) or CLOSED,
                          "replace": _truth(each.get("replace", False))})
    return found


def _day(said: object) -> date:
    try:
        day = date.fromisoformat(said) if isinstance(said, str) and len(said) == 10 else None
    except ValueError:
        day = None
    if day is None or not FIRST <= day <= LAST:
        raise InvalidInput.field("days", "“{said}”不是 {first} 至 {last} 之间的日期,请写成 2025-10-01",
                                 said=str(said)[:40], first=FIRST, last=LAST)
    return day


def line_of(said: object, longest: int, field: str = "name") -> str:
    """A line of text. Raises `InvalidInput`."""
    if not isinstance(said, str) or len(said) > longest or not said.isprintable():
        raise InvalidInput.field(field, "应是不超过 {n} 个字的一行文字", n=longest)
    return said.strip()


def _title(said: object) -> str:
    if not (words := line_of(said, 40)):
        raise InvalidInput.field("title", "请填写")
    return words


def _zone(said: object) -> str:
    if not isinstance(said, str) or said not in available_timezones():
        raise InvalidInput.field("zone", "没有这个时区:{problem}",
                                 problem=unknown("zone", str(said)[:80], available_timezones()))
    return ZoneInfo(said).key


def _weekdays(said: object) -> list[int]:
    if isinstance(said, str) or not isinstance(said, Sequence) or not said or not all(
            isinstance(each, int) and not isinstance(each, bool) and 0 <= each < 7 for each in said):
        raise InvalidInput.field("working_weekdays", "至少要有一个工作日;周一写作 0,周日写作 6")
    return sorted(set(cast(Sequence[int], said)))


def _truth(said: object) -> bool:
    if not isinstance(said, bool):
        raise InvalidInput.field("truth", "请答“是”或“否”")
    return said


_READ = {"title": _title, "zone": _zone, "working_weekdays": _weekdays, "open_on_holidays": _truth}
