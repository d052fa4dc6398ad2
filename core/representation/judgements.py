"""What was judged: decisions, clocks, offers of steps, charges."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core.domain.clocks import Clock
from core.domain.judging import Offer
from core.domain.rules import Charge, Citation, Decision
from core.representation.values import moment, money
from core.translation import Translator


def said_decision(decision: Decision, say: Translator) -> dict[str, Any]:
    """A decision: rule, outcome, reason and basis."""
    found: dict[str, Any] = {"rule": decision.rule, "title": say(decision.title), "outcome": decision.outcome,
                             "reason": say.reason(decision.reason), "basis": said_basis(decision.basis)}
    if decision.item is not None:
        found["item"] = decision.item
    if decision.missing:
        found["missing"] = decision.missing
    if decision.overruled:
        found["overruled"] = vars(decision.overruled)
    return found


def said_basis(basis: Iterable[Citation]) -> list[dict[str, str]]:
    """Clauses, with the terms read from them."""
    return [each.data() for each in basis]


def said_clock(clock: Clock, now: datetime, say: Translator) -> dict[str, Any]:
    """A clock with its segments."""
    return {"target": clock.target, "title": say(clock.title), "of": clock.of.key, "state": clock.state,
            "started_at": moment(clock.started_at, say), "due_at": moment(clock.due_at, say),
            "ended_at": moment(clock.ended_at, say),
            "basis": said_basis(clock.basis), "reason": say.reason(clock.reason),
            "calendar": clock.calendar, "calendar_title": say(clock.calendar_title) if clock.calendar else "",
            "calendar_version": clock.deadline.calendar_version if clock.deadline else None,
            "provisional": clock.deadline.provisional if clock.deadline else False,
            "segments": [{"from": moment(each.start, say), "to": moment(each.end, say), "kind": each.kind,
                          "counted": each.counted, "name": say.reason(each.name)} for each in clock.why(now)]}


def said_offer(offer: Offer, say: Translator) -> dict[str, Any]:
    """A step, whether it is open, and why not."""
    reasons = [say.reason(each.reason) for each in offer.refusals]
    return {"step": offer.key, "label": say(offer.step.label), "by": say(offer.by), "duty": offer.step.by.key,
            "outcome": offer.outcome, "reason": say("；").join(reasons) or say.reason(offer.reason),
            "basis": said_basis(offer.basis), "ahead": offer.ahead, "proposed": dict(offer.proposed),
            "decisions": [said_decision(each, say) for each in offer.decisions]}


def said_charge(charge: Charge, say: Translator) -> dict[str, Any]:
    """An amount, who bears it, and what goes back to whom."""
    return {"charge": charge.charge, "title": say(charge.title), "outcome": charge.outcome,
            "amount": money(charge.amount), "payer": charge.payer.key if charge.payer else None,
            "prepaid_by": charge.prepaid_by.key if charge.prepaid_by else None,
            "reimbursable": money(charge.reimbursable), "reason": say.reason(charge.reason),
            "basis": said_basis(charge.basis)}
