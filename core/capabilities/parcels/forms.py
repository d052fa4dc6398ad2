"""What is said of a parcel on its way."""

from datetime import date, datetime
from decimal import Decimal

from core.sdk import Choice, EvidenceKind, Form, choice, day, moment, money, number, text, when, yes_no

TRANSPORT_DAMAGE = EvidenceKind("transport_damage", "运输损坏照片")


class Mode(Choice):
    """How the customer's parcel comes."""

    self_ship = "客户自寄"
    pickup = "公司派人取件"


class Payer(Choice):
    """Who has paid the carrier."""

    customer = "客户已付"
    company = "公司已付"


class Condition(Choice):
    """How a parcel looks when it arrives."""

    intact = "外观完好"
    damaged = "外包装破损"
    wet = "受潮"
    opened = "已被拆开"


class Channel(Choice):
    """How the customer was told."""

    phone = "电话"
    wechat = "微信"
    text_message = "短信"
    email = "邮件"
    online_chat = "在线客服"
    in_person = "当面"


class Instructions(Form):
    """寄件安排"""

    mode: Mode = choice("寄件方式", Mode)
    pickup_at: datetime = moment("取件时间", only_when=when(mode, Mode.pickup))
    pickup_address: str = text("取件地址", only_when=when(mode, Mode.pickup), personal=True)
    told_by: Channel = choice("告知客户的方式", Channel, optional=True)


class Posting(Form):
    """客户寄出"""

    carrier: str = text("承运公司", lasting=True)
    waybill: str = text("运单号", help="可扫码或粘贴", lasting=True)
    posted_on: date = day("寄出日期", past=True, optional=True)
    pieces: int = number("件数", optional=True)
    freight: Decimal = money("寄来运费", optional=True)
    freight_paid_by: Payer = choice("寄来运费由谁先付", Payer, optional=True)


class Arrival(Form):
    """收件"""

    arrived_at: datetime = moment("到件时间", past=True, optional=True, help="不填即现在")
    pieces_received: int = number("实收件数", optional=True)
    condition: Condition = choice("到件外观", Condition, photo=True)
    waybill_read: str = text("收到的运单号", optional=True, lasting=True, help="与登记的运单核对")
    remarks: str = text("收件备注", optional=True, long=True)


class Dispatch(Form):
    """寄出"""

    carrier_out: str = text("承运公司", lasting=True)
    waybill_out: str = text("寄出运单号", help="可扫码或粘贴", lasting=True)
    shipped_on: date = day("寄出日期", past=True, optional=True)
    freight_out: Decimal = money("寄出运费", optional=True)
    freight_out_paid_by: Payer = choice("寄出运费由谁先付", Payer, optional=True, help="不填即公司已付")
    customer_told: bool = yes_no("已通知客户收件", help="告知承运公司和运单号", on_demand=True)


class Delivery(Form):
    """客户签收"""

    delivered_at: datetime = moment("签收时间", past=True, optional=True, help="不填即现在")


class Problem(Choice):
    """What went wrong on the way."""

    delay = "延误"
    damage = "运输损坏"
    loss = "丢失"
    shortage = "短少"


class Trouble(Form, brought=True):
    """运输异常"""

    problem: Problem = choice("异常", Problem)
    claim: Decimal = money("向承运方索赔", optional=True)
    settled: str = text("处理结果", optional=True, long=True)
    found: bool = yes_no("已找到", optional=True)


class Booking(Form, brought=True):
    """已约承运方"""

    carrier: str = text("承运公司", lasting=True)
    waybill: str = text("运单号", optional=True, lasting=True)
    at: datetime = moment("取件时间", optional=True)


class SharedWaybill(Form, brought=True):
    """运单号用在几个案件

    What the desk knows of other cases with the same waybill."""

    waybill: str = text("运单号", lasting=True)
    cases: str = text("也登记了它的案件", lasting=True)
