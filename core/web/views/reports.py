"""Reports that regulations ask for: which there are, and each with its chart and table."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from core.domain.errors import InvalidInput
from core.domain.people import EXPORT, VIEW
from core.domain.periods import MONTH, QUARTER, YEAR, Period
from core.http.admission import allowed
from core.reporting.declared import Found, Span
from core.web import sheets
from core.web.acting import NO_TROUBLE, Trouble
from core.web.desk import say, the_actor, the_desk

pages = Blueprint("reports", __name__, url_prefix="/reports")


@pages.get("")
@allowed(VIEW)
def show() -> str:
    """Every report there is."""
    return render_template("reports.html", found=the_desk().declared_reports.all(the_actor()),
                           industries=the_desk().installed.industries)


@pages.get("/<industry>/<key>")
@allowed(VIEW)
def one(industry: str, key: str) -> str:
    """A report of a `period`, or of the days from `since` to `until`; what makes no sense shows this month's."""
    desk, trouble = the_desk(), NO_TROUBLE
    try:
        span = _span()
    except InvalidInput as error:
        span, trouble = desk.declared_reports.span(), Trouble.of(error)
    found = desk.declared_reports.make(the_actor(), industry, key, span)
    return render_template("report.html", found=found, offered=found.offered, span=span, trouble=trouble,
                           sheet=sheets.shown(found.sheet), asked=_asked(span), quick=_quick(span),
                           industry=desk.installed.industries[industry].industry, may_export=the_actor().may(EXPORT))


@pages.get("/<industry>/<key>.csv")
@allowed(EXPORT)
def table(industry: str, key: str) -> Response:
    """The same as a file."""
    found: Found = the_desk().declared_reports.make(the_actor(), industry, key, _span())
    name = f"{key}-{'-'.join(_asked(found.span).values())}.csv"
    return Response(sheets.table(found.sheet), mimetype="text/csv",
                    headers={"Content-Disposition": f'attachment; filename="{name}"'})


@pages.get("/<industry>/<key>.xlsx")
@allowed(EXPORT)
def workbook(industry: str, key: str) -> Response:
    """The same for a spreadsheet."""
    found: Found = the_desk().declared_reports.make(the_actor(), industry, key, _span())
    name = f"{key}-{'-'.join(_asked(found.span).values())}.xlsx"
    return Response(sheets.workbook(found.sheet, key), mimetype=sheets.WORKBOOK,
                    headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _span() -> Span:
    return the_desk().declared_reports.span(*(request.args.get(each, "")[:20].strip() for each in (
        "period", "since", "until")))


def _asked(span: Span) -> dict[str, str]:
    """A span as arguments of an address."""
    return {"period": span.period.key} if span.period else {"since": f"{span.since}", "until": f"{span.until}"}


def _quick(span: Span) -> list[tuple[Any, str, bool]]:
    """Periods a click away: words, key, and whether they are shown."""
    month = Period.of(MONTH, say().today)
    offered = [month, month.before, Period.of(QUARTER, say().today), Period.of(QUARTER, say().today).before,
               Period.of(YEAR, say().today)]
    return [(each.title, each.key, span.period == each) for each in offered]
