"""What the desk knows as plain data in one language: for the command line, REST and the try page alike."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.domain.check import Carrier
from core.domain.clocks import Clock
from core.domain.fields import Field
from core.domain.forms import Form
from core.domain.judging import Offer
from core.domain.people import PARTIES
from core.domain.registry import Registry
from core.domain.rulebook import InForce
from core.domain.rules import Charge, Citation, Decision
from core.services.views import CaseView
from core.translation import Translator
from core.trials import Trial

_TYPES: Mapping[str, dict[str, object]] = {
    "text": {"type": "string"}, "choice": {"type": "string"}, "day": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"}, "yes_no": {"type": "boolean"},
    "money": {"type": "string", "pattern": r"^\d+(\.\d{1,2})?$"}, "number": {"type": "integer", "minimum": 0}}


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
            "started_at": _at(clock.started_at), "due_at": _at(clock.due_at), "ended_at": _at(clock.ended_at),
            "basis": said_basis(clock.basis), "reason": say.reason(clock.reason),
            "calendar_version": clock.deadline.calendar_version if clock.deadline else None,
            "provisional": clock.deadline.provisional if clock.deadline else False,
            "segments": [{"from": _at(each.start), "to": _at(each.end), "kind": each.kind, "counted": each.counted,
                          "name": say.reason(each.name)} for each in clock.why(now)]}


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
            "amount": _money(charge.amount), "payer": charge.payer.key if charge.payer else None,
            "prepaid_by": charge.prepaid_by.key if charge.prepaid_by else None,
            "reimbursable": _money(charge.reimbursable), "reason": say.reason(charge.reason),
            "basis": said_basis(charge.basis)}


def said_case(view: CaseView, say: Translator) -> dict[str, Any]:
    """A case as it stands: decisions, clocks, offers, charges and totals by who bears them."""
    totals = {key: sum((each.owed_by(who) for each in view.charges), start=Decimal(0)) for key, who in PARTIES.items()}
    return {"state": view.case.state.key if view.case.state else "", "outcome": view.case.outcome,
            "state_title": say(view.case.state.title) if view.case.state else say("已结束"),
            "at": _at(view.now),
            "decisions": [said_decision(each, say) for each in view.decisions],
            "clocks": [said_clock(each, view.now, say) for each in view.clocks if each.started_at],
            "offers": [said_offer(each, say) for each in view.offers],
            "charges": [said_charge(each, say) for each in view.charges],
            "totals": {key: _money(amount) for key, amount in totals.items() if amount or key == "customer"}}


def said_coverage(found: Mapping[str, Mapping[str, Iterable[Carrier]]]) -> list[dict[str, Any]]:
    """What carries each clause of each regulation."""
    return [{"policy": slug, "clauses": [
        {"clause": clause, "carried_by": [{"kind": each.kind, "name": each.name} for each in carriers]}
        for clause, carriers in clauses.items()]} for slug, clauses in found.items()]


def said_trial(trial: Trial, say: Translator) -> dict[str, Any]:
    """A trial: the case as it stands, and what was refused on the way."""
    return {**said_case(trial.view, say), "refused": [
        {"step": each.step, "at": _at(each.at), "reason": say.reason(each.reason),
         "errors": {name: [say.reason(one) for one in reasons] for name, reasons in each.errors.items()},
         "decisions": [said_decision(one, say) for one in each.decisions]} for each in trial.refused]}


def facts_schema(registry: Registry, kind: str, here: InForce, say: Translator) -> dict[str, Any]:
    """JSON Schema of what a trial of this kind reads, with the steps and the terms it may set."""
    forms = [form for name, form in registry.forms.items() if form.per is None and name != "Item"]
    item = {**_object(registry.forms["Item"], here, say)}
    item["properties"] = {**item["properties"], **{name: _object(form, here, say)
                                                   for name, form in registry.forms.items() if form.per}}
    wanted = {registry.workflows[kind].opens} | {form for form in here.forms if form.per is None}
    relevant = [form for form in forms if form in wanted or form.__name__ in ("Product", "History")]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": say(here.workflow.title), "type": "object",
        "properties": {
            "facts": {"type": "object", "properties": {
                form.__name__: _object(form, here, say, opens=form is here.workflow.opens) for form in relevant}},
            "items": {"type": "array", "items": item},
            "events": {"type": "array", "items": {
                "type": "object", "required": ["at", "step"], "properties": {
                    "at": {"type": "string", "format": "date-time"},
                    "step": {"type": "string", "enum": [
                        "opened", *(step.key for step in here.steps), "contacted", "attach", "wait", "resume",
                        "override", "correct"]},
                    "form": {"type": ["object", "array", "null"]}, "approved": {"type": "boolean"},
                    "override": {"type": "string"}}}}},
        "additionalProperties": False,
        "x-steps": [{"step": step.key, "label": say(step.label), "by": step.by.key, "from": step.source.key,
                     "form": step.form.__name__ if step.form else None} for step in here.steps],
        "x-rules": {name: say(rule.title) for name, rule in here.rules.items()},
        "x-terms": {key: {"title": say(term.label), "kind": term.kind, **(
            {"options": {each.name: say(each.value) for each in term.options}} if term.options else {})}
            for key, term in registry.terms.items()},
        "x-evidence": {key: say(each.title) for key, each in registry.evidence.items()}}


def _object(form: type[Form], here: InForce, say: Translator, *, opens: bool = False) -> dict[str, Any]:
    asked = form.questions(frozenset(here.registry.provisions))
    properties = {name: _property(each, here, say) for name, each in asked.items()}
    if opens:
        properties["filed_at"] = {**_TYPES["moment"], "title": say("提交时间")}
    return {"type": "object", "title": say(form.title), "additionalProperties": False, "properties": properties}


def _property(asked: Field, here: InForce, say: Translator) -> dict[str, Any]:
    found: dict[str, Any] = {**_TYPES[asked.kind], "title": say(asked.label)}
    if asked.options:
        found["enum"] = [each.name for each in asked.options]
        found["x-labels"] = {each.name: say(each.value) for each in asked.options}
    if asked.help:
        found["description"] = say(asked.help)
    if asked.only_when:
        found["x-only-when"] = {"field": asked.only_when.field.key,
                                "answers": [asked.only_when.field.dump(each) for each in asked.only_when.answers]}
    if asked.on_demand:
        found["x-in-use"] = asked.key in here.asked
    return found


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _money(amount: Any) -> str | None:
    return None if amount is None else f"{amount:.2f}"



