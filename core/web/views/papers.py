"""The documents a regulation names, each on a sheet to print."""

from flask import Blueprint, Response, render_template
from markupsafe import Markup

from core.domain.judging import Paper
from core.domain.people import VIEW
from core.http.admission import allowed
from core.printing import drawn_sheets, standalone
from core.privacy.accesses import READ_CASE
from core.services.views import CaseView
from core.web.desk import say, the_actor, the_desk
from core.web.printing import sent_pdf
from core.web.views.case import case_words

pages = Blueprint("papers", __name__, url_prefix="/cases/<number>/papers")


@pages.get("/<key>")
@allowed(VIEW)
def show(number: str, key: str) -> str:
    """One document, filled in with what the case knows; what nobody has answered is a line to write on."""
    view, paper = _read(number, key)
    return render_template("paper.html", **case_words(view), paper=paper, sheet=_drawn(view, paper))


@pages.get("/<key>.pdf")
@allowed(VIEW)
def pdf(number: str, key: str) -> Response:
    """The same as a file."""
    view, paper = _read(number, key)
    title = f"{number} {say()(paper.title)}"
    return sent_pdf(standalone(title, _drawn(view, paper), say().language), title)


def _read(number: str, key: str) -> tuple[CaseView, Paper]:
    view, papers = the_desk().views.papers(the_actor(), number, key)
    if view.row.customer_id:
        the_desk().accesses.note(the_actor(), READ_CASE, face="web", customer_id=view.row.customer_id,
                                 case_id=view.row.id)
    return view, papers[0]


def _drawn(view: CaseView, paper: Paper) -> Markup:
    return drawn_sheets(view, (paper,), say(), business=the_desk().config.business, zone=say().zone)
