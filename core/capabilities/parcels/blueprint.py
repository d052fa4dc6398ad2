"""Where the pages of parcels hang, and what they share."""

from core.capabilities.parcels.bench import Bench
from core.capabilities.parcels.permissions import BOOK, RECEIVE
from core.capabilities.parcels.tracking import Tracking
from core.capabilities.parcels.troubles import Troubles
from core.sdk.services import Notes, Upload
from core.sdk.web import Blueprint, render, request, stream_of, the_actor, the_desk

pages = Blueprint("parcels", __name__)


def bench_of_desk() -> Bench:
    return Bench(the_desk().place)


def tracking_of_desk() -> Tracking:
    return Tracking(the_desk().place)


def troubles_of_desk() -> Troubles:
    return Troubles(the_desk().place)


def drawn(template: str, **shown: object) -> str:
    """A page, which knows what its reader may do."""
    actor = the_actor()
    return render(template, may_receive=actor.may(RECEIVE), may_book=actor.may(BOOK), **shown)


def attach(number: str, field: str = "") -> int | None:
    """Keep the photos that were sent along; the id of the last."""
    last = None
    for file in request.files.getlist("photo"):
        if file.filename:
            _, row = Notes(the_desk().place).attach(the_actor(), number, Upload(
                stream_of(file), file.filename, "transport_damage", field, "staff"))
            last = row.id
    return last
