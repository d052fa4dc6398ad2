"""Reading a contract and its cases: what was billed and paid, what holds for requests, how late an answer was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from core.capabilities.coverage.contracts_accrual import (
    Bill,
    Payment,
    late_days,
    late_payment,
    late_response,
    open_balance,
    rate_of,
    started_periods,
    to_the_fen,
)
from core.capabilities.coverage.contracts_forms import (
    Accrued,
    Agreement,
    ContractFee,
    ContractPayment,
    ContractTerms,
    ResponseDelay,
    Side,
    Unit,
)
from core.capabilities.coverage.contracts_rules import fee_due
from core.capabilities.coverage.contracts_standing import LineKind, LineState
from core.capabilities.coverage.contracts_tables import ContractLineRow, ContractRow, UnderContractRow
from core.capabilities.coverage.contracts_targets import RESPONSES
from core.sdk import CUSTOMER, field_of
from core.sdk.services import Actor, Case, Records, UnitOfWork, Workplace, clocks_of, shares
from core.sdk.tables import CaseRow, ClockRow, select

DAY = timedelta(days=1)
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Breach:
    """A late answer of B: in which case, how many days it counts, what it costs to the fen, and whether it goes on."""

    case_id: int
    number: str
    base: Decimal | None
    rate: str
    periods: int
    amount: Decimal
    running: bool
    settled: bool = False


def bills_of(case: Case) -> list[Bill]:
    """Each bill as it was registered last; one that nobody can say when it is due is left out."""
    found: dict[str, Bill] = {}
    policy = case.here.policy(case.facts())
    for said in case.forms:
        if isinstance(said, ContractFee) and said.knows(ContractFee.amount) and said.knows(ContractFee.what):
            due = said.due_on if said.knows(ContractFee.due_on) else (
                policy.after(said.billed_on, fee_due)
                if policy.get(fee_due) and said.knows(ContractFee.billed_on) else None)
            if due is not None:
                found[said.what] = Bill(said.what, said.amount, due)
    return [*found.values()]


def payments_of(case: Case) -> list[Payment]:
    """Each payment as it was registered last."""
    found: dict[str, Payment] = {}
    for place, said in enumerate(case.forms):
        if isinstance(said, ContractPayment) and said.knows(ContractPayment.paid) and said.knows(
                ContractPayment.paid_on):
            key = said.paid_reference if said.knows(ContractPayment.paid_reference) else str(place)
            found[key] = Payment(said.paid, said.paid_on,
                                 said.paid_what if said.knows(ContractPayment.paid_what) else "")
    return [*found.values()]


def rate_a(case: Case) -> Decimal:
    """Percent a day that A owes; nothing where none is agreed."""
    return rate_of(str(case.answer(field_of(ContractTerms.rate_a)) or "")) or Decimal(0)


def agreement_of(case: Case, number: str) -> Agreement:
    """What the contract says to requests under it. `number` is what it is called where it has no number of its own."""
    said: dict[str, Any] = {
        name: answer for name in Agreement.fields
        if (own := ContractTerms.fields.get(name)) is not None and (answer := case.answer(own)) is not None}
    return Agreement(**{**said, "contract": case.answer(field_of(ContractTerms.contract_no)) or number})


def lateness_of(case: Case, agreed: Agreement, now: datetime) -> ResponseDelay | None:
    """How late B answered, or is; None where the contract promises nothing."""
    clock = next((each for each in clocks_of(case, now) if each.target in RESPONSES and each.due_at), None)
    if clock is None or clock.due_at is None or clock.started_at is None or case.opened_at is None:
        return None
    over = clock.ended_at or case.ended_at or now
    waited = shares(case, case.opened_at, now).get(CUSTOMER.key, timedelta())
    late = over - clock.due_at - shares(case, clock.due_at, over).get(CUSTOMER.key, timedelta()) if (
        over > clock.due_at) else timedelta()
    days = agreed.knows(Agreement.respond_unit) and agreed.respond_unit is Unit.days
    periods = _dates(case, clock.due_at, over) if days else started_periods(late)
    return ResponseDelay(filed_at=now, answered=clock.ended_at is not None, respond_by=clock.due_at,
                    late_seconds=-(-late // timedelta(seconds=1)) if periods else 0, periods=periods,
                    waited_minutes=waited // timedelta(minutes=1))


def _dates(case: Case, due: datetime, over: datetime) -> int:
    """The dates after the last day in time, up to that of the answer; not those spent wholly waiting for A."""
    found, begins = 0, (due + timedelta(microseconds=1)).astimezone(case.zone)
    while begins <= over:
        ends = min(begins + DAY, over)
        whole = ends - begins == DAY
        found += not (whole and shares(case, begins, ends).get(CUSTOMER.key) == DAY)
        begins += DAY
    return found


def breach_of(row: CaseRow, agreed: Agreement, late: ResponseDelay) -> Breach:
    """What a late answer costs."""
    fee = agreed.fee if agreed.knows(Agreement.fee) else None
    least = agreed.least_b if agreed.knows(Agreement.least_b) else None
    rate = rate_of(agreed.rate_b) if agreed.knows(Agreement.rate_b) else None
    owed = to_the_fen(late_response(fee, rate or Decimal(0), late.periods, least))
    return Breach(row.id, row.number, fee, str(rate or ""), late.periods, owed, running=not late.answered)


def agreement_in(case: Case) -> Agreement | None:
    """The contract that a case is under."""
    return next((each for each in case.facts() if isinstance(each, Agreement)), None)


def lines_of(work: UnitOfWork, contract: ContractRow) -> Sequence[ContractLineRow]:
    """The ledger, the earliest first."""
    return work.session.scalars(select(ContractLineRow).where(ContractLineRow.contract_id == contract.id)
                                .order_by(ContractLineRow.happened_at, ContractLineRow.id)).all()


def running_breaches(place: Workplace, work: UnitOfWork, contract: ContractRow) -> list[Breach]:
    """Requests under the contract that should have been answered by now."""
    now = place.now()
    late = work.session.scalars(
        select(CaseRow).distinct().join(UnderContractRow, UnderContractRow.case_id == CaseRow.id)
        .join(ClockRow, ClockRow.case_id == CaseRow.id)
        .where(UnderContractRow.contract_id == contract.id, ClockRow.target.in_(RESPONSES),
               ClockRow.ended_at.is_(None), ClockRow.due_at < now).order_by(CaseRow.id)).all()
    records = Records(place, work, Actor.system())
    found = []
    for row in late:
        case = records.read(row.number).case
        agreed = agreement_in(case)
        told = agreed and lateness_of(case, agreed, now)
        if agreed and told and told.late_seconds:
            found.append(breach_of(row, agreed, told))
    return found


def accrued_of(case: Case, lines: Sequence[ContractLineRow], running: Sequence[Breach], now: datetime) -> Accrued:
    """How the money between the two stands; what was settled counts no second time."""
    bills, payments, today = bills_of(case), payments_of(case), now.astimezone(case.zone).date()
    settled = {side: sum((each.amount for each in lines if each.owed_by == side.name
                          and each.kind != LineKind.loss.name and each.state == LineState.settled.name), NOTHING)
               for side in Side}
    owed = [each for each in lines if each.state == LineState.owed.name]
    late = [each for each in lines if each.kind == LineKind.late_response.name]
    return Accrued(
        filed_at=now, billed=sum((each.amount for each in bills), NOTHING), unpaid=open_balance(bills, payments),
        days_a=late_days(bills, payments, today), penalty_a=total_a(case, today) - settled[Side.a],
        breaches_b=len(late) + len(running),
        penalty_b=sum((each.amount for each in owed if each.kind == LineKind.late_response.name), NOTHING)
        + sum((each.amount for each in running), NOTHING),
        claims_b=sum((each.amount for each in owed if each.kind == LineKind.loss.name), NOTHING),
        settled_a=settled[Side.a], settled_b=settled[Side.b])


def total_a(case: Case, today: date) -> Decimal:
    """All that A has come to owe for paying late, settled or not, rounded once."""
    return to_the_fen(late_payment(bills_of(case), payments_of(case), rate_a(case), today))
