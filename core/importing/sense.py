"""Whether a row's facts go together, as a careful clerk would look at them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from core.domain.reasons import Label, Reason
from core.importing.columns import Register

# A purchase longer ago than this was more likely mistyped.
_LONG_AGO = timedelta(days=366 * 10)
_FAR_AHEAD = timedelta(days=180)


@dataclass(frozen=True)
class Judged:
    """Something wrong with a fact. A reason of None: it is needed and missing."""

    key: str
    refused: bool
    reason: Reason | None


@dataclass(frozen=True)
class Day:
    """Today, and the zone it is today in."""

    today: date
    zone: tzinfo

    def of(self, value: Any) -> date | None:
        """The local day of a day or moment."""
        if isinstance(value, datetime):
            return value.astimezone(self.zone).date()
        return value if isinstance(value, date) else None


def make_sense(register: Register, values: Mapping[str, Any], mapped: set[str], day: Day) -> Iterator[Judged]:
    """What is missing and what contradicts itself, in a row with these values."""
    yield from _missing(register, values, mapped)
    yield from _in_the_future(register, values, day)
    yield from _out_of_order(register, values, day)


def _missing(register: Register, values: Mapping[str, Any], mapped: set[str]) -> Iterator[Judged]:
    needed = {column.key for column in register.columns if column.required}
    if register.kind_by not in values and not register.default_kind:
        needed.add(register.kind_by)
    for column in register.columns:
        if column.key in needed and column.key not in values:
            yield Judged(column.key, True, None)
    for group in register.one_of:
        present = [key for key in group if key in values]
        if not present:
            titles = tuple(Label(register.column(key).title) for key in group)
            yield Judged(group[0], True, Reason("至少要有其中一项:{titles}", {"titles": titles}))
            continue
        for key in group:
            if key in mapped and key not in values and register.column(key).kind == "phone":
                title = Label(register.column(key).title)
                yield Judged(key, False, Reason("没有可用的{title},无法回访", {"title": title}))


def _in_the_future(register: Register, values: Mapping[str, Any], day: Day) -> Iterator[Judged]:
    written = day.of(values.get(register.anchor))
    if written and written > day.today:
        title = Label(register.column(register.anchor).title)
        yield Judged(register.anchor, True, Reason("{title} {day} 还没有到", {"title": title, "day": written}))
    for column in register.columns:
        found = day.of(values.get(column.key))
        if column.key == register.anchor or found is None or column.kind not in ("day", "moment"):
            continue
        title = Label(column.title)
        if found > day.today:
            yield Judged(column.key, False, Reason("{title} {day} 还没有到,请核对", {"title": title, "day": found}))
        elif written and found > written + _FAR_AHEAD:
            yield Judged(column.key, False,
                         Reason("{title} {day} 离登记的日子太远,请核对", {"title": title, "day": found}))
        elif found < (written or day.today) - _LONG_AGO:
            yield Judged(column.key, False, Reason("{title} {day} 已是十年以前,请核对", {"title": title, "day": found}))


def _out_of_order(register: Register, values: Mapping[str, Any], day: Day) -> Iterator[Judged]:
    for column in register.columns:
        own = day.of(values.get(column.key))
        for other, refused in ((column.not_after, True), (column.not_before, False)):
            bound = day.of(values.get(other)) if other else None
            if own is None or bound is None:
                continue
            said = {"title": Label(column.title), "day": own, "other": Label(register.column(other).title),
                    "bound": bound}
            if refused and own > bound:
                yield Judged(column.key, True, Reason("{title} {day} 在{other} {bound} 之后", said))
            if not refused and own < bound:
                yield Judged(column.key, False, Reason("{title} {day} 在{other} {bound} 之前,请核对", said))
