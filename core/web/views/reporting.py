"""Reports: a sentence, the figures, and the cases behind each of them."""

import csv
import io
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from core.domain.errors import InvalidInput
from core.domain.people import EXPORT, VIEW
from core.http.admission import allowed
from core.reporting.promises import OUTCOMES, Line, PromiseReport, month_of
from core.web.acting import NO_TROUBLE, Trouble, whole
from core.web.clock_words import shares
from core.web.desk import say, the_actor, the_desk

pages = Blueprint("reporting", __name__, url_prefix="/reports")

TITLES = {"met": "按时", "early": "过早", "cured": "已补救", "missed": "逾期", "open_late": "未结逾期"}


@pages.get("/promises")
@allowed(VIEW)
def promises() -> str:
    """How the company's promises were kept, by promise and month; `target`, `month` and `outcome` name the cases behind
    one figure."""
    desk, actor, trouble, month, behind = the_desk(), the_actor(), NO_TROUBLE, None, None
    try:
        found, month = _report(), _month("month")
        if month and request.args.get("outcome") in OUTCOMES:
            behind = desk.reports.cases(actor, request.args.get("target", ""), month, request.args["outcome"],
                                        **_narrowed())
    except InvalidInput as error:
        found, trouble = desk.reports.promises(actor), Trouble.of(error)
    with desk.store.read() as work:
        units = [(each.key, each.title) for each in work.units.all()]
    return render_template(
        "promises.html", found=found, total=found.total, titles=TITLES, trouble=trouble, behind=behind, month=month,
        units=units, people=[(row.id, row.name) for row in desk.users.colleagues(actor)], figure=_figure,
        late=lambda line: shares(say(), line.late), shares_of=lambda each: shares(say(), each.late_by),
        may_export=actor.may(EXPORT), asked=_asked(found),
        month_name=lambda day: say()("{year}年{month}月", year=str(day.year), month=day.month),
        sum_of=lambda line: sum(line.late.values(), timedelta()))


@pages.get("/promises.csv")
@allowed(EXPORT)
def table() -> Response:
    """The figures as a file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([say()(each) for each in ("时限", "月份", *TITLES.values(), "迟到分钟", "责任")])
    for line in _report().lines:
        minutes = round(sum(line.late.values(), timedelta()).total_seconds() / 60)
        writer.writerow([say()(line.title), f"{line.month:%Y-%m}", *(getattr(line, each) for each in TITLES), minutes,
                         shares(say(), line.late)])
    return Response("\ufeff" + out.getvalue(), mimetype="text/csv",
                    headers={"Content-Disposition": 'attachment; filename="promises.csv"'})


def _report() -> PromiseReport:
    return the_desk().reports.promises(the_actor(), _month("since"), _month("until"), **_narrowed())


def _narrowed() -> dict[str, Any]:
    return {"unit": request.args.get("unit", ""), "assignee": whole(request.args.get("person", ""))}


def _month(name: str) -> date | None:
    return month_of(request.args.get(name), name)


def _asked(found: PromiseReport) -> dict[str, Any]:
    """What the page shows, as arguments of an address."""
    said = {"since": f"{found.since:%Y-%m}", "until": f"{found.until:%Y-%m}", "unit": request.args.get("unit", ""),
            "person": request.args.get("person", "")}
    return {name: each for name, each in said.items() if each}


def _figure(line: Line, outcome: str, asked: dict[str, Any]) -> str:
    """Where the cases behind a figure are told."""
    return url_for("reporting.promises", **asked, target=line.target, month=f"{line.month:%Y-%m}", outcome=outcome,
                   _anchor="h-behind")
