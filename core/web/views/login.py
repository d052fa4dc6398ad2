"""Logging in and out, the language, one's own password."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from limits import parse_many
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from core.domain.errors import InvalidInput
from core.http.admission import allowed
from core.services.users import WrongLogin
from core.web.desk import LANGUAGE_COOKIE, say, the_actor, the_desk
from core.web.navigation import home_of
from core.web.signing_in import current_token, forget, remember
from core.web.wording import LANGUAGES

pages = Blueprint("login", __name__)

LIMITS = ("10 per minute; 100 per hour", "6 per minute; 40 per hour")
"""Attempts from one address, and for one name from anywhere."""


@pages.get("/")
@allowed("signed-in")
def home() -> AnyResponse:
    """Go to where this person's work is."""
    return redirect(home_of(current_app, the_actor()))


@pages.get("/login")
@allowed("anyone")
def show() -> AnyResponse:
    """Ask for name and password."""
    if g.actor:
        return redirect(_next() or "/")
    return _page()


@pages.post("/login")
@allowed("anyone")
def log_in() -> AnyResponse:
    """Open a log-in under a new token; what the browser held before is forgotten."""
    desk, login = the_desk(), request.form.get("login", "").strip()[:80]
    _limit(login)
    try:
        token = desk.users.log_in(login, request.form.get("password", "")[:400], address=request.remote_addr or "",
                                  agent=request.user_agent.string)
    except WrongLogin as error:
        return make_response(_page(login, error), 403)
    session.clear()
    reply = make_response(redirect(_next() or "/"))
    remember(reply, token, secure=desk.config.secure_cookies)
    return reply


@pages.post("/logout")
@allowed("anyone")
def log_out() -> AnyResponse:
    """End the log-in on the server, then in the browser."""
    if found := current_token():
        the_desk().users.log_out(found)
    session.clear()
    reply = make_response(redirect(url_for("login.show")))
    forget(reply)
    return reply


@pages.post("/language")
@allowed("anyone")
def speak() -> AnyResponse:
    """Use the chosen language from the next page on."""
    chosen = request.form.get("language", "")
    reply = make_response(redirect(_next() or "/"))
    if chosen in LANGUAGES:
        reply.set_cookie(LANGUAGE_COOKIE, chosen, max_age=365 * 24 * 3600, httponly=True, samesite="Lax",
                         secure=request.is_secure)
        if g.actor:
            the_desk().users.set_language(g.actor, chosen)
    return reply


@pages.get("/me")
@allowed("signed-in")
def me() -> str:
    """Who I am here, and my password."""
    return render_template("me.html", problems={}, duties=_duties())


@pages.post("/me/password")
@allowed("signed-in")
def change_password() -> AnyResponse:
    """Set a new password after the old one was given; other log-ins of the same person end, this one goes on."""
    desk, actor, form = the_desk(), the_actor(), request.form
    _limit(actor.login)
    try:
        if form.get("again", "") != form.get("password", ""):
            raise InvalidInput.field("again", "两次输入的新密码不一样")
        try:
            desk.users.log_out(desk.users.log_in(actor.login, form.get("old", "")))
        except WrongLogin:
            raise InvalidInput.field("old", "现在的密码不对") from None
        desk.users.set_password(actor, actor.id or 0, form.get("password", ""))
    except InvalidInput as error:
        return make_response(render_template("me.html", problems=error.errors, duties=_duties()), 422)
    reply = make_response(redirect(url_for("login.me")))
    remember(reply, desk.users.log_in(actor.login, form["password"]), secure=desk.config.secure_cookies)
    flash(say()("密码已改,其他地方的登录都已退出"))
    return reply


def _duties() -> list[str]:
    known = the_desk().place.duties
    return [known[key].title for key in sorted(the_actor().duties) if key in known]


def _page(typed: str = "", problem: WrongLogin | None = None) -> Response:
    return make_response(render_template("login.html", next=_next(), typed=typed,
                                         problem=problem.reason if problem else None))


def _limit(login: str) -> None:
    """Count an attempt. Raises `TooManyRequests`."""
    limiter = current_app.extensions["limits"].limiter
    for rule, key in zip(LIMITS, (request.remote_addr or "", login.casefold()), strict=True):
        for each in parse_many(rule):
            if not limiter.hit(each, "log-in", key):
                raise TooManyRequests()


def _next() -> str:
    return own_path(request.values.get("next", ""))


def own_path(said: str) -> str:
    """A place on this desk to go on to, empty for anything that leads elsewhere."""
    parts = urlsplit(said)
    fine = said.startswith("/") and not said.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return said if fine and not any(ord(letter) < 32 for letter in said) else ""
