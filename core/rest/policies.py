"""Regulations: what each clause says, what carries it, and trying one without saving anything."""

from datetime import datetime
from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from core.domain.calendars import plain_calendar
from core.domain.people import SEE_POLICIES
from core.representation import facts_schema, said_coverage, said_policy, said_trial, said_view
from core.rest import ask, schemas, tell
from core.rest.calling import say, the_actor, the_desk
from core.rest.operations import Resource, made, said
from core.rest.samples import sample

resource = Resource("policies", "Regulations", "What is in force: clauses, their terms, and trying them.")

LISTED: dict[str, Any] = {
    "policy": "furniture/return-exchange", "title": "Returns and exchanges", "industry": "furniture", "clauses": 42,
    "kinds": ["furniture.return"], "in_force": True}


class ListedPolicy(tell.Output):
    """A regulation as lists know it."""

    policy = tell.says("Its id: industry and name.")
    title = tell.says("In words.")
    industry = tell.says("Its industry.")
    clauses = tell.counts("How many clauses it has.")
    kinds = tell.words("Kinds of case it has a flow for.")
    in_force = tell.truth("Whether it holds for new cases.")


class Policies(tell.Output):
    """The installed regulations."""

    policies = tell.parts(ListedPolicy, "The regulations.")
    example = sample({"policies": [LISTED]})


class WantedPolicies(ask.Input):
    """Which regulations."""

    in_force = ask.flag("Those in force (true) or those that are not (false); both if not given.", address=True,
                        default=None)


class Carried(tell.Output):
    """What carries a clause."""

    kind = tell.says("`rule`, `gate`, `target`, `document`, `field`, `term`, `drop`, `statement` and so on.")
    name = tell.says("Key.")
    title = tell.says("In words.")


class PolicyTerm(tell.Output):
    """A figure or switch that a clause sets."""

    term = tell.says("Key.")
    title = tell.says("In words.")
    kind = tell.says("What sort of value: `length`, `amount`, `percent`, `count`, `switch`, `option` and so on.")
    value = tell.whatever("What the regulation writes; `?` and `unset` are blanks.")
    own = tell.whatever("The business's own value; null where it has none.")
    suggested = tell.whatever("What is suggested for a blank.")


class PolicyClause(tell.Output):
    """A clause of a regulation."""

    clause = tell.says("Its id.")
    at = tell.says("Where it stands in the regulation.")
    zh = tell.says("What it says, in Chinese.")
    en = tell.says("What it says, in English.")
    statement = tell.truth("Whether it is shown and no more.")
    carried_by = tell.parts(Carried, "What carries it.")
    terms = tell.parts(PolicyTerm, "Terms it sets.")


class Policy(tell.Output):
    """A regulation with all it says."""

    policy = tell.says("Its id: industry and name.")
    title = tell.says("In words.")
    in_force = tell.truth("Whether it holds for new cases.")
    notes = tell.words("What should be read though it is no fault.")
    clauses = tell.parts(PolicyClause, "Clauses.")

    example = sample({
        "policy": "furniture/return-exchange", "title": "Returns and exchanges", "in_force": True, "notes": [],
        "clauses": [{"clause": "RE-07", "at": "2.1", "zh": "七日内可退货", "en": "Returns within seven days",
                     "statement": False,
                     "carried_by": [{"kind": "rule", "name": "in_return_window", "title": "Within the return window"}],
                     "terms": [{"term": "return.window", "title": "Return window", "kind": "length",
                                "value": "7 days", "own": None, "suggested": None}]}]})


class WhichPolicies(ask.Input):
    """Regulations by id."""

    policy = ask.texts("Id of a regulation, such as `furniture/return-exchange`; may be repeated. All, if not given.",
                       longest=100)


class Carrier(tell.Output):
    """What carries a clause, by its key."""

    kind = tell.says("What sort of provision.")
    name = tell.says("Key.")


class CoveredClause(tell.Output):
    """A clause and what carries it."""

    clause = tell.says("Its id.")
    carried_by = tell.parts(Carrier, "What carries it; nothing where nobody sees to it.")


class CoveredPolicy(tell.Output):
    """The clauses of a regulation."""

    policy = tell.says("Its id.")
    clauses = tell.parts(CoveredClause, "Its clauses.")


class Coverage(tell.Output):
    """What carries each clause of each regulation."""

    coverage = tell.parts(CoveredPolicy, "The regulations.")
    example = sample({"coverage": [{"policy": "furniture/return-exchange", "clauses": [
        {"clause": "RE-07", "carried_by": [{"kind": "rule", "name": "in_return_window"}]}]}]})


class Facts(tell.Output):
    """What a trial reads."""

    kind = tell.says("Kind of case.")
    policies = tell.words("Regulations it would be tried under.")
    schema = tell.anything("JSON Schema of `facts`, `items` and `events`, with the steps, rules and terms there are.")

    example = sample({"kind": "furniture.return", "policies": ["furniture/return-exchange"], "schema": {
        "type": "object", "properties": {"facts": {"type": "object"}}}})


class TrialEvent(ask.Input):
    """Something that happens in a trial."""

    at = ask.moment("When.", required=True)
    step = ask.text("Key of a step, or `opened`, `contacted`, `attach`, `wait`, `resume`, `override`, `correct`.",
                    longest=100, shortest=1, required=True)
    form = ask.step_answers("Answers of its form.")
    approved = ask.flag("Whether somebody has approved what is referred.")
    override = ask.text("Reason for which also a refusal is to pass.", longest=400)


class Try(ask.Input):
    """A case that is tried and thrown away. `GET /policies/facts/{kind}` says what it reads."""

    kind = ask.text("Kind of case.", longest=100, shortest=1, required=True)
    policies = ask.texts("Regulations to try, in order; those in force, if none is named, else the fullest.",
                         longest=100)
    at = ask.moment("The moment to look at; now, if not given. Moments without an offset are read in its zone.")
    facts = ask.answers("Answers by the name of their form.")
    items = ask.answer_rows("The goods, each with its answers.")
    events = ask.rows_of(TrialEvent, "What happens after it is opened.")
    values = ask.answers("Values of terms, as a policy file would write them.")
    own_values = ask.flag("Whether the business's own values hold where `values` says nothing.")

    example = sample({
        "kind": "furniture.return", "policies": ["furniture/return-exchange"], "at": "2025-10-14T10:00:00+08:00",
        "facts": {"ReturnApplication": {"bought_on": "2025-09-26", "reason": "mind"}}})


class RefusedEvent(tell.Output):
    """An event of a trial that the desk refused."""

    step = tell.says("What it was.")
    at = tell.at("When.")
    reason = tell.says("Why.")
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True, metadata={
        "description": "What was wrong with its answers, by field."})
    decisions = tell.parts(schemas.Decision, "What was judged.")


class Measured(tell.Output):
    """How long something took for which no term is set."""

    target = tell.says("Key of the promise.")
    title = tell.says("In words.")
    started_at = tell.at("When it began.")
    ended_at = tell.maybe_at("When it ended; null while it has not.")
    seconds = tell.counts("How long it took, or has taken at the moment looked at.")


class Trial(tell.Output):
    """How things would stand at the moment asked for."""

    policies = tell.words("Regulations it was tried under.")
    state = tell.says("Key of the state; empty when ended.")
    state_title = tell.says("In words.")
    outcome = tell.says("How it ended.")
    at = tell.at("The moment looked at.")
    decisions = tell.parts(schemas.Decision, "What each rule says.")
    clocks = tell.parts(schemas.Clock, "Promises and deadlines.")
    offers = tell.parts(schemas.Offer, "Steps, open or not.")
    charges = tell.parts(schemas.Charge, "Amounts.")
    totals = fields.Dict(keys=fields.String(), values=fields.String(), required=True,
                         metadata={"description": "What each party owes."})
    measured = tell.parts(Measured, "How long things took for which no term is set.")
    refused = tell.parts(RefusedEvent, "Events that were refused; they changed nothing.")

    example = sample({
        "policies": ["furniture/return-exchange"], "state": "apply.received", "state_title": "To be accepted",
        "outcome": "", "at": "2025-10-14T02:00:00+00:00", "decisions": [], "clocks": [], "offers": [], "charges": [],
        "totals": {"customer": "0.00"}, "measured": [], "refused": []})


@resource.route("/policies")
class ManyPolicies(MethodView):
    @resource.reads("list_policies", SEE_POLICIES, Policies, asks=WantedPolicies)
    def get(self, asked: dict[str, Any]) -> Response:
        """List the installed regulations"""
        return said({"policies": [said_policy(policy, say(), in_force=adopted)
                                  for policy, adopted in the_desk().policies.all(the_actor())
                                  if asked["in_force"] in (None, adopted)]})


@resource.route("/policies/<key:industry>/<key:policy>")
class OnePolicy(MethodView):
    @resource.reads("get_policy", SEE_POLICIES, Policy)
    def get(self, industry: str, policy: str) -> Response:
        """Read a regulation: each clause, what carries it, its terms and the business's own values"""
        return said(said_view(the_desk().policies.show(the_actor(), f"{industry}/{policy}"), say()))


@resource.route("/policies/coverage")
class PolicyCoverage(MethodView):
    @resource.reads("get_coverage", SEE_POLICIES, Coverage, asks=WhichPolicies)
    def get(self, asked: dict[str, Any]) -> Response:
        """List every clause and what carries it"""
        return said({"coverage": said_coverage(the_desk().policies.coverage(*asked["policy"]))})


@resource.route("/policies/facts/<key:kind>")
class TrialFacts(MethodView):
    @resource.reads("get_facts", SEE_POLICIES, Facts, asks=WhichPolicies)
    def get(self, asked: dict[str, Any], kind: str) -> Response:
        """Say what trying a kind of case reads: forms, fields, options, steps, terms"""
        trials, slugs = the_desk().trials, asked["policy"]
        return said({"kind": kind, "policies": [each.policy.slug for each in trials.chosen(kind, slugs)],
                     "schema": facts_schema(trials.industry_of(kind), kind, trials.facts(kind, slugs), say())})


@resource.route("/policies/try")
class TryOut(MethodView):
    @resource.does("try_policies", SEE_POLICIES, Trial, takes=Try, keyed=False)
    def post(self, body: dict[str, Any]) -> Response:
        """Say what regulations make of a case, and change nothing

        The case is opened by the real services in a store that is thrown away, and its events happen one after the
        other; what is refused is told and changes nothing."""
        desk, kind = the_desk(), body["kind"]
        slugs = [each.policy.slug for each in desk.trials.chosen(kind, body["policies"])]
        own = desk.policies.values(the_actor(), desk.trials.industry_of(kind).name) if body["own_values"] else {}
        at: datetime = body["at"] or desk.now().astimezone(plain_calendar().zone)
        trial = desk.trials.run(kind, slugs, at, {name: body[name] for name in ("facts", "items", "events")},
                                {**own, **as_written(body["values"])})
        return made({"policies": slugs, **said_trial(trial, say())})


def as_written(said_so: Any) -> Any:
    """A value as policy files write it: a fraction is a text, so that it keeps its digits."""
    if isinstance(said_so, dict):
        return {name: as_written(each) for name, each in said_so.items()}
    if isinstance(said_so, list):
        return [as_written(each) for each in said_so]
    return str(said_so) if isinstance(said_so, float) else said_so
