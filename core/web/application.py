"""The Flask application of a desk: built from the desk it is given, nothing at module level."""

import hashlib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, abort, g, redirect, request, url_for
from flask_bootstrap import Bootstrap5
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.wrappers import Response as AnyResponse

from core.domain.people import SEE_PHONES, Actor
from core.translation import Translator
from core.web import errors, navigation, standing, views
from core.web.desk import LANGUAGE_COOKIE, Desk
from core.web.security import ASSETS, check_views, guard_reply, new_request, who_may
from core.web.signing_in import recognise
from core.web.wording import HTML_LANGUAGE, LANGUAGES, Wording, masked

CATALOGUES = Path(__file__).parent / "locale"
STYLES = ("tokens", "base", "shell", "controls", "parts", "lists", "workbench", "case", "intake", "policy", "narrow",
          "print", "wishes")
SCRIPTS = ("desk",)


def create_app(desk: Desk) -> Flask:
    """Build the application. Raises `DefinitionError` where a view does not say who may call it."""
    app = Flask("core.web", root_path=str(Path(__file__).parent))
    app.extensions["desk"] = desk
    _configure(app, desk)
    Bootstrap5(app)
    CSRFProtect(app)
    app.extensions["limits"] = Limiter(get_remote_address, app=app, storage_uri="memory://")
    _prepare_requests(app, desk)
    _prepare_templates(app, desk)
    errors.install(app)
    views.register(app)
    check_views(app)
    return app


def _configure(app: Flask, desk: Desk) -> None:
    app.config.update(
        SECRET_KEY=desk.secret, MAX_CONTENT_LENGTH=desk.config.largest_upload * 5 + 2**20,
        MAX_FORM_MEMORY_SIZE=2**21, MAX_FORM_PARTS=2000, TRUSTED_HOSTS=[*desk.config.hosts],
        SESSION_COOKIE_NAME="shouhou_page", SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=desk.config.secure_cookies, WTF_CSRF_TIME_LIMIT=None, BOOTSTRAP_SERVE_LOCAL=True,
        RATELIMIT_HEADERS_ENABLED=False)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _prepare_requests(app: Flask, desk: Desk) -> None:
    """Before each view: number and nonce, who it is, which language; then whether they may."""
    translators = {language: Translator(language, (CATALOGUES, *desk.locales)) for language in LANGUAGES}
    zone = ZoneInfo(desk.config.zone)

    def speak(own: str | None) -> None:
        language = language_for(request.cookies.get(LANGUAGE_COOKIE), own, request.accept_languages.values())
        g.say = Wording(language, translators[language], zone, desk.now())

    @app.before_request
    def admit() -> AnyResponse | None:
        new_request()
        g.actor = None
        if request.endpoint in ASSETS:
            return None
        speak(None)
        actor = recognise(desk.access)
        if actor:
            speak(desk.access.language_of(actor))
        if request.endpoint is None:
            return None
        who = who_may(app, request.endpoint)
        if who == "anyone":
            return None
        if actor is None:
            return _to_log_in()
        if who is None or (who != "signed-in" and not actor.may(who)):
            abort(403)
        return None

    @app.after_request
    def guard(reply: Response) -> Response:
        return guard_reply(reply)


def _to_log_in() -> AnyResponse:
    """Show the log-in first; whoever only looks comes back to the same place."""
    if request.method == "GET" and not request.headers.get("X-Part"):
        return redirect(url_for("login.show", next=request.full_path.rstrip("?")))
    abort(401)


def language_for(chosen: str | None, own: str | None, accepted: Any) -> str:
    """The language to speak: as just chosen, as the person has set, as the browser asks, else Chinese."""
    for said in (chosen, own):
        if said in LANGUAGES:
            return str(said)
    return next((said[:2].lower() for said in accepted if said[:2].lower() in LANGUAGES), "zh")


def _prepare_templates(app: Flask, desk: Desk) -> None:
    """What every template can name."""
    stamps = _stamps(app)

    def asset(path: str) -> str:
        return url_for("static", filename=path, v=stamps[path])

    @app.context_processor
    def words() -> dict[str, Any]:
        say: Wording = g.get("say") or Wording("zh", str, ZoneInfo(desk.config.zone), desk.now())
        actor: Actor | None = g.get("actor")
        return {
            "_": say, "say": say, "actor": actor, "nonce": g.get("nonce", ""), "request_id": g.get("request_id", ""),
            "business": desk.config.business, "html_language": HTML_LANGUAGE[say.language], "demo": desk.config.demo,
            "other_language": next(each for each in LANGUAGES if each != say.language), "languages": LANGUAGES,
            "phone": lambda said: said if actor and actor.may(SEE_PHONES) else masked(said),
            "daily": navigation.entries(app, actor, navigation.DAILY),
            "setup": navigation.entries(app, actor, navigation.SETUP),
            "may_open": bool(navigation.entries(app, actor, (navigation.NEW,)))}

    app.jinja_env.globals.update(asset=asset, styles=STYLES, scripts=SCRIPTS, standing=standing,
                                 linked=app.view_functions.__contains__)
    app.jinja_env.filters["translated"] = lambda text: g.say(text)


def _stamps(app: Flask) -> dict[str, str]:
    """What each file of ours looks like now, so that browsers may keep it until it changes."""
    folder = Path(app.static_folder or "")
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:10]
            for path in folder.rglob("*") if path.is_file()}
