"""What machines ask any site for: whom to tell of a hole, and whether they may look around."""

from datetime import timedelta

from flask import Blueprint, Response, abort

from core.http.admission import allowed
from core.web.desk import the_desk

pages = Blueprint("about", __name__)

GOOD_FOR = timedelta(days=180)
"""A reader takes a `security.txt` for stale after that; it is written anew for each."""


@pages.get("/.well-known/security.txt")
@allowed("anyone")
def security() -> Response:
    """RFC 9116; nothing where no contact is configured."""
    desk = the_desk()
    if not desk.config.security_contact:
        abort(404)
    expires = (desk.now() + GOOD_FOR).strftime("%Y-%m-%dT00:00:00Z")
    return Response(f"Contact: {desk.config.security_contact}\nExpires: {expires}\nPreferred-Languages: zh, en\n",
                    mimetype="text/plain")


@pages.get("/robots.txt")
@allowed("anyone")
def robots() -> Response:
    """There is nothing here for search engines."""
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")
