"""The working calendar: holidays and make-up days by which deadlines are counted."""

from flask import Response
from flask.views import MethodView

from core.domain.people import SEE_POLICIES
from core.representation import said_day
from core.rest import tell
from core.rest.calling import say, the_actor, the_desk
from core.rest.operations import Resource, said
from core.rest.samples import sample

resource = Resource("calendar", "Calendar", "Holidays and make-up days, each with its source.")


class SpecialDay(tell.Output):
    """A day that is not what its weekday says."""

    day = tell.says("The day.", format="date")
    kind = tell.says("`holiday` or `make_up` (worked in its place).")
    name = tell.says("What holiday it belongs to.")
    status = tell.says("`official`, `provisional` (guessed by the general rules) or `own`.")
    source = tell.says("Where that is said.")


class CalendarYear(tell.Output):
    """The special days of a year."""

    year = tell.counts("The year.")
    version = tell.counts("Version of the calendar; deadlines say which one they were counted by.")
    days = tell.parts(SpecialDay, "Days, the first first.")

    example = sample({"year": 2025, "version": 1, "days": [{
        "day": "2025-10-01", "kind": "holiday", "name": "国庆节、中秋节", "status": "official",
        "source": "国务院办公厅关于2025年部分节假日安排的通知"}]})


@resource.route("/calendar/<int(min=1990, max=2200):year>")
class OneYear(MethodView):
    @resource.reads("get_calendar", SEE_POLICIES, CalendarYear)
    def get(self, year: int) -> Response:
        """List the holidays and make-up days of a year"""
        days, version = the_desk().policies.days(the_actor(), year)
        return said({"year": year, "version": version, "days": [said_day(each.day, each, say()) for each in days]})
