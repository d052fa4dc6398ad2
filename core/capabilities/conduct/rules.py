"""What a regulation sets of rewards and penalties."""

from core.sdk import amount, listing, percent

bonus = amount("conduct.bonus", "奖金")
monthly_cap = amount("conduct.monthly_cap", "每人每月罚款上限")
misconduct = listing("conduct.misconduct", "应处罚的行为")
speed_weight, solved_weight, praise_weight = (
    percent("conduct.weight_speed", "响应速度的权重"), percent("conduct.weight_solved", "解决率的权重"),
    percent("conduct.weight_praise", "好评的权重"))
