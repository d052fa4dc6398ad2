"""The shed for other programs."""

from typing import Any

from core.sdk.rest import (
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
    the_desk,
    the_key,
)
from core.sdk.rest import the_actor as actor
from tests.capabilities.sheds.permissions import KEEP
from tests.capabilities.sheds.service import Sheds

resource = Resource("sheds", "Sheds", "Where vehicles stand.", paths={"spot": "Name of the place."})


class ShedStay(tell.Output):
    """A vehicle in the shed."""

    number = tell.says("Number of the case.")
    spot = tell.says("Where it stands.")
    came_at = tell.at("Since when.")
    example = sample({"number": "HB-2025-00001", "spot": "A1", "came_at": "2025-03-05T02:00:00+00:00"})


class ShedStays(tell.Output):
    """What stands in the shed."""

    stays = tell.parts(ShedStay, "By place.")
    example = sample({"stays": [ShedStay.example]})


class Release(ask.Input):
    """A vehicle that goes."""

    number = ask.text("Number of its case.", longest=64, shortest=1, required=True)
    version = ask.version()
    example = sample({"number": "HB-2025-00001", "version": 3})


@resource.route("/sheds/stays")
class Stays(MethodView):
    @resource.reads("list_shed_stays", KEEP, ShedStays)
    def get(self) -> Response:
        """What stands in the shed"""
        return said({"stays": [{"number": each.number, "spot": each.spot, "came_at": moment(each.came_at, say())}
                               for each in Sheds(the_desk().place).standing(actor())]})


@resource.route("/sheds/releases")
class Releases(MethodView):
    @resource.does("release_from_shed", KEEP, Receipt, takes=Release)
    def post(self, body: dict[str, Any]) -> Response:
        """Let a vehicle out"""
        return done(Sheds(the_desk().place).release(actor(), **body, key=the_key()))
