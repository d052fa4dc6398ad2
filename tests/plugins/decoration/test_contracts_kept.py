"""Contracts as they are kept: requests are under them, what is late stands in their ledger once, on every face."""

import re
from decimal import Decimal

import pytest

from core.capabilities.coverage.contracts import Contracts
from core.capabilities.coverage.contracts_api import ContractList, ContractSaid
from core.capabilities.coverage.contracts_forms import Side
from core.capabilities.coverage.contracts_said import said_contract, said_summary
from core.capabilities.coverage.contracts_standing import Standing
from core.domain.errors import InvalidInput, NotFound
from core.sdk import FINANCE, MANAGER, SERVICE
from core.testing.practice import Practice
from tests.plugins.decoration.story import CONTRACT, CONTRACT_POLICY, HOTLINE_POLICY, LEAK, SIGNED, TERMS, TOLD

VALUES = {"service.hotline": "400-800-1234", "contract.notice_at": "30 %", "upkeep.period": "12 months",
          "satisfied.follow_ups": "3"}


@pytest.fixture(scope="module")
def desk() -> Practice:
    return Practice("decoration", policies=(CONTRACT_POLICY, HOTLINE_POLICY), values=VALUES, begins="2025-03-20 10:00")


def bought(desk: Practice, name: str = "陈业主") -> int:
    return desk.desk.customers.register(desk.people["service"], name=name)


def opened(desk: Practice, kind: str, answers: dict[str, object], customer: int | None) -> str:
    from core.services.opening import Request

    return desk.desk.opening.open(desk.people["service"], Request(kind, answers, customer_id=customer)).number


def in_force(desk: Practice, customer: int, **terms: object) -> str:
    number = opened(desk, CONTRACT, {**TERMS, **terms}, customer)
    desk.take(number, "contract_draft.activate", SIGNED)
    return number


def test_a_year_of_a_contract(desk: Practice) -> None:
    contracts, chen, manager = Contracts(desk.desk.place), bought(desk), desk.people[MANAGER.key]
    number = in_force(desk, chen)
    assert [each.contract_no for each in contracts.all(manager, "云山路")] == ["SH-2025-01"]
    with pytest.raises(InvalidInput, match="有效合同编号"):
        in_force(desk, bought(desk, "别人"))

    desk.now = desk.moment("2025-06-09 10:00")
    request = opened(desk, "decoration.service", dict(LEAK), chen)
    view = desk.case(request)
    assert {each.target for each in view.clocks if each.due_at} >= {"responded_in_hours", "responded"}
    for wrong, why in (("SH-2024-99", "没有合同"), (opened(desk, CONTRACT, {}, None), "不在履行中")):
        with pytest.raises(InvalidInput, match=why):
            opened(desk, "decoration.service", {**LEAK, "contract_no": wrong}, None)

    desk.now = desk.moment("2025-06-11 09:00")
    running = contracts.show(manager, number)
    assert running.owed_by(Side.b) == Decimal("4.00") and running.lines[0].running
    desk.now = desk.moment("2025-06-12 09:00")
    desk.take(request, "receive.respond", TOLD)
    for _ in range(2):
        found = contracts.show(manager, number)
        assert [(each.periods, each.amount, each.running) for each in found.lines] == [(2, Decimal("8.00"), False)]
        assert found.owed_by(Side.b) == Decimal("8.00") and found.owed_by(Side.a) == 0
        desk.desk.notes.contact(desk.people["service"], request, channel="phone", direction="out", reached=True)
    over = contracts.over(manager, request)
    assert over and (over.number, over.lines) == (number, found.lines)

    desk.take(number, "contract_running.invoice", {"what": "第一年", "amount": "800.00", "billed_on": "2025-06-01",
                                                   "due_on": "2025-06-12"})
    desk.now = desk.moment("2025-08-21 09:00")  # 70 days late at 4.00: 35 % of the bill
    found = contracts.show(manager, number)
    assert (found.owed_by(Side.a), found.bills[0].days, found.notices) == (Decimal("280.00"), 70, True)
    assert contracts.notice() == 1
    desk.take(number, "contract_running.settle", {"settled_reference": "W1"})
    assert contracts.notice() == 1, "the bill is late still; nobody is told twice"
    settled = contracts.show(manager, number)
    assert settled.owed_by(Side.a) == settled.owed_by(Side.b) == 0
    assert (settled.accrued.settled_a, settled.accrued.settled_b) == (Decimal("280.00"), Decimal("8.00"))
    desk.forward(days=1)
    assert contracts.show(manager, number).owed_by(Side.a) == Decimal("4.00"), "what was settled counts no second time"
    with pytest.raises(InvalidInput, match="已经用过"):
        desk.take(number, "contract_running.settle", {"settled_reference": "W1"})
    desk.take(number, "contract_running.mark_done", {"side": "b", "duty": "提供售后记录和报告",
                                                     "done_on": "2025-08-22"})
    duties = contracts.show(manager, number).duties
    assert [each.done_on is not None for each in duties[Side.b]] == [False, False, False, True]
    assert not any(each.done_on for each in duties[Side.a])
    with pytest.raises(NotFound):
        contracts.show(manager, request)


def test_what_b_has_done_badly_is_done_again_and_made_good(desk: Practice) -> None:
    wang = bought(desk, "王业主")
    number = in_force(desk, wang, contract_no="SH-2025-02")
    redo = opened(desk, "decoration.claim", {"by_b": True, "losses": "地板 350", "claimed": "350.00"}, wang)
    found = Contracts(desk.desk.place).show(desk.people[FINANCE.key], number)
    assert found.owed_by(Side.b) == Decimal("350.00") == found.accrued.claims_b
    desk.take(redo, "assess_claim.turn_down", {"claim_clause": "第四条", "claim_why": "与施工无关"})
    assert Contracts(desk.desk.place).show(desk.people[FINANCE.key], number).owed_by(Side.b) == 0


def test_a_customer_who_is_erased_leaves_the_contract_and_its_ledger(desk: Practice) -> None:
    gone = bought(desk, "搬走的业主")
    number = in_force(desk, gone, contract_no="SH-2025-09", project="某小区 3 栋 801")
    desk.take(number, "contract_running.finish", {"why_ended": "房子已出售"})
    desk.desk.erasing.erase(desk.people["manager"], gone, "asked", confirm=str(gone))
    (found,) = Contracts(desk.desk.place).all(desk.people["manager"], "SH-2025-09", over=True)
    assert (found.number, found.customer, found.project) == (number, "", "")


def test_pages_and_endpoints_tell_both_sides(desk: Practice) -> None:
    manager, service = desk.browser(MANAGER), desk.browser(SERVICE)
    assert "SH-2025-01" in manager.get("/coverage/contracts").text
    assert re.search(r'href="/coverage/contracts"[^>]*aria-current', manager.get("/coverage/contracts").text)
    number = next(each.number for each in Contracts(desk.desk.place).all(desk.people["manager"], "SH-2025-01")
                  if each.standing is Standing.active)
    page = service.get(f"/coverage/contracts/{number}").text
    a, b = page.partition('data-side="b"')[::2]
    assert "days late" in a and "done on" not in a
    assert "Hand over records and report" in b and "done on 2025-08-22" in b and "SH-2025-00001" in b
    case = manager.get(f"/cases/{number}").text
    assert f"/coverage/contracts/{number}" in case
    assert "/coverage/contracts/" in manager.get("/cases/SH-2025-00001").text
    assert manager.get("/coverage/contracts/SH-2025-00001").status_code == 404
    assert "Party A" in page and "Obligations" in page
    asks = service.get("/cases/new?kind=decoration.service&f.contract_no=SH-2025-01").text
    assert "kind=decoration.service" in page and 'value="SH-2025-01"' in asks
    found = Contracts(desk.desk.place).show(desk.people["manager"], number)
    assert ContractSaid().validate(said_contract(found)) == {}
    summaries = Contracts(desk.desk.place).all(desk.people["manager"])
    assert ContractList().validate({"contracts": [said_summary(each) for each in summaries]}) == {}
