"""Logging in and out, the language, one's own password."""

from collections.abc import Mapping

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
from limits import parse
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from core.accounts.lockout import TooManyAttempts
from core.accounts.users import WrongLogin
from core.domain.errors import DeskError, InvalidInput
from core.domain.people import USE_API
from core.http.admission import allowed
from core.http.statuses import retry_header
from core.setting_up import awaits_administrator
from core.web.desk import LANGUAGE_COOKIE, say, the_actor, the_desk
from core.web.navigation import home_of
from core.web.programs import program
from core.web.signing_in import current_token, forget, remember
from core.web.wording import LANGUAGES

pages = Blueprint("login", __name__)

AT_MOST = parse("120 per minute")
"""Passwords that one process looks at for one address, since looking at one is work; what guessing costs is counted by
the service."""


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
    login = request.form.get("login", "").strip()[:80]
    _limit()
    try:
        token = the_desk().users.log_in(login, request.form.get("password", "")[:400], **_where())
    except TooManyAttempts as error:
        return make_response(_page(login, error), 429, retry_header(error))
    except WrongLogin as error:
        return make_response(_page(login, error), 403)
    session.clear()
    reply = make_response(redirect(_next() or "/"))
    remember(reply, token)
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
    """Who I am here, my password, and where I am logged in."""
    return _me({})


@pages.post("/me/password")
@allowed("signed-in")
def change_password() -> AnyResponse:
    """Set a new password after the old one was given; other log-ins of the same person end, this one goes on under a
    new token."""
    form = request.form
    _limit()
    try:
        if form.get("again", "") != form.get("password", ""):
            raise InvalidInput.field("again", "两次输入的新密码不一样")
        token = the_desk().users.change_password(the_actor(), form.get("old", "")[:400], form.get("password", ""),
                                                 **_where())
    except InvalidInput as error:
        return make_response(_me(error.errors), 422)
    reply = make_response(redirect(url_for("login.me")))
    remember(reply, token)
    flash(say()("密码已改,其他地方的登录都已退出"))
    return reply


@pages.post("/me/elsewhere")
@allowed("signed-in")
def log_out_elsewhere() -> AnyResponse:
    """End one's other log-ins; this one goes on."""
    the_desk().users.log_out_elsewhere(the_actor(), current_token())
    flash(say()("其他地方的登录都已退出"))
    return redirect(url_for("login.me"))


def _me(problems: Mapping[str, object]) -> str:
    email = the_desk().notifications.wishes(the_actor()).email
    return render_template("me.html", problems=problems, email=email, duties=_duties(),
                           may_use_api=the_actor().may(USE_API),
                           log_ins=[(row, here, program(row.agent)) for row, here in the_desk().users.log_ins(
                               the_actor(), current_token())])


def _where() -> dict[str, str]:
    """Where an attempt comes from, as it is kept with the log-in."""
    return {"address": request.remote_addr or "", "agent": request.user_agent.string[:400]}


def _duties() -> list[str]:
    known = the_desk().place.duties
    return [known[key].title for key in sorted(the_actor().duties) if key in known]


def _page(typed: str = "", problem: DeskError | None = None) -> Response:
    return make_response(render_template(
        "login.html", next=_next(), typed=typed, problem=problem.reason if problem else None,
        awaited=awaits_administrator(the_desk())))


def _limit() -> None:
    """Count a password to look at. Raises `TooManyRequests`."""
    if not current_app.extensions["limits"].hit(AT_MOST, "log-in", request.remote_addr or ""):
        raise TooManyRequests()


def _next() -> str:
    return own_path(request.values.get("next", ""))


def own_path(said: str) -> str:
    """A place on this desk to go on to, empty for anything that leads elsewhere. Browsers read a backslash as a stroke,
    and skip tabs and ends of lines."""
    if not said.startswith("/") or said.startswith(("//", "/\\")) or any(ord(letter) < 32 for letter in said):
        return ""
    return said
