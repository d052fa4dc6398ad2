"""The bench: what somebody has in hand is found by waybill or case number, and received."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from core.capabilities.parcels.forms import Arrival
from core.capabilities.parcels.keeping import HERE, Shelf, readable
from core.capabilities.parcels.permissions import RECEIVE, SEE
from core.capabilities.parcels.seeing import Parcel, parcels, read
from core.capabilities.parcels.stages import ARRIVAL_CORRECTED, FURTHER, Inbound
from core.capabilities.parcels.standing import Direction, Status
from core.capabilities.parcels.tables import ParcelRow
from core.capabilities.parcels.waybills import waybill_key
from core.sdk.services import (
    Actor,
    InvalidInput,
    NotFound,
    Receipt,
    Record,
    Records,
    Refused,
    Signal,
    Steps,
    UnitOfWork,
    Workplace,
    change,
    legible,
    require,
    visible_to,
)
from core.sdk.tables import CaseRow, ColumnElement, and_, func, select

LAST = 20
"""How many of those received today are listed."""
LONGEST = 200
OWN = "BG-"
"""What begins the number of a parcel that came without a waybill one can read."""


@dataclass(frozen=True)
class Found:
    """What a code stands for. `parcel` is the one in hand, `others` those of further cases that share its waybill;
    `number` and `state` of the case it is of, or that was itself typed."""

    code: str
    parcel: Parcel | None = None
    others: tuple[Parcel, ...] = ()
    number: str = ""
    title: str = ""
    state: str = ""

    @property
    def ready(self) -> bool:
        """Nothing stands against receiving it: its case waits for it, or has gone on with what came before it."""
        if self.parcel is None or not self.number:
            return self.state == Inbound.transit.key
        row = self.parcel.row
        return row.living and row.direction == Direction.inbound.name and (
            self.state == Inbound.transit.key or (row.sent_at is not None and not self.unposted))

    @property
    def unposted(self) -> bool:
        """It came before anybody said that it was posted."""
        return self.state == Inbound.asked.key

    @property
    def known(self) -> bool:
        return bool(self.number) or self.parcel is not None


class Bench:
    """Where parcels come in."""

    def __init__(self, place: Workplace) -> None:
        self.place, self.steps = place, Steps(place)

    def find(self, actor: Actor, code: str) -> Found:
        """What is scanned or typed: a waybill, a case's number, or the number on our own label. What nobody knows, and
        what this actor may not see, is a `Found` without parcel and case."""
        require(actor, SEE)
        said = unicodedata.normalize("NFKC", code).strip()[:LONGEST]
        legible(code=said)
        key = waybill_key(said)
        with self.place.store.read() as work:
            inward = self._inward(work, actor, ParcelRow.waybill_key == key) if key else []
            inward = inward or self._inward(work, actor, CaseRow.number == said.upper())
            if inward:
                first = next((each for each in inward if each.number and each.row.living), inward[0])
                others = tuple(each for each in inward if each is not first and each.number != first.number)
                return Found(said, first, others, first.number, first.title, first.state)
            row = work.session.execute(select(CaseRow.number, CaseRow.title, CaseRow.state).where(
                CaseRow.number == said.upper(), *visible_to(actor))).first()
            return Found(said, None, (), *row) if row else Found(said)

    @staticmethod
    def _inward(work: UnitOfWork, actor: Actor, which: ColumnElement[bool]) -> list[Parcel]:
        """What comes to us of it, what is still to come first; else what went out."""
        found = [read(each) for each in work.session.execute(
            parcels(actor).where(which, ParcelRow.status != Status.cancelled.name)
            .order_by(ParcelRow.living.desc(), ParcelRow.id.desc()).limit(LAST))]
        return [each for each in found if each.direction is Direction.inbound] or found

    def receive(self, actor: Actor, number: str, answers: Mapping[str, object], *, version: int | None = None,
                key: str = "") -> Receipt:
        """Take the step of receiving with its form; what comes after its case has gone on is noted on it. Raises
        `Refused` where it was received already, where nobody has said that it was posted and where the case waits for
        no parcel, each with the way out; `InvalidInput` for more pieces than were posted and for another case's
        parcel."""
        require(actor, RECEIVE)
        try:
            return self.steps.take(actor, number, Inbound.receive.key, dict(answers), version=version, key=key)
        except Refused as refused:
            if refused.decisions:
                raise
            return self._further(actor, number, answers, version, key, refused)

    def _further(self, actor: Actor, number: str, answers: Mapping[str, object], version: int | None, key: str,
                 refused: Refused) -> Receipt:
        """Receive one more parcel of a case that has gone on; else say why it cannot be received."""
        def check(records: Records, record: Record) -> None:
            coming = Shelf(records.work, actor, self.place.now()).legs(record.row.id, Direction.inbound)
            early = record.row.state in (Inbound.to_arrange.key, Inbound.asked.key)
            if early or not any(each.sent_at for each in coming):
                raise self._told(records, record, refused)

        return self._file(actor, number, FURTHER, answers, version, f"{key}:further"[-128:] if key else "", check)

    def _told(self, records: Records, record: Record, refused: Refused) -> Refused:
        """Why a case cannot receive anything now, and the way out."""
        number, state = record.row.number, record.row.state
        if state == Inbound.to_arrange.key:
            return Refused("案件 {number} 还没有安排寄件:先“安排寄件”,登记运单,再收件", number=number)
        if state == Inbound.asked.key:
            return Refused("案件 {number} 还没有登记寄出:先登记承运公司和运单号,再收件", number=number)
        got = records.work.session.execute(parcels(records.actor).where(
            ParcelRow.case_id == record.row.id, ParcelRow.direction == Direction.inbound.name,
            ParcelRow.status == Status.received.name).order_by(ParcelRow.id.desc()).limit(1)).first()
        if got is None:
            return refused
        last = read(got)
        return Refused("案件 {number} 的包裹已由{who}于 {at} 收件;登记有误请“更正”", number=number,
                       who=last.received_by or "系统",
                       at=(last.row.received_at or last.row.last_update_at).astimezone(record.case.zone))

    def post_and_receive(self, actor: Actor, number: str, carrier: str, waybill: str, answers: Mapping[str, object],
                         *, key: str = "") -> Receipt:
        """Receive what nobody has said was posted: its waybill is written down first, as picked up by us. What fails
        after that leaves the parcel on its way."""
        require(actor, RECEIVE)
        readable("waybill", waybill)
        self.steps.take(actor, number, Inbound.picked_up.key, {"carrier": carrier, "waybill": waybill},
                        key=f"{key}-p" if key else "")
        return self.receive(actor, number, answers, key=key)

    def correct(self, actor: Actor, number: str, answers: Mapping[str, object], *, version: int | None = None,
                key: str = "") -> Receipt:
        """Say better how something arrived; when it came, and who took it, stays."""
        return self._file(actor, number, ARRIVAL_CORRECTED, answers, version, key)

    def _file(self, actor: Actor, number: str, signal: Signal, answers: Mapping[str, object], version: int | None,
              key: str, check: Callable[[Records, Record], None] = lambda records, record: None) -> Receipt:
        def do(records: Records, record: Record) -> Receipt:
            check(records, record)
            said = Arrival.load(answers, at=self.place.now().astimezone(record.case.zone),
                                asked=record.case.here.asked, earlier=record.case.facts())
            return records.signal(record, signal, said)

        return change(self.place, actor, number, signal.name, {"answers": dict(answers)}, do, version=version,
                      permission=RECEIVE, key=key)

    def keep_unclaimed(self, actor: Actor, waybill: str = "", *, carrier: str = "", note: str = "",
                       pieces: int | None = None) -> Parcel:
        """Keep what nobody asked for, until somebody does. Raises `InvalidInput` for a waybill that is kept already,
        and where there is neither waybill nor note; `Refused` where a case waits for it."""
        require(actor, RECEIVE)
        legible(note=note, carrier=carrier)
        if not waybill.strip() and not note.strip():
            raise InvalidInput.field("note", "没有运单号时,写明包裹的样子")
        if pieces is not None and pieces < 1:
            raise InvalidInput.field("pieces", "至少 1 件")
        key = readable("waybill", waybill) if waybill.strip() else ""
        with self.place.store.unit_of_work() as work:
            shelf = Shelf(work, actor, self.place.now())
            same = parcels(actor).where(ParcelRow.waybill_key == key, ParcelRow.living)
            for each in map(read, work.session.execute(same).all() if key else ()):
                if not each.number:
                    raise InvalidInput.field("waybill", "运单号 {waybill} 已登记为无主包裹", waybill=waybill.strip())
                if each.direction is Direction.inbound:
                    raise Refused("运单号 {waybill} 是案件 {number} 的包裹,请按它收件", waybill=waybill.strip(),
                                  number=each.number)
            row = shelf.add(None, Direction.inbound, Status.in_transit)
            row.here_since, row.pieces_received, row.contents = self.place.now(), pieces, note.strip()[:LONGEST]
            shelf.label(row, "waybill", carrier[:LONGEST], waybill.strip() or f"{OWN}{row.id:06d}")
            shelf.note(row, place=HERE, note=note.strip()[:LONGEST])
            work.commit()
            return Parcel(row)

    def unclaimed(self, actor: Actor) -> list[Parcel]:
        """What lies here and belongs to no case yet, and what a case now waits for; the longest first."""
        require(actor, SEE)
        with self.place.store.read() as work:
            return [read(each) for each in work.session.execute(parcels(actor).where(
                ParcelRow.here_since.is_not(None), ParcelRow.living).order_by(ParcelRow.here_since).limit(LONGEST))]

    def assign(self, actor: Actor, parcel_id: int, number: str, *, key: str = "") -> Receipt:
        """Say which case an unclaimed parcel belongs to. It is then on its way to be received there. Raises `Refused`
        for a case that waits for no parcel."""
        require(actor, RECEIVE)
        with self.place.store.read() as work:
            row = work.cases.by_number(number.strip().upper(), seen_by=actor)
            mine = work.session.get(ParcelRow, parcel_id)
            if mine is None or mine.case_id is not None or not mine.living:
                raise NotFound()
        if row.state == Inbound.asked.key:  # writing the waybill down claims it
            return self.steps.take(actor, row.number, Inbound.picked_up.key, {
                "carrier": mine.carrier or "未注明", "waybill": mine.waybill}, key=key)

        def do(records: Records, record: Record) -> Receipt:
            shelf = Shelf(records.work, actor, self.place.now())
            found = records.work.session.get(ParcelRow, parcel_id, with_for_update=True, populate_existing=True)
            coming = shelf.legs(record.row.id, Direction.inbound)
            if found is None or found.case_id is not None or not found.living:
                raise NotFound()
            if record.row.state != Inbound.transit.key or not coming:
                raise Refused("案件 {number} 现在不等包裹:先“安排寄件”,或查对案件编号", number=record.row.number)
            shelf.join(found, coming[0])
            return Receipt(record.row.number, record.row.version, record.row.state)

        return change(self.place, actor, row.number, "parcels.assign", {"parcel": parcel_id}, do, key=key)

    def dismiss(self, actor: Actor, parcel_id: int, why: str) -> None:
        """An unclaimed parcel leaves again: back to the carrier, to its sender. What was written of its looks goes."""
        require(actor, RECEIVE)
        if not why.strip():
            raise InvalidInput.field("why", "写明退给了谁")
        legible(why=why)
        with self.place.store.unit_of_work() as work:
            row = work.session.get(ParcelRow, parcel_id, with_for_update=True)
            if row is None or row.case_id is not None or not row.living:
                raise NotFound()
            row.contents, row.here_since = "", None
            Shelf(work, actor, self.place.now()).note(row, Status.cancelled, note=why.strip()[:LONGEST])
            work.commit()

    def today(self, actor: Actor) -> tuple[int, list[Parcel]]:
        """How many were received today, and the last of them."""
        require(actor, SEE)
        zone = ZoneInfo(self.place.config.zone)
        begins = datetime.combine(self.place.now().astimezone(zone).date(), time.min, zone)
        which = and_(ParcelRow.received_at >= begins, ParcelRow.direction == Direction.inbound.name)
        with self.place.store.read() as work:
            query = parcels(actor).where(which)
            number = work.session.scalar(select(func.count()).select_from(query.subquery())) or 0
            return number, [read(each) for each in work.session.execute(
                query.order_by(ParcelRow.received_at.desc(), ParcelRow.id.desc()).limit(LAST))]
