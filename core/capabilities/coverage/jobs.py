"""What is looked at every day."""

from core.capabilities.coverage.contracts import Contracts
from core.sdk.jobs import Task


def notice(task: Task) -> None:
    """Tell managers and finance of penalties that have grown large."""
    Contracts(task.desk.place).notice()


JOBS = {"coverage.notice": notice}
DAILY = ("coverage.notice",)
