"""Visits, pieces and calls for support as people see them, each list read in one query."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.capabilities.visits.keeping import OURS
from core.capabilities.visits.people_tables import PersonRow
from core.capabilities.visits.permissions import GO, SEE
from core.capabilities.visits.standing import Piece, Standing
from core.capabilities.visits.tables import PieceRow, SupportRow, VisitRow
from core.sdk.services import Actor, InvalidInput, NotFound, Workplace, require, visible_to
from core.sdk.tables import CaseRow, ColumnElement, CustomerRow, UserRow, or_, select

AT_MOST = 200
"""Rows of a list."""


@dataclass(frozen=True)
class VisitSeen:
    """A visit with what is shown of its case; `state` is a key. `technician` '' is nobody yet."""

    row: VisitRow
    number: str
    title: str
    kind: str
    state: str
    closed: bool
    customer_id: int | None
    customer: str
    customer_address: str
    technician: str
    login: str
    badge: str

    @property
    def standing(self) -> Standing:
        return Standing[self.row.standing]

    @property
    def address(self) -> str:
        return self.row.address or self.customer_address

    @property
    def late(self) -> bool:
        """Somebody came after the window that the customer was told last."""
        row = self.row
        return row.arrived_at is not None and row.ends is not None and row.arrived_at > row.ends

    def data(self) -> dict[str, Any]:
        """As programs are told; moments aware."""
        row = self.row
        return {"id": row.id, "case": self.number, "title": self.title, "kind": self.kind, "turn": row.turn,
                "standing": row.standing, "technician": self.login or None, "name": self.technician or None,
                "badge": self.badge or None, "area": row.area, "skill": row.skill, "brand": row.brand,
                "starts": row.starts, "ends": row.ends, "dispatched_at": row.dispatched_at,
                "set_out_at": row.set_out_at, "arrived_at": row.arrived_at, "ended_at": row.ended_at,
                "told_at": row.told_at, "confirmed_at": row.confirmed_at, "wished_starts": row.wished_starts,
                "wished_ends": row.wished_ends, "late": self.late, "note": row.note, "version": row.version}


_WHOLE = (select(VisitRow, CaseRow.number, CaseRow.title, CaseRow.kind, CaseRow.state, CaseRow.closed_at,
                 CaseRow.customer_id, CustomerRow.name, CustomerRow.address, UserRow.name, UserRow.login,
                 PersonRow.badge)
          .join(CaseRow, CaseRow.id == VisitRow.case_id)
          .outerjoin(CustomerRow, CustomerRow.id == CaseRow.customer_id)
          .outerjoin(UserRow, UserRow.id == VisitRow.technician_id)
          .outerjoin(PersonRow, PersonRow.user_id == VisitRow.technician_id))


def read(found: Any) -> VisitSeen:
    """A row of the query above."""
    row, number, title, kind, state, closed_at, customer_id, customer, address, technician, login, badge = found
    return VisitSeen(row, number, title, kind, state, closed_at is not None, customer_id, customer or "",
                     address or "", technician or "", login or "", badge or "")


@dataclass(frozen=True)
class Day:
    """Somebody's visits: what is to come or going on, the next first; what is over today."""

    ahead: tuple[VisitSeen, ...]
    over: tuple[VisitSeen, ...]

    @property
    def next(self) -> VisitSeen | None:
        return self.ahead[0] if self.ahead else None


@dataclass(frozen=True)
class PieceSeen:
    """A customer's piece that went with us. `overdue` where it should have been back by now."""

    row: PieceRow
    number: str
    title: str
    customer: str
    taken_by: str
    overdue: bool

    @property
    def standing(self) -> Piece:
        return Piece[self.row.standing]

    def data(self) -> dict[str, Any]:
        """As programs are told; moments aware."""
        row = self.row
        return {"id": row.id, "case": self.number, "receipt": row.receipt, "standing": row.standing, "what": row.what,
                "condition": row.condition, "accessories": row.accessories, "place": row.place,
                "promised_back": row.promised_back, "overdue": self.overdue, "taken_at": row.taken_at,
                "taken_by": self.taken_by or None, "back_at": row.back_at, "recovered": row.recovered,
                "statement": row.statement, "closed_at": row.closed_at}


@dataclass(frozen=True)
class CallSeen:
    """A call for support."""

    row: SupportRow
    number: str
    title: str
    asked_by: str

    def data(self) -> dict[str, Any]:
        """As programs are told; moments aware."""
        row = self.row
        return {"id": row.id, "case": self.number, "title": self.title, "trouble": row.trouble,
                "asked_at": row.asked_at, "asked_by": self.asked_by or None, "advice": row.advice,
                "answered_at": row.answered_at}


PIECES = {"": "未了结", "overdue": "超过答应的日期", "all": "全部"}
"""Which pieces the register shows."""


class Seeing:
    """Reading visits, pieces and calls for support."""

    def __init__(self, place: Workplace) -> None:
        self.place, self.zone = place, ZoneInfo(place.config.zone)

    def today(self) -> date:
        return self.place.now().astimezone(self.zone).date()

    def day(self, said: str) -> date:
        """A day as `2025-03-12`; '' is today. Raises `InvalidInput`."""
        try:
            found = date.fromisoformat(said) if said else self.today()
        except ValueError:
            found = date.max
        if not 1990 <= found.year < 2200:
            raise InvalidInput.field("day", "不是有效的日期,请写成 2025-03-12")
        return found

    def mine(self, actor: Actor) -> Day:
        """The actor's own visits: all that are to come, and what is over today."""
        require(actor, GO)
        begins = self._midnight(self.today())
        ahead = self._read(actor, VisitRow.technician_id == actor.id, VisitRow.living.is_(True),
                           CaseRow.closed_at.is_(None))
        over = self._read(actor, VisitRow.technician_id == actor.id, VisitRow.ended_at >= begins)
        return Day(tuple(sorted(ahead, key=_soonest)), tuple(over))

    def on(self, actor: Actor, day: date, *, technician: str = "") -> list[VisitSeen]:
        """The visits of a day, and those that have no window yet where it is today or later."""
        require(actor, SEE)
        begins, ends = self._midnight(day), self._midnight(day + timedelta(1))
        open_ended = VisitRow.starts.is_(None) & VisitRow.living & CaseRow.closed_at.is_(None)
        within = (VisitRow.starts >= begins) & (VisitRow.starts < ends)
        which: list[ColumnElement[bool]] = [or_(within, open_ended) if day >= self.today() else within]
        if technician:
            which.append(UserRow.login == technician)
        return self._read(actor, *which)

    def of_case(self, actor: Actor, case_id: int) -> list[VisitSeen]:
        """The visits of a case, the first first."""
        require(actor, SEE)
        return self._read(actor, VisitRow.case_id == case_id)

    def of_number(self, actor: Actor, number: str) -> list[VisitSeen]:
        """The same by the case's number. Raises `NotFound` for a case nobody may see."""
        require(actor, SEE)
        with self.place.store.read() as work:
            row = work.cases.by_number(number.strip().upper(), seen_by=actor)
        return self._read(actor, VisitRow.case_id == row.id)

    def for_customer(self, actor: Actor, case_id: int) -> VisitSeen | None:
        """The latest visit of the case whose link somebody came by."""
        found = self._read(actor, VisitRow.case_id == case_id)
        return found[-1] if found else None

    def phones(self, actor: Actor, visit: VisitSeen) -> list[str]:
        """Whom to call at the door: whole numbers, for whoever goes there and as long as they do."""
        require(actor, GO)
        if visit.row.technician_id != actor.id or not visit.row.living or visit.customer_id is None:
            return []
        with self.place.store.read() as work:
            return work.customers.with_phones(visit.customer_id)[1]

    def _read(self, actor: Actor, *which: ColumnElement[bool]) -> list[VisitSeen]:
        query = _WHOLE.where(*which, *visible_to(actor)).order_by(VisitRow.case_id, VisitRow.turn).limit(AT_MOST)
        with self.place.store.read() as work:
            return [read(each) for each in work.session.execute(query)]

    def pieces(self, actor: Actor, which: str = "") -> list[PieceSeen]:
        """What of customers is with us, what should be back the longest first. `which` is a key of `PIECES`."""
        require(actor, SEE)
        if which not in PIECES:
            raise InvalidInput.field("which", "没有这种筛选")
        wanted: list[ColumnElement[bool]] = [] if which == "all" else [PieceRow.closed_at.is_(None)]
        if which == "overdue":
            wanted += [PieceRow.promised_back < self.today(), PieceRow.standing.in_([each.name for each in OURS])]
        return self._pieces(actor, *wanted)

    def pieces_of(self, actor: Actor, case_id: int) -> list[PieceSeen]:
        """Those of a case."""
        require(actor, SEE)
        return self._pieces(actor, PieceRow.case_id == case_id)

    def piece(self, actor: Actor, piece_id: int) -> PieceSeen:
        """One of them. Raises `NotFound`."""
        require(actor, SEE)
        found = self._pieces(actor, PieceRow.id == piece_id)
        if not found:
            raise NotFound()
        return found[0]

    def _pieces(self, actor: Actor, *which: ColumnElement[bool]) -> list[PieceSeen]:
        query = (select(PieceRow, CaseRow.number, CaseRow.title, CustomerRow.name, UserRow.name)
                 .join(CaseRow, CaseRow.id == PieceRow.case_id)
                 .outerjoin(CustomerRow, CustomerRow.id == CaseRow.customer_id)
                 .outerjoin(UserRow, UserRow.id == PieceRow.taken_by).where(*which, *visible_to(actor))
                 .order_by(PieceRow.promised_back.is_(None), PieceRow.promised_back, PieceRow.id).limit(AT_MOST))
        today, ours = self.today(), {each.name for each in OURS}
        with self.place.store.read() as work:
            return [PieceSeen(row, number, title, customer or "", by or "", row.promised_back is not None
                              and row.promised_back < today and row.standing in ours)
                    for row, number, title, customer, by in work.session.execute(query)]

    def calls(self, actor: Actor) -> list[CallSeen]:
        """Who on site waits for an answer, the longest first."""
        require(actor, SEE)
        return self._calls(actor, SupportRow.answered_at.is_(None), CaseRow.closed_at.is_(None))

    def calls_of(self, actor: Actor, case_id: int) -> list[CallSeen]:
        """Those of a case, answered or not."""
        require(actor, SEE)
        return self._calls(actor, SupportRow.case_id == case_id)

    def _calls(self, actor: Actor, *which: ColumnElement[bool]) -> list[CallSeen]:
        query = (select(SupportRow, CaseRow.number, CaseRow.title, UserRow.name)
                 .join(CaseRow, CaseRow.id == SupportRow.case_id)
                 .outerjoin(UserRow, UserRow.id == SupportRow.asked_by).where(*which, *visible_to(actor))
                 .order_by(SupportRow.asked_at, SupportRow.id).limit(AT_MOST))
        with self.place.store.read() as work:
            return [CallSeen(row, number, title, by or "") for row, number, title, by in work.session.execute(query)]

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone)


def _soonest(visit: VisitSeen) -> tuple[bool, float, int]:
    """What is going on first, then by its window; without one last."""
    row = visit.row
    on_it = visit.standing in (Standing.on_site, Standing.travelling)
    return not on_it, row.starts.timestamp() if row.starts else float("inf"), row.id
