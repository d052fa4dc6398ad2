"""What decides the way of a complaint."""

from core.capabilities.complaints.forms import Explanation, Reaction
from core.sdk import Decision, allow, deny, length, rule

complaint_answer = length("complaint.answer", "投诉答复时限")


@rule("客户认可处理结果")
def customer_agrees(said: Reaction) -> Decision:
    """What the customer said of the answer."""
    return allow("客户认可") if said.agreed else deny("客户不认可")


@rule("已讲解政策,客户仍坚持")
def explained_first(said: Explanation) -> Decision:
    """Explaining comes before the manager."""
    return allow("已讲解,客户仍坚持") if said.insists else deny("客户已接受讲解,不必上报")
