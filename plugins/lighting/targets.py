"""What must be there before a step, and what is promised by when."""

from core.capabilities.charges.rules import within_quote
from core.capabilities.complaints.rules import explained_first
from core.capabilities.complaints.stages import Supervise
from core.capabilities.coverage.forms import PROOF
from core.capabilities.parcels.forms import Arrival
from core.capabilities.parcels.stages import Inbound
from core.sdk import CUSTOMER_REACHED, MANAGER, OPENED, SERVICE, Gate, Notice, Target, any_of, point
from plugins.lighting.forms import (
    FAULT_PHOTO,
    Advice,
    Approval,
    Confirmation,
    Diagnosis,
    Intake,
    RepairOffer,
    ReturnRequest,
    Slip,
    StopUse,
    VisitAdvice,
)
from plugins.lighting.rules import (
    company_product,
    customer_decided,
    diagnose_within,
    may_work,
    normally_used,
    packaging_stated,
    plan_and_time_told,
    refund_within,
    reply_within,
    respond_within,
    return_in_time,
    stop_use_within,
    supervise_within,
    told_to_stop,
)
from plugins.lighting.workflows.stages import (
    Advise,
    Bench,
    Confirm,
    InspectReturn,
    PayBack,
    Quote,
    Review,
    StopUsing,
    Triage,
    Work,
)

alarm_at = point("safety.alarm", "安全紧急的上报")

known_product = Gate("本厂产品", before=(Triage.mail_in, Triage.guide, Triage.visit, Review.approve),
                     when=company_product)
stopped_first = Gate("先告知客户停止使用", before=(Triage.mail_in, Triage.guide, Triage.visit, Triage.not_ours),
                     when=told_to_stop)
stop_confirmed = Gate("客户已停用", before=StopUsing.warn_customer, yes=(StopUse.stopped,))
in_return_time = Gate("退换期限", before=Review.approve, when=return_in_time)
used_normally = Gate("正常使用", before=Review.approve, when=normally_used)
packaging_declared = Gate("申报包装和配件完好", before=Review.approve, when=packaging_stated)
application_complete = Gate("申请材料齐全", before=Review.approve, needs=(Intake.description,), evidence=(PROOF,))
conditions_confirmed = Gate("客服确认符合条件", before=Review.approve, yes=(Approval.conditions_met,))
ground_given = Gate("退换理由", before=Review.approve, needs=(ReturnRequest.ground,))
explained = Gate("先讲解政策,客户仍坚持", before=Review.escalate, when=explained_first)
failure_shown = Gate("不合格的照片", before=InspectReturn.failed, evidence=(FAULT_PHOTO,))
arrived_first = Gate("先收件", before=Bench.diagnose, needs=(Arrival.condition,))
advised_first = Gate("先初判定方案", before=Inbound.arrange, needs=(Advice.plan,))
visit_reasoned = Gate("上门的理由", before=Triage.visit, needs=(VisitAdvice.mode_reason,))
fault_described = Gate("购买凭证和故障说明", before=Review.approve, needs=(Intake.description,), evidence=(PROOF,))
estimated_first = Gate("先估算费用", before=Quote.agree, needs=(RepairOffer.parts, RepairOffer.labour))
decided_first = Gate("更换或报废由客户决定", before=Bench.go_on, when=customer_decided)
slip_issued = Gate("退货单", before=Inbound.arrange, needs=(Slip.slip_no,))
damage_shown = Gate("人为损坏的判定", before=Bench.go_on, needs=(Diagnosis.human_damage,))
plan_told = Gate("已告知方案和预计时间", before=(Bench.go_on, Work.finish), when=plan_and_time_told)
paid_work_agreed = Gate("免费,或客户已同意报价", before=Work.finish, when=may_work)
cost_within_quote = Gate("费用不超过报价", before=Work.finish, when=within_quote)
goods_confirmed = Gate("客户确认", before=Confirm.confirm, yes=(Confirmation.confirmed,))

first_response = Target("开始处理", since=OPENED, within=respond_within, until=any_of(
    CUSTOMER_REACHED, Advise.answer, StopUsing.warn_customer, Triage.warn, Triage.mail_in, Triage.guide, Triage.visit,
    Triage.not_ours, Review.approve, Review.ask_papers, Review.explain, Review.decline, Review.repair_instead))
consultation_answered = Target("答复咨询", since=OPENED, until=any_of(Advise.answer, CUSTOMER_REACHED),
                               within=reply_within)
stop_use_told = Target("告知客户停用", since=OPENED, until=StopUsing.warn_customer, within=stop_use_within)
diagnosed = Target("检测", since=Inbound.receive, until=Bench.diagnose, within=diagnose_within)
repaired_by_date = Target("按告知日期修好", since=Bench.go_on, until=Work.finish, by=Diagnosis.expected_on)
refunded_in_time = Target("退款", since=Inbound.receive, until=PayBack.pay, within=refund_within)
supervisor_decides = Target("主管协调", since=Review.escalate, until=any_of(Supervise.concede, Supervise.uphold),
                            within=supervise_within)

safety_alarm = Notice("安全紧急,请主管过问", of=stop_use_told, at=alarm_at, to=(SERVICE, MANAGER), escalation=True)

