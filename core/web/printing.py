"""Printing from pages: labels of anything at once, and what a PDF is sent as."""

import hashlib
from collections.abc import Sequence
from urllib.parse import quote

from flask import Blueprint, Flask, Response, render_template

from core.domain.promises import Size
from core.http.replies import NOTHING
from core.printing import PrintLabel, can_make_pdf, drawn_labels, make_pdf, qr, standalone
from core.printing.drawing import STATIC, STYLES
from core.web.desk import say, the_desk

styles = Blueprint("printing", __name__, static_folder=str(STATIC), static_url_path="/static/printing")


def install(app: Flask) -> None:
    """Serve the styles of sheets, and let templates name them."""
    app.register_blueprint(styles)
    app.jinja_env.globals.update(can_make_pdf=can_make_pdf, qr=qr,
                                 sheets_stamp=hashlib.sha256(STYLES.read_bytes()).hexdigest()[:10])


def render_labels(labels: Sequence[PrintLabel], *, title: str, back: str, size: Size = "label", pdf: str = "") -> str:
    """A page of labels to print, each on one of its own: 60 by 40 mm, or 100 by 150 mm as `waybill`. `title` in
    Chinese, to be translated; `back` is the address to return to, `pdf` that of the same labels as PDF, where there
    is one. Raises `InvalidInput` for a code that does not fit."""
    return render_template("labels.html", title=say()(title), back=back, pdf_address=pdf,
                           drawn=drawn_labels(labels, the_desk().config.business, size))


def labels_pdf(labels: Sequence[PrintLabel], *, title: str, size: Size = "label") -> Response:
    """The same as PDF. Raises `NoPdf` without the extra, `PdfTooSlow`, `InvalidInput`."""
    drawn = drawn_labels(labels, the_desk().config.business, size)
    return sent_pdf(standalone(say()(title), drawn, say().language), say()(title))


def sent_pdf(page: str, name: str) -> Response:
    """A page as a PDF to be saved; `name` without ending."""
    reply = Response(make_pdf(page), mimetype="application/pdf")
    reply.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name + '.pdf', safe='')}"
    reply.headers["Content-Security-Policy"] = NOTHING
    return reply
