"""The list of complaints follows their cases."""

from core.capabilities.complaints.forms import Answer, Channel, Complaint, Investigation, Outside, Reaction
from core.capabilities.complaints.stages import Appeal, Investigate, Respond, settled
from core.capabilities.complaints.standing import Status
from core.capabilities.complaints.tables import ComplaintRow
from core.sdk.services import (
    ERASED,
    MERGED_INTO,
    REOPENED,
    Actor,
    Doing,
    Erasure,
    InvalidInput,
    NotFound,
    UnitOfWork,
    link,
    reacts,
)
from core.sdk.tables import CaseRow, select, update

STANDING = {Respond.open.key: Status.answering, Respond.answered.key: Status.hearing,
            Appeal.pending.key: Status.appealed}
STEPS = tuple(step for stage in (Investigate, Respond, Appeal) for step in stage.steps)


def complaint_of(work: UnitOfWork, case_id: int) -> ComplaintRow | None:
    """The complaint that a case is."""
    return work.session.scalar(select(ComplaintRow).where(ComplaintRow.case_id == case_id))


@reacts(Complaint)
def heard(doing: Doing) -> None:
    """There is a complaint, or it is said better. The case that it names is linked."""
    said = doing.said
    if not isinstance(said, Complaint):
        return
    row = complaint_of(doing.work, doing.row.id)
    if row is None:
        row = ComplaintRow(case_id=doing.row.id, opened_at=doing.case.opened_at, status=Status.investigating.name,
                           answers=0, reopened=0)
        doing.work.session.add(row)
    if said.knows(Complaint.channel):
        row.channel = said.channel.name
        if said.channel is Channel.outside and row.outside_at is None:
            row.outside_at = doing.case.opened_at
    about = _about(doing, said.about_case.strip()) if said.knows(Complaint.about_case) else None
    before, row.about_case_id = row.about_case_id, about.id if about else None
    doing.work.flush()
    if about is not None and about.id != before:
        link(doing.records, doing.record, about)


def _about(doing: Doing, number: str) -> CaseRow | None:
    """The case complained about. Customers are not told whether a number that is not theirs exists: what they name is
    linked where it is their own, and otherwise stays words; so in a trial, where there are no cases."""
    actor: Actor = doing.actor
    try:
        about = doing.work.cases.by_number(number.upper(), seen_by=None if actor.case is not None else actor)
    except NotFound:
        if actor.id is None:
            return None
        raise InvalidInput.field("about_case", "没有案件“{number}”,请核对编号或留空", number=number) from None
    if about.id == doing.row.id:
        raise InvalidInput.field("about_case", "不能投诉这件投诉自己")
    if actor.case is not None and (doing.row.customer_id is None or about.customer_id != doing.row.customer_id):
        return None
    return about


@reacts(Investigation)
def looked_into(doing: Doing) -> None:
    """Its cause is known, and whose it is."""
    said, row = doing.said, complaint_of(doing.work, doing.row.id)
    if isinstance(said, Investigation) and row is not None:
        row.cause = said.cause.name if said.knows(Investigation.cause) else ""
        row.department = said.department.strip() if said.knows(Investigation.department) else ""
        row.person = said.person.strip() if said.knows(Investigation.person) else ""
        row.finding = said.finding if said.knows(Investigation.finding) else ""
        row.found_at = doing.at


@reacts(Answer)
def answered(doing: Doing) -> None:
    """The customer has an answer, and has said nothing of it yet."""
    row = complaint_of(doing.work, doing.row.id)
    if row is not None:
        row.answered_at, row.answers, row.agreed = doing.at, row.answers + 1, None


@reacts(Reaction)
def replied(doing: Doing) -> None:
    """The customer has said what they think of the answer."""
    said, row = doing.said, complaint_of(doing.work, doing.row.id)
    if isinstance(said, Reaction) and row is not None and said.knows(Reaction.agreed):
        row.agreed = said.agreed


@reacts(Outside)
def gone_outside(doing: Doing) -> None:
    """A body outside the business has it."""
    said, row = doing.said, complaint_of(doing.work, doing.row.id)
    if isinstance(said, Outside) and row is not None:
        row.outside_at, row.outside_body = row.outside_at or doing.at, said.body if said.knows(Outside.body) else ""


@reacts(*STEPS, MERGED_INTO, REOPENED)
def moved_on(doing: Doing) -> None:
    """How far it is."""
    row = complaint_of(doing.work, doing.row.id)
    if row is None:
        return
    if doing.event.kind == REOPENED.name:
        row.reopened, row.reopened_at, row.closed_at = row.reopened + 1, doing.at, None
    case = doing.case
    if case.open:
        row.status = STANDING.get(case.state.key if case.state else "", Status.investigating).name
        if row.status == Status.appealed.name:
            row.appealed_at = row.appealed_at or doing.at
        return
    row.closed_at = doing.at
    if doing.event.kind == MERGED_INTO.name:
        row.status = Status.merged.name
        return
    row.first_closed_at = row.first_closed_at or doing.at
    row.status = (Status.settled if case.outcome == settled.key else Status.unsettled).name


@reacts(ERASED)
def forget(erasure: Erasure) -> None:
    """What a customer said, and what was found in what they said."""
    erasure.work.session.execute(update(ComplaintRow).where(ComplaintRow.case_id.in_(erasure.case_ids)).values(
        person="", finding=""))
