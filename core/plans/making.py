"""Entries: made once in each period, by whichever worker comes first, with what capabilities put by in them."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from core.domain.periods import Every, Period
from core.domain.plans import Plan, periods_due
from core.domain.reasons import Label
from core.domain.rulebook import Composed
from core.domain.rules import Policy
from core.domain.terms import Blank
from core.notifications.kinds import PLAN_DUE, PLAN_OVERDUE
from core.notifications.leaving import leave
from core.reporting.declared import adopted
from core.services.reactions import Reaction
from core.services.workplace import Workplace
from core.store.repository import insert_into
from core.store.tables import PlanEntryRow, PlanPartRow, PlanStartRow
from core.store.unit_of_work import UnitOfWork

log = logging.getLogger("shouhou.plans")


@dataclass(frozen=True)
class PlanDoing:
    """An entry that has just been made, for reactions on its plan: what they put into `entry.found` stays with it."""

    place: Workplace
    work: UnitOfWork
    entry: PlanEntryRow
    plan: Plan
    period: Period
    policy: Policy

    @property
    def at(self) -> datetime:
        """When, aware UTC."""
        return self.entry.made_at

    def put_by(self, found: Mapping[str, Any]) -> None:
        """Keep something JSON-able with the entry, besides what is there."""
        self.entry.found = {**self.entry.found, **found}


@dataclass(frozen=True)
class Run:
    """What one run did: entries made, entries told to be overdue, entries that could not be made."""

    made: int = 0
    overdue: int = 0
    failed: int = 0


def run(place: Workplace) -> Run:
    """Make what is due by now, each entry in a transaction of its own, and tell of what is overdue, each once. An entry
    whose reactions fail is not made; the others are."""
    made = failed = 0
    for industry in adopted(place):
        for key, period in _wanted(place, industry):
            try:
                made += _make(place, industry, key, period)
            except Exception:
                log.exception("the entry of %s/%s for %s cannot be made", industry, key, period.key)
                failed += 1
        _set_deadlines(place, industry)
    return Run(made, _tell_overdue(place), failed)


def _wanted(place: Workplace, industry: str) -> list[tuple[str, Period]]:
    """What should stand in the list and does not, the oldest first. A plan counts from the moment it is first seen in
    force with its rhythm; one that went out of force begins anew when it comes back."""
    with place.store.unit_of_work() as work:
        standing, now = place.rulebook(work, industry).standing, place.now()
        rhythms = {key: every for key, plan in standing.awake(Plan).items() if (every := _rhythm(plan, standing))}
        known = {row.key: row for row in work.session.scalars(
            select(PlanStartRow).where(PlanStartRow.industry == industry))}
        ended = [key for key, row in known.items() if key not in rhythms or row.every != rhythms[key].name]
        if ended:
            work.session.execute(delete(PlanStartRow).where(PlanStartRow.industry == industry,
                                                            PlanStartRow.key.in_(ended)))
        for key in rhythms.keys() - (known.keys() - set(ended)):
            work.session.execute(insert_into(PlanStartRow, _on_postgresql(work)).values(
                industry=industry, key=key, every=rhythms[key].name, since=now).on_conflict_do_nothing())
        since = {key: now if key in ended or key not in known else known[key].since for key in rhythms}
        there = {(key, period) for key, period in work.session.execute(select(
            PlanEntryRow.key, PlanEntryRow.period).where(PlanEntryRow.industry == industry))}
        calendar, plans = place.calendar(work), standing.awake(Plan)
        work.commit()
    found = [(key, period) for key, every in rhythms.items()
             for period in periods_due(plans[key], every, since[key], now, calendar)]
    return sorted(((key, period) for key, period in found if (key, period.key) not in there),
                  key=lambda each: (each[1].begins, each[0]))


def _make(place: Workplace, industry: str, key: str, period: Period) -> bool:
    """Make one entry; False where it is there already."""
    with place.store.unit_of_work() as work:
        standing, now = place.rulebook(work, industry).standing, place.now()
        plan, policy = standing.awake(Plan)[key], standing.policy()
        due = plan.due(period, policy, place.calendar(work), standing.conventions)
        entry_id = work.session.scalar(insert_into(PlanEntryRow, _on_postgresql(work)).values(
            industry=industry, key=key, period=period.key, title=plan.title, made_at=now,
            due_at=None if isinstance(due, Blank) else due, found={}).on_conflict_do_nothing().returning(
                PlanEntryRow.id))
        entry = work.session.get(PlanEntryRow, entry_id) if entry_id else None
        if entry is None:
            return False
        work.session.add_all(PlanPartRow(entry_id=entry.id, duty=each.key, answers={}, earlier=[], version=0)
                             for each in plan.by)
        work.flush()
        for reaction in place.reactions.get(industry, ()):
            if isinstance(reaction, Reaction) and plan in reaction.on:
                reaction.do(PlanDoing(place, work, entry, plan, period, policy))
        leave(work, PLAN_DUE, f"plan:{entry.id}", [f"duty:{each.key}" for each in plan.by],
              _said(entry, period), _path(entry))
        work.commit()
        return True


def complete(work: UnitOfWork, entry_id: int, by: int | None, at: datetime) -> None:
    """Sign what is left of an entry whose plan closes itself, for who did the last of it; still to be committed."""
    entry = work.session.get_one(PlanEntryRow, entry_id, with_for_update=True)
    for part in work.session.scalars(select(PlanPartRow).where(PlanPartRow.entry_id == entry_id,
                                                               PlanPartRow.signed_at.is_(None))):
        part.user_id, part.signed_at, part.version = by, at, part.version + 1
    entry.done_at = at


def _set_deadlines(place: Workplace, industry: str) -> None:
    """Give open entries the deadline that the business has filled in since."""
    with place.store.read() as work:
        ids = work.session.scalars(_without_deadline(industry)).all()
    if not ids:
        return
    with place.store.unit_of_work() as work:
        standing = place.rulebook(work, industry).standing
        for entry in work.session.scalars(select(PlanEntryRow).where(PlanEntryRow.id.in_(ids)).with_for_update()):
            plan = standing.awake(Plan).get(entry.key)
            due = plan and plan.due(Period.parse(entry.period), standing.policy(), place.calendar(work),
                                    standing.conventions)
            if isinstance(due, datetime):
                entry.due_at = due
        work.commit()


def _without_deadline(industry: str) -> Any:
    return select(PlanEntryRow.id).where(PlanEntryRow.industry == industry, PlanEntryRow.done_at.is_(None),
                                         PlanEntryRow.due_at.is_(None))


def _tell_overdue(place: Workplace) -> int:
    """Tell those whose part is missing, and the managers, of what is overdue; how many entries that was."""
    now = place.now()
    late = (PlanEntryRow.done_at.is_(None), PlanEntryRow.due_at < now, PlanEntryRow.overdue_told_at.is_(None))
    with place.store.read() as work:
        if work.session.scalar(select(PlanEntryRow.id).where(*late).limit(1)) is None:
            return 0
    with place.store.unit_of_work() as work:
        entries = work.session.scalars(select(PlanEntryRow).where(*late).order_by(PlanEntryRow.id)
                                       .with_for_update(skip_locked=True)).all()
        missing: dict[int, list[str]] = {}
        for part in work.session.scalars(select(PlanPartRow).where(
                PlanPartRow.entry_id.in_([each.id for each in entries]), PlanPartRow.signed_at.is_(None))):
            missing.setdefault(part.entry_id, []).append(part.duty)
        for entry in entries:
            entry.overdue_told_at = now
            to = dict.fromkeys([*missing.get(entry.id, ()), "manager"])
            leave(work, PLAN_OVERDUE, f"plan-overdue:{entry.id}", [f"duty:{each}" for each in to],
                  {**_said(entry, Period.parse(entry.period)), "due": entry.due_at}, _path(entry))
        work.commit()
        return len(entries)


def _rhythm(plan: Plan, standing: Composed) -> Every | None:
    """How often; None also while the business has still to say."""
    try:
        return plan.rhythm(standing.policy())
    except Blank:
        return None


def _said(entry: PlanEntryRow, period: Period) -> dict[str, object]:
    return {"task": Label(entry.title), "period": period.title}


def _path(entry: PlanEntryRow) -> str:
    return f"/tasks/{entry.id}"


def _on_postgresql(work: UnitOfWork) -> bool:
    return work.session.get_bind().dialect.name == "postgresql"
