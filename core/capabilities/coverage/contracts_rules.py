"""When a contract holds, what may be charged under it, and what lateness costs either side. No figure is named here."""

from decimal import Decimal
from typing import Any

from core.capabilities.coverage.contracts_accrual import late_response, rate_of, to_the_fen
from core.capabilities.coverage.contracts_forms import (
    Accrued,
    Agreement,
    ClaimAgreed,
    ContractAmended,
    ContractDuty,
    ContractFee,
    ContractTerms,
    LossClaim,
    Person,
    ResponseDelay,
    Side,
    Unit,
)
from core.capabilities.coverage.permissions import SEE
from core.sdk import (
    COMPANY,
    CUSTOMER,
    Charge,
    Decision,
    Label,
    Policy,
    allow,
    bill,
    charge,
    count,
    deny,
    length,
    listing,
    needs,
    percent,
    proposal,
    rule,
    words,
)

respond_in_hours = length("contract.respond_hours", "按合同响应(小时)")
respond_in_days = length("contract.respond_days", "按合同响应(天)")
template_hours = count("contract.template_hours", "合同范本的响应时限(小时)")
fee_due = length("contract.fee_due", "开票后多久付款")
notice_at = percent("contract.notice_at", "违约金达到基数的多少时提醒")
rights_a, duties_a = listing("contract.rights_a", "甲方的权利"), listing("contract.duties_a", "甲方的义务")
rights_b, duties_b = listing("contract.rights_b", "乙方的权利"), listing("contract.duties_b", "乙方的义务")
company_name = words("contract.company_name", "公司名称")
company_representative = words("contract.company_representative", "公司法定代表人")
company_address = words("contract.company_address", "公司地址")
company_contact = words("contract.company_contact", "公司联系方式")


@proposal
def drafted_before(terms: ContractTerms, policy: Policy) -> ContractTerms:
    """What was written before, with the business as B."""
    return ContractTerms(**_with_company(terms, policy))


@proposal
def terms_so_far(terms: ContractTerms) -> ContractAmended:
    """What is agreed so far."""
    return ContractAmended(**{name: said for name, said in vars(terms).items()
                              if name in ContractTerms.fields})


def _with_company(terms: ContractTerms, policy: Policy) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for name, term in (("b_name", company_name), ("b_representative", company_representative),
                       ("b_address", company_address), ("b_contact", company_contact)):
        if said := policy.get(term):
            known[name] = said
    if hours := policy.get(template_hours):
        known |= {"respond_within": hours, "respond_unit": Unit.hours}
    return {**known, **{name: said for name, said in vars(terms).items() if name in ContractTerms.fields}}


@rule("甲方是单位的,写明法定代表人")
def a_represented(terms: ContractTerms) -> Decision:
    """A person speaks for themselves."""
    if terms.knows(ContractTerms.a_representative):
        return allow("甲方由 {name} 代表", name=terms.a_representative)
    if terms.a_sort is Person.natural:
        return allow("甲方不是单位,不用写法定代表人")
    return needs(ContractTerms.fields["a_representative"])


@rule("甲乙双方不是同一方")
def parties_differ(terms: ContractTerms) -> Decision:
    """Nobody makes a contract with themselves."""
    if _plain(terms.a_name) == _plain(terms.b_name):
        return deny("甲方和乙方都是“{name}”,不能与自己签合同", name=terms.a_name)
    if _plain(terms.a_contact) == _plain(terms.b_contact):
        return deny("甲方和乙方的联系方式相同({contact}),请核对", contact=terms.a_contact)
    return allow("甲方和乙方不同")


def _plain(said: str) -> str:
    return "".join(said.split()).casefold()


@rule("甲方违约金比例")
def rate_a_stands(terms: ContractTerms) -> Decision:
    """The regulation names none, so the contract must."""
    if rate_of(terms.rate_a) is None:
        return deny("“{said}”不是每天的百分比,请写成 0.05", said=terms.rate_a)
    return allow("甲方逾期付款每天 {rate}%", rate=terms.rate_a.strip().removesuffix("%"))


@rule("乙方违约金比例")
def rate_b_stands(terms: ContractTerms) -> Decision:
    """The regulation names none, so the contract must; it need not be that of A."""
    if rate_of(terms.rate_b) is None:
        return deny("“{said}”不是每天的百分比,请写成 0.05", said=terms.rate_b)
    return allow("乙方逾期响应每天 {rate}%", rate=terms.rate_b.strip().removesuffix("%"))


@rule("约定了响应时限")
def response_agreed(terms: ContractTerms) -> Decision:
    """The clock of each request takes it from here."""
    if terms.respond_within < 1:
        return deny("响应时限至少为 1")
    return allow("乙方应在 {n} {unit}内响应", n=terms.respond_within, unit=terms.respond_unit.label)


@rule("合同约定了服务费")
def fee_was_agreed(terms: ContractTerms) -> Decision:
    """Without a fee nothing is billed, and nothing is late."""
    if not terms.fee:
        return deny("合同没有约定服务费,不能开票")
    return allow("合同约定服务费 {fee}", fee=terms.fee)


@rule("开票不超过约定的服务费")
def billed_as_agreed(one: ContractFee, terms: ContractTerms, policy: Policy) -> Decision:
    """One bill is never above the fee, and it is known when it is due."""
    if terms.knows(ContractTerms.fee) and one.amount > terms.fee:
        return deny("这一期 {amount} 超过约定的服务费 {fee}", amount=one.amount, fee=terms.fee)
    if one.knows(ContractFee.due_on):
        return allow("应在 {due} 前付款", due=one.due_on)
    return allow("应在 {due} 前付款", due=policy.after(one.billed_on, fee_due))


@rule("是合同里的义务")
def duty_agreed(done: ContractDuty, policy: Policy) -> Decision:
    """Only what the contract lists for that side is ticked off."""
    listed = policy[duties_a if done.side is Side.a else duties_b]
    if done.duty not in listed:
        return deny("{side}的义务里没有“{duty}”,可选:{listed}", side=done.side.label, duty=done.duty, listed=listed)
    return allow("{side}:{duty}", side=done.side.label, duty=Label(done.duty))


@rule("赔偿有依据")
def claim_founded(claim: LossClaim, agreed: ClaimAgreed) -> Decision:
    """B pays for what B has caused, in full; the fee is no limit."""
    if not claim.by_b:
        return deny("损失不是乙方造成的")
    if agreed.agreed_sum > claim.claimed:
        return deny("核定 {agreed} 高于索赔 {claimed}", agreed=agreed.agreed_sum, claimed=claim.claimed)
    return allow("核定赔偿 {agreed},索赔 {claimed}", agreed=agreed.agreed_sum, claimed=claim.claimed)


@charge("甲方逾期付款违约金", since=ContractTerms, apart=SEE)
def late_payment_penalty(terms: ContractTerms, accrued: Accrued) -> Charge:
    """For each day so many percent of what is open; nothing without a fee."""
    if not terms.knows(ContractTerms.fee) or not terms.fee:
        return bill(Decimal("0.00"), CUSTOMER, "合同没有约定服务费")
    if not accrued.knows(Accrued.penalty_a) or not accrued.days_a:
        return bill(Decimal("0.00"), CUSTOMER, "没有逾期未付的服务费")
    return bill(accrued.penalty_a, CUSTOMER, "逾期 {days} 天,按每天未付金额的 {rate}%,现未付 {unpaid}",
                days=accrued.days_a, rate=terms.rate_a.strip().removesuffix("%"), unpaid=accrued.unpaid)


@charge("乙方逾期响应违约金", since=Agreement, apart=SEE)
def late_response_penalty(agreed: Agreement, late: ResponseDelay) -> Charge:
    """For each started period so many percent of the fee; a breach without a fee is one all the same."""
    if not late.late_seconds:
        return bill(Decimal("0.00"), COMPANY, "没有逾期响应")
    rate = rate_of(agreed.rate_b) or Decimal(0)
    fee = agreed.fee if agreed.knows(Agreement.fee) else None
    least = agreed.least_b if agreed.knows(Agreement.least_b) else None
    owed = to_the_fen(late_response(fee, rate, late.periods, least))
    if not fee and not least:
        return bill(owed, COMPANY, "逾期响应 {days} 天,合同没有服务费,违约金为 0,违约照记", days=late.periods)
    return bill(owed, COMPANY, "逾期响应 {days} 天,每天 {fee} 的 {rate}%", days=late.periods,
                fee=fee or Decimal("0.00"), rate=agreed.rate_b.strip().removesuffix("%"))


@charge("应付赔偿", since=LossClaim, apart=SEE)
def loss_owed(claim: LossClaim, agreed: ClaimAgreed) -> Charge:
    """What B has caused B makes good, in full."""
    if not claim.by_b:
        return bill(Decimal("0.00"), COMPANY, "损失不是乙方造成的")
    if agreed.knows(ClaimAgreed.agreed_sum):
        return bill(agreed.agreed_sum, COMPANY, "核定赔偿 {agreed},不以服务费为限", agreed=agreed.agreed_sum)
    return bill(claim.claimed, COMPANY, "索赔 {claimed},待核定", claimed=claim.claimed)
