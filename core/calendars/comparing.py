"""What differs between two contents of a calendar, in the words of people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.calendars.content import KINDS, WEEKDAY_TITLES, whole
from core.domain.reasons import Label, Reason

NOTHING = Label("—")
ORDINARY_DAY = Label("平常的一天")


@dataclass(frozen=True)
class Difference:
    """One thing that is not as before. `what` is a label (a weekday, a part of the calendar) or a day."""

    what: Label | date
    before: Reason | Label | str
    after: Reason | Label | str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Everything that differs: the week first, then days in order."""
    return list(_found(whole(before), whole(after)))


def _found(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for name, title in (("title", "名称"), ("zone", "时区")):
        if old[name] != new[name]:
            yield Difference(Label(title), old[name], new[name])
    for weekday, title in enumerate(WEEKDAY_TITLES):
        if old["week"][weekday] != new["week"][weekday]:
            yield Difference(Label(title), *(each["week"][weekday] or Label("休息") for each in (old, new)))
    if old["working_weekdays"] != new["working_weekdays"]:
        yield Difference(Label("工作日"), *(Reason("{days}", {"days": tuple(
            Label(WEEKDAY_TITLES[each]) for each in said["working_weekdays"])}) for said in (old, new)))
    if old["open_on_holidays"] != new["open_on_holidays"]:
        yield Difference(Label("节假日"), *(Label("照常服务" if each["open_on_holidays"] else "不服务")
                                         for each in (old, new)))
    for day in sorted(old["days"].keys() | new["days"].keys()):
        rows = old["days"].get(day), new["days"].get(day)
        if rows[0] != rows[1]:
            yield Difference(date.fromisoformat(day), *map(_said, rows))


def _said(row: Mapping[str, Any] | None) -> Reason | Label:
    """What a day is."""
    if row is None:
        return ORDINARY_DAY
    own_holiday = row["kind"] == "holiday" and row.get("status") == "own"
    values: dict[str, object] = {"kind": Label("停业" if own_holiday else KINDS[row["kind"]])}
    if row.get("name"):
        values["name"] = Label(row["name"])
    if "hours" in row:
        values["hours"] = row["hours"] or NOTHING
    return Reason({0: "{kind}", 1: "{kind}({name})", 2: "{kind}:{hours}", 3: "{kind}({name}):{hours}"}[
        ("name" in values) + 2 * ("hours" in values)], values)
