"""Report, hear who is meant, look into it, say whether it is true: what a kind of incident is composed of."""

from core.capabilities.conduct.forms import Statement, Verdict
from core.capabilities.conduct.rules import found_true
from core.sdk import DONE, END, MANAGER, QUALITY, Outcome, Stage, State

proved, unproved = Outcome("proved", "属实"), Outcome("unproved", "不属实")
withdrawn = Outcome("withdrawn", "登记有误")


class ReportIncident(Stage):
    """登记事件"""

    reported = State("待听取本人说明", start=True)
    hear = reported.to(reported, "记录本人说明", by=QUALITY, form=Statement)
    take_up = reported.to(DONE, "转核查", by=QUALITY)
    withdraw = reported.to(END, "登记有误,撤销", by=MANAGER, then=withdrawn)


class InvestigateIncident(Stage):
    """核查事件"""

    open = State("待核查", start=True)
    found = State("已核查,待结案")
    find = open.to(found, "登记核查结论", by=QUALITY, form=Verdict)
    find_again = found.to(found, "重新登记核查结论", by=QUALITY, form=Verdict)
    hold_true = found.to(END, "属实,结案", by=MANAGER, when=found_true, then=proved)
    hold_untrue = found.to(END, "不属实,结案", by=MANAGER, unless=found_true, then=unproved)
