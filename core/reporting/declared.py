"""Reports that plugins declare: which are in force, asked for by a clause or always there; what one finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import and_

from core.domain.errors import InvalidInput, NotFound, unknown
from core.domain.local_time import utc_of
from core.domain.people import VIEW, Actor
from core.domain.periods import MONTH, Period
from core.domain.reasons import Reason
from core.domain.reports import Asking, Report, Sheet
from core.services.records import require
from core.services.workplace import Workplace
from core.store.lists import visible_to
from core.store.tables import CaseRow
from core.store.unit_of_work import UnitOfWork

MOST_DAYS = 3660
"""Ten years: no report is asked for more at once."""


@dataclass(frozen=True)
class Offered:
    """A report in force: its industry and key, and the clauses that ask for it, none where it is always there."""

    industry: str
    key: str
    report: Report
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Span:
    """The days a report is about, both included. `period` where they are one, whose neighbours are a click away."""

    since: date
    until: date
    period: Period | None = None

    @classmethod
    def read(cls, today: date, period: str = "", since: str = "", until: str = "") -> "Span":
        """What somebody asks for: a period (2025-03, 2025-Q1, 2025, 2025-W10), or the days of a range, of which one
        may be left out; the month of `today`, if nothing is said. Raises `InvalidInput`."""
        if since or until:
            first, last = _day("since", since) if since else None, _day("until", until) if until else today
            first = first or last.replace(day=1)
            if not 0 <= (last - first).days < MOST_DAYS:
                raise InvalidInput.field("until", "日期应从早到晚,最多 {n} 年", n=MOST_DAYS // 366)
            return cls(first, last)
        found = Period.parse(period) if period else Period.of(MONTH, today)
        return cls(found.begins, found.ends, found)

    @property
    def title(self) -> Reason:
        """For showing in any language."""
        return self.period.title if self.period else Reason("{since} 至 {until}", {
            "since": self.since, "until": self.until})


@dataclass(frozen=True)
class Found:
    """What a report found for a span of days."""

    offered: Offered
    span: Span
    sheet: Sheet


def in_force(place: Workplace, work: UnitOfWork, industry: str) -> dict[str, Offered]:
    """The reports of an industry that a clause of its adopted regulations uses or that are always there, by key."""
    book = place.rulebook(work, industry)
    always = {key: each for key, each in book.registry.provisions.items() if isinstance(each, Report) and each.always}
    return {key: Offered(industry, key, report, book.standing.carried.get(key, ()))
            for key, report in {**always, **book.standing.awake(Report)}.items()}


def make(place: Workplace, work: UnitOfWork, actor: Actor, industry: str, report: Report, span: Span) -> Sheet:
    """What a report finds among the cases of its industry that somebody may see."""
    book, calendar = place.rulebook(work, industry), place.calendar(work)
    begins, ends = (utc_of(calendar.zone, day, time.min).astimezone(calendar.zone) for day in (
        span.since, date.fromordinal(span.until.toordinal() + 1)))
    return report.make(Asking(
        industry, span.since, span.until, begins, ends, place.now().astimezone(calendar.zone), actor,
        book.standing.policy(), calendar, work.session, and_(CaseRow.industry == industry, *visible_to(actor)), work))


class DeclaredReports:
    """The reports of a desk."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def all(self, actor: Actor) -> Sequence[Offered]:
        """Every report in force that the actor may read, by industry and title."""
        require(actor, VIEW)
        with self.place.store.read() as work:
            found = [each for industry in adopted(self.place) for each in in_force(self.place, work, industry).values()
                     if actor.may(each.report.needs)]
        return sorted(found, key=lambda each: (each.industry, each.report.title))

    def named(self, actor: Actor, key: str) -> Offered:
        """The report of this key, or of `industry/key`. Raises `NotFound`, with the nearest name."""
        known = {name: each for each in self.all(actor) for name in (f"{each.industry}/{each.key}", each.key)}
        if key not in known:
            raise NotFound("没有这个报表:{problem}", problem=unknown("report", key, known))
        return known[key]

    def span(self, period: str = "", since: str = "", until: str = "") -> Span:
        """The days somebody asks for, see `Span.read`."""
        with self.place.store.read() as work:
            today = self.place.now().astimezone(self.place.calendar(work).zone).date()
        return Span.read(today, period, since, until)

    def make(self, actor: Actor, industry: str, key: str, span: Span) -> Found:
        """What a report finds among the cases the actor sees. Raises `NotFound` for one that is not in force,
        `Forbidden` for one that is not for the actor."""
        require(actor, VIEW)
        with self.place.store.read() as work:
            offered = in_force(self.place, work, industry).get(key) if industry in adopted(self.place) else None
            if offered is None:
                raise NotFound()
            require(actor, offered.report.needs)
            return Found(offered, span, make(self.place, work, actor, industry, offered.report, span))


def adopted(place: Workplace) -> list[str]:
    """The industries of which a regulation is in force."""
    return [name for name in place.industries if any(each.policy.industry == name for each in place.adopted)]


def _day(field: str, said: str) -> date:
    try:
        day = date.fromisoformat(said)
        if not 1970 <= day.year < 2200:  # zones cannot turn the first and the last years into one another
            raise ValueError
    except ValueError:
        raise InvalidInput.field(field, "不是日期,请写成 2025-03-12") from None
    return day
