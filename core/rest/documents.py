"""Documents of a case as they are printed: a page of HTML that stands alone, or PDF."""

from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Response, request
from flask.views import MethodView

from core.domain.people import VIEW
from core.http.replies import NOTHING
from core.printing import drawn_sheets, make_pdf, standalone
from core.rest.calling import say, the_actor, the_desk
from core.rest.cases import read
from core.rest.operations import Resource

resource = Resource("documents", "Documents", "Documents that regulations ask for, ready to print.")

HTML, PDF = "text/html", "application/pdf"
STYLED = f"{NOTHING}; style-src 'unsafe-inline'"
"""The page carries its own styles; still nothing is loaded or run."""


@resource.route("/cases/<case:number>/documents/<key:document>")
class CaseDocument(MethodView):
    @resource.fetches("print_document", VIEW, (HTML, PDF), extra=True)
    def get(self, number: str, document: str) -> Response:
        """Fetch a document of a case, filled in with what is known

        HTML, or PDF where `Accept` prefers it; 501 where the desk was set up without PDF."""
        desk = the_desk()
        view, papers = desk.views.papers(the_actor(), number, document)
        read(view)
        title = f"{number} {say()(papers[0].title)}"
        drawn = drawn_sheets(view, papers, say(), business=desk.config.business, zone=ZoneInfo(desk.config.zone))
        page = standalone(title, drawn, say().language)
        if request.accept_mimetypes.best_match((HTML, PDF), default=HTML) == HTML:
            reply = Response(page, mimetype=HTML)
            reply.headers["Content-Security-Policy"] = STYLED
        else:
            reply = Response(make_pdf(page), mimetype=PDF)
            reply.headers["Content-Security-Policy"] = NOTHING
            reply.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title + '.pdf', safe='')}"
        reply.headers["Vary"] = "Accept"
        return reply
