"""长椅:an industry of the tests' own whose benches need parts and stand in halls."""

from core.capabilities.stock import stock
from core.capabilities.stock.forms import PackingList, SampleDown
from core.capabilities.stock.rules import parts_accounted
from core.capabilities.stock.stages import AwaitParts, TakenDown
from core.sdk import END, SERVICE, TECHNICIAN, Form, Gate, Industry, Outcome, Stage, State, Workflow, text

repaired = Outcome("repaired", "已修好")


class Request(Form):
    """报修"""

    model: str = text("型号")


class Judged(PackingList):
    """初判"""

    problem: str = text("问题")


class Work(Stage):
    """维修"""

    begun = State("待修", start=True)
    judge = begun.to(begun, "初判", by=TECHNICIAN, form=Judged)
    wait = begun.to(AwaitParts, "等配件", by=SERVICE, otherwise=END)
    done = begun.to(END, "修好", by=TECHNICIAN, then=repaired)


class Repair(Workflow, title="修长椅", number="CY", opens=Request):
    """修、等配件"""

    stages = (Work, AwaitParts)


class Sample(Workflow, title="样品下样", number="YP", opens=SampleDown):
    """下样的样品"""

    stages = (TakenDown,)


all_accounted = Gate("领出的配件都有去向", before=Work.done, when=parts_accounted)

benches = Industry("benches", __name__, title="长椅", needs=(stock,))
