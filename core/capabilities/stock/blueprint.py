"""Where the pages of stock hang, and what they share."""

from collections.abc import Sequence

from core.capabilities.stock.forms import Kind
from core.capabilities.stock.issuing import Issuing
from core.capabilities.stock.items import Items
from core.capabilities.stock.moving import Moving
from core.capabilities.stock.needs import Needs
from core.capabilities.stock.permissions import COUNT, DISPLAY, FIT, KEEP, MOVE, WANT
from core.capabilities.stock.seeing import Seeing
from core.capabilities.stock.standing import Happened, Sort, Standing, Way
from core.sdk import Choice
from core.sdk.web import Blueprint, Response, make_response, render, say, the_actor, the_desk

pages = Blueprint("stock", __name__)
MAY = {"move": MOVE, "count": COUNT, "keep": KEEP, "fit": FIT, "want": WANT, "display": DISPLAY}


def seeing() -> Seeing:
    return Seeing(the_desk().place)


def items_of_desk() -> Items:
    return Items(the_desk().place)


def moving_of_desk() -> Moving:
    return Moving(the_desk().place)


def issuing_of_desk() -> Issuing:
    return Issuing(the_desk().place)


def needs_of_desk() -> Needs:
    return Needs(the_desk().place)


def drawn(template: str, **shown: object) -> str:
    """A page, which knows the words for keys and what its reader may do."""
    actor = the_actor()
    return render(f"stock/{template}", kinds=Kind, sorts=Sort, ways=Way, standings=Standing, happened=Happened,
                  may={name: actor.may(needed) for name, needed in MAY.items()}, **shown)


def options(kind: type[Choice], only: Sequence[Choice] = ()) -> list[tuple[str, str]]:
    """A choice to pick from."""
    return [(each.name, say()(each.value)) for each in only or kind]


def the_places() -> list[tuple[str, str]]:
    """The places of the business to pick from."""
    return [(str(each.id), each.title) for each in items_of_desk().places(the_actor())]


def as_file(content: bytes, name: str) -> Response:
    """A table to keep."""
    reply = make_response(content)
    reply.headers["Content-Type"] = "text/csv; charset=utf-8"
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply
