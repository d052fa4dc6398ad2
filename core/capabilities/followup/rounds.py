"""The rounds of a case: it begins anew when something is not settled, and when it is opened again."""

from core.capabilities.followup.stages import CallBack
from core.sdk.services import Record

REOPENED = "reopened"
"""The kind of event by which a closed case is opened again."""


def round_of(record: Record) -> int:
    """Which round a case is in, the first being 1."""
    return 1 + sum(1 for each in record.events
                   if each.kind == REOPENED or each.data.get("step") == CallBack.again.key)
