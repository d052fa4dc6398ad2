"""What is covered, what it costs, when a unit is swapped. No clause or figure is named here."""

from decimal import Decimal

from core.capabilities.charges.forms import Consent, DraftQuote
from core.capabilities.charges.rules import agreed
from core.capabilities.coverage.forms import Extension
from core.capabilities.coverage.unit_forms import InUse, Invoiced, Ruled, Warranted
from core.capabilities.coverage.unit_rules import unit_covered
from core.sdk import (
    COMPANY,
    CUSTOMER,
    Charge,
    Decision,
    Label,
    Policy,
    allow,
    amount,
    bill,
    charge,
    deny,
    field_of,
    length,
    needs,
    party,
    proposal,
    refer,
    rule,
    switch,
)
from plugins.appliance.forms import (
    Cause,
    Diagnosis,
    Fee,
    FeeAsked,
    InstallOrder,
    RepairDone,
    RepairOffer,
    Replacement,
    SwapDone,
    SwapRequest,
    Tariff,
)

respond_within = length("repair.respond_within", "响应时限")
on_site_within = length("repair.on_site_within", "保修期内到场时限")
fix_within = length("repair.fix_within", "到场后排除故障的时限")
on_site_after = length("repair.on_site_after_warranty", "质保期满后到场时限")
serve_after = switch("repair.after_warranty", "质保期满后仍提供维修")
maker_tariff = switch("repair.maker_tariff", "收费按厂家标准")
swap_bearer = party("swap.costs_borne_by", "换货费用由谁承担")
delivery_fee = amount("install.delivery_fee", "送货费")
install_fee = amount("install.install_fee", "安装费")
NOTHING = Decimal(0)


@rule("质保期满后仍受理", money=True)
def still_served(status: Warranted, policy: Policy) -> Decision:
    """Whoever is out of warranty is served as well, and pays."""
    if status.in_warranty:
        return allow("保修期至 {ends}", ends=status.warranted_until)
    if not policy[serve_after]:
        return deny("保修已于 {ends} 到期,质保期满后不再受理", ends=status.warranted_until)
    return allow("保修已于 {ends} 到期,仍受理,按收费维修办理", ends=status.warranted_until)


@rule("免费维修", money=True)
def repair_free(found: Diagnosis, invoice: Invoiced, use: InUse, extension: Extension, ruling: Ruled,
                policy: Policy) -> Decision:
    """Whether the repair costs the customer nothing: by warranty, cause and component."""
    return unit_covered(found.component, found.cause, invoice, use, extension, ruling, policy)


@rule("须决定是否保修", money=True)
def ruling_wanted(found: Diagnosis, invoice: Invoiced, use: InUse, extension: Extension, policy: Policy) -> Decision:
    """Only what the list leaves open is for somebody to decide."""
    judged = unit_covered(found.component, found.cause, invoice, use, extension, Ruled(), policy)
    if judged.outcome == "refer":
        return allow("“{component}”是否保修须主管决定", component=found.component.label)
    return deny("是否保修已有规定:{why}", why=judged.reason)


@rule("未发现故障")
def nothing_found(found: Diagnosis) -> Decision:
    """There is nothing to repair, and nothing to charge."""
    if found.cause is Cause.no_fault:
        return allow("未发现故障")
    return deny("故障原因是“{cause}”", cause=found.cause.label)


@rule("按厂家收费标准", money=True)
def by_tariff(offer: RepairOffer, tariff: Tariff, policy: Policy) -> Decision:
    """What is paid follows the maker's tariff; whatever departs from it, or is not on it, has a reason."""
    if not policy[maker_tariff]:
        return allow("不要求按厂家标准收费")
    total, priced = offer.total, tariff.knows(Tariff.listed) and not tariff.unlisted
    if priced and total == tariff.listed:
        return allow("报价 {total},与厂家收费标准一致", total=total)
    if not offer.knows(RepairOffer.deviation_why):
        if priced:
            return deny("报价 {total},厂家收费标准为 {listed}:请写明理由", total=total, listed=tariff.listed)
        return deny("报价里有价目上没有的项目:请写明理由")
    return allow("不按厂家收费标准,理由:{why}", why=offer.deviation_why)


@rule("免费,或客户已同意报价", money=True)
def may_repair(found: Diagnosis, invoice: Invoiced, use: InUse, extension: Extension, ruling: Ruled, policy: Policy,
               offer: RepairOffer, consent: Consent) -> Decision:
    """No paid work before consent to the latest quote."""
    free = unit_covered(found.component, found.cause, invoice, use, extension, ruling, policy)
    if free.outcome != "deny":
        return free
    if not consent.knows(Consent.channel):
        return needs(field_of(Consent.channel))
    return agreed(offer, consent)


@rule("费用不超过报价", money=True)
def costs_within(found: Diagnosis, invoice: Invoiced, use: InUse, extension: Extension, ruling: Ruled, policy: Policy,
                 done: RepairDone, offer: RepairOffer) -> Decision:
    """What the customer pays is never more than they agreed to; what is free has no quote."""
    if unit_covered(found.component, found.cause, invoice, use, extension, ruling, policy).outcome != "deny":
        return allow("免费维修,客户不付费")
    if done.total > offer.total:
        return deny("实际费用 {costs} 高于报价 {total},须重新报价并征得同意", costs=done.total, total=offer.total)
    return allow("实际费用 {costs},不超过报价 {total}", costs=done.total, total=offer.total)


@charge("维修费用", since=RepairDone)
def repair_cost(done: RepairDone, found: Diagnosis, invoice: Invoiced, use: InUse, extension: Extension,
                ruling: Ruled, policy: Policy) -> Charge:
    """Parts and labour: the supplier's while the repair is free, else the customer's."""
    if unit_covered(found.component, found.cause, invoice, use, extension, ruling, policy).outcome == "deny":
        return bill(done.total, CUSTOMER, "不属免费保修,按厂家标准收费:配件 {parts},工时 {labour}", parts=done.parts,
                    labour=done.labour)
    return bill(done.total, COMPANY, "免费保修,客户不付;成本 {costs}", costs=done.total)


@proposal
def drafted(draft: DraftQuote) -> RepairOffer:
    """What the lines picked for the quote come to."""
    return RepairOffer(parts=draft.parts, labour=draft.labour)


@rule("换货档次不低于原机")
def class_not_lower(request: SwapRequest, chosen: Replacement) -> Decision:
    """The same again, or something of at least the same class."""
    known = chosen.knows(Replacement.original_class_rank)
    original = chosen.original_class_rank if known else request.class_rank
    model = chosen.new_model if chosen.knows(Replacement.new_model) else Label("换货型号")
    if chosen.new_class_rank < original:
        return deny("“{model}”档次 {new},低于原机的 {old}", model=model, new=chosen.new_class_rank, old=original)
    return allow("“{model}”档次 {new},不低于原机的 {old}", model=model, new=chosen.new_class_rank, old=original)


def _swap_line(cost: Decimal, policy: Policy) -> Charge:
    bearer = policy[swap_bearer]
    if bearer == CUSTOMER:
        return bill(cost, bearer, "换货费用由客户承担")
    return bill(cost, bearer, "换货费用由卖方承担,客户不付")


@charge("换货运输费", since=SwapDone)
def swap_transport(done: SwapDone, policy: Policy) -> Charge:
    """Bringing the new unit, taking the old one."""
    return _swap_line(done.transport, policy)


@charge("换货拆机费", since=SwapDone)
def swap_removal(done: SwapDone, policy: Policy) -> Charge:
    """Taking the old unit down; nothing where nobody says so."""
    return _swap_line(done.removal if done.knows(SwapDone.removal) else NOTHING, policy)


@charge("换货安装费", since=SwapDone)
def swap_installation(done: SwapDone, policy: Policy) -> Charge:
    """Putting the new unit up."""
    return _swap_line(done.installation, policy)


@charge("送货费", since=InstallOrder)
def delivery_charge(policy: Policy) -> Charge:
    """As the contract says."""
    return _agreed_fee(policy[delivery_fee])


@charge("安装费", since=InstallOrder)
def install_charge(policy: Policy) -> Charge:
    """As the contract says."""
    return _agreed_fee(policy[install_fee])


def _agreed_fee(fee: Decimal) -> Charge:
    return bill(fee, CUSTOMER, "合同约定 {fee}", fee=fee) if fee else bill(fee, CUSTOMER, "合同约定免费")


@rule("合同约定的收费", money=True)
def fee_agreed(asked: FeeAsked, policy: Policy) -> Decision:
    """Nobody is charged what the contract gives for nothing, or more than it says."""
    if asked.fee is Fee.other:
        return refer("合同没有约定“{fee}”,须主管批准", fee=asked.fee.label)
    limit = policy[delivery_fee if asked.fee is Fee.delivery else install_fee]
    if asked.fee_amount <= limit:
        return allow("合同约定“{fee}”{limit}", fee=asked.fee.label, limit=limit)
    if not limit:
        return deny("合同约定“{fee}”免费,不能收取 {amount}", fee=asked.fee.label, amount=asked.fee_amount)
    return deny("合同约定“{fee}”{limit},不能收取 {amount}", fee=asked.fee.label, limit=limit, amount=asked.fee_amount)


@rule("换货不向客户收费", money=True)
def swap_costs_nothing(asked: FeeAsked, policy: Policy) -> Decision:
    """Whoever bears the costs of a swap is not the customer."""
    bearer = policy[swap_bearer]
    if bearer == CUSTOMER:
        return allow("换货费用由客户承担")
    return deny("换货费用由{bearer}承担,不能向客户收取“{fee}”{amount}", bearer=Label(bearer.title), fee=asked.fee.label,
                amount=asked.fee_amount)
