"""Which year a day without one belongs to, as far as the sheet around it tells."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.domain.reasons import Label
from core.importing.wording import narrow
from core.importing.written_days import on

FROM_TITLE = Label("表格标题")
FROM_FILE = Label("文件名")
FROM_ROWS = Label("前后各行")
FROM_TODAY = Label("今天的日期")

_ALL = frozenset(range(1, 13))
_YEAR, _MONTH = r"(20\d\d|\d\d(?=年))", r"(1[0-2]|0?[1-9])(?!\d)"
_PERIOD = re.compile(rf"(?<!\d){_YEAR}\s*(?:年度?|[./-])?\s*(?:{_MONTH}\s*月?\s*份?)?"
                     rf"(?:\s*(?:-|~|—|–|至|到)+\s*(?:{_YEAR}\s*[年./-]\s*{_MONTH}|{_MONTH}\s*月))?")
_QUARTERS = {"一": (1, 3), "二": (4, 6), "三": (7, 9), "四": (10, 12),
             "1": (1, 3), "2": (4, 6), "3": (7, 9), "4": (10, 12)}
_QUARTER = re.compile(r"(?:第?([一二三四1-4])季度?|q([1-4]))", re.IGNORECASE)

# Days this far outside the rows that do write their year still count as the same stretch.
_SLACK = timedelta(days=45)
_ENOUGH = 5


def months_named(text: str) -> dict[int, frozenset[int]]:
    """The years a title names, each with its months (all, if it names none): 2025年9-11月."""
    named: dict[int, frozenset[int]] = {}
    said = narrow(text)
    for found in _PERIOD.finditer(said):
        first_year = int(found[1]) if len(found[1]) == 4 else 2000 + int(found[1])
        last_year = first_year if not found[3] else int(found[3]) if len(found[3]) == 4 else 2000 + int(found[3])
        first = int(found[2]) if found[2] else None
        last = int(found[4] or found[5]) if found[4] or found[5] else first
        if quarter := _QUARTER.search(said, found.end()):
            first, last = _QUARTERS[quarter[1] or quarter[2]]
        if first is None or last is None or not 0 <= last_year - first_year <= 3:
            named[first_year] = _ALL
            continue
        if last_year == first_year and last < first:  # 2025年11月-2月 runs into the next year
            last_year += 1
        for index in range(first_year * 12 + first - 1, last_year * 12 + last):
            named[index // 12] = named.get(index // 12, frozenset()) | {index % 12 + 1}
    return named


@dataclass(frozen=True)
class Guess:
    """A day with the year that was supplied, where the year came from, and whether that settles it."""

    day: date
    source: Label
    certain: bool


@dataclass(frozen=True)
class Years:
    """What a sheet says about the years it covers."""

    title: dict[int, frozenset[int]]
    file: dict[int, frozenset[int]]
    first: date | None
    last: date | None
    dated: int
    today: date

    @classmethod
    def of(cls, titles: Iterable[str], file_name: str, days: Iterable[date], today: date) -> "Years":
        """From titles and sheet name, the file's name, and the days of the rows that write their year."""
        title: dict[int, frozenset[int]] = {}
        for text in titles:
            title.update(months_named(text))
        known = [day for day in days if day <= today]
        return cls(title, months_named(re.sub(r"\.\w{2,5}$", "", file_name)), min(known, default=None),
                   max(known, default=None), len(known), today)

    def guess(self, month: int, day: int) -> Guess | None:
        """The likeliest such day that is not after today; None if no calendar year has it."""
        days = [found for year in range(self.today.year, self.today.year - 9, -1)
                if (found := on(year, month, day)) and found <= self.today]
        if not days:
            return None
        for named, source in ((self.title, FROM_TITLE), (self.file, FROM_FILE)):
            fitting = [each for each in days if month in named.get(each.year, ())]
            if fitting:
                return Guess(fitting[0], source, len(fitting) == 1 and self._agrees(fitting[0]))
        if self.first and self.last:
            first, last = self.first, self.last
            near = [each for each in days if first - _SLACK <= each <= last + _SLACK]
            if near:
                return Guess(near[0], FROM_ROWS, len(near) == 1 and self.dated >= _ENOUGH)
            days.sort(key=lambda each: min(abs(each - first), abs(each - last)))
            return Guess(days[0], FROM_ROWS, False)
        return Guess(days[0], FROM_TODAY, False)

    def _agrees(self, day: date) -> bool:
        """Whether the rows that write their year do not speak against it."""
        return not (self.first and self.last) or self.first - 4 * _SLACK <= day <= self.last + 4 * _SLACK
