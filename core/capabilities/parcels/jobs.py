"""What is looked at every day."""

from core.capabilities.parcels.troubles import Troubles
from core.sdk.jobs import Task


def watch(task: Task) -> None:
    """Mark parcels nothing was heard of. What cannot be looked at is tried again."""
    if failed := Troubles(task.desk.place).watch()["failed"]:
        raise RuntimeError(f"{failed} parcels cannot be looked at")


JOBS = {"parcels.watch": watch}
DAILY = ("parcels.watch",)
