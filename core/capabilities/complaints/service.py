"""Complaints: the list with its numbers, what waits for a manager, and making one of what a customer says."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.capabilities.complaints.forms import Cause, Complaint, Outside
from core.capabilities.complaints.permissions import FLAG, OUTSIDE, SEE
from core.capabilities.complaints.reactions import complaint_of
from core.capabilities.complaints.stages import WENT_OUTSIDE, Appeal
from core.capabilities.complaints.standing import OPEN, Status
from core.capabilities.complaints.tables import ComplaintRow
from core.sdk import MANAGER
from core.sdk.services import (
    Actor,
    InvalidInput,
    Receipt,
    Record,
    Records,
    Refused,
    Workplace,
    change,
    follow,
    require,
    visible_to,
)
from core.sdk.tables import CaseRow, ColumnElement, Select, UserRow, aliased, and_, case, func, or_, select

ABOUT = aliased(CaseRow)
OUTSIDE_FIRST: ColumnElement[int] = case((ComplaintRow.outside_at.is_not(None), 1), else_=0)
"""What media or other bodies have stands on top."""
PAGE = 50
MOST_WAITING = 500


@dataclass(frozen=True)
class Standing:
    """A complaint as a list shows it. `about` is the number of the case complained about, '' for none."""

    number: str
    title: str
    about: str
    status: str
    channel: str
    cause: str
    department: str
    person: str
    agreed: bool | None
    opened_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    reopened: int
    outside_at: datetime | None
    outside_body: str
    due_at: datetime | None
    assignee: str

    @property
    def open(self) -> bool:
        return Status[self.status] in OPEN


@dataclass(frozen=True)
class Waiting:
    """A case that waits for a manager: its kind and state are keys, `asks` says which of the two ways it came."""

    number: str
    kind: str
    title: str
    state: str
    opened_at: datetime
    due_at: datetime | None
    assignee: str
    mine: bool

    @property
    def appeal(self) -> bool:
        """The customer does not agree with the answer; else they insist on what the rules do not give."""
        return self.state == Appeal.pending.key


@dataclass(frozen=True)
class Page:
    """Some complaints, how many there are of each status, cause and department among all that may be seen, and the
    cursor of the next page ('' at the end)."""

    complaints: Sequence[Standing]
    statuses: Mapping[str, int]
    causes: Mapping[str, int]
    departments: Mapping[str, int]
    next_cursor: str = ""


class Complaints:
    """The complaints of a desk."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def list(self, actor: Actor, status: str = "", cause: str = "", department: str = "", cursor: str = "",
             limit: int = PAGE) -> Page:
        """Those somebody may see, first what media or other bodies have, then the latest; `open` is every status that
        is not closed. Raises `InvalidInput` for a status or cause there is not, and for a cursor no page gave."""
        require(actor, SEE)
        if status not in ("", "open", *Status.__members__):
            raise InvalidInput.field("status", "不是可选的选项,可选:{options}", options=("open", *Status.__members__))
        if cause not in ("", *Cause.__members__):
            raise InvalidInput.field("cause", "不是可选的选项,可选:{options}", options=tuple(Cause.__members__))
        if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
            raise InvalidInput.field("cursor", "翻页位置无效,请回到第一页")
        wanted = [each.name for each in OPEN] if status == "open" else [status]
        where: list[ColumnElement[bool]] = []
        if status:
            where.append(ComplaintRow.status.in_(wanted))
        if cause:
            where.append(ComplaintRow.cause == cause)
        if department:
            where.append(ComplaintRow.department == department)
        scope = visible_to(actor)
        with self.place.store.read() as work:
            if cursor:
                last = work.session.get(ComplaintRow, int(cursor))
                within = ComplaintRow.id < int(cursor)
                where.append(and_(OUTSIDE_FIRST == 0, within) if last is None or last.outside_at is None
                             else or_(OUTSIDE_FIRST == 0, within))
            found = work.session.execute(_whole().where(*scope, *where).order_by(
                OUTSIDE_FIRST.desc(), ComplaintRow.id.desc())
                                         .limit(limit + 1)).all()

            def counted(column: Any) -> dict[str, int]:
                return dict(work.session.execute(
                    select(column, func.count()).join_from(ComplaintRow, CaseRow, CaseRow.id == ComplaintRow.case_id)
                    .where(*scope, column != "").group_by(column).order_by(column)).all())

            return Page([_read(each) for each in found[:limit]], counted(ComplaintRow.status),
                        counted(ComplaintRow.cause), counted(ComplaintRow.department),
                        str(found[limit - 1][0].id) if len(found) > limit else "")

    def of(self, actor: Actor, case_id: int) -> Standing | None:
        """The complaint that a case is, if it is one and somebody may see it."""
        require(actor, SEE)
        with self.place.store.read() as work:
            found = work.session.execute(_whole().where(ComplaintRow.case_id == case_id, *visible_to(actor))).first()
            return _read(found) if found else None

    def about(self, actor: Actor, case_id: int) -> Sequence[Standing]:
        """The complaints about a case, the first first."""
        require(actor, SEE)
        with self.place.store.read() as work:
            return [_read(each) for each in work.session.execute(
                _whole().where(ComplaintRow.about_case_id == case_id, *visible_to(actor)).order_by(ComplaintRow.id))]

    def waiting(self, actor: Actor) -> Sequence[Waiting]:
        """Every case that waits for a manager, of all kinds, the nearest deadline first; whoever has it sees it too."""
        require(actor, SEE)
        with self.place.store.read() as work:
            return [Waiting(row.number, row.kind, row.title, row.state, row.opened_at, row.next_due_at, name or "",
                            row.assignee_id == actor.id) for row, name in work.session.execute(
                select(CaseRow, UserRow.name).select_from(CaseRow)
                .outerjoin(UserRow, UserRow.id == CaseRow.assignee_id)
                .where(CaseRow.closed_at.is_(None), CaseRow.state.in_(self._for_managers()), *visible_to(actor))
                .order_by(CaseRow.due_order, CaseRow.id).limit(MOST_WAITING))]

    def _for_managers(self) -> Set[str]:
        """The states, of any kind of case, that only a manager can end."""
        stages = {stage for registry in self.place.industries.values() for workflow in registry.workflows.values()
                  for stage in workflow.stages}
        leading = {state.key: {step.by for step in stage.steps if step.source is state}
                   for stage in stages for state in stage.states}
        return {key for key, duties in leading.items() if duties == {MANAGER}}

    def kind_beside(self, kind: str) -> str:
        """The kind of complaint that a case of a kind may become; '' where its industry has none in force, and for one
        that is a complaint itself."""
        registry = self.place.registry_of(kind)
        if issubclass(registry.workflows[kind].opens, Complaint):
            return ""
        return next((each for each, workflow in registry.workflows.items()
                     if issubclass(workflow.opens, Complaint) and each in self.place.kinds), "")

    def flag(self, actor: Actor, number: str, about: str, channel: str, wanted: str = "", *, version: int | None = None,
             key: str = "") -> Receipt:
        """Make a complaint of what a customer says about a case: its own case with its own clock, linked, with the
        customer and goods that are known. The receipt is the complaint's. Raises `InvalidInput` naming what is missing,
        `Refused` where the regulation knows no complaints."""
        def do(records: Records, record: Record) -> Receipt:
            kind = self.kind_beside(record.case.kind)
            if not kind:
                raise Refused("这类案件不能记为投诉;需要时新建投诉并写上涉及的案件")
            answers = {"about": about, "channel": channel, "wanted": wanted}
            for name, field in Complaint.fields.items():
                if not field.optional and not str(answers.get(name, "")).strip():
                    raise InvalidInput.field(name, "请填写“{field}”", field=field.label)
            opened = follow(records, record, kind, answers={**answers, "about_case": record.row.number},
                            relation="related", at=self.place.now())
            return Receipt(opened.row.number, opened.row.version, opened.row.state)

        return change(self.place, actor, number, "complaints.flag", {"about": about, "channel": channel,
                                                                     "wanted": wanted}, do, version=version,
                      permission=FLAG, key=key)

    def went_outside(self, actor: Actor, number: str, body: str, remarks: str = "", *, version: int | None = None,
                     key: str = "") -> Receipt:
        """Note that a body outside the business has the complaint, closed or not. Raises `Refused` for a case that is
        no complaint, and for one of which this is known."""
        def do(records: Records, record: Record) -> Receipt:
            row = complaint_of(records.work, record.row.id)
            if row is None:
                raise Refused("案件 {number} 不是投诉", number=record.row.number)
            if row.outside_at is not None and row.outside_body:
                raise Refused("已登记到“{body}”", body=row.outside_body)
            said = Outside.load({"body": body, "remarks": remarks},
                                at=self.place.now().astimezone(record.case.zone))
            return records.signal(record, WENT_OUTSIDE, said)

        return change(self.place, actor, number, "complaints.outside", {"body": body, "remarks": remarks}, do,
                      version=version, permission=OUTSIDE, key=key)


def _whole() -> Select[*tuple[Any, ...]]:
    return (select(ComplaintRow, CaseRow.number, CaseRow.title, func.coalesce(ABOUT.number, ""), CaseRow.next_due_at,
                   func.coalesce(UserRow.name, ""))
            .select_from(ComplaintRow).join(CaseRow, CaseRow.id == ComplaintRow.case_id)
            .outerjoin(ABOUT, ABOUT.id == ComplaintRow.about_case_id)
            .outerjoin(UserRow, UserRow.id == CaseRow.assignee_id))


def _read(found: Any) -> Standing:
    row, number, title, about, due_at, assignee = found
    return Standing(number, title, about, row.status, row.channel, row.cause, row.department, row.person, row.agreed,
                    row.opened_at, row.answered_at, row.closed_at, row.reopened, row.outside_at, row.outside_body,
                    due_at, assignee)
