"""How far a penalty is, and where findings come from."""

from core.sdk import Choice


class State(Choice):
    """From what facts propose to what is decided."""

    proposed = "待确认"
    confirmed = "已确认"
    waived = "已免除"
    changed = "已改定"
    appealed = "申诉中"
    decided = "已裁定"


class Source(Choice):
    """What found it."""

    sample = "每月抽查"
    complaint = "投诉调查"
    other = "其他检查"


COUNTED = (State.confirmed, State.changed, State.decided)
"""Whose amounts stand."""
TO_DECIDE = (State.proposed, State.appealed)
"""What waits for a manager."""
