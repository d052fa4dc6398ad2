"""What is said of the people who go: that somebody tried to reach them, and that one would take another's visit."""

from datetime import datetime

from core.sdk import Choice, Form, Signal, choice, moment, text, yes_no


class Reach(Choice):
    """How trying to reach somebody by phone went."""

    reached = "接通"
    missed = "未接或联系不上"
    switched_off = "关机"


class StaffAttempt(Form):
    """联系员工"""

    staff: str = text("联系谁", help="登录名", lasting=True)
    called_at: datetime = moment("拨打时间", past=True)
    attempt: Reach = choice("结果", Reach)
    called_back_at: datetime = moment("回电时间", optional=True, past=True)
    in_disaster: bool = yes_no("处于已宣告的自然灾害期间", optional=True)


class StaffShift(Form, brought=True):
    """那天的班次

    Of whoever was called: the one they were in, else another of that day, else that they rested; nothing where the
    roster says nothing of them."""

    shift_opens: datetime = moment("上班")
    shift_closes: datetime = moment("下班")
    shift_off: bool = yes_no("当天轮休", optional=True)


class SwapAsked(Form):
    """请求换人"""

    swap_from: str = text("原来派谁去", help="登录名", lasting=True)
    swap_to: str = text("换谁去", help="登录名", lasting=True)
    swap_why: str = text("为什么换", long=True)


class SwapAnswered(Form):
    """答复换人"""

    swap_granted: bool = yes_no("同意换人")
    swap_answer: str = text("说明", optional=True, long=True)


STAFF_TRIED = Signal("visits.staff_tried", "联系员工")
SWAP_ASKED = Signal("visits.swap_asked", "请求换人")
SWAP_ANSWERED = Signal("visits.swap_answered", "答复换人")
