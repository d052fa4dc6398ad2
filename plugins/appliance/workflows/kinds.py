"""The kinds of case of an air-conditioner outlet."""

from core.capabilities.visits.stages import Book, DispatchCrew, Joint, Support, Visit
from core.sdk import Workflow
from plugins.appliance.forms import InstallOrder, RepairRequest, SwapRequest
from plugins.appliance.workflows.stages import (
    AnswerRequest,
    ChooseReplacement,
    Deliver,
    Diagnose,
    Exchange,
    PlanInstallation,
    PreAccept,
    Quote,
    SurveySite,
    Work,
)
from plugins.appliance.workflows.stages import (
    Install as Installing,
)

GOING = (DispatchCrew, Book, Visit)
"""Somebody is sent, agrees a time and goes there."""


class Install(Workflow, title="安装", number="AZ", opens=InstallOrder):
    """初验收 → 送货 → 勘察 → 方案 → 派工 → 上门 → 安装调试 → 共同验收"""

    stages = (PreAccept, Deliver, SurveySite, PlanInstallation, *GOING, Installing, Joint)


class Repair(Workflow, title="维修", number="WX", opens=RepairRequest, public="空调有故障,请我们上门"):
    """响应 → 派工 → 上门 → 检测 →(报价)→ 排除故障 → 验收"""

    stages = (AnswerRequest, *GOING, Support, Diagnose, Quote, Work, Joint)


class Swap(Workflow, title="换货", number="HH", opens=SwapRequest):
    """确定型号 → 派工 → 上门 → 换机 → 验收"""

    stages = (ChooseReplacement, *GOING, Exchange, Joint)
