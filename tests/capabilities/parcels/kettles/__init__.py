"""电水壶:an industry of the tests' own whose kettles travel both ways."""

from core.capabilities.parcels import parcels
from core.capabilities.parcels.forms import Dispatch, Payer, Posting
from core.capabilities.parcels.stages import Inbound, Outbound, SendBack
from core.sdk import (
    COMPANY,
    CUSTOMER,
    DONE,
    END,
    SERVICE,
    TECHNICIAN,
    Charge,
    Form,
    Industry,
    Outcome,
    Stage,
    State,
    Workflow,
    bill,
    charge,
    text,
    yes_no,
)

repaired = Outcome("repaired", "已修好")


class Request(Form):
    """报修"""

    model: str = text("型号")


class Finding(Form):
    """检测"""

    misused: bool = yes_no("人为损坏")


class Bench(Stage):
    """检测"""

    waiting = State("待检测", start=True)
    look = waiting.to(DONE, "检测", by=TECHNICIAN, form=Finding)
    hand_back = waiting.to(SendBack, "不修,寄还", by=TECHNICIAN)


class Thanks(Stage):
    """致谢"""

    last = State("待致谢", start=True)
    thank = last.to(END, "致谢", by=SERVICE, then=repaired)


class Repair(Workflow, title="修壶", number="SH", opens=Request):
    """寄来 → 检测 → 寄还"""

    stages = (Inbound, Bench, Outbound, Thanks, SendBack)


@charge("寄来运费")
def freight_in(posting: Posting, found: Finding) -> Charge:
    """Whoever broke it pays."""
    paid = {Payer.customer: CUSTOMER, Payer.company: COMPANY}[posting.freight_paid_by]
    return bill(posting.freight, CUSTOMER if found.misused else COMPANY, "按检测结果", prepaid_by=paid)


@charge("寄还运费")
def freight_out(dispatch: Dispatch, found: Finding) -> Charge:
    """The same on the way back."""
    return bill(dispatch.freight_out, CUSTOMER if found.misused else COMPANY, "按检测结果", prepaid_by=COMPANY)


kettles = Industry("kettles", __name__, title="电水壶", needs=(parcels,))
