"""Cash that a crew has collected: what is still out, by when it has to be in, what finance has confirmed; and what the
penalty list proposes where it comes late or not at all. Who collected it is who was sent last."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal
from typing import Any, cast

from core.capabilities.charges.accounts import Sort
from core.capabilities.charges.forms import Method
from core.capabilities.charges.tables import EntryRow
from core.capabilities.conduct.proposing import settle
from core.capabilities.conduct.tariff import AnyPenalty
from core.capabilities.visits.forms import VisitDispatch
from core.sdk import Policy, field_of
from core.sdk.services import (
    Actor,
    Citation,
    InvalidInput,
    NotFound,
    Records,
    Refused,
    UnitOfWork,
    Workplace,
    require,
    visible_to,
)
from core.sdk.tables import CaseRow, aliased, select
from plugins.appliance.incident_rules import hand_in_within, keeping_back, money_kept_back, money_to_hand_in, paying_in
from plugins.appliance.permissions import HAND_IN
from plugins.appliance.tables import HandInRow

INDUSTRY = "appliance"
MOST = 500


@dataclass(frozen=True)
class Collected:
    """Cash of a case. `due_at` is the last moment to hand it in, None where nobody has set one; `person` who was sent,
    '' for nobody."""

    entry_id: int
    number: str
    amount: Decimal
    collected_at: datetime
    due_at: datetime | None
    person: str
    late: bool

    def data(self) -> dict[str, Any]:
        """As programs are told."""
        return vars(self)


class HandIns:
    """Cash on its way from customers to finance."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def out(self, actor: Actor) -> Sequence[Collected]:
        """What was collected and nobody has confirmed, the oldest first."""
        require(actor, HAND_IN)
        with self.place.store.read() as work:
            policy, zone = _policy(self.place, work), self.place.calendar(work).zone
            found = []
            for entry, number in work.session.execute(_cash().where(HandInRow.id.is_(None), *visible_to(actor))
                                                      .order_by(EntryRow.at, EntryRow.id).limit(MOST)):
                at = _collected_at(entry, zone)
                due = policy.after(at, hand_in_within) if policy.get(hand_in_within) else None
                found.append(Collected(entry.id, number, entry.amount, at, due, _who(self.place, work, number),
                                       due is not None and self.place.now() > due))
            return found

    def confirm(self, actor: Actor, entry_id: int, at: datetime | None = None) -> None:
        """Confirm, once, that money was handed in, now or at a moment before. Raises `NotFound`, `Refused`, and
        `InvalidInput` for a moment before it was collected."""
        require(actor, HAND_IN)
        moment = self.place.moment(at)
        with self.place.store.unit_of_work() as work:
            found = work.session.execute(_cash().where(EntryRow.id == entry_id, *visible_to(actor))
                                         .with_for_update(of=EntryRow)).one_or_none() if 0 < entry_id < 2**31 else None
            if found is None:
                raise NotFound()
            entry, number = found
            if work.session.scalar(select(HandInRow.id).where(HandInRow.entry_id == entry.id)):
                raise Refused("这笔收款已确认上交")
            zone = self.place.calendar(work).zone
            if moment.astimezone(zone).date() < entry.day:
                raise InvalidInput.field("at", "上交不能早于收款日期 {day}", day=entry.day)
            work.session.add(HandInRow(entry_id=entry.id, at=moment, confirmed_at=self.place.now(),
                                       confirmed_by=actor.id))
            work.session.flush()
            reckon_cash(self.place, work, entry, number, moment)
            work.commit()


def reckon_cash(place: Workplace, work: UnitOfWork, entry: EntryRow, number: str, handed: datetime | None) -> None:
    """Bring what a payment proposes for whoever collected it up to date."""
    standing = place.rulebook(work, INDUSTRY).standing
    user = work.users.by_login(_who(place, work, number))
    if user is None or standing.policy().get(hand_in_within) is None:
        return
    cited: list[Citation] = []
    policy = standing.policy().for_rule((), cited)
    at = _collected_at(entry, place.calendar(work).zone)
    due = policy.after(at, hand_in_within)
    late = (handed or place.now()) > due
    for rule, said in (
            (cast(AnyPenalty, money_to_hand_in), paying_in(entry.amount, due, late=late, out=handed is None)),
            (cast(AnyPenalty, money_kept_back), keeping_back(entry.amount, due, policy, late=late))):
        if rule.name in standing.carried:
            woken = [Citation(clause, "", rule.name) for clause in standing.carried[rule.name]]
            basis = tuple(dict.fromkeys((*woken, *cited)))
            fact = f"payment:{entry.id}:"
            settle(work, INDUSTRY, rule, user.id, fact, {fact: (replace(said, basis=basis), at)}, place.now())


def reckon_all(place: Workplace, work: UnitOfWork) -> None:
    """The same for all that is still out."""
    for entry, number in work.session.execute(_cash().where(HandInRow.id.is_(None)).order_by(EntryRow.id)):
        reckon_cash(place, work, entry, number, None)


def _cash() -> Any:
    """Payments in cash that stand, with the numbers of their cases and whether they were handed in."""
    undone = aliased(EntryRow)
    return (select(EntryRow, CaseRow.number).join(CaseRow, CaseRow.id == EntryRow.case_id)
            .outerjoin(HandInRow, HandInRow.entry_id == EntryRow.id)
            .outerjoin(undone, undone.reverses == EntryRow.id)
            .where(CaseRow.industry == INDUSTRY, EntryRow.sort == Sort.payment.name, EntryRow.reverses.is_(None),
                   EntryRow.method == Method.cash.name, undone.id.is_(None)))


def _policy(place: Workplace, work: UnitOfWork) -> Policy:
    return place.rulebook(work, INDUSTRY).standing.policy()


def _collected_at(entry: EntryRow, zone: Any) -> datetime:
    """When it was collected: as it was booked, or at noon of the day that was named."""
    booked: datetime = entry.at.astimezone(zone)
    return booked if booked.date() == entry.day else datetime.combine(entry.day, time(12), zone)


def _who(place: Workplace, work: UnitOfWork, number: str) -> str:
    """The log-in of who was sent last."""
    case = Records(place, work, Actor.system()).read(number).case
    return str(case.answer(field_of(VisitDispatch.technician)) or "").strip()
