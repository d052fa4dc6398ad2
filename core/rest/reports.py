"""Reports: how the company's promises were kept."""

from typing import Any

from flask import Response
from flask.views import MethodView

from core.domain.people import VIEW
from core.reporting.promises import month_of
from core.representation.plans import said_offered, said_report
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


BEDS: dict[str, Any] = {
    "columns": [{"label": "State", "sort": "text"}, {"label": "Number", "sort": "count"},
                {"label": "Share", "sort": "percent"}],
    "rows": [["To be mended", 3, "0.7500"], ["Mended", 1, "0.2500"]], "totals": ["Total", 4, None],
    "notes": ["4 in all"]}
OFFERED: dict[str, Any] = {"industry": "garden", "report": "beds", "title": "Repairs of beds", "note": "",
                           "clauses": ["GA-03"]}


class Column(tell.Output):
    """A column of a report."""

    label = tell.says("Its words.")
    sort = tell.says("`text`, `count`, `money`, `percent` (a share: 0.75 is 75 %), `minutes` or `case` (a number).")


class Sheet(tell.Output):
    """What a report found."""

    columns = tell.parts(Column, "The columns.")
    rows = tell.whatever("Rows of cells; amounts and shares are texts, null is no value.")
    totals = tell.whatever("One row more for the whole; null without one.")
    notes = tell.words("What was counted, and what it means.")

    example = sample(BEDS)


class Offered(tell.Output):
    """A report that a regulation in force asks for, or that is always there."""

    industry = tell.says("Name of the industry.")
    report = tell.says("Its key.")
    title = tell.says("Its words.")
    note = tell.says("What it is for.")
    clauses = tell.words("The clauses that ask for it; none where it is always there.")


class AllReports(tell.Output):
    """The reports in force."""

    reports = tell.parts(Offered, "By industry and title. That on promises is always there besides.")
    example = sample({"reports": [OFFERED]})


class DeclaredReport(Sheet):
    """A report for a span of days."""

    industry = tell.says("Name of the industry.")
    report = tell.says("Its key.")
    title = tell.says("Its words.")
    note = tell.says("What it is for.")
    clauses = tell.words("The clauses that ask for it.")
    period = tell.maybe("The period; null for a range of days.")
    since = tell.says("First day.")
    until = tell.says("Last day.")

    example = sample({**OFFERED, "period": "2025-01", "since": "2025-01-01", "until": "2025-01-31", **BEDS})


class WhichDays(ask.Input):
    """Which days: a period, or a range; this month, if neither is given."""

    period = ask.text("`2025-03`, `2025-W10`, `2025-Q1`, `2025-H1` or `2025`.", longest=10)
    since = ask.text("First day of a range, as `2025-03-12`.", longest=10)
    until = ask.text("Last day of a range; today, if not given.", longest=10)


@resource.route("/reports")
class ManyReports(MethodView):
    @resource.reads("list_reports", VIEW, AllReports)
    def get(self) -> Response:
        """List the reports that regulations in force ask for, and those always there"""
        return said({"reports": [said_offered(each, say()) for each in the_desk().declared_reports.all(the_actor())]})


@resource.route("/reports/<key:industry>/<key:report>")
class OneReport(MethodView):
    @resource.reads("get_report", VIEW, DeclaredReport, asks=WhichDays)
    def get(self, asked: dict[str, Any], industry: str, report: str) -> Response:
        """Make a report of the cases the caller sees"""
        reports = the_desk().declared_reports
        return said(said_report(reports.make(the_actor(), industry, report, reports.span(
            asked["period"], asked["since"], asked["until"])), say()))
