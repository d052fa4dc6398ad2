"""Money on the page of a case, and the lines of a quote beside its form."""

from typing import TYPE_CHECKING

from core.capabilities.charges.blueprint import words
from core.capabilities.charges.case_pages import NEEDED, TITLES
from core.capabilities.charges.forms import Offer
from core.capabilities.charges.permissions import QUOTE, SEE
from core.capabilities.charges.quoting import Quoting
from core.capabilities.charges.seeing import Seeing
from core.sdk.web import NO_TROUBLE, Actor, CaseView, CustomerPanel, Trouble, panel, render, request

if TYPE_CHECKING:
    from core.app import Desk
    from core.portal.links import Visit


@panel("收支", SEE)
def money(desk: "Desk", actor: Actor, view: CaseView) -> str:
    """Quote, consent, bill, what was paid and went back, and who owes whom."""
    found = Seeing(desk.place).case(actor, view.row.number)
    if found.empty:
        return ""
    return render("charges/panel.html", **words(), money=found, titles=TITLES, may_quote=actor.may(QUOTE),
                  may={name: actor.may(needed) for name, needed in NEEDED.items()})


@panel("报价明细", QUOTE, beside=Offer)
def lines(desk: "Desk", actor: Actor, view: CaseView) -> str:
    """Lines picked from the price list, which fill in parts and labour below."""
    step = (request.view_args or {}).get("step", "")
    return render("charges/lines.html", **words(), draft=Quoting(desk.place).show(actor, view.row.number), typed={},
                  trouble=NO_TROUBLE, step=step)


def _told(desk: "Desk", visit: "Visit", view: CaseView, trouble: Trouble) -> str:
    """The latest quote, line by line, and what became of it."""
    quote = Seeing(desk.place).quote_for(visit.actor, visit.number)
    return render("charges/customer.html", **words(), quote=quote) if quote and view.case.open else ""


quoted = CustomerPanel("报价", _told)
