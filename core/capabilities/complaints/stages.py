"""Hear, look into it, answer; the manager where the customer does not agree."""

from core.capabilities.complaints.forms import Answer, Investigation, Reaction, Ruling
from core.capabilities.complaints.rules import customer_agrees
from core.sdk import DONE, END, MANAGER, SERVICE, Outcome, Signal, Stage, State

WENT_OUTSIDE = Signal("complaints.went_outside", "客户已向外部机构投诉")
settled, unsettled = Outcome("settled", "客户认可"), Outcome("unsettled", "未获客户认可")


class Investigate(Stage):
    """调查"""

    received = State("待调查", start=True)
    look_into = received.to(DONE, "登记调查结果", by=SERVICE, form=Investigation)


class Respond(Stage):
    """答复"""

    open = State("待答复", start=True)
    answered = State("待客户意见")
    answer = open.to(answered, "答复客户", by=SERVICE, form=Answer)
    hear = answered.to(answered, "记录客户意见", by=SERVICE, form=Reaction, customer="答复:我认可或不认可")
    settle = answered.to(END, "客户认可,结案", by=SERVICE, when=customer_agrees, then=settled)
    appeal = answered.to(lambda: Appeal, "客户不认可,报主管", by=SERVICE, unless=customer_agrees, otherwise=END,
                         then=unsettled)


class Appeal(Stage):
    """主管复核"""

    pending = State("待主管复核", start=True)
    send_again = pending.to(Respond, "退回再办", by=MANAGER, form=Ruling)
    conclude = pending.to(END, "裁决结案", by=MANAGER, form=Ruling, then=unsettled)


class Supervise(Stage):
    """主管协调"""

    waiting = State("待主管协调", start=True)
    concede = waiting.to(DONE, "同意客户要求", by=MANAGER, form=Ruling)
    uphold = waiting.to(END, "维持原处理", by=MANAGER, form=Ruling, then=unsettled)
