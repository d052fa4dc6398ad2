"""Contracts and what owners ask for under them: late on both sides, done again for free, not signed yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.decoration.demo.company import Company, Request, days, hours

if TYPE_CHECKING:
    from core.demo import Story


def enter(company: Company) -> None:
    """Enter all of them."""
    for begins, story in (
            (company.day(44), both_late(company)), (company.day(40), without_fee(company)),
            (company.day(5), not_signed(company)), (company.day(38), done_badly(company)),
            (company.day(2), too_early(company)), (company.day(1.2, "10:20"), waits(company))):
        company.stage.tell(begins, story)


def both_late(company: Company) -> Story:
    """The owner pays part of the fee late, the company answers late; neither is settled yet."""
    number = company.contract(0, "AJ-2025-018", 120, fee="1200.00", rate_a="0.05", rate_b="0.5")
    yield hours(3)
    company.sign(number, 0)
    company.stage.take(number, "contract_running.invoice", {
        "what": "第一年", "amount": "1200.00", "billed_on": company.stage.now.date(),
        "due_on": (company.stage.now + days(14)).date()})
    yield days(9)
    request = Request(company, 0, "electrical", "厨房两个插座没电")
    yield hours(71)
    request.respond("抱歉回复晚了,明早派电工上门")
    yield from request.go()
    request.found("b_construction", "接线盒内零线虚接")
    request.take("quote.free")
    yield hours(3)
    request.finish("重新压接零线,逐个测试插座", "接线端子")
    yield hours(20)
    request.report()
    yield hours(5)
    request.take("accept.say", {"meets_standard": True})
    request.take("accept.approve")
    yield days(12)
    company.stage.take(number, "contract_running.pay", {
        "paid": "500.00", "paid_on": company.stage.now.date(), "paid_reference": "ZF20251107-33"})
    company.stage.take(number, "contract_running.mark_done", {
        "side": "b", "duty": "提供售后记录和报告", "done_on": company.stage.now.date()})


def without_fee(company: Company) -> Story:
    """A company without a service fee; the work waits to be accepted."""
    number = company.contract(2, "AJ-2025-021", 60, rate_a="0.05", rate_b="0.1")
    yield hours(5)
    company.sign(number, 2)
    yield days(33)
    request = Request(company, 2, "painting", "前厅墙面开裂", channel="walk_in")
    yield hours(2)
    request.respond()
    yield from request.go()
    request.found("b_construction", "腻子层未贴网格布")
    request.take("quote.free")
    yield days(1)
    request.finish("铲除重做,贴网格布后刷漆", "网格布、乳胶漆")
    request.report()


def not_signed(company: Company) -> Story:
    """Nobody has agreed on party B's rate: it cannot be put in force."""
    company.contract(3, "AJ-2025-029", 9, fee="800.00", rate_a="0.05")
    yield from ()


def done_badly(company: Company) -> Story:
    """Done again for free, and the loss is claimed."""
    number = company.contract(1, "AJ-2025-019", 200, fee="600.00", rate_a="0.05", rate_b="0.5")
    yield hours(2)
    company.sign(number, 1)
    yield days(20)
    request = Request(company, 1, "waterproofing", "主卫渗水到楼下")
    yield hours(1)
    request.respond()
    yield from request.go()
    request.found("b_construction", "防水层转角开裂")
    request.take("quote.free")
    yield days(2)
    request.finish("转角补刷防水涂料", "防水涂料")
    request.report()
    yield days(3)
    request.take("accept.say", {"meets_standard": False, "fault_seen": "三天后又渗", "loss": "350.00",
                                "loss_items": "楼下天花补漆 350"})
    request.take("accept.dispute")
    yield hours(4)
    request.take("accept.rule", {"b_at_fault": True, "grounds": "复查确认转角未闭合"})
    request.take("accept.redo")


def too_early(company: Company) -> Story:
    """The home is not completed yet: the builders have it."""
    number = company.contract(4, "AJ-2025-030", -12, fee="900.00", rate_a="0.05", rate_b="0.5")
    yield hours(1)
    company.sign(number, 4)
    yield hours(4)
    request = Request(company, 4, "carpentry", "衣柜门想改成推拉门")
    request.respond("工程还没完工,已转施工组")
    request.take("receive.to_construction")


def waits(company: Company) -> Story:
    """Asked yesterday, nobody has answered: late already."""
    Request(company, 0, "electrical", "走廊灯一开就跳闸")
    yield from ()
