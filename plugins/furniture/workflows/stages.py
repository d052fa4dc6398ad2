"""The stages that regulations choose from. What guards them stands in `targets`."""

from core.sdk import (
    CARRIER,
    CUSTOMER,
    DONE,
    END,
    FINANCE,
    LOGISTICS,
    QUALITY,
    SERVICE,
    Outcome,
    Stage,
    State,
)
from plugins.furniture.forms import (
    AdvanceShipment,
    Arrival,
    Consent,
    Disposition,
    Inspection,
    OrderCheck,
    OrderMismatch,
    Papers,
    Posting,
    Refund,
    Refusal,
    SendBack,
    Shipment,
    Verification,
)
from plugins.furniture.rules import (
    fault_verified,
    inspection_passed,
    refund_due,
    replacement_before_inspection,
    shipped_ahead,
)

refunded, exchanged = Outcome("refunded", "已退款", final=True), Outcome("exchanged", "已换货", final=True)
refused, withdrawn = Outcome("refused", "不予办理"), Outcome("withdrawn", "客户撤回")


class Refuse(Stage):
    """不予办理"""

    failed = State("待告知客户", start=True)
    told = State("待寄还")
    tell = failed.to(told, "告知客户原因", by=SERVICE, form=Refusal)
    send_back = told.to(END, "寄还客户", by=LOGISTICS, form=SendBack, then=refused)


class Apply(Stage):
    """受理申请"""

    received = State("待受理", start=True)
    accept = received.to(DONE, "受理", by=SERVICE, form=Consent)
    decline = received.to(END, "不予受理", by=SERVICE, form=Refusal, then=refused)
    withdraw = received.to(END, "客户撤回", by=SERVICE, then=withdrawn)


class VerifyOrder(Stage):
    """核对订单"""

    open = State("待核对订单和材料", start=True)
    authorise = open.to(DONE, "核对无误,请客户寄回", by=SERVICE, form=OrderCheck)
    mismatch = open.to(END, "订单不符,不予办理", by=SERVICE, form=OrderMismatch, then=refused)
    withdraw = open.to(END, "客户撤回", by=SERVICE, then=withdrawn)


class VerifyFault(Stage):
    """核实质量问题"""

    open = State("待核实", start=True)
    judged = State("已核实")
    verify = open.to(judged, "核实", by=SERVICE, form=Verification)
    grant = judged.to(DONE, "属实,同意退换", by=SERVICE, when=fault_verified)
    reject = judged.to(END, "不属质量问题,不予退换", by=SERVICE, form=Refusal, unless=fault_verified, then=refused)
    verify_again = judged.to(judged, "重新核实", by=SERVICE, form=Verification)


class PostIn(Stage):
    """寄回"""

    asked = State("待客户寄出", start=True, waiting_for=CUSTOMER)
    transit = State("寄回途中", waiting_for=CARRIER)
    post = asked.to(transit, "客户已寄出", by=SERVICE, form=Posting)
    give_up = asked.to(END, "客户不再寄回", by=SERVICE, then=withdrawn)
    receive = transit.to(DONE, "到货", by=LOGISTICS, form=Arrival)
    correct = transit.to(transit, "更正寄出信息", by=SERVICE, form=Posting)
    ship_ahead = transit.to(transit, "先行发出替换商品", by=LOGISTICS, form=AdvanceShipment,
                            when=replacement_before_inspection)


class InspectGoods(Stage):
    """检验"""

    open = State("待检验", start=True)
    seen = State("已检验")
    inspect = open.to(seen, "登记检验结果", by=QUALITY, form=Inspection)
    passed = seen.to(DONE, "合格", by=QUALITY, when=inspection_passed)
    failed = seen.to(Refuse, "不合格", by=QUALITY, unless=inspection_passed, otherwise=END, then=refused)
    inspect_again = seen.to(seen, "复检", by=QUALITY, form=Inspection)
    complete_papers = seen.to(seen, "补齐随附材料", by=LOGISTICS, form=Papers)


class PayBack(Stage):
    """退款"""

    due = State("待退款", start=True)
    pay = due.to(DONE, "退款", by=FINANCE, form=Refund, propose=refund_due, then=refunded)


class Reship(Stage):
    """重新发货"""

    due = State("待发出替换商品", start=True)
    sent = State("替换商品已发出")
    ship = due.to(sent, "发出替换商品", by=LOGISTICS, form=Shipment, unless=shipped_ahead)
    sent_ahead = due.to(sent, "替换商品已先行发出", by=LOGISTICS, when=shipped_ahead)
    settle = sent.to(DONE, "原商品处理完毕", by=LOGISTICS, form=Disposition, then=exchanged)
