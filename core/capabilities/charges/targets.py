"""What must be there before money moves."""

from core.capabilities.charges.rules import refund_once, refund_same_way
from core.capabilities.charges.stages import PayBack
from core.sdk import Gate

refund_method = Gate("按原支付方式退款", before=PayBack.pay, when=refund_same_way)
refund_amount = Gate("退款不超过实付", before=PayBack.pay, when=refund_once)
