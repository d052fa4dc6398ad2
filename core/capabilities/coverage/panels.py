"""Whether a case is covered, on its page."""

from typing import TYPE_CHECKING

from core.capabilities.coverage.contracts import Contracts
from core.capabilities.coverage.contracts_forms import Agreement, Side
from core.capabilities.coverage.contracts_stages import ContractDraft
from core.capabilities.coverage.permissions import EXTEND, SEE
from core.capabilities.coverage.rules import in_warranty, repair_is_free
from core.capabilities.coverage.service import Warranties
from core.capabilities.coverage.standing import How
from core.capabilities.coverage.unit_rules import unit_in_warranty
from core.sdk.services import Record
from core.sdk.web import Actor, CaseView, CustomerPanel, Trouble, new_key, panel, render

if TYPE_CHECKING:
    from core.app import Desk
    from core.portal.links import Visit

RULES = (repair_is_free.name, in_warranty.name, unit_in_warranty.name)
"""What tells whether it is covered; the first that can tell counts."""


@panel("保修", SEE)
def coverage(desk: "Desk", actor: Actor, view: CaseView) -> str:
    """Covered, not covered or to be decided, with the clauses; the last day, and how it came about."""
    judged = [each for name in RULES for each in view.decisions if each.rule == name]
    unit = Warranties(desk.place).of_case(actor, Record(view.row, view.case, list(view.events)))
    if not judged and unit is None:
        return ""
    verdict = next((each for each in judged if each.outcome != "needs"), judged[0] if judged else None)
    return render("coverage/panel.html", verdict=verdict, unit=unit, hows=How, row=view.row,
                  may_extend=actor.may(EXTEND) and unit is not None, key=new_key())


def _concerns_contract(view: CaseView) -> bool:
    """Whether a case is a contract, or under one."""
    return ContractDraft in view.case.here.workflow.stages or any(
        isinstance(each, Agreement) for each in view.case.facts())


@panel("合同", SEE)
def contract(desk: "Desk", actor: Actor, view: CaseView) -> str:
    """The contract that the case is, or is under: what each side owes."""
    if not _concerns_contract(view):
        return ""
    contracts = Contracts(desk.place)
    found = (contracts.show(actor, view.row.number) if ContractDraft in view.case.here.workflow.stages
             else contracts.over(actor, view.row.number))
    return render("coverage/contract_panel.html", found=found, sides=Side) if found else ""


def _shown(desk: "Desk", visit: "Visit", view: CaseView, trouble: Trouble) -> str:
    """The contract as its customer sees it: terms, duties, penalties of both sides."""
    found = Contracts(desk.place).for_customer(visit.actor, visit.number) if _concerns_contract(view) else None
    return render("coverage/contract_customer.html", found=found, sides=Side) if found else ""


contract_shown = CustomerPanel("合同", _shown)
