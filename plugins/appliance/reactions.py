"""What the outlet does when something happens to a case."""

from collections.abc import Iterator
from decimal import Decimal

from core.capabilities.charges.lines import Line, sums_of
from core.capabilities.charges.tables import QuoteRow
from core.capabilities.coverage.keeping import unit_in
from core.capabilities.coverage.unit_forms import BothFaults
from core.capabilities.coverage.unit_reactions import begin_use
from core.capabilities.visits.stages import Joint
from core.sdk import CUSTOMER, Form, Workflow, field_of
from core.sdk.services import Doing, Reading, charges_of, facts, follow, reacts
from core.sdk.tables import select
from plugins.appliance.forms import AirConditioner, Diagnosis, RepairDone, Replacement, SwapDone, Tariff
from plugins.appliance.number_reactions import earlier_numbers
from plugins.appliance.phone_reactions import tried
from plugins.appliance.rules import repair_cost, swap_installation, swap_removal, swap_transport
from plugins.appliance.tables import RepairRow, SwapRow
from plugins.appliance.workflows.kinds import Install, Repair, Swap
from plugins.appliance.workflows.stages import ChooseReplacement, Diagnose

SWAP_LINES = (swap_transport.name, swap_removal.name, swap_installation.name)
__all__ = ["earlier_numbers", "tried"]


@reacts(Joint.sign)
def handed_over(doing: Doing) -> None:
    """Signed for: from now on the unit is used, and what is promised from first use counts."""
    if doing.case.here.workflow is Install:
        begin_use(doing, doing.at.date())


@reacts(Diagnose.swap)
def goes_on_as_swap(doing: Doing) -> None:
    """A swap is due: it goes on as a case of its own, from the time of the request."""
    case = doing.case
    told = {} if unit_in(doing.row, case) else {field_of(BothFaults.second_fault_on).name: _reported_on(doing)}
    _follow(doing, Swap, **told)  # a unit that nothing tells from others has no faults on record


@reacts(ChooseReplacement.repair_only)
def goes_on_as_repair(doing: Doing) -> None:
    """No swap is due: the unit is repaired."""
    _follow(doing, Repair)


@reacts(Diagnosis)
def count_fault(doing: Doing) -> None:
    """Each case counts once, by its last examination."""
    said = doing.said
    if not isinstance(said, Diagnosis) or not (said.knows(Diagnosis.component) and said.knows(Diagnosis.cause)):
        return
    row = _repair(doing)
    if row is None:
        row = RepairRow(case_id=doing.row.id)
        doing.work.session.add(row)
    row.model = _model(doing)
    row.component, row.cause, row.examined_at = said.component.name, said.cause.name, doing.event.occurred_at


@reacts(RepairDone)
def count_cost(doing: Doing) -> None:
    """What it came to, and what of it the customer owes."""
    row = _repair(doing)
    if row is not None:
        row.cost, row.charged = _sums(doing, repair_cost.name)
        row.free = not row.charged


@reacts(SwapDone)
def count_swap(doing: Doing) -> None:
    """What the swap came to."""
    row = doing.work.session.scalars(select(SwapRow).where(SwapRow.case_id == doing.row.id)).first()
    if row is None:
        row = SwapRow(case_id=doing.row.id)
        doing.work.session.add(row)
    row.model, row.swapped_at = _model(doing), doing.event.occurred_at
    row.new_model = str(doing.case.answer(field_of(Replacement.new_model)) or "")
    row.cost, row.charged = _sums(doing, *SWAP_LINES)


@facts(Tariff)
def tariff_of(reading: Reading) -> Iterator[Form]:
    """What the lines of the draft, else of the latest quote, come to by the price list."""
    found = reading.work.session.scalars(select(QuoteRow).where(QuoteRow.case_id == reading.row.id)
                                         .order_by(QuoteRow.version.desc())).all() if reading.row.id else []
    row = next((each for each in found if each.version == 0), found[0] if found else None)
    if row is not None and row.lines:
        lines = [Line.read(each) for each in row.lines]
        yield Tariff(listed=sums_of(each for each in lines if each.code).total,
                     unlisted=sum(not each.code for each in lines))


def _repair(doing: Doing) -> RepairRow | None:
    return doing.work.session.scalars(select(RepairRow).where(RepairRow.case_id == doing.row.id)).first()


def _reported_on(doing: Doing) -> str:
    opened = doing.case.opened_at
    return (opened or doing.at).date().isoformat()


def _model(doing: Doing) -> str:
    return str(doing.case.answer(field_of(AirConditioner.model)) or "")


def _sums(doing: Doing, *names: str) -> tuple[Decimal, Decimal]:
    """What these charges come to, and what of it the customer owes."""
    found = [each for each in charges_of(doing.case) if each.charge in names]
    return (sum((each.amount or Decimal(0) for each in found), Decimal(0)),
            sum((each.owed_by(CUSTOMER) for each in found), Decimal(0)))


def _follow(doing: Doing, workflow: type[Workflow], **answers: object) -> None:
    follow(doing.records, doing.record, f"{doing.case.here.registry.name}.{workflow.key}", answers=answers)
