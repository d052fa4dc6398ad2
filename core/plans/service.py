"""Use cases of plans: what is due, done or overdue; signing the part of one's duty; giving a part back."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, tuple_

from core.domain.cases import filed
from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused, StaleVersion
from core.domain.forms import Form
from core.domain.people import PLANS, REOPEN_PLANS, VIEW, Actor
from core.domain.periods import Period
from core.domain.plans import Plan
from core.domain.reasons import Label, Reason
from core.domain.reports import Sheet
from core.domain.terms import Blank
from core.plans import making
from core.reporting.declared import Span, adopted, make
from core.services.records import legible, require
from core.services.workplace import Workplace
from core.store.tables import FAR_FUTURE, PlanEntryRow, PlanPartRow, UserRow
from core.store.unit_of_work import UnitOfWork

OPEN, OVERDUE, DONE = STATES = ("open", "overdue", "done")
LONGEST_REASON = 500
MOST_WAITING = 5

log = logging.getLogger("shouhou.plans")


class StalePart(StaleVersion):
    """Somebody else has signed a part, or given it back, since it was read."""

    def __init__(self, given: int, current: int) -> None:
        super().__init__(given, current)
        self.template = "这一部分已被他人更新,请核对后再提交"
        self.values = {}


@dataclass(frozen=True)
class Part:
    """The part of one duty; `name` is who signed it."""

    row: PlanPartRow
    title: str
    name: str
    mine: bool

    @property
    def signed(self) -> bool:
        return self.row.signed_at is not None


@dataclass(frozen=True)
class Entry:
    """A plan in one period, with its parts in the order of its duties."""

    row: PlanEntryRow
    parts: tuple[Part, ...]
    now: datetime

    @property
    def period(self) -> Period:
        return Period.parse(self.row.period)

    @property
    def state(self) -> str:
        if self.row.done_at:
            return DONE
        return OVERDUE if self.row.due_at and self.row.due_at < self.now else OPEN

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts nobody has signed."""
        return tuple(each for each in self.parts if not each.signed)

    @property
    def mine(self) -> tuple[Part, ...]:
        """Those of them that wait for the reader."""
        return tuple(each for each in self.missing if each.mine)


@dataclass(frozen=True)
class Page:
    """Some entries of a list; the cursor is '' where it ends."""

    entries: Sequence[Entry]
    next_cursor: str = ""


@dataclass(frozen=True)
class View:
    """An entry with what there is to know of it. `plan` is None where no plugin declares it any more; `blocked` is why
    it has no deadline yet; `sheet` is what its report finds for the reader, None without one or where it `failed`."""

    entry: Entry
    plan: Plan | None
    asked: frozenset[str]
    clauses: tuple[str, ...]
    blocked: Reason | None
    sheet: Sheet | None
    span: Span
    failed: bool = False


class Plans:
    """The plans of a desk."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    @cached_property
    def in_use(self) -> bool:
        """Whether a regulation in force has any, so that it is worth a place among the pages."""
        return any(isinstance(self.place.industries[each.policy.industry].provisions.get(key), Plan)
                   for each in self.place.adopted if each.policy.industry in self.place.industries
                   for clause in each.policy.clauses for key in clause.uses)

    def run(self) -> making.Run:
        """Make what is due and tell of what is overdue; may be run by several at once. The desk's own work."""
        return making.run(self.place)

    def entries(self, actor: Actor, state: str = OPEN, *, mine: bool = False, cursor: str = "",
                limit: int = 50) -> Page:
        """Entries that are open (overdue ones first), only the overdue ones, or those done, the latest first; `mine`
        leaves those that wait for a part of the actor's. Raises `InvalidInput`."""
        require(actor, PLANS)
        if state not in STATES:
            raise InvalidInput.field("state", "不是可选的选项,可选:{options}", options=STATES)
        order: ColumnElement[datetime] = func.coalesce(
            PlanEntryRow.done_at if state == DONE else PlanEntryRow.due_at, FAR_FUTURE, type_=PlanEntryRow.made_at.type)
        where: list[ColumnElement[bool]] = [PlanEntryRow.done_at.is_not(None) if state == DONE
                                            else PlanEntryRow.done_at.is_(None)]
        if state == OVERDUE:
            where.append(PlanEntryRow.due_at < self.place.now())
        if mine:
            where.append(_waits_for(actor))
        if cursor:
            beyond = _cursor(cursor)
            where.append(tuple_(order, PlanEntryRow.id) < beyond if state == DONE
                         else tuple_(order, PlanEntryRow.id) > beyond)
        by = (order.desc(), PlanEntryRow.id.desc()) if state == DONE else (order, PlanEntryRow.id)
        with self.place.store.read() as work:
            rows = work.session.scalars(select(PlanEntryRow).where(*where).order_by(*by).limit(limit + 1)).all()
            entries = self._entries(work, actor, rows[:limit])
        last = entries[-1].row if len(rows) > limit else None
        at = last and ((last.done_at if state == DONE else last.due_at) or FAR_FUTURE)
        return Page(entries, f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}_{last.id}" if last and at else "")

    def waiting(self, actor: Actor) -> Sequence[Entry]:
        """The most urgent entries that wait for a part of the actor's; none for who may not see plans."""
        return self.entries(actor, mine=True, limit=MOST_WAITING).entries if self.in_use and actor.may(PLANS) else ()

    def show(self, actor: Actor, entry_id: int) -> View:
        """An entry and, for who may see cases, the report of its period. Raises `NotFound`."""
        require(actor, PLANS)
        with self.place.store.read() as work:
            entry, = self._entries(work, actor, [self._row(work, entry_id)])
            row, plan, span = entry.row, self._plan(entry.row), Span(entry.period.begins, entry.period.ends,
                                                                     entry.period)
            standing = self.place.rulebook(work, row.industry).standing if (
                row.industry in adopted(self.place)) else None
            due = plan.due(entry.period, standing.policy(), self.place.calendar(work), standing.conventions) if (
                plan and standing and not row.due_at) else None
            sheet, failed = None, False
            if plan and plan.shows and actor.may(VIEW):
                try:
                    sheet = make(self.place, work, actor, row.industry, plan.shows, span)
                except Exception:  # a report's fault keeps nobody from signing
                    log.exception("the report of %s/%s failed", row.industry, row.key)
                    failed = True
            return View(entry, plan, standing.asked if standing else frozenset(),
                        standing.carried.get(row.key, ()) if standing else (),
                        due.reason if isinstance(due, Blank) else None, sheet, span, failed)

    def sign(self, actor: Actor, entry_id: int, duty: str, answers: Mapping[str, object], *,
             version: int | None = None) -> Entry:
        """Sign the part of a duty one has, with the plan's form; with the last part the entry is done. `version` is
        that of the part as it was read. Raises `Forbidden` for another's duty, `InvalidInput` naming each answer,
        `StaleVersion`, and `Refused` for a part that is signed or a plan that is no more."""
        require(actor, PLANS, hide=True)
        with self.place.store.unit_of_work() as work:
            row = self._row(work, entry_id, lock=True)
            part = self._part(work, row, duty)
            if duty not in actor.duties or actor.id is None:
                raise Forbidden("这一部分由“{duty}”办理", duty=Label(self._title(duty)))
            self._check(part, version)
            self._by_hand(row)
            if part.signed_at:
                raise Refused("这一部分已经办完")
            form = self._form(work, row, answers)
            now = self.place.now()
            part.user_id, part.signed_at, part.version = actor.id, now, part.version + 1
            part.answers = filed(form) if form else {}
            work.flush()
            left = work.session.scalar(select(PlanPartRow.id).where(
                PlanPartRow.entry_id == row.id, PlanPartRow.signed_at.is_(None)).limit(1))
            row.done_at = None if left else now
            work.commit()
            return self._entries(work, actor, [row])[0]

    def reopen(self, actor: Actor, entry_id: int, duty: str, why: str, *, version: int | None = None) -> Entry:
        """Give a signed part back, to be done again; what was signed stays on record with the reason. Raises
        `InvalidInput` without a reason, `StaleVersion`, and `Refused` for a part that is not signed."""
        require(actor, REOPEN_PLANS)
        legible(why=why)
        if not 0 < len(why.strip()) <= LONGEST_REASON:
            raise InvalidInput.field("why", "请说明原因,最多 {n} 个字", n=LONGEST_REASON)
        with self.place.store.unit_of_work() as work:
            row = self._row(work, entry_id, lock=True)
            part = self._part(work, row, duty)
            self._check(part, version)
            self._by_hand(row)
            if part.signed_at is None:
                raise Refused("这一部分还没有办")
            part.earlier = [*part.earlier, {
                "answers": part.answers, "user": part.user_id, "signed_at": part.signed_at.isoformat(),
                "by": actor.name, "at": self.place.now().isoformat(), "why": why.strip()}]
            part.user_id, part.signed_at, part.answers, part.version = None, None, {}, part.version + 1
            row.done_at = None
            work.commit()
            return self._entries(work, actor, [row])[0]

    def _form(self, work: UnitOfWork, row: PlanEntryRow, answers: Mapping[str, object]) -> Form | None:
        """What is signed, checked."""
        plan = self._plan(row)
        if plan is None:
            raise Refused("这项计划任务已不再使用")
        if plan.form is None:
            if answers:
                raise InvalidInput({name: [Reason("没有这个问题")] for name in answers})
            return None
        book = self.place.rulebook(work, row.industry)
        at = self.place.now().astimezone(self.place.calendar(work).zone)
        return plan.form.load(answers, at=at, asked=book.standing.asked)

    def _by_hand(self, row: PlanEntryRow) -> None:
        plan = self._plan(row)
        if plan and plan.closes_itself:
            raise Refused("这项任务在它自己的页面上办理,全部办完自动完成")

    def _plan(self, row: PlanEntryRow) -> Plan | None:
        registry = self.place.industries.get(row.industry)
        found = registry.provisions.get(row.key) if registry else None
        return found if isinstance(found, Plan) else None

    def _row(self, work: UnitOfWork, entry_id: int, *, lock: bool = False) -> PlanEntryRow:
        query = select(PlanEntryRow).where(PlanEntryRow.id == entry_id)
        found = work.session.scalar(query.with_for_update() if lock else query) if 0 < entry_id < 2**31 else None
        if found is None:
            raise NotFound()
        return found

    def _part(self, work: UnitOfWork, row: PlanEntryRow, duty: str) -> PlanPartRow:
        found = work.session.scalar(select(PlanPartRow).where(PlanPartRow.entry_id == row.id,
                                                              PlanPartRow.duty == duty))
        if found is None:
            raise NotFound()
        return found

    @staticmethod
    def _check(part: PlanPartRow, version: int | None) -> None:
        if version is not None and version != part.version:
            raise StalePart(version, part.version)

    def _entries(self, work: UnitOfWork, actor: Actor, rows: Sequence[PlanEntryRow]) -> list[Entry]:
        parts: dict[int, list[Part]] = {}
        found = work.session.execute(
            select(PlanPartRow, UserRow.name).outerjoin(UserRow, UserRow.id == PlanPartRow.user_id)
            .where(PlanPartRow.entry_id.in_([each.id for each in rows])).order_by(PlanPartRow.id)).all() if rows else ()
        for part, name in found:
            parts.setdefault(part.entry_id, []).append(
                Part(part, self._title(part.duty), name or "", part.duty in actor.duties))
        return [Entry(row, tuple(parts.get(row.id, ())), self.place.now()) for row in rows]

    def _title(self, duty: str) -> str:
        known = self.place.duties.get(duty)
        return known.title if known else duty


def _waits_for(actor: Actor) -> ColumnElement[bool]:
    return exists().where(PlanPartRow.entry_id == PlanEntryRow.id, PlanPartRow.signed_at.is_(None),
                          PlanPartRow.duty.in_(actor.duties))


def _cursor(said: str) -> tuple[Any, int]:
    """The place in a list that `list` gave."""
    at, _, entry = said.partition("_")
    try:
        if not entry.isdecimal() or len(entry) > 9:
            raise ValueError
        return datetime.fromisoformat(at).replace(tzinfo=UTC), int(entry)
    except ValueError:
        raise InvalidInput.field("cursor", "翻页位置无效,请回到第一页") from None
