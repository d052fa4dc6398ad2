"""Units follow what cases say of invoices, hand-overs and faults; what is known of them is brought to other cases."""

from collections.abc import Iterator
from datetime import date
from typing import Any, TypeVar

from core.capabilities.coverage.forms import Extension
from core.capabilities.coverage.keeping import add, extension_of, model_in, rows_of, serial_in, unit_in
from core.capabilities.coverage.standing import BASES, How
from core.capabilities.coverage.tables import WarrantyRow
from core.capabilities.coverage.unit_forms import BothFaults, Examined, Faults, FirstFault, InUse, Invoiced, Warranted
from core.capabilities.coverage.unit_rules import Starts, swap_faults, unit_ends, warranty_starts
from core.capabilities.coverage.unit_tables import FaultRow, UseRow
from core.sdk import Form, field_of
from core.sdk.services import MERGED_INTO, Case, DeskError, Doing, Reading, facts, reacts
from core.sdk.tables import delete, select

Said = TypeVar("Said", bound=Form)


@reacts(Invoiced)
def invoiced(doing: Doing) -> None:
    """An invoice says how long the unit is covered; what was extended or corrected since stays."""
    case = doing.case
    ends = _ends(case, Extension())
    if ends is None:
        return
    invoice, policy = _latest(case, Invoiced), case.here.policy(case.facts())
    starts = invoice.invoice_on if policy.get(warranty_starts) is Starts.invoice else _latest(case, InUse).used_since
    known = rows_of(doing.work, doing.row, case)
    last = known[-1] if known else None
    if last is None or (last.how in BASES and (last.starts_on, last.ends_on) != (starts, ends)):
        add(doing.work, WarrantyRow(
            industry=doing.row.industry, unit=unit_in(doing.row, case), serial=serial_in(case), model=model_in(case),
            customer_id=doing.row.customer_id, starts_on=starts, ends_on=ends, how=How.invoice.name,
            case_id=doing.row.id, made_at=doing.event.occurred_at, made_by=doing.actor.id), last)


def begin_use(doing: Doing, since: date) -> None:
    """Note since when the unit of a case is used: what an industry calls when one is handed over."""
    unit = unit_in(doing.row, doing.case)
    if not unit:
        return
    row = doing.work.session.scalars(select(UseRow).where(
        UseRow.industry == doing.row.industry, UseRow.unit == unit)).first()
    if row is None:
        row = UseRow(industry=doing.row.industry, unit=unit)
        doing.work.session.add(row)
    row.since, row.case_id = since, doing.row.id


@reacts(Examined)
def examined(doing: Doing) -> None:
    """A fault is confirmed, or none was found: the last word of each case counts."""
    said, unit = doing.said, unit_in(doing.row, doing.case)
    if not isinstance(said, Examined) or not unit:
        return
    row = doing.work.session.scalars(select(FaultRow).where(FaultRow.case_id == doing.row.id)).first()
    if row is None:
        row = FaultRow(case_id=doing.row.id)
        doing.work.session.add(row)
    row.industry, row.unit, row.reported_on = doing.row.industry, unit, _reported_on(doing.case, doing.at.date())
    row.confirmed, row.examined_at = said.quality_fault, doing.event.occurred_at
    doing.work.session.flush()


@reacts(MERGED_INTO)
def merged_away(doing: Doing) -> None:
    """One fault that was reported twice is one fault."""
    doing.work.session.execute(delete(FaultRow).where(FaultRow.case_id == doing.row.id))


@facts(Warranted)
def warranted(reading: Reading) -> Iterator[Form]:
    """Whether the unit was covered on the day of the request; nothing where that cannot be told."""
    ends = _ends(reading.case, extension_of(reading) or Extension())
    if ends is not None:
        asked_on = _reported_on(reading.case, reading.place.now().astimezone(reading.case.zone).date())
        yield Warranted(in_warranty=asked_on <= ends, warranted_until=ends)


@facts(Faults)
def faults_of(reading: Reading) -> Iterator[Form]:
    """The confirmed faults of the unit of a case until it was reported: those of other cases, its own, and those that
    somebody has papers of. Two on one day are two where each has its case."""
    case, unit = reading.case, unit_in(reading.row, reading.case)
    reported = _reported_on(case, reading.place.now().astimezone(case.zone).date())
    days = [said for asked in (FirstFault.first_fault_on, BothFaults.second_fault_on)
            for said in [_said(case, asked)] if said is not None]
    days += reading.work.session.scalars(select(FaultRow.reported_on).where(
        FaultRow.industry == reading.row.industry, FaultRow.unit == unit, FaultRow.confirmed,
        FaultRow.case_id != reading.row.id, FaultRow.reported_on <= reported)).all() if unit else ()
    own = next((each for each in case.facts() if isinstance(each, Examined)), None)
    if own is not None and own.quality_fault:
        days.append(reported)
    days.sort()
    found: dict[str, Any] = {"times": len(days)}
    wanted = case.here.policy(case.facts()).get(swap_faults)
    if wanted and len(days) >= wanted:
        found["decisive_on"] = days[wanted - 1]
    used = reading.work.session.scalars(select(UseRow).where(
        UseRow.industry == reading.row.industry, UseRow.unit == unit)).first() if unit else None
    if used is not None:
        found["unit_used_since"] = used.since
    yield Faults(**found)


def _said(case: Case, asked: object) -> date | None:
    said = case.answer(field_of(asked))
    return said if isinstance(said, date) else None


def _reported_on(case: Case, otherwise: date) -> date:
    return case.opened_at.date() if case.opened_at else otherwise


def _latest(case: Case, kind: type[Said]) -> Said:
    return next((each for each in case.facts() if isinstance(each, kind)), None) or kind()


def _ends(case: Case, known: Extension) -> date | None:
    """The last day of the warranty, as far as invoice and terms tell."""
    policy = case.here.policy(case.facts())
    invoice, use = _latest(case, Invoiced), _latest(case, InUse)
    try:
        return unit_ends(invoice, use, known, policy)
    except DeskError:
        return None
