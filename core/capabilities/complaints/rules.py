"""What decides the way of a complaint."""

from core.capabilities.complaints.forms import Answer, Explanation, Reaction
from core.sdk import Decision, allow, deny, length, needs, rule

complaint_answer = length("complaint.answer", "投诉答复时限")
settled_for = length("complaint.settled_for", "结案后多久不重开才算有效")


@rule("客户认可处理结果")
def customer_agrees(said: Reaction, answer: Answer) -> Decision:
    """What the customer said of the last answer."""
    if said.knows(Reaction.agreed) and answer.knows(Answer.reply) and said.filed_at < answer.filed_at:
        return needs(Reaction.fields["agreed"])
    return allow("客户认可") if said.agreed else deny("客户不认可")


@rule("已讲解政策,客户仍坚持")
def explained_first(said: Explanation) -> Decision:
    """Explaining comes before the manager."""
    return allow("已讲解,客户仍坚持") if said.insists else deny("客户已接受讲解,不必上报")
