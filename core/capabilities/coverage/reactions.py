"""Warranties follow what cases say of purchases and repairs; and what they know is brought to other cases."""

from collections.abc import Iterator, Sequence

from core.capabilities.coverage.forms import Extension, Mended, Purchase
from core.capabilities.coverage.rules import after_repair, proven, warranty
from core.capabilities.coverage.standing import BASES, How, unit_of
from core.capabilities.coverage.tables import WarrantyRow
from core.sdk import Form, Product, field_of
from core.sdk.services import ERASED, Case, Doing, Erasure, Reading, UnitOfWork, facts, reacts
from core.sdk.tables import CaseRow, or_, select, update


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


@reacts(Purchase)
def bought(doing: Doing) -> None:
    """A purchase says how long the unit is covered; what was extended or corrected since stays."""
    said = doing.said
    assert isinstance(said, Purchase)
    shown = proven(said)
    if not said.knows(Purchase.bought_on if shown else Purchase.produced_on):
        return
    policy = doing.case.here.policy(doing.case.facts())
    if not policy.get(warranty):
        return
    starts = said.bought_on if shown else said.produced_on
    ends = policy.after(starts, warranty)
    known = rows_of(doing.work, doing.row, doing.case)
    last = known[-1] if known else None
    if last is None or (last.how in BASES and (last.starts_on, last.ends_on) != (starts, ends)):
        add(doing.work, WarrantyRow(
            **_unit(doing), starts_on=starts, ends_on=ends, how=(How.purchase if shown else How.production).name,
            case_id=doing.row.id, made_at=doing.event.occurred_at, made_by=doing.actor.id), last)


@reacts(Mended)
def mended(doing: Doing) -> None:
    """What was repaired or replaced is covered as long as before, and at least so long from now on."""
    known = rows_of(doing.work, doing.row, doing.case)
    policy = doing.case.here.policy(doing.case.facts())
    if not known or not policy.get(after_repair):
        return
    last, today = known[-1], doing.at.date()
    ends = policy.after(today, after_repair)
    if ends > last.ends_on:
        add(doing.work, WarrantyRow(
            **_unit(doing), starts_on=today, ends_on=ends, how=How.repair.name, case_id=doing.row.id,
            made_at=doing.event.occurred_at, made_by=doing.actor.id), last)


def _unit(doing: Doing) -> dict[str, object]:
    return {"industry": doing.row.industry, "unit": unit_in(doing.row, doing.case), "serial": serial_in(doing.case),
            "model": model_in(doing.case), "customer_id": doing.row.customer_id}


def add(work: UnitOfWork, row: WarrantyRow, last: WarrantyRow | None) -> None:
    """Write down what holds of a unit from now on, after what was said last."""
    if row.unit:
        row.turn, row.extends = (last.turn + 1, last.id) if last else (1, None)
        work.session.add(row)
        work.session.flush()


@reacts(ERASED)
def forget(erasure: Erasure) -> None:
    """The unit stays covered, whoever has it; whose it was is gone."""
    of_customer = [WarrantyRow.customer_id == erasure.customer_id] if erasure.customer_id is not None else []
    erasure.work.session.execute(update(WarrantyRow).where(
        or_(WarrantyRow.case_id.in_(erasure.case_ids), *of_customer)).values(customer_id=None, why=""))


@facts(Extension)
def extensions(reading: Reading) -> Iterator[Form]:
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
    if found is not None:
        yield Extension(ends_on=found.ends_on, why=found.why or How[found.how].value, corrected=corrected)
