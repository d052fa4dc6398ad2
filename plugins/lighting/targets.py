"""What must be there before a step, and what is promised by when."""

from core.capabilities.charges.stages import PayBack
from core.capabilities.complaints.rules import explained_first
from core.capabilities.complaints.stages import Supervise
from core.capabilities.coverage.forms import PROOF
from core.capabilities.parcels.forms import Arrival
from core.capabilities.parcels.stages import Inbound
from core.sdk import CUSTOMER_REACHED, MANAGER, OPENED, SERVICE, Gate, Notice, Target, any_of, point
from plugins.lighting.forms import (
    FAULT_PHOTO,
    Approval,
    Confirmation,
    Expected,
    Intake,
    NewKind,
    RepairOffer,
    ReturnRequest,
    Slip,
    StopUse,
    VisitAdvice,
)
from plugins.lighting.rules import (
    company_product,
    consent_in_full,
    costs_agreed,
    customer_decided,
    damage_pictured,
    diagnose_within,
    difference_told,
    may_work,
    normally_used,
    not_damaged_by_hand,
    packaging_stated,
    plan_and_time_told,
    plan_decided,
    refund_within,
    reply_within,
    respond_within,
    return_in_time,
    stop_use_within,
    supervise_within,
    told_to_stop,
)
from plugins.lighting.workflows.stages import (
    DANGER,
    STOP_TOLD,
    Advise,
    Bench,
    Confirm,
    InspectReturn,
    Quote,
    Reconsider,
    Remedy,
    Review,
    Sort,
    StopUsing,
    Triage,
    Work,
)

alarm_at = point("safety.alarm", "安全紧急的上报")

WARNED = (StopUsing.warn_customer, StopUsing.told_already, Triage.warn, Review.warn, Advise.warn, Sort.warn)
HANDLED = (
    Sort.classify, Advise.accept, Advise.answer, Advise.explain, Advise.escalate, Advise.change_kind, Triage.accept,
    Triage.mail_in, Triage.guide, Triage.visit, Triage.not_ours, Triage.consult, Triage.explain, Triage.escalate,
    Triage.change_kind, Review.accept, Review.look, Review.approve, Review.ask_papers, Review.repair_instead,
    Review.decline, Review.consult, Review.explain, Review.escalate, Review.change_kind)
KIND_CHANGED = (Advise.change_kind, Advise.change_kind_after, Triage.change_kind, Review.change_kind)
ESCALATED = (Review.escalate, Triage.escalate, Advise.escalate, InspectReturn.escalate)

known_product = Gate("本厂产品", before=(Triage.mail_in, Triage.guide, Triage.visit, Review.approve),
                     when=company_product)
stopped_first = Gate("先告知客户停止使用", when=told_to_stop,
                     before=tuple(each for each in HANDLED if each not in KIND_CHANGED))
stop_confirmed = Gate("客户已停用", before=StopUsing.warn_customer, yes=(StopUse.stopped,))
kind_reasoned = Gate("改种类的理由", before=KIND_CHANGED, needs=(NewKind.kind_why,))
in_return_time = Gate("退换期限", before=Review.approve, when=return_in_time)
used_normally = Gate("正常使用", before=Review.approve, when=normally_used)
undamaged = Gate("非人为损坏", before=Review.approve, when=not_damaged_by_hand)
packaging_declared = Gate("申报包装和配件完好", before=Review.approve, when=packaging_stated)
application_complete = Gate("申请材料齐全", before=Review.approve, needs=(Intake.description,), evidence=(PROOF,))
conditions_confirmed = Gate("客服确认符合条件", before=Review.approve, yes=(Approval.conditions_met,))
ground_given = Gate("退换理由", before=Review.approve, needs=(ReturnRequest.ground,))
explained = Gate("先讲解政策,客户仍坚持", before=ESCALATED, when=explained_first)
failure_shown = Gate("不合格的照片", before=InspectReturn.failed, evidence=(FAULT_PHOTO,))
arrived_first = Gate("先收件", before=Bench.diagnose, needs=(Arrival.condition,))
advised_first = Gate("先初判定方案", before=Inbound.arrange, when=plan_decided)
visit_reasoned = Gate("上门的理由", before=Triage.visit, needs=(VisitAdvice.mode_reason,))
fault_described = Gate("购买凭证和故障说明", before=Review.approve, needs=(Intake.description,), evidence=(PROOF,))
estimated_first = Gate("先估算费用", before=Quote.agree, needs=(RepairOffer.parts, RepairOffer.labour))
consent_given = Gate("客户同意全部报价", before=Quote.agree, when=consent_in_full)
decided_first = Gate("更换或报废由客户决定", before=Bench.go_on, when=customer_decided)
slip_issued = Gate("退货单", before=Inbound.arrange, needs=(Slip.slip_no,))
damage_shown = Gate("人为损坏的判定", before=(Bench.go_on, InspectReturn.failed), when=damage_pictured)
plan_told = Gate("已告知方案和预计时间", before=(Bench.go_on, Work.finish), when=plan_and_time_told)
paid_work_agreed = Gate("免费,或客户已同意报价", before=(Work.finish, Work.finish_there), when=may_work)
cost_within_consent = Gate("费用不超过客户同意的报价", before=(Work.finish, Work.finish_there), when=costs_agreed)
exchange_settled = Gate("换其他型号先登记差价", before=Remedy.exchange, when=difference_told)
payment_known = Gate("原付款", before=Remedy.refund, needs=(Approval.price, Approval.paid_by))
goods_confirmed = Gate("客户确认", before=Confirm.confirm, yes=(Confirmation.confirmed,))

first_response = Target("开始处理", since=OPENED, within=respond_within,
                        until=any_of(CUSTOMER_REACHED, *HANDLED, *WARNED))
consultation_answered = Target("答复咨询", since=OPENED, until=Advise.answer, within=reply_within)
stop_use_told = Target("告知客户停用", since=DANGER, until=any_of(STOP_TOLD, *WARNED), within=stop_use_within)
diagnosed = Target("检测", since=Inbound.receive, until=Bench.diagnose, within=diagnose_within)
repaired_by_date = Target("按告知日期修好", since=Bench.go_on, by=Expected.expected_on,
                          until=any_of(Work.finish, Quote.refuse, Quote.refuse_there, Quote.lapse))
refunded_in_time = Target("退款", since=Inbound.receive, until=PayBack.pay, within=refund_within)
supervisor_decides = Target("主管协调", since=Supervise.waiting, until=any_of(Supervise.concede, Supervise.uphold),
                            within=supervise_within)
reconsidered = Target("主管复议", since=Reconsider.waiting, until=any_of(Reconsider.concede, Reconsider.uphold),
                      within=supervise_within)

safety_alarm = Notice("安全紧急,请主管过问", of=stop_use_told, at=alarm_at, to=(SERVICE, MANAGER), escalation=True)
