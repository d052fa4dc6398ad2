"""Air conditioners that are installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.appliance.demo.outlet import BUYERS, Job, Outlet, days, hours, tell
from plugins.appliance.workflows.kinds import Install

if TYPE_CHECKING:
    from core.demo import Story

CONDITIONS = "北侧平台可放外机,承重满足;电源 16A 独立回路;管线走吊顶内,约 6 米"
PLAN = {"scheme": "外机装北侧平台,铜管走吊顶,排水引至雨水管;抽真空后检漏,试机 30 分钟", "sensible_lines": True,
        "reliable": True, "maintainable": True}


def enter(outlet: Outlet) -> None:
    """Enter all of them."""
    for back, who, model, tech in ((32, 0, "KFR-72LW", "wu"), (18, 1, "KFR-35GW", "cai")):
        tell(outlet, back, installed(outlet, who, model, tech))
    tell(outlet, 6, plan_lacks(outlet))
    tell(outlet, 5, not_accepted(outlet))
    tell(outlet, 3, sent_today(outlet), "09:20")
    tell(outlet, 1, new(outlet))


def _delivered(job: Job) -> Story:
    yield hours(20)
    job.take("pre_accept.inspect", {"passed": True})
    yield hours(4)
    job.take("deliver.deliver", {"delivered_to": "使用科室走廊,已清点", "received_by": "庄科长"})


def _planned(job: Job) -> Story:
    yield from _delivered(job)
    yield hours(20)
    job.take("survey_site.survey", {"surveyor": "邓志强", "conditions": CONDITIONS})
    yield hours(2)
    job.take("plan_installation.draw_up", PLAN)
    job.take("plan_installation.settle")


def installed(outlet: Outlet, who: int, model: str, tech: str) -> Story:
    """Installed, commissioned and signed for."""
    job = Job(outlet, Install, who, model, tech=tech, title=f"{BUYERS[who][0]}安装", contract_no=f"CG-{who + 18}",
              quantity=1)
    yield from _planned(job)
    yield hours(1)
    job.send(hours(18), 4)
    yield hours(19)
    job.arrive()
    job.take("install.start_work")
    yield hours(3)
    job.take("install.register", {
        "brand": "格力", "model": job.model, "serial": job.serial,
        "invoice_no": f"3502{outlet.chance.randrange(10**5)}",
        "invoice_on": (job.stage.now - days(6)).date().isoformat()})
    job.label()
    job.take("install.commission", {"test_run": True, "commissioned_by": "吴志勇" if tech == "wu" else "蔡明山",
                                    "test_result": "normal", "readings": "出风 12°C,电流 5.2 A,压力正常"})
    job.sign(BUYERS[who][1])


def plan_lacks(outlet: Outlet) -> Story:
    """The plan is not easy to maintain: it cannot be settled yet."""
    job = Job(outlet, Install, 2, "KFR-120LW", title="服务大厅安装", contract_no="CG-31", quantity=2)
    yield from _delivered(job)
    yield hours(22)
    job.take("survey_site.survey", {"surveyor": "邓志强", "conditions": "外机只能装在天井,检修口太小"})
    job.take("plan_installation.draw_up", {**PLAN, "maintainable": False})


def not_accepted(outlet: Outlet) -> Story:
    """Dented in transport: it is not delivered before it has passed."""
    job = Job(outlet, Install, 3, "KFR-35GW", title="采血室安装", contract_no="CG-33", quantity=1)
    yield hours(20)
    job.take("pre_accept.inspect", {"passed": False, "shortcomings": "外机侧板凹陷,要求换一台"})


def sent_today(outlet: Outlet) -> Story:
    """The crew has agreed a time for today."""
    job = Job(outlet, Install, 4, "KFR-72LW", tech="cai", title="会议室安装", contract_no="CG-35", quantity=1)
    yield from _planned(job)
    yield outlet.stage.until - hours(1)
    job.send(hours(3), 3)


def new(outlet: Outlet) -> Story:
    Job(outlet, Install, 5, "KFR-120LW", title="候船厅安装", contract_no="CG-36", quantity=1)
    yield from ()
