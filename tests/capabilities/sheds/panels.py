"""What a case's page shows of the shed."""

from typing import TYPE_CHECKING

from core.sdk.web import Actor, CaseView, panel, render
from tests.capabilities.sheds.permissions import KEEP
from tests.capabilities.sheds.service import Sheds

if TYPE_CHECKING:
    from core.app import Desk


@panel("车棚车位", KEEP)
def spot(desk: "Desk", actor: Actor, view: CaseView) -> str:
    standing = Sheds(desk.place).standing(actor, view.row.number)
    return render("sheds/panel.html", standing=standing) if standing else ""


@panel("轮胎气压")
def pressure(desk: "Desk", actor: Actor, view: CaseView) -> str:
    """Fails as soon as a case has gone somewhere."""
    if view.row.version > 1:
        raise ZeroDivisionError("no pressure")
    return ""
