"""Questions, requests nobody has sorted yet, and complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.lighting.demo.factory import Factory, Lamp, days, hours
from plugins.lighting.workflows.kinds import Complaint, Consultation, Request

if TYPE_CHECKING:
    from core.demo import Story


def enter(factory: Factory) -> None:
    """Enter all of them."""
    for begins, story in (
            (factory.day(35), asked(factory, 0.8, 3)), (factory.day(31), asked(factory, 26, 5)),
            (factory.day(2), asked(factory, 3, 10)), (factory.stage.ago(1.2), unanswered(factory)),
            (factory.stage.until - hours(3), unsorted(factory)), (factory.day(26), settled(factory)),
            (factory.day(6), not_agreed(factory)), (factory.day(2), complains(factory))):
        factory.tell(begins, story)


def asked(factory: Factory, after: float, who: int) -> Story:
    """Answered, sooner or later."""
    lamp = Lamp(factory, Consultation, who, "XD-360", 20, "遥控器怎么配对", topic="usage",
                channel="email" if after > 2 else "phone")
    yield hours(after)
    lamp.take("advise.answer", {"reply": "开灯 5 秒内长按配对键,灯闪两下即可",
                                "told_by": "email" if after > 2 else "phone"})
    yield hours(2)
    lamp.take("advise.finish")


def unanswered(factory: Factory) -> Story:
    Lamp(factory, Consultation, 11, "DD-08", 2, "吊灯安装高度多少合适", topic="installation", channel="email")
    yield from ()


def unsorted(factory: Factory) -> Story:
    Lamp(factory, Request, 14, "LD-12", 30, "灯有点问题,想问问怎么办", channel="web")
    yield from ()


def _complaint(factory: Factory, who: int, about: str) -> str:
    return factory.stage.open(f"lighting.{Complaint.key}", {"about": about, "channel": "phone"},
                              customer=factory.customer(who), title=about)


def settled(factory: Factory) -> Story:
    """Looked into, answered, and the customer agrees."""
    stage, number = factory.stage, _complaint(factory, 2, "寄修十天没有消息")
    yield days(1)
    stage.take(number, "investigate.look_into", {"cause": "delay", "department": "技术支持部",
                                                 "finding": "配件缺货,没有及时告知客户"})
    stage.take(number, "respond.answer", {"reply": "致歉,补寄灯泡一只,今后延期当天告知", "channel": "phone"})
    yield hours(4)
    stage.take(number, "respond.hear", {"agreed": True})
    stage.take(number, "respond.settle")


def not_agreed(factory: Factory) -> Story:
    """The customer does not agree; the manager looks at it again."""
    stage, number = factory.stage, _complaint(factory, 7, "说是人为损坏,我不认")
    yield days(1)
    stage.take(number, "investigate.look_into", {"cause": "repair", "department": "质量部",
                                                 "finding": "灯体有跌落裂纹,照片清楚"})
    stage.take(number, "respond.answer", {"reply": "检测照片已发给您,灯体有跌落裂纹", "channel": "phone"})
    yield days(1)
    stage.take(number, "respond.hear", {"agreed": False, "why_not": "认为是运输摔的"})
    stage.take(number, "respond.appeal")


def complains(factory: Factory) -> Story:
    _complaint(factory, 12, "客服电话打了三次才接通")
    yield from ()
