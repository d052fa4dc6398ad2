"""The shop's small goods: fittings and gifts in the warehouse, the hall and the workshop, one of them running out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.capabilities.stock.issuing import Issuing, Whom
from core.capabilities.stock.items import Items
from core.capabilities.stock.moving import Call, Moving
from core.sdk import LOGISTICS
from plugins.furniture.demo.shop import Shop, hours

if TYPE_CHECKING:
    from core.demo import Story

WAREHOUSE, HALL, WORKSHOP = "乐从仓", "二号厅", "木工间"
PLACES = (("warehouse", WAREHOUSE), ("hall", HALL), ("workshop", WORKSHOP))
ITEMS = (
    ("LN-HL-01", "阻尼铰链", "fitting", "个", "6.50", True),
    ("LN-RAIL-45", "抽屉滑轨 45 厘米", "fitting", "副", "32.00", True),
    ("LN-FOOT", "可调柜脚", "supplementary", "只", "3.00", False),
    ("LN-CUSHION", "抱枕", "gift", "个", "25.00", False))
"""Code, name, kind, measure, cost, and whether it wears."""
DELIVERED = (("LN-HL-01", "60"), ("LN-RAIL-45", "10"), ("LN-FOOT", "40"), ("LN-CUSHION", "12"))
MINIMUMS = (("LN-HL-01", WAREHOUSE, "20"), ("LN-RAIL-45", WAREHOUSE, "6"))


def stocked(shop: Shop, crew: str, crew_name: str) -> Story:
    """Bought in, moved to hall and workshop, some given to the crew: too few rails are left."""
    place, keeper = shop.stage.desk.place, shop.stage.actor(LOGISTICS.key)
    items, moving, call = Items(place), Moving(place), Call(keeper)
    for sort, title in PLACES:
        items.add_place(keeper, sort, title)
    for code, title, kind, measure, cost, wear in ITEMS:
        items.save(keeper, {"code": code, "title": title, "kind": kind, "measure": measure, "cost": cost,
                            "wear": "是" if wear else ""})
    for code, where, least in MINIMUMS:
        items.set_minimum(keeper, code, where, least)
    moving.receive(call, DELIVERED, WAREHOUSE, supplier="顺德五金配件行", reference="WJ-0903")
    yield hours(2)
    moving.transfer(call, [("LN-CUSHION", "6")], WAREHOUSE, HALL, note="展厅赠品")
    moving.transfer(call, [("LN-HL-01", "12"), ("LN-RAIL-45", "4")], WAREHOUSE, WORKSHOP, note="维修备料")
    yield hours(2)
    Issuing(place).issue(call, [("LN-HL-01", "8"), ("LN-RAIL-45", "2")], WAREHOUSE, Whom(
        crew, reference="车载配件 LN-07", receiver=crew_name))
