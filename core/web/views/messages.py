"""What was sent by channels outside the desk, and the words of notifications."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.couriers import reason_of
from core.domain.people import MANAGE_NOTIFICATIONS
from core.http.admission import allowed
from core.notifications.channels import DESK, title_of, troubles
from core.notifications.kinds import KINDS
from core.web.acting import NO_TROUBLE, Trouble, attempt, whole
from core.web.desk import say, the_actor, the_desk
from core.web.views import webhooks
from core.web.wording import LANGUAGES

pages = Blueprint("messages", __name__, url_prefix="/messages")

PAGE = 50
STATES = {**webhooks.STATES, "sent": ("已发出", "check2")}
"""A mail server that takes a letter has not delivered it yet."""


@pages.get("")
@allowed(MANAGE_NOTIFICATIONS)
def show() -> str:
    """The log, the latest first."""
    desk, only = the_desk(), request.args.get("only", "")
    rows = desk.notifications.log(the_actor(), states=(only,) if only in STATES else (), limit=PAGE + 1,
                                  before_id=whole(request.args.get("before", "")))
    channels = desk.notifications.channels
    return render_template("messages.html", rows=rows[:PAGE], more=len(rows) > PAGE, only=only, states=STATES,
                           kinds=KINDS, channels=channels, title_of=title_of, reason_of=reason_of,
                           troubles=troubles(channels))


@pages.post("/<int:message>")
@allowed(MANAGE_NOTIFICATIONS)
def resend(message: int) -> AnyResponse:
    """Send one once more."""
    the_desk().notifications.resend(the_actor(), message)
    flash(say()("已排队重发"))
    return redirect(url_for("messages.show"))


@pages.get("/words")
@allowed(MANAGE_NOTIFICATIONS)
def words() -> str:
    """The words of every kind."""
    return render_template("words.html", rows=the_desk().notifications.templates(the_actor(), _language()),
                           language=_language(), known=LANGUAGES, channels=the_desk().notifications.channels,
                           title_of=title_of)


@pages.get("/words/<kind>/<channel>/<language>")
@allowed(MANAGE_NOTIFICATIONS)
def one(kind: str, channel: str, language: str) -> str:
    """The words of one kind by one channel in one language."""
    return _page(kind, channel, language, NO_TROUBLE)


@pages.post("/words/<kind>/<channel>/<language>")
@allowed(MANAGE_NOTIFICATIONS)
def change(kind: str, channel: str, language: str) -> AnyResponse:
    """Save own words, look how they read, or go back to the usual ones."""
    service, actor, form = the_desk().notifications, the_actor(), request.form
    typed = {"subject": form.get("subject", ""), "body": form.get("body", "")}

    def again(trouble: Trouble) -> str:
        return _page(kind, channel, language, trouble)

    def back(said: str) -> AnyResponse:
        flash(say()(said))
        return redirect(url_for("messages.one", kind=kind, channel=channel, language=language))

    match form.get("do"):
        case "preview":
            return attempt(lambda: service.preview(actor, kind, channel, language, **typed),
                           lambda read: AnyResponse(_page(kind, channel, language, NO_TROUBLE, read),
                                                    content_type="text/html; charset=utf-8"), again)
        case "reset":
            return attempt(lambda: service.reset_template(actor, kind, channel, language),
                           lambda _: back("已恢复通用的用语"), again)
        case _:
            return attempt(lambda: service.set_template(actor, kind, channel, language, **typed),
                           lambda _: back("已保存"), again)


def _language() -> str:
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGES else say().language


def _page(kind: str, channel: str, language: str, trouble: Trouble, read: tuple[str, str] | None = None) -> str:
    found = the_desk().notifications.template(the_actor(), kind, channel, language)
    return render_template(
        "word.html", each=found, trouble=trouble, read=read, typed=request.form, in_desk=channel == DESK,
        channel=title_of(the_desk().notifications.channels, channel), language=LANGUAGES[language],
        places=[f"{{{place}}}" for place in found.kind.places])
