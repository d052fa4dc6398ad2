"""When it is enough of calling, and what a regulation says of samples and surveys."""

from core.capabilities.followup.forms import Attempts, Rating, Solved
from core.sdk import Decision, Policy, allow, count, deny, length, percent, rule

call_within = length("followup.call_within", "多久内回访")
most_attempts = count("followup.attempts", "最多回访几天")
sample_share = percent("followup.sample", "每月抽查比例")
phone_seconds = count("response.phone_seconds", "电话多少秒内接通")
email_within = length("response.email_within", "邮件多久内答复")
worst_score, best_score = count("followup.scale_from", "评分从"), count("followup.scale_to", "评分到")


@rule("可以不再回访")
def called_enough(attempts: Attempts, policy: Policy) -> Decision:
    """Attempts on different days count."""
    tried = attempts.days if attempts.knows(Attempts.days) else 0
    if tried < policy[most_attempts]:
        return deny("已在 {tried} 天回访未接通,满 {most} 天才可结案", tried=tried, most=policy[most_attempts])
    return allow("已在 {tried} 天回访未接通", tried=tried)


@rule("客户说已解决")
def said_solved(call: Solved) -> Decision:
    """What the customer answered last."""
    return allow("客户说已解决") if call.solved else deny("客户说没有解决")


@rule("评分在范围内")
def on_the_scale(rating: Rating, policy: Policy) -> Decision:
    """A score outside the scale is none."""
    if not policy[worst_score] <= rating.score <= policy[best_score]:
        return deny("评分须为 {low} 到 {high}", low=policy[worst_score], high=policy[best_score])
    return allow("评分 {score}", score=rating.score)
