"""Lamps that come back for money or for another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plugins.lighting.demo.factory import Factory, Lamp, days, hours
from plugins.lighting.workflows.kinds import Return

if TYPE_CHECKING:
    from core.demo import Story

QUALITY: dict[str, Any] = {"ground": "quality", "normal_use": True}
UNFIT: dict[str, Any] = {"ground": "unsuitable", "unsuitable": "colour", "packaging_intact": True,
                         "accessories_complete": True}
FINE = {"human_damage": False, "fault_confirmed": True}


def enter(factory: Factory) -> None:
    """Enter all of them."""
    for begins, story in (
            (factory.day(45), last_day(factory)), (factory.day(40), a_day_late(factory)),
            (factory.day(28), remote_missing(factory)), (factory.day(18), exchanged(factory)),
            (factory.day(5), papers_missing(factory)), (factory.day(7), to_be_inspected(factory)),
            (factory.day(11), money_due(factory)), (factory.day(3), insists(factory)), (factory.day(1), new(factory))):
        factory.tell(begins, story)


def _arrives(lamp: Lamp) -> Story:
    yield hours(4)
    lamp.approve()
    lamp.ask_in()
    yield days(1)
    lamp.post()
    yield days(2)
    lamp.receive()
    yield hours(20)


def last_day(factory: Factory) -> Story:
    """On the fifteenth day; paid back within the week."""
    lamp = Lamp(factory, Return, 1, "TD-31", 15, "台灯频闪,眼睛不舒服", wish="refund", **QUALITY)
    yield from _arrives(lamp)
    lamp.take("inspect_return.inspect", FINE)
    lamp.take("inspect_return.passed")
    lamp.take("remedy.refund")
    yield days(1)
    lamp.take("pay_back.pay", {"amount": lamp.price, "method": "wechat_pay", "paid_on": lamp.stage.now.date(),
                               "reference": f"TK{lamp.stage.now:%y%m%d}08"})


def a_day_late(factory: Factory) -> Story:
    """On the sixteenth: no return any more, a repair instead."""
    lamp = Lamp(factory, Return, 4, "XD-200", 16, "买来两周多,一半灯珠不亮", wish="refund", **QUALITY)
    yield hours(2)
    lamp.take("review.explain", {"explained": "质量问题 15 天内可退换,已过一天;保修期内免费维修", "insists": False})
    lamp.take("review.repair_instead")


def remote_missing(factory: Factory) -> Story:
    """The colour does not suit, but the remote control is not in the box."""
    lamp = Lamp(factory, Return, 0, "XD-360", 5, "颜色偏黄,和家里不配", wish="refund", **UNFIT)
    yield from _arrives(lamp)
    lamp.photo("缺遥控器.jpg", purpose="fault_photo", by="quality")
    lamp.take("inspect_return.inspect", {"human_damage": False, "packaging_found": True, "accessories_found": False,
                                         "note": "箱内没有遥控器"})
    yield hours(3)
    lamp.take("inspect_return.failed", {"why": "配件不齐全,缺遥控器", "told_by": "phone"})
    yield days(1)
    lamp.send("send_back.return_goods")


def exchanged(factory: Factory) -> Story:
    """Another one has been sent; the customer has still to say that it is right."""
    lamp = Lamp(factory, Return, 6, "BD-05", 8, "灯罩有裂纹", wish="exchange", **QUALITY)
    yield from _arrives(lamp)
    lamp.take("inspect_return.inspect", FINE)
    lamp.take("inspect_return.passed")
    lamp.take("remedy.exchange")
    yield days(1)
    lamp.send()
    yield days(3)
    lamp.take("outbound.deliver")


def papers_missing(factory: Factory) -> Story:
    lamp = Lamp(factory, Return, 7, "LD-12", 6, "尺寸太高", wish="exchange", **{**UNFIT, "unsuitable": "size"})
    yield hours(5)
    lamp.take("review.ask_papers", {"missing": "购买凭证", "told_by": "wechat"})


def to_be_inspected(factory: Factory) -> Story:
    lamp = Lamp(factory, Return, 8, "TD-31", 10, "充不进电", wish="exchange", **QUALITY)
    yield from _arrives(lamp)


def money_due(factory: Factory) -> Story:
    """Passed; finance has to pay."""
    lamp = Lamp(factory, Return, 9, "XD-200", 12, "有电流声,晚上很明显", wish="exchange", **QUALITY)
    yield from _arrives(lamp)
    lamp.take("inspect_return.inspect", FINE)
    lamp.take("inspect_return.passed")
    lamp.take("remedy.confirm_wish", {"wish_now": "refund", "told_by": "phone"})
    lamp.take("remedy.refund")


def insists(factory: Factory) -> Story:
    """Forty days after the purchase, and up to the manager."""
    lamp = Lamp(factory, Return, 12, "DD-08", 40, "装修改了风格,要求退货", wish="refund", **UNFIT)
    yield hours(1)
    lamp.take("review.explain", {"explained": "不合需求 7 天内可退换,现已 40 天,可以折价换购", "insists": True})
    lamp.take("review.escalate")


def new(factory: Factory) -> Story:
    Lamp(factory, Return, 13, "XD-360", 3, "颜色和图片不一样", channel="web", wish="refund", **UNFIT)
    yield from ()
