"""The ledger: entries are added, never changed; what a case comes to is added up from them each time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.exc import IntegrityError

from core.capabilities.charges.accounts import MOVES, Account, Sort
from core.capabilities.charges.forms import Paid
from core.capabilities.charges.tables import AccountRow, EntryRow, ReferenceRow
from core.sdk.services import Actor, Case, InvalidInput, Refused, UnitOfWork
from core.sdk.tables import CaseRow, func, select

NOTHING = Decimal(0)
LARGEST = Decimal("99999999.99")


@dataclass(frozen=True)
class Sums:
    """What the entries of a case come to, reversed ones left out. `balance` is what the customer owes, below zero what
    the company owes the customer."""

    of: dict[Sort, Decimal]
    balance: Decimal
    entries: int

    def __getitem__(self, sort: Sort) -> Decimal:
        return self.of.get(sort, NOTHING)

    @property
    def overpaid(self) -> Decimal:
        """What was paid beyond what is asked for the work."""
        asked = self[Sort.bill] - self[Sort.write_off] - self[Sort.allowance]
        return max(NOTHING, self[Sort.payment] - self[Sort.refund] - asked)

    @property
    def freight_owed(self) -> Decimal:
        """What the customer has paid beforehand for the company and has not been given back."""
        return max(NOTHING, self[Sort.freight_owed] - self[Sort.reimbursement])


class Books:
    """The ledger within a unit of work whose case is locked."""

    def __init__(self, work: UnitOfWork, actor: Actor, now: datetime) -> None:
        self.work, self.session, self.actor, self.now = work, work.session, actor, now

    def post(self, case: CaseRow, sort: Sort, amount: Decimal, day: date, *, debit: Account | None = None,
             credit: Account | None = None, method: str = "", reference: str = "", charge: str = "", said: str = "",
             field: str = "amount") -> EntryRow:
        """Add an entry. Raises `InvalidInput` naming the field for an amount that is none, `Refused` for a reference
        that its method has already had."""
        if not NOTHING < amount <= LARGEST:
            raise InvalidInput.field(field, "金额应在 0.01 与 {largest} 之间", largest=LARGEST)
        to, by = MOVES[sort]
        row = EntryRow(case_id=case.id, sort=sort.name, amount=amount, debit=(debit or to).name,
                       credit=(credit or by).name, method=method, reference=reference.strip(), day=day, charge=charge,
                       said=said, at=self.now, by_id=self.actor.id)
        self.session.add(row)
        self.session.flush()
        if row.reference:
            self._claim(row)
        self.add_up(case)
        return row

    def reverse(self, case: CaseRow, entry: EntryRow, day: date, said: str) -> EntryRow:
        """Add the same the other way round; its reference may then be used again. Raises `Refused` for one that is
        reversed already, or reverses another."""
        if entry.reverses is not None:
            raise Refused("第 {entry} 笔本身是冲销,不能再冲销;记错了请重新登记", entry=entry.id)
        if self.session.scalar(select(EntryRow.id).where(EntryRow.reverses == entry.id)):
            raise Refused("第 {entry} 笔已经冲销过", entry=entry.id)
        back = EntryRow(case_id=case.id, sort=entry.sort, amount=entry.amount, debit=entry.credit, credit=entry.debit,
                        method=entry.method, reference="", day=day, charge=entry.charge, said=said,
                        reverses=entry.id, at=self.now, by_id=self.actor.id)
        self.session.add(back)
        freed = self.session.scalar(select(ReferenceRow).where(ReferenceRow.entry_id == entry.id))
        if freed is not None:
            self.session.delete(freed)
        self.session.flush()
        self.add_up(case)
        return back

    def _claim(self, row: EntryRow) -> None:
        """Let the reference stand for this entry; on PostgreSQL somebody may claim it for another case just now."""
        self._unknown(row)
        try:
            with self.session.begin_nested():
                self.session.add(ReferenceRow(method=row.method, reference=_key(row.reference), entry_id=row.id))
                self.session.flush()
        except IntegrityError:
            self._unknown(row)
            raise

    def _unknown(self, row: EntryRow) -> None:
        known = self.session.execute(
            select(ReferenceRow.entry_id, CaseRow.number).select_from(ReferenceRow)
            .join(EntryRow, EntryRow.id == ReferenceRow.entry_id).join(CaseRow, CaseRow.id == EntryRow.case_id)
            .where(ReferenceRow.method == row.method, ReferenceRow.reference == _key(row.reference))).one_or_none()
        if known is not None:
            raise Refused("流水号 {reference} 已经登记过(案件 {number},第 {entry} 笔);同一笔钱只记一次,"
                          "记错了请先冲销那一笔", reference=row.reference, number=known.number, entry=known.entry_id)

    def living(self, case_id: int, *sorts: Sort) -> list[EntryRow]:
        """The entries of a case that stand, oldest first: neither reversed nor reversing."""
        reversed_ = select(EntryRow.reverses).where(EntryRow.case_id == case_id, EntryRow.reverses.is_not(None))
        query = select(EntryRow).where(EntryRow.case_id == case_id, EntryRow.reverses.is_(None),
                                       EntryRow.id.not_in(reversed_)).order_by(EntryRow.id)
        if sorts:
            query = query.where(EntryRow.sort.in_([each.name for each in sorts]))
        return [*self.session.scalars(query)]

    def sums(self, case_id: int) -> Sums:
        """What the entries of a case come to."""
        found = self.session.execute(
            select(EntryRow.sort, EntryRow.debit, EntryRow.credit, EntryRow.reverses.is_not(None),
                   func.sum(EntryRow.amount), func.count())
            .where(EntryRow.case_id == case_id)
            .group_by(EntryRow.sort, EntryRow.debit, EntryRow.credit, EntryRow.reverses.is_not(None))).all()
        return added_up([(Sort[sort], debit, credit, bool(back), amount, count)
                         for sort, debit, credit, back, amount, count in found])

    def add_up(self, case: CaseRow) -> None:
        """Write down what the case comes to."""
        sums = self.sums(case.id)
        row = self.session.get(AccountRow, case.id)
        if row is None:
            self.session.add(row := AccountRow(case_id=case.id))
        row.collected, row.refunded, row.balance = sums[Sort.payment], sums[Sort.refund], sums.balance
        self.session.flush()


def added_up(rows: Iterable[tuple[Sort, str, str, bool, Decimal, int]]) -> Sums:
    """Sums from (sort, debit, credit, whether reversing, amount, how many)."""
    of: dict[Sort, Decimal] = {}
    balance, entries = NOTHING, 0
    for sort, debit, credit, back, amount, count in rows:
        of[sort] = of.get(sort, NOTHING) + (-amount if back else amount)
        balance += amount if debit == Account.customer.name else NOTHING
        balance -= amount if credit == Account.customer.name else NOTHING
        entries += count
    return Sums(of, balance, entries)


def price_of(case: Case) -> Decimal:
    """What the goods were bought for, where the case says so."""
    price = next((fact.price for fact in case.facts() if isinstance(fact, Paid) and fact.knows(Paid.price)), None)
    return price if price is not None else NOTHING


def check_refund(ledger: Books, case_id: int, price: Decimal, amount: Decimal) -> None:
    """Raise `InvalidInput` for more than was paid in all."""
    sums = ledger.sums(case_id)
    most, before = price + sums[Sort.payment], sums[Sort.refund]
    if before + amount > most:
        raise InvalidInput.field("amount", "共付 {paid},已退 {before},最多还能退 {left}", paid=most, before=before,
                                 left=most - before)


def _key(reference: str) -> str:
    """Spaces and case tell no references apart."""
    return "".join(reference.split()).upper()
