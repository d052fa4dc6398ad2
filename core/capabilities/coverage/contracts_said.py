"""Contracts as data, for faces without pages."""

from datetime import UTC
from typing import Any

from core.capabilities.coverage.contracts import Contract, LedgerLine, Summary
from core.capabilities.coverage.contracts_forms import Side
from core.sdk.rest import money


def said_summary(found: Summary) -> dict[str, Any]:
    """A contract in a list."""
    return {"number": found.number, "contract_no": found.contract_no, "standing": found.standing.name,
            "customer": found.customer, "project": found.project,
            "signed_on": found.signed_on.isoformat() if found.signed_on else None, "owed_by_b": money(found.owed)}


def said_contract(found: Contract) -> dict[str, Any]:
    """A contract with both sides and all that either owes."""
    return {"number": found.number, "contract_no": found.contract_no, "standing": found.standing.name,
            "version": found.version, "customer": found.customer, "notice": found.notices,
            "a": _side(found, Side.a), "b": _side(found, Side.b),
            "bills": [{"what": each.bill.what, "amount": money(each.bill.amount),
                       "due_on": each.bill.due_on.isoformat(), "unpaid": money(each.left), "days_late": each.days,
                       "penalty": money(each.penalty)} for each in found.bills],
            "cases": [each.number for each in found.cases]}


def _side(found: Contract, side: Side) -> dict[str, Any]:
    return {"name": found.a_name if side is Side.a else found.b_name, "owes": money(found.owed_by(side)),
            "settled": money(found.accrued.settled_a if side is Side.a else found.accrued.settled_b),
            "rights": [each.words for each in found.rights[side]],
            "duties": [{"duty": each.words, "done_on": each.done_on.isoformat() if each.done_on else None}
                       for each in found.duties[side]],
            "lines": [_line(each) for each in found.lines if each.side is side]}


def _line(each: LedgerLine) -> dict[str, Any]:
    return {"kind": each.kind.name, "state": each.state.name if each.state else "running", "number": each.number,
            "base": money(each.base) if each.base is not None else None, "rate": each.rate, "days": each.periods,
            "amount": money(each.amount), "at": each.at.astimezone(UTC).isoformat() if each.at else None,
            "reference": each.reference}
