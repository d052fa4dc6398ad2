"""Reports: how the company's promises were kept."""

from typing import Any

from flask import Response
from flask.views import MethodView

from core.domain.people import VIEW
from core.reporting.promises import month_of
from core.representation.reports import said_promises
from core.rest import ask, tell
from core.rest.calling import say, the_actor, the_desk
from core.rest.operations import Resource, said
from core.rest.samples import sample

resource = Resource("reports", "Reports", "Figures of how the business did, of the cases the caller may see.")


class WhichPromises(ask.Input):
    """Which months, and of whom."""

    since = ask.text("First month, as `2025-08`; two before the last, if not given.", pattern="[0-9]{4}-[0-9]{2}",
                     default=None)
    until = ask.text("Last month; this one, if not given.", pattern="[0-9]{4}-[0-9]{2}", default=None)
    unit = ask.text("Key of a unit.", longest=80)
    assignee = ask.whole("Id of whoever has the cases.", least=1, address=True, default=None)


class Figures(tell.Output):
    """How promises were kept."""

    met = tell.counts("Kept in time.")
    early = tell.counts("Kept before they might be.")
    cured = tell.counts("Late, but made good in time.")
    missed = tell.counts("Missed, and over.")
    open_late = tell.counts("Late and still open.")
    percent = tell.maybe_counts("Percent of those that are over which were met or cured; null where none is over.")
    late_seconds = tell.anything("Lateness of those that are over, in seconds, by whose time it was.")


class PromiseLine(Figures):
    """One promise in one month."""

    target = tell.says("Key of the promise.")
    title = tell.says("Its words.")
    month = tell.says("The month it was due in, `2025-10`.")


class PromiseReport(tell.Output):
    """How the company's promises were kept."""

    since = tell.says("First month.")
    until = tell.says("Last month.")
    lines = tell.parts(PromiseLine, "Each promise in each month that has any.")
    total = tell.part(Figures, "All of them.")
    example = sample({
        "since": "2025-10", "until": "2025-10", "lines": [{
            "target": "handled", "title": "Handling of the application", "month": "2025-10", "met": 9, "early": 0,
            "cured": 0, "missed": 1, "open_late": 2, "percent": 90, "late_seconds": {"company": 7200}}],
        "total": {"met": 9, "early": 0, "cured": 0, "missed": 1, "open_late": 2, "percent": 90,
                  "late_seconds": {"company": 7200}}})


@resource.route("/reports/promises")
class Promises(MethodView):
    @resource.reads("get_promise_report", VIEW, PromiseReport, asks=WhichPromises)
    def get(self, asked: dict[str, Any]) -> Response:
        """Report how the company's promises were kept, by promise and month"""
        found = the_desk().reports.promises(
            the_actor(), month_of(asked["since"], "since"), month_of(asked["until"], "until"),
            unit=asked["unit"] or "", assignee=asked["assignee"])
        return said(said_promises(found, say()))
