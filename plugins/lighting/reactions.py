"""What the lamp factory does when something happens to a case."""

from decimal import Decimal

from core.capabilities.charges.stages import PayBack
from core.capabilities.complaints.stages import Supervise
from core.capabilities.coverage.forms import PROOF
from core.capabilities.parcels.stages import Inbound, Outbound
from core.sdk import CUSTOMER, Workflow, field_of
from core.sdk.services import Doing, InvalidInput, charges_of, follow, reacts
from core.sdk.tables import select
from plugins.lighting.forms import (
    CaseKind,
    Danger,
    Diagnosis,
    Inspection,
    Intake,
    NewKind,
    RepairWork,
    ReturnRequest,
    Slip,
    Sorting,
    StopUse,
)
from plugins.lighting.rules import danger_in, repair_fee
from plugins.lighting.tables import DangerRow, RepairRow, ReturnRow
from plugins.lighting.workflows.kinds import Consultation, Emergency, Repair, Return
from plugins.lighting.workflows.stages import DANGER, SLIP_ISSUED, STOP_TOLD, Review, Triage

SLIPS = "TD"
"""What begins the numbers of return slips."""
KINDS = {CaseKind.consultation: Consultation, CaseKind.repair: Repair, CaseKind.emergency: Emergency,
         CaseKind.returns: Return}


@reacts(Review.approve, Supervise.concede)
def issue_slip(doing: Doing) -> None:
    """One slip for each return: approving what came back from the review keeps the number it has."""
    if doing.case.here.workflow is Return and doing.case.answer(Slip.fields["slip_no"]) is None:
        year = doing.at.year
        number = f"{SLIPS}-{year}-{doing.work.numbers.next(SLIPS, year):05d}"
        doing.signal(SLIP_ISSUED, Slip(slip_no=number))


@reacts(Intake)
def notice_danger(doing: Doing) -> None:
    """A request that speaks of danger goes before all others, from then until it is closed."""
    said, case = doing.said, doing.case
    if not isinstance(said, Intake) or any(each.what == DANGER.name for each in case.log):
        return
    spotted = "安全紧急" if case.here.workflow is Emergency else danger_in(said, case.here.policy(case.facts()))
    if spotted:
        doing.row.safety = True
        doing.work.session.add(DangerRow(case_id=doing.row.id, spotted=spotted, noticed_at=doing.event.occurred_at))
        doing.signal(DANGER, Danger(spotted=spotted))
        if said.knows(Intake.stop_told) and said.stop_told:
            doing.signal(STOP_TOLD, StopUse(stopped=True))


@reacts(StopUse)
def note_warning(doing: Doing) -> None:
    """When the customer was told to stop, and by whom."""
    row = doing.work.session.scalars(select(DangerRow).where(DangerRow.case_id == doing.row.id)).first()
    if row and row.told_at is None and isinstance(doing.said, StopUse) and doing.said.stopped:
        row.told_at, row.told_by = doing.event.occurred_at, doing.actor.id


@reacts(Sorting)
def goes_on_as(doing: Doing) -> None:
    """The request goes on as a case of the kind that it turned out to be, from the time it was made."""
    said = doing.said
    if isinstance(said, Sorting):
        workflow = KINDS[said.now_kind]
        if workflow is doing.case.here.workflow:
            raise InvalidInput.field(NewKind.fields["now_kind"].name, "案件已经是“{kind}”", kind=said.now_kind.label)
        _follow(doing, workflow)


@reacts(Review.repair_instead)
def repair_under_warranty(doing: Doing) -> None:
    """Too late to come back, in time to be mended."""
    _follow(doing, Repair)


@reacts(Triage.consult, Review.consult)
def only_asked_about(doing: Doing) -> None:
    """What the factory did not make can be asked about."""
    _follow(doing, Consultation)


@reacts(Diagnosis)
def count_fault(doing: Doing) -> None:
    """Each round of a repair counts once, by its last diagnosis."""
    said = doing.said
    if not isinstance(said, Diagnosis):
        return
    row = _round(doing)
    if row is None or row.finished_at:
        row = RepairRow(case_id=doing.row.id, customer_id=doing.row.customer_id)
        doing.work.session.add(row)
    row.model, row.serial = (str(doing.case.answer(field_of(each)) or "") for each in (Intake.model, Intake.serial))
    row.cause, row.human_damage, row.diagnosed_at = said.cause.name, said.human_damage, doing.event.occurred_at


@reacts(RepairWork)
def count_cost(doing: Doing) -> None:
    """What it came to, and what of it the customer owes."""
    said, row = doing.said, _round(doing)
    if isinstance(said, RepairWork) and row:
        row.finished_at, row.result, row.cost = doing.event.occurred_at, said.result.name, said.total
        row.charged = sum((each.owed_by(CUSTOMER) for each in charges_of(doing.case)
                           if each.charge == repair_fee.name), Decimal(0))


def _round(doing: Doing) -> RepairRow | None:
    return doing.work.session.scalars(select(RepairRow).where(RepairRow.case_id == doing.row.id)
                                      .order_by(RepairRow.id.desc()).limit(1)).first()


@reacts(Review.approve, Supervise.concede, Inbound.receive, Inspection, PayBack.pay, Outbound.ship)
def follow_return(doing: Doing) -> None:
    """When each part of a return was done."""
    if doing.case.here.workflow is not Return:
        return
    step, at = doing.event.data.get("step"), doing.event.occurred_at
    row = doing.work.session.scalars(select(ReturnRow).where(ReturnRow.case_id == doing.row.id)).first()
    if row is None:
        ground = doing.case.answer(field_of(ReturnRequest.ground))
        row = ReturnRow(case_id=doing.row.id, model=str(doing.case.answer(field_of(Intake.model)) or ""),
                        ground=getattr(ground, "name", ""), papers=bool(doing.case.evidence.count(PROOF)),
                        approved_at=at)
        doing.work.session.add(row)
    if step == Inbound.receive.key:
        row.received_at = at
    elif step == PayBack.pay.key:
        row.refunded_at = at
    elif step == Outbound.ship.key:
        row.exchanged_at = at
    elif isinstance(doing.said, Inspection):
        row.inspected_at = at


def _follow(doing: Doing, workflow: type[Workflow]) -> None:
    follow(doing.records, doing.record, f"{doing.case.here.registry.name}.{workflow.key}")
