"""Who buys the demo factory's lamps, and one case as its people handle it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from core.sdk import Workflow
from plugins.lighting.workflows.kinds import Complaint, Consultation, Emergency, Repair, Request, Return

if TYPE_CHECKING:
    from core.demo import Stage, Story

LAMPS = {
    "XD-200": ("客厅吸顶灯", "268.00", "#e9e2c8"), "XD-360": ("圆形吸顶灯", "198.00", "#efe9d6"),
    "DD-08": ("八头吊灯", "1280.00", "#c9a76b"), "TD-31": ("护眼台灯", "159.00", "#7f9bb0"),
    "LD-12": ("落地灯", "329.00", "#5d5348"), "BD-05": ("床头壁灯", "128.00", "#b7a28a")}
BUYERS = (
    ("梁婉仪", "13702551180", "中山市石岐区兴中道 12 号 5 座 802"),
    ("何家明", "13824790036", "珠海市香洲区柠溪路 77 号 3 栋 1201"),
    ("苏丽珍", "13416035522", "江门市蓬江区建设路 46 号 602"),
    ("郑伟雄", "13590877761", "佛山市顺德区大良凤山路 9 号 1403"),
    ("邱海燕", "13680223954", "东莞市南城区鸿福路 102 号 2 座 905"),
    ("罗志刚", "13926113308", "广州市番禺区市桥大道 18 号 1106"),
    ("冼美华", "13727448812", "中山市小榄镇升平中路 33 号"),
    ("曾庆林", "13437621190", "惠州市惠城区麦地路 5 号 701"),
    ("廖小芬", "13802905547", "肇庆市端州区星湖大道 21 号 3 座 1502"),
    ("古健文", "13560334428", "深圳市宝安区新安街道 28 号 2 栋 1804"),
    ("温淑贤", "13711906635", "中山市东区中山三路 60 号 1001"),
    ("阮国强", "13600473321", "广州市海珠区江南大道 88 号 906"),
    ("莫丽君", "13925087714", "佛山市禅城区同济路 6 号 5 座 703"),
    ("谢永康", "13418829906", "江门市新会区明德路 15 号 402"),
    ("招慧敏", "13763305548", "中山市古镇镇中兴大道 101 号"),
    ("严振东", "13580664217", "湛江市赤坎区中山路 39 号 1201"))
CARRIERS = (("顺丰", "SF"), ("中通", "ZT"), ("德邦", "DPK"))
DUTIES = {step.key: step.by.key for workflow in (Complaint, Consultation, Emergency, Repair, Request, Return)
          for stage in workflow.stages for step in stage.steps}
"""Whose step is which."""


class Factory:
    """The demo's factory."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.chance, self.models = stage, Random("lamps"), [*LAMPS]
        self._known: dict[int, int] = {}

    def day(self, back: float, clock: str = "") -> datetime:
        """A moment so many days ago, at some time of office hours unless one is given."""
        hour = self.chance.choice((9, 10, 11, 14, 15, 16))
        return self.stage.ago(back, clock or f"{hour}:{self.chance.randrange(60):02}")

    def tell(self, begins: datetime, story: Story) -> None:
        """Enter a story whose people work by day."""
        self.stage.tell(begins, self._by_day(story))

    def _by_day(self, story: Story) -> Story:
        for pause in story:
            moment = pause if isinstance(pause, datetime) else self.stage.now + pause
            if not 8 <= moment.hour < 20:
                moment = moment.replace(hour=9, minute=self.chance.randrange(60)) + timedelta(days=moment.hour >= 20)
            yield moment

    def customer(self, who: int) -> int:
        """A buyer, registered when the desk first hears of them."""
        if who not in self._known:
            name, phone, address = BUYERS[who]
            self._known[who] = self.stage.customer(name, phone, address=address)
        return self._known[who]

    def carriage(self) -> tuple[str, str]:
        """A carrier and a waybill."""
        carrier, prefix = self.chance.choice(CARRIERS)
        return carrier, f"{prefix}{self.chance.randrange(10**9, 10**10)}"


class Lamp:
    """One case. Each verb is one step or several, taken by the person whose duty it is."""

    def __init__(self, factory: Factory, workflow: type[Workflow], who: int, model: str, bought: float, said: str,
                 channel: str = "phone", **more: object) -> None:
        self.factory, self.stage, self.model = factory, factory.stage, model
        name, price, self.colour = LAMPS[model]
        customer, day = factory.customer(who), (self.stage.now - timedelta(days=bought)).date()
        self.price, self.serial = price, f"{model}-{day:%y%m}{factory.chance.randrange(10**4):04}"
        product = self.stage.product(customer, name=name, model=model, category="灯具", serial=self.serial,
                                     purchased_on=day, price=price, payment_method="微信支付")
        answers: dict[str, object] = {"model": model, "serial": self.serial, "description": said}
        if workflow in (Repair, Emergency, Return):
            answers |= {"bought_on": day, "proof": "screenshot"}
        self.number = self.stage.open(f"lighting.{workflow.key}", answers | more, customer=customer, product=product,
                                      channel=channel, title=said)

    def take(self, step: str, answers: Mapping[str, object] | None = None) -> None:
        self.stage.take(self.number, step, answers, by=DUTIES[step])

    def photo(self, name: str, *, purpose: str = "", mark: str = "", by: str = "service") -> None:
        """A picture of the lamp, or of a paper."""
        paper = purpose == "proof"
        self.stage.attach(self.number, self.stage.photo(
            name, "#f4f1e8" if paper else self.colour, "paper" if paper else "box", mark=mark, purpose=purpose), by=by)

    def assess(self, suspected: str = "驱动电源", plan: str = "寄回检测,更换驱动") -> None:
        self.take("triage.mail_in", {"suspected": suspected, "plan": plan, "told_by": "wechat"})

    def ask_in(self) -> None:
        """The customer hears where to post it."""
        self.take("inbound.arrange", {"mode": "self_ship", "told_by": "wechat"})

    def post(self, freight: str = "18.00") -> None:
        carrier, waybill = self.factory.carriage()
        self.take("inbound.post", {"carrier": carrier, "waybill": waybill, "posted_on": self.stage.now.date(),
                                   "pieces": 1, "freight": freight, "freight_paid_by": "customer"})

    def receive(self, condition: str = "intact") -> None:
        self.take("inbound.receive", {"condition": condition, "pieces_received": 1})

    def diagnose(self, cause: str = "driver", plan: str = "更换驱动电源", *, damaged: bool = False, days: float = 5,
                 **more: object) -> None:
        """What is wrong, told to the customer with the day it will be done."""
        if damaged:
            self.photo("检测照片.jpg", purpose="fault_photo", mark="crack", by="technician")
        ready = (self.stage.now + timedelta(days=days)).date()
        self.take("bench.diagnose", {"human_damage": damaged, "cause": cause, "plan": plan, "expected_on": ready,
                                     "advised": "repair", **more})
        self.take("bench.tell_plan", {"plan_told": True, "time_told": ready, "told_by": "wechat"})

    def mend(self, parts: str = "28.00", labour: str = "0.00", done: str = "更换驱动电源,通电老化 4 小时正常") -> None:
        self.take("work.finish", {"parts": parts, "labour": labour, "result": "repaired", "work_done": done})

    def send(self, step: str = "outbound.ship") -> None:
        carrier, waybill = self.factory.carriage()
        self.take(step, {"carrier_out": carrier, "waybill_out": waybill, "shipped_on": self.stage.now.date(),
                         "freight_out": "18.00", "freight_out_paid_by": "company", "customer_told": True})

    def approve(self) -> None:
        """The papers are there and the conditions met."""
        self.photo("订单截图.jpg", purpose="proof")
        self.take("review.approve", {"price": self.price, "paid_by": "wechat_pay", "conditions_met": True})


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def days(number: float) -> timedelta:
    return timedelta(days=number)
