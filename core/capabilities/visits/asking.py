"""Asking to change a day, to change places on days, or that another takes a visit; a supervisor decides."""

from dataclasses import dataclass, replace
from datetime import date

from core.capabilities.visits.people import person_of
from core.capabilities.visits.people_forms import SWAP_ANSWERED, SWAP_ASKED, SwapAnswered, SwapAsked
from core.capabilities.visits.people_tables import RequestRow, ShiftRow
from core.capabilities.visits.permissions import GO, OWN, ROSTER, SEND_CREW
from core.capabilities.visits.roster import Roster, Turn, turn_from, turn_of
from core.capabilities.visits.said import a_note
from core.capabilities.visits.stages import Visit
from core.capabilities.visits.tables import VisitRow
from core.sdk import DISPATCH, Choice
from core.sdk.services import (
    Actor,
    Forbidden,
    InvalidInput,
    NotFound,
    Receipt,
    Record,
    Records,
    Refused,
    Steps,
    UnitOfWork,
    Workplace,
    change,
    require,
)
from core.sdk.tables import CaseRow, ColumnElement, UserRow, aliased, or_, select

MOST, LONGEST = 200, 400
REASSIGNING = {Visit.ahead.key: Visit.reassign.key, Visit.travelling.key: Visit.reassign_on_the_way.key}
"""The step that names somebody else, by the state of the case."""


class Asked(Choice):
    """What somebody asks for."""

    change = "调班"
    swap = "换班"
    job = "换人上门"
    set = "主管改班"


class Answer(Choice):
    """How far a request is."""

    asked = "待批准"
    approved = "已批准"
    refused = "未批准"
    withdrawn = "已撤回"


@dataclass(frozen=True)
class Request:
    """A request with everybody's names."""

    row: RequestRow
    login: str
    name: str
    other: str = ""
    other_name: str = ""
    number: str = ""
    decided_by: str = ""

    @property
    def kind(self) -> Asked:
        return Asked[self.row.kind]

    @property
    def state(self) -> Answer:
        return Answer[self.row.state]

    @property
    def wanted(self) -> Turn | None:
        return turn_from(self.row.wanted) if self.row.wanted else None

    @property
    def was(self) -> Turn | None:
        return turn_from(self.row.was) if self.row.was else None

    def data(self) -> dict[str, object]:
        row = self.row
        return {"id": row.id, "kind": row.kind, "state": row.state, "person": self.login, "name": self.name,
                "other": self.other or None, "day": row.day, "other_day": row.other_day, "case": self.number or None,
                "wanted": str(self.wanted) if self.wanted else "", "was": str(self.was) if self.was else "",
                "reason": row.reason, "answer": row.answer, "asked_at": row.asked_at, "decided_at": row.decided_at,
                "decided_by": self.decided_by or None}


class Requests:
    """What people ask for, and what is decided. Nobody decides what concerns themselves."""

    def __init__(self, place: Workplace) -> None:
        self.place, self.roster, self.steps = place, Roster(place), Steps(place)

    def all(self, actor: Actor, *, waiting: bool = False, mine: bool = False) -> list[Request]:
        """Requests, those that wait first, then the latest; who may not decide sees what concerns them."""
        require(actor, OWN)
        where: list[ColumnElement[bool]] = []
        if waiting:
            where.append(RequestRow.state == Answer.asked.name)
        if mine or not actor.may(ROSTER):
            where.append(or_(RequestRow.user_id == actor.id, RequestRow.other_id == actor.id))
        with self.place.store.read() as work:
            return _read(work, *where)

    def change_day(self, actor: Actor, day: date, wanted: Turn, reason: str) -> Request:
        """Ask that a day of one's own be another: rest, leave, other hours."""
        require(actor, OWN)
        return self._ask(actor, RequestRow(kind=Asked.change.name, user_id=actor.id, day=day, wanted=wanted.data()),
                         reason)

    def swap_days(self, actor: Actor, day: date, other: str, reason: str, other_day: date | None = None) -> Request:
        """Ask to change places with somebody on a day, and back on another."""
        require(actor, OWN)
        if other_day == day:
            raise InvalidInput.field("other_day", "换回的日子须是另一天")
        with self.place.store.read() as work:
            person = person_of(work, other, "other")
        if person.id == actor.id:
            raise InvalidInput.field("other", "不能与自己换班")
        return self._ask(actor, RequestRow(kind=Asked.swap.name, user_id=actor.id, other_id=person.id, day=day,
                                           other_day=other_day), reason)

    def _ask(self, actor: Actor, row: RequestRow, reason: str) -> Request:
        why = _reasoned(reason)
        with self.place.store.unit_of_work() as work:
            person_of(work, actor.login)
            assert row.day
            if row.day < self.place.now().astimezone(self.place.calendar(work).zone).date():
                raise InvalidInput.field("day", "这一天已经过去")
            stood = self._shift(work, row.user_id, row.day)
            row.was = turn_of(stood, self.place.calendar(work).zone).data() if stood else {}
            row.state, row.reason, row.asked_at = Answer.asked.name, why, self.place.now()
            work.session.add(row)
            work.session.flush()
            found = _read(work, RequestRow.id == row.id)[0]
            work.commit()
            return found

    def swap_job(self, actor: Actor, number: str, other: str, reason: str, *, version: int | None = None,
                 key: str = "") -> Receipt:
        """Ask that somebody else take one's visit. Until a supervisor approves, it stays one's own. Raises `Refused`
        where it is not, and where that was asked already."""
        require(actor, GO)
        why = _reasoned(reason)

        def do(records: Records, record: Record) -> Receipt:
            session = records.work.session
            if record.row.state not in REASSIGNING or not _going(records.work, record.row.id, actor):
                raise Refused("只能为派给自己、还没有到场的上门请求换人")
            person = person_of(records.work, other, "other")
            if person.id == actor.id:
                raise InvalidInput.field("other", "已经派给自己")
            waits = select(RequestRow.id).where(RequestRow.case_id == record.row.id,
                                                RequestRow.state == Answer.asked.name)
            if session.scalar(waits):
                raise Refused("这次上门已请求换人,正在等待批准")
            session.add(RequestRow(
                kind=Asked.job.name, state=Answer.asked.name, user_id=actor.id, other_id=person.id,
                case_id=record.row.id, reason=why, asked_at=self.place.now()))
            said = SwapAsked(filed_at=self.place.now().astimezone(record.case.zone), swap_from=actor.login,
                             swap_to=person.login, swap_why=why)
            return records.signal(record, SWAP_ASKED, said)

        return change(self.place, actor, number, "visits.swap", {"other": other, "reason": reason}, do,
                      version=version, key=key)

    def withdraw(self, actor: Actor, request: int) -> Request:
        """Take back what one has asked for."""
        require(actor, OWN)
        with self.place.store.unit_of_work() as work:
            row = self._waiting(work, request)
            if row.user_id != actor.id:
                raise NotFound()
            return self._decided(work, row, Answer.withdrawn, actor, "")

    def answer(self, actor: Actor, request: int, *, grant: bool, answer: str = "") -> Request:
        """Approve or refuse. Approving changes the roster, or takes the visit's own step that names the other. Raises
        `Forbidden` for what concerns oneself, `InvalidInput` for refusing without a reason, and what the step raises;
        nothing is then decided."""
        require(actor, ROSTER)
        answer = a_note("answer", answer, LONGEST, needed="" if grant else "不批准须写明理由")
        with self.place.store.unit_of_work() as work:
            row = self._waiting(work, request)
            if actor.id in (row.user_id, row.other_id):
                raise Forbidden("不能批准与自己有关的请求,请别的主管批准")
            if row.case_id is not None:
                self._answer_job(work, row, actor, grant, answer)
            elif grant:
                self._lay(work, row, actor)
            return self._decided(work, row, Answer.approved if grant else Answer.refused, actor, answer)

    def _answer_job(self, work: UnitOfWork, row: RequestRow, actor: Actor, grant: bool, answer: str) -> None:
        """What was decided stands in the case, and so does whoever goes now."""
        number = work.session.scalar(select(CaseRow.number).where(CaseRow.id == row.case_id)) or ""
        records = Records(self.place, work, dispatching(actor))
        record = records.lock(number, None)
        records.signal(record, SWAP_ANSWERED, SwapAnswered(
            filed_at=self.place.now().astimezone(record.case.zone), swap_granted=grant, swap_answer=answer))
        if grant:
            step = REASSIGNING.get(record.row.state)
            if step is None or not work.session.scalar(select(VisitRow.id).where(
                    VisitRow.case_id == row.case_id, VisitRow.living, VisitRow.technician_id == row.user_id)):
                raise Refused("案件 {number} 已经不在等这个人上门,不能再换人", number=number)
            other = work.users.get(row.other_id or 0)
            self.steps.within(records, record, step, {"technician": other.login})

    def _lay(self, work: UnitOfWork, row: RequestRow, actor: Actor) -> None:
        zone = self.place.calendar(work).zone
        assert row.day
        if row.kind == Asked.change.name:
            self.roster.lay(work, row.user_id, row.day, turn_from(row.wanted), actor.id, row.reason)
            return
        for day in filter(None, (row.day, row.other_day)):
            first, second = self._shift(work, row.user_id, day), self._shift(work, row.other_id or 0, day)
            if first is None or second is None:
                raise Refused("{day} 还没有排好两人的班,不能换", day=day)
            turns = turn_of(first, zone), turn_of(second, zone)
            self.roster.lay(work, first.user_id, day, turns[1], actor.id, row.reason)
            self.roster.lay(work, second.user_id, day, turns[0], actor.id, row.reason)

    @staticmethod
    def _shift(work: UnitOfWork, user_id: int, day: date) -> ShiftRow | None:
        return work.session.scalar(select(ShiftRow).where(ShiftRow.user_id == user_id, ShiftRow.day == day))

    @staticmethod
    def _waiting(work: UnitOfWork, request: int) -> RequestRow:
        row = work.session.get(RequestRow, request, with_for_update=True)
        if row is None:
            raise NotFound()
        if row.state != Answer.asked.name:
            raise Refused("这项请求已经有了结果:{state}", state=Answer[row.state].label)
        return row

    def _decided(self, work: UnitOfWork, row: RequestRow, state: Answer, actor: Actor, answer: str) -> Request:
        row.state, row.answer = state.name, answer
        row.decided_at, row.decided_by = self.place.now(), actor.id
        work.session.flush()
        found = _read(work, RequestRow.id == row.id)[0]
        work.commit()
        return found


def dispatching(actor: Actor) -> Actor:
    """Somebody who may send crews, taking the steps of dispatch under their own name."""
    require(actor, SEND_CREW)
    return replace(actor, duties=actor.duties | {DISPATCH.key})


def _going(work: UnitOfWork, case_id: int, actor: Actor) -> bool:
    return bool(work.session.scalar(select(VisitRow.id).where(
        VisitRow.case_id == case_id, VisitRow.living, VisitRow.technician_id == actor.id)))


def _reasoned(reason: str) -> str:
    return a_note("reason", reason, LONGEST, needed="请写明理由")


def _read(work: UnitOfWork, *where: ColumnElement[bool]) -> list[Request]:
    asker, other, decider = aliased(UserRow), aliased(UserRow), aliased(UserRow)
    query = (select(RequestRow, asker.login, asker.name, other.login, other.name, CaseRow.number, decider.name)
             .join(asker, asker.id == RequestRow.user_id).outerjoin(other, other.id == RequestRow.other_id)
             .outerjoin(CaseRow, CaseRow.id == RequestRow.case_id)
             .outerjoin(decider, decider.id == RequestRow.decided_by)
             .where(*where).order_by(RequestRow.state != Answer.asked.name, RequestRow.id.desc()).limit(MOST))
    return [Request(row, login, name, their or "", named or "", number or "", by or "")
            for row, login, name, their, named, number, by in work.session.execute(query)]
