"""One language of one page: texts by the catalogue; money, days and moments the way that language writes them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from core.domain.fields import Choice
from core.domain.people import Party
from core.domain.reasons import Label, Reason

Translate = Callable[[str], str]
Thing = TypeVar("Thing")

LANGUAGES = {"zh": "中文", "en": "English"}
HTML_LANGUAGE = {"zh": "zh-CN", "en": "en"}
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
MONTHS = ("1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月")
LAST_MOMENT = timedelta(microseconds=1)


class Labelled(Protocol):
    """Something that knows its own words, such as a length."""

    def label(self) -> Reason: ...


@dataclass(frozen=True)
class Wording:
    """How one reader is spoken to: language, catalogue, the business's zone, and when `now` is."""

    language: str
    translate: Translate
    zone: ZoneInfo
    now: datetime

    def __call__(self, text: str, **values: object) -> str:
        """A text of the product with its values, each written the reader's way. Markup among the values stays so."""
        said = self.translate(text)
        if not values:
            return said
        if any(isinstance(each, Markup) for each in values.values()):
            return Markup(escape(said)).format_map(  # nosec B704: escaped here
                {name: each if isinstance(each, Markup) else self.show(each) for name, each in values.items()})
        return said.format_map({name: self.show(each) for name, each in values.items()})

    def show(self, value: object) -> str:
        """Any value of a reason, a form or a term, in words."""
        match value:
            case None:
                return "—"
            case bool():
                return self.translate("是" if value else "否")
            case Reason():
                return value.text(self.translate, self.show)
            case Label():
                return self.translate(value)
            case Choice():
                return self.translate(value.label)
            case Party():
                return self.translate(value.title)
            case Enum():
                return self.translate(str(value.value))
            case str():
                return value
            case datetime():
                return self.moment(value)
            case date():
                return self.day(value)
            case timedelta():
                return self.duration(value)
            case Decimal():
                return self.money(value)
            case int():
                return f"{value:,}" if abs(value) >= 10_000 else str(value)
            case tuple() | list() | frozenset():
                return self.translate("、").join(self.show(each) for each in value)
            case _:
                label = getattr(value, "label", None)
                return self.show(label()) if callable(label) else str(value)

    def money(self, amount: Decimal | None) -> str:
        """¥2,480.00; a dash where there is no amount."""
        if amount is None:
            return "—"
        return f"{'-' if amount < 0 else ''}¥{abs(amount):,.2f}"

    def local(self, moment: datetime) -> datetime:
        """A moment on the business's wall clock."""
        return moment if moment.tzinfo is self.zone else moment.astimezone(self.zone)

    @cached_property
    def today(self) -> date:
        return self.local(self.now).date()

    def day(self, day: date, *, weekday: bool = False) -> str:
        """3月12日, with the year where it is not this one."""
        template = "{month}月{day}日" if day.year == self.today.year else "{year}年{month}月{day}日"
        said = self._dated(template, day)
        if not weekday:
            return said
        return self.translate("{weekday} {date}").format(weekday=self.weekday(day), date=said)

    def weekday(self, day: date) -> str:
        return self.translate(WEEKDAYS[day.weekday()])

    def _dated(self, template: str, day: date) -> str:
        return self.translate(template).format(
            year=day.year, month=day.month, day=day.day, name=self.translate(MONTHS[day.month - 1]))

    def clock(self, moment: datetime) -> str:
        """17:55; the last moment of a day is 24:00."""
        local = self.local(moment)
        return "24:00" if ends_day(local) else f"{local:%H:%M}"

    def moment(self, moment: datetime) -> str:
        """周三 3月12日 17:55."""
        return f"{self.day(self.local(moment).date(), weekday=True)} {self.clock(moment)}"

    def near(self, moment: datetime) -> str:
        """The shortest that cannot be mistaken: 今天 17:55, 明天 09:00, else with weekday and date."""
        apart = (self.local(moment).date() - self.today).days
        if apart in _NEAR:
            return f"{self.translate(_NEAR[apart])} {self.clock(moment)}"
        return self.moment(moment)

    def instant(self, moment: datetime) -> str:
        """The whole of it, for hovering: 2025-03-12 17:55 北京时间."""
        local = self.local(moment)
        zone = self.translate("北京时间") if self.zone.key == "Asia/Shanghai" else self.zone.key
        return f"{local:%Y-%m-%d} {self.clock(moment)} {zone}"

    def duration(self, length: timedelta) -> str:
        """1 天 5 小时, 2 小时 28 分, 40 分: the two largest units, cut off, never rounded up."""
        minutes = int(abs(length).total_seconds() // 60)
        days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
        if days:
            return self.translate("{d} 天 {h} 小时" if hours and days < 10 else "{d} 天").format(d=days, h=hours)
        if hours:
            return self.translate("{h} 小时 {m} 分" if minutes else "{h} 小时").format(h=hours, m=minutes)
        return self.translate("{m} 分").format(m=minutes) if minutes else self.translate("不到 1 分")

    def amount(self, amount: timedelta | int | None) -> str:
        """What a segment counts: 1:30 by the clock, 3 天 in days."""
        if amount is None:
            return "—"
        if isinstance(amount, int):
            return self.translate("{d} 天").format(d=amount)
        minutes, seconds = divmod(int(amount.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")

    def span(self, start: datetime, end: datetime) -> str:
        """A stretch of time: one day named once, whole days without hours."""
        one, two = self.local(start), self.local(end)
        whole = begins_day(one) and (begins_day(two) or ends_day(two))
        last = (two - LAST_MOMENT).date() if begins_day(two) else two.date()
        if whole:
            first = self.day(one.date(), weekday=one.date() == last)
            return first if one.date() == last else f"{first}–{self.day(last)}"
        if one.date() == last:
            until = "24:00" if begins_day(two) else self.clock(end)
            return f"{self.day(one.date(), weekday=True)} {self.clock(start)}–{until}"
        until = "24:00" if begins_day(two) else self.clock(end)
        return f"{self.day(one.date())} {self.clock(start)} – {self.day(last)} {until}"

    def bytes(self, size: int) -> str:
        """How large a file is."""
        if size < 1024 * 1024:
            return f"{max(size / 1024, 0.1):.1f} KB"
        return f"{size / 1024 / 1024:.1f} MB"


def distinct(found: Iterable[Thing]) -> list[Thing]:
    """Each once, in order; reasons have no hash."""
    kept: list[Thing] = []
    for each in found:
        if each not in kept:
            kept.append(each)
    return kept


_NEAR = {-1: "昨天", 0: "今天", 1: "明天"}


def ends_day(local: datetime) -> bool:
    """The last moment of its day."""
    return (local + LAST_MOMENT).time().replace(tzinfo=None) == datetime.min.time()


def begins_day(local: datetime) -> bool:
    """Midnight."""
    return local.time().replace(tzinfo=None) == datetime.min.time()


def masked(phone: str) -> str:
    """138****6621: enough to recognise, too little to ring."""
    digits = phone.strip()
    if len(digits) < 7:
        return "*" * len(digits)
    hidden = max(len(digits) - 7, 3)
    return f"{digits[:len(digits) - hidden - 4]}{'*' * hidden}{digits[-4:]}"
