"""What is asked and answered on the way of a return or an exchange of furniture."""

from datetime import date, datetime
from decimal import Decimal

from core.sdk import Choice, EvidenceKind, Form, Item, Product, choice, day, moment, money, text, when, yes_no

PROOF = EvidenceKind("proof", "购买凭证")


class Why(Choice):
    """Why the goods come back."""

    quality = "质量问题"
    mind = "不喜欢、不想要"
    size = "尺寸或颜色不合"
    other = "其他原因"


NON_QUALITY = (Why.mind, Why.size, Why.other)


class Proof(Choice):
    """What shows the purchase."""

    invoice = "发票"
    receipt = "收据"
    screenshot = "订单截图"
    none = "没有凭证"


class Method(Choice):
    """How money moves."""

    wechat_pay = "微信支付"
    alipay = "支付宝"
    bank_card = "银行卡"
    bank_transfer = "银行转账"
    cash = "现金"
    other = "其他方式"


class Cause(Choice):
    """What the inspection finds to be the cause."""

    none = "没有质量问题"
    company = "公司原因的质量问题"
    customer = "客户原因的损坏"
    unclear = "原因不明"


class Payer(Choice):
    """Who has paid the carrier."""

    customer = "客户已付"
    company = "公司已付"


class Channel(Choice):
    """How the customer was told."""

    phone = "电话"
    wechat = "微信"
    text_message = "短信"
    email = "邮件"
    in_person = "当面"


class Discrepancy(Choice):
    """What does not agree with the order."""

    not_found = "查无此订单"
    other_buyer = "与买家不符"
    not_on_order = "商品不在订单上"


class Remedy(Choice):
    """What the customer chooses."""

    refund = "退货"
    exchange = "换货"


class Fate(Choice):
    """What becomes of the goods that were exchanged."""

    kept = "公司收回"
    sent_back = "退还客户"
    scrapped = "报废"


class Application(Form):
    """退换货申请"""

    reason: Why = choice("退换原因", Why)
    explanation: str = text("原因说明", on_demand=True, long=True)
    order_no: str = text("订单号", on_demand=True, prefill=Product.order_no)
    bought_on: date = day("购买日期", help="以付款日期为准", past=True, prefill=Product.purchased_on)
    received_at: datetime = moment("收货时间", help="质量问题必须填写", optional=True, past=True, not_before=bought_on,
                                   prefill=Product.delivered_at)
    used: bool = yes_no("已使用", help="质量问题可以不答", optional=True, photo=True)
    opened: bool = yes_no("已拆封", help="质量问题可以不答", optional=True, photo=True)
    damaged: bool = yes_no("有损坏", help="质量问题可以不答", optional=True, photo=True)
    packaging_complete: bool = yes_no("包装齐全", optional=True, photo=True)
    proof: Proof = choice("购买凭证", Proof, optional=True, photo=True)
    proof_no: str = text("凭证号码", optional=True,
                         only_when=when(proof, Proof.invoice, Proof.receipt, Proof.screenshot))


class ReturnApplication(Application):
    """退货申请"""


class ExchangeApplication(Application):
    """换货申请"""

    wanted: str = text("想换的商品", help="型号、尺寸、颜色", on_demand=True)


class Consent(Form):
    """向客户说明规定"""

    rules_told: bool = yes_no("已说明期限、条件、材料和运费", on_demand=True)
    rules_accepted: bool = yes_no("客户知悉并愿遵守", on_demand=True)
    told_by: Channel = choice("告知方式", Channel, optional=True)


class Refusal(Form):
    """不予办理的告知"""

    why: str = text("告知客户的原因", long=True)
    told_by: Channel = choice("告知方式", Channel)


class OrderCheck(Form):
    """核对订单"""

    found: bool = yes_no("订单属实")
    buyer_matches: bool = yes_no("与买家一致")
    item_on_order: bool = yes_no("商品在订单上")
    price_paid: Decimal = money("实付金额", help="本案商品的实付金额", prefill=Product.price)
    payment_method: Method = choice("原支付方式", Method, prefill=Product.payment_method)


class OrderMismatch(Form):
    """订单不符"""

    discrepancy: Discrepancy = choice("不符之处", Discrepancy)
    note: str = text("说明", optional=True, long=True)
    told_by: Channel = choice("告知方式", Channel)


class Verification(Form):
    """核实质量问题"""

    quality_problem: bool = yes_no("确为质量问题", photo=True)
    finding: str = text("核实情况", optional=True, long=True)
    wish: Remedy = choice("客户选择", Remedy, optional=True, on_demand=True)


class Posting(Form):
    """客户寄出"""

    carrier: str = text("承运公司", lasting=True)
    tracking_no: str = text("运单号")
    dispatched_on: date = day("寄出日期", past=True)
    freight: Decimal = money("寄回运费", optional=True)
    freight_paid_by: Payer = choice("寄回运费由谁先付", Payer, optional=True)


class Papers(Form):
    """随附材料"""

    form_enclosed: bool = yes_no("附有申请表", on_demand=True)
    proof_enclosed: bool = yes_no("附有购买凭证", on_demand=True)


class Arrival(Papers):
    """到货登记"""

    arrived_at: datetime = moment("到货时间", past=True)


class Inspection(Form, per=Item):
    """逐件检验"""

    as_ordered: bool = yes_no("与订单一致", photo=True)
    used: bool = yes_no("已使用", photo=True)
    opened: bool = yes_no("已拆封", photo=True)
    damaged: bool = yes_no("有损坏", photo=True)
    packaging_complete: bool = yes_no("包装齐全", on_demand=True, photo=True)
    traces_of_use: bool = yes_no("有使用痕迹", on_demand=True, photo=True,
                                 only_when=when(Application.reason, *NON_QUALITY))
    cause: Cause = choice("质量问题的原因", Cause, photo=True)
    cause_explained: str = text("原因说明", on_demand=True, long=True)
    deduction: Decimal = money("扣款", help="退款时扣除", optional=True, on_demand=True)
    note: str = text("检验说明", optional=True, long=True)


class Refund(Form):
    """退款"""

    amount: Decimal = money("退款金额")
    method: Method = choice("退款方式", Method)
    paid_on: date = day("退款日期", past=True)
    reference: str = text("付款流水号")


class Shipment(Form):
    """发出替换商品"""

    carrier: str = text("承运公司", lasting=True)
    tracking_no: str = text("运单号")
    shipped_on: date = day("发货日期", past=True)
    freight: Decimal = money("发货运费", optional=True)
    freight_paid_by: Payer = choice("发货运费由谁先付", Payer, help="不填即公司已付", optional=True)


class AdvanceShipment(Shipment):
    """先行发出替换商品"""


class Disposition(Form):
    """原商品去向"""

    original: Fate = choice("原商品去向", Fate)
    note: str = text("说明", optional=True, long=True)


class SendBack(Form):
    """寄还客户"""

    carrier: str = text("承运公司", lasting=True)
    tracking_no: str = text("运单号")
    sent_on: date = day("寄还日期", past=True)
    freight: Decimal = money("寄还运费", optional=True)
