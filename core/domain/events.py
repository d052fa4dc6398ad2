"""Events: what happened to a case, in the past tense; appended, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Event:
    """One fact of a case. `occurred_at` is when it happened, `recorded_at` when the desk was told (both aware);
    `data` is JSON-able. `sequence` is its place in the case once stored."""

    kind: str
    occurred_at: datetime
    recorded_at: datetime
    actor_id: int | None
    actor_name: str
    data: Mapping[str, Any]
    sequence: int = 0

    @property
    def backdated(self) -> bool:
        """Told more than a minute after it happened."""
        return (self.recorded_at - self.occurred_at).total_seconds() > 60


OPENED = "opened"
STEP = "step"
CONTACTED = "contacted"
COMMENTED = "commented"
ATTACHED = "attached"
ASSIGNED = "assigned"
WAITING = "waiting"
RESUMED = "resumed"
OVERRIDE_ASKED = "override_asked"
OVERRIDE_GRANTED = "override_granted"
OVERRIDE_REFUSED = "override_refused"
SPLIT = "split"
LINKED = "linked"
MERGED_INTO = "merged_into"
MERGED = "merged"
"""Another case became part of this one; also how that other came out."""
REOPENED = "reopened"
CORRECTED = "corrected"
TARGET_WARNED = "target_warned"
TARGET_MISSED = "target_missed"
ESCALATED = "escalated"
TIMED_STEP_REFUSED = "timed_step_refused"
MOVED = "moved"
SIGNALLED = "signalled"
"""A capability tells of something beside the steps: a parcel came, a bill was paid."""
IMPORTED = "imported"
ERASED = "erased"
