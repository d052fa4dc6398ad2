"""Parcels as rows of one transaction: the legs of a case, their waybills, and what happened to them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from core.capabilities.parcels.forms import Problem
from core.capabilities.parcels.standing import LIVING, Direction, Status
from core.capabilities.parcels.tables import MoveRow, ParcelRow, TroubleRow
from core.capabilities.parcels.waybills import LONGEST, carrier_key, waybill_key
from core.sdk.services import Actor, Doing, InvalidInput, UnitOfWork, legible
from core.sdk.tables import CaseRow, select

OUT = (Direction.outbound, Direction.back)


class Shelf:
    """The parcels of one transaction, for one actor."""

    def __init__(self, work: UnitOfWork, actor: Actor, now: datetime) -> None:
        self.work, self.session, self.actor, self.now = work, work.session, actor, now

    @classmethod
    def of(cls, doing: Doing) -> "Shelf":
        """At the moment of what happens to a case."""
        return cls(doing.work, doing.actor, doing.at)

    def legs(self, case_id: int, *directions: Direction, living: bool = True) -> Sequence[ParcelRow]:
        """Those of a case, the first first."""
        query = select(ParcelRow).where(ParcelRow.case_id == case_id,
                                        ParcelRow.direction.in_([each.name for each in directions or Direction]))
        if living:
            query = query.where(ParcelRow.living)
        return self.session.scalars(query.order_by(ParcelRow.id)).all()

    def leg(self, case: CaseRow, *directions: Direction) -> ParcelRow:
        """The one that is still on its way, a new one where there is none."""
        found = self.legs(case.id, *directions)
        return found[-1] if found else self.add(case, directions[0])

    def add(self, case: CaseRow | None, direction: Direction, status: Status = Status.expected) -> ParcelRow:
        """A new parcel."""
        row = ParcelRow(case_id=case.id if case else None, direction=direction.name, status=status.name,
                        contents=case.title if case else "", created_at=self.now, last_update_at=self.now, living=True,
                        version=0)
        self.session.add(row)
        self.session.flush()
        return row

    def note(self, parcel: ParcelRow, status: Status | None = None, *, place: str = "", note: str = "",
             evidence_id: int | None = None) -> None:
        """Write down what happened to it; whatever happens is progress."""
        if status:
            parcel.status, parcel.living = status.name, status in LIVING
        parcel.last_update_at, parcel.stalled_at = self.now, None
        parcel.version += 1
        self.session.add(MoveRow(parcel_id=parcel.id, at=self.now, by_id=self.actor.id, status=parcel.status,
                                 place=place, note=note, evidence_id=evidence_id))
        self.session.flush()

    def label(self, parcel: ParcelRow, field: str, carrier: str, waybill: str) -> None:
        """Give a parcel its carrier and waybill. One with the waybill of another living parcel is its double. Raises
        `InvalidInput` naming the field of the waybill."""
        key = readable(field, waybill)
        first = self.first_of(key, parcel)
        for _ in range(2):
            before = (parcel.carrier, parcel.carrier_key, parcel.waybill, parcel.waybill_key, parcel.double_of)
            try:
                with self.session.begin_nested():
                    parcel.carrier, parcel.carrier_key = carrier.strip(), carrier_key(carrier)
                    parcel.waybill, parcel.waybill_key = waybill.strip(), key
                    parcel.double_of = first.id if first else None
                    self.session.flush()
                return
            except IntegrityError:  # somebody has written it down in this very moment
                (parcel.carrier, parcel.carrier_key, parcel.waybill, parcel.waybill_key, parcel.double_of) = before
                first = self.first_of(key, parcel)
                if first is None:
                    raise
        raise InvalidInput.field(field, "运单号 {waybill} 正在被别人登记,请再试一次", waybill=waybill)

    def first_of(self, key: str, other_than: ParcelRow) -> ParcelRow | None:
        """The living parcel of a case that had a waybill first."""
        return self.session.scalar(
            select(ParcelRow).where(ParcelRow.waybill_key == key, ParcelRow.living, ParcelRow.id != other_than.id,
                                    ParcelRow.double_of.is_(None), ParcelRow.case_id.is_not(None))
            .order_by(ParcelRow.id).limit(1)) if key else None

    def claim(self, parcel: ParcelRow) -> None:
        """Where a parcel with this waybill came in before anybody asked for it, it is this one."""
        found = self.session.scalars(
            select(ParcelRow).where(ParcelRow.waybill_key == parcel.waybill_key, ParcelRow.case_id.is_(None),
                                    ParcelRow.living).order_by(ParcelRow.id).with_for_update()).all()
        for each in found:
            self.join(each, parcel)

    def join(self, unclaimed: ParcelRow, parcel: ParcelRow) -> None:
        """An unclaimed parcel is the one that a case waits for."""
        unclaimed.case_id, unclaimed.double_of = parcel.case_id, None if unclaimed.id == parcel.id else parcel.id
        parcel.here_since = unclaimed.here_since
        parcel.pieces_received = unclaimed.pieces_received
        self.note(unclaimed, Status.cancelled, note=f"#{parcel.id}")
        self.note(parcel, place=HERE)

    def trouble(self, parcel: ParcelRow, problem: Problem, **more: object) -> TroubleRow:
        """Note that something went wrong with it."""
        row = TroubleRow(parcel_id=parcel.id, problem=problem.name, found_at=self.now, found_by=self.actor.id, **more)
        self.session.add(row)
        self.session.flush()
        return row

    def open_troubles(self, parcel: ParcelRow, *problems: Problem) -> Sequence[TroubleRow]:
        """What of it is not settled."""
        return self.session.scalars(select(TroubleRow).where(
            TroubleRow.parcel_id == parcel.id, TroubleRow.closed_at.is_(None),
            TroubleRow.problem.in_([each.name for each in problems or Problem])).order_by(TroubleRow.id)).all()


HERE = "仓库"
"""Where what came in lies."""


def readable(field: str, waybill: str) -> str:
    """A waybill's key. Raises `InvalidInput` for what is none."""
    legible(**{field: waybill})
    key = waybill_key(waybill)
    if not key or len(waybill.strip()) > LONGEST:
        raise InvalidInput.field(field, "“{waybill}”不像运单号:只写字母和数字,最多 {longest} 个",
                                 waybill=waybill.strip()[:LONGEST], longest=LONGEST)
    return key
