"""How employees compare over a span of days: speed, share solved, praise; what is counted stands in `measured`."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from core.capabilities.complaints.stages import unsettled
from core.capabilities.conduct.rules import praise_weight, solved_weight, speed_weight
from core.capabilities.conduct.standing import COUNTED
from core.capabilities.conduct.tables import EntryRow
from core.capabilities.followup.stages import unreachable
from core.capabilities.followup.tables import ContactRow, RatingRow
from core.sdk import COMPANY, Asking, Policy
from core.sdk.tables import CaseRow, ClockRow, EventRow, UserRow, and_, func, select

HANDLING = ("step", "contacted")
"""What begins to handle a request."""
UNSOLVED = (unsettled.key, unreachable.key)


@dataclass(frozen=True)
class Figures:
    """What one employee did. `speed` is the average in minutes, None for nobody answered; of those `closed` (or opened
    again) so many were `solved`."""

    user_id: int
    login: str
    name: str
    speed: int | None = None
    closed: int = 0
    solved: int = 0
    praised: int = 0
    breaches: int = 0

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.solved, self.closed) if self.closed else None


@dataclass(frozen=True)
class Ranked(Figures):
    """The same with the ranks for speed, share and praise, their weighted mean, and the place that comes of it."""

    ranks: tuple[int, int, int] = (1, 1, 1)
    points: Fraction = Fraction(1)
    rank: int = 1


def weights_of(policy: Policy) -> tuple[Fraction, Fraction, Fraction]:
    """How much speed, share and praise weigh. What is unset shares equally what the others leave."""
    said = [policy.get(each) for each in (speed_weight, solved_weight, praise_weight)]
    known = [Fraction(each) for each in said if each is not None]
    left = max(1 - sum(known, Fraction(0)), Fraction(0)) / max(len(said) - len(known), 1)
    first, second, third = (left if each is None else Fraction(each) for each in said)
    return first, second, third


def ranked(figures: Iterable[Figures], weights: tuple[Fraction, Fraction, Fraction]) -> list[Ranked]:
    """Everybody by the weighted mean of their ranks, fewer breaches first among equals. Equals share a rank; who has no
    figure comes after all who have."""
    everybody = list(figures)
    measures: list[list[tuple[bool, Fraction | int]]] = [
        [(each.speed is None, each.speed or 0) for each in everybody],
        [(each.share is None, -(each.share or 0)) for each in everybody],
        [(False, -each.praised) for each in everybody]]
    places = [[1 + sum(other < one for other in column) for one in column] for column in measures]
    found = []
    for each, first, second, third in zip(everybody, *places, strict=True):
        ranks = (first, second, third)
        points = sum((weight * rank for weight, rank in zip(weights, ranks, strict=True)), Fraction(0))
        found.append((points, each.breaches, each, ranks))
    return sorted((Ranked(**vars(each), ranks=ranks, points=points,
                          rank=1 + sum((other[0], other[1]) < (points, breaches) for other in found))
                   for points, breaches, each, ranks in found), key=lambda each: (each.rank, each.name, each.user_id))


def ranking(asked: Asking) -> list[Ranked]:
    """Everybody who did something in the span, the first first."""
    return ranked(measured(asked), weights_of(asked.policy))


def measured(asked: Asking) -> list[Figures]:
    """The figures of every employee. The first answer counts for whoever gave it; closed and reopened cases, praise and
    missed promises for whose the case is; penalties for whom they are."""
    within = (CaseRow.industry == asked.industry, asked.visible)
    found: dict[int, dict[str, int]] = {}

    def add(user: int | None, **more: int) -> None:
        if user is not None:
            known = found.setdefault(user, {})
            for name, number in more.items():
                known[name] = known.get(name, 0) + number

    first: set[int] = set()
    for case, user, came, answered in asked.session.execute(
            select(CaseRow.id, EventRow.actor_id, ContactRow.asked_at, ContactRow.answered_at)
            .select_from(ContactRow).join(CaseRow, CaseRow.id == ContactRow.case_id)
            .join(EventRow, and_(EventRow.case_id == CaseRow.id, EventRow.occurred_at == ContactRow.answered_at))
            .where(*within, ContactRow.asked_at >= asked.begins, ContactRow.asked_at < asked.ends,
                   EventRow.kind.in_(HANDLING), EventRow.actor_id.is_not(None))
            .order_by(CaseRow.id, EventRow.sequence)):
        if case not in first and answered is not None:
            first.add(case)
            add(user, answered=1, seconds=max(int((answered - came).total_seconds()), 0))
    again = dict(asked.session.execute(
        select(CaseRow.id, CaseRow.assignee_id).join_from(EventRow, CaseRow, CaseRow.id == EventRow.case_id)
        .where(*within, EventRow.kind == "reopened", EventRow.occurred_at >= asked.begins,
               EventRow.occurred_at < asked.ends).distinct()).all())
    for user in again.values():
        add(user, closed=1)
    for case, user, outcome in asked.session.execute(
            select(CaseRow.id, CaseRow.assignee_id, CaseRow.outcome)
            .where(*within, CaseRow.closed_at >= asked.begins, CaseRow.closed_at < asked.ends,
                   CaseRow.outcome != "merged")):
        if case not in again:
            add(user, closed=1, solved=int(outcome not in UNSOLVED))
    for user, number in asked.session.execute(
            select(CaseRow.assignee_id, func.count(func.distinct(CaseRow.id)))
            .join_from(RatingRow, CaseRow, CaseRow.id == RatingRow.case_id)
            .where(*within, RatingRow.praised.is_(True), RatingRow.rated_at >= asked.begins,
                   RatingRow.rated_at < asked.ends)
            .group_by(CaseRow.assignee_id)):
        add(user, praised=number)
    for user, number in asked.session.execute(
            select(CaseRow.assignee_id, func.count()).join_from(ClockRow, CaseRow, CaseRow.id == ClockRow.case_id)
            .where(*within, ClockRow.state == "missed", ClockRow.whose == COMPANY.key,
                   ClockRow.before_import.is_(False), ClockRow.due_at >= asked.begins, ClockRow.due_at < asked.ends)
            .group_by(CaseRow.assignee_id)):
        add(user, breaches=number)
    for user, number in asked.session.execute(
            select(EntryRow.person_id, func.count())
            .where(EntryRow.industry == asked.industry, EntryRow.state.in_([each.name for each in COUNTED]),
                   EntryRow.proposed_at >= asked.begins, EntryRow.proposed_at < asked.ends)
            .group_by(EntryRow.person_id)):
        add(user, breaches=number)
    people = asked.session.execute(select(UserRow.id, UserRow.login, UserRow.name).where(UserRow.id.in_(found)))
    return [Figures(key, login, name, known["seconds"] // known["answered"] // 60 if known.get("answered") else None,
                    *(known.get(each, 0) for each in ("closed", "solved", "praised", "breaches")))
            for key, login, name in people for known in (found[key],)]
