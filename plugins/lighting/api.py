"""The lamp factory for other programs: who is in danger, and what the customer was told."""

from typing import Any

from core.sdk.rest import (
    NOTE,
    VIEW,
    MethodView,
    Receipt,
    Resource,
    Response,
    ask,
    done,
    moment,
    said,
    sample,
    say,
    tell,
    the_actor,
    the_desk,
    the_key,
)
from plugins.lighting.forms import Told
from plugins.lighting.service import Lamps

resource = Resource("lighting", "Lamps", "Cases in which a lamp may hurt somebody, and messages to customers.")

DANGER = {"case": "JX-2025-00001", "title": "Floor lamp", "spotted": "leak", "since": "2025-03-05T02:00:00+00:00",
          "told_at": None, "told_by": "", "waited_seconds": 600}


class InDanger(tell.Output):
    """A case whose lamp may hurt somebody."""

    case = tell.says("Its number.")
    title = tell.says("What it is about.")
    spotted = tell.says("What speaks of danger.")
    since = tell.at("Since when the desk knows.")
    told_at = tell.maybe_at("When the customer was told to stop using it; null while that has not happened.")
    told_by = tell.says("Who told the customer.")
    waited_seconds = tell.counts("How long it took, or has taken so far, in seconds.")
    example = sample(DANGER)


class DangerBoard(tell.Output):
    """Open cases that speak of danger."""

    cases = tell.parts(InDanger, "First those whose customer has not been told, the oldest on top.")
    example = sample({"cases": [DANGER]})


class Message(ask.Input):
    """Which message was sent, and how."""

    message = ask.text("Key of a message that the case's flow has, such as `stop_use_script`.", longest=80, shortest=1,
                       required=True)
    channel = ask.text("How it was sent.", one_of=tuple(Told.__members__), required=True)
    version = ask.version()
    example = sample({"message": "stop_use_script", "channel": "phone", "version": 3})


@resource.route("/lighting/danger")
class Board(MethodView):
    @resource.reads("list_danger", VIEW, DangerBoard)
    def get(self) -> Response:
        """List open cases in which a lamp may hurt somebody"""
        found = Lamps(the_desk().place).in_danger(the_actor())
        return said({"cases": [{
            "case": each.number, "title": each.title, "spotted": say()(each.spotted),
            "since": moment(each.since, say()), "told_at": moment(each.told_at, say()), "told_by": each.told_by,
            "waited_seconds": int(each.waited.total_seconds())} for each in found]})


@resource.route("/lighting/cases/<case:number>/messages")
class Telling(MethodView):
    @resource.does("tell_customer", NOTE, Receipt, takes=Message)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Log that a message of the desk's own words was sent to the customer"""
        return done(Lamps(the_desk().place).tell(the_actor(), number, body["message"], body["channel"],
                                                 version=body["version"], once=the_key()))
