"""How far a contract is, and what lines stand in its ledger."""

from core.sdk import Choice


class Standing(Choice):
    """From the first draft to its end."""

    drafting = "起草中"
    active = "履行中"
    over = "已终止"


class LineKind(Choice):
    """What somebody owes for."""

    late_payment = "逾期付款违约金"
    late_response = "逾期响应违约金"
    loss = "损失赔偿"


class LineState(Choice):
    """How far a line is."""

    owed = "待结算"
    settled = "已结算"
    dropped = "不予赔偿"
