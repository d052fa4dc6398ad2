"""What is reported of the shop's own staff: heard, looked into, and said to be true or not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from plugins.furniture.demo.floor import CREW
from plugins.furniture.demo.shop import Shop, hours
from plugins.furniture.workflows.shop import Incident

if TYPE_CHECKING:
    from core.demo import Stage, Story

KIND = f"furniture.{Incident.key}"


def enter(shop: Shop) -> None:
    """Enter all of them, where the shop's rulebook has such reports."""
    if KIND not in shop.stage.desk.place.kinds:
        return
    for at, story in ((shop.day(13, "09:40"), proved(shop)), (shop.day(7, "15:10"), excused(shop)),
                      (shop.day(1, "11:20"), waits(shop))):
        shop.tell(at, story)


class Reported:
    """One report, from the day it is written."""

    def __init__(self, stage: Stage, what: str, person: str, told: str, **more: object) -> None:
        self.stage = stage
        self.number = stage.open(KIND, {"what": what, "person": person, "told": told,
                                        "happened_at": stage.now - hours(2), **more}, title=told)

    def hear(self, said: str) -> None:
        """Who is meant says how it was."""
        self.stage.take(self.number, "report_incident.hear", {"said": said})
        self.stage.take(self.number, "report_incident.take_up")

    def find(self, grounds: str, *, true: bool) -> None:
        self.stage.take(self.number, "investigate_incident.find", {"true": true, "grounds": grounds})
        self.stage.take(self.number, f"investigate_incident.hold_{'true' if true else 'untrue'}")


def proved(shop: Shop) -> Story:
    """Work was swapped without leave: it was so, and is kept in the assessment."""
    report = Reported(shop.stage, "swapped", CREW, "没有请示,与同事对调了下午的送货")
    yield hours(3)
    report.hear("当天下午孩子发烧,来不及请示")
    yield timedelta(days=1)
    report.find("两人都承认,班表没有改动记录", true=True)


def excused(shop: Shop) -> Story:
    """Not at work in the morning: on leave, as it turned out."""
    report = Reported(shop.stage, "absent", CREW, "上午没有到岗", excused=True)
    yield hours(4)
    report.hear("前一天晚上已向主管请假")
    yield hours(20)
    report.find("请假记录在,班表漏改", true=False)


def waits(shop: Shop) -> Story:
    """A customer said that the crew moved things about; nobody has been heard yet."""
    Reported(shop.stage, "touched", CREW, "顾客说师傅翻看了客厅的摆件")
    yield from ()
