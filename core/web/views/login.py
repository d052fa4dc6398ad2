"""Logging in and out."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, g, make_response, redirect, render_template, request, session, url_for
from limits import parse_many
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from core.domain.errors import Forbidden
from core.web.desk import desk_of
from core.web.security import allowed
from core.web.signing_in import LASTS, current_token, digest, forget, new_token, remember

pages = Blueprint("login", __name__)

LIMITS = ("8 per minute; 60 per hour", "5 per minute; 30 per hour")
"""Attempts from one address, and for one name from anywhere."""


@pages.get("/login")
@allowed("anyone")
def show() -> Response:
    """Ask for name and password."""
    if g.actor:
        return redirect(_back())
    return make_response(render_template("login.html", next=_next(), typed="", problem=None))


@pages.post("/login")
@allowed("anyone")
def log_in() -> Response:
    """Open a log-in under a new token; what the browser held before is forgotten."""
    desk, login = desk_of(), request.form.get("login", "").strip()
    _limit(login)
    token = new_token()
    try:
        desk.access.log_in(login, request.form.get("password", ""), digest(token), lasts=LASTS,
                           address=request.remote_addr or "", agent=request.user_agent.string[:200])
    except Forbidden as error:
        return make_response(render_template("login.html", next=_next(), typed=login, problem=error.reason), 403)
    session.clear()
    reply = redirect(_back())
    remember(reply, token, secure=desk.config.secure_cookies)
    return reply


@pages.post("/logout")
@allowed("anyone")
def log_out() -> Response:
    """End the log-in on the server, then in the browser."""
    if found := current_token():
        desk_of().access.log_out(found)
    session.clear()
    reply = redirect(url_for("login.show"))
    forget(reply)
    return reply


def _limit(login: str) -> None:
    """Count an attempt. Raises `TooManyRequests`."""
    limits = current_app.extensions["limits"]
    for rule, key in zip(LIMITS, (request.remote_addr or "", login.casefold()), strict=True):
        for each in parse_many(rule):
            if not limits.limiter.hit(each, "log-in", key):
                raise TooManyRequests()


def _next() -> str:
    return own_path(request.values.get("next", ""))


def _back() -> str:
    return _next() or "/"


def own_path(said: str) -> str:
    """A place on this desk to go on to, empty for anything that leads elsewhere."""
    parts = urlsplit(said)
    fine = said.startswith("/") and not said.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return said if fine and not any(ord(letter) < 32 for letter in said) else ""
