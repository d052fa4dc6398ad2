"""Changing the language, for this browser and for the person."""

from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response

from core.web.desk import LANGUAGE_COOKIE, desk_of
from core.web.security import allowed
from core.web.views.login import own_path
from core.web.wording import LANGUAGES

pages = Blueprint("language", __name__)


@pages.post("/language")
@allowed("anyone")
def choose() -> Response:
    """Speak the chosen language from the next page on."""
    chosen = request.form.get("language", "")
    reply = redirect(own_path(request.form.get("next", "")) or "/")
    if chosen in LANGUAGES:
        reply.set_cookie(LANGUAGE_COOKIE, chosen, max_age=365 * 24 * 3600, httponly=True, samesite="Lax",
                         secure=request.is_secure)
        if g.actor:
            desk_of().access.speak(g.actor, chosen)
    return reply
