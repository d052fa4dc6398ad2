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
    Reconsider,
    Remedy,
    Review,
    SelfRepair,
    Sort,
    StopUsing,
    Triage,
    Work,
)

MENDING = (Triage, SelfRepair, OnSite, Supervise, Inbound, Bench, Quote, Work, Outbound, CallBack, SendBack)


class Request(Workflow, title="待分类", number="SL", opens=GeneralRequest, public="说不清属于哪一种,先告诉我们"):
    """先登记,再分类"""

    stages = (Sort,)


class Consultation(Workflow, title="咨询", number="ZX", opens=Inquiry, public="安装、使用、选购方面的问题"):
    """咨询"""

    stages = (Advise, Supervise)


class Repair(Workflow, title="寄修", number="JX", opens=RepairRequest, public="灯坏了,请我们检修"):
    """初判 → 寄来 → 检测 →(报价)→ 维修 → 寄还 → 回访"""

    stages = MENDING


class Emergency(Workflow, title="安全紧急", number="JJ", opens=EmergencyReport,
                public="漏电、冒烟、异味、爆裂等,先断电再报修"):
    """先告知停用,再按寄修办"""

    stages = (StopUsing, *MENDING)


class Return(Workflow, title="退换货", number="TH", opens=ReturnRequest, public="想退货或换货"):
    """审核 → 寄来 → 质量检测 → 退款或换货"""

    stages = (Review, Supervise, Inbound, InspectReturn, Reconsider, Remedy, PayBack, Outbound, Confirm, SendBack)


class Complaint(Workflow, title="投诉", number="TS", opens=ComplaintForm, public="对产品或服务不满意"):
    """调查 → 答复 →(主管复核)"""

    stages = (Investigate, Respond, Appeal)
