"""Quote first, work after; money back."""

from core.capabilities.charges.forms import Refund
from core.capabilities.charges.rules import whole_refund
from core.sdk import END, FINANCE, Outcome, Stage, State

refunded = Outcome("refunded", "已退款", final=True)


class PayBack(Stage):
    """退款"""

    due = State("待退款", start=True)
    pay = due.to(END, "退款", by=FINANCE, form=Refund, propose=whole_refund, then=refunded)
