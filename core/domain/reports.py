"""Reports that plugins declare: figures of the cases somebody may see, as a table with a chart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from core.domain.calendars import WorkCalendar
from core.domain.errors import DefinitionError
from core.domain.people import VIEW, Actor, Permission
from core.domain.reasons import Reason
from core.domain.rules import Policy

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

TEXT, COUNT, MONEY, PERCENT, MINUTES, CASE = SORTS = ("text", "count", "money", "percent", "minutes", "case")
BARS, LINE = "bars", "line"


@dataclass(frozen=True)
class Column:
    """A column and what its cells are: `TEXT` (words, a `Label`, a `Reason`, a day), `COUNT` a whole number, `MONEY`,
    `PERCENT` (a share: 0.914 is 91.4 %), `MINUTES`, `CASE` (a number of a case, shown as a link). None is no value."""

    label: str
    sort: str = TEXT


@dataclass(frozen=True)
class Chart:
    """Which columns are drawn over the words of the column `over`: as bars beside one another, or as lines."""

    columns: tuple[int, ...]
    shape: str = BARS
    over: int = 0


@dataclass(frozen=True)
class Sheet:
    """What a report found. `totals` is one row more, `notes` say what was counted and what it means. Raises
    `DefinitionError` for a row of another width and for a chart of what is no number."""

    columns: tuple[Column, ...]
    rows: Sequence[tuple[object, ...]]
    totals: tuple[object, ...] | None = None
    chart: Chart | None = None
    notes: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        for each in self.columns:
            if each.sort not in SORTS:
                raise DefinitionError("column {label!r} is of sort {sort!r}; take one of {sorts}", label=each.label,
                                      sort=each.sort, sorts=SORTS)
        wide = {len(row) for row in (*self.rows, *([self.totals] if self.totals else ()))}
        if wide - {len(self.columns)}:
            raise DefinitionError("a sheet of {n} columns has rows of {wide} cells", n=len(self.columns),
                                  wide=sorted(wide))
        drawn = self.chart.columns if self.chart else ()
        if self.chart and (self.chart.shape not in (BARS, LINE) or not drawn
                           or not all(0 <= each < len(self.columns) for each in (*drawn, self.chart.over))
                           or any(self.columns[each].sort in (TEXT, CASE) for each in drawn)):
            raise DefinitionError("a chart draws {columns}, which are not columns of numbers", columns=drawn)


@dataclass(frozen=True)
class Asking:
    """What is asked of a report: a range of days, both included, from `begins` to before `ends` in the business's
    zone, and the cases that may be looked at: a report selects none for which `visible` (a condition on the rows of
    cases) does not hold. `policy` has the terms that hold for the industry."""

    industry: str
    since: date
    until: date
    begins: datetime
    ends: datetime
    now: datetime
    actor: Actor
    policy: Policy
    calendar: WorkCalendar
    session: "Session"
    visible: "ColumnElement[bool]"
    work: Any = field(default=None, repr=False)
    """The unit of work, for a capability's own stores."""


class Report:
    """A table of figures that a regulation asks for; one that is there `always` is offered wherever its industry is in
    use, whether a clause asks for it or not. `note` says what it is for, `needs` what its reader must be permitted
    beside seeing cases."""

    def __init__(self, title: str, make: Callable[[Asking], Sheet], *, note: str = "", always: bool = False,
                 needs: Permission = VIEW) -> None:
        self.title, self.make, self.note, self.always, self.needs = title, make, note, always, needs
