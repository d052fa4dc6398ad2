"""What logistics has an eye on: what is to be booked, what is on its way, who owes what freight."""

from collections.abc import Mapping
from decimal import Decimal

from core.capabilities.parcels.forms import Booking
from core.capabilities.parcels.keeping import Shelf
from core.capabilities.parcels.permissions import BOOK, SEE
from core.capabilities.parcels.seeing import Page, Parcel, cursor_after, cursor_of, parcels, rank_of, read
from core.capabilities.parcels.stages import BOOKED
from core.capabilities.parcels.standing import Direction, Status
from core.capabilities.parcels.tables import MoveRow, ParcelRow, TroubleRow
from core.sdk.services import (
    NOTE,
    Actor,
    InvalidInput,
    NotFound,
    Receipt,
    Record,
    Records,
    Refused,
    UnitOfWork,
    Workplace,
    change,
    legible,
    require,
)
from core.sdk.tables import CaseRow, UserRow, and_, or_, select

AT_ONCE = 50
FILTERS: Mapping[str, str] = {"": "全部在途", "lost": "丢失或损坏", "stalled": "没有进展", "double": "运单号重复"}
LONGEST = 500


class Tracking:
    """Parcels on their way."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def to_book(self, actor: Actor, cursor: str = "", limit: int = AT_ONCE) -> Page:
        """What has to be sent, fetched or arranged, the longest waiting first. What the customer posts is not among
        it."""
        require(actor, SEE)
        if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
            raise InvalidInput.field("cursor", "没有这一页")
        ours = or_(ParcelRow.direction != Direction.inbound.name, ParcelRow.address != "",
                   ParcelRow.expected_by.is_not(None), CaseRow.state == "inbound.to_arrange")
        query = parcels(actor).where(ParcelRow.living, ParcelRow.id > int(cursor or 0), ours,
                                     ParcelRow.status.in_([Status.expected.name, Status.booked.name]),
                                     CaseRow.closed_at.is_(None)).order_by(ParcelRow.id).limit(limit + 1)
        with self.place.store.read() as work:
            found = [read(each) for each in work.session.execute(query)]
        return Page(tuple(found[:limit]), str(found[limit - 1].row.id) if len(found) > limit else "")

    def on_the_way(self, actor: Actor, which: str = "", cursor: str = "", limit: int = AT_ONCE) -> Page:
        """What is travelling: lost and broken first, then those nothing was heard of. `which` is a key of `FILTERS`."""
        require(actor, SEE)
        if which not in FILTERS:
            raise InvalidInput.field("which", "没有这种筛选")
        travelling = [Status.in_transit.name, Status.lost.name, Status.damaged.name]
        query = parcels(actor).where(ParcelRow.living, ParcelRow.status.in_(travelling),
                                     ParcelRow.case_id.is_not(None))
        match which:
            case "lost":
                query = query.where(ParcelRow.status != Status.in_transit.name)
            case "stalled":
                query = query.where(ParcelRow.stalled_at.is_not(None), ParcelRow.status == Status.in_transit.name)
            case "double":
                query = query.where(ParcelRow.double_of.is_not(None))
        if place := cursor_of(cursor):
            rank, when, key = place
            query = query.where(or_(rank_of > rank, and_(rank_of == rank, or_(
                ParcelRow.last_update_at > when, and_(ParcelRow.last_update_at == when, ParcelRow.id > key)))))
        with self.place.store.read() as work:
            found = [read(each) for each in work.session.execute(
                query.order_by(rank_of, ParcelRow.last_update_at, ParcelRow.id).limit(limit + 1))]
        return Page(tuple(found[:limit]), cursor_after(found[limit - 1]) if len(found) > limit else "")

    def of_case(self, actor: Actor, case_id: int) -> list[Parcel]:
        """The parcels of a case, the first first."""
        require(actor, SEE)
        with self.place.store.read() as work:
            return [read(each) for each in work.session.execute(
                parcels(actor).where(ParcelRow.case_id == case_id).order_by(ParcelRow.id))]

    def one(self, actor: Actor, parcel_id: int) -> Parcel:
        """A parcel. Raises `NotFound` also for one of a case that the actor may not see."""
        require(actor, SEE)
        with self.place.store.read() as work:
            return self._one(work, actor, parcel_id)

    @staticmethod
    def _one(work: UnitOfWork, actor: Actor, parcel_id: int) -> Parcel:
        found = work.session.execute(parcels(actor).where(ParcelRow.id == parcel_id)).first()
        if found is None:
            raise NotFound()
        return read(found)

    def story(self, actor: Actor, parcel_id: int) -> list[tuple[MoveRow, str]]:
        """What happened to a parcel and through whose hands it went, the first first, with who wrote it down."""
        require(actor, SEE)
        with self.place.store.read() as work:
            self._one(work, actor, parcel_id)
            return [(row, name or "") for row, name in work.session.execute(
                select(MoveRow, UserRow.name).outerjoin(UserRow, UserRow.id == MoveRow.by_id)
                .where(MoveRow.parcel_id == parcel_id).order_by(MoveRow.id))]

    def book(self, actor: Actor, parcel_id: int, answers: Mapping[str, object], *, key: str = "") -> Receipt:
        """Say that a carrier knows of a leg: `carrier`, and `waybill` and `at` where known. Raises `Refused` for one
        that is on its way already."""
        require(actor, BOOK)
        parcel = self.one(actor, parcel_id)
        if not parcel.number:
            raise NotFound()

        def do(records: Records, record: Record) -> Receipt:
            now = records.work.session.get(ParcelRow, parcel_id, populate_existing=True)
            if now is None or now.status not in (Status.expected.name, Status.booked.name):
                raise Refused("这件已经寄出或取消,不能再约承运方")
            said = Booking.load(answers, at=self.place.now().astimezone(record.case.zone))
            return records.signal(record, BOOKED, said)

        return change(self.place, actor, parcel.number, "parcels.book", {"parcel": parcel_id, "answers": dict(answers)},
                      do, key=key)

    def move(self, actor: Actor, parcel_id: int, *, place: str = "", note: str = "",
             evidence_id: int | None = None) -> Parcel:
        """Write down who has a parcel now, or what the carrier says of it; a file of its case may show it. That is
        progress: it no longer counts as stalled."""
        require(actor, SEE)
        require(actor, NOTE)
        if not place.strip() and not note.strip():
            raise InvalidInput.field("place", "写明交给谁、在哪里,或承运方怎么说")
        legible(place=place, note=note)
        for name, said in (("place", place), ("note", note)):
            if len(said) > LONGEST:
                raise InvalidInput.field(name, "太长,最多 {longest} 字", longest=LONGEST)
        with self.place.store.unit_of_work() as work:
            parcel = self._one(work, actor, parcel_id)
            shown_in(work, parcel, evidence_id)
            row = work.session.get_one(ParcelRow, parcel_id, with_for_update=True, populate_existing=True)
            Shelf(work, actor, self.place.now()).note(row, place=place.strip(), note=note.strip(),
                                                      evidence_id=evidence_id)
            work.commit()
            return parcel

    def owed(self, actor: Actor, limit: int = 200) -> tuple[Decimal, list[Parcel]]:
        """Freight that customers have paid though the company bears it, as far as the rules can tell, and what it comes
        to in all."""
        require(actor, SEE)
        with self.place.store.read() as work:
            found = [read(each) for each in work.session.execute(
                parcels(actor).where(ParcelRow.owed > Decimal(0)).order_by(ParcelRow.id.desc()).limit(limit))]
        return sum((each.row.owed or Decimal(0) for each in found), Decimal(0)), found

    def troubles_of(self, actor: Actor, parcel_ids: list[int]) -> dict[int, list[TroubleRow]]:
        """What went wrong with each of these, the latest first."""
        require(actor, SEE)
        found: dict[int, list[TroubleRow]] = {}
        if not parcel_ids:
            return found
        with self.place.store.read() as work:
            for each in work.session.scalars(select(TroubleRow).where(TroubleRow.parcel_id.in_(parcel_ids))
                                             .order_by(TroubleRow.id.desc())):
                found.setdefault(each.parcel_id, []).append(each)
        return found


def shown_in(work: UnitOfWork, parcel: Parcel, evidence_id: int | None) -> None:
    """Raise `InvalidInput` unless a file is one of the parcel's case."""
    if evidence_id is None:
        return
    if parcel.row.case_id is None or evidence_id not in {each.id for each in work.evidence.of(parcel.row.case_id)}:
        raise InvalidInput.field("evidence", "案件里没有这个文件")
