"""Marks: the moments in the life of a promise at which somebody is told, and the notices that declare them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from core.domain.deadlines import Deadline
from core.domain.local_time import INSTANT
from core.domain.people import Duty
from core.domain.points import Point
from core.domain.promises import Target
from core.domain.rules import Policy
from core.domain.terms import Term

WARNING, MISSED, ESCALATION, STEP = "warning", "missed", "escalation", "step"


@dataclass(frozen=True)
class Recipient:
    """Who is told: whoever has the case (before anybody has, the people of the next step's duty), the manager of
    somebody, or a person whose login the business sets."""

    key: str
    login: Term[str] | None = None


ASSIGNEE = Recipient("assignee")


def manager_of(whom: Duty | Recipient) -> Recipient:
    """The managers of the people of a duty, or of whoever has the case."""
    return Recipient(f"manager:{_key(whom)}")


def person(login: Term[str]) -> Recipient:
    """The person whose login the business has set; nobody while it is not."""
    return Recipient("user", login)


class Notice:
    """Somebody is told of a promise at a point of its life. What is told before the deadline is a warning; what is
    told at the deadline or after it, or said to be an `escalation`, is one."""

    def __init__(self, title: str, *, of: Target | tuple[Target, ...], at: Term[Point],
                 to: Duty | Recipient | tuple[Duty | Recipient, ...], escalation: bool = False) -> None:
        self.title, self.at, self.escalation = title, at, escalation
        self.of = of if isinstance(of, tuple) else (of,)
        self.to = to if isinstance(to, tuple) else (to,)

    @property
    def terms(self) -> tuple[Term[Any], ...]:
        return (self.at, *(each.login for each in self.to if isinstance(each, Recipient) and each.login))

    def mark(self, name: str, deadline: Deadline, policy: Policy) -> "Mark | None":
        """When whom; None where the regulation leaves it unset, or nobody is to be told."""
        point, to = policy.get(self.at), tuple(_recipients(self.to, policy))
        at = point.of(deadline) if point else None
        if point is None or at is None or not to:
            return None
        level = ESCALATION if self.escalation or not point.ahead else WARNING
        return Mark(name, self.title, level, at, to, not point.reads_calendar(deadline))


@dataclass(frozen=True)
class Mark:
    """One moment: `level` is warning, missed, escalation, or step (the desk then takes a timed step). `to` are keys:
    duty:KEY, assignee, manager:duty:KEY, manager:assignee, user:LOGIN. A `steady` one stays while the deadline does."""

    name: str
    title: str
    level: str
    at: datetime
    to: tuple[str, ...]
    steady: bool = True


def missed_mark(due: datetime) -> Mark:
    """The first moment after the last that is in time."""
    at = (due.astimezone(UTC) + INSTANT).astimezone(due.tzinfo)
    return Mark("desk.missed", "已逾期", MISSED, at, (ASSIGNEE.key,))


def default_warning(deadline: Deadline, before: timedelta) -> Mark:
    """So long before the deadline, though not before half of the time is over."""
    assert deadline.due_at
    start, due = deadline.start.astimezone(UTC), deadline.due_at.astimezone(UTC)
    at = max(due - before, start + (due - start) / 2)
    return Mark("desk.warning", "即将到期", WARNING, at.astimezone(deadline.calendar.zone), (ASSIGNEE.key,))


def in_order(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(sorted(marks, key=lambda each: (each.at, each.name)))


def _key(whom: Duty | Recipient) -> str:
    return whom.key if isinstance(whom, Recipient) else f"duty:{whom.key}"


def _recipients(to: tuple[Duty | Recipient, ...], policy: Policy) -> Iterator[str]:
    for each in to:
        login = each.login if isinstance(each, Recipient) else None
        if login is None:
            yield _key(each)
        elif name := policy.get(login):
            yield f"user:{name}"
