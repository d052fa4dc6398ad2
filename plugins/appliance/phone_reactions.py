"""Calls that staff did not take: what the penalty list proposes of the log of attempts, a day of one person at a time.
Whether an attempt counts at all (hours, disasters) the log says itself."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import cast

from core.capabilities.conduct.proposing import settle
from core.capabilities.conduct.tariff import AnyPenalty, Fine
from core.capabilities.visits.people_forms import Reach, StaffAttempt
from core.capabilities.visits.people_tables import AttemptRow
from core.sdk import Policy
from core.sdk.services import Citation, Doing, UnitOfWork, Workplace, reacts
from core.sdk.tables import select
from plugins.appliance.incident_rules import (
    Series,
    missed_from,
    missed_per,
    missing_calls,
    not_reachable,
    phone_switched_off,
)
from plugins.appliance.incident_rules import switched_off as off

INDUSTRY = "appliance"


@reacts(StaffAttempt)
def tried(doing: Doing) -> None:
    """Somebody was called about a case, or has called back."""
    said = doing.said
    user = doing.work.users.by_login(said.staff) if isinstance(said, StaffAttempt) else None
    if user is not None and isinstance(said, StaffAttempt):
        reckon_calls(doing.place, doing.work, user.id, said.called_at.astimezone(doing.case.zone).date())


def reckon_calls(place: Workplace, work: UnitOfWork, user_id: int, day: date) -> None:
    """Bring what the calls of a day (in the business's zone) propose for somebody up to date."""
    standing, zone = place.rulebook(work, INDUSTRY).standing, place.calendar(work).zone
    begins = datetime.combine(day, time.min, zone)
    rows = [*work.session.scalars(select(AttemptRow).where(
        AttemptRow.industry == INDUSTRY, AttemptRow.user_id == user_id, AttemptRow.counted, AttemptRow.at >= begins,
        AttemptRow.at < begins + timedelta(days=1)).order_by(AttemptRow.at, AttemptRow.id))]
    for rule, result, judge in ((cast(AnyPenalty, not_reachable), Reach.missed, _missed),
                                (cast(AnyPenalty, phone_switched_off), Reach.switched_off, _off)):
        if rule.name not in standing.carried:
            continue
        woken = tuple(Citation(clause, "", rule.name) for clause in standing.carried[rule.name])
        cited: list[Citation] = []
        said = judge([each for each in rows if each.result == result.name], standing.policy().for_rule((), cited))
        facts = f"calls:{user_id}:{day}:"
        settle(work, INDUSTRY, rule, user_id, facts, {
            f"{facts}{number}": (replace(each, basis=tuple(dict.fromkeys((*woken, *cited)))), at)
            for number, (each, at) in enumerate(said, 1)}, place.now())


def _missed(rows: Sequence[AttemptRow], policy: Policy) -> Iterator[tuple[Fine, datetime]]:
    """Each full series of missed calls, or each call from that on; a call back after the last of them may cancel it."""
    size, each = policy[missed_from], policy[missed_per] is Series.each
    ends = range(size, len(rows) + 1, 1 if each else size)
    for end in ends:
        series = rows[end - size:end]
        back = max((row.called_back_at for row in series if row.called_back_at), default=None)
        last = series[-1].at
        yield missing_calls(size, last if back else None, back, False, policy), last


def _off(rows: Sequence[AttemptRow], policy: Policy) -> Iterator[tuple[Fine, datetime]]:
    for row in rows:
        yield off(row.at if row.called_back_at else None, row.called_back_at, False, policy), row.at
