"""The links by which a customer sees their case: made to be sent, looked at, ended."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.domain.people import ARRANGE
from core.http.admission import allowed
from core.portal.links import PURPOSES, NewLink
from core.web.acting import NO_TROUBLE, Trouble, attempt, whole
from core.web.desk import say, the_actor, the_desk
from core.web.views.case import case_words

pages = Blueprint("customer_links", __name__, url_prefix="/cases/<number>/customer-links")


@pages.get("")
@allowed(ARRANGE)
def show(number: str) -> str:
    """The links of a case, and making one."""
    return _page(number, NO_TROUBLE)


@pages.post("")
@allowed(ARRANGE)
def make(number: str) -> AnyResponse:
    """Make a link; this page shows it, and no other ever will."""
    said = request.form.get("days", "").strip()
    return attempt(
        lambda: the_desk().portal.link_for(the_actor(), number, days=(whole(said) or 0) if said else None),
        lambda made: make_response(_page(number, NO_TROUBLE, made)), lambda trouble: _page(number, trouble))


@pages.post("/<int:link>/revoke")
@allowed(ARRANGE)
def revoke(number: str, link: int) -> AnyResponse:
    """End a link at once."""
    the_desk().customer_links.revoke(the_actor(), number, link)
    flash(say()("链接已停用"))
    return redirect(url_for("customer_links.show", number=number))


def _page(number: str, trouble: Trouble, made: NewLink | None = None) -> str:
    desk, actor = the_desk(), the_actor()
    held = desk.customer_links.all(actor, number)
    view = desk.views.case(actor, number)
    address = url_for("portal.show", token=made.token, _external=True) if made else ""
    if made and desk.config.public_address:
        address = made.address
    return render_template(
        "customer_links.html", **case_words(view), held=held, purposes=PURPOSES, trouble=trouble, address=address,
        message=say().show(desk.portal.message(made, address)) if made else "", days=desk.config.portal_link_days,
        typed=request.form)
