"""The outlet's spare parts: in two stores and on the crew's hands, one of them running out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.capabilities.stock.issuing import Issuing, Whom
from core.capabilities.stock.items import Items
from core.capabilities.stock.moving import Call, Moving
from core.sdk import LOGISTICS
from plugins.appliance.demo.outlet import BRAND, CREW, Outlet, days, hours, tell

if TYPE_CHECKING:
    from core.demo import Story

MAIN, SMALL = "丰泽网点仓", "东海分仓"
PARTS = (("GL-FAN", "风扇电机", "台", "180.00", True), ("GL-MAIN", "主控板", "块", "210.00", True),
         ("GL-COMP-3P", "压缩机(3 匹)", "台", "860.00", False), ("GL-REMOTE", "遥控器", "个", "28.00", False),
         ("GL-CAP", "启动电容", "只", "12.00", True))
"""Code, name, measure, cost, and whether it wears."""
DELIVERED = (("GL-FAN", "4"), ("GL-MAIN", "6"), ("GL-COMP-3P", "2"), ("GL-REMOTE", "12"), ("GL-CAP", "20"))
MOVED = (("GL-FAN", "1"), ("GL-MAIN", "2"), ("GL-CAP", "6"))
MINIMUMS = (("GL-FAN", MAIN, "3"), ("GL-MAIN", MAIN, "2"), ("GL-CAP", SMALL, "4"), ("GL-FAN", SMALL, "1"))


def enter(outlet: Outlet) -> None:
    """Enter what happens in the stores."""
    tell(outlet, 38, stocked(outlet), "08:10")
    tell(outlet, 8, counted(outlet), "17:10")


def stocked(outlet: Outlet) -> Story:
    """Bought in, moved on, and given to the crew; of one part there are too few now."""
    place, keeper = outlet.stage.desk.place, outlet.stage.actor(LOGISTICS.key)
    items, moving, call = Items(place), Moving(place), Call(keeper)
    for title in (MAIN, SMALL):
        items.add_place(keeper, "warehouse", title)
    for code, title, measure, cost, wear in PARTS:
        items.save(keeper, {"code": code, "title": title, "kind": "spare", "measure": measure, "brand": BRAND,
                            "cost": cost, "wear": "是" if wear else ""})
    for code, where, least in MINIMUMS:
        items.set_minimum(keeper, code, where, least)
    moving.receive(call, DELIVERED, MAIN, supplier="格力福建配件中心", reference="PJ-0418")
    yield hours(4)
    moving.transfer(call, MOVED, MAIN, SMALL, note="东海片区备货")
    yield days(3)
    for login, name, badge in CREW:
        Issuing(place).issue(call, [("GL-CAP", "2"), ("GL-REMOTE", "1")], MAIN, Whom(
            login, reference=f"车载备件 {badge}", receiver=name))
    yield days(24)
    Issuing(place).issue(call, [("GL-FAN", "1")], MAIN, Whom("wu", reference="车载备件 QZ001", receiver=CREW[0][1]))


def counted(outlet: Outlet) -> Story:
    """Two capacitors fewer than the books say."""
    Moving(outlet.stage.desk.place).count(Call(outlet.stage.actor(LOGISTICS.key)), SMALL, [
        ("GL-CAP", "6", "4"), ("GL-MAIN", "2", "2")], note="月末盘点")
    yield from ()
