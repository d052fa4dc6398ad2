"""The business's own values of terms: now, over time, and set."""

from typing import Any

from flask import Response
from flask.views import MethodView

from core.domain.people import SEE_POLICIES, SET_VALUES
from core.representation import said_setting
from core.rest import ask, tell
from core.rest.calling import say, the_actor, the_desk
from core.rest.operations import Resource, made, said
from core.rest.policies import as_written
from core.rest.samples import sample

resource = Resource("values", "Values", "What the business says where a regulation leaves it open, or instead of it.")


class Values(tell.Output):
    """The business's own values now."""

    industry = tell.says("The industry.")
    values = tell.anything("Term to value, as a policy file would write it.")
    example = sample({"industry": "furniture", "values": {"refund.within": "7 days"}})


class Setting(tell.Output):
    """A value that was set."""

    id = tell.counts("Id.")
    term = tell.says("Key of the term.")
    value = tell.whatever("The value; null where an earlier one was taken back.")
    effective_from = tell.at("From when on it holds for cases that are opened.")
    set_at = tell.at("When it was set.")
    set_by_id = tell.maybe_counts("Id of who set it; null for the desk.")
    set_by = tell.says("Who set it; empty for somebody who has left.")


class History(tell.Output):
    """Every value ever set."""

    settings = tell.parts(Setting, "What was set, what holds latest first.")
    next_after = tell.maybe_counts("`after` of the part that follows; null at the end.")
    example = sample({"next_after": None, "settings": [{
        "id": 4, "term": "refund.within", "value": "7 days", "effective_from": "2025-01-01T00:00:00+00:00",
        "set_at": "2025-01-01T00:00:00+00:00", "set_by_id": 3, "set_by": "Lin"}]})


class WhichSettings(ask.Input):
    """Which part of the history."""

    term = ask.text("Key of one term; all, if not given.", longest=100)
    after = ask.whole("How many to pass over, the latest first.", address=True, default=0)
    limit = ask.whole("How many.", least=1, most=200, address=True, default=50)


class NewValue(ask.Input):
    """A value of the business's own."""

    value = ask.anything("The value, as a policy file would write it: `\"7 working days\"`, `\"50.00\"`, `\"10 %\"`, "
                         "`true`, `3`, a list, the key of an option. Null takes the business's own value back.")
    effective_from = ask.moment("From when on; now, if not given.")

    example = sample({"value": "9 working days"})


class ValueSet(tell.Output):
    """A term and its value."""

    industry = tell.says("The industry.")
    term = tell.says("Key of the term.")
    value = tell.whatever("The value; null where it was taken back.")
    example = sample({"industry": "furniture", "term": "return.handling", "value": "9 working days"})


@resource.route("/values/<key:industry>")
class IndustryValues(MethodView):
    @resource.reads("list_values", SEE_POLICIES, Values)
    def get(self, industry: str) -> Response:
        """List the business's own values now"""
        the_desk().place.industry(industry)
        return said({"industry": industry, "values": the_desk().policies.values(the_actor(), industry)})


@resource.route("/values/<key:industry>/history")
class ValueHistory(MethodView):
    @resource.reads("list_settings", SEE_POLICIES, History, asks=WhichSettings)
    def get(self, asked: dict[str, Any], industry: str) -> Response:
        """List every value that was ever set, also what holds only later"""
        desk, me = the_desk(), the_actor()
        desk.place.industry(industry)
        rows, ends = desk.policies.history(me, industry, asked["term"]), asked["after"] + asked["limit"]
        people = {row.id: row.name for row in desk.users.colleagues(me)}
        return said({"settings": [said_setting(each, people, say()) for each in rows[asked["after"]:ends]],
                     "next_after": ends if len(rows) > ends else None})


@resource.route("/values/<key:industry>/<key:term>")
class OneValue(MethodView):
    @resource.does("set_value", SET_VALUES, ValueSet, takes=NewValue, keyed=False)
    def put(self, body: dict[str, Any], industry: str, term: str) -> Response:
        """Set a term to the business's own value, for cases opened from then on"""
        value = as_written(body["value"])
        the_desk().policies.set_value(the_actor(), industry, term, value, effective_from=body["effective_from"])
        return made({"industry": industry, "term": term, "value": value})
