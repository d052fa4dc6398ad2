"""What the page of a case shows of its parcels."""

from typing import TYPE_CHECKING

from core.capabilities.parcels.forms import Problem
from core.capabilities.parcels.permissions import SEE
from core.capabilities.parcels.tracking import Tracking
from core.sdk.web import Actor, CaseView, panel, render

if TYPE_CHECKING:
    from core.app import Desk


@panel("包裹", SEE)
def legs(desk: "Desk", actor: Actor, view: CaseView) -> str:
    """Each leg: how far, in whose hands, who pays, what went wrong."""
    tracking = Tracking(desk.place)
    found = tracking.of_case(actor, view.row.id)
    if not found:
        return ""
    troubles = tracking.troubles_of(actor, [each.row.id for each in found])
    return render("parcels/panel.html", legs=found, troubles=troubles,
                  words={each.name: each.value for each in Problem})
