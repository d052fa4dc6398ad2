"""The quotes of a case within a change: made, answered, replaced; and how much of one may still be billed."""

from decimal import Decimal

from core.capabilities.charges.accounts import QuoteState, Sort
from core.capabilities.charges.booking import NOTHING, Books
from core.capabilities.charges.forms import Consent, Costs, Declined, Offer
from core.capabilities.charges.lines import Line, sums_of
from core.capabilities.charges.rules import quote_valid
from core.capabilities.charges.tables import QuoteRow
from core.sdk import CUSTOMER_SELF
from core.sdk.services import ChargeRule, Doing, InvalidInput, Refused
from core.sdk.tables import datetime, select

CORRECTED = "corrected"


def quotes_of(doing: Doing) -> list[QuoteRow]:
    """The quotes of the case, the latest first, and its draft last."""
    return [*doing.work.session.scalars(
        select(QuoteRow).where(QuoteRow.case_id == doing.row.id).order_by(QuoteRow.version.desc()))]


def offered(doing: Doing) -> None:
    """A quote is made: from the draft's lines where there is one. Raises `InvalidInput` where they do not come to
    what the offer says."""
    said, known = doing.said, quotes_of(doing)
    assert isinstance(said, Offer)
    if said.total <= 0:
        raise InvalidInput.field("labour", "报价合计应大于 0")
    draft = next((each for each in known if each.version == 0), None)
    lines = draft.lines if draft else []
    if lines:
        sums = sums_of(Line.read(each) for each in lines)
        for name, mine, wanted in (("parts", said.parts, sums.parts), ("labour", said.labour, sums.labour)):
            if mine != wanted:
                raise InvalidInput.field(name, "明细合计为 {sum},这里填的是 {said};请改明细,或清空明细后再报价",
                                         sum=wanted, said=mine)
    for each in known:
        if each.state in (QuoteState.open.name, QuoteState.agreed.name):
            each.state = QuoteState.replaced.name
    if draft:
        doing.work.session.delete(draft)
    doing.work.session.add(QuoteRow(
        case_id=doing.row.id, version=max((each.version for each in known), default=0) + 1,
        state=QuoteState.open.name, lines=lines, parts=said.parts, labour=said.labour, total=said.total,
        made_at=doing.event.occurred_at, made_by=doing.actor.id, sent_at=doing.event.occurred_at,
        valid_until=_valid_until(doing)))
    doing.work.session.flush()


def _valid_until(doing: Doing) -> datetime | None:
    policy = doing.case.here.policy(doing.case.facts())
    return policy.after(doing.at, quote_valid) if policy.get(quote_valid) else None


def consented(doing: Doing) -> None:
    """The customer agrees to the quote that is open. Raises `Refused` for one that is too old or was answered."""
    said = doing.said
    assert isinstance(said, Consent)
    quote = _to_answer(doing)
    if quote is None:
        return
    amount = said.amount if said.knows(Consent.amount) else quote.total
    if amount > quote.total:
        raise InvalidInput.field("amount", "报价只有 {total},不能同意更多", total=quote.total)
    _answer(doing, quote, QuoteState.agreed, said.channel.name if said.knows(Consent.channel) else "",
            said.said_by if said.knows(Consent.said_by) else "")
    quote.agreed = amount


def declined(doing: Doing) -> None:
    """The customer does not agree."""
    said = doing.said
    assert isinstance(said, Declined)
    quote = _to_answer(doing)
    if quote is not None:
        _answer(doing, quote, QuoteState.refused, said.channel.name if said.knows(Declined.channel) else "", "")
        quote.why = said.why if said.knows(Declined.why) else ""


def _to_answer(doing: Doing) -> QuoteRow | None:
    """The quote that is answered; None where the industry makes none. A correction speaks of the answer before it."""
    quote = next((each for each in quotes_of(doing) if each.version), None)
    if quote is None or doing.event.kind == CORRECTED:
        return quote
    if quote.state != QuoteState.open.name:
        raise Refused("第 {version} 版报价{state},不能再答复;费用有变请重新报价", version=quote.version,
                      state=QuoteState[quote.state])
    if quote.valid_until and doing.event.occurred_at > quote.valid_until:
        raise Refused("第 {version} 版报价已于 {until} 过期,请重新报价", version=quote.version,
                      until=quote.valid_until.astimezone(doing.case.zone))
    return quote


def _answer(doing: Doing, quote: QuoteRow, state: QuoteState, channel: str, by: str) -> None:
    own = CUSTOMER_SELF.key in doing.actor.duties
    quote.state, quote.answered_at = state.name, doing.event.occurred_at
    quote.channel, quote.answered_by = "link" if own else channel, by or doing.actor.name
    doing.work.session.flush()


def left_to_bill(doing: Doing, ledger: Books) -> Decimal | None:
    """How much of what the customer agreed to is not billed yet; None where nothing is agreed."""
    agreed = next((each for each in quotes_of(doing) if each.version), None)
    if agreed is None or agreed.state != QuoteState.agreed.name:
        return None
    rules = doing.case.here.awake(ChargeRule)
    billed = sum((each.amount for each in ledger.living(doing.row.id, Sort.bill) if not each.charge or (
        each.charge in rules and any(issubclass(form, Costs) for form in rules[each.charge].forms))), NOTHING)
    return max(NOTHING, min(agreed.total, agreed.agreed if agreed.agreed is not None else agreed.total) - billed)
