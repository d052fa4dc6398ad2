"""No paid work without consent, no bill above the quote, no money back twice or another way than it came."""

from decimal import Decimal

from core.capabilities.charges.forms import ActualCosts, Consent, DraftQuote, Ledger, Offer, Paid, Refund
from core.sdk import (
    Decision,
    Policy,
    allow,
    amount,
    deny,
    length,
    proposal,
    refer,
    rule,
)

quote_valid = length("quote.valid", "报价有效期")
refund_approval = amount("refund.approval_above", "退款超过多少须另一人批准")


def agreed(offer: Offer, consent: Consent) -> Decision:
    """The customer has agreed to the latest offer, in full."""
    amount = consent.amount if consent.knows(Consent.amount) else offer.total
    if consent.filed_at < offer.filed_at:
        return deny("报价已改为 {total},须重新征得客户同意", total=offer.total)
    if amount < offer.total:
        return deny("客户只同意 {agreed},报价为 {total}", agreed=amount, total=offer.total)
    return allow("客户已同意报价 {total}", total=offer.total)


@rule("客户已同意报价", money=True)
def quote_agreed(offer: Offer, consent: Consent) -> Decision:
    """No paid work without consent to the latest quote."""
    return agreed(offer, consent)


@rule("费用不超过报价", money=True)
def within_quote(costs: ActualCosts, offer: Offer) -> Decision:
    """What is charged is never more than what was agreed to."""
    if costs.total > offer.total:
        return deny("实际费用 {costs} 高于报价 {total},须重新报价并征得同意", costs=costs.total, total=offer.total)
    return allow("实际费用 {costs},不超过报价 {total}", costs=costs.total, total=offer.total)


@rule("按原支付方式退款", money=True)
def refund_same_way(refund: Refund, paid: Paid) -> Decision:
    """Money goes back the way it came."""
    if refund.method is not paid.paid_by:
        return refer("退款方式与原支付方式({method})不同", method=paid.paid_by)
    return allow("按原支付方式({method})退款", method=paid.paid_by)


@rule("退款金额", money=True)
def refund_once(refund: Refund, paid: Paid, ledger: Ledger, policy: Policy) -> Decision:
    """Never more in all than was paid; much of it needs a second person."""
    before = ledger.refunded if ledger.knows(Ledger.refunded) else Decimal(0)
    if before + refund.amount > paid.price:
        return deny("已退 {before},再退 {amount} 就超过实付的 {price}", before=before, amount=refund.amount,
                    price=paid.price)
    if policy.has(refund_approval) and refund.amount > policy[refund_approval]:
        return refer("退款 {amount} 超过 {limit},须另一人批准", amount=refund.amount, limit=policy[refund_approval])
    return allow("退款 {amount},不超过实付的 {price}", amount=refund.amount, price=paid.price)


@proposal
def whole_refund(paid: Paid) -> Refund:
    """All that was paid, the way it came."""
    return Refund(amount=paid.price, method=paid.paid_by)


@proposal
def as_drafted(draft: DraftQuote) -> Offer:
    """What the lines picked for the quote come to."""
    return Offer(parts=draft.parts, labour=draft.labour)
