"""What the shed does by night."""

from core.sdk.jobs import Task
from core.sdk.tables import update
from tests.capabilities.sheds.tables import SpotRow


def sweep(task: Task) -> None:
    """Note the day on every place."""
    with task.desk.store.unit_of_work() as work:
        work.session.execute(update(SpotRow).values(marks=[task.payload["day"]]))
        work.commit()


JOBS = {"sheds.sweep": sweep}
DAILY = ("sheds.sweep",)
