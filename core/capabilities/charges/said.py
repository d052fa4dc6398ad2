"""Money as data for other programs."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Protocol

from core.capabilities.charges.accounts import Sort
from core.capabilities.charges.quoting import Draft
from core.capabilities.charges.seeing import Line, Money, Owing, Wish
from core.capabilities.charges.tables import PriceRow, QuoteRow
from core.sdk.services import Reason


class Speech(Protocol):
    """How a reader is spoken to."""

    def __call__(self, text: str, /) -> str: ...

    def reason(self, reason: Reason, /) -> str: ...


def money(amount: Decimal | None) -> str | None:
    """An amount with two decimals, as text."""
    return None if amount is None else f"{amount:.2f}"


def moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def said_price(row: PriceRow) -> dict[str, Any]:
    """A price of the list."""
    return {"price": row.id, "code": row.code, "title": row.title, "sort": row.sort, "amount": money(row.price),
            "industry": row.industry, "model": row.model, "valid_from": row.valid_from.isoformat(),
            "valid_until": row.valid_until.isoformat() if row.valid_until else None}


def said_draft(draft: Draft) -> dict[str, Any]:
    """The lines picked for the next quote."""
    sums = draft.sums
    return {"number": draft.number, "lines": [each.data() for each in draft.lines], "parts": money(sums.parts),
            "labour": money(sums.labour), "total": money(sums.total)}


def said_line(line: Line, say: Speech) -> dict[str, Any]:
    """An entry of the ledger."""
    row = line.row
    return {"entry": row.id, "number": line.number, "sort": row.sort, "title": say(Sort[row.sort].value),
            "amount": money(line.signed), "debit": row.debit, "credit": row.credit, "method": row.method,
            "reference": row.reference, "day": row.day.isoformat(), "charge": row.charge,
            "said": say(row.said) if row.said else "", "reverses": row.reverses, "reversed_by": line.reversed_by,
            "at": moment(row.at), "by": line.by}


def said_wish(wish: Wish, say: Speech) -> dict[str, Any]:
    """A refund that needs approval."""
    row = wish.row
    return {"request": row.id, "number": wish.number, "sort": row.sort, "amount": money(row.amount),
            "method": row.method, "why": row.why, "exception": say.reason(Reason.from_data(row.exception)),
            "state": row.state, "asked_by": wish.by, "asked_at": moment(row.asked_at), "answer": row.answer}


def said_money(found: Money, say: Speech) -> dict[str, Any]:
    """All the money of a case."""
    return {"number": found.record.row.number, "version": found.record.row.version,
            "balance": money(found.sums.balance), "refundable": money(found.refundable),
            "sums": {sort.name: money(amount) for sort, amount in found.sums.of.items() if amount},
            "entries": [said_line(each, say) for each in found.lines],
            "quotes": [_quote(found, each) for each in found.quotes],
            "requests": [said_wish(each, say) for each in found.wishes]}


def _quote(found: Money, row: QuoteRow) -> dict[str, Any]:
    return {"version": row.version, "state": found.state_of(row).name, "parts": money(row.parts),
            "labour": money(row.labour), "total": money(row.total), "currency": row.currency,
            "agreed": money(row.agreed), "channel": row.channel, "valid_until": moment(row.valid_until),
            "made_at": moment(row.made_at), "answered_at": moment(row.answered_at), "lines": row.lines}


def said_owing(case: Owing, say: Speech) -> dict[str, Any]:
    """A case where something is owed."""
    return {"number": case.number, "title": case.title, "customer": case.customer, "balance": money(case.balance),
            "closed_at": moment(case.closed_at)}
