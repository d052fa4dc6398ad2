"""Cases as data: the row that lists know, what is judged of it, what belongs to it, what happened."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from core.domain.cases import AskedOverride
from core.domain.events import MERGED, Event
from core.domain.forms import Form
from core.domain.judging import Paper
from core.domain.people import PARTIES
from core.domain.registry import Registry
from core.domain.rules import Decision as Verdict
from core.representation.judgements import said_charge, said_clock, said_decision, said_offer
from core.representation.masking import without_phones
from core.representation.values import moment, money
from core.services.views import CaseView, CustomerView, Listed
from core.store.tables import CaseItemRow, CaseRow, EvidenceRow, ProductRow
from core.translation import Translator

HIDDEN = "••••"
"""Stands for a personal answer to those who may not see telephone numbers."""
Data = dict[str, Any]


def state_title(industries: Iterable[Registry], state: str) -> str:
    """The words of a state, by its key."""
    if not state:
        return "已结束"
    return next((each.title for registry in industries for workflow in registry.workflows.values()
                 for stage in workflow.stages for each in stage.states if each.key == state), state)


def said_row(row: CaseRow, say: Translator, title: Callable[[str], str]) -> Data:
    """A case as lists know it. `title` gives the words of a state."""
    return {"number": row.number, "kind": row.kind, "state": row.state,
            "state_title": say("已并入" if row.outcome == MERGED else title(row.state)), "version": row.version,
            "title": row.title, "order_no": row.order_no, "policies": list(row.policies),
            "opened_at": moment(row.opened_at, say), "closed_at": moment(row.closed_at, say), "outcome": row.outcome,
            "waiting_for": row.waiting_for, "next_due_at": moment(row.next_due_at, say),
            "next_due_target": say(row.next_due_target) if row.next_due_target else "",
            "suggested_step": row.suggested_step, "imported": row.imported}


def said_line(row: CaseRow, listed: Listed, say: Translator, title: Callable[[str], str]) -> Data:
    """A case of a list with the names beside it."""
    customer = listed.customers.get(row.customer_id or 0)
    return {**said_row(row, say, title), "customer": said_customer(customer) if customer else None,
            "assignee": listed.assignees.get(row.assignee_id or 0, ""),
            "items": [_item_row(each) for each in listed.items.get(row.id, ())]}


def said_case(view: CaseView, say: Translator) -> Data:
    """A case as it stands: decisions, clocks, offers, charges and totals by who bears them."""
    totals = {key: sum((each.owed_by(who) for each in view.charges), start=Decimal(0)) for key, who in PARTIES.items()}
    return {"state": view.case.state.key if view.case.state else "", "outcome": view.case.outcome,
            "state_title": say(view.case.state.title if view.case.state
                               else "已并入" if view.case.outcome == MERGED else "已结束"),
            "at": moment(view.now, say),
            "decisions": [said_decision(each, say) for each in view.decisions],
            "clocks": [said_clock(each, view.now, say) for each in view.clocks if each.started_at],
            "offers": [said_offer(each, say) for each in view.offers],
            "charges": [said_charge(each, say) for each in view.charges],
            "totals": {key: money(amount) for key, amount in totals.items() if amount or key == "customer"}}


def said_about(view: CaseView, say: Translator, *, whole: bool) -> Data:
    """What belongs to a case: people, goods, forms, files, links. Personal answers only where `whole`."""
    return {
        "assignee": view.assignee,
        "customer": said_customer(view.customer) if view.customer else None,
        "product": said_product(view.product, say) if view.product else None,
        "items": said_items(view, say, whole=whole),
        "forms": [_filed(each, say, whole=whole) for each in view.case.forms],
        "evidence": [said_evidence(each, say) for each in view.evidence],
        "links": [{"number": other.number, "relation": relation} for relation, other in view.links],
        "asked": [said_asked(each, say) for each in view.asked]}


def said_items(view: CaseView, say: Translator, *, whole: bool) -> list[Data]:
    """The goods of a case, with the forms filed of each."""
    return [{"position": line.position, "answers": _answers(line.item, whole=whole), "outcome": line.outcome,
             "forms": [_filed(each, say, whole=whole) for each in line.records[1:]]} for line in view.case.lines]


def said_asked(asked: AskedOverride, say: Translator) -> Data:
    """An override that waits for a second person."""
    return {"fingerprint": asked.fingerprint, "reason": asked.reason, "asked_by": asked.asked_by,
            "asked_at": moment(asked.at, say), "decision": said_decision(asked.decision, say)}


def said_customer(view: CustomerView) -> Data:
    """A customer as a case names them; phones as whoever asks may see them."""
    return {"id": view.row.id, "name": view.row.name, "phones": list(view.phones)}


def said_product(row: ProductRow, say: Translator) -> Data:
    """A registered product."""
    return {"id": row.id, "name": row.name, "model": row.model, "serial": row.serial, "category": row.category,
            "brand": row.brand, "order_no": row.order_no,
            "purchased_on": row.purchased_on.isoformat() if row.purchased_on else None,
            "delivered_at": moment(row.delivered_at, say), "price": money(row.price), "currency": row.currency,
            "payment_method": row.payment_method, "proof": row.proof}


def said_evidence(row: EvidenceRow, say: Translator) -> Data:
    """A file of a case."""
    return {"id": row.id, "name": row.original_name, "purpose": row.purpose, "field": row.field,
            "type": row.media_type, "size": row.size, "sha256": row.sha256, "source": row.source,
            "uploaded_at": moment(row.uploaded_at, say), "public_copy": bool(row.public_name)}


def said_event(event: Event, registry: Registry | None, say: Translator, *, whole: bool) -> Data:
    """Something that happened; what it says, with personal answers only where `whole`. Without the plugin nobody knows
    which are personal: all are hidden then."""
    data = {name: each for name, each in event.data.items() if whole or name != "cells"}
    return {"sequence": event.sequence, "kind": event.kind, "at": moment(event.occurred_at, say),
            "recorded_at": moment(event.recorded_at, say), "backdated": event.backdated,
            "by": say(event.actor_name) if event.actor_id is None else event.actor_name, "by_id": event.actor_id,
            "data": without_phones(_told(data, registry, say, whole), whole=whole)}


def said_paper(paper: Paper, say: Translator) -> Data:
    """A document ready to print."""
    return {"document": paper.key, "title": say(paper.title), "clauses": list(paper.clauses), "signed": paper.signed,
            "lines": [{"label": say(label), "answer": None if answer is None else say.show(answer)}
                      for label, answer in paper.lines],
            "says": [say(each) for each in paper.says], "encloses": [say(each) for each in paper.encloses],
            "shows": [{"label": say(label), "value": None if value is None else say.show(value)}
                      for label, value in paper.shows]}


def _item_row(row: CaseItemRow) -> Data:
    return {"position": row.position, "product": row.product, "model": row.model, "category": row.category,
            "quantity": row.quantity, "price": money(row.price), "outcome": row.outcome}


def _filed(form: Form, say: Translator, *, whole: bool) -> Data:
    return {"form": type(form).__name__, "title": say(type(form).title),
            "filed_at": moment(vars(form).get("filed_at"), say), "answers": _answers(form, whole=whole)}


def _answers(form: Form, *, whole: bool) -> Data:
    return {name: HIDDEN if form.fields[name].personal and not whole else without_phones(said, whole=whole)
            for name, said in form.dump().items()}


def _told(said: Any, registry: Registry | None, say: Translator, whole: bool, form: str = "") -> Any:
    """Data of an event: judgements in this language, personal answers hidden. Label and words of each answer, which
    the event keeps for the day its plugin is gone, are left out."""
    if isinstance(said, Mapping):
        if said.keys() >= {"rule", "outcome", "reason", "basis"}:
            return said_decision(Verdict.from_data(said), say)
        if "answers" in said:
            form = str(said.get("name", form))
            said = {**said, "title": say(str(said["title"]))} if said.get("title") else said
        return {name: _hidden(each, registry, form, whole) if name == "answers" and isinstance(each, Mapping)
                else _told(each, registry, say, whole, form) for name, each in said.items() if name != "shown"}
    return [_told(each, registry, say, whole, form) for each in said] if isinstance(said, list | tuple) else said


def _hidden(answers: Mapping[str, Any], registry: Registry | None, form: str, whole: bool) -> Data:
    if registry is None:
        return dict.fromkeys(answers, HIDDEN) if not whole else dict(answers)
    known = registry.forms.get(form)
    asked = known.fields if known else {}
    return {name: HIDDEN if not whole and name in asked and asked[name].personal else each
            for name, each in answers.items()}
