"""烤箱:an industry of the tests' own whose ovens are mended where they stand, or taken away and brought back."""

from core.capabilities.visits import visits
from core.capabilities.visits.forms import Partial, Site, SupportAsked, TakeAway
from core.capabilities.visits.stages import Book, DispatchCrew, Joint, Support, TakenAway, Visit
from core.sdk import DONE, END, SERVICE, TECHNICIAN, Form, Industry, Outcome, Stage, State, Workflow, text

mended = Outcome("mended", "已修好")


class Request(Site):
    """报修"""

    model: str = text("型号", lasting=True)


class Job(Form):
    """维修记录"""

    done: str = text("做了什么", lasting=True)


class Bench(Stage):
    """现场维修"""

    working = State("现场维修中", start=True)
    note = working.to(working, "登记维修", by=TECHNICIAN, form=Job)
    finish = working.to(DONE, "修好", by=TECHNICIAN, form=Job)
    leave = working.to(Book, "没有做完,再约", by=TECHNICIAN, form=Partial)
    take = working.to(TakenAway, "带回修理", by=TECHNICIAN, form=TakeAway)
    ask = working.to(Support, "请求支援", by=TECHNICIAN, form=SupportAsked)


class Thanks(Stage):
    """致谢"""

    last = State("待致谢", start=True)
    thank = last.to(END, "致谢", by=SERVICE, then=mended)


class Mend(Workflow, title="修烤箱", number="KX", opens=Request, public="烤箱坏了"):
    """约时间 → 派工 → 上门 → 维修 → 验收"""

    stages = (Book, DispatchCrew, Visit, Support, TakenAway, Bench, Joint, Thanks)


ovens = Industry("ovens", __name__, title="烤箱", needs=(visits,))
