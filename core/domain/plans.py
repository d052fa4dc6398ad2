"""Plans: what departments have to do each week, month or year, whatever the cases."""

from datetime import datetime, time, tzinfo
from typing import Any

from core.domain.calendars import WorkCalendar
from core.domain.counting import Conventions, Length
from core.domain.errors import DefinitionError
from core.domain.forms import Form
from core.domain.local_time import day_ends, utc_of
from core.domain.people import Duty
from core.domain.periods import Every, Period
from core.domain.reports import Report
from core.domain.rules import Policy
from core.domain.terms import Blank, Term


class Plan:
    """Something due once in each period. Each duty of `by` signs its part by filing `form`; without one a signature is
    enough. `shows` is the report of the period that they look at.

    An entry is made when the period is over, to be done `within` a length after it (unset: no deadline); one `during`
    the period is made as it begins and, where no `within` is declared, due at its end.
    One that `closes_itself` nobody signs: the capability that declares it does so when all is done on its own pages.
    `every` may be a term: while a regulation leaves it unset, nothing is due. `note` says what is to be done."""

    def __init__(self, title: str, *, every: Every | Term[Every], by: tuple[Duty, ...], form: type[Form] | None = None,
                 shows: Report | None = None, within: Term[Length] | None = None, during: bool = False,
                 closes_itself: bool = False, note: str = "") -> None:
        if not by:
            raise DefinitionError("plan {title!r} is due from nobody; name duties in by=", title=title)
        self.title, self.every, self.by, self.form, self.shows = title, every, by, form, shows
        self.within, self.during, self.closes_itself, self.note = within, during, closes_itself, note

    @property
    def terms(self) -> tuple[Term[Any], ...]:
        """What a regulation has to say of it."""
        return tuple(each for each in (self.every, self.within) if isinstance(each, Term))

    def rhythm(self, policy: Policy) -> Every | None:
        """How often; None where the regulation leaves it unset. Raises `Blank` where the business has still to say."""
        if isinstance(self.every, Every):
            return self.every
        return policy[self.every] if policy.has(self.every) else None

    def due(self, period: Period, policy: Policy, calendar: WorkCalendar,
            conventions: Conventions) -> "datetime | Blank | None":
        """The last moment in time for it, in the business's zone; what has to be set before there is one; or None,
        where there is no deadline."""
        end = day_ends(calendar.zone, period.ends)
        try:
            if self.within is None or not policy.has(self.within):
                return end if self.during and self.within is None else None
            length = policy[self.within]
        except Blank as blank:
            return blank
        if length.by_clock:
            over = utc_of(calendar.zone, period.next.begins, time.min).astimezone(calendar.zone)
            return calendar.after(over, length, conventions)
        return calendar.ends(calendar.after(period.ends, length, conventions), conventions)

    def made_from(self, period: Period, zone: tzinfo) -> datetime:
        """The moment, in UTC, from which its entry stands in the list."""
        return utc_of(zone, period.begins if self.during else period.next.begins, time.min)


def periods_due(plan: Plan, every: Every, since: datetime, now: datetime, calendar: WorkCalendar) -> list[Period]:
    """The periods whose entries should stand in the list now, oldest first: those that were not over when the plan
    came into force. Both moments are aware."""
    zone = calendar.zone
    period = Period.of(every, since.astimezone(zone).date())
    found = []
    while plan.made_from(period, zone) <= now:
        found.append(period)
        period = period.next
    return found
