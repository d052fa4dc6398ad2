"""What is done with money by night."""

from core.capabilities.charges.accounts import QuoteState
from core.capabilities.charges.tables import QuoteRow
from core.sdk.jobs import Task
from core.sdk.tables import update


def lapse(task: Task) -> None:
    """Quotes that nobody answered in time have lapsed."""
    with task.desk.store.unit_of_work() as work:
        work.session.execute(update(QuoteRow).where(
            QuoteRow.state == QuoteState.open.name, QuoteRow.valid_until < task.desk.place.now()
        ).values(state=QuoteState.lapsed.name))
        work.commit()


JOBS = {"charges.lapse": lapse}
DAILY = ("charges.lapse",)
