"""The demo's air-conditioner outlet in Quanzhou: its crew, its buyers, and one case as its people handle it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from core.capabilities.charges.prices import Prices
from core.capabilities.charges.quoting import Quoting
from core.capabilities.visits.people import People
from core.capabilities.visits.roster import Roster, Turn
from core.demo import PASSWORD
from core.sdk import MANAGER, SERVICE, TECHNICIAN, Workflow
from core.sdk.services import Actor
from plugins.appliance.workflows.kinds import Install, Repair, Swap

if TYPE_CHECKING:
    from core.demo import Stage, Story

BRAND, UNIT = "格力", "格力泉州丰泽网点"
CREW = (("wu", "吴志勇", "QZ001"), ("cai", "蔡明山", "QZ002"))
"""Log-in, name and badge of who goes."""
BUYERS = (
    ("泉州市丰泽区图书馆", "庄科长", "13505951180", "丰泽区刺桐路 118 号", "丰泽区"),
    ("泉州第九中学", "黄主任", "13860704431", "鲤城区新华北路 62 号", "鲤城区"),
    ("丰泽区行政服务中心", "苏科员", "13959812260", "丰泽区田安南路 360 号", "丰泽区"),
    ("泉州市中心血站", "郭护士长", "13805928815", "丰泽区泉秀街 298 号", "丰泽区"),
    ("鲤城区实验小学", "陈老师", "13599702237", "鲤城区东街 44 号", "鲤城区"),
    ("泉州港务管理站", "王站长", "13905056690", "丰泽区东海大街 9 号", "丰泽区"))
MODELS = {"KFR-72LW": ("柜式空调 3 匹", "6299.00"), "KFR-35GW": ("挂式空调 1.5 匹", "2899.00"),
          "KFR-120LW": ("柜式空调 5 匹", "9899.00")}
PRICES = (("GL-COMP-3P", "压缩机(3 匹)", "part", "1280.00"), ("GL-FAN", "风扇电机", "part", "260.00"),
          ("GL-MAIN", "主控板", "part", "320.00"), ("GL-REMOTE", "遥控器", "part", "60.00"),
          ("GL-L1", "上门检修工时", "labour", "80.00"), ("GL-L2", "制冷系统维修工时", "labour", "180.00"))
DUTIES = {step.key: step.by.key for workflow in (Install, Repair, Swap)
          for stage in workflow.stages for step in stage.steps}
"""Whose step is which."""


class Outlet:
    """The demo's outlet."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.chance = stage, Random("air")
        self._known: dict[int, int] = {}
        self._crew: dict[str, Actor] = {}
        self._units = 0

    def day(self, back: float, clock: str = "") -> datetime:
        """A moment so many days ago, at some time of the morning unless one is given."""
        return self.stage.ago(back, clock or f"{self.chance.choice((8, 9, 10))}:{self.chance.randrange(60):02}")

    def crew(self, login: str) -> Actor:
        """Somebody who goes."""
        if login not in self._crew:
            self._crew[login] = self.stage.desk.users.by_login(login)
        return self._crew[login]

    def customer(self, who: int) -> int:
        """A buyer, registered when the desk first hears of them."""
        if who not in self._known:
            firm, _, phone, address, _ = BUYERS[who]
            self._known[who] = self.stage.customer(firm, phone, address=address)
        return self._known[who]

    def serial(self) -> str:
        self._units += 1
        return f"GL2{self.chance.randrange(10**6):06}{self._units:02}"

    def set_up(self) -> None:
        """The outlet with its authorisation, the crew with skills, trainings and a roster, the maker's tariff."""
        desk, manager = self.stage.desk, self.stage.actor(MANAGER.key)
        people, roster = People(desk.place), Roster(desk.place)
        today = self.stage.now.date()
        with desk.store.read() as work:
            known = {row.login for row in work.users.list()}
        for login, name, badge in CREW:
            if login not in known:
                desk.users.create(Actor.system(), login=login, name=name, password=PASSWORD,
                                  duties=[TECHNICIAN.key], unit=UNIT)
            people.save(manager, login, badge=badge, skills=[("安装", None), ("制冷维修", None)],
                        areas=["丰泽区", "鲤城区"])
            people.train(manager, login, BRAND, today - timedelta(days=200), certificate=f"GREE-{badge}")
        people.authorise(manager, UNIT, BRAND, "格力售后授权 2024-QZ-018", today - timedelta(days=300), city="泉州",
                         ends_on=today + timedelta(days=500))
        roster.save_pattern(manager, "网点早晚班", [Turn.parse("白班 08:00-20:00")] * 6 + [Turn.parse("休")])
        roster.fill(manager, "网点早晚班", [login for login, _, _ in CREW], today,
                    self.stage.until.astimezone(self.stage.zone).date() + timedelta(days=14), stagger=3)
        prices = Prices(desk.place)
        for code, title, sort, price in PRICES:
            prices.save(manager, {"code": code, "title": title, "sort": sort, "price": price, "industry": "appliance"})


class Job:
    """One case. Each verb is one step or several, taken by the person whose duty it is."""

    def __init__(self, outlet: Outlet, workflow: type[Workflow], who: int, model: str, *, serial: str = "",
                 tech: str = "wu", title: str = "", **more: object) -> None:
        self.outlet, self.stage, self.model, self.tech = outlet, outlet.stage, model, tech
        _, person, phone, address, area = BUYERS[who]
        self.serial = serial or outlet.serial()
        name, price = MODELS[model]
        customer = outlet.customer(who)
        product = self.stage.product(customer, name=name, model=model, category="空调", brand=BRAND,
                                     serial=self.serial, price=price)
        answers: dict[str, object] = {
            "channel": "phone", "contact_name": person, "contact_phone": phone, "area": area, "site_address": address,
            "brand": BRAND, "model": model, "serial": self.serial, **more}
        self.number = self.stage.open(f"appliance.{workflow.key}", answers, customer=customer, product=product,
                                      title=title)

    def take(self, step: str, answers: Mapping[str, object] | None = None) -> None:
        duty = DUTIES[step]
        if duty == TECHNICIAN.key and not step.startswith(("survey_site", "plan_installation")):
            self.stage.desk.steps.take(self.outlet.crew(self.tech), self.number, step, _plain(answers))
        else:
            self.stage.take(self.number, step, answers, by=duty)

    def answer(self) -> None:
        self.take("answer_request.answer", {"told_by": "phone", "advice": "马上安排师傅上门"})

    def send(self, starts: timedelta, hours_long: float = 2, *, book: bool = True) -> None:
        """Somebody is sent, and agrees a time."""
        self.take("dispatch_crew.dispatch", {"technician": self.tech})
        if book:
            self.book(starts, hours_long)

    def book(self, starts: timedelta, hours_long: float = 2) -> None:
        begins = _by_daylight(self.stage.now.astimezone(self.stage.zone) + starts, hours_long)
        self.take("book.agree", {"starts": begins, "ends": begins + timedelta(hours=hours_long), "agreed_by": "phone"})

    def arrive(self) -> None:
        self.take("visit.arrive_at_once", {"uniform_worn": True, "badge_shown": True})
        self.take("visit.begin", {})

    def examine(self, component: str, cause: str, finding: str) -> None:
        self.take("diagnose.diagnose", {"component": component, "cause": cause, "finding": finding})

    def quote(self, *codes: str) -> None:
        """Lines of the tariff, and the offer they come to."""
        desk, service = self.stage.desk, self.stage.actor(SERVICE.key)
        draft = Quoting(desk.place).write(service, self.number, [{"code": each} for each in codes])
        self.take("quote.offer", {"parts": draft.sums.parts, "labour": draft.sums.labour, "told": "按厂家收费标准"})

    def fix(self, done: str, parts: str = "0.00", labour: str = "0.00", *, tested: bool = True) -> None:
        self.take("work.fix", {"parts": parts, "labour": labour, "work_done": done, "test_run": tested})

    def label(self) -> None:
        """A picture of the company's number on the unit."""
        self.stage.desk.notes.attach(self.outlet.crew(self.tech), self.number, self.stage.photo(
            "服务电话标贴.jpg", "#eef2f4", "paper", purpose="service_label", source="staff"))

    def sign(self, who: str) -> None:
        self.take("joint.sign", {"result": "accept", "signed_by": who})


def _by_daylight(begins: datetime, hours_long: float) -> datetime:
    """That moment, or the next nine o'clock: nobody is visited before nine or after six."""
    nine, six = (begins.replace(hour=each, minute=0, second=0, microsecond=0) for each in (9, 18))
    if begins + timedelta(hours=hours_long) > six:
        return nine + timedelta(days=1)
    return max(begins, nine)


def _plain(said: Any) -> Any:
    """Answers as a person would type them."""
    return {name: each.isoformat() if isinstance(each, datetime) else each for name, each in (said or {}).items()}


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def days(number: float) -> timedelta:
    return timedelta(days=number)


def tell(outlet: Outlet, back: float, story: Story, clock: str = "") -> None:
    """Enter a story that begins so many days ago, and goes on by day."""
    outlet.stage.tell(outlet.day(back, clock), _by_day(outlet, story))


def _by_day(outlet: Outlet, story: Story) -> Story:
    for pause in story:
        moment = pause if isinstance(pause, datetime) else outlet.stage.now + pause
        if not 8 <= moment.hour < 20:
            moment = moment.replace(hour=9, minute=5) + timedelta(days=moment.hour >= 20)
        yield min(moment, outlet.stage.until) if isinstance(pause, datetime) else moment
