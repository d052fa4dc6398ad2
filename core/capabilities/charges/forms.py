"""Quotes, the customer's consent, bills and money that goes back."""

from datetime import date
from decimal import Decimal

from core.sdk import Choice, Form, Product, choice, day, money, number, text


class Channel(Choice):
    """How the customer said so."""

    phone = "电话"
    wechat = "微信"
    text_message = "短信"
    email = "邮件"
    online_chat = "在线客服"
    link = "客户链接"
    in_person = "当面"


class Method(Choice):
    """How money moves."""

    wechat_pay = "微信支付"
    alipay = "支付宝"
    bank_card = "银行卡"
    bank_transfer = "银行转账"
    cash = "现金"
    other = "其他方式"


class Costs(Form):
    """费用明细"""

    parts: Decimal = money("配件费")
    labour: Decimal = money("工时费")

    @property
    def total(self) -> Decimal:
        """What the work comes to; freight stands apart."""
        return self.parts + self.labour


class Offer(Costs):
    """报价"""

    told: str = text("向客户说明", help="做什么、为什么要这些费用", optional=True, long=True)


class DraftQuote(Costs, brought=True):
    """报价明细

    What the lines picked for the next quote come to."""


class Consent(Form):
    """客户对报价的答复"""

    amount: Decimal = money("客户同意的金额", optional=True, help="不填即同意全部报价")
    channel: Channel = choice("答复方式", Channel)
    said_by: str = text("答复人", optional=True, personal=True)


class Declined(Form):
    """客户不同意报价"""

    channel: Channel = choice("答复方式", Channel)
    why: str = text("原因", optional=True, long=True)


class ActualCosts(Costs):
    """实际费用"""


class Payment(Form):
    """收款"""

    received: Decimal = money("实收金额")
    received_by: Method = choice("收款方式", Method)
    received_on: date = day("收款日期", past=True)
    payment_reference: str = text("收款流水号", lasting=True)


class Paid(Form):
    """原购买付款"""

    price: Decimal = money("实付金额", prefill=Product.price)
    paid_by: Method = choice("原支付方式", Method, prefill=Product.payment_method)


class Refund(Form):
    """退款"""

    amount: Decimal = money("退款金额")
    method: Method = choice("退款方式", Method)
    paid_on: date = day("退款日期", past=True)
    reference: str = text("付款流水号", lasting=True)


class Ledger(Form, brought=True):
    """账上已有"""

    refunded: Decimal = money("已退金额")
    collected: Decimal = money("已收金额")


class Reimbursement(Form):
    """退还客户代付的费用"""

    amount: Decimal = money("退还金额")
    method: Method = choice("退还方式", Method)
    paid_on: date = day("付款日期", past=True)
    reference: str = text("付款流水号", lasting=True)


class RefundWish(Form, brought=True):
    """申请退款"""

    amount: Decimal = money("退款金额")
    method: Method = choice("退款方式", Method)
    why: str = text("退款原因", lasting=True)


class RefundAnswer(Form, brought=True):
    """答复退款申请"""

    amount: Decimal = money("退款金额")
    reason: str = text("意见", optional=True, lasting=True)


class ExtraBill(Form, brought=True):
    """另行收费"""

    amount: Decimal = money("应收金额")
    why: str = text("收费原因", lasting=True)


class WriteOff(Form, brought=True):
    """免收"""

    amount: Decimal = money("免收金额")
    why: str = text("免收原因", lasting=True)


class Reversal(Form, brought=True):
    """冲销"""

    entry: int = number("冲销的账目编号")
    amount: Decimal = money("冲销金额")
    why: str = text("冲销原因", lasting=True)
