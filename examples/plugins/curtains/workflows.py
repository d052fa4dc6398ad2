"""From the call to the curtain that fits."""

from core.sdk import END, LOGISTICS, SERVICE, TECHNICIAN, Outcome, State, Workflow

from .forms import Agreement, AlterationRequest, Handover, Remeasuring
from .rules import altered_free, fee_proposed

altered, withdrawn = Outcome("altered", "已修改"), Outcome("withdrawn", "客户不改了")


class Alteration(Workflow, title="改尺寸", number="GC", opens=AlterationRequest):
    """复量 → 修改(免费或收费)→ 交付"""

    asked = State("待复量", start=True)
    measured = State("待定是否收费")
    ready = State("待交付")

    remeasure = asked.to(measured, "上门复量", by=TECHNICIAN, form=Remeasuring)
    alter_free = measured.to(ready, "免费修改", by=TECHNICIAN, when=altered_free)
    alter_paid = measured.to(ready, "收费修改", by=SERVICE, form=Agreement, propose=fee_proposed,
                             unless=altered_free)
    give_up = measured.to(END, "客户不改了", by=SERVICE, then=withdrawn)
    hand_over = ready.to(END, "交付", by=LOGISTICS, form=Handover, then=altered)
