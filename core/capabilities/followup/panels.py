"""What a case's page, and that of its customer, show of following up."""

from typing import TYPE_CHECKING

from core.capabilities.followup.forms import Rating
from core.capabilities.followup.history import History
from core.capabilities.followup.permissions import CALL
from core.capabilities.followup.ratings import Ratings
from core.sdk.web import (
    Actor,
    CaseView,
    CustomerPanel,
    Trouble,
    panel,
    read,
    render,
    request,
)

if TYPE_CHECKING:
    from core.app import Desk
    from core.portal.links import Visit


@panel("回访和评价")
def followed(desk: "Desk", actor: Actor, view: CaseView) -> str:
    """The rounds of calling, what the customer thinks, what a sample found."""
    found = History(desk.place).of(actor, view.row.number)
    if not found:
        return ""
    return render("followup/panel.html", found=found, number=view.row.number, may_call=actor.may(CALL),
                  open=actor.may(CALL) and Ratings(desk.place).open_for(actor, view.row.number))


def _ask(desk: "Desk", visit: "Visit", view: CaseView, trouble: Trouble) -> str:
    """How was it? Asked when all is done, once for each round."""
    ratings = Ratings(desk.place)
    if view.case.open:
        return ""
    if not ratings.open_for(visit.actor, visit.number):
        return render("followup/thanks.html") if ratings.of(visit.actor, visit.number) else ""
    low, high = ratings.scale(view.row.industry)
    return render("followup/ask.html", low=low, high=high, trouble=trouble, typed=request.form if trouble else {})


rate = CustomerPanel("请您评价", _ask, lambda desk, visit, key: Ratings(desk.place).rate(
    visit.actor, visit.number, read(Rating.describe(frozenset()), request.form), key=key))
