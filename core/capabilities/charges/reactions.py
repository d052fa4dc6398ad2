"""The ledger and the quotes follow what happens to their cases; and what the ledger knows of them."""

from collections.abc import Iterator
from decimal import Decimal

from core.capabilities.charges import quotes
from core.capabilities.charges.accounts import OTHERS, Account, Asked, QuoteState, Sort
from core.capabilities.charges.booking import NOTHING, Books, check_refund, price_of
from core.capabilities.charges.forms import (
    Consent,
    Declined,
    DraftQuote,
    ExtraBill,
    Ledger,
    Offer,
    Payment,
    Refund,
    Reimbursement,
    Reversal,
    WriteOff,
)
from core.capabilities.charges.tables import AccountRow, EntryRow, QuoteRow, RequestRow
from core.sdk import COMPANY, CUSTOMER, Charge, Form
from core.sdk.services import (
    ERASED,
    MERGED_INTO,
    OVERRIDE_ASKED,
    OVERRIDE_GRANTED,
    OVERRIDE_REFUSED,
    ChargeRule,
    Doing,
    Erasure,
    InvalidInput,
    Reading,
    Refused,
    charges_of,
    facts,
    reacts,
)
from core.sdk.tables import select, update


def books(doing: Doing) -> Books:
    """The ledger as it stands within what is being done."""
    return Books(doing.work, doing.actor, doing.place.now())


@reacts(Form)
def charged(doing: Doing) -> None:
    """What the rules charge is booked as soon as they can tell, and booked anew when a finding changes it."""
    rules = doing.case.here.awake(ChargeRule)
    if not rules:
        return
    ledger = books(doing)
    standing = {each.charge: each for each in ledger.living(doing.row.id) if each.charge}
    for found in charges_of(doing.case):
        if found.outcome != "due" or found.amount is None or rules[found.charge].apart:
            continue
        wanted = _entry(found)
        known = standing.get(found.charge)
        if known is not None:
            if wanted == (Sort[known.sort], Account[known.debit], Account[known.credit], known.amount):
                continue
            ledger.reverse(doing.row, known, doing.at.date(), "规则重新计算")
        if wanted:
            sort, debit, credit, amount = wanted
            ledger.post(doing.row, sort, amount, doing.at.date(), debit=debit, credit=credit, charge=found.charge)


def _entry(found: Charge) -> tuple[Sort, Account, Account, Decimal] | None:
    """Which entry a charge makes; None where whoever bears it has paid it already, or there is nothing to pay. What
    the customer bears below zero goes back to the customer."""
    payer, amount = found.payer, found.amount
    if not amount or payer is None or (payer == found.prepaid_by and payer != COMPANY):
        return None
    if payer == CUSTOMER and amount < 0:
        return Sort.allowance, Account.given_up, Account.customer, -amount
    if payer == CUSTOMER:
        return Sort.bill, Account.customer, Account.income, amount
    bearer = OTHERS.get(payer, Account.cost)
    if found.prepaid_by == CUSTOMER:
        return Sort.freight_owed, bearer, Account.customer, amount
    return Sort.cost, bearer, Account.own, amount


@reacts(Payment)
def paid(doing: Doing) -> None:
    """The customer has paid."""
    said = doing.said
    assert isinstance(said, Payment)
    books(doing).post(doing.row, Sort.payment, said.received, said.received_on, method=said.received_by.name,
                      reference=said.payment_reference, field="received")


@reacts(Refund)
def refunded(doing: Doing) -> None:
    """Money went back: never more than was paid. What goes back beyond an overpayment is asked for no more."""
    said, ledger = doing.said, books(doing)
    assert isinstance(said, Refund)
    check_refund(ledger, doing.row.id, price_of(doing.case), said.amount)
    beyond = said.amount - ledger.sums(doing.row.id).overpaid
    if beyond > 0:
        ledger.post(doing.row, Sort.allowance, beyond, said.paid_on)
    ledger.post(doing.row, Sort.refund, said.amount, said.paid_on, method=said.method.name, reference=said.reference)


@reacts(Reimbursement)
def reimbursed(doing: Doing) -> None:
    """The customer has got back what was paid beforehand for the company."""
    said, ledger = doing.said, books(doing)
    assert isinstance(said, Reimbursement)
    owed = ledger.sums(doing.row.id).freight_owed
    if said.amount > owed:
        raise InvalidInput.field("amount", "应退还客户代付的费用还有 {owed},不能多退", owed=owed)
    ledger.post(doing.row, Sort.reimbursement, said.amount, said.paid_on, method=said.method.name,
                reference=said.reference)


@reacts(ExtraBill)
def billed(doing: Doing) -> None:
    """Something is charged that no rule computes: never above what the customer agreed to."""
    said, ledger = doing.said, books(doing)
    assert isinstance(said, ExtraBill)
    left = quotes.left_to_bill(doing, ledger)
    if left is None:
        raise Refused("客户还没有同意报价,不能另行收费;请先报价并征得同意")
    if said.amount > left:
        raise InvalidInput.field("amount", "客户同意的报价还剩 {left} 可以收,不能超过报价;要多收请重新报价并征得同意",
                                 left=left)
    ledger.post(doing.row, Sort.bill, said.amount, doing.at.date(), said=said.why)


@reacts(WriteOff)
def written_off(doing: Doing) -> None:
    """The customer need not pay all of it."""
    said, ledger = doing.said, books(doing)
    assert isinstance(said, WriteOff)
    owed = ledger.sums(doing.row.id).balance
    if said.amount > owed:
        raise InvalidInput.field("amount", "客户还欠 {owed},不能免收更多", owed=max(owed, NOTHING))
    ledger.post(doing.row, Sort.write_off, said.amount, doing.at.date(), said=said.why)


@reacts(Reversal)
def reversed_(doing: Doing) -> None:
    """An entry was a mistake. What stands afterwards must still add up."""
    said, ledger = doing.said, books(doing)
    assert isinstance(said, Reversal)
    entry = doing.work.session.get(EntryRow, said.entry)
    assert entry is not None and entry.case_id == doing.row.id
    ledger.reverse(doing.row, entry, doing.at.date(), said.why)
    sums = ledger.sums(doing.row.id)
    if sums[Sort.refund] > sums[Sort.payment] + price_of(doing.case):
        raise Refused("这笔收款已经退款 {refunded},请先冲销退款", refunded=sums[Sort.refund])


@reacts(Offer)
def offered(doing: Doing) -> None:
    """A quote, with the lines that were picked for it; an earlier one counts no more."""
    quotes.offered(doing)


@reacts(Consent)
def consented(doing: Doing) -> None:
    """The customer agrees to the quote that is open."""
    quotes.consented(doing)


@reacts(Declined)
def declined(doing: Doing) -> None:
    """The customer does not agree."""
    quotes.declined(doing)


@reacts(MERGED_INTO)
def merged_away(doing: Doing) -> None:
    """Nobody answers the quote of a case that is part of another."""
    doing.work.session.execute(update(QuoteRow).where(
        QuoteRow.case_id == doing.row.id, QuoteRow.state == QuoteState.open.name)
        .values(state=QuoteState.replaced.name))


@reacts(OVERRIDE_ASKED)
def approval_wanted(doing: Doing) -> None:
    """A step about money waits for a second person."""
    said = doing.event.data
    if said["decision"].get("money"):
        doing.work.session.add(RequestRow(
            case_id=doing.row.id, sort="override", fingerprint=said["fingerprint"], why=said["reason"],
            exception=said["decision"]["reason"], asked_at=doing.event.occurred_at, asked_by=doing.actor.id))


@reacts(OVERRIDE_GRANTED, OVERRIDE_REFUSED)
def approval_answered(doing: Doing) -> None:
    """Somebody has answered."""
    said = doing.event.data
    granted = doing.event.kind == OVERRIDE_GRANTED.name
    doing.work.session.execute(
        update(RequestRow).where(RequestRow.case_id == doing.row.id, RequestRow.fingerprint == said["fingerprint"],
                                 RequestRow.state == Asked.open.name)
        .values(state=(Asked.approved if granted else Asked.refused).name, answered_at=doing.event.occurred_at,
                answered_by=doing.actor.id, answer=said.get("answer", "")))


@reacts(ERASED)
def forget(erasure: Erasure) -> None:
    """What was said in words goes; amounts, days and references of payments must be kept."""
    session = erasure.work.session
    session.execute(update(QuoteRow).where(QuoteRow.case_id.in_(erasure.case_ids)).values(answered_by="", why=""))
    session.execute(update(EntryRow).where(EntryRow.case_id.in_(erasure.case_ids)).values(said=""))
    session.execute(update(RequestRow).where(RequestRow.case_id.in_(erasure.case_ids)).values(why="", answer=""))


@facts(Ledger)
def ledger_of(reading: Reading) -> Iterator[Form]:
    """What went back and came in so far."""
    row = reading.work.session.get(AccountRow, reading.row.id) if reading.row.id else None
    yield Ledger(refunded=row.refunded if row else NOTHING, collected=row.collected if row else NOTHING)


@facts(DraftQuote)
def draft_of(reading: Reading) -> Iterator[Form]:
    """What the lines picked for the next quote come to."""
    row = reading.work.session.scalar(select(QuoteRow).where(
        QuoteRow.case_id == reading.row.id, QuoteRow.version == 0)) if reading.row.id else None
    if row is not None and row.lines:
        yield DraftQuote(parts=row.parts, labour=row.labour)


