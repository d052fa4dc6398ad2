"""What is asked about a curtain that does not fit."""

from datetime import date
from decimal import Decimal

from core.sdk import Choice, Form, choice, day, money, number, text, yes_no


class Measurer(Choice):
    """Who took the measurements the curtain was made to."""

    shop = "本店量的"
    customer = "客户自己量的"


class AlterationRequest(Form):
    """改尺寸申请"""

    complaint: str = text("哪里不合适", long=True)
    hung_on: date = day("挂上的日期", past=True)
    measured_by: Measurer = choice("尺寸由谁量的", Measurer)


class Remeasuring(Form):
    """复量"""

    width: int = number("宽(厘米)")
    height: int = number("高(厘米)")


class Agreement(Form):
    """客户同意收费"""

    fee: Decimal = money("修改费")


class Handover(Form):
    """交付"""

    handed_over_on: date = day("交付日期", past=True)
    fits: bool = yes_no("客户确认合适", on_demand=True)
