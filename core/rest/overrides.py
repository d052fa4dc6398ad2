"""Overrides: letting a refusal pass with a reason, or asking a second person to."""

from typing import Any

from flask import Response
from flask.views import MethodView

from core.domain.people import APPROVE, OVERRIDE
from core.rest import ask
from core.rest.calling import the_actor, the_desk, the_key
from core.rest.operations import Resource, done
from core.rest.samples import sample
from core.rest.schemas import Receipt
from core.services.notes import LONGEST

resource = Resource("overrides", "Overrides", "Letting a refusal pass, with a reason and, for money, a second person.")


class Override(ask.Input):
    """Which refusal should pass, and why."""

    rule = ask.text("Key of the rule that refuses.", longest=100, shortest=1, required=True)
    reason = ask.text("Why it should pass.", longest=LONGEST, shortest=1, required=True)
    item = ask.whole("Position of the item it speaks of.")
    step = ask.text("The step whose answers bring the refusal about.", longest=100)
    answers = ask.step_answers("Those answers.")
    statute = ask.text("A right by law that it follows from.", longest=100)
    version = ask.version()
    example = sample({
        "rule": "in_return_window", "reason": "Was in hospital", "version": 2})


class Answer(ask.Input):
    """Whether an override is approved."""

    grant = ask.flag("Approve (true) or refuse (false).", required=True)
    reason = ask.text("Why; must be given to refuse.", longest=LONGEST)
    version = ask.version()
    example = sample({"grant": True, "version": 3})


@resource.route("/cases/<case:number>/overrides")
class Overrides(MethodView):
    @resource.does("ask_override", OVERRIDE, Receipt, takes=Override)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Let a refusal pass, or ask a second person to

        It passes at once for who may approve, unless it is about money; else it waits in `asked` of the case."""
        return done(the_desk().steps.override(the_actor(), number, **body, key=the_key()))


@resource.route("/cases/<case:number>/overrides/<fingerprint:fingerprint>/answer")
class OverrideAnswer(MethodView):
    @resource.does("answer_override", APPROVE, Receipt, takes=Answer)
    def post(self, body: dict[str, Any], number: str, fingerprint: str) -> Response:
        """Approve or refuse an override that somebody else has asked for"""
        return done(the_desk().steps.answer(the_actor(), number, fingerprint, **body, key=the_key()))
