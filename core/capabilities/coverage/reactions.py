"""Warranties follow what cases say of purchases and repairs; and what they know is brought to other cases. Those of
whole units lie in `unit_reactions`, those of contracts in `contracts_reactions`."""

from collections.abc import Iterator

from core.capabilities.coverage.contracts_reactions import (
    accruing,
    answered,
    asked_under,
    claimed,
    drawn_up,
    forgotten,
    responding,
    settled,
)
from core.capabilities.coverage.forms import Extension, Mended, Purchase
from core.capabilities.coverage.keeping import add, extension_of, model_in, rows_of, serial_in, unit_in
from core.capabilities.coverage.rules import after_repair, proven, warranty
from core.capabilities.coverage.standing import BASES, How
from core.capabilities.coverage.tables import WarrantyRow
from core.capabilities.coverage.unit_reactions import examined, faults_of, invoiced, merged_away, warranted
from core.sdk import Form
from core.sdk.services import ERASED, Doing, Erasure, Reading, facts, reacts
from core.sdk.tables import or_, update

OF_UNITS = (invoiced, examined, merged_away, warranted, faults_of)
"""What reacts and is brought for whole units."""
OF_CONTRACTS = (drawn_up, asked_under, answered, claimed, settled, forgotten, responding, accruing)
"""And for contracts."""


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


@reacts(ERASED)
def forget(erasure: Erasure) -> None:
    """The unit stays covered, whoever has it; whose it was is gone."""
    of_customer = [WarrantyRow.customer_id == erasure.customer_id] if erasure.customer_id is not None else []
    erasure.work.session.execute(update(WarrantyRow).where(
        or_(WarrantyRow.case_id.in_(erasure.case_ids), *of_customer)).values(customer_id=None, why=""))


@facts(Extension)
def extensions(reading: Reading) -> Iterator[Form]:
    """What makes the unit of a case covered longer."""
    found = extension_of(reading)
    if found is not None:
        yield found
