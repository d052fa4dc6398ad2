"""茶壶:an industry of the tests' own that calls back, asks and samples."""

from core.capabilities.followup import followup
from core.capabilities.followup.forms import Answered
from core.capabilities.followup.stages import CallBack
from core.sdk import DONE, SERVICE, TECHNICIAN, Choice, Form, Industry, Stage, State, Workflow, choice, text


class Channel(Choice):
    """How it came."""

    phone = "电话"
    email = "邮件"


class Request(Form):
    """报修"""

    model: str = text("型号")
    channel: Channel = choice("渠道", Channel, optional=True)


class Reply(Answered):
    """答复"""

    reply: str = text("答复")


class Mend(Stage):
    """维修"""

    waiting = State("待修", start=True)
    answer = waiting.to(waiting, "答复", by=SERVICE, form=Reply)
    mend = waiting.to(DONE, "修好", by=TECHNICIAN)


class Repair(Workflow, title="修茶壶", number="SH", opens=Request, public="茶壶漏水"):
    """修 → 回访"""

    stages = (Mend, CallBack)


pots = Industry("pots", __name__, title="茶壶", needs=(followup,))
