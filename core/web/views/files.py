"""Files of a case: shown in its page only to whoever may see the case, never run by a browser."""

from urllib.parse import quote

from flask import Blueprint, Response, send_file
from werkzeug.wrappers import Response as AnyResponse

from core.domain.errors import NotFound
from core.domain.people import VIEW
from core.http.admission import allowed
from core.http.files import saved_name
from core.http.replies import NOTHING
from core.privacy.accesses import TOOK_FILE
from core.web.desk import the_actor, the_desk

pages = Blueprint("files", __name__, url_prefix="/cases/<number>/files")

SEEN = {"image/jpeg", "image/png", "image/webp", "image/gif"}
"""What a page may show as a picture; everything else is only ever downloaded."""


@pages.get("/<int:evidence>")
@allowed(VIEW)
def download(number: str, evidence: int) -> AnyResponse:
    """The file as it came, to be saved."""
    row = the_desk().notes.evidence(the_actor(), number, evidence)
    reply = sent(row.stored_name, row.media_type)
    the_desk().accesses.note(the_actor(), TOOK_FILE, face="web", case_id=row.case_id)
    name = saved_name(row.original_name, row.stored_name)
    reply.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return reply


@pages.get("/<int:evidence>/picture")
@allowed(VIEW)
def picture(number: str, evidence: int) -> AnyResponse:
    """The copy without camera and place, for showing in a page."""
    row = the_desk().notes.evidence(the_actor(), number, evidence)
    if not row.public_name or row.media_type not in SEEN:
        raise NotFound()
    return sent(row.public_name, row.media_type if row.media_type != "image/gif" else "image/png")


def sent(stored: str, media_type: str) -> Response:
    """A stored file, which no browser runs."""
    path = the_desk().place.files.path(stored)
    if not path.is_file():
        raise NotFound()
    reply = send_file(path.resolve(), mimetype=media_type, conditional=False, etag=False)
    reply.headers["Content-Security-Policy"] = NOTHING
    return reply
