"""Contracts and how both sides of one stand. They are changed on the pages of their cases."""

from typing import TYPE_CHECKING

from core.capabilities.coverage.blueprint import pages
from core.capabilities.coverage.contracts import Contracts
from core.capabilities.coverage.contracts_forms import Side, UnderContract
from core.capabilities.coverage.permissions import SEE
from core.sdk.web import OPEN, Actor, allowed, render, request, the_actor, the_desk

if TYPE_CHECKING:
    from core.app import Desk


def kept(desk: "Desk", _: Actor) -> bool:
    """Whether a kind of case of this desk is opened under a contract."""
    return any(issubclass(registry.workflows[kind].opens, UnderContract) for kind, registry in desk.place.kinds.items())


@pages.get("/contracts")
@allowed(SEE)
def contracts() -> str:
    """Those in force and drafts, by number, project or customer."""
    said, over = request.args.get("q", ""), request.args.get("over") == "1"
    found = Contracts(the_desk().place).all(the_actor(), said, over=over)
    return render("coverage/contracts.html", q=said, over=over, found=found)


@pages.get("/contracts/<number>")
@allowed(SEE)
def contract(number: str) -> str:
    """Rights, duties and money of both sides, apart."""
    found = Contracts(the_desk().place).show(the_actor(), number)
    return render("coverage/contract.html", found=found, sides=Side, may_open=the_actor().may(OPEN))
