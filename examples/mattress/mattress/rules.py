"""Who may give a mattress back, and what it is worth then."""

from core.capabilities.charges.forms import Refund
from core.sdk import (
    COMPANY,
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
from mattress.forms import Cleanliness, TrialReturn

trial = length("trial.nights", "试睡期")
settling_in = length("trial.settling_in", "至少先睡")
answered_within = length("trial.answer", "答复时限")
refund_within = length("trial.refund", "退款时限")
cleaning_fee = amount("trial.cleaning", "清洁费")


@rule("在试睡期内", money=True)
def trial_runs(asked: TrialReturn, policy: Policy) -> Decision:
    """From the day of delivery; a body needs some nights before it can tell."""
    last = policy.after(asked.delivered_on, trial)
    if asked.filed_on > last:
        return deny("试睡期已于 {last} 结束", last=last)
    if policy.has(settling_in) and asked.filed_on < (first := policy.after(asked.delivered_on, settling_in)):
        return deny("请先睡到 {first},身体需要时间适应", first=first)
    return allow("试睡期到 {last}", last=last)


@rule("每户一次")
def first_of_the_house(asked: TrialReturn) -> Decision:
    """A trial is not a way to sleep for nothing."""
    if not asked.first_trial:
        return deny("这户人家已退过一次试睡的床垫")
    return allow("第一次")


@rule("干净", money=True)
def clean(found: Cleanliness) -> Decision:
    """A stained mattress cannot be sold again."""
    if found.stained:
        return deny("有污渍或异味,不能再卖,不予退款")
    return allow("干净")


@charge("清洁费")
def cleaning(found: Cleanliness, policy: Policy) -> Charge:
    """Every mattress that comes back is cleaned; the shop bears it."""
    return bill(policy[cleaning_fee], CUSTOMER if found.stained else COMPANY, "取回的床垫都要清洁")


@proposal
def money_back(asked: TrialReturn) -> Refund:
    """What was paid, the way it was paid."""
    return Refund(amount=asked.price, method=asked.paid_by)
