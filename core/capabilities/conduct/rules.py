"""What a regulation sets of rewards and penalties; whether an incident is true."""

from core.capabilities.conduct.forms import Verdict
from core.sdk import Decision, allow, amount, deny, listing, percent, rule

bonus = amount("conduct.bonus", "奖金")
monthly_cap = amount("conduct.monthly_cap", "每人每月罚款上限")
misconduct = listing("conduct.misconduct", "应处罚的行为")
speed_weight, solved_weight, praise_weight = (
    percent("conduct.weight_speed", "响应速度的权重"), percent("conduct.weight_solved", "解决率的权重"),
    percent("conduct.weight_praise", "好评的权重"))


@rule("核查属实")
def found_true(verdict: Verdict) -> Decision:
    """What looking into an incident came to."""
    return allow("核查属实") if verdict.true else deny("核查不属实")
