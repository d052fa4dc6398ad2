"""The shop of the demo and its days: who buys what when, and one case as its people handle it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import count, islice
from random import Random
from typing import TYPE_CHECKING

from plugins.furniture.demo.people import BUYERS, GOODS, Buyer, Goods
from plugins.furniture.workflows.exchanges import Exchange
from plugins.furniture.workflows.returns import Return

if TYPE_CHECKING:
    from core.demo import Stage, Story
    from core.domain.calendars import WorkCalendar

RETURN, EXCHANGE = "furniture.return", "furniture.exchange"
CARRIERS = (("德邦", "DPK"), ("顺丰", "SF"), ("安能物流", "ANE"), ("跨越速运", "KYE"))
METHODS = {"wechat_pay": "微信支付", "alipay": "支付宝", "bank_card": "银行卡", "bank_transfer": "银行转账"}
TOLD = {"rules_told": True, "rules_accepted": True, "told_by": "phone"}
CHECKED = {"found": True, "buyer_matches": True, "item_on_order": True}
FINE: dict[str, object] = {"as_ordered": True, "used": False, "opened": False, "damaged": False,
                           "packaging_complete": True, "traces_of_use": False, "cause": "none"}
FAULTY: dict[str, object] = {"as_ordered": True, "used": False, "opened": True, "damaged": True,
                             "packaging_complete": True, "cause": "company"}
BOXED = {"used": False, "opened": False, "damaged": False, "packaging_complete": True}
UNPACKED = {"used": False, "opened": True, "damaged": True, "packaging_complete": True}

DUTIES = {step.key: step.by.key for stage in {*Return.stages, *Exchange.stages} for step in stage.steps}
"""Whose step is which."""


@dataclass(frozen=True)
class Sale:
    """Something sold, as it is registered when its buyer calls."""

    customer: int
    product: int
    goods: tuple[Goods, ...]
    order_no: str
    bought: date
    delivered: datetime
    method: str
    proof: str


class Shop:
    """The demo's shop. Days are counted back in working days from the last one that is over."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.chance = stage, Random("shouhou")
        self._known: dict[int, int] = {}
        self._sold = 100

    @cached_property
    def _days(self) -> list[date]:
        """Working days, the last that is over first."""
        past = (self._today - timedelta(days=back) for back in range(1, 119))
        return [day for day in past if self._calendar.works(day)]

    @cached_property
    def _calendar(self) -> WorkCalendar:
        with self.stage.desk.store.read() as work:
            return self.stage.desk.place.calendar(work)

    @property
    def _today(self) -> date:
        return self.stage.until.astimezone(self.stage.zone).date()

    def day(self, back: int, clock: str = "") -> datetime:
        """A moment of a working day, at some time of office hours unless one is given; in the future below 0."""
        if back < 0:
            return self.stage.until + timedelta(days=-back)
        if not clock:
            clock = f"{self.chance.choice((9, 10, 11, 14, 15, 16))}:{self.chance.randrange(60):02}"
        hours, minutes = map(int, clock.split(":"))
        found = self._days[back]
        return datetime(found.year, found.month, found.day, hours, minutes, tzinfo=self.stage.zone)

    def lately(self, hours: float) -> datetime:
        """So many hours ago; in the night, the evening before."""
        moment = self.stage.ago(hours / 24)
        if 8 <= moment.hour < 21:
            return moment
        evening = moment.replace(hour=20, minute=30) - timedelta(days=moment.hour < 8)
        return evening - timedelta(minutes=5 * hours)

    def working_days_ago(self, number: int) -> date:
        """A day so many working days before, however many holidays lie between."""
        return [day for day in self._days if day < self.stage.now.date()][number - 1]

    def coming_working_day(self, number: int) -> date:
        """A working day ahead, the first after today being 1."""
        days = (self._today + timedelta(days=ahead) for ahead in count(1))
        return next(islice(filter(self._calendar.works, days), number - 1, None))

    def at_noon(self, days: int) -> datetime:
        """A delivery so many days before."""
        return (self.stage.now - timedelta(days=days)).replace(hour=12, minute=self.chance.randrange(60))

    def customer(self, who: int) -> int:
        """A buyer, registered when the desk first hears of them."""
        if who not in self._known:
            buyer: Buyer = BUYERS[who]
            self._known[who] = self.stage.customer(buyer.name, *buyer.phones, address=buyer.address, note=buyer.note)
        return self._known[who]

    def sale(self, who: int, *models: str, bought: date | datetime, delivered: datetime | None = None,
             method: str = "", proof: str = "invoice") -> Sale:
        """Something bought, of one order."""
        goods = tuple(GOODS[each] for each in models)
        day = bought.date() if isinstance(bought, datetime) else bought
        self._sold += self.chance.randrange(3, 40)
        order_no = f"LS{day:%y%m%d}-{self._sold:04}"
        came = delivered or datetime(day.year, day.month, day.day, 11, self.chance.randrange(60),
                                     tzinfo=self.stage.zone) + timedelta(days=1)
        paid = method or self.chance.choice(tuple(METHODS))
        customer = self.customer(who)
        registered = [self.stage.product(
            customer, name=each.name, model=each.model, category=each.category, brand="岭南木作", order_no=order_no,
            serial=f"LN{day:%y%m}{self.chance.randrange(10**5):05}", purchased_on=day, delivered_at=came.isoformat(),
            price=each.price, payment_method=METHODS[paid]) for each in goods]
        return Sale(customer, registered[0], goods, order_no, day, came, paid, proof)

    def tell(self, begins: datetime, story: Story) -> None:
        self.stage.tell(begins, story)


class Matter:
    """One case. Each verb is a step, taken by the person whose duty it is."""

    def __init__(self, shop: Shop, sale: Sale, number: str, answers: Mapping[str, object]) -> None:
        self.shop, self.stage, self.sale, self.number, self.answers = shop, shop.stage, sale, number, answers
        self.quality = answers["reason"] == "quality"

    @classmethod
    def opens(cls, shop: Shop, kind: str, sale: Sale, reason: str, explanation: str, *, channel: str = "phone",
              at: datetime | None = None, by: str = "service", **more: object) -> Matter:
        """The customer asks; what they say is taken down."""
        condition = UNPACKED if reason == "quality" else BOXED
        answers: dict[str, object] = {
            "reason": reason, "explanation": explanation, "order_no": sale.order_no, "bought_on": sale.bought,
            "received_at": sale.delivered.isoformat(), **condition, "proof": sale.proof}
        if sale.proof != "none":
            answers["proof_no"] = f"{shop.chance.randrange(10**7, 10**8)}"
        answers |= more
        answers = {name: said for name, said in answers.items() if said is not None}
        items = [{"product": each.name, "kind": each.category, "model": each.model, "quantity": 1, "price": each.price}
                 for each in sale.goods]
        number = shop.stage.open(kind, answers, items, customer=sale.customer,
                                 product=sale.product if len(items) == 1 else None, channel=channel, at=at, by=by)
        matter = cls(shop, sale, number, answers)
        if matter.quality:
            matter.photo("整体.jpg")
            matter.photo("问题近照.jpg", mark=shop.chance.choice(("crack", "scratch", "stain")),
                         field="Application.damaged")
        return matter

    def photo(self, name: str, *, mark: str = "", purpose: str = "", field: str = "", source: str = "customer",
              by: str = "service", shape: str = "") -> None:
        """A picture of the goods, or of a paper."""
        goods = self.sale.goods[0]
        paper = purpose == "proof"
        picture = self.stage.photo(name, "#f4f1e8" if paper else goods.colour,
                                   shape or ("paper" if paper else goods.shape), mark=mark, purpose=purpose,
                                   field=field, source=source)
        self.stage.attach(self.number, picture, by=by)

    def take(self, step: str, answers: object = None) -> None:
        self.stage.take(self.number, step, answers, by=DUTIES[step])

    def accept(self) -> None:
        self.take("apply.accept", TOLD)

    def decline(self, why: str, told_by: str = "phone") -> None:
        self.take("apply.decline", {"why": why, "told_by": told_by})

    @property
    def checked(self) -> dict[str, object]:
        """The order as service finds it."""
        price = sum(each.price for each in self.sale.goods)
        return {**CHECKED, "price_paid": price, "payment_method": self.sale.method}

    def authorise(self) -> None:
        """The order agrees; the customer is told where to post."""
        if self.sale.proof != "none" and self.shop.chance.random() < 0.4:
            self.photo("购买凭证.jpg", purpose="proof")
        self.take("verify_order.authorise", self.checked)
        self.stage.contact(self.number, "已把退换授权号、寄回地址和申请表发给客户", channel="wechat")

    def post(self, freight: str = "", paid_by: str = "customer") -> None:
        """The customer has posted the goods."""
        self.take("post_in.post", self.posting(freight, paid_by))

    def posting(self, freight: str = "", paid_by: str = "customer") -> dict[str, object]:
        carrier, tracking = self._carriage()
        return {"carrier": carrier, "tracking_no": tracking, "dispatched_on": self.stage.now.date(),
                "freight": freight or self._freight(), "freight_paid_by": paid_by}

    def _carriage(self) -> tuple[str, str]:
        carrier, prefix = self.shop.chance.choice(CARRIERS)
        return carrier, f"{prefix}{self.shop.chance.randrange(10**9, 10**10)}"

    def _freight(self) -> str:
        return f"{self.shop.chance.randrange(80, 320, 5)}.00"

    def receive(self, **papers: bool) -> None:
        """The parcel is here."""
        self.take("post_in.receive", {"arrived_at": self.stage.now.isoformat(), "form_enclosed": True,
                                      "proof_enclosed": True, **papers})
        if self.shop.chance.random() < 0.4:
            self.photo("到货外包装.jpg", source="staff", by="logistics", shape="box")

    def inspect(self, *findings: Mapping[str, object], again: bool = False) -> None:
        """Each piece is looked at; as good as was said, unless findings are given."""
        seen = findings or tuple(FAULTY if self.quality else FINE for _ in self.sale.goods)
        self.take("inspect_goods.inspect_again" if again else "inspect_goods.inspect", [
            {**each, "cause_explained": each.get("note", "按检验结果")} for each in seen])
        for place, each in enumerate(seen):
            if each["damaged"] or each["used"]:
                self.photo(f"检验 {place + 1}.jpg", mark="crack" if each["damaged"] else "stain",
                           field="Inspection.damaged" if each["damaged"] else "Inspection.used", source="staff",
                           by="quality")

    def passed(self) -> None:
        self.take("inspect_goods.passed")

    def failed(self) -> None:
        self.take("inspect_goods.failed")

    def refund(self, **other: object) -> dict[str, object]:
        """The refund as finance fills it in."""
        price = sum(each.price for each in self.sale.goods)
        return {"amount": price, "method": self.sale.method, "paid_on": self.stage.now.date(),
                "reference": f"TK{self.stage.now:%y%m%d}{self.shop.chance.randrange(10**5):05}", **other}

    def pay(self) -> None:
        self.take("pay_back.pay", self.refund())

    def inform(self, why: str) -> None:
        """The customer hears why the goods do not pass."""
        self.stage.contact(self.number, "已说明检验结果,客户要求看照片,已发送")
        self.take("refuse.tell", {"why": why, "told_by": "phone"})

    def send_back(self) -> None:
        carrier, tracking = self._carriage()
        self.take("refuse.send_back", {"carrier": carrier, "tracking_no": tracking, "sent_on": self.stage.now.date(),
                                       "freight": self._freight()})

    def ship(self) -> None:
        """The replacement leaves."""
        self.take("reship.ship", self.shipment())

    def shipment(self) -> dict[str, object]:
        carrier, tracking = self._carriage()
        return {"carrier": carrier, "tracking_no": tracking, "shipped_on": self.stage.now.date(),
                "freight": self._freight()}

    def settle(self, original: str = "kept", note: str = "") -> None:
        self.take("reship.settle", {"original": original, "note": note})


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)

