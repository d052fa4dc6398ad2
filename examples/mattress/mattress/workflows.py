"""Trial nights, from the wish to give it back to the money."""

from core.capabilities.charges.stages import PayBack
from core.capabilities.visits.stages import Book, DispatchCrew, Visit
from core.sdk import DONE, END, SERVICE, TECHNICIAN, Outcome, Stage, State, Workflow
from mattress.forms import Cleanliness, TrialReturn
from mattress.rules import clean, trial_runs

kept = Outcome("kept", "留下继续睡")
soiled = Outcome("soiled", "不干净,留给客户")


class Ask(Stage):
    """受理"""

    asked = State("待受理", start=True)
    accept = asked.to(DONE, "同意退货", by=SERVICE, when=trial_runs)
    keep = asked.to(END, "不退了", by=SERVICE, then=kept)


class Fetch(Stage):
    """取回"""

    at_home = State("待检查", start=True)
    looked_at = State("已检查")
    look = at_home.to(looked_at, "检查卫生", by=TECHNICIAN, form=Cleanliness)
    take_along = looked_at.to(DONE, "取走", by=TECHNICIAN, when=clean)
    leave = looked_at.to(END, "不干净,留给客户", by=TECHNICIAN, unless=clean, then=soiled)


class Trial(Workflow, title="试睡退货", number="SS", opens=TrialReturn, public="退回试睡的床垫"):
    """受理 → 约时间 → 派人 → 上门 → 检查并取回 → 退款"""

    stages = (Ask, Book, DispatchCrew, Visit, Fetch, PayBack)
