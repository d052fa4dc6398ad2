"""Planned changes: drafted, looked at in the background, then applied from now on or to open cases too, or dropped.

What is looked at rests on how things stood; where they have changed since, a change is looked at again before it can be
applied. Verdicts of what has ended are never touched.
"""

import json
import logging
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.domain.errors import DeskError, InvalidInput, NotFound, Refused
from core.domain.people import APPROVE, MANAGE_CALENDARS, SET_VALUES, VIEW, Actor
from core.domain.reasons import Label
from core.planning.kinds import CalendarKind, Kind, RulebooksKind, ValuesKind
from core.planning.moving import go_over, moves_of
from core.planning.plans import (
    APPLIED,
    APPLIES,
    APPLYING,
    DROPPED,
    FAILED,
    KINDS,
    LOOKED,
    LOOKING,
    OPEN,
    STATES,
    Attempt,
    Plan,
    error_of,
)
from core.services.changes import change
from core.services.notes import written
from core.services.records import Receipt, Record, Records, legible, require
from core.services.refreshing import Move, Progress
from core.services.workplace import Workplace
from core.store.lists import visible_to
from core.store.tables import CaseRow, PlannedChangeRow
from core.store.unit_of_work import UnitOfWork

GOOD_FOR = timedelta(days=1)
"""How long a look is good for: meanwhile cases come and go."""
PATIENCE = timedelta(minutes=5)
"""Who stays to do the work has this long before the worker comes to do it."""
LONGEST_TITLE = 120
MOST_SHOWN = 100
Told = Callable[[int, int], object]
"""Hears how many cases are done, of how many."""

log = logging.getLogger("shouhou.planning")


class _Left(Exception):
    """Somebody else goes on with this change, or nobody."""


class Planning:
    """Changes that concern many cases."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self.kinds: dict[str, Kind] = {"calendar": CalendarKind(place), "values": ValuesKind(place),
                                       "rulebooks": RulebooksKind(place)}

    # For whom they are

    def all(self, actor: Actor) -> list[Plan]:
        """The latest hundred that the actor could have drafted, the latest first."""
        kinds = [name for name, kind in self.kinds.items() if actor.may(kind.permission)]
        if not kinds:
            require(actor, MANAGE_CALENDARS)
        with self.place.store.read() as work:
            rows = work.session.scalars(select(PlannedChangeRow).where(PlannedChangeRow.kind.in_(kinds))
                                        .order_by(PlannedChangeRow.id.desc()).limit(MOST_SHOWN)).all()
            return self._plans(work, actor, rows)

    def show(self, actor: Actor, plan_id: int) -> Plan:
        """One of them. Counts are of all open cases, examples of those that the actor sees."""
        self._check(actor)
        with self.place.store.read() as work:
            return self._plan(work, actor, self._row(work, actor, plan_id))

    def draft(self, actor: Actor, kind: str, content: Mapping[str, Any], title: str = "", *,
              stays: bool = False) -> Plan:
        """Say what is to hold; what would become of open cases is looked at in the background, unless whoever drafts
        `stays` to do so by `finish`. `kind` is calendar, values or rulebooks, see `core.planning.kinds` for what their
        `content` says. Raises `InvalidInput` naming the field."""
        if kind not in self.kinds:
            self._check(actor)
            raise InvalidInput.field("kind", "不是可选的选项,可选:{options}", options=tuple(self.kinds))
        require(actor, self.kinds[kind].permission)
        legible(title=title)
        if len(title) > LONGEST_TITLE:
            raise InvalidInput.field("title", "应是不超过 {n} 个字的一行文字", n=LONGEST_TITLE)
        with self.place.store.unit_of_work() as work:
            said = self.kinds[kind].checked(work, content)
            row = PlannedChangeRow(kind=kind, title=title.strip(), content=said, state=LOOKING, created_by=actor.id,
                                   created_at=self.place.now(), found={}, total=0, done=0, applies="", error="")
            work.session.add(row)
            work.flush()
            self._ask_worker(work, row, stays=stays)
            work.commit()
            return self._plan(work, actor, row)

    def look(self, actor: Actor, plan_id: int, *, stays: bool = False) -> Plan:
        """Look again. Raises `Refused` for what is applied or dropped."""
        self._check(actor)
        with self.place.store.unit_of_work() as work:
            row = self._row(work, actor, plan_id, lock=True)
            self._settled(row)
            self._begin_anew(work, row, stays=stays)
            work.commit()
            return self._plan(work, actor, row)

    def apply(self, actor: Actor, plan_id: int, applies: str, *, stays: bool = False) -> Plan:
        """Let it hold from now on: only for what is `new`, or for `open` cases too, which follow in the background
        unless whoever applies it `stays`. Raises `Refused` where it is not looked at, or something has changed since:
        then it is looked at again."""
        self._check(actor)
        with self.place.store.unit_of_work() as work:
            # One after the other, so that the second sees what the first has changed.
            work.session.scalars(select(PlannedChangeRow.id).where(PlannedChangeRow.state == LOOKED)
                                 .order_by(PlannedChangeRow.id).with_for_update()).all()
            row = self._row(work, actor, plan_id, lock=True)
            kind = self.kinds[row.kind]
            if applies not in kind.applies:
                raise InvalidInput.field("applies", "不是可选的选项,可选:{options}",
                                         options=tuple(Label(APPLIES[each]) for each in kind.applies))
            self._settled(row)
            if row.state != LOOKED:
                raise Refused("还没有看过会改变什么({state})", state=Label(STATES[row.state]))
            if self._stale(work, row):
                self._begin_anew(work, row, stays=False)
                work.commit()
                raise Refused("上次查看之后情况变了,正在重新查看;看过再应用")
            kind.decide(work, actor, row.content, row.title, applies)
            attempt = Attempt.of(row)
            row.found = replace(attempt, by=actor.id, turn="", follows=Progress(0)).data()
            row.applies, row.applied_at = applies, self.place.now()
            row.state, row.done = (APPLYING, 0) if applies == OPEN else (APPLIED, row.total)
            if row.state == APPLYING:
                self._ask_worker(work, row, stays=stays)
            work.commit()
            return self._plan(work, actor, row)

    def drop(self, actor: Actor, plan_id: int) -> Plan:
        """Give it up. Raises `Refused` for what is applied."""
        self._check(actor)
        with self.place.store.unit_of_work() as work:
            row = self._row(work, actor, plan_id, lock=True)
            self._settled(row)
            row.state = DROPPED
            work.commit()
            return self._plan(work, actor, row)

    def finish(self, actor: Actor, plan_id: int, told: Told = lambda done, total: None) -> Plan:
        """Do what is still to be done while the person waits. Raises why it could not be done."""
        self.show(actor, plan_id)
        self.work(plan_id, told=told)
        plan = self.show(actor, plan_id)
        if plan.state == FAILED and plan.error:
            raise Refused("没有做成:{why}", why=plan.error)
        return plan

    def move(self, actor: Actor, number: str, why: str, *, version: int | None = None, key: str = "") -> Receipt:
        """Let one open case go over to the regulations and values in force now; its clocks keep their starts and the
        time already spent. It takes the right to let things pass. Raises `Refused` where its state is not in the new
        flow, or it goes by them already."""
        reason = written("why", why)

        def do(records: Records, record: Record) -> Receipt:
            book = self.place.rulebook(records.work, record.row.industry)
            return go_over(self.place, records, record, book, reason)

        return change(self.place, actor, number, "move", {"why": why}, do, version=version, permission=APPROVE, key=key)

    def would_move(self, actor: Actor, number: str) -> list[Move]:
        """The promises of one case that would have another deadline were it to go over by `move`. Raises `Refused`
        where it cannot."""
        with self.place.store.read() as work:
            record = Records(self.place, work, actor).read(number)
            require(actor, SET_VALUES)
            return moves_of(self.place, work, record, self.place.rulebook(work, record.row.industry))

    # Done by the worker

    def work(self, plan_id: int, hold: Callable[[], bool] = lambda: True,
             told: Told = lambda done, total: None) -> None:
        """Go on with a change that is to be looked at or applied, from where an earlier attempt came to. Where `hold`
        gives False it is left to the next worker."""
        begun = self._begin(plan_id)
        if begun is None:
            return
        row, attempt = begun
        try:
            for progress in self._progress(row, attempt):
                self._keep(row, attempt, progress)
                told(progress.done, progress.total)
                if not hold():
                    self._leave(row, attempt)
                    return
            self._end(row, attempt)
        except _Left:
            return
        except DeskError as error:
            self._fail(row, attempt, error)

    def _progress(self, row: PlannedChangeRow, attempt: Attempt) -> Iterator[Progress]:
        kind = self.kinds[row.kind]
        if row.state == LOOKING:
            return kind.outlook(row.content, attempt.progress)
        return kind.follow(self._by(attempt), row.content, row.title or KINDS[row.kind], attempt.follows)

    def _by(self, attempt: Attempt) -> Actor:
        """Whoever applied it, with the desk's own rights: it was decided then."""
        with self.place.store.read() as work:
            names = work.users.names([attempt.by] if attempt.by else [])
        system = Actor.system()
        return replace(system, id=attempt.by, name=names[attempt.by]) if attempt.by in names else system

    def _begin(self, plan_id: int) -> tuple[PlannedChangeRow, Attempt] | None:
        with self.place.store.unit_of_work() as work:
            row = self._lock(work, plan_id)
            if row is None or row.state not in (LOOKING, APPLYING):
                return None
            attempt = Attempt.of(row)
            if row.state == LOOKING:
                try:
                    basis = self.kinds[row.kind].basis(work, row.content)
                except DeskError as error:
                    row.state, row.error = FAILED, json.dumps(error.reason.data(), ensure_ascii=False)
                    work.commit()
                    return None
                if attempt.basis != basis:
                    attempt = Attempt(basis=basis)
            attempt.turn = secrets.token_hex(8)
            row.found = attempt.data()
            work.commit()
            return row, attempt

    def _mine(self, work: UnitOfWork, row: PlannedChangeRow, attempt: Attempt) -> PlannedChangeRow:
        """The row as it is now, if it is still this attempt's turn."""
        found = self._lock(work, row.id)
        if found is None or found.state != row.state or found.found.get("turn") != attempt.turn:
            raise _Left
        return found

    def _keep(self, row: PlannedChangeRow, attempt: Attempt, progress: Progress) -> None:
        if row.state == LOOKING:
            attempt.progress = progress
        else:
            attempt.follows = progress
        with self.place.store.unit_of_work() as work:
            kept = self._mine(work, row, attempt)
            kept.found, kept.done, kept.total = attempt.data(), progress.done, progress.total
            work.commit()

    def _end(self, row: PlannedChangeRow, attempt: Attempt) -> None:
        with self.place.store.unit_of_work() as work:
            kept = self._mine(work, row, attempt)
            kept.done = kept.total
            if kept.state == LOOKING:
                kept.state, kept.looked_at = LOOKED, self.place.now()
            else:
                kept.state = APPLIED
            work.commit()

    def _leave(self, row: PlannedChangeRow, attempt: Attempt) -> None:
        with self.place.store.unit_of_work() as work:
            self._ask_worker(work, self._mine(work, row, attempt), stays=False)
            work.commit()

    def _fail(self, row: PlannedChangeRow, attempt: Attempt, error: DeskError) -> None:
        log.warning("planned change %d could not go on: %s", row.id, error.code)
        with self.place.store.unit_of_work() as work:
            try:
                kept = self._mine(work, row, attempt)
            except _Left:
                return
            kept.state, kept.error = FAILED, json.dumps(error.reason.data(), ensure_ascii=False)
            work.commit()

    # Rows

    @staticmethod
    def _check(actor: Actor) -> None:
        if not actor.may(SET_VALUES):
            require(actor, MANAGE_CALENDARS)

    def _row(self, work: UnitOfWork, actor: Actor, plan_id: int, *, lock: bool = False) -> PlannedChangeRow:
        row = self._lock(work, plan_id) if lock else work.session.get(PlannedChangeRow, plan_id) if (
            0 < plan_id < 2**31) else None
        if row is None or not actor.may(self.kinds[row.kind].permission):
            raise NotFound()
        return row

    @staticmethod
    def _lock(work: UnitOfWork, plan_id: int) -> PlannedChangeRow | None:
        return work.session.scalar(select(PlannedChangeRow).where(PlannedChangeRow.id == plan_id).with_for_update()
                                   .execution_options(populate_existing=True)) if 0 < plan_id < 2**31 else None

    @staticmethod
    def _settled(row: PlannedChangeRow) -> None:
        if row.state in (APPLYING, APPLIED, DROPPED) or (row.state == FAILED and row.applied_at):
            raise Refused("这个变更{state},不能再改", state=Label(STATES[row.state]))

    def _begin_anew(self, work: UnitOfWork, row: PlannedChangeRow, *, stays: bool) -> None:
        row.state, row.found, row.done, row.looked_at, row.error = LOOKING, {}, 0, None, ""
        self._ask_worker(work, row, stays=stays)

    def _ask_worker(self, work: UnitOfWork, row: PlannedChangeRow, *, stays: bool) -> None:
        work.outbox.put("plan", f"plan:{row.id}:{secrets.token_hex(8)}", {"change": row.id},
                        self.place.now() + (PATIENCE if stays else timedelta()))

    def _stale(self, work: UnitOfWork, row: PlannedChangeRow) -> bool:
        """Whether something has changed since it was looked at."""
        if row.state != LOOKED or row.looked_at is None:
            return False
        try:
            basis = self.kinds[row.kind].basis(work, row.content)
        except DeskError:
            return True
        return basis != row.found["basis"] or self.place.now() - row.looked_at > GOOD_FOR

    def _plan(self, work: UnitOfWork, actor: Actor, row: PlannedChangeRow) -> Plan:
        return self._plans(work, actor, [row])[0]

    def _plans(self, work: UnitOfWork, actor: Actor, rows: Sequence[PlannedChangeRow]) -> list[Plan]:
        attempts = [Attempt.of(row) for row in rows]
        told = {number for each in attempts for number in each.told()}
        sees = frozenset(work.session.scalars(
            select(CaseRow.number).where(CaseRow.number.in_(told), *visible_to(actor)))
            if told and actor.may(VIEW) else ())
        by = {row.created_by for row in rows} | {attempt.by for attempt in attempts}
        names = work.users.names([each for each in by if each])
        return [self._shown(work, row, attempt, sees, names) for row, attempt in zip(rows, attempts, strict=True)]

    def _shown(self, work: UnitOfWork, row: PlannedChangeRow, attempt: Attempt, sees: frozenset[str],
               names: Mapping[int, str]) -> Plan:
        decided = row.applied_at is not None or row.state == DROPPED
        try:
            differ = () if decided else tuple(self.kinds[row.kind].differences(work, row.content))
        except DeskError:  # what it speaks of is no longer there
            differ = ()
        looked = row.looked_at is not None and row.state != LOOKING
        return Plan(row.id, row.kind, row.title, row.content, differ, row.state, row.done, row.total,
                    attempt.found(sees) if looked else None, self._stale(work, row), row.applies,
                    names.get(row.created_by or 0, ""), row.created_at, row.looked_at, row.applied_at,
                    names.get(attempt.by or 0, ""), error_of(row))

