"""Parts on the page of a case: what it waits for, what was given out, who still has some; its sample."""

from typing import TYPE_CHECKING

from core.capabilities.stock.blueprint import drawn
from core.capabilities.stock.permissions import SEE
from core.capabilities.stock.reactions import sample_of
from core.capabilities.stock.samples import Samples
from core.capabilities.stock.seeing import Seeing
from core.sdk.services import NotFound
from core.sdk.web import Actor, CaseView, new_key, panel

if TYPE_CHECKING:
    from core.app import Desk


@panel("配件", SEE)
def parts(desk: "Desk", actor: Actor, view: CaseView) -> str:
    """What the case needs and has had; of a sample's case nothing."""
    seeing = Seeing(desk.place)
    if sample_of(view.case):
        return ""
    found = seeing.case(actor, view.row.number)
    if found.empty and not view.case.open:
        return ""
    return drawn("panel.html", case=found, today=seeing.today, open=view.case.open, key=new_key(), typed={})


@panel("样品", SEE)
def sample(desk: "Desk", actor: Actor, view: CaseView) -> str:
    """Where the sample of the case is, and its last events."""
    number = sample_of(view.case)
    if not number:
        return ""
    try:
        told = Samples(desk.place).show(actor, number)
    except NotFound:
        return ""
    return drawn("sample_panel.html", told=told)
