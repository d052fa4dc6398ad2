"""电扇:an industry of the tests' own with complaints, samples, rewards and penalties."""

from core.capabilities.complaints.forms import Complaint as Said
from core.capabilities.complaints.forms import Explanation
from core.capabilities.complaints.rules import explained_first
from core.capabilities.complaints.stages import Appeal, Investigate, Respond, Supervise
from core.capabilities.conduct import conduct
from core.capabilities.followup.stages import CallBack
from core.sdk import ABSENT, DONE, END, SERVICE, Form, Gate, Industry, Outcome, Stage, State, Workflow, text

mended, refused = Outcome("mended", "已修好"), Outcome("refused", "不修")


class Request(Form):
    """报修"""

    model: str = text("型号")


class Bench(Stage):
    """维修"""

    waiting = State("待修", start=True)
    begin = waiting.to(waiting, "受理", by=SERVICE)
    explain = waiting.to(waiting, "讲解政策", by=SERVICE, form=Explanation)
    escalate = waiting.to(Supervise, "上报主管", by=SERVICE, otherwise=ABSENT)
    mend = waiting.to(DONE, "修好", by=SERVICE)
    close = waiting.to(END, "修好结案", by=SERVICE, then=mended)


class Repair(Workflow, title="修电扇", number="DS", opens=Request):
    """修 → 回访"""

    stages = (Bench, Supervise, CallBack)


class Complaint(Workflow, title="投诉", number="TS", opens=Said):
    """调查 → 答复 →(主管复核)"""

    stages = (Investigate, Respond, Appeal)


explained = Gate("先讲解政策,客户仍坚持", before=Bench.escalate, when=explained_first)
fans = Industry("fans", __name__, title="电扇", needs=(conduct,))
