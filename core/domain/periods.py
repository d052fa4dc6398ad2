"""Periods: the weeks, months, quarters and years by which plans are made and reports are read."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from core.domain.errors import InvalidInput
from core.domain.fields import Choice
from core.domain.reasons import Reason

_FORMS = r"(\d{4})(?:-(?:W(\d\d)|Q([1-4])|H([12])|(\d\d)))?"


class Every(Choice):
    """How often something is due."""

    week = "每周"
    month = "每月"
    quarter = "每季度"
    half_year = "每半年"
    year = "每年"


WEEK, MONTH, QUARTER, HALF_YEAR, YEAR = Every
_MONTHS = {MONTH: 1, QUARTER: 3, HALF_YEAR: 6, YEAR: 12}


@dataclass(frozen=True)
class Period:
    """From its first day to its last. A week begins on Monday and belongs to the year of its Thursday."""

    every: Every
    begins: date

    @classmethod
    def of(cls, every: Every, day: date) -> "Period":
        """The period in which a day lies."""
        if every is WEEK:
            return cls(every, day - timedelta(days=day.weekday()))
        months = _MONTHS[every]
        return cls(every, date(day.year, (day.month - 1) // months * months + 1, 1))

    @classmethod
    def parse(cls, key: str, field: str = "period") -> "Period":
        """What `key` wrote: 2025-03, 2025-W10, 2025-Q1, 2025-H1, 2025. Raises `InvalidInput` for anything else."""
        found = re.fullmatch(_FORMS, key.strip(), re.ASCII | re.IGNORECASE)
        try:
            if not found or not 1970 <= int(found[1]) < 2200:
                raise ValueError
            year = int(found[1])
            if found[2]:
                return cls(WEEK, date.fromisocalendar(year, int(found[2]), 1))
            for every, place in ((QUARTER, found[3]), (HALF_YEAR, found[4]), (MONTH, found[5])):
                if place:
                    return cls(every, date(year, (int(place) - 1) * _MONTHS[every] + 1, 1))
            return cls(YEAR, date(year, 1, 1))
        except ValueError:
            raise InvalidInput.field(field, "不是时段,请写成 2025-03、2025-W10、2025-Q1、2025-H1 或 2025") from None

    @property
    def ends(self) -> date:
        """The last day."""
        return self.next.begins - timedelta(days=1)

    @property
    def next(self) -> "Period":
        if self.every is WEEK:
            return Period(self.every, self.begins + timedelta(days=7))
        last = self.begins.month + _MONTHS[self.every] - 1
        return Period.of(self.every, self.begins.replace(month=last, day=monthrange(self.begins.year, last)[1])
                         + timedelta(days=1))

    @property
    def before(self) -> "Period":
        return Period.of(self.every, self.begins - timedelta(days=1))

    @property
    def key(self) -> str:
        """As it is stored and stands in addresses."""
        if self.every is WEEK:
            year, week, _ = self.begins.isocalendar()
            return f"{year}-W{week:02}"
        place = (self.begins.month - 1) // _MONTHS[self.every] + 1
        return {MONTH: f"{self.begins:%Y-%m}", QUARTER: f"{self.begins.year}-Q{place}",
                HALF_YEAR: f"{self.begins.year}-H{place}", YEAR: str(self.begins.year)}[self.every]

    @property
    def title(self) -> Reason:
        """For showing in any language."""
        year = str(self.begins.year)
        match self.every:
            case Every.week:
                year, week, _ = map(str, self.begins.isocalendar())
                return Reason("{year}年第{n}周", {"year": year, "n": week})
            case Every.month:
                return Reason("{year}年{month}月", {"year": year, "month": self.begins.month})
            case Every.quarter:
                return Reason("{year}年第{n}季度", {"year": year, "n": (self.begins.month + 2) // 3})
            case Every.half_year:
                return Reason("{year}年上半年" if self.begins.month == 1 else "{year}年下半年", {"year": year})
        return Reason("{year}年", {"year": year})
