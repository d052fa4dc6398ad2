"""Whether a fault is covered, and until which day."""

from datetime import date

from core.capabilities.coverage.forms import Extension, Finding, Proof, Purchase
from core.sdk import Choice, Decision, Policy, allow, deny, length, option, refer, rule


class WithoutProof(Choice):
    """What holds where nothing shows the purchase."""

    deny = "不予保修"
    by_production = "按生产日期推算,由主管批准"


warranty = length("coverage.warranty", "保修期")
without_proof = option("coverage.without_proof", "没有购买凭证时", WithoutProof)
after_repair = length("coverage.after_repair", "更换或维修后至少再保")

UNPROVEN, EXPIRED, MISUSED = DENIALS = ("没有购买凭证,不予保修", "保修已于 {ends} 到期", "人为损坏,不在免费保修之列")
"""Why a fault is not covered. A way that is open because it is not tells the same reason in favour of that way."""


def proven(purchase: Purchase) -> bool:
    """Whether something shows the purchase; nobody having said so counts as shown, papers are asked for elsewhere."""
    return not purchase.knows(Purchase.proof) or purchase.proof is not Proof.none


def last_day(purchase: Purchase, extension: Extension, policy: Policy) -> date:
    """The last day of the warranty: from the purchase, or from production where nothing shows one; later where it was
    extended, another one where it was corrected."""
    if extension.knows(Extension.corrected) and extension.corrected:
        return extension.ends_on
    ends = policy.after(purchase.bought_on if proven(purchase) else purchase.produced_on, warranty)
    return max(ends, extension.ends_on) if extension.knows(Extension.ends_on) else ends


def warranty_runs(purchase: Purchase, extension: Extension, policy: Policy) -> Decision:
    """The day of the report decides; the last day counts."""
    if not proven(purchase) and policy[without_proof] is WithoutProof.deny:
        return deny(UNPROVEN)
    ends = last_day(purchase, extension, policy)
    if purchase.filed_on > ends:
        return deny(EXPIRED, ends=ends)
    if not proven(purchase):
        return refer("没有购买凭证,按生产日期推算保修至 {ends},请主管批准", ends=ends)
    return allow("保修期至 {ends}", ends=ends)


def covered(purchase: Purchase, finding: Finding, extension: Extension, policy: Policy) -> Decision:
    """A fault the customer did not cause is repaired free while the warranty lasts."""
    if finding.human_damage:
        return deny(MISUSED)
    return warranty_runs(purchase, extension, policy)


@rule("保修期内", money=True)
def in_warranty(purchase: Purchase, extension: Extension, policy: Policy) -> Decision:
    """Whether the warranty runs, whatever the cause."""
    return warranty_runs(purchase, extension, policy)


@rule("属免费保修", money=True)
def repair_is_free(purchase: Purchase, finding: Finding, extension: Extension, policy: Policy) -> Decision:
    """Whether the repair costs the customer nothing."""
    return covered(purchase, finding, extension, policy)
