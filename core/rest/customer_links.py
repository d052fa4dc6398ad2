"""Links by which a customer sees their case, for programs that write to customers."""

from typing import Any

from flask import Response
from flask.views import MethodView

from core.domain.people import ARRANGE
from core.portal.links import DAYS_AT_MOST, PURPOSES
from core.representation.outside import said_link
from core.rest import ask, tell
from core.rest.calling import say, the_actor, the_desk
from core.rest.once import once_by_key
from core.rest.operations import Resource, made, said
from core.rest.samples import sample

resource = Resource("customer-links", "Customer links", "Links by which customers see their cases, without an account.")

ONE: dict[str, Any] = {
    "id": 4, "purpose": "staff", "live": True, "created_at": "2025-10-13T02:42:00+00:00",
    "until": "2025-11-12T02:42:00+00:00", "revoked_at": None, "last_used_at": None, "created_by": "Lin"}


class NewCustomerLink(ask.Input):
    """How long a link is good."""

    days = ask.whole("How many days; those of `portal_link_days` if not given.", least=1, most=DAYS_AT_MOST)
    example = sample({"days": 14})


class CustomerLink(tell.Output):
    """A link, whose address nobody knows but who got it."""

    id = tell.counts("Id.")
    purpose = tell.says(f"What it was made for: {', '.join(f'`{each}`' for each in PURPOSES)}, or a capability's word.")
    live = tell.truth("Whether it leads to the case.")
    created_at = tell.at("When it was made.")
    until = tell.at("Until when it leads there; longer where the case ends before.")
    revoked_at = tell.maybe_at("When it was ended before its time.")
    last_used_at = tell.maybe_at("When it was last opened, to ten minutes.")
    created_by = tell.says("Who made it; empty for the customer's own request.")
    example = sample(ONE)


class MadeCustomerLink(CustomerLink):
    """A new link, whose address is said this once."""

    address = tell.maybe("Where the customer goes: whole where `public_address` is set, else the path. Null where this "
                         "is the answer to an earlier request.")
    message = tell.maybe("Words to send along. Null likewise.")
    example = sample({**ONE, "address": "https://desk.example.com/c/Xy3q1fCk0Zs8h2tq0b7yq8w4n5m6p7r8",
                      "message": "Hello, this is …"})


class CustomerLinks(tell.Output):
    """The links of a case."""

    links = tell.parts(CustomerLink, "The links, the latest first, those that lead nowhere any more too.")
    example = sample({"links": [ONE]})


class EndedCustomerLink(tell.Output):
    """What has ended."""

    id = tell.counts("Id of the link.")
    revoked = tell.truth("That it leads nowhere any more.")
    example = sample({"id": 4, "revoked": True})


@resource.route("/cases/<case:number>/customer-links")
class LinksOfCase(MethodView):
    @resource.reads("list_customer_links", ARRANGE, CustomerLinks)
    def get(self, number: str) -> Response:
        """List the links of a case"""
        held = the_desk().customer_links.all(the_actor(), number)
        return said({"links": [said_link(each, say()) for each in held]})

    @resource.does("create_customer_link", ARRANGE, MadeCustomerLink, takes=NewCustomerLink, status=201)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Make a link; the answer holds its address, this once"""
        address: str | None = None
        message: str | None = None

        def do() -> dict[str, Any]:
            nonlocal address, message
            new = the_desk().portal.link_for(the_actor(), number, days=body.get("days"))
            address, message = new.address, say().reason(the_desk().portal.message(new))
            held = next(each for each in the_desk().customer_links.all(the_actor(), number)
                        if each.row.id == new.row.id)
            return said_link(held, say())

        answer, replayed = once_by_key("create_customer_link", {**body, "number": number}, do)
        return made({**answer, "address": address, "message": message}, 201, replayed=replayed)


@resource.route("/cases/<case:number>/customer-links/<int(max=2147483647):link>")
class LinkOfCase(MethodView):
    @resource.does("revoke_customer_link", ARRANGE, EndedCustomerLink, keyed=False)
    def delete(self, number: str, link: int) -> Response:
        """End a link at once"""
        the_desk().customer_links.revoke(the_actor(), number, link)
        return made({"id": link, "revoked": True})
