"""What is known of the shift of whoever was called; and what is forgotten of the staff's days with a customer."""

from collections.abc import Iterator
from datetime import timedelta

from core.capabilities.visits.people_forms import StaffAttempt, StaffShift
from core.capabilities.visits.people_tables import AttemptRow, RequestRow, ShiftRow, WhereRow
from core.sdk import Form
from core.sdk.services import ERASED, Erasure, Reading, facts, reacts
from core.sdk.tables import UserRow, select, update


@reacts(ERASED)
def forget_staff_notes(erasure: Erasure) -> None:
    """What was written beside a customer's case."""
    session, ids = erasure.work.session, erasure.case_ids
    session.execute(update(AttemptRow).where(AttemptRow.case_id.in_(ids)).values(note=""))
    session.execute(update(WhereRow).where(WhereRow.case_id.in_(ids)).values(note=""))
    session.execute(update(RequestRow).where(RequestRow.case_id.in_(ids)).values(reason="", answer=""))


@facts(StaffShift)
def shift_of_called(reading: Reading) -> Iterator[Form]:
    """When whoever was called last was on duty, as the roster has it."""
    said = next((each for each in reading.case.facts() if isinstance(each, StaffAttempt)), None)
    if said is None or not said.knows(StaffAttempt.staff) or not said.knows(StaffAttempt.called_at):
        return
    at = said.called_at
    rows = reading.work.session.scalars(select(ShiftRow).join(UserRow, UserRow.id == ShiftRow.user_id).where(
        UserRow.login == said.staff.strip().casefold(),
        ShiftRow.day.between(at.date() - timedelta(1), at.date())).order_by(ShiftRow.day)).all()
    shifts = [(row.opens, row.closes) for row in rows if row.opens and row.closes]
    found = next(((opens, closes) for opens, closes in shifts if opens <= at < closes), shifts[-1] if shifts else None)
    if found:
        zone = reading.case.zone
        yield StaffShift(shift_opens=found[0].astimezone(zone), shift_closes=found[1].astimezone(zone))
    elif rows:
        yield StaffShift(shift_off=True)
