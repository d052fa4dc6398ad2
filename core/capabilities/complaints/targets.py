"""What a complaint is promised, and what comes before it is closed."""

from core.capabilities.complaints.forms import Investigation
from core.capabilities.complaints.rules import complaint_answer
from core.capabilities.complaints.stages import Appeal, Respond
from core.sdk import OPENED, Gate, Target

complaint_answered = Target("答复投诉", since=OPENED, until=Respond.answer, within=complaint_answer)
cause_known = Gate("投诉原因和责任", before=(Respond.settle, Respond.appeal, Appeal.conclude),
                   needs=(Investigation.cause, Investigation.department))
