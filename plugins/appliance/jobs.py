"""What the outlet does by night."""

from datetime import date, datetime, time, timedelta

from core.capabilities.visits.people_tables import AttemptRow
from core.sdk.jobs import Task
from core.sdk.tables import select
from plugins.appliance.hand_in_service import reckon_all
from plugins.appliance.phone_reactions import INDUSTRY, reckon_calls

DAYS = 7
"""How many days back calls are looked at again: a disaster may be declared, a call back be recorded later."""


def calls(task: Task) -> None:
    """What calls of the last days propose, those outside cases too."""
    place, last = task.desk.place, date.fromisoformat(task.payload["day"])
    with place.store.unit_of_work() as work:
        zone = place.calendar(work).zone
        begins = datetime.combine(last - timedelta(days=DAYS - 1), time.min, zone)
        days = {(user_id, at.astimezone(zone).date()) for user_id, at in work.session.execute(
            select(AttemptRow.user_id, AttemptRow.at).where(AttemptRow.industry == INDUSTRY, AttemptRow.at >= begins))}
        for user_id, day in sorted(days):
            reckon_calls(place, work, user_id, day)
        work.commit()


def cash(task: Task) -> None:
    """What cash that is still out proposes."""
    with task.desk.place.store.unit_of_work() as work:
        reckon_all(task.desk.place, work)
        work.commit()


JOBS = {"appliance.calls": calls, "appliance.cash": cash}
DAILY = ("appliance.calls", "appliance.cash")
