"""Contracts follow their cases; requests learn which contract they are under; what is late is written down once."""

from collections.abc import Iterator

from core.capabilities.coverage.contracts_books import (
    accrued_of,
    agreement_in,
    agreement_of,
    breach_of,
    lateness_of,
    lines_of,
    running_breaches,
    total_a,
)
from core.capabilities.coverage.contracts_forms import (
    Accrued,
    Agreement,
    ClaimAgreed,
    ClaimPaid,
    ClaimTurnedDown,
    ContractSettled,
    ContractTerms,
    LossClaim,
    ResponseDelay,
    Side,
    UnderContract,
)
from core.capabilities.coverage.contracts_stages import (
    ENTERED_BREACH,
    UNDER_CONTRACT,
    ContractDraft,
    ContractRunning,
)
from core.capabilities.coverage.contracts_standing import LineKind, LineState, Standing
from core.capabilities.coverage.contracts_tables import ContractLineRow, ContractRow, UnderContractRow
from core.sdk import CUSTOMER_REACHED, Form, field_of
from core.sdk.services import (
    ERASED,
    REOPENED,
    Doing,
    Erasure,
    InvalidInput,
    Reading,
    UnitOfWork,
    facts,
    reacts,
    visible_to,
)
from core.sdk.tables import CaseRow, and_, or_, select


def contract_of(work: UnitOfWork, case_id: int) -> ContractRow | None:
    """The contract that a case is."""
    return work.session.scalar(select(ContractRow).where(ContractRow.case_id == case_id))


def contract_over(work: UnitOfWork, case_id: int) -> ContractRow | None:
    """The contract that a case is under."""
    return work.session.scalar(select(ContractRow).join(UnderContractRow).where(UnderContractRow.case_id == case_id))


@reacts(ContractTerms, ContractDraft.activate, ContractRunning.finish, ContractDraft.drop, REOPENED)
def drawn_up(doing: Doing) -> None:
    """What other cases look at is what the contract says now."""
    if ContractDraft not in doing.case.here.workflow.stages:
        return
    row, case = contract_of(doing.work, doing.row.id), doing.case
    if row is None:
        row = ContractRow(industry=doing.row.industry, case_id=doing.row.id, standing=Standing.drafting.name)
        doing.work.session.add(row)
    row.customer_id = doing.row.customer_id
    row.contract_no = str(case.answer(field_of(ContractTerms.contract_no)) or doing.row.number)
    row.project = str(case.answer(field_of(ContractTerms.project)) or "")
    row.agreed = dict(agreement_of(case, doing.row.number).dump())
    stage = case.state.stage if case.state else None
    row.standing = (Standing.drafting if stage is ContractDraft else
                    Standing.active if stage is ContractRunning else Standing.over).name
    if row.standing == Standing.active.name:
        row.signed_on = row.signed_on or doing.at.date()
        _alone(doing, row)
    doing.work.flush()


def _alone(doing: Doing, row: ContractRow) -> None:
    """Requests name a contract by its number, so no two that hold have the same."""
    other = doing.work.session.scalar(select(ContractRow.id).where(
        ContractRow.industry == row.industry, ContractRow.contract_no == row.contract_no,
        ContractRow.standing == Standing.active.name, ContractRow.case_id != doing.row.id))
    if other is not None:
        raise InvalidInput.field("contract_no", "已有一份有效合同编号是“{number}”", number=row.contract_no)


@reacts(UnderContract)
def asked_under(doing: Doing) -> None:
    """A request is under the contract it names, else under the only one its customer has in force; what that says is
    written into the case, so that it stays what it was."""
    said = doing.said
    if not isinstance(said, UnderContract) or agreement_in(doing.case) is not None:
        return
    named = said.contract_no.strip() if said.knows(UnderContract.contract_no) else ""
    contract = _named(doing, named) if named else _only(doing)
    if contract is None:
        return
    doing.work.session.add(UnderContractRow(contract_id=contract.id, case_id=doing.row.id))
    doing.work.flush()
    doing.signal(UNDER_CONTRACT, Agreement.restore(contract.agreed, at=doing.at))


def _named(doing: Doing, number: str) -> ContractRow | None:
    """The contract of this number. What customers and trials name that is not theirs, or is not there, stays words."""
    where = and_(ContractRow.industry == doing.row.industry,
                 or_(ContractRow.contract_no == number, CaseRow.number == number.upper()))
    seen = (ContractRow.customer_id == doing.row.customer_id,) if doing.actor.case is not None else visible_to(
        doing.actor)
    found = doing.work.session.scalars(select(ContractRow).join(CaseRow, CaseRow.id == ContractRow.case_id).where(
        where, *seen).order_by(ContractRow.id.desc())).all()
    holding = next((each for each in found if each.standing == Standing.active.name), None)
    if holding is not None or doing.actor.id is None:
        return holding
    if not found:
        raise InvalidInput.field("contract_no", "没有合同“{number}”,请核对编号或留空", number=number)
    raise InvalidInput.field("contract_no", "合同“{number}”{standing},不在履行中", number=number,
                             standing=Standing[found[0].standing].label)


def _only(doing: Doing) -> ContractRow | None:
    """The one contract that the customer has in force."""
    if doing.row.customer_id is None:
        return None
    found = doing.work.session.scalars(select(ContractRow).where(
        ContractRow.industry == doing.row.industry, ContractRow.customer_id == doing.row.customer_id,
        ContractRow.standing == Standing.active.name)).all()
    return found[0] if len(found) == 1 else None


@reacts(CUSTOMER_REACHED)
def answered(doing: Doing) -> None:
    """B has answered: if late, that is a breach, and written down once, whatever it costs."""
    agreed, contract = agreement_in(doing.case), contract_over(doing.work, doing.row.id)
    late = agreed and lateness_of(doing.case, agreed, doing.at)
    fact = f"response:{doing.row.id}"
    if not (agreed and contract and late and late.late_seconds) or _line(doing.work, contract, fact):
        return
    breach = breach_of(doing.row, agreed, late)
    doing.work.session.add(ContractLineRow(
        contract_id=contract.id, fact=fact, owed_by=Side.b.name, kind=LineKind.late_response.name,
        state=LineState.owed.name, case_id=doing.row.id, base=breach.base, rate=breach.rate, periods=breach.periods,
        amount=breach.amount, happened_at=doing.event.occurred_at))
    doing.signal(ENTERED_BREACH)


@reacts(LossClaim, ClaimAgreed, ClaimTurnedDown, ClaimPaid)
def claimed(doing: Doing) -> None:
    """What B has to make good stands in the contract's ledger from the claim to the payment."""
    contract = contract_over(doing.work, doing.row.id)
    if contract is None:
        return
    fact, said = f"loss:{doing.row.id}", doing.said
    line = _line(doing.work, contract, fact)
    if isinstance(said, LossClaim) and said.knows(LossClaim.claimed):
        if line is None:
            line = ContractLineRow(
                contract_id=contract.id, fact=fact, owed_by=Side.b.name, kind=LineKind.loss.name, case_id=doing.row.id,
                state=LineState.owed.name, amount=said.claimed, happened_at=doing.event.occurred_at)
            doing.work.session.add(line)
        line.amount = said.claimed
    elif line is not None and isinstance(said, ClaimAgreed):
        line.amount = said.agreed_sum
    elif line is not None and isinstance(said, ClaimTurnedDown):
        line.state = LineState.dropped.name
    elif line is not None and isinstance(said, ClaimPaid):
        if said.claim_paid != line.amount:
            raise InvalidInput.field("claim_paid", "核定的赔偿是 {agreed},须全额赔付", agreed=line.amount)
        line.state, line.settled_at = LineState.settled.name, doing.event.occurred_at
        line.reference = said.claim_reference


@reacts(ContractSettled)
def settled(doing: Doing) -> None:
    """Both sides' lateness up to now is settled: what A owes becomes a line, those of B are closed."""
    said, contract = doing.said, contract_of(doing.work, doing.row.id)
    if contract is None or not isinstance(said, ContractSettled):
        return
    fact, lines = f"settled:{said.settled_reference}", lines_of(doing.work, contract)
    if any(each.fact == fact or each.reference == said.settled_reference for each in lines):
        raise InvalidInput.field("settled_reference", "流水号“{reference}”已经用过", reference=said.settled_reference)
    accrued = accrued_of(doing.case, lines, (), doing.at)
    owed = [each for each in lines if each.kind == LineKind.late_response.name and each.state == LineState.owed.name]
    if not accrued.penalty_a and not owed:
        raise InvalidInput.field("settled_reference", "双方都没有要结算的违约金")
    for each in owed:
        each.state, each.settled_at, each.reference = (LineState.settled.name, doing.event.occurred_at,
                                                       said.settled_reference)
    if accrued.penalty_a:
        doing.work.session.add(ContractLineRow(
            contract_id=contract.id, fact=fact, owed_by=Side.a.name, kind=LineKind.late_payment.name,
            state=LineState.settled.name, case_id=doing.row.id, base=accrued.unpaid, periods=accrued.days_a,
            rate=str(doing.case.answer(field_of(ContractTerms.rate_a)) or ""),
            amount=total_a(doing.case, doing.at.date()) - accrued.settled_a, happened_at=doing.event.occurred_at,
            settled_at=doing.event.occurred_at, reference=said.settled_reference))


def _line(work: UnitOfWork, contract: ContractRow, fact: str) -> ContractLineRow | None:
    return work.session.scalar(select(ContractLineRow).where(
        ContractLineRow.contract_id == contract.id, ContractLineRow.fact == fact))


@reacts(ERASED)
def forgotten(erasure: Erasure) -> None:
    """The contract and its ledger stay; whose it was, and where they live, is gone."""
    of_customer = [ContractRow.customer_id == erasure.customer_id] if erasure.customer_id is not None else []
    for row in erasure.work.session.scalars(select(ContractRow).where(
            or_(ContractRow.case_id.in_(erasure.case_ids), *of_customer))):
        row.customer_id, row.project = None, ""
        row.agreed = {name: said for name, said in row.agreed.items() if name != "project"}


@facts(ResponseDelay)
def responding(reading: Reading) -> Iterator[Form]:
    """How late the answer to a request under a contract was, or is."""
    agreed = agreement_in(reading.case)
    found = agreed and lateness_of(reading.case, agreed, reading.place.now())
    if found:
        yield found


@facts(Accrued)
def accruing(reading: Reading) -> Iterator[Form]:
    """How the money of a contract stands now."""
    contract = contract_of(reading.work, reading.row.id) if reading.row.id else None
    lines = lines_of(reading.work, contract) if contract else ()
    running = running_breaches(reading.place, reading.work, contract) if contract else ()
    if ContractDraft in reading.case.here.workflow.stages:
        yield accrued_of(reading.case, lines, running, reading.place.now())
