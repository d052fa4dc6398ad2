"""Which lamps, what may come back until when, what is free, who pays the freight. No clause or figure is named here."""

from decimal import Decimal

from core.capabilities.charges.forms import ActualCosts, Consent, Paid
from core.capabilities.charges.rules import agreed
from core.capabilities.complaints.forms import Ruling
from core.capabilities.coverage.forms import Extension, Finding, Purchase
from core.capabilities.coverage.rules import covered, warranty_runs
from core.capabilities.parcels.forms import Arrival, Dispatch, Payer, Posting, Problem, Trouble
from core.sdk import (
    COMPANY,
    CUSTOMER,
    Charge,
    Choice,
    Decision,
    EvidenceShown,
    Label,
    Party,
    Policy,
    allow,
    bill,
    charge,
    count,
    deny,
    field_of,
    length,
    listing,
    needs,
    option,
    party,
    refer,
    rule,
    switch,
)
from plugins.lighting.forms import (
    FAULT_PHOTO,
    Advice,
    Advised,
    Chosen,
    Decided,
    Diagnosis,
    ExchangePrice,
    Expected,
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
    VisitAdvice,
    Wish,
    WishConfirmed,
)


class Since(Choice):
    """What starts the customer's window."""

    purchase = "购买日"
    receipt = "收货日"


known_models = listing("product.models", "本厂产品型号")
quality_window = length("return.quality_window", "质量问题退换期限")
unsuitable_window = length("return.unsuitable_window", "不合需求退换期限")
counted_from = option("return.counted_from", "质量问题退换期限的起算", Since)
unsuitable_from = option("return.unsuitable_counted_from", "不合需求退换期限的起算", Since)
damage_photo = switch("damage.photo", "人为损坏的判定须附照片")
repeat_threshold = count("repeat.threshold", "同一问题修几次算多次返修")
repeat_window = length("repeat.window", "多久以内再修算返修")
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
    quality = request.ground is Ground.quality
    since = policy[counted_from if quality else unsuitable_from]
    ends = policy.after(request.received_on if since is Since.receipt else request.bought_on,
                        quality_window if quality else unsuitable_window)
    if request.filed_on > ends:
        return deny("{ground}的退换期限已于 {ends} 届满", ground=request.ground.label, ends=ends)
    return allow("{ground},可申请至 {ends}", ground=request.ground.label, ends=ends)


@rule("退换期限")
def return_in_time(request: ReturnRequest, policy: Policy) -> Decision:
    """The day of purchase does not count, the last day does; the application decides."""
    return _in_time(request, policy)


@rule("正常使用")
def normally_used(request: ReturnRequest) -> Decision:
    """A fault counts as one of quality only under normal use."""
    if request.ground is not Ground.quality:
        return allow("不合需求,不看使用情况")
    return allow("正常使用") if request.normal_use else deny("不属正常使用")


@rule("非人为损坏")
def not_damaged_by_hand(request: ReturnRequest, found: Finding) -> Decision:
    """What a person has broken does not come back; unseen goods are judged when they have come."""
    if found.knows(Finding.human_damage) and found.human_damage:
        return deny("人为损坏,不予退换")
    return allow("未发现人为损坏")


@rule("人为损坏附照片")
def damage_pictured(found: Finding, shown: EvidenceShown, trouble: Trouble, policy: Policy) -> Decision:
    """Who says that the customer broke it shows a picture, where the business wants one. What came broken by the
    carrier is nobody's doing before the manager has said so."""
    if not found.human_damage:
        return allow("不是人为损坏")
    if trouble.knows(Trouble.problem) and trouble.problem is Problem.damage:
        return refer("包裹登记了运输损坏,判定人为损坏须主管批准")
    if policy.has(damage_photo) and policy[damage_photo] and not shown.count(FAULT_PHOTO):
        return deny("判定人为损坏须先上传照片")
    return allow("判定为人为损坏")


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


def _refused(request: ReturnRequest, found: Inspection) -> bool:
    """Whether quality has looked and not found what was claimed."""
    return found.knows(Inspection.human_damage) and _passed(request, found).outcome == "deny"


@rule("检测合格")
def inspection_passed(request: ReturnRequest, found: Inspection) -> Decision:
    """Money or another lamp only after quality has found what was claimed."""
    return _passed(request, found)


@rule("客户希望退款")
def refund_wished(request: ReturnRequest, confirmed: WishConfirmed) -> Decision:
    """What the customer said when asking, or after the inspection."""
    wish = confirmed.wish_now if confirmed.knows(WishConfirmed.wish_now) else request.wish
    return allow("客户希望退款") if wish is Wish.refund else deny("客户希望换货")


@rule("换其他型号先登记差价")
def difference_told(confirmed: WishConfirmed, price: ExchangePrice) -> Decision:
    """The same model goes out as it is; for another one the customer agrees to the difference first."""
    if not confirmed.knows(WishConfirmed.exchange_for):
        return allow("换同型号,没有差价")
    return allow("换成 {model},价格 {price}", model=confirmed.exchange_for, price=price.new_price)


@charge("换货差价", since=ExchangePrice)
def exchange_difference(price: ExchangePrice, paid: Paid, request: ReturnRequest, confirmed: WishConfirmed) -> Charge:
    """What another model costs more is paid by the customer, what it costs less goes back; nothing for a refund."""
    wish = confirmed.wish_now if confirmed.knows(WishConfirmed.wish_now) else request.wish
    gap = price.new_price - paid.price
    if wish is Wish.refund or not gap:
        return bill(Decimal(0), CUSTOMER, "没有换货差价")
    if gap < 0:
        return bill(gap, CUSTOMER, "换成价格较低的型号,退给客户差价 {gap}", gap=-gap)
    return bill(gap, CUSTOMER, "换成价格较高的型号,客户补差价 {gap}", gap=gap)


def danger_in(request: Intake, policy: Policy) -> str:
    """By what a request speaks of danger: a word, or the tick; nothing where it does not."""
    fault = request.answer(field_of(RepairRequest.fault))
    said = f"{fault.value if isinstance(fault, Choice) else ''} {request.answer(field_of(Intake.description)) or ''}"
    words = policy[danger_words] if policy.has(danger_words) else ()
    heard = next((word for word in words if word in said), "")
    return heard or ("已勾选" if request.knows(Intake.dangerous) and request.dangerous else "")


@rule("先告知客户停止使用")
def told_to_stop(request: Intake, notice: StopUse, policy: Policy) -> Decision:
    """Where there is danger nothing else comes first."""
    danger = danger_in(request, policy)
    if not danger:
        return allow("没有安全风险")
    if notice.knows(StopUse.stopped) and notice.stopped:
        return allow("已告知客户停用")
    return deny("有安全风险({danger}):先告知客户立即停用、断开电源", danger=danger)


@rule("来电时已告知停用")
def stop_told_before(notice: StopUse) -> Decision:
    """Told while the request was taken down."""
    return allow("已告知客户停用") if notice.stopped else deny("还没有告知客户停用")


@rule("上门维修")
def repaired_on_site(advice: Advice, arrival: Arrival) -> Decision:
    """Whether the latest advice was to go there; a lamp that has come is mended here."""
    if isinstance(advice, VisitAdvice):
        return allow("上门维修")
    if advice.knows(Advice.plan) or arrival.knows(Arrival.condition):
        return deny("不是上门维修")
    return needs(field_of(Advice.plan))


@rule("已定方案")
def plan_decided(advice: Advice, ruling: Ruling) -> Decision:
    """Nobody is asked to post a lamp before technicians have a plan, or the manager has decided so."""
    if ruling.knows(Ruling.ruling) and not advice.knows(Advice.plan):
        return allow("主管已裁决")
    return allow("初判方案:{plan}", plan=advice.plan)


@rule("客户自修成功")
def self_repair_worked(result: SelfRepairResult) -> Decision:
    """Guidance ends the case only where the customer says that it helped."""
    return allow("客户确认已修好") if result.worked else deny("没有修好")


def _decided(found: Diagnosis, said: Decided) -> bool:
    """Whether the customer has decided about this diagnosis, not about one before it."""
    return said.knows(Decided.chosen) and found.knows(Diagnosis.advised) and said.filed_at >= found.filed_at


@rule("客户已决定")
def customer_decided(found: Diagnosis, said: Decided) -> Decision:
    """Replacing and scrapping are the customer's to decide."""
    if _decided(found, said):
        if said.chosen is Chosen.scrap or said.chosen is Chosen.send_back:
            return deny("客户决定:{chosen}", chosen=said.chosen.label)
        return allow("客户决定:{chosen}", chosen=said.chosen.label)
    if found.advised is Advised.repair:
        return allow("建议维修")
    return needs(field_of(Decided.chosen))


@rule("客户同意报废")
def scrap_chosen(found: Diagnosis, said: Decided) -> Decision:
    """The customer's own word, about this diagnosis."""
    if not _decided(found, said):
        return needs(field_of(Decided.chosen))
    return allow("客户决定报废") if said.chosen is Chosen.scrap else deny("客户决定:{chosen}", chosen=said.chosen.label)


@rule("客户要求寄还")
def send_back_chosen(found: Diagnosis, said: Decided) -> Decision:
    """The customer's own word, about this diagnosis."""
    if not _decided(found, said):
        return needs(field_of(Decided.chosen))
    if said.chosen is Chosen.send_back:
        return allow("客户决定寄还")
    return deny("客户决定:{chosen}", chosen=said.chosen.label)


@rule("方案和时间已告知")
def plan_and_time_told(found: Expected, told: PlanTold) -> Decision:
    """The plan and the expected date, told again whenever either has changed."""
    if not told.plan_told:
        return deny("还没有告知维修方案")
    if told.filed_at < found.filed_at or told.time_told != found.expected_on:
        return deny("预计完成日期为 {day},须再告知客户", day=found.expected_on)
    return allow("已告知方案,预计 {day} 完成", day=found.expected_on)


@rule("客户同意全部报价", money=True)
def consent_in_full(offer: RepairOffer, consent: Consent) -> Decision:
    """A lower amount is no consent to the quote; an earlier one none to a later quote."""
    if not consent.knows(Consent.channel) or consent.filed_at < offer.filed_at:
        return needs(field_of(Consent.channel))
    return agreed(offer, consent)


@rule("费用不超过客户同意的报价", money=True)
def costs_agreed(purchase: Purchase, finding: Finding, extension: Extension, policy: Policy, costs: ActualCosts,
                 offer: RepairOffer) -> Decision:
    """What the customer pays is never more than they agreed to; what is free has no quote."""
    if covered(purchase, finding, extension, policy).outcome != "deny":
        return allow("免费维修,客户不付费")
    if costs.total > offer.total:
        return deny("实际费用 {costs} 高于报价 {total},须重新报价并征得同意", costs=costs.total, total=offer.total)
    return allow("实际费用 {costs},不超过报价 {total}", costs=costs.total, total=offer.total)


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


@charge("寄来运费", since=Posting)
def repair_freight_in(posting: Posting, purchase: Purchase, finding: Finding, extension: Extension, trouble: Trouble,
                      policy: Policy) -> Charge:
    """The way to the factory, by warranty and cause."""
    payer, why = _repair_freight(purchase, finding, extension, trouble, policy, policy[freight_free_in])
    paid = PAID_BY[posting.freight_paid_by]
    if why == "free":
        return bill(posting.freight, payer, "免费维修,寄来运费由{bearer}承担", prepaid_by=paid,
                    bearer=Label(payer.title))
    return bill(posting.freight, payer, "不属免费维修,寄来运费由{bearer}承担", prepaid_by=paid,
                bearer=Label(payer.title))


@charge("寄还运费", since=Dispatch)
def repair_freight_out(dispatch: Dispatch, purchase: Purchase, finding: Finding, extension: Extension,
                       trouble: Trouble, policy: Policy) -> Charge:
    """The way back, by warranty and cause."""
    payer, why = _repair_freight(purchase, finding, extension, trouble, policy, policy[freight_free_out])
    paid = PAID_BY[dispatch.freight_out_paid_by] if dispatch.knows(Dispatch.freight_out_paid_by) else COMPANY
    if why == "free":
        return bill(dispatch.freight_out, payer, "免费维修,寄还运费由{bearer}承担", prepaid_by=paid,
                    bearer=Label(payer.title))
    return bill(dispatch.freight_out, payer, "不属免费维修,寄还运费由{bearer}承担", prepaid_by=paid,
                bearer=Label(payer.title))


@charge("维修费用", since=RepairWork)
def repair_fee(work: RepairWork, purchase: Purchase, finding: Finding, extension: Extension, policy: Policy) -> Charge:
    """Actual cost, parts and labour: the company's while the repair is free, else the customer's. That it stays within
    the quote is judged when the work is done."""
    if covered(purchase, finding, extension, policy).outcome == "deny":
        return bill(work.total, CUSTOMER, "过保或人为损坏,按实际成本收费:配件 {parts},工时 {labour}", parts=work.parts,
                    labour=work.labour)
    return bill(work.total, COMPANY, "免费保修,客户不付;内部成本 {costs}", costs=work.total)


@charge("退换寄来运费", since=Posting)
def return_freight_in(posting: Posting, request: ReturnRequest, found: Inspection, policy: Policy) -> Charge:
    """By the ground; once quality has looked, what is refused goes and comes at the customer's cost."""
    paid = PAID_BY[posting.freight_paid_by]
    if _refused(request, found):
        payer = policy[freight_other]
        return bill(posting.freight, payer, "检测不合格,运费由{bearer}承担", prepaid_by=paid,
                    bearer=Label(payer.title))
    payer = policy[freight_quality if request.ground is Ground.quality else freight_unsuitable]
    return bill(posting.freight, payer, "{ground},运费由{bearer}承担", prepaid_by=paid, ground=request.ground.label,
                bearer=Label(payer.title))


@charge("换货或寄还的寄出运费", since=Dispatch)
def return_freight_out(dispatch: Dispatch, request: ReturnRequest, found: Inspection, policy: Policy) -> Charge:
    """The lamp that goes out again."""
    paid = PAID_BY[dispatch.freight_out_paid_by] if dispatch.knows(Dispatch.freight_out_paid_by) else COMPANY
    if _refused(request, found):
        payer = policy[freight_other]
        return bill(dispatch.freight_out, payer, "检测不合格,寄还运费由{bearer}承担", prepaid_by=paid,
                    bearer=Label(payer.title))
    payer = policy[freight_exchange_quality if request.ground is Ground.quality else freight_unsuitable]
    return bill(dispatch.freight_out, payer, "{ground}换货,寄出运费由{bearer}承担", prepaid_by=paid,
                ground=request.ground.label, bearer=Label(payer.title))
