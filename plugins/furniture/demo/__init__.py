"""The demo business of this industry: a furniture shop in Foshan, some weeks of whose service are played."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.furniture.demo import everyday, exchanges, floor, incidents, returns
from plugins.furniture.demo.shop import Shop
from plugins.furniture.rules import return_address, service_contact

if TYPE_CHECKING:
    from core.demo import Stage, Story

INDUSTRY = "furniture"
OWN_VALUES = {
    return_address: "广东省佛山市顺德区乐从镇家具大道 168 号岭南木作退货仓,孔伟文收,0757-28860018",
    service_contact: "客服热线 400-860-0757(周一至周五 8:30–17:30),微信“岭南木作售后”",
}
UNSOLD = (("S-330", 9), ("H-160", 23), ("C-180", 36), ("Y-210", 13))
"""Goods whose buyers have had no reason to complain: model and buyer."""


def play(stage: Stage) -> None:
    """Fill in what the regulation in force leaves open, then let people call."""
    fill_in(stage)
    shop = Shop(stage)
    for part in (everyday, returns, exchanges):
        part.enter(shop)
    if floor.in_force(stage):
        floor.enter(shop)
        incidents.enter(shop)
    for model, who in UNSOLD:
        shop.tell(shop.day(18 - who % 7), _content(shop, model, who))
    stage.perform()
    plan_stocktaking(shop)


def fill_in(stage: Stage) -> None:
    """The shop takes the values that its regulation suggests for blanks, and says where it is."""
    reader = stage.actor("manager")
    for each in stage.desk.adopted:
        if each.policy.industry != INDUSTRY:
            continue
        for clause in stage.desk.policies.show(reader, each.policy.slug).clauses:
            for term in clause.terms:
                if term.blank and term.suggested is not None:
                    stage.value(INDUSTRY, term.term.key, term.suggested)
    for own, said in OWN_VALUES.items():
        stage.value(INDUSTRY, own.key, said)


def plan_stocktaking(shop: Shop) -> None:
    """The manager has looked at what closing on a working day soon would move, and has yet to decide."""
    day = shop.coming_working_day(2).isoformat()
    shop.stage.draft("calendar", {"closed": [{"from": day, "until": day, "name": "年终盘点"}]},
                     "退货仓年终盘点,停业一天")


def _content(shop: Shop, model: str, who: int) -> Story:
    shop.sale(who, model, bought=shop.stage.now)
    yield from ()
