"""When an alteration costs nothing, and what it costs otherwise."""

from core.sdk import (
    CUSTOMER,
    Charge,
    Decision,
    Policy,
    allow,
    amount,
    bill,
    charge,
    deny,
    length,
    proposal,
    rule,
)

from .forms import Agreement, AlterationRequest, Measurer

free_for = length("alteration.free", "免费修改期限")
visit_within = length("alteration.visit", "上门复量时限")
usual_fee = amount("alteration.fee", "修改费")


@rule("免费修改")
def altered_free(asked: AlterationRequest, policy: Policy) -> Decision:
    """The shop puts its own mistakes right for a while; the day of the call decides."""
    if asked.measured_by is Measurer.customer:
        return deny("尺寸由客户自己量,修改收费")
    ends = policy.after(asked.hung_on, free_for)
    if asked.filed_on > ends:
        return deny("免费修改期限已于 {ends} 届满", ends=ends)
    return allow("免费修改期限至 {ends}", ends=ends)


@proposal
def fee_proposed(policy: Policy) -> Agreement:
    """The usual fee, to be changed by whoever agrees it with the customer."""
    return Agreement(fee=policy[usual_fee])


@charge("修改费")
def alteration_fee(agreed: Agreement) -> Charge:
    """What the customer has agreed to."""
    return bill(agreed.fee, CUSTOMER, "客户已同意收费修改")
