"""The documents a regulation names, each on a sheet to print."""

from flask import Blueprint, render_template

from core.domain.people import VIEW
from core.http.admission import allowed
from core.web.desk import the_actor, the_desk
from core.web.views.case import case_words

pages = Blueprint("papers", __name__, url_prefix="/cases/<number>/papers")


@pages.get("/<key>")
@allowed(VIEW)
def show(number: str, key: str) -> str:
    """One document, filled in with what the case knows; what nobody has answered is a line to write on."""
    view, papers = the_desk().views.papers(the_actor(), number, key)
    return render_template("paper.html", **case_words(view), paper=papers[0])
