"""What the page of a case shows: how fast it was taken up, and whether the customer knows where it stands."""

from typing import TYPE_CHECKING

from core.sdk.web import VIEW, Actor, CaseView, new_key, panel, render
from plugins.lighting.forms import Told
from plugins.lighting.service import standing

if TYPE_CHECKING:
    from core.app import Desk


@panel("告知客户", VIEW)
def told(desk: "Desk", actor: Actor, view: CaseView) -> str:
    """When the customer was told last, and messages to send with one click."""
    return render("lighting/told.html", view=view, found=standing(view.case, view.events, view.now),
                  channels=[(each.name, each.value) for each in Told], key=new_key())
