"""Steps of cases: what each asks, what it would decide, taking it."""

from typing import Any

from flask import Response, json
from flask.views import MethodView
from marshmallow import fields

from core.domain.errors import NotFound
from core.domain.forms import Item
from core.domain.people import VIEW
from core.representation import form_schema, said_decision
from core.rest import ask, schemas, tell
from core.rest.calling import STEP, say, the_actor, the_desk, the_key
from core.rest.cases import the_case
from core.rest.operations import Resource, done, made, said
from core.rest.samples import sample

resource = Resource("steps", "Steps", "What moves a case on.")


class StepAnswers(ask.Input):
    """What a step would be taken with."""

    answers = ask.step_answers("Answers of its form; a list, one for each item, where the form is filled in for each.")
    at = ask.moment("When it happened; now, if not given. The past needs `case.backdate`.")

    example = sample({"answers": {"rules_told": True, "rules_accepted": True}})


class TakeStep(StepAnswers):
    """A step that is taken."""

    version = ask.version(required=True)

    example = sample({
        "version": 1, "answers": {"rules_told": True, "rules_accepted": True}})


class Decided(tell.Output):
    """What taking a step would decide."""

    step = tell.says("Key of the step.")
    label = tell.says("In words.")
    to = tell.says("Key of the state it leads to; empty for the end.")
    to_title = tell.says("In words.")
    decisions = tell.parts(schemas.Decision, "Everything that was judged.")

    example = sample({
        "step": "apply.accept", "label": "Accept", "to": "verify_order.waiting", "to_title": "Check the order",
        "decisions": []})


class StepForm(tell.Output):
    """What a step asks for."""

    step = tell.says("Key of the step.")
    label = tell.says("In words.")
    outcome = tell.says("`allow`, `ask`, `refer`, `needs` or `deny`.")
    form = fields.Raw(required=True, allow_none=True, metadata={
        "description": "JSON Schema of `answers`; null where nothing is asked.", "type": "object",
        "additionalProperties": True})
    per_item = tell.truth("Whether it is filled in for each item.")
    proposed = tell.anything("Answers it starts with.")

    example = sample({
        "step": "apply.accept", "label": "Accept", "outcome": "ask", "per_item": False, "proposed": {},
        "form": {"type": "object", "properties": {"rules_told": {"type": "boolean"}}}})


@resource.route("/cases/<case:number>/steps/<key:step>")
class OneStep(MethodView):
    @resource.does("take_step", STEP, schemas.Receipt, takes=TakeStep)
    def post(self, body: dict[str, Any], number: str, step: str) -> Response:
        """Take a step

        Everything in force is judged again with these answers. A refusal (409 `refused`) says which rules and clauses
        stand against it."""
        return done(the_desk().steps.take(the_actor(), number, step, body["answers"], version=body["version"],
                                          at=body["at"], key=the_key()))


@resource.route("/cases/<case:number>/steps/<key:step>/preview")
class StepPreview(MethodView):
    @resource.does("preview_step", STEP, Decided, takes=StepAnswers, keyed=False)
    def post(self, body: dict[str, Any], number: str, step: str) -> Response:
        """Say what taking a step would decide, and change nothing"""
        found = the_desk().steps.preview(the_actor(), number, step, body["answers"], body["at"])
        return made({"step": found.step.key, "label": say()(found.step.label), "to": found.to.key if found.to else "",
                     "to_title": say()(found.to.title if found.to else "已结束"),
                     "decisions": [said_decision(each, say()) for each in found.decisions]})


@resource.route("/cases/<case:number>/steps/<key:step>/form")
class StepQuestions(MethodView):
    @resource.reads("get_step_form", VIEW, StepForm)
    def get(self, number: str, step: str) -> Response:
        """Say what a step asks for"""
        view = the_case(number)
        offer = view.offer(step)
        if offer is None:
            raise NotFound()
        form = offer.step.form
        return said({"step": offer.key, "label": say()(offer.step.label), "outcome": offer.outcome,
                     "form": form_schema(form, view.case.here, say()) if form else None,
                     "per_item": bool(form and form.per is Item and view.case.lines),
                     "proposed": json.loads(json.dumps(dict(offer.proposed), default=str))})
