"""What there is to see of money: of one case, of a period, of everybody who owes or is owed something."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.capabilities.charges.accounts import Asked, QuoteState, Sort
from core.capabilities.charges.booking import Books, Sums, price_of
from core.capabilities.charges.forms import Method, Offer
from core.capabilities.charges.permissions import APPROVE, READ_LEDGER, SEE
from core.capabilities.charges.tables import AccountRow, EntryRow, QuoteRow, RequestRow
from core.sdk.services import Actor, InvalidInput, Record, Records, Workplace, require, visible_to
from core.sdk.tables import (
    CaseRow,
    ColumnElement,
    CustomerRow,
    Decimal,
    Select,
    UserRow,
    aliased,
    func,
    or_,
    select,
    tuple_,
)

PAGE = 50
OWES_US, OWED = SIDES = ("customer", "company")
"""Who owes: the customer, or the company."""


@dataclass(frozen=True)
class Line:
    """An entry with its case, who made it, and which entry has reversed it, if any."""

    row: EntryRow
    number: str
    by: str
    reversed_by: int | None

    @property
    def signed(self) -> Decimal:
        """The amount, below zero where it reverses another."""
        return -self.row.amount if self.row.reverses else self.row.amount


@dataclass(frozen=True)
class LedgerPage:
    """Entries, the latest first; the cursor is '' where the list ends. `totals` are of the whole selection, by sort."""

    lines: Sequence[Line]
    totals: Sequence[tuple[Sort, Decimal]]
    next_cursor: str = ""


@dataclass(frozen=True)
class Wanted:
    """Which entries: the days, both included, by sort or method; '' for all."""

    since: date | None = None
    until: date | None = None
    sort: str = ""
    method: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        """As SQL. Raises `InvalidInput`."""
        for name, said, known in (("sort", self.sort, Sort), ("method", self.method, Method)):
            if said and said not in known.__members__:
                raise InvalidInput.field(name, "不是可选的选项,可选:{options}", options=tuple(known.__members__))
        if self.since and self.until and self.until < self.since:
            raise InvalidInput.field("until", "截止日早于起始日")
        return [*([EntryRow.day >= self.since] if self.since else []), *([EntryRow.day <= self.until] if self.until
                                                                         else []),
                *([EntryRow.sort == self.sort] if self.sort else []),
                *([EntryRow.method == self.method] if self.method else [])]


@dataclass(frozen=True)
class Owing:
    """A case where something is owed, and by how much; above zero the customer owes."""

    number: str
    title: str
    customer: str
    balance: Decimal
    closed_at: datetime | None


@dataclass(frozen=True)
class OwingPage:
    """Cases by amount, the largest first. `total` is of all of them."""

    cases: Sequence[Owing]
    total: Decimal
    count: int
    next_cursor: str = ""


@dataclass(frozen=True)
class Wish:
    """A refund that waits for somebody, with its case and who asked."""

    row: RequestRow
    number: str
    title: str
    by: str
    mine: bool


@dataclass(frozen=True)
class Money:
    """All the money of a case. `price` is what the goods were bought for; `offering` the key of a step that makes a
    quote now, '' where there is none."""

    record: Record
    sums: Sums
    price: Decimal
    lines: Sequence[Line]
    quotes: Sequence[QuoteRow]
    wishes: Sequence[Wish]
    offering: str
    now: datetime

    @property
    def quote(self) -> QuoteRow | None:
        """The quote that counts, or the last one there was."""
        return self.quotes[0] if self.quotes else None

    def state_of(self, quote: QuoteRow) -> QuoteState:
        """How a quote stands now."""
        if quote.state == QuoteState.open.name and quote.valid_until and quote.valid_until < self.now:
            return QuoteState.lapsed
        return QuoteState[quote.state]

    @property
    def refundable(self) -> Decimal:
        """How much may still go back."""
        return max(Decimal(0), self.price + self.sums[Sort.payment] - self.sums[Sort.refund])

    @property
    def empty(self) -> bool:
        return not (self.lines or self.quotes or self.wishes or self.offering)


class Seeing:
    """What the ledger shows to somebody."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def case(self, actor: Actor, number: str) -> Money:
        """The money of a case. Raises `Forbidden`, `NotFound`."""
        require(actor, SEE)
        with self.place.store.read() as work:
            records = Records(self.place, work, actor)
            return self.of(records, records.read(number))

    def quote_for(self, customer: Actor, number: str) -> QuoteRow | None:
        """The latest quote that the customer of a case was given. Raises `NotFound`."""
        with self.place.store.read() as work:
            row = work.cases.by_number(number, seen_by=customer)
            return work.session.scalar(select(QuoteRow).where(QuoteRow.case_id == row.id, QuoteRow.version > 0)
                                       .order_by(QuoteRow.version.desc()).limit(1))

    def of(self, records: Records, record: Record) -> Money:
        """The money of a case that was read."""
        session, row = records.work.session, record.row
        lines = _lines(session.execute(_entries().where(EntryRow.case_id == row.id).order_by(EntryRow.id)))
        quotes = session.scalars(select(QuoteRow).where(QuoteRow.case_id == row.id, QuoteRow.version > 0)
                                 .order_by(QuoteRow.version.desc())).all()
        wishes = [Wish(wish, number, title, by, wish.asked_by == records.actor.id)
                  for wish, number, title, by in session.execute(_wishes().where(
                      RequestRow.case_id == row.id).order_by(RequestRow.id.desc()))]
        offering = next((step.key for step in record.case.here.steps if step.source is record.case.state
                         and step.form and issubclass(step.form, Offer)), "")
        books = Books(records.work, records.actor, self.place.now())
        return Money(record, books.sums(row.id), price_of(record.case), lines, quotes, wishes, offering,
                     self.place.now())

    def ledger(self, actor: Actor, wanted: Wanted, *, cursor: str = "", limit: int = PAGE) -> LedgerPage:
        """Entries of cases that somebody may see, the latest day first. Raises `InvalidInput`."""
        require(actor, READ_LEDGER)
        conditions = [*wanted.conditions(), *visible_to(actor)]
        query = _entries().where(*conditions)
        if cursor:
            day, number = _cursor(cursor)
            query = query.where(tuple_(EntryRow.day, EntryRow.id) < (day, number))
        with self.place.store.read() as work:
            found = work.session.execute(query.order_by(EntryRow.day.desc(), EntryRow.id.desc()).limit(limit + 1)).all()
            back = EntryRow.reverses.is_not(None)
            sums = work.session.execute(
                select(EntryRow.sort, back, func.sum(EntryRow.amount)).select_from(EntryRow)
                .join(CaseRow, CaseRow.id == EntryRow.case_id).where(*conditions)
                .group_by(EntryRow.sort, back)).all()
        lines = _lines(found[:limit])
        last = lines[-1].row if len(found) > limit else None
        totals: dict[str, Decimal] = {}
        for sort, reverses, amount in sums:
            totals[sort] = totals.get(sort, Decimal(0)) + (-amount if reverses else amount)
        return LedgerPage(lines, [(each, totals[each.name]) for each in Sort if each.name in totals],
                          f"{last.day.isoformat()}_{last.id}" if last else "")

    def every(self, actor: Actor, wanted: Wanted) -> Iterator[Line]:
        """Every entry of a selection."""
        require(actor, READ_LEDGER)
        query = _entries().where(*wanted.conditions(), *visible_to(actor))
        with self.place.store.read() as work:
            yield from _lines(work.session.execute(query.order_by(EntryRow.day.desc(), EntryRow.id.desc())))

    def owing(self, actor: Actor, who: str = OWES_US, *, cursor: str = "", limit: int = PAGE) -> OwingPage:
        """Cases in which the customer owes something, or the company does, the largest amount first."""
        require(actor, READ_LEDGER)
        if who not in SIDES:
            raise InvalidInput.field("who", "不是可选的选项,可选:{options}", options=SIDES)
        conditions = [AccountRow.balance > 0 if who == OWES_US else AccountRow.balance < 0, *visible_to(actor)]
        query = (select(CaseRow, CustomerRow.name, AccountRow).join_from(AccountRow, CaseRow)
                 .outerjoin(CustomerRow, CustomerRow.id == CaseRow.customer_id).where(*conditions))
        balance = AccountRow.balance
        by = (balance.desc(), AccountRow.case_id.desc()) if who == OWES_US else (balance, AccountRow.case_id)
        if cursor:
            edge, number = _amount_cursor(cursor)
            query = query.where(or_(balance < edge, (balance == edge) & (AccountRow.case_id < number))
                                if who == OWES_US else
                                or_(balance > edge, (balance == edge) & (AccountRow.case_id > number)))
        with self.place.store.read() as work:
            found = work.session.execute(query.order_by(*by).limit(limit + 1)).all()
            total, count = work.session.execute(
                select(func.sum(AccountRow.balance), func.count()).select_from(AccountRow)
                .join(CaseRow, CaseRow.id == AccountRow.case_id).where(*conditions)).one()
        cases = [Owing(row.number, row.title, name or "", account.balance, row.closed_at)
                 for row, name, account in found[:limit]]
        last = found[limit - 1][2] if len(found) > limit else None
        return OwingPage(cases, abs(total or Decimal(0)), count, f"{last.balance}_{last.case_id}" if last else "")

    def wishes(self, actor: Actor, *, limit: int = 200) -> Sequence[Wish]:
        """Refunds that wait for somebody's approval, the oldest first."""
        require(actor, APPROVE)
        with self.place.store.read() as work:
            return [Wish(row, number, title, by, row.asked_by == actor.id)
                    for row, number, title, by in work.session.execute(_wishes().where(
                        RequestRow.state == Asked.open.name, *visible_to(actor)).order_by(
                            RequestRow.asked_at, RequestRow.id).limit(limit))]


def _entries() -> Select[EntryRow, str, str, int]:
    other = aliased(EntryRow)
    back = select(other.id).where(other.reverses == EntryRow.id).scalar_subquery()
    return (select(EntryRow, CaseRow.number, UserRow.name, back).select_from(EntryRow)
            .join(CaseRow, CaseRow.id == EntryRow.case_id)
            .outerjoin(UserRow, UserRow.id == EntryRow.by_id))


def _lines(found: object) -> list[Line]:
    return [Line(row, number, by or "", back) for row, number, by, back in found]  # type: ignore[attr-defined]


def _wishes() -> Select[RequestRow, str, str, str]:
    return (select(RequestRow, CaseRow.number, CaseRow.title, func.coalesce(UserRow.name, "")).select_from(RequestRow)
            .join(CaseRow, CaseRow.id == RequestRow.case_id)
            .outerjoin(UserRow, UserRow.id == RequestRow.asked_by))


def _cursor(said: str) -> tuple[date, int]:
    try:
        day, _, number = said.partition("_")
        return date.fromisoformat(day), _number(number)
    except ValueError:
        raise InvalidInput.field("cursor", "翻页位置无效,请回到第一页") from None


def _amount_cursor(said: str) -> tuple[Decimal, int]:
    try:
        amount, _, number = said.partition("_")
        hundredths = amount.replace(".", "").removeprefix("-")
        if not hundredths.isascii() or not hundredths.isdecimal() or len(hundredths) > 12:
            raise ValueError
        return Decimal(amount).quantize(Decimal("0.01")), _number(number)
    except (ValueError, ArithmeticError):
        raise InvalidInput.field("cursor", "翻页位置无效,请回到第一页") from None


def _number(said: str) -> int:
    if not said.isascii() or not said.isdecimal() or len(said) > 12:
        raise ValueError(said)
    return int(said)

