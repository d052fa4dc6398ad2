"""Trials, what they read, and which clause is carried by what."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.domain.check import Carrier
from core.domain.forms import Form
from core.domain.people import PARTIES
from core.domain.promises import Target
from core.domain.registry import Registry
from core.domain.rulebook import InForce
from core.domain.spans import spans
from core.representation.cases import said_case
from core.representation.forms import DIALECT, object_schema
from core.representation.judgements import said_clock, said_decision
from core.representation.values import moment
from core.services.notes import CHANNELS
from core.translation import Translator
from core.trials import Trial

DOINGS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "contacted": ("联系客户", {"channel": " | ".join(CHANNELS), "direction": "out | in", "reached": "true | false"}),
    "attach": ("上传证据", {"purpose": "x-evidence"}),
    "wait": ("开始等待", {"party": " | ".join(PARTIES), "why": "text"}),
    "resume": ("结束等待", {}),
    "override": ("改判", {"rule": "x-rules", "reason": "text"}),
    "correct": ("更正申请", {"field": "answer"}),
}
"""What an event of a trial may be besides a step, and what its form says."""


def said_coverage(found: Mapping[str, Mapping[str, Iterable[Carrier]]]) -> list[dict[str, Any]]:
    """What carries each clause of each regulation."""
    return [{"policy": slug, "clauses": [
        {"clause": clause, "carried_by": [{"kind": each.kind, "name": each.name} for each in carriers]}
        for clause, carriers in clauses.items()]} for slug, clauses in found.items()]


def said_trial(trial: Trial, say: Translator) -> dict[str, Any]:
    """A trial: the case as it stands, with promises that have not begun (`idle`), how long what no term limits took,
    and what was refused on the way."""
    clocks = [said_clock(each, trial.view.now, say) for each in trial.view.clocks]
    return {**said_case(trial.view, say), "clocks": clocks, "measured": [*_measured(trial, say)], "refused": [
        {"step": each.step, "at": moment(each.at, say), "reason": say.reason(each.reason),
         "errors": {name: [say.reason(one) for one in reasons] for name, reasons in each.errors.items()},
         "decisions": [said_decision(one, say) for one in each.decisions]} for each in trial.refused]}


def _measured(trial: Trial, say: Translator) -> Iterator[dict[str, Any]]:
    """From when to when a promise ran whose length is not set: no time is kept or missed, but it is known. Seconds
    until the moment looked at, where it has not ended."""
    case, now = trial.view.case, trial.view.now
    for name, target in case.here.awake(Target).items():
        for each in () if case.here.promises(target.length) else spans(case, target):
            yield {"target": name, "title": say(target.title), "started_at": moment(each.start, say),
                   "ended_at": moment(each.end, say), "seconds": int(((each.end or now) - each.start).total_seconds())}


def facts_schema(registry: Registry, kind: str, here: InForce, say: Translator) -> dict[str, Any]:
    """JSON Schema of what a trial of this kind reads, with the steps and the terms it may set."""
    forms = [form for name, form in registry.forms.items() if form.per is None and name != "Item"]
    item = {**object_schema(registry.forms["Item"], here, say)}
    filled = {here.workflow.opens, *(step.form for step in here.steps)}
    item["properties"] = {**item["properties"], **{name: object_schema(form, here, say, filled=form in filled)
                                                   for name, form in registry.forms.items() if form.per}}
    wanted = {registry.workflows[kind].opens} | {form for form in here.forms if form.per is None} | {
        each for each in here.wanted if issubclass(each, Form) and each.brought}
    relevant = [form for form in forms if form in wanted or form.__name__ in ("Product", "History")]
    return {
        "$schema": DIALECT, "title": say(here.workflow.title), "type": "object",
        "properties": {
            "facts": {"type": "object", "properties": {
                form.__name__: object_schema(
                    form, here, say, opens=form is here.workflow.opens, filled=form in filled) for form in relevant}},
            "items": {"type": "array", "items": item},
            "events": {"type": "array", "items": {
                "type": "object", "required": ["at", "step"], "properties": {
                    "at": {"type": "string", "format": "date-time"},
                    "step": {"type": "string", "enum": [
                        "opened", *(step.key for step in here.steps), *DOINGS]},
                    "form": {"type": ["object", "array", "null"]}, "approved": {"type": "boolean"},
                    "override": {"type": "string"}}}}},
        "additionalProperties": False,
        "x-steps": [{"step": step.key, "label": say(step.label), "by": step.by.key, "from": step.source.key,
                     "form": step.form.__name__ if step.form else None} for step in here.steps],
        "x-events": {name: {"title": say(label), "form": dict(form)} for name, (label, form) in DOINGS.items()},
        "x-rules": {name: say(rule.title) for name, rule in here.rules.items()},
        "x-terms": {key: {"title": say(term.label), "kind": term.kind, **(
            {"options": {each.name: say(each.value) for each in term.options}} if term.options else {})}
            for key, term in registry.terms.items()},
        "x-evidence": {key: say(each.title) for key, each in registry.evidence.items()}}
