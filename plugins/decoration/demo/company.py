"""Who had their homes renovated, who repairs them, and one request as the company's people handle it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from core.capabilities.coverage.contracts_rules import (
    company_address,
    company_contact,
    company_name,
    company_representative,
)
from core.capabilities.visits.people import People
from core.demo import PASSWORD
from core.sdk import MANAGER, TECHNICIAN
from core.sdk.services import Actor

if TYPE_CHECKING:
    from core.demo import Stage, Story

CREW = (("mo", "莫伟强", "AJ01", ("水电", "油漆", "防水")), ("ning", "宁师傅", "AJ02", ("木作", "安装", "维修")))
"""Log-in, name, badge and skills of who repairs."""
OWNERS = (("黎婉婷", "13702480031", "佛山市禅城区季华五路 18 号 2 座 1203"),
          ("岑志豪", "13825573316", "佛山市南海区桂澜中路 6 号 9 栋 702"),
          ("佛山市汇景物业服务有限公司", "0757-83920018", "佛山市禅城区汾江南路 131 号"),
          ("甘丽芳", "13590517742", "佛山市顺德区容桂大道 77 号 1501"),
          ("邝建国", "13413209908", "佛山市南海区海五路 22 号 3 座 401"),
          ("施敏仪", "13928641175", "佛山市禅城区岭南大道 5 号 1806"))
B = {company_name: "佛山安居装饰工程有限公司", company_representative: "刘志安",
     company_address: "佛山市禅城区江湾三路 8 号", company_contact: "0757-83336100"}
"""What stands in contracts for the company itself."""


class Company:
    """The demo's company."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.chance = stage, Random("homes")
        self._known: dict[int, int] = {}

    def day(self, back: float, clock: str = "") -> datetime:
        """A moment so many days ago, at some time of the morning unless one is given."""
        return self.stage.ago(back, clock or f"{self.chance.choice((9, 10))}:{self.chance.randrange(60):02}")

    def date(self, back: float) -> date:
        """A day so many days before the making of the demo."""
        return self.stage.ago(back).date()

    def owner(self, who: int) -> int:
        """An owner, registered when the desk first hears of them."""
        if who not in self._known:
            name, phone, address = OWNERS[who]
            self._known[who] = self.stage.customer(name, phone, address=address)
        return self._known[who]

    def crew(self, login: str) -> Actor:
        """Somebody who repairs."""
        return self.stage.desk.users.by_login(login)

    def set_up(self) -> None:
        """The company's own data for contracts, and its crew with their skills."""
        for term, said in B.items():
            self.stage.value("decoration", term.key, said)
        desk, people = self.stage.desk, People(self.stage.desk.place)
        with desk.store.read() as work:
            known = {row.login for row in work.users.list()}
        for login, name, badge, skills in CREW:
            if login not in known:
                desk.users.create(Actor.system(), login=login, name=name, password=PASSWORD, duties=[TECHNICIAN.key])
            people.save(self.stage.actor(MANAGER.key), login, badge=badge, skills=[(each, None) for each in skills])

    def contract(self, who: int, number: str, completed: float, **terms: object) -> str:
        """A contract with the company, filled in; its case."""
        name, phone, address = OWNERS[who]
        firm = name.endswith("公司")
        said: dict[str, object] = {
            "contract_no": number, "a_sort": "company" if firm else "natural", "a_name": name, "a_address": address,
            "a_contact": phone, "project": address, "completed_on": self.date(completed), "respond_within": 24,
            "respond_unit": "hours", "fee_items": "保养、清洁、改动", "standard": "国家装饰装修工程质量验收标准",
            **{field: said for field, said in zip(("b_name", "b_representative", "b_address", "b_contact"), B.values(),
                                                  strict=True)}, **terms}
        if firm:
            said["a_representative"] = "霍建明"
        return self.stage.open("decoration.contract", said, customer=self.owner(who), title=f"{name}售后合同")

    def sign(self, number: str, who: int) -> None:
        """Both sign."""
        self.stage.take(number, "contract_draft.activate", {
            "signed_a": OWNERS[who][0], "signed_b": "刘志安", "signed_on": self.stage.now.date()})


class Request:
    """One request. Each verb is one step or several, taken by the person whose duty it is."""

    def __init__(self, company: Company, who: int, category: str, said: str, *, need: str = "repair",
                 channel: str = "hotline", **more: object) -> None:
        self.company, self.stage = company, company.stage
        self.tech = "mo" if category in ("electrical", "painting", "waterproofing") else "ning"
        answers: Mapping[str, object] = {"need": need, "category": category, "description": said, "channel": channel,
                                         "contact_name": OWNERS[who][0], **more}
        self.number = self.stage.open("decoration.service", answers, customer=company.owner(who), title=said)

    def take(self, step: str, answers: Mapping[str, object] | None = None) -> None:
        self.stage.take(self.number, step, answers)

    def does(self, step: str, answers: Mapping[str, object] | None = None) -> None:
        """A step of whoever goes."""
        self.stage.desk.steps.take(self.company.crew(self.tech), self.number, step, {
            name: said.isoformat() if isinstance(said, date) else said for name, said in (answers or {}).items()})

    def respond(self, said: str = "已了解情况,明天派人上门") -> None:
        self.take("receive.respond", {"told_by": "phone", "answered": said})

    def go(self) -> Story:
        """Somebody with the skill goes the next morning."""
        self.take("receive.take_on")
        self.take("dispatch_crew.dispatch", {"technician": self.tech})
        starts = (self.stage.now + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
        self.take("book.book", {"starts": starts, "ends": starts + timedelta(hours=2)})
        yield starts + timedelta(minutes=35)
        self.does("visit.arrive_at_once")
        self.does("visit.begin")

    def found(self, cause: str, findings: str) -> None:
        self.does("find_cause.find", {"cause": cause, "findings": findings})

    def finish(self, done: str, materials: str = "", parts: str = "0.00", labour: str = "0.00") -> None:
        if materials:
            self.stage.attach(self.number, self.stage.photo("合格证.jpg", "#f4f1e8", "paper",
                                                            purpose="material_certificate"), by="technician")
        self.does("work.finish", {"work_done": done, "people": "、".join(name for login, name, *_ in CREW
                                                                      if login == self.tech),
                                  "done_on": self.stage.now.date(), "parts": parts, "labour": labour,
                                  **({"materials": materials} if materials else {})})

    def report(self) -> None:
        self.take("hand_report.give", {"report_by": "wechat", "report_on": self.stage.now.date()})


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def days(number: float) -> timedelta:
    return timedelta(days=number)
