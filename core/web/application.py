"""The Flask application of a desk: built from the desk it is given, nothing at module level."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, abort, g, redirect, request, url_for
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response as AnyResponse

from core.domain.statutes import STATUTES
from core.http.addresses import Address
from core.http.admission import ASSETS, check_views, for_programs, who_may
from core.http.replies import BEHIND_PROXIES, guard_reply, new_request
from core.http.secrets import page_key
from core.translation import Translator
from core.web import brought, clock_words, errors, navigation, printing, standing, templating, views
from core.web.bell import unread
from core.web.desk import LANGUAGE_COOKIE
from core.web.signing_in import cookie_name, current_token
from core.web.typesetting import chinese
from core.web.wording import HTML_LANGUAGE, LANGUAGES, Translate, Wording, distinct

if TYPE_CHECKING:
    from core.app import Desk

CATALOGUES = Path(__file__).parent / "locale"
SCRIPTS = ("desk",)
FILES_AT_ONCE = 5

LARGEST_ID = 2**63 - 1
"""No database has larger ones."""


class Id(IntegerConverter):
    """`<int:…>` in the address of a page, the desk's own or a plugin's: what no row can be numbered leads nowhere."""

    def __init__(self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int | None = LARGEST_ID,
                 signed: bool = False) -> None:
        super().__init__(map, fixed_digits, min, max, signed)


class Pages(Flask):
    """Flask, but what fails even while a failure is told is logged without its address."""

    url_rule_class = Address

    def log_exception(self, exc_info: Any) -> None:
        logging.getLogger(__name__).error("request %s failed", g.get("request_id"), exc_info=exc_info)


def create_app(desk: Desk) -> Flask:
    """Build the application. Raises `DefinitionError` where a view does not say who may call it, and `BadConfig` for
    a weak secret."""
    app = Pages("core.web", root_path=str(Path(__file__).parent))
    app.extensions["desk"] = desk
    app.url_map.converters["int"] = Id
    _configure(app, desk)
    Bootstrap5(app)
    _begin_requests(app, desk)  # before any other guard may refuse
    CSRFProtect(app)
    app.extensions["limits"] = FixedWindowRateLimiter(MemoryStorage())
    _prepare_requests(app, desk)
    _prepare_templates(app, desk)
    errors.install(app)
    views.register(app)
    brought.register(app, desk)
    printing.install(app)
    check_views(app)
    return app


def _configure(app: Flask, desk: Desk) -> None:
    app.config.update(
        SECRET_KEY=page_key(desk.config), **{BEHIND_PROXIES: desk.config.proxies},
        MAX_CONTENT_LENGTH=desk.config.largest_upload * FILES_AT_ONCE + 2**20,
        MAX_FORM_MEMORY_SIZE=2**21, MAX_FORM_PARTS=2000, TRUSTED_HOSTS=[*desk.config.hosts],
        SESSION_COOKIE_NAME=cookie_name("shouhou_page", desk.config), SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=desk.config.secure_cookies, WTF_CSRF_TIME_LIMIT=None, BOOTSTRAP_SERVE_LOCAL=True)
    if desk.config.proxies:  # their word on who asks, and whether by https; the name they call must be the desk's own
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=desk.config.proxies, x_proto=desk.config.proxies)  # type: ignore[method-assign]
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.context_class = templating.Calls
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _begin_requests(app: Flask, desk: Desk) -> None:
    """Before all else: number and nonce, and the language that the browser asks for."""
    folders = (CATALOGUES, *desk.installed.catalogues)
    translators: dict[str, Translate] = {
        language: Translator(language, folders) if language != "zh" else chinese for language in LANGUAGES}
    zone = ZoneInfo(desk.config.zone)

    @app.before_request
    def begin() -> None:
        new_request()
        g.actor = None
        speak("")

    def speak(own: str) -> None:
        chosen = request.cookies.get(LANGUAGE_COOKIE, "")
        language = language_for(own or chosen, chosen, request.accept_languages.values())
        g.say = Wording(language, translators[language], zone, desk.now())

    app.extensions["speak"] = speak


def _prepare_requests(app: Flask, desk: Desk) -> None:
    """Before each view: who it is, and their language; then whether they may."""

    @app.before_request
    def admit() -> AnyResponse | None:
        if request.endpoint in ASSETS or for_programs(request.path):
            return None
        token = current_token()
        if token and (found := desk.users.session(token)):
            g.actor = found[0]
            app.extensions["speak"](found[1])
        who = who_may(app, request.endpoint, request.method) if request.endpoint else "anyone"
        if who == "anyone":
            return None
        if g.actor is None:
            return _to_log_in()
        if who is None or (who != "signed-in" and not g.actor.may(who)):
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


def language_for(first: str, second: str, accepted: Any) -> str:
    """The language to speak: the first of these that we know, else what the browser asks for, else Chinese."""
    for said in (first, second):
        if said in LANGUAGES:
            return said
    return next((said[:2].lower() for said in accepted if said[:2].lower() in LANGUAGES), "zh")


def _prepare_templates(app: Flask, desk: Desk) -> None:
    """What every template can name."""
    plain = Wording("zh", chinese, ZoneInfo(desk.config.zone), desk.now())

    templating.install(app, _stamps(app))

    @app.context_processor
    def words() -> dict[str, Any]:
        say: Wording = g.get("say") or plain
        actor = g.get("actor")
        return {
            "_": say, "say": say, "actor": actor, "nonce": g.get("nonce", ""), "request_id": g.get("request_id", ""),
            "business": desk.config.business, "html_language": HTML_LANGUAGE[say.language], "demo": desk.config.demo,
            "other_language": next(each for each in LANGUAGES if each != say.language), "languages": LANGUAGES,
            "sections": navigation.sections(app, actor),
            "service_phone": desk.config.service_phone,
            "may_open": bool(navigation.entries(app, actor, (navigation.NEW,)))}

    app.jinja_env.globals.update(
        scripts=SCRIPTS, standing=standing, clock_words=clock_words, unread_count=unread, statutes=STATUTES,
        translated=lambda pairs: [(key, g.say(words)) for key, words in pairs],
        translated_names=lambda keys, words: tuple(g.say(words[key]) for key in keys),
        policy_title=lambda policy: (policy.label_en or policy.title_en if g.say.language == "en" else "")
        or chinese(policy.label or policy.title))
    app.jinja_env.filters.update(
        translated=lambda text: g.say(text),
        chinese=chinese, said=lambda value: g.say.show(value),
        distinct=distinct,
        kind_name=lambda kind, registry: g.say(registry.workflows[kind].title),
        kinds=lambda found: [(each.key, each.title) for each in found],
        persons=lambda found: [(each.id, each.name) for each in found],
        rights=lambda found: [(each.key, f"{g.say(each.title)} ({g.say(each.source)})") for each in found])


def _stamps(app: Flask) -> dict[str, str]:
    """What each file of ours looks like now, so that browsers may keep it until it changes."""
    folder = Path(app.static_folder or "")
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:10]
            for path in folder.rglob("*") if path.is_file()}
