"""Warranties within a change: which unit a case is about, what was said of it, and how it is written down."""

from collections.abc import Sequence

from core.capabilities.coverage.forms import Extension
from core.capabilities.coverage.standing import BASES, How, unit_of
from core.capabilities.coverage.tables import WarrantyRow
from core.sdk import Product, field_of
from core.sdk.services import Case, Reading, UnitOfWork
from core.sdk.tables import CaseRow, select


def rows_of(work: UnitOfWork, row: CaseRow, case: Case) -> Sequence[WarrantyRow]:
    """What was said of the unit of a case, the earliest first."""
    unit = unit_in(row, case)
    if not unit:
        return ()
    return work.session.scalars(select(WarrantyRow).where(
        WarrantyRow.industry == row.industry, WarrantyRow.unit == unit).order_by(WarrantyRow.turn)).all()


def unit_in(row: CaseRow, case: Case) -> str:
    """The unit a case is about; '' where that is not known."""
    return unit_of(serial_in(case), row.customer_id, model_in(case))


def serial_in(case: Case) -> str:
    return str(case.said_of(field_of(Product.serial)) or "")


def model_in(case: Case) -> str:
    return str(case.said_of(field_of(Product.model)) or "")


def add(work: UnitOfWork, row: WarrantyRow, last: WarrantyRow | None) -> None:
    """Write down what holds of a unit from now on, after what was said last."""
    if row.unit:
        row.turn, row.extends = (last.turn + 1, last.id) if last else (1, None)
        work.session.add(row)
        work.session.flush()


def extension_of(reading: Reading) -> Extension | None:
    """What makes the unit of a case covered longer: what was extended or corrected by people, and repairs in other
    cases before this one was opened. A repair does not pay for itself."""
    found: WarrantyRow | None = None
    corrected = False
    opened = reading.case.opened_at
    for row in rows_of(reading.work, reading.row, reading.case):
        own = row.case_id == reading.row.id or (opened is not None and row.made_at > opened)
        if row.how in BASES or (row.how == How.repair.name and own):
            continue
        found, corrected = row, corrected or row.how == How.correction.name
    if found is None:
        return None
    return Extension(ends_on=found.ends_on, why=found.why or How[found.how].value, corrected=corrected)
