"""What goes wrong on the way: noted by people, or by the desk when nothing is heard; told to case and logistics."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.capabilities.parcels.forms import Problem, Trouble
from core.capabilities.parcels.keeping import Shelf
from core.capabilities.parcels.permissions import BOOK, SEE
from core.capabilities.parcels.rules import lost_after, stalled_after
from core.capabilities.parcels.seeing import Parcel, parcels, read
from core.capabilities.parcels.stages import LOST, SETTLED, TROUBLED
from core.capabilities.parcels.standing import Status
from core.capabilities.parcels.tables import ParcelRow, TroubleRow
from core.capabilities.parcels.tracking import LONGEST, Tracking, shown_in
from core.sdk import LOGISTICS, Length, Term
from core.sdk.services import (
    Actor,
    DeskError,
    InvalidInput,
    Label,
    NotFound,
    Receipt,
    Record,
    Records,
    Refused,
    Workplace,
    change,
    legible,
    require,
    tell,
)
from core.sdk.tables import CaseRow, select

BECOMES = {Problem.loss: Status.lost, Problem.damage: Status.damaged}
SIGNALS = {Problem.loss: LOST}

log = logging.getLogger("shouhou.parcels")


@dataclass(frozen=True)
class Open:
    """A trouble that is not settled, with its parcel."""

    row: TroubleRow
    parcel: Parcel

    @property
    def problem(self) -> Problem:
        return Problem[self.row.problem]


class Troubles:
    """Delays, damage, losses and shortages."""

    def __init__(self, place: Workplace) -> None:
        self.place, self.tracking = place, Tracking(place)

    def record(self, actor: Actor, parcel_id: int, problem: str, *, note: str = "", claim: Decimal | None = None,
               evidence_id: int | None = None, key: str = "") -> Receipt:
        """Note what went wrong with a parcel of a case, and what is claimed of the carrier. Raises `Refused` where the
        same is noted already and not settled, or the parcel has not left."""
        require(actor, BOOK)
        if problem not in Problem.__members__:
            raise InvalidInput.field("problem", "不是可选的选项,可选:{options}",
                                     options=tuple(Label(each.value) for each in Problem))
        _check(note=note)
        _amount("claim", claim)
        parcel, found = self.tracking.one(actor, parcel_id), Problem[problem]
        if not parcel.number:
            raise Refused("这件还不属于任何案件,先归入案件")

        def do(records: Records, record: Record) -> Receipt:
            shelf = Shelf(records.work, actor, self.place.now())
            row = records.work.session.get_one(ParcelRow, parcel_id, populate_existing=True)
            if row.sent_at is None and row.received_at is None:
                raise Refused("这件还没有寄出")
            if shelf.open_troubles(row, found):
                raise Refused("这件的“{problem}”已登记,还没有处理完", problem=Label(found.value))
            shown_in(records.work, parcel, evidence_id)
            shelf.trouble(row, found, note=note.strip(), claim=claim, evidence_id=evidence_id)
            if row.living:
                shelf.note(row, BECOMES.get(found), note=note.strip(), evidence_id=evidence_id)
            return records.signal(record, SIGNALS.get(found, TROUBLED), _told(found, claim))

        return change(self.place, actor, parcel.number, "parcels.trouble", {
            "parcel": parcel_id, "problem": problem, "note": note, "claim": claim,
            "evidence": evidence_id}, do, key=key)

    def settle(self, actor: Actor, trouble_id: int, outcome: str, *, paid: Decimal | None = None,
               found: bool = False, key: str = "") -> Receipt:
        """Say how a trouble was settled and what the carrier paid; where the parcel was `found`, it is on its way
        again. Raises `Refused` for one that is settled."""
        require(actor, BOOK)
        if not outcome.strip():
            raise InvalidInput.field("outcome", "写明怎么处理的")
        _check(outcome=outcome)
        _amount("paid", paid)
        with self.place.store.read() as work:
            row = work.session.get(TroubleRow, trouble_id)
            if row is None:
                raise NotFound()
        parcel = self.tracking.one(actor, row.parcel_id)

        def do(records: Records, record: Record) -> Receipt:
            shelf = Shelf(records.work, actor, self.place.now())
            now = records.work.session.get_one(TroubleRow, trouble_id, populate_existing=True)
            if now.closed_at is not None:
                raise Refused("这项异常已经处理完:{outcome}", outcome=now.outcome)
            now.outcome, now.paid, now.closed_at, now.closed_by = outcome.strip(), paid, shelf.now, actor.id
            mine = records.work.session.get_one(ParcelRow, now.parcel_id, populate_existing=True)
            if mine.living:
                lost = now.problem == Problem.loss.name and not found
                shelf.note(mine, Status.cancelled if lost else Status.in_transit, note=outcome.strip())
            return records.signal(record, SETTLED, _told(Problem[now.problem], now.claim, outcome.strip(),
                                                          found))

        return change(self.place, actor, parcel.number, "parcels.settle", {
            "trouble": trouble_id, "outcome": outcome, "paid": paid, "found": found}, do, key=key)

    def open(self, actor: Actor, limit: int = 200) -> list[Open]:
        """What is not settled, the oldest first."""
        require(actor, SEE)
        with self.place.store.read() as work:
            rows = parcels(actor).add_columns(TroubleRow).join(TroubleRow, TroubleRow.parcel_id == ParcelRow.id)
            return [Open(found[-1], read(found[:-1])) for found in work.session.execute(
                rows.where(TroubleRow.closed_at.is_(None)).order_by(TroubleRow.found_at, TroubleRow.id).limit(limit))]

    def watch(self) -> Mapping[str, int]:
        """Mark what nobody has heard of for longer than its case's regulation allows, each once: a delay, then a loss.
        How many of each. A case that fails is left to the next time."""
        done = {"stalled": 0, "lost": 0, "failed": 0}
        with self.place.store.read() as work:
            waiting = work.session.execute(
                select(ParcelRow.id, CaseRow.number).join_from(ParcelRow, CaseRow)
                .where(ParcelRow.living, ParcelRow.status == Status.in_transit.name, ParcelRow.here_since.is_(None),
                       CaseRow.closed_at.is_(None)).order_by(ParcelRow.id)).all()
        for parcel_id, number in waiting:
            try:
                if marked := self._watch(parcel_id, number):
                    done[marked] += 1
            except DeskError as error:
                log.warning("the parcel %d cannot be looked at: %s", parcel_id, type(error).__name__)
                done["failed"] += 1
        return done

    def _watch(self, parcel_id: int, number: str) -> str:
        """Look at one parcel; what it was marked as, '' if nothing."""
        desk = Actor.system()
        with self.place.store.unit_of_work() as work:
            records = Records(self.place, work, desk)
            record = records.lock(number, None)
            row, now = work.session.get_one(ParcelRow, parcel_id), self.place.now()
            if row.status != Status.in_transit.name:
                return ""
            if self._over(record, lost_after, row.last_update_at, now):
                marked, problem = "lost", Problem.loss
            elif row.stalled_at is None and self._over(record, stalled_after, row.last_update_at, now):
                marked, problem = "stalled", Problem.delay
            else:
                return ""
            heard, shelf = row.last_update_at, Shelf(work, desk, now)
            if not shelf.open_troubles(row, problem):
                shelf.trouble(row, problem)
            shelf.note(row, BECOMES.get(problem))
            row.last_update_at, row.stalled_at = heard, now  # the desk's own mark is no news of the parcel
            records.signal(record, SIGNALS.get(problem, TROUBLED), Trouble(problem=problem))
            tell(work, record.row, f"parcels.{marked}:{row.id}:{row.version}", (f"duty:{LOGISTICS.key}",),
                 Label("包裹丢失" if marked == "lost" else "包裹没有进展"))
            work.commit()
            return marked

    @staticmethod
    def _over(record: Record, term: Term[Length], since: datetime, now: datetime) -> bool:
        """Whether a term has run out; one that is not set never does."""
        setting, case = record.case.here.settings.get(term.key), record.case
        if setting is None or setting.blank:
            return False
        ends: date = case.here.policy(case.facts()).after(since.astimezone(case.zone), term)
        return now > ends if isinstance(ends, datetime) else now.astimezone(case.zone).date() > ends


def _told(problem: Problem, claim: Decimal | None, settled: str = "", found: bool = False) -> Trouble:
    """What the case is told, as far as it is known."""
    known: dict[str, Any] = {"problem": problem, "claim": claim, "settled": settled or None,
                             "found": found or None}
    return Trouble(**{name: value for name, value in known.items() if value is not None})


def _check(**said: str) -> None:
    legible(**said)
    for name, text in said.items():
        if len(text) > LONGEST:
            raise InvalidInput.field(name, "太长,最多 {longest} 字", longest=LONGEST)


def _amount(name: str, amount: Decimal | None) -> None:
    if amount is not None and not (amount.is_finite() and 0 <= amount < Decimal(10) ** 9
                                   and amount == round(amount, 2)):
        raise InvalidInput.field(name, "金额最多两位小数,不能小于 0")
