"""What the page of a case shows of complaints: what one is, and those about it."""

from typing import TYPE_CHECKING

from core.capabilities.complaints.forms import Cause
from core.capabilities.complaints.permissions import FLAG, OUTSIDE, SEE
from core.capabilities.complaints.service import Complaints
from core.capabilities.complaints.standing import Status
from core.sdk.web import Actor, CaseView, panel, render

if TYPE_CHECKING:
    from core.app import Desk


@panel("投诉")
def standing(desk: "Desk", actor: Actor, view: CaseView) -> str:
    """The complaint that the case is, or those about it with the way to make one."""
    complaints = Complaints(desk.place)
    sees = actor.may(SEE)
    mine = complaints.of(actor, view.row.id) if sees else None
    others = complaints.about(actor, view.row.id) if sees else ()
    may_flag = mine is None and actor.may(FLAG) and bool(complaints.kind_beside(view.case.kind))
    if mine is None and not others and not may_flag:
        return ""
    return render("complaints/panel.html", mine=mine, others=others, view=view, may_flag=may_flag,
                  may_outside=actor.may(OUTSIDE), statuses={each.name: each.value for each in Status},
                  causes={each.name: each.value for each in Cause})
