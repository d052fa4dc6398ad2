"""环志:what industries of birds share."""

from core.sdk import Capability, Decision, Form, Signal, allow, deny, number, rule

LANDED = Signal("ringing.landed", "已降落")


class Landing(Form, brought=True):
    """降落"""

    height: int = number("高度")


class Sightings(Form, brought=True):
    """见过几次"""

    times: int = number("次数")


@rule("可以放飞")
def may_fly(landing: Landing, seen: Sightings) -> Decision:
    """Birds that came down low and are rare."""
    if landing.height > 10 or seen.times > 2:
        return deny("飞得太高或太常见:见过 {times} 次", times=seen.times)
    return allow("可以")


ability = Capability("ringing", __name__, title="环志")
