"""Penalties as rows of one transaction: proposed once for a fact, moved on, each move kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlalchemy.exc import IntegrityError

from core.capabilities.conduct.rules import misconduct
from core.capabilities.conduct.standing import State
from core.capabilities.conduct.tables import EntryRow, MoveRow
from core.sdk.services import Refused, UnitOfWork, Workplace
from core.sdk.tables import CaseRow, ColumnElement, EventRow, Select, func, select

NOTHING = Decimal(0)
_OF_CASE = re.compile(r"case:(\d+)(?:#(\d+))?")


def in_force(place: Workplace) -> list[str]:
    """The industries with a regulation in force that know rewards and penalties."""
    return [name for name, registry in place.industries.items()
            if misconduct.key in registry.terms and any(each.policy.industry == name for each in place.adopted)]


@dataclass(frozen=True)
class Proposal:
    """What facts propose for a person. `fact` says what it is for (`visit:12`): the same fact never counts twice.
    `amount` is what a tariff comes to from `base`, None where none is set; `turn` the how-manieth it is, None to count
    it here; `facts` are what it was reckoned from."""

    industry: str
    kind: str
    person_id: int
    fact: str
    what: str
    case_id: int | None = None
    finding: str = ""
    base: Decimal | None = None
    amount: Decimal | None = None
    turn: int | None = None
    happened_at: datetime | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


def fact_of_case(case_id: int, turn: int = 1) -> str:
    """What something in a case is for, where nothing more is known; `turn` tells its second visit from its first."""
    return f"case:{case_id}" if turn == 1 else f"case:{case_id}#{turn}"


def turn_of(work: UnitOfWork, industry: str, kind: str, person_id: int) -> int:
    """The how-manieth of its kind a further one would be for a person: what was waived, or ruled to be nothing, does
    not count."""
    return (work.session.scalar(select(func.count()).select_from(EntryRow).where(
        *standing(industry, kind, person_id))) or 0) + 1


def standing(industry: str, kind: str, person_id: int) -> tuple[ColumnElement[bool], ...]:
    """What counts of somebody's of a kind."""
    return (EntryRow.industry == industry, EntryRow.kind == kind, EntryRow.person_id == person_id,
            EntryRow.state != State.waived.name,
            (EntryRow.state != State.decided.name) | EntryRow.decided.is_(None) | (EntryRow.decided != NOTHING))


def earlier_than(work: UnitOfWork, industry: str, kind: str, person_id: int, at: datetime, fact: str) -> int:
    """How often somebody has done the same before this, by when it was done."""
    own = work.session.scalar(select(EntryRow.id).where(
        EntryRow.industry == industry, EntryRow.kind == kind, EntryRow.person_id == person_id, EntryRow.fact == fact))
    when = func.coalesce(EntryRow.happened_at, EntryRow.proposed_at)
    before = (when < at) | ((when == at) & (EntryRow.id < own)) if own else when <= at
    return work.session.scalar(select(func.count()).select_from(EntryRow).where(
        *standing(industry, kind, person_id), EntryRow.fact != fact, before)) or 0


def propose(work: UnitOfWork, proposal: Proposal, by: int | None, now: datetime) -> EntryRow:
    """Enter what somebody proposes; people decide. Raises `Refused` where it was proposed for this fact before,
    whatever came of it, also in a case that was merged with this one."""
    row = book(work, proposal, by, now)
    if row is not None:
        return row
    known = work.session.scalars(_same(work, proposal)).one()
    raise Refused("同一事实已提议过“{kind}”,现在是{state};同一事实不重复处罚", kind=known.kind,
                  state=State[known.state].label)


def book(work: UnitOfWork, proposal: Proposal, by: int | None, now: datetime) -> EntryRow | None:
    """Enter what facts propose, once: None where it is there already. `by` None is the desk itself."""
    if work.session.scalar(_same(work, proposal)) is not None:
        return None
    row = EntryRow(
        industry=proposal.industry, kind=proposal.kind, fact=proposal.fact, person_id=proposal.person_id,
        state=State.proposed.name, what=proposal.what, facts=dict(proposal.facts), finding=proposal.finding,
        case_id=proposal.case_id, base=proposal.base, amount=proposal.amount, decided=None, why="",
        turn=proposal.turn or turn_of(work, proposal.industry, proposal.kind, proposal.person_id),
        happened_at=proposal.happened_at, proposed_at=now, proposed_by=by, version=0)
    try:
        with work.session.begin_nested():
            work.session.add(row)
            work.session.flush()
    except IntegrityError:  # somebody has proposed it in this very moment
        return None
    move(work, row, State.proposed, by, now, amount=proposal.amount)
    return row


def _same(work: UnitOfWork, proposal: Proposal) -> Select[EntryRow]:
    return select(EntryRow).where(
        EntryRow.industry == proposal.industry, EntryRow.kind == proposal.kind,
        EntryRow.person_id == proposal.person_id, EntryRow.fact.in_(same_facts(work, proposal.fact)),
    ).order_by(EntryRow.id).limit(1)


def same_facts(work: UnitOfWork, fact: str) -> set[str]:
    """A fact and those that became one with it, as cases were merged."""
    if not (found := _OF_CASE.fullmatch(fact)):
        return {fact}
    return {fact_of_case(each, int(found[2] or 1)) for each in same_cases(work, int(found[1]))}


def same_cases(work: UnitOfWork, case_id: int) -> set[int]:
    """A case and those that became one with it."""
    found, looking = {case_id}, [case_id]
    while looking:
        here = looking.pop()
        for relation, other in work.cases.links(here):
            if relation == "duplicate":
                there = work.session.scalar(select(CaseRow.id).where(CaseRow.number == other.number))
                if there is not None and there not in found and _merged(work, here, there):
                    found.add(there)
                    looking.append(there)
    return found


def _merged(work: UnitOfWork, *cases: int) -> bool:
    return work.session.scalar(select(EventRow.id).where(
        EventRow.case_id.in_(cases), EventRow.kind == "merged_into").limit(1)) is not None


def move(work: UnitOfWork, row: EntryRow, state: State, by: int | None, now: datetime, *,
         amount: Decimal | None = None, why: str = "") -> None:
    """Move a penalty on, and keep that it was. What is said in an appeal is not why it stands as it does."""
    row.state, row.version = state.name, row.version + 1
    if why and state is not State.appealed:
        row.why = why
    work.session.add(MoveRow(entry_id=row.id, at=now, by_id=by, state=state.name, amount=amount, why=why))
    work.session.flush()
