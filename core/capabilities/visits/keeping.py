"""Visits, pieces and calls for support as rows of one transaction."""

from collections.abc import Sequence
from datetime import datetime

from core.capabilities.visits.stages import Book, DispatchCrew
from core.capabilities.visits.standing import LIVING, Piece, Standing
from core.capabilities.visits.tables import PieceRow, SupportRow, VisitRow
from core.sdk.services import Case, Doing, InvalidInput, UnitOfWork
from core.sdk.tables import CaseRow, UserRow, select

LONGEST = 400
OURS = (Piece.held, Piece.ready)
"""A piece that is with us."""


class Diary:
    """The visits of one transaction, at the moment of what happens to a case."""

    def __init__(self, work: UnitOfWork, now: datetime) -> None:
        self.session, self.now = work.session, now

    @classmethod
    def of(cls, doing: Doing) -> "Diary":
        return cls(doing.work, doing.at)

    def last(self, case_id: int) -> VisitRow | None:
        """The latest visit of a case, however far it is."""
        return self.session.scalar(select(VisitRow).where(VisitRow.case_id == case_id)
                                   .order_by(VisitRow.turn.desc()).limit(1))

    def living(self, case_id: int) -> VisitRow | None:
        """The one that is still to come or going on."""
        found = self.last(case_id)
        return found if found is not None and found.living else None

    def current(self, row: CaseRow, case: Case) -> VisitRow:
        """The same; a new one where there is none. Whoever went last goes again where nobody is named anew, because
        the flow names them before it books."""
        found = self.last(row.id)
        if found is not None and found.living:
            return found
        new = VisitRow(case_id=row.id, turn=found.turn + 1 if found else 1, standing=Standing.planned.name,
                       living=True, created_at=self.now)
        order = [stage for stage in case.here.stages if stage in (Book, DispatchCrew)]
        if found is not None and found.technician_id is not None and order != [Book, DispatchCrew]:
            new.technician_id, new.dispatched_at, new.standing = (
                found.technician_id, self.now, Standing.dispatched.name)
        self.session.add(new)
        self.session.flush()
        return new

    def stand(self, visit: VisitRow, standing: Standing, note: str = "") -> None:
        """Write down how far it is; what is over has ended now."""
        visit.standing, visit.living = standing.name, standing in LIVING
        visit.version += 1
        if not visit.living:
            visit.ended_at = visit.ended_at or self.now
            visit.note = note[:LONGEST]
        self.session.flush()

    def end(self, case_id: int, standing: Standing, note: str = "") -> None:
        """The living visit of a case is over; one that nobody went on yet is cancelled."""
        found = self.living(case_id)
        if found is not None:
            went = found.arrived_at is not None or standing is Standing.partial
            self.stand(found, standing if went else Standing.cancelled, note)

    def send(self, visit: VisitRow, user: UserRow | None) -> None:
        """Name who goes."""
        visit.technician_id, visit.dispatched_at, visit.set_out_at = user.id if user else None, self.now, None
        self.stand(visit, Standing.dispatched)

    def alone(self, visit: VisitRow, field: str) -> None:
        """Raise `InvalidInput` where whoever goes has another visit in this window. Two desks that decide at the same
        moment wait for one another: the person's row is locked."""
        if visit.technician_id is None or visit.starts is None or visit.ends is None:
            return
        self.session.flush()
        self.session.execute(select(UserRow.id).where(UserRow.id == visit.technician_id)
                             .with_for_update(key_share=True))
        clash = self.session.execute(
            select(CaseRow.number, VisitRow.starts, VisitRow.ends, UserRow.name)
            .join(CaseRow, CaseRow.id == VisitRow.case_id).join(UserRow, UserRow.id == VisitRow.technician_id)
            .where(VisitRow.technician_id == visit.technician_id, VisitRow.living, VisitRow.case_id != visit.case_id,
                   CaseRow.closed_at.is_(None), VisitRow.starts < visit.ends, VisitRow.ends > visit.starts)
            .order_by(VisitRow.starts).limit(1)).first()
        if clash:
            number, starts, ends, name = clash
            raise InvalidInput.field(field, "{who} 在 {starts} 到 {ends} 已有上门 {number}", who=name, number=number,
                                     starts=starts and starts.astimezone(self.now.tzinfo),
                                     ends=ends and ends.astimezone(self.now.tzinfo))

    def pieces(self, case_id: int, *standings: Piece) -> Sequence[PieceRow]:
        """What was taken away of a case and stands so, the first first."""
        return self.session.scalars(select(PieceRow).where(
            PieceRow.case_id == case_id, PieceRow.standing.in_([each.name for each in standings]))
            .order_by(PieceRow.id)).all()

    def calls(self, case_id: int) -> Sequence[SupportRow]:
        """Calls for support that nobody has answered."""
        return self.session.scalars(select(SupportRow).where(
            SupportRow.case_id == case_id, SupportRow.answered_at.is_(None)).order_by(SupportRow.id)).all()


def receipt_key(said: str) -> str:
    """What tells receipts apart, however they are typed."""
    return "".join(said.split()).upper()
