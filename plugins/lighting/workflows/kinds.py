"""The kinds of case of a lamp factory."""

from core.capabilities.charges.stages import PayBack
from core.capabilities.complaints.forms import Complaint as ComplaintForm
from core.capabilities.complaints.stages import Appeal, Investigate, Respond, Supervise
from core.capabilities.followup.stages import CallBack
from core.capabilities.parcels.stages import Inbound, Outbound, SendBack
from core.sdk import Workflow
from plugins.lighting.forms import EmergencyReport, GeneralRequest, Inquiry, RepairRequest, ReturnRequest
from plugins.lighting.workflows.stages import (
    Advise,
    Bench,
    Confirm,
    InspectReturn,
    OnSite,
    Quote,
    Remedy,
    Review,
    SelfRepair,
    Sort,
    StopUsing,
    Triage,
    Work,
)

MENDING = (Triage, SelfRepair, OnSite, Supervise, Inbound, Bench, Quote, Work, Outbound, CallBack, SendBack)


class Request(Workflow, title="待分类", number="SL", opens=GeneralRequest, public=True):
    """先登记,再分类"""

    stages = (Sort,)


class Consultation(Workflow, title="咨询", number="ZX", opens=Inquiry, public=True):
    """咨询"""

    stages = (Advise, Supervise)


class Repair(Workflow, title="寄修", number="JX", opens=RepairRequest, public=True):
    """初判 → 寄来 → 检测 →(报价)→ 维修 → 寄还 → 回访"""

    stages = MENDING


class Emergency(Workflow, title="安全紧急", number="JJ", opens=EmergencyReport, public=True):
    """先告知停用,再按寄修办"""

    stages = (StopUsing, *MENDING)


class Return(Workflow, title="退换货", number="TH", opens=ReturnRequest, public=True):
    """审核 → 寄来 → 质量检测 → 退款或换货"""

    stages = (Review, Supervise, Inbound, InspectReturn, Remedy, PayBack, Outbound, Confirm, SendBack)


class Complaint(Workflow, title="投诉", number="TS", opens=ComplaintForm, public=True):
    """调查 → 答复 →(主管复核)"""

    stages = (Investigate, Respond, Appeal)
