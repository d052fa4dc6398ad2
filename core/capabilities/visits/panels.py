"""Visits on the page of a case, and on that of its customer."""

from datetime import datetime
from typing import TYPE_CHECKING

from core.capabilities.visits.answering import Answering
from core.capabilities.visits.forms import Accepted
from core.capabilities.visits.permissions import SEE
from core.capabilities.visits.seeing import Seeing
from core.capabilities.visits.signing import Signing
from core.sdk.web import (
    Actor,
    CaseView,
    CustomerPanel,
    InvalidInput,
    Trouble,
    panel,
    render,
    request,
    typed_moment,
)

if TYPE_CHECKING:
    from core.app import Desk
    from core.portal.links import Visit

RESULTS = {each.name: each.value for each in Accepted}


@panel("上门", SEE)
def visits_panel(desk: "Desk", actor: Actor, view: CaseView) -> str:
    """Each visit, what was taken away, who asked for help, what was signed."""
    seeing, case = Seeing(desk.place), view.row.id
    shown = {"found": seeing.of_case(actor, case), "pieces": seeing.pieces_of(actor, case),
             "calls": seeing.calls_of(actor, case), "signatures": Signing(desk.place).of_case(actor, view.row.number)}
    return render("visits/panel.html", results=RESULTS, me=actor.id, **shown) if any(shown.values()) else ""


def _show(desk: "Desk", visit: "Visit", view: CaseView, trouble: Trouble) -> str:
    """The window, who comes, and what was signed; an answer is asked for while nobody is there yet."""
    seen = Seeing(desk.place).for_customer(visit.actor, view.row.id)
    signatures = Signing(desk.place).for_customer(visit.actor, view.row.id)
    if seen is None and not signatures:
        return ""
    asks = bool(seen and seen.row.living and seen.row.starts and not seen.row.arrived_at and view.case.open)
    return render("visits/customer.html", visit=seen if seen and seen.row.living and view.case.open else None,
                  asks=asks, signatures=signatures, results=RESULTS, trouble=trouble,
                  typed=request.form if trouble else {})


def _answer(desk: "Desk", visit: "Visit", key: str) -> object:
    """The window suits, or another one would."""
    said, answering = request.form, Answering(desk.place)
    if said.get("answer") == "confirm":
        try:
            agreed = datetime.fromisoformat(said.get("agreed", ""))
        except ValueError:
            raise InvalidInput.field("agreed", "不是有效的时间,请写成 2025-03-12 10:00") from None
        if agreed.tzinfo is None:
            raise InvalidInput.field("agreed", "时间缺少时区")
        return answering.confirm(visit.actor, visit.number, agreed, key=key)
    starts, ends = typed_moment("starts"), typed_moment("ends")
    if starts is None or ends is None:
        raise InvalidInput.field("starts" if starts is None else "ends", "请写希望的时间")
    return answering.wish(visit.actor, visit.number, starts, ends, said.get("why", ""), key=key)


coming = CustomerPanel("上门", _show, _answer)
