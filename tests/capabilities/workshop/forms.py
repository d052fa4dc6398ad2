"""What is said of a thing that is brought to the workshop."""

from decimal import Decimal

from core.capabilities.charges.forms import ActualCosts, Paid
from core.capabilities.coverage.forms import Finding, Mended, Purchase
from core.sdk import Form, Product, money, text, yes_no


class Brought(Purchase):
    """送修"""

    model: str = text("型号", prefill=Product.model, lasting=True)
    serial: str = text("序列号", optional=True, prefill=Product.serial, lasting=True)
    postage: Decimal = money("客户付的寄费", optional=True)


class Bought(Paid):
    """原购买"""


class Look(Finding):
    """检查"""


class Mending(ActualCosts, Mended):
    """修理"""


class Told(Form):
    """告知"""

    told: bool = yes_no("已告知")
