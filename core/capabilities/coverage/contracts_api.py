"""Contracts for other programs."""

from typing import Any

from core.capabilities.coverage.contracts import Contracts
from core.capabilities.coverage.contracts_said import said_contract, said_summary
from core.capabilities.coverage.permissions import SEE
from core.sdk.rest import MethodView, Resource, Response, ask, said, sample, tell, the_actor, the_desk

SUMMARY = {"number": "HT-2025-00001", "contract_no": "SH-2025-01", "standing": "active", "customer": "Wang",
           "project": "8 Cloud Road", "signed_on": "2025-03-20", "owed_by_b": "8.00"}
LINE = {"kind": "late_response", "state": "owed", "number": "SH-2025-00001", "base": "800.00", "rate": "0.5", "days": 2,
        "amount": "8.00", "at": "2025-06-12T01:00:00+00:00", "reference": ""}
DUTY = {"duty": "Answer in the agreed time", "done_on": None}
SIDE = {"name": "Home Renovation", "owes": "8.00", "settled": "0.00", "rights": ["Charge a reasonable fee"],
        "duties": [DUTY], "lines": [LINE]}
BILL = {"what": "First year", "amount": "800.00", "due_on": "2025-06-01", "unpaid": "0.00", "days_late": 0,
        "penalty": "0.00"}
CONTRACT = {"number": "HT-2025-00001", "contract_no": "SH-2025-01", "standing": "active", "version": 4,
            "customer": "Wang", "notice": False, "a": {**SIDE, "name": "Wang", "owes": "0.00", "lines": []}, "b": SIDE,
            "bills": [BILL], "cases": ["SH-2025-00001"]}


class ContractSummary(tell.Output):
    """A contract in a list."""

    number = tell.says("The case that it is drawn up in.")
    contract_no = tell.says("Its own number.")
    standing = tell.says("`drafting`, `active` or `over`.")
    customer = tell.says("Party A, where known.")
    project = tell.says("What was built.")
    signed_on = tell.maybe("Since when it holds, as `2025-03-20`; null for a draft.")
    owed_by_b = tell.says("What is written down that B owes and has not settled.")
    example = sample(SUMMARY)


class ContractList(tell.Output):
    """Contracts that fit."""

    contracts = tell.parts(ContractSummary, "The latest first.")
    example = sample({"contracts": [SUMMARY]})


class ContractLine(tell.Output):
    """What one side owes, or owed, for lateness or a loss."""

    kind = tell.says("`late_payment`, `late_response` or `loss`.")
    state = tell.says("`running` while it grows, `owed`, `settled` or `dropped`.")
    number = tell.says("The case it comes from.")
    base = tell.maybe("What the percentage is of; null where there is no fee.")
    rate = tell.says("Percent a day.")
    days = tell.counts("How many days count.")
    amount = tell.says("What it comes to.")
    at = tell.maybe("When it was written down; null while it grows.")
    reference = tell.says("How it was settled.")
    example = sample(LINE)


class ContractDutySaid(tell.Output):
    """A duty of one side."""

    duty = tell.says("The duty, as the regulation words it.")
    done_on = tell.maybe("When it was last ticked off; null where it was not.")
    example = sample(DUTY)


class ContractSide(tell.Output):
    """One of the two sides."""

    name = tell.says("Who it is.")
    owes = tell.says("What it owes for lateness and losses and has not settled, as of now.")
    settled = tell.says("What it has settled of that.")
    rights = tell.words("Its rights.")
    duties = tell.parts(ContractDutySaid, "Its duties.")
    lines = tell.parts(ContractLine, "What grows first, then the latest.")
    example = sample(SIDE)


class ContractBill(tell.Output):
    """A bill for the service fee."""

    what = tell.says("Which one.")
    amount = tell.says("Its amount.")
    due_on = tell.says("The last day in time.")
    unpaid = tell.says("What is open of it.")
    days_late = tell.counts("On how many days it was overdue.")
    penalty = tell.says("What that has come to, settled or not.")
    example = sample(BILL)


class ContractSaid(tell.Output):
    """A contract with both its sides."""

    number = tell.says("The case that it is drawn up in.")
    contract_no = tell.says("Its own number.")
    standing = tell.says("`drafting`, `active` or `over`.")
    version = tell.counts("The version of that case.")
    customer = tell.says("Party A, where known.")
    notice = tell.truth("Whether a penalty has grown so large that people should look at it.")
    a = tell.part(ContractSide, "Party A.")
    b = tell.part(ContractSide, "Party B, which is the business.")
    bills = tell.parts(ContractBill, "The earliest due first.")
    cases = tell.words("The cases under it, the latest first.")
    example = sample(CONTRACT)


class WhichContracts(ask.Input):
    """Which contracts."""

    q = ask.text("Words of its number, project or customer.", longest=100)
    over = ask.flag("Whether also those that are over.")


def add(resource: Resource) -> None:
    """Put the endpoints of contracts beside those of warranties."""

    @resource.route("/coverage/contracts")
    class AllContracts(MethodView):
        @resource.reads("find_contracts", SEE, ContractList, asks=WhichContracts)
        def get(self, asked: dict[str, Any]) -> Response:
            """Find contracts"""
            found = Contracts(the_desk().place).all(the_actor(), asked.get("q") or "", over=bool(asked.get("over")))
            return said({"contracts": [said_summary(each) for each in found]})

    @resource.route("/coverage/contracts/<case:number>")
    class OneContract(MethodView):
        @resource.reads("get_contract", SEE, ContractSaid)
        def get(self, number: str) -> Response:
            """A contract with what both sides owe"""
            return said(said_contract(Contracts(the_desk().place).show(the_actor(), number)))
