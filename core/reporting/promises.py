"""How the company's promises were kept: for each promise and the month it was due in, of the cases somebody sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, null, or_, select, union_all

from core.domain.errors import InvalidInput, NotFound, unknown
from core.domain.people import COMPANY, VIEW, Actor
from core.services.records import require
from core.services.workplace import Workplace
from core.store.lists import visible_to
from core.store.tables import CaseRow, ClockRow
from core.store.unit_of_work import UnitOfWork

MET, EARLY, CURED, MISSED, OPEN_LATE = OUTCOMES = ("met", "early", "cured", "missed", "open_late")
MOST_MONTHS, USUAL_MONTHS, MOST_CASES = 24, 3, 200


@dataclass
class Line:
    """One promise in one month (its first day): how many were kept in time, `early` (before their time), `cured` (late,
    but made good), `missed`, or are `open_late`; and the lateness of those that are over by the party whose it was."""

    target: str
    title: str
    month: date
    met: int = 0
    early: int = 0
    cured: int = 0
    missed: int = 0
    open_late: int = 0
    late: dict[str, timedelta] = field(default_factory=dict)

    @property
    def over(self) -> int:
        return self.met + self.early + self.cured + self.missed

    @property
    def share(self) -> int | None:
        """Percent of those that are over which were kept or made good, rounded down; None where none is over."""
        return 100 * (self.met + self.cured) // self.over if self.over else None


@dataclass(frozen=True)
class PromiseReport:
    """The lines from the first month to the last, and their sum."""

    since: date
    until: date
    lines: tuple[Line, ...]

    @property
    def total(self) -> Line:
        found = Line("", "", self.since)
        for each in self.lines:
            for name in OUTCOMES:
                setattr(found, name, getattr(found, name) + getattr(each, name))
            for party, time_late in each.late.items():
                found.late[party] = found.late.get(party, timedelta()) + time_late
        return found


@dataclass(frozen=True)
class Counted:
    """A case behind a figure, with one clock of it."""

    number: str
    title: str
    due_at: datetime
    ended_at: datetime | None
    late_by: Mapping[str, timedelta]


class Reports:
    """Reports on what somebody may see."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def promises(self, actor: Actor, since: date | None = None, until: date | None = None, *, unit: str = "",
                 assignee: int | None = None) -> PromiseReport:
        """From the month of one day to that of another; the last three, if none are named. `unit` is a key. Raises
        `InvalidInput` for months in the wrong order and for more than two years, `NotFound` for a unit that is not."""
        require(actor, VIEW)
        with self.place.store.read() as work:
            bounds = self._bounds(work, since, until)
            conditions = self._conditions(work, actor, bounds[0][1], bounds[-1][1], unit, assignee)
            outcome = case((ClockRow.ended_at.is_(None), OPEN_LATE), else_=ClockRow.state)
            month = case(*((ClockRow.due_at < ends, place) for place, (_, ends) in enumerate(bounds[1:])))
            late = select(ClockRow.target, month, literal(""), literal(""), literal(0), ClockRow.late_by).join(
                CaseRow, CaseRow.id == ClockRow.case_id).where(
                *conditions, ClockRow.ended_at.is_not(None), ClockRow.state.in_((CURED, MISSED)))
            figures = select(ClockRow.target, month, outcome, func.max(ClockRow.title), func.count(), null()).join(
                CaseRow, CaseRow.id == ClockRow.case_id).where(*conditions).group_by(ClockRow.target, month, outcome)
            rows = work.session.execute(union_all(late, figures)).all()
        lines: dict[tuple[str, int], Line] = {}
        for target, place, sort, title, count, shares in rows:
            line = lines.setdefault((target, place), Line(target, "", bounds[place][0]))
            if sort:
                line.title = max(line.title, title)
                setattr(line, sort, count)
            else:
                _add(line.late, shares)
        ordered = sorted(lines.values(), key=lambda each: (each.title, each.target, each.month))
        return PromiseReport(bounds[0][0], bounds[-2][0], tuple(ordered))

    def cases(self, actor: Actor, target: str, month: date, outcome: str, *, unit: str = "",
              assignee: int | None = None) -> Sequence[Counted]:
        """The cases behind a figure, the latest due first, two hundred at most."""
        require(actor, VIEW)
        if outcome not in OUTCOMES:
            raise InvalidInput.field("outcome", "不是可选的选项,可选:{options}", options=OUTCOMES)
        over = (ClockRow.ended_at.is_(None) if outcome == OPEN_LATE
                else and_(ClockRow.ended_at.is_not(None), ClockRow.state == outcome))
        with self.place.store.read() as work:
            bounds = self._bounds(work, month, month)
            rows = work.session.execute(
                select(CaseRow.number, CaseRow.title, ClockRow.due_at, ClockRow.ended_at, ClockRow.late_by)
                .join(ClockRow, CaseRow.id == ClockRow.case_id)
                .where(*self._conditions(work, actor, bounds[0][1], bounds[-1][1], unit, assignee),
                       ClockRow.target == target, over)
                .order_by(ClockRow.due_at.desc(), CaseRow.id).limit(MOST_CASES)).all()
        return [Counted(number, title, due, ended, _add({}, shares)) for number, title, due, ended, shares in rows]

    def _bounds(self, work: UnitOfWork, since: date | None, until: date | None) -> list[tuple[date, datetime]]:
        """Each month's first day and moment, in the business's zone, and those of the month after the last."""
        zone = self.place.calendar(work).zone
        last = (until or self.place.now().astimezone(zone).date()).replace(day=1)
        first = since.replace(day=1) if since else _months_later(last, 1 - USUAL_MONTHS)
        number = 12 * (last.year - first.year) + last.month - first.month + 1
        if not 1 <= number <= MOST_MONTHS:
            raise InvalidInput.field("since", "月份应从早到晚,最多 {n} 个月", n=MOST_MONTHS)
        days = [_months_later(first, each) for each in range(number + 1)]
        return [(day, datetime.combine(day, time.min, zone)) for day in days]

    def _conditions(self, work: UnitOfWork, actor: Actor, begins: datetime, ends: datetime, unit: str,
                    assignee: int | None) -> list[ColumnElement[bool]]:
        """Promises of the company that are over, or open and late. What was due before the desk knew a case is not
        counted."""
        found: list[ColumnElement[bool]] = [
            *visible_to(actor), ClockRow.whose == COMPANY.key, ClockRow.target.not_like("step:%"),
            ClockRow.before_import.is_(False), ClockRow.due_at >= begins, ClockRow.due_at < ends,
            or_(and_(ClockRow.ended_at.is_not(None), ClockRow.state.in_((MET, EARLY, CURED, MISSED))),
                and_(ClockRow.ended_at.is_(None), ClockRow.due_at < self.place.now(),
                     ClockRow.state.in_(("running", "missed"))))]
        if unit:
            units = {each.key: each.id for each in work.units.all()}
            if unit not in units:
                raise NotFound("没有这个部门:{problem}", problem=unknown("unit", unit, units))
            found.append(CaseRow.unit_id == units[unit])
        return [*found, CaseRow.assignee_id == assignee] if assignee is not None else found


def month_of(words: str | None, field: str) -> date | None:
    """The first day of a month written as 2025-10; None where none is named. Raises `InvalidInput`."""
    try:
        month = date.fromisoformat(f"{words}-01") if words else None
        if month and not 1970 <= month.year < 2200:  # zones cannot turn the first and the last years into one another
            raise ValueError
    except ValueError:
        raise InvalidInput.field(field, "不是月份,请写成 2025-10") from None
    return month


def _months_later(day: date, number: int) -> date:
    months = day.year * 12 + day.month - 1 + number
    if not 1 <= months // 12 <= 9999:
        raise InvalidInput.field("since", "月份应从早到晚,最多 {n} 个月", n=MOST_MONTHS)
    return date(months // 12, months % 12 + 1, 1)


def _add(sums: dict[str, timedelta], shares: Mapping[str, Any]) -> dict[str, timedelta]:
    for party, seconds in shares.items():
        sums[party] = sums.get(party, timedelta()) + timedelta(seconds=seconds)
    return sums
