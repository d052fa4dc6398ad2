"""What is asked about a bicycle."""

from datetime import date, datetime
from decimal import Decimal

from core.sdk import Choice, EvidenceKind, Form, Item, Product, choice, day, moment, money, number, text, when, yes_no

RECEIPT = EvidenceKind("receipt", "收据")


class Fault(Choice):
    """What the rider says is wrong."""

    puncture = "漏气"
    brakes = "刹车失灵"
    other = "其他"


class Told(Choice):
    """How the rider was told."""

    phone = "电话"
    shop = "到店"


class Request(Form):
    """维修申请"""

    fault: Fault = choice("故障", Fault)
    bought_on: date = day("购买日期", past=True, prefill=Product.purchased_on)
    order_no: str = text("订单号", optional=True, prefill=Product.order_no)
    broke_at: datetime = moment("故障时间", optional=True, past=True, not_before=bought_on)
    fell: bool = yes_no("摔过", optional=True)
    details: str = text("故障说明", only_when=when(fault, Fault.other))
    frame_no: str = text("车架号", on_demand=True)
    gears: int = number("变速档数", optional=True)
    paid: Decimal = money("已付金额", optional=True)


class Consent(Form):
    """说明规定"""

    told: bool = yes_no("已说明规定", on_demand=True)
    by: Told = choice("说明方式", Told, optional=True)


class Refusal(Form):
    """不予受理"""

    why: str = text("原因", long=True)


class Look(Form, per=Item):
    """逐件检查"""

    worn: bool = yes_no("磨损")
    scratched: bool = yes_no("划痕", on_demand=True, only_when=when(Request.fell, True))


class Offer(Form):
    """报价"""

    total: Decimal = money("总价")


class Payment(Form):
    """收款"""

    amount: Decimal = money("收款金额")
    paid_on: date = day("收款日期", past=True)


class Question(Form):
    """咨询"""

    words: str = text("问题", personal=True)
