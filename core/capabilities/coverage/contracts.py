"""Use cases of contracts: which there are, and how both sides of one stand. They are drawn up and changed as cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.capabilities.coverage.contracts_accrual import (
    Bill,
    late_payment,
    open_balance,
    overdue,
    shared,
    to_the_fen,
    worth_a_notice,
)
from core.capabilities.coverage.contracts_books import (
    Breach,
    accrued_of,
    bills_of,
    lines_of,
    payments_of,
    rate_a,
    running_breaches,
)
from core.capabilities.coverage.contracts_forms import Accrued, ContractDuty, ContractTerms, Side, UnderContract
from core.capabilities.coverage.contracts_reactions import contract_of, contract_over
from core.capabilities.coverage.contracts_rules import duties_a, duties_b, notice_at, rights_a, rights_b
from core.capabilities.coverage.contracts_standing import LineKind, LineState, Standing
from core.capabilities.coverage.contracts_tables import ContractLineRow, ContractRow, UnderContractRow
from core.capabilities.coverage.permissions import SEE
from core.sdk import FINANCE, MANAGER, field_of
from core.sdk.services import (
    VIEW,
    Actor,
    Case,
    Label,
    NotFound,
    Records,
    UnitOfWork,
    Workplace,
    legible,
    require,
    tell,
    visible_to,
)
from core.sdk.tables import CaseRow, CustomerRow, Select, or_, select

MOST = 200
SHOWN = (ContractTerms.project, ContractTerms.completed_on, ContractTerms.respond_within, ContractTerms.respond_unit,
         ContractTerms.fee, ContractTerms.fee_items, ContractTerms.rate_a, ContractTerms.rate_b, ContractTerms.least_b,
         ContractTerms.standard, ContractTerms.ends_on)
"""The terms that its page tells; who the parties are stands above."""


@dataclass(frozen=True)
class Summary:
    """A contract in a list."""

    number: str
    contract_no: str
    standing: Standing
    customer: str
    project: str
    signed_on: date | None
    owed: Decimal


@dataclass(frozen=True)
class DutyLine:
    """A duty or right of one side; `done_on` the day on which it was last ticked off."""

    words: str
    done_on: date | None = None
    remarks: str = ""


@dataclass(frozen=True)
class BillLine:
    """A bill, what of it is open, and what its lateness has come to; exact amounts, to the fen."""

    bill: Bill
    left: Decimal
    days: int
    penalty: Decimal
    notice: bool


@dataclass(frozen=True)
class LedgerLine:
    """What somebody owes or owed, with the case it comes from."""

    kind: LineKind
    state: LineState | None
    side: Side
    number: str
    base: Decimal | None
    rate: str
    periods: int
    amount: Decimal
    at: datetime | None
    reference: str
    notice: bool = False

    @property
    def running(self) -> bool:
        """Whether it still grows."""
        return self.state is None


@dataclass(frozen=True)
class Contract:
    """A contract as it stands now, both sides apart."""

    number: str
    version: int
    contract_no: str
    standing: Standing
    customer: str
    customer_id: int | None
    asks: tuple[tuple[str, str], ...]
    """Which kinds of case may be opened under it: key and title."""
    a_name: str
    b_name: str
    terms: tuple[tuple[str, object], ...]
    rights: dict[Side, tuple[DutyLine, ...]]
    duties: dict[Side, tuple[DutyLine, ...]]
    bills: tuple[BillLine, ...]
    lines: tuple[LedgerLine, ...]
    accrued: Accrued
    cases: tuple[CaseRow, ...]
    now: datetime

    def owed_by(self, side: Side) -> Decimal:
        """All that this side owes for lateness and loss and has not settled."""
        if side is Side.a:
            return self.accrued.penalty_a
        return self.accrued.penalty_b + self.accrued.claims_b

    @property
    def notices(self) -> bool:
        """Whether something has grown so large that people should look at it."""
        return any(each.notice for each in self.bills) or any(each.notice for each in self.lines)


class Contracts:
    """The contracts of a desk."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def all(self, actor: Actor, said: str = "", *, over: bool = False) -> Sequence[Summary]:
        """Those whose number, project or customer has these words, the latest first; `over` also those that are."""
        require(actor, SEE)
        legible(q=said)
        wanted = said.strip()
        with self.place.store.read() as work:
            found = work.session.execute(self._found(actor, wanted, over)).all()
            owed = {contract_id: amount for contract_id, amount in self._owed(work, [row.id for row, *_ in found])}
            return [Summary(number, row.contract_no, Standing[row.standing], customer or "",
                            row.project, row.signed_on, owed.get(row.id, Decimal("0.00")))
                    for row, number, customer in found]

    @staticmethod
    def _found(actor: Actor, wanted: str, over: bool) -> "Select[ContractRow, str, str]":
        query = (select(ContractRow, CaseRow.number, CustomerRow.name)
                 .join_from(ContractRow, CaseRow, CaseRow.id == ContractRow.case_id)
                 .outerjoin(CustomerRow, CustomerRow.id == ContractRow.customer_id)
                 .where(*visible_to(actor)).order_by(ContractRow.id.desc()).limit(MOST))
        if not over:
            query = query.where(ContractRow.standing != Standing.over.name)
        if wanted:
            query = query.where(or_(ContractRow.contract_no.contains(wanted, autoescape=True),
                                    CaseRow.number == wanted.upper(),
                                    CustomerRow.name.contains(wanted, autoescape=True),
                                    ContractRow.project.contains(wanted, autoescape=True)))
        return query

    @staticmethod
    def _owed(work: UnitOfWork, contracts: Sequence[int]) -> Sequence[tuple[int, Decimal]]:
        """What stands in the ledgers of contracts and is not settled; what still grows is on the contract's page."""
        found: dict[int, Decimal] = {}
        for contract_id, amount in work.session.execute(
                select(ContractLineRow.contract_id, ContractLineRow.amount).where(
                    ContractLineRow.contract_id.in_(contracts), ContractLineRow.state == LineState.owed.name)):
            found[contract_id] = found.get(contract_id, Decimal("0.00")) + amount
        return [*found.items()]

    def show(self, actor: Actor, number: str) -> Contract:
        """The contract that is drawn up in a case. Raises `NotFound`."""
        require(actor, SEE)
        with self.place.store.read() as work:
            record = Records(self.place, work, actor).read(number)
            row = contract_of(work, record.row.id)
            if row is None:
                raise NotFound("案件“{number}”不是合同", number=number)
            return self._told(work, row, record.row, record.case)

    def over(self, actor: Actor, number: str) -> Contract | None:
        """The contract that a case is under, to whoever may see the case; None where it is under none."""
        require(actor, SEE)
        with self.place.store.read() as work:
            row = contract_over(work, Records(self.place, work, actor).read(number).row.id)
            return self._of(work, row) if row else None

    def for_customer(self, actor: Actor, number: str) -> Contract | None:
        """The same for the customer whose case it is: the contract itself, or the one it is under."""
        require(actor, VIEW, hide=True)
        with self.place.store.read() as work:
            case_id = Records(self.place, work, actor).read(number).row.id
            row = contract_of(work, case_id) or contract_over(work, case_id)
            return self._of(work, row) if row and row.standing != Standing.drafting.name else None

    def notice(self) -> int:
        """Tell managers and finance of each penalty that has grown as large as the regulation says, once for each; how
        many were large. Nobody calls it but the desk."""
        large = 0
        with self.place.store.unit_of_work() as work:
            for row in work.session.scalars(select(ContractRow).where(
                    ContractRow.standing == Standing.active.name).order_by(ContractRow.id)).all():
                found, case = self._of(work, row), work.session.get_one(CaseRow, row.case_id)
                facts = [*(f"bill:{each.bill.what}" for each in found.bills if each.notice),
                         *(f"response:{each.number}" for each in found.lines if each.notice)]
                for fact in facts:
                    large += 1
                    tell(work, case, f"coverage.notice:{row.id}:{fact}", [f"duty:{MANAGER.key}", f"duty:{FINANCE.key}"],
                         Label("合同违约金已到提醒比例"))
            work.commit()
        return large

    def _of(self, work: UnitOfWork, row: ContractRow) -> Contract:
        number = work.session.scalar(select(CaseRow.number).where(CaseRow.id == row.case_id)) or ""
        record = Records(self.place, work, Actor.system()).read(number)
        return self._told(work, row, record.row, record.case)

    def _asks(self, row: ContractRow) -> tuple[tuple[str, str], ...]:
        if row.standing != Standing.active.name:
            return ()
        return tuple((kind, registry.workflows[kind].title) for kind, registry in self.place.kinds.items()
                     if registry.name == row.industry and issubclass(registry.workflows[kind].opens, UnderContract)
                     and registry.workflows[kind].public)

    def _told(self, work: UnitOfWork, row: ContractRow, at: CaseRow, case: Case) -> Contract:
        now, lines, running = self.place.now(), lines_of(work, row), running_breaches(self.place, work, row)
        policy = case.here.policy(case.facts())
        numbers = {case_id: said for case_id, said in work.session.execute(select(CaseRow.id, CaseRow.number).where(
            CaseRow.id.in_([each.case_id for each in lines if each.case_id])))}
        share = policy.get(notice_at)
        under = work.session.scalars(
            select(CaseRow).join(UnderContractRow, UnderContractRow.case_id == CaseRow.id)
            .where(UnderContractRow.contract_id == row.id).order_by(CaseRow.id.desc()).limit(MOST)).all()
        customer = work.session.scalar(select(CustomerRow.name).where(CustomerRow.id == row.customer_id)) or ""
        return Contract(
            at.number, at.version, row.contract_no, Standing[row.standing], customer, row.customer_id,
            self._asks(row),
            str(case.answer(field_of(ContractTerms.a_name)) or ""),
            str(case.answer(field_of(ContractTerms.b_name)) or self.place.config.business),
            tuple((asked.label, asked.words(said)) for each in SHOWN
                  if (said := case.answer(asked := field_of(each))) is not None),
            {Side.a: _listed(case, policy.get(rights_a), None), Side.b: _listed(case, policy.get(rights_b), None)},
            {Side.a: _listed(case, policy.get(duties_a), Side.a), Side.b: _listed(case, policy.get(duties_b), Side.b)},
            tuple(_bills(case, now, share)),
            (*(_running(each, share) for each in running), *(_line(each, numbers, share) for each in reversed(lines))),
            accrued_of(case, lines, running, now), tuple(under), now)


def _listed(case: Case, said: Sequence[str] | None, side: Side | None) -> tuple[DutyLine, ...]:
    """Rights or duties, with what was done last of each."""
    done = {each.duty: each for each in case.forms if isinstance(each, ContractDuty) and each.side is side}
    return tuple(DutyLine(words, done[words].done_on if words in done else None,
                          str(done[words].answer(field_of(ContractDuty.remarks)) or "") if words in done else "")
                 for words in said or ())


def _bills(case: Case, now: datetime, share: Decimal | None) -> Sequence[BillLine]:
    bills, payments, rate = bills_of(case), payments_of(case), rate_a(case)
    today, found = now.astimezone(case.zone).date(), []
    for bill, paid in zip(sorted(bills, key=lambda each: (each.due_on, each.what)), shared(bills, payments),
                          strict=True):
        penalty = to_the_fen(late_payment([bill], paid, rate, today))
        found.append(BillLine(bill, open_balance([bill], paid), sum(
            each.days for each in overdue([bill], paid, today)), penalty,
            share is not None and worth_a_notice(penalty, bill.amount, share)))
    return found


def _running(each: Breach, share: Decimal | None) -> LedgerLine:
    return LedgerLine(LineKind.late_response, None, Side.b, each.number, each.base, each.rate, each.periods,
                      each.amount, None, "",
                      share is not None and each.base is not None and worth_a_notice(each.amount, each.base, share))


def _line(row: ContractLineRow, numbers: dict[int, str], share: Decimal | None) -> LedgerLine:
    large = (share is not None and row.base is not None and row.kind == LineKind.late_response.name
             and row.state == LineState.owed.name and worth_a_notice(row.amount, row.base, share))
    return LedgerLine(LineKind[row.kind], LineState[row.state], Side[row.owed_by], numbers.get(row.case_id or 0, ""),
                      row.base, row.rate, row.periods, row.amount, row.happened_at, row.reference, large)
