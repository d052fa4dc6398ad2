"""How far a complaint is."""

from core.sdk import Choice


class Status(Choice):
    """From hearing it to what the customer says of the answer."""

    investigating = "待调查"
    answering = "待答复"
    hearing = "待客户意见"
    appealed = "待主管复核"
    settled = "客户认可"
    unsettled = "未获认可"
    merged = "已并入"


OPEN = (Status.investigating, Status.answering, Status.hearing, Status.appealed)
