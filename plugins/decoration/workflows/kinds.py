"""The kinds of case of a renovation company."""

from core.capabilities.complaints.stages import Appeal, Respond
from core.capabilities.coverage.contracts_forms import ContractTerms
from core.capabilities.coverage.contracts_stages import AssessClaim, ContractDraft, ContractRunning, PayClaim
from core.capabilities.visits.stages import Book, DispatchCrew, Visit
from core.sdk import Workflow
from plugins.decoration.forms import AppraisalRound, RedoOrder, ServiceRequest, Voice
from plugins.decoration.forms import Claim as ClaimForm
from plugins.decoration.workflows.stages import (
    Accept,
    Appraise,
    Build,
    Deliver,
    FindCause,
    HandReport,
    Quote,
    Receive,
    Satisfy,
    Verify,
    Work,
)

GOING = (DispatchCrew, Book, Visit)
"""Somebody with the skill is sent, and goes there."""


class Contract(Workflow, title="售后合同", number="HT", opens=ContractTerms):
    """起草 → 履行 → 终止"""

    stages = (ContractDraft, ContractRunning)


class Service(Workflow, title="售后服务", number="SH", opens=ServiceRequest,
              public="装修完工后要维修、保养,或有其他需求"):
    """受理 → 派工上门 → 查明原因 →(报价)→ 维修 → 服务报告 → 验收 → 直至满意"""

    stages = (Receive, Build, Deliver, *GOING, FindCause, Quote, Work, HandReport, Accept, Satisfy)


class Redo(Workflow, title="免费重做", number="CZ", opens=RedoOrder):
    """派工上门 → 重做 → 服务报告 → 验收"""

    stages = (*GOING, Work, HandReport, Accept)


class Claim(Workflow, title="索赔", number="SP", opens=ClaimForm):
    """核定 → 赔付"""

    stages = (AssessClaim, PayClaim)


class Complaint(Workflow, title="投诉和意见", number="TY", opens=Voice, public="对装修工程有投诉或意见"):
    """调查核实 → 答复 →(主管复核)"""

    stages = (Verify, Respond, Appeal)


class Appraisal(Workflow, title="考核", number="KH", opens=AppraisalRound):
    """打分 → 公布结果"""

    stages = (Appraise,)
