"""Air conditioners that fail: repaired free or paid, late, decided, swapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.appliance.demo.outlet import BUYERS, Job, Outlet, days, hours, tell
from plugins.appliance.workflows.kinds import Repair

if TYPE_CHECKING:
    from core.demo import Story


def enter(outlet: Outlet) -> None:
    """Enter all of them."""
    tell(outlet, 27, free(outlet), "09:10")
    tell(outlet, 22, paid(outlet), "08:40")
    tell(outlet, 15, late(outlet), "08:30")
    tell(outlet, 12, swapped(outlet), "10:00")
    tell(outlet, 4, undecided(outlet), "14:00")
    tell(outlet, 2, for_a_part(outlet), "10:30")
    outlet.stage.tell(outlet.stage.until - hours(1.5), on_the_way(outlet))
    outlet.stage.tell(outlet.stage.until - hours(0.2), just_asked(outlet))


def _job(outlet: Outlet, who: int, model: str, said: str, bought: float, **more: object) -> Job:
    day = (outlet.stage.now - days(bought)).date().isoformat()
    return Job(outlet, Repair, who, model, title=said, description=said, invoice_on=day,
               invoice_no=f"3501{outlet.chance.randrange(10**5)}", **more)  # type: ignore[arg-type]


def _there(job: Job, after: float = 1.2) -> Story:
    yield hours(0.2)
    job.answer()
    job.send(hours(0.5), 2)
    yield hours(after)
    job.arrive()
    yield hours(0.4)


def free(outlet: Outlet) -> Story:
    """In warranty: there within the two hours, repaired within the eight."""
    job = _job(outlet, 0, "KFR-72LW", "阅览室空调不制冷", 900)
    yield from _there(job)
    job.examine("compressor", "quality", "压缩机启动绕组断路")
    job.take("diagnose.go_on")
    job.take("quote.free")
    yield hours(4)
    job.label()
    job.fix("更换压缩机,抽真空加注", "1280.00", "180.00")
    job.sign(BUYERS[0][1])


def paid(outlet: Outlet) -> Story:
    """After the warranty, by the maker's tariff."""
    job = _job(outlet, 1, "KFR-35GW", "教室空调遥控无反应", 2600, tech="cai")
    yield from _there(job, 3)
    job.examine("main_control_board", "wear", "主控板继电器烧坏")
    job.take("diagnose.go_on")
    job.quote("GL-MAIN", "GL-L1")
    yield hours(1)
    job.take("quote.agree", {"amount": "400.00", "channel": "in_person", "said_by": "黄主任"})
    yield hours(1)
    job.label()
    job.fix("更换主控板", "320.00", "80.00")
    job.sign(BUYERS[1][1])


def late(outlet: Outlet) -> Story:
    """Sent at once, but nobody called the customer within the half hour; there too late, and not tested."""
    job = _job(outlet, 3, "KFR-72LW", "血库值班室空调漏水", 400)
    yield hours(0.3)
    job.answer()
    job.send(hours(0), book=False)
    yield hours(0.8)
    job.book(hours(1.5), 1)
    yield hours(1.6)
    job.arrive()
    yield hours(0.5)
    job.examine("temperature_control", "quality", "排水泵温控开关失灵")
    job.take("diagnose.go_on")
    job.take("quote.free")
    yield hours(8)
    job.fix("更换温控开关,疏通排水", "60.00", "80.00")
    job.sign(BUYERS[3][1])


def swapped(outlet: Outlet) -> Story:
    """The second fault within the forty-five days: a new one, at the seller's cost."""
    used = (outlet.stage.now - days(20)).date().isoformat()
    earlier = (outlet.stage.now - days(8)).date().isoformat()
    job = _job(outlet, 5, "KFR-120LW", "新机又不制热", 22, used_since=used, first_fault_on=earlier)
    yield from _there(job)
    job.examine("receiver_head", "quality", "四通阀线圈和接收头同时失效,上次已换过")
    job.take("diagnose.swap")
    _, view = job.stage.desk.views.case(job.stage.actor("manager"), job.number).links[0]
    job.number = view.number
    yield hours(3)
    job.take("choose_replacement.choose", {"option": "same_new", "new_model": "KFR-120LW", "new_class_rank": 5,
                                           "original_class_rank": 5})
    job.send(hours(20), 3)
    yield hours(21)
    job.arrive()
    yield hours(2)
    job.label()
    job.take("exchange.exchange", {"new_serial": outlet.serial(), "transport": "120.00", "removal": "0.00",
                                   "installation": "200.00", "test_run": True,
                                   "commissioned_by": "吴志勇", "test_result": "normal"})
    job.sign(BUYERS[5][1])


def undecided(outlet: Outlet) -> Story:
    """The panel is not on the list of components: the manager decides."""
    job = _job(outlet, 2, "KFR-35GW", "挂机面板开裂、异响", 700, tech="cai")
    yield from _there(job)
    job.examine("housing", "quality", "面板卡扣老化开裂")
    job.take("diagnose.go_on")


def for_a_part(outlet: Outlet) -> Story:
    """The clock goes on while the part is awaited."""
    job = _job(outlet, 4, "KFR-72LW", "教师办公室空调风机不转", 1100)
    yield from _there(job)
    job.examine("fan_motor", "quality", "外风机电机轴承卡死")
    job.take("diagnose.go_on")
    job.take("quote.free")
    job.take("work.wait_for_part", {"awaited": "风扇电机 GL-FAN"})


def on_the_way(outlet: Outlet) -> Story:
    """Sent and on the way: the first on the crew's phone."""
    job = _job(outlet, 0, "KFR-35GW", "儿童阅览区空调滴水", 1500)
    yield hours(0.3)
    job.answer()
    job.send(hours(0.5), 2)
    yield hours(0.4)
    job.take("visit.set_out")


def just_asked(outlet: Outlet) -> Story:
    """Nobody has called back yet; the half hour runs."""
    _job(outlet, 2, "KFR-72LW", "大厅空调显示 E6,不制冷", 800)
    yield from ()
