"""Who handles a request, what is free, what may be charged, when a case may be closed. No clause or figure is named."""

from decimal import Decimal

from core.capabilities.charges.forms import Consent, Offer
from core.capabilities.charges.rules import agreed as offer_agreed
from core.capabilities.coverage.contracts_forms import Agreement, ResponseDelay
from core.capabilities.coverage.permissions import SEE
from core.sdk import (
    COMPANY,
    CUSTOMER,
    Charge,
    Decision,
    EvidenceShown,
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
    refer,
    rule,
    words,
)
from plugins.decoration.forms import (
    CERTIFICATE,
    Acceptance,
    Cause,
    CauseFound,
    DeliveryOrder,
    FaultRuling,
    Need,
    RepairOffer,
    Rounds,
    Satisfaction,
    Scores,
    ServiceRequest,
    Trigger,
    Weights,
    WorkDone,
)

respond_within = length("request.respond_within", "首次响应时限")
report_within = length("report.within", "服务报告交付时限")
begin_within = length("complaint.begin_within", "多久内开始调查")
upkeep_period = length("upkeep.period", "免费维护保养期")
contract_warranty = length("contract.warranty", "乙方施工质量的免费维修期")
good_score = count("satisfied.score", "几分以上算满意")
most_follow_ups = count("satisfied.follow_ups", "跟进几次仍不满意,主管可以结案")
hotline = words("service.hotline", "售后服务热线")
sanction_kinds = listing("sanction.kinds", "可以采用的处罚")
promise_words = words("service.promise", "对客户的承诺")


@rule("工程尚未完工")
def before_completion(request: ServiceRequest, under: Agreement) -> Decision:
    """The day of the request is compared with the day of completion, which is after-sales already. Design and
    construction are never after-sales."""
    if request.need in (Need.design, Need.construction):
        return allow("{need}由施工或设计组办理", need=request.need.label)
    ready = (under.completed_on if under.knows(Agreement.completed_on) else
             request.completed_on if request.knows(ServiceRequest.completed_on) else None)
    if ready is None:
        return deny("没有登记竣工日期,按售后办理")
    if request.filed_on < ready:
        return allow("{ready} 才竣工,由施工组办理", ready=ready)
    return deny("{ready} 已竣工,按售后办理", ready=ready)


@rule("施工要有合同")
def contract_there(request: ServiceRequest, under: Agreement) -> Decision:
    """Nothing is built without a contract."""
    if request.need is not Need.construction:
        return allow("不是施工")
    if not under.knows(Agreement.contract):
        named = request.knows(ServiceRequest.contract_no)
        return needs(field_of(Agreement.contract)) if named else deny("缺少合同:先签合同再施工")
    return allow("按合同“{contract}”施工", contract=under.contract)


@rule("等甲方的时间")
def waiting_for_a(late: ResponseDelay) -> Decision:
    """What waits for A is shown, and is not B's."""
    hours = Decimal(late.waited_minutes) / 60 if late.knows(ResponseDelay.waited_minutes) else Decimal(0)
    return allow("等甲方配合 {hours} 小时,不算乙方迟延", hours=f"{hours:.1f}".removesuffix(".0"))


@rule("乙方施工质量问题免费")
def fault_of_b(found: CauseFound, request: ServiceRequest, under: Agreement, policy: Policy) -> Decision:
    """What B built badly B repairs for nothing, material included; after a warranty, where one is set, a manager
    says so."""
    if found.cause is not Cause.b_construction:
        return deny("原因是{cause},按约定收费", cause=found.cause.label)
    ready = (under.completed_on if under.knows(Agreement.completed_on) else
             request.completed_on if request.knows(ServiceRequest.completed_on) else None)
    if ready is not None and policy.has(contract_warranty):
        ends = policy.after(ready, contract_warranty)
        if request.filed_on > ends:
            return refer("免费维修期已于 {ends} 届满,乙方责任须主管确认", ends=ends)
    return allow("乙方施工质量问题,工料全免")


@rule("免费维护保养")
def upkeep_free(request: ServiceRequest, under: Agreement, policy: Policy) -> Decision:
    """Upkeep costs nothing so long after completion; the last day counts."""
    return _upkeep(request, under, policy)


def _upkeep(request: ServiceRequest, under: Agreement, policy: Policy) -> Decision:
    if request.need is not Need.upkeep:
        return deny("不是维护保养")
    ready = under.completed_on if under.knows(Agreement.completed_on) else request.completed_on
    ends = policy.after(ready, upkeep_period)
    if request.filed_on > ends:
        return deny("免费维护保养已于 {ends} 到期", ends=ends)
    return allow("免费维护保养至 {ends}", ends=ends)


@rule("不在免费维护保养之列")
def beyond_upkeep(request: ServiceRequest, under: Agreement, policy: Policy) -> Decision:
    """Nobody is charged for what is free still."""
    found = _upkeep(request, under, policy)
    if found.outcome == "allow":
        return deny("还在免费维护保养期内,不能收费")
    return allow("不在免费维护保养之列")


@rule("费用不超过报价", money=True)
def costs_as_quoted(work: WorkDone, offer: RepairOffer) -> Decision:
    """What is charged is never more than was quoted; where nothing was, the work is free."""
    if offer.knows(RepairOffer.labour) and work.total > offer.total:
        return deny("实际费用 {costs} 高于报价 {total},须重新报价并征得同意", costs=work.total, total=offer.total)
    return allow("没有超过报价")


@rule("收费项目合同有约定")
def item_agreed(offer: RepairOffer, under: Agreement) -> Decision:
    """What the contract does not name costs nothing."""
    if not under.knows(Agreement.contract) or not offer.total:
        return allow("不在合同项下,或不收费")
    listed = _items(under.fee_items) if under.knows(Agreement.fee_items) else ()
    item = offer.agreed_item.strip() if offer.knows(RepairOffer.agreed_item) else ""
    if item not in listed:
        return deny("合同没有约定“{item}”收费,可收费的项目:{listed}", item=item or "—", listed=listed or ("—",))
    return allow("合同约定“{item}”可以收费", item=item)


def _items(said: str) -> tuple[str, ...]:
    for mark in (",", ",", ";", ";", "\n"):
        said = said.replace(mark, "、")
    return tuple(each.strip() for each in said.split("、") if each.strip())


@rule("客户已同意维修报价", money=True)
def offer_accepted(offer: Offer, consent: Consent) -> Decision:
    """No paid work without consent to the latest quote."""
    return offer_agreed(offer, consent)


@rule("合同外的配送要有价格")
def delivery_priced(order: DeliveryOrder) -> Decision:
    """What the contract has costs nothing more; what is wished besides has a price before anybody goes."""
    if order.trigger is Trigger.contract:
        return allow("合同以内,不另收费")
    if not order.knows(DeliveryOrder.price):
        return deny("合同以外的配送安装要先定价格")
    return allow("合同以外,客户应付 {price}", price=order.price)


@rule("材料附合格证")
def material_certified(work: WorkDone, shown: EvidenceShown) -> Decision:
    """Material that was used is shown to be of the standard."""
    if not work.knows(WorkDone.materials):
        return allow("没有用材料")
    if not shown.count(CERTIFICATE):
        return deny("用了“{materials}”,请上传合格证", materials=work.materials)
    return allow("材料合格证已上传")


@rule("验收未达标")
def rejected(said: Acceptance) -> Decision:
    """What the owner says of the work."""
    return deny("达到约定的质量标准") if said.meets_standard else allow("没有达到约定的质量标准")


@rule("责任在乙方")
def b_admits(said: Acceptance, ruling: FaultRuling) -> Decision:
    """What B has done badly B does again for nothing."""
    if said.meets_standard:
        return deny("达到约定的质量标准")
    return allow("责任在乙方,免费重做") if ruling.b_at_fault else deny("责任不在乙方")


@rule("客户满意")
def is_satisfied(said: Satisfaction, policy: Policy) -> Decision:
    """The owner says so, or gives so many points."""
    if policy.has(good_score) and said.knows(Satisfaction.score) and said.score >= policy[good_score]:
        return allow("客户评 {score} 分", score=said.score)
    if said.satisfied:
        return allow("客户满意")
    return deny("客户不满意,继续跟进")


@rule("跟进够次数")
def followed_up_enough(rounds: Rounds, policy: Policy) -> Decision:
    """Only after so many attempts may a manager close without the owner's agreement."""
    done = rounds.follow_ups if rounds.knows(Rounds.follow_ups) else 0
    if done < policy[most_follow_ups]:
        return deny("已跟进 {done} 次,满 {most} 次主管才可以结案", done=done, most=policy[most_follow_ups])
    return allow("已跟进 {done} 次", done=done)


@rule("满意度权重最大")
def satisfaction_is_major(weights: Weights) -> Decision:
    """Satisfaction weighs more than anything else."""
    parts = (weights.satisfaction_weight, weights.speed_weight, weights.quality_weight)
    if sum(parts) != 100:
        return deny("三项权重相加是 {total},应为 100", total=sum(parts))
    if parts[0] <= max(parts[1:]):
        return refer("满意度权重 {own} 不是最大,满意度是考核的重要依据,请主管确认", own=parts[0])
    return allow("满意度权重 {own},最大", own=parts[0])


@rule("加权总分")
def weighted_score(weights: Weights, scores: Scores) -> Decision:
    """The three scores by their weights."""
    points = (weights.satisfaction_weight * scores.satisfaction_score + weights.speed_weight * scores.speed_score
              + weights.quality_weight * scores.quality_score)
    return allow("加权总分 {points}", points=(Decimal(points) / 100).quantize(Decimal("0.1")))


@charge("维修费", since=CauseFound)
def repair_cost(found: CauseFound, request: ServiceRequest, under: Agreement, work: WorkDone, offer: Offer,
                policy: Policy) -> Charge:
    """Nothing where B has caused it, or upkeep is free still; else what was done, up to what was agreed to."""
    if found.cause is Cause.b_construction:
        return bill(Decimal("0.00"), COMPANY, "乙方施工质量问题,工料全免")
    if request.need is Need.upkeep and policy.has(upkeep_period) and _upkeep(request, under, policy).allows:
        return bill(Decimal("0.00"), COMPANY, "在免费维护保养期内")
    said = work if work.knows(WorkDone.labour) else offer
    return bill(said.total, CUSTOMER, "原因是{cause}", cause=found.cause.label)


@charge("重做", since=FaultRuling, apart=SEE)
def redo_free(ruling: FaultRuling, said: Acceptance) -> Charge:
    """What B does again is free."""
    if said.meets_standard:
        return bill(Decimal("0.00"), COMPANY, "达到约定的质量标准")
    if not ruling.b_at_fault:
        return bill(Decimal("0.00"), COMPANY, "责任不在乙方,不重做")
    return bill(Decimal("0.00"), COMPANY, "乙方免费重做")


@charge("损失赔偿待核定", since=FaultRuling, apart=SEE)
def loss_to_settle(ruling: FaultRuling, said: Acceptance) -> Charge:
    """What the bad work has cost the owner."""
    if said.meets_standard or not ruling.b_at_fault or not said.knows(Acceptance.loss):
        return bill(Decimal("0.00"), COMPANY, "没有要赔的损失")
    return bill(said.loss, COMPANY, "客户索赔 {loss},待核定", loss=said.loss)
