"""Which lamps, what may come back until when, what is free, who pays the freight. No clause or figure is named here."""

from core.capabilities.charges.forms import Consent
from core.capabilities.charges.rules import agreed
from core.capabilities.coverage.forms import Extension, Finding, Purchase
from core.capabilities.coverage.rules import covered, warranty_runs
from core.capabilities.parcels.forms import Dispatch, Payer, Posting, Problem, Trouble
from core.sdk import (
    COMPANY,
    CUSTOMER,
    Charge,
    Choice,
    Decision,
    Party,
    Policy,
    allow,
    bill,
    charge,
    deny,
    length,
    listing,
    option,
    party,
    rule,
)
from plugins.lighting.forms import (
    Advised,
    Chosen,
    Decided,
    Diagnosis,
    Ground,
    Inspection,
    Intake,
    PlanTold,
    RepairOffer,
    RepairRequest,
    RepairWork,
    ReturnRequest,
    SelfRepairResult,
    StopUse,
    Wish,
)


class Since(Choice):
    """What starts the customer's window."""

    purchase = "购买日"
    receipt = "收货日"


known_models = listing("product.models", "本厂产品型号")
quality_window = length("return.quality_window", "质量问题退换期限")
unsuitable_window = length("return.unsuitable_window", "不合需求退换期限")
counted_from = option("return.counted_from", "退换期限的起算", Since)
services_offered = listing("service.catalogue", "服务内容")
danger_words = listing("safety.words", "安全风险的字眼")
stop_use_within = length("safety.stop_use_within", "多久内告知停用")
reply_within = length("consultation.reply_within", "咨询答复时限")
respond_within = length("request.respond_within", "首次响应时限")
diagnose_within = length("repair.diagnose_within", "收件后检测时限")
supervise_within = length("supervisor.within", "主管协调时限")
refund_within = length("refund.within", "退款时限")
freight_quality = party("freight.quality_return", "质量问题退换的运费")
freight_unsuitable = party("freight.unsuitable_return", "不合需求退换的运费")
freight_free_in = party("freight.free_repair_in", "免费维修的寄来运费")
freight_free_out = party("freight.free_repair_out", "免费维修的寄还运费")
freight_other = party("freight.otherwise", "其他情形的运费")
freight_exchange_quality = party("freight.exchange_quality", "质量问题换货的寄出运费")

PAID_BY = {Payer.customer: CUSTOMER, Payer.company: COMPANY}


@rule("本厂产品")
def company_product(request: Intake, policy: Policy) -> Decision:
    """What is not on the list can only be asked about."""
    if not policy.has(known_models):
        return allow("没有设产品清单,未核对型号")
    if request.model.strip().upper() not in {each.upper() for each in policy[known_models]}:
        return deny("“{model}”不是本厂产品,只能咨询", model=request.model)
    return allow("“{model}”是本厂产品", model=request.model)


def _in_time(request: ReturnRequest, policy: Policy) -> Decision:
    window = quality_window if request.ground is Ground.quality else unsuitable_window
    since = request.received_on if policy[counted_from] is Since.receipt else request.bought_on
    ends = policy.after(since, window)
    if request.filed_on > ends:
        return deny("已于 {ends} 过期", ends=ends)
    return allow("可申请至 {ends}", ends=ends)


@rule("退换期限")
def return_in_time(request: ReturnRequest, policy: Policy) -> Decision:
    """The day of purchase does not count, the last day does; the application decides."""
    return _in_time(request, policy)


@rule("正常使用")
def normally_used(request: ReturnRequest) -> Decision:
    """A fault counts as one of quality only under normal use."""
    if request.ground is Ground.quality and not request.normal_use:
        return deny("不属正常使用")
    return allow("正常使用")


@rule("申报包装和配件完好")
def packaging_stated(request: ReturnRequest) -> Decision:
    """What does not suit comes back as it was sold."""
    if request.ground is Ground.quality:
        return allow("质量问题不要求包装")
    if not request.packaging_intact:
        return deny("原包装不完好")
    return allow("包装完好、配件齐全") if request.accessories_complete else deny("配件不齐全")


@rule("过期的质量问题改为保修")
def warranty_instead(request: ReturnRequest, extension: Extension, policy: Policy) -> Decision:
    """A claim of quality that comes too late is offered a repair while the warranty lasts."""
    if request.ground is not Ground.quality or _in_time(request, policy).outcome == "allow":
        return deny("不属过期的质量问题")
    return warranty_runs(request, extension, policy)


def _passed(request: ReturnRequest, found: Inspection) -> Decision:
    if found.human_damage:
        return deny("人为损坏")
    if request.ground is Ground.quality:
        return allow("确有质量问题") if found.fault_confirmed else deny("未发现质量问题")
    if not found.packaging_found:
        return deny("原包装不完好")
    return allow("包装完好、配件齐全") if found.accessories_found else deny("配件不齐全")


@rule("检测合格")
def inspection_passed(request: ReturnRequest, found: Inspection) -> Decision:
    """Money or another lamp only after quality has found what was claimed."""
    return _passed(request, found)


@rule("客户希望退款")
def refund_wished(request: ReturnRequest) -> Decision:
    """What the customer said, confirmed after the inspection."""
    return allow("客户希望退款") if request.wish is Wish.refund else deny("客户希望换货")


def is_dangerous(request: RepairRequest, policy: Policy) -> bool:
    """Whether a request speaks of danger: ticked, or by its words."""
    if request.knows(RepairRequest.dangerous) and request.dangerous:
        return True
    said = f"{request.fault.value} {request.description}"
    return policy.has(danger_words) and any(word in said for word in policy[danger_words])


@rule("先告知客户停止使用")
def told_to_stop(request: RepairRequest, notice: StopUse, policy: Policy) -> Decision:
    """Where there is danger nothing else comes first."""
    if not is_dangerous(request, policy):
        return allow("没有安全风险")
    if not notice.stopped:
        return deny("有安全风险:先告知客户立即停用、断开电源")
    return allow("已告知客户停用")


@rule("客户自修成功")
def self_repair_worked(result: SelfRepairResult) -> Decision:
    """Guidance ends the case only where the customer says that it helped."""
    return allow("客户确认已修好") if result.worked else deny("没有修好")


@rule("客户已决定")
def customer_decided(found: Diagnosis, said: Decided) -> Decision:
    """Replacing and scrapping are the customer's to decide."""
    if found.advised is Advised.repair:
        return allow("建议维修")
    if said.chosen is Chosen.scrap or said.chosen is Chosen.send_back:
        return deny("客户决定:{chosen}", chosen=said.chosen)
    return allow("客户决定:{chosen}", chosen=said.chosen)


@rule("方案和时间已告知")
def plan_and_time_told(found: Diagnosis, told: PlanTold) -> Decision:
    """The plan and the expected date, told after the latest diagnosis."""
    if not told.plan_told:
        return deny("还没有告知维修方案")
    if told.filed_at < found.filed_at or told.time_told != found.expected_on:
        return deny("预计完成日期改为 {day},须再告知客户", day=found.expected_on)
    return allow("已告知方案,预计 {day} 完成", day=found.expected_on)


@rule("免费,或客户已同意报价", money=True)
def may_work(purchase: Purchase, finding: Finding, extension: Extension, policy: Policy, offer: RepairOffer,
             consent: Consent) -> Decision:
    """No paid work before consent to the latest quote."""
    free = covered(purchase, finding, extension, policy)
    return agreed(offer, consent) if free.outcome == "deny" else free


def _repair_freight(purchase: Purchase, finding: Finding, extension: Extension, trouble: Trouble, policy: Policy,
                    free: Party) -> tuple[Party, str]:
    """Who bears the freight of a repair. What the carrier broke is never the customer's doing."""
    found = covered(purchase, finding, extension, policy)
    damaged = trouble.knows(Trouble.problem) and trouble.problem is Problem.damage
    return (free, "free") if found.allows or damaged else (policy[freight_other], "other")


@charge("寄来运费")
def repair_freight_in(posting: Posting, purchase: Purchase, finding: Finding, extension: Extension, trouble: Trouble,
                      policy: Policy) -> Charge:
    """The way to the factory, by warranty and cause."""
    payer, why = _repair_freight(purchase, finding, extension, trouble, policy, policy[freight_free_in])
    paid = PAID_BY[posting.freight_paid_by]
    if why == "free":
        return bill(posting.freight, payer, "免费维修,寄来运费由{payer}承担", prepaid_by=paid, payer=payer)
    return bill(posting.freight, payer, "不属免费维修,寄来运费由{payer}承担", prepaid_by=paid, payer=payer)


@charge("寄还运费")
def repair_freight_out(dispatch: Dispatch, purchase: Purchase, finding: Finding, extension: Extension,
                       trouble: Trouble, policy: Policy) -> Charge:
    """The way back, by warranty and cause."""
    payer, why = _repair_freight(purchase, finding, extension, trouble, policy, policy[freight_free_out])
    paid = PAID_BY[dispatch.freight_out_paid_by] if dispatch.knows(Dispatch.freight_out_paid_by) else COMPANY
    if why == "free":
        return bill(dispatch.freight_out, payer, "免费维修,寄还运费由{payer}承担", prepaid_by=paid, payer=payer)
    return bill(dispatch.freight_out, payer, "不属免费维修,寄还运费由{payer}承担", prepaid_by=paid, payer=payer)


@charge("维修费用")
def repair_fee(work: RepairWork, purchase: Purchase, finding: Finding, extension: Extension, offer: RepairOffer,
               policy: Policy) -> Charge:
    """Actual cost: the company's while the repair is free, else the customer's up to the quote."""
    if covered(purchase, finding, extension, policy).outcome == "deny":
        return bill(min(work.total, offer.total), CUSTOMER, "实际费用 {costs},报价 {total}", costs=work.total,
                    total=offer.total)
    return bill(work.total, COMPANY, "免费保修,客户不付;内部成本 {costs}", costs=work.total)


@charge("退换寄来运费")
def return_freight_in(posting: Posting, request: ReturnRequest, found: Inspection, policy: Policy) -> Charge:
    """By the ground, once quality has looked: what is refused goes and comes at the customer's cost."""
    paid = PAID_BY[posting.freight_paid_by]
    if _passed(request, found).outcome == "deny":
        payer = policy[freight_other]
        return bill(posting.freight, payer, "检测不合格,运费由{payer}承担", prepaid_by=paid, payer=payer)
    payer = policy[freight_quality if request.ground is Ground.quality else freight_unsuitable]
    return bill(posting.freight, payer, "{ground},运费由{payer}承担", prepaid_by=paid, ground=request.ground,
                payer=payer)


@charge("换货或寄还的寄出运费")
def return_freight_out(dispatch: Dispatch, request: ReturnRequest, found: Inspection, policy: Policy) -> Charge:
    """The lamp that goes out again."""
    paid = PAID_BY[dispatch.freight_out_paid_by] if dispatch.knows(Dispatch.freight_out_paid_by) else COMPANY
    if _passed(request, found).outcome == "deny":
        payer = policy[freight_other]
        return bill(dispatch.freight_out, payer, "检测不合格,寄还运费由{payer}承担", prepaid_by=paid, payer=payer)
    payer = policy[freight_exchange_quality if request.ground is Ground.quality else freight_unsuitable]
    return bill(dispatch.freight_out, payer, "{ground}换货,寄出运费由{payer}承担", prepaid_by=paid,
                ground=request.ground, payer=payer)
