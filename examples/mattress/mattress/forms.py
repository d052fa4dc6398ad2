"""What is asked of somebody who gives a mattress back."""

from datetime import date

from core.capabilities.charges.forms import Paid
from core.capabilities.visits.forms import Site
from core.sdk import Choice, Form, Product, choice, day, text, yes_no


class Complaint(Choice):
    """Why it is given back."""

    too_soft = "太软"
    too_hard = "太硬"
    too_warm = "睡着热"
    back_ache = "睡后腰背痛"
    other = "其他原因"


class TrialReturn(Paid, Site):
    """试睡退货申请"""

    complaint: Complaint = choice("不合适在哪里", Complaint)
    delivered_on: date = day("送到日期", past=True, prefill=Product.purchased_on)
    first_trial: bool = yes_no("这户人家第一次试睡退货")


class Cleanliness(Form):
    """取货时的卫生检查"""

    stained: bool = yes_no("有污渍或异味", photo=True)
    law_tag: bool = yes_no("水洗标还在", on_demand=True)
    note: str = text("说明", optional=True, long=True)
