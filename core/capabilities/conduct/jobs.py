"""What is done about penalties by night."""

from core.capabilities.conduct.booking import in_force
from core.capabilities.conduct.proposing import look, recount
from core.sdk.jobs import Task
from core.sdk.services import Actor, Records
from core.sdk.tables import CaseRow, ClockRow, select

BATCH = 100


def overdue(task: Task) -> None:
    """What promises that have passed unkept, and are still open, propose: nothing happens in such a case by itself."""
    place = task.desk.place
    with place.store.read() as work:
        numbers = [*work.session.scalars(
            select(CaseRow.number).distinct().join(ClockRow, ClockRow.case_id == CaseRow.id)
            .where(ClockRow.state == "missed", ClockRow.ended_at.is_(None), CaseRow.industry.in_(in_force(place)))
            .order_by(CaseRow.number))]
    for start in range(0, len(numbers), BATCH):
        if not task.hold():
            raise InterruptedError("stopped while overdue cases were looked at")
        with place.store.unit_of_work() as work:
            records = Records(place, work, Actor.system())
            for number in numbers[start:start + BATCH]:
                record = records.lock(number, None)
                for kind, person_id in look(records, record):
                    recount(place, work, record.row.industry, kind, person_id, besides=record.row.id)
            work.commit()


JOBS = {"conduct.overdue": overdue}
DAILY = ("conduct.overdue",)
