"""What the lamp factory does when something happens to a case."""

from core.capabilities.complaints.stages import Supervise
from core.sdk import Workflow
from core.sdk.services import Doing, InvalidInput, follow, reacts
from plugins.lighting.forms import CaseKind, Danger, Intake, NewKind, Slip, Sorting, StopUse
from plugins.lighting.rules import danger_in
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
        doing.signal(DANGER, Danger(spotted=spotted))
        if said.knows(Intake.stop_told) and said.stop_told:
            doing.signal(STOP_TOLD, StopUse(stopped=True))


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


def _follow(doing: Doing, workflow: type[Workflow]) -> None:
    follow(doing.records, doing.record, f"{doing.case.here.registry.name}.{workflow.key}")
