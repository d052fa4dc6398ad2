"""Look, quote, mend, hand over."""

from core.capabilities.charges.forms import Consent, Declined, Offer
from core.capabilities.charges.rules import as_drafted, quote_agreed, within_quote
from core.capabilities.charges.stages import PayBack
from core.sdk import CUSTOMER, DONE, END, SERVICE, TECHNICIAN, Gate, Stage, State, Workflow
from tests.capabilities.workshop.forms import Bought, Brought, Look, Mending


class Bench(Stage):
    """修理"""

    waiting = State("待检查", start=True)
    found = State("待报价")
    quoted = State("待客户答复", waiting_for=CUSTOMER)
    working = State("修理中")
    done = State("已修好")
    look = waiting.to(found, "检查", by=TECHNICIAN, form=Look)
    look_again = found.to(found, "重新检查", by=TECHNICIAN, form=Look)
    offer = found.to(quoted, "报价", by=TECHNICIAN, form=Offer, propose=as_drafted)
    free = found.to(working, "直接修", by=TECHNICIAN)
    offer_again = quoted.to(quoted, "改报价", by=TECHNICIAN, form=Offer, propose=as_drafted)
    agree = quoted.to(working, "同意", by=SERVICE, form=Consent, customer="同意")
    refuse = quoted.to(END, "不修", by=SERVICE, form=Declined, customer="不修了")
    dearer = working.to(quoted, "改报价", by=TECHNICIAN, form=Offer, propose=as_drafted)
    mend = working.to(done, "修好", by=TECHNICIAN, form=Mending)
    look_after = done.to(done, "复核", by=TECHNICIAN, form=Look)
    hand_over = done.to(END, "交还", by=SERVICE)


class Buying(Stage):
    """退货"""

    asked = State("待登记", start=True)
    note = asked.to(DONE, "登记原购买", by=SERVICE, form=Bought)


class Repair(Workflow, title="修理", number="XL", opens=Brought, public="东西坏了"):
    """检查 → 报价 → 修理"""

    stages = (Bench,)


class Return(Workflow, title="退货", number="TP", opens=Brought):
    """登记 → 退款"""

    stages = (Buying, PayBack)


agreed_first = Gate("客户已同意报价", before=Bench.mend, when=quote_agreed)
not_above = Gate("费用不超过报价", before=Bench.mend, when=within_quote)
