"""Asking whether it is settled."""

from core.capabilities.followup.forms import NoAnswer, Rating, Solved
from core.capabilities.followup.rules import called_enough, said_solved
from core.sdk import AGAIN, END, SERVICE, Outcome, Signal, Stage, State

RATED = Signal("followup.rated", "客户评价")
solved, unreachable = Outcome("solved", "已解决"), Outcome("unreachable", "回访不到")


class CallBack(Stage):
    """回访"""

    due = State("待回访", start=True)
    called = State("已回访")
    call = due.to(called, "电话回访", by=SERVICE, form=Solved, customer="告诉我们解决了没有")
    no_answer = due.to(due, "未接通", by=SERVICE, form=NoAnswer)
    give_up = due.to(END, "多次未接通,结案", by=SERVICE, when=called_enough, then=unreachable)
    again = called.to(AGAIN, "没有解决,重新办理", by=SERVICE, unless=said_solved)
    ask_again = called.to(due, "重新回访", by=SERVICE)
    close = called.to(END, "已解决,结案", by=SERVICE, when=said_solved, then=solved)
    rate = called.to(called, "记录满意度", by=SERVICE, form=Rating, customer="给我们打分")
