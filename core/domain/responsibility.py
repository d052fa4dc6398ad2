"""Responsibility: whose time it was, from whom the case waited for at each moment."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from core.domain.cases import Case
from core.domain.people import COMPANY

if TYPE_CHECKING:
    from core.domain.clocks import Clock


def shares(case: Case, since: datetime, until: datetime) -> dict[str, timedelta]:
    """The time between two moments by whose it was: the party's (its key) that was waited for, else the company's.
    They sum to the whole."""
    found: dict[str, timedelta] = {}
    since, until = since.astimezone(UTC), until.astimezone(UTC)
    at, whose = since, COMPANY
    for each in case.log:
        turn = min(max(each.at.astimezone(UTC), since), until)
        if turn > at:
            found[whose.key] = found.get(whose.key, timedelta()) + (turn - at)
            at = turn
        whose = each.paused_for or COMPANY
    if until > at:
        found[whose.key] = found.get(whose.key, timedelta()) + (until - at)
    return found


def late_by(case: Case, clock: "Clock", now: datetime) -> Mapping[str, timedelta]:
    """How late a promise is, or was when it ended, by whose time that was; empty in time."""
    return shares(case, clock.due_at, _over(case, clock, now)) if clock.due_at else {}


def spent_by(case: Case, clock: "Clock", now: datetime) -> Mapping[str, timedelta]:
    """The whole life of a promise, by whose time it was."""
    return shares(case, clock.started_at, _over(case, clock, now)) if clock.started_at else {}


def _over(case: Case, clock: "Clock", now: datetime) -> datetime:
    return clock.ended_at or case.ended_at or now
