"""Complaints and feedback, an appraisal that must be looked at again, and the books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.decoration.demo.company import Company, days, hours

if TYPE_CHECKING:
    from core.demo import Story

WROTE = {"told_by": "phone", "answered": "已登记,马上安排调查"}


def enter(company: Company) -> None:
    """Enter all of them."""
    for begins, story in ((company.day(24), agreed(company)), (company.day(16), late(company)),
                          (company.stage.until - hours(5), not_begun(company)), (company.day(3), appraised(company))):
        company.stage.tell(begins, story)


def _voice(company: Company, who: int, about: str, sort: str = "complaint") -> str:
    return company.stage.open("decoration.complaint", {"about": about, "channel": "phone", "sort": sort},
                              customer=company.owner(who), title=about)


def agreed(company: Company) -> Story:
    """Looked into at once, answered in time, and the owner agrees."""
    stage, number = company.stage, _voice(company, 4, "工人进场没有保护地面,划了两道")
    yield hours(1)
    stage.take(number, "verify.respond", WROTE)
    stage.take(number, "verify.begin", {"investigator": "梁工"})
    yield hours(6)
    stage.take(number, "verify.look_into", {"cause": "service", "department": "工程部", "finding": "属实,未铺保护膜"})
    yield days(1)
    stage.take(number, "respond.answer", {"reply": "周六上门免费修补地板,并致歉", "channel": "phone"})
    yield days(1)
    stage.take(number, "respond.hear", {"agreed": True})
    stage.take(number, "respond.settle")


def late(company: Company) -> Story:
    """Feedback that was answered a day too late."""
    stage, number = company.stage, _voice(company, 5, "希望完工后统一做一次保洁", "feedback")
    yield hours(30)
    stage.take(number, "verify.respond", WROTE)
    stage.take(number, "verify.begin", {"investigator": "林晓燕"})
    yield days(5)
    stage.take(number, "verify.look_into", {"cause": "service", "department": "售后部", "finding": "合同没有约定"})
    stage.take(number, "respond.answer", {"reply": "下月起新签合同都含完工保洁", "channel": "phone"})


def not_begun(company: Company) -> Story:
    """Came this morning; nobody looks into it yet."""
    _voice(company, 5, "墙砖空鼓报了两次没人来看")
    yield from ()


def appraised(company: Company) -> Story:
    """Satisfaction does not weigh most: a manager must confirm that, or change it."""
    company.stage.open("decoration.appraisal", {
        "period": "本季度", "satisfaction_weight": 30, "speed_weight": 40, "quality_weight": 30}, title="本季度考核")
    yield from ()


def keep_books(company: Company) -> None:
    """A training long ago, one this month, and a reward."""
    registers, stage = company.stage.desk.registers, company.stage
    quality, manager = stage.actor("quality"), stage.actor("manager")
    registers.write(quality, "decoration", "training_book", {
        "topic": "水电维修和沟通", "trained_on": company.date(20).isoformat()}, about="mo")
    registers.write(quality, "decoration", "training_book", {
        "topic": "新版服务报告的写法", "trained_on": company.date(6).isoformat(), "ad_hoc": True}, about="ning")
    registers.write(manager, "decoration", "reward_book", {
        "reward_for": "插座返修一次到位,客户满意", "reward": "通报表扬", "reward_appraisal": "上季度考核"}, about="mo")
