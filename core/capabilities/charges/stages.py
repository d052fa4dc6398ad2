"""Quote first, work after; money back."""

from core.capabilities.charges.forms import Refund
from core.capabilities.charges.rules import whole_refund
from core.sdk import END, FINANCE, Outcome, Signal, Stage, State

PAID = Signal("charges.paid", "已收款")
REFUNDED = Signal("charges.refunded", "已退款")
REIMBURSED = Signal("charges.reimbursed", "已退还代付费用")
BILLED = Signal("charges.billed", "另行收费")
WRITTEN_OFF = Signal("charges.written_off", "已免收")
REFUND_ASKED = Signal("charges.refund_asked", "申请退款")
REFUND_GRANTED = Signal("charges.refund_granted", "已批准退款")
REFUND_DENIED = Signal("charges.refund_denied", "不批准退款")
REVERSED = Signal("charges.reversed", "已冲销")
refunded = Outcome("refunded", "已退款", final=True)


class PayBack(Stage):
    """退款"""

    due = State("待退款", start=True)
    pay = due.to(END, "退款", by=FINANCE, form=Refund, propose=whole_refund, then=refunded)
