"""What is reported of the crew: penalties that are proposed, confirmed, and let go on appeal."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from core.capabilities.conduct.penalties import Penalties
from core.demo import PASSWORD
from core.sdk import MANAGER
from core.sdk.services import Actor
from plugins.appliance.demo.outlet import Outlet, hours, tell
from plugins.appliance.workflows.incidents import Incident

if TYPE_CHECKING:
    from core.capabilities.conduct.entries import Entry
    from core.demo import Story

KIND = f"appliance.{Incident.key}"
SECOND, SECOND_NAME = "gao", "高永泉"
"""Log-in and name of who rules on appeals against what the manager has confirmed."""


def enter(outlet: Outlet) -> None:
    """Enter all of them, where the outlet has a tariff."""
    if KIND not in outlet.stage.desk.place.kinds:
        return
    outlet.stage.desk.users.create(Actor.system(), login=SECOND, name=SECOND_NAME, password=PASSWORD,
                                   duties=[MANAGER.key])
    tell(outlet, 20, confirmed(outlet), "09:30")
    tell(outlet, 14, let_go(outlet), "10:15")
    tell(outlet, 9, unfounded(outlet), "15:20")
    tell(outlet, 3, proposed(outlet), "11:00")


class Reported:
    """One incident, from the report to its end."""

    def __init__(self, outlet: Outlet, what: str, person: str, told: str, **more: object) -> None:
        self.outlet, self.stage, self.person = outlet, outlet.stage, person
        self.number = self.stage.open(KIND, {
            "what": what, "person": person, "happened_at": self.stage.now - hours(1.5), "told": told, **more},
            title=told)

    def look_into(self, said: str) -> None:
        """Who is meant was heard; it is looked into."""
        self.stage.take(self.number, "report_incident.hear", {"said": said})
        self.stage.take(self.number, "report_incident.take_up")

    def find(self, grounds: str, *, true: bool = True) -> None:
        self.stage.take(self.number, "investigate_incident.find", {"true": true, "grounds": grounds})
        self.stage.take(self.number, f"investigate_incident.hold_{'true' if true else 'untrue'}")

    @property
    def entry(self) -> Entry:
        """What the tariff makes of it."""
        penalties = Penalties(self.stage.desk.place)
        return next(each for each in penalties.list(self.stage.actor(MANAGER.key), "appliance", "", self.person)
                    if each.number == self.number)

    def confirm(self) -> None:
        Penalties(self.stage.desk.place).confirm(self.stage.actor(MANAGER.key), self.entry.row.id)


def confirmed(outlet: Outlet) -> Story:
    """Switched off while on duty: it was so, and the penalty stands."""
    incident = Reported(outlet, "switched_off", "cai", "值班时间手机关机,用户两次催问")
    yield hours(3)
    incident.look_into("手机没电,没有带充电宝")
    yield hours(20)
    incident.find("通话记录核对属实")
    incident.confirm()


def let_go(outlet: Outlet) -> Story:
    """Three calls not taken: confirmed, appealed, and let go by another manager."""
    incident = Reported(outlet, "unreached", "wu", "三次电话未接通", missed=3)
    yield hours(2)
    incident.look_into("在楼顶装外机,没听到")
    yield hours(22)
    incident.find("三次呼叫均未接,20 分钟内没有回电")
    incident.confirm()
    yield hours(26)
    penalties, desk = Penalties(outlet.stage.desk.place), outlet.stage.desk
    penalties.appeal(outlet.crew("wu"), incident.entry.row.id, "当时用工友的手机回过用户,有通话截图")
    yield hours(20)
    penalties.decide(desk.users.by_login(SECOND), incident.entry.row.id, Decimal(0),
                     "截图核实,已用他人手机回电,免罚")


def unfounded(outlet: Outlet) -> Story:
    """Said to have worked on his own account; it was not so."""
    incident = Reported(outlet, "private_job", "cai", "邻居称师傅私下加装支架收费", charged="150.00")
    yield hours(4)
    incident.look_into("支架走的是公司单,收据在网点")
    yield hours(24)
    incident.find("收据和派工单都在,收费已入账", true=False)


def proposed(outlet: Outlet) -> Story:
    """No badge at the door: proposed, still looked into."""
    incident = Reported(outlet, "dress", "wu", "回访时用户说师傅没戴工作牌", uniform=True, badge=False)
    yield hours(5)
    incident.look_into("工作牌落在另一辆车上")
