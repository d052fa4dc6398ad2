"""What one was told of: the list behind the bell, and what one wants to be told of and how."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.http.admission import allowed
from core.notifications.channels import DESK, title_of, troubles
from core.notifications.kinds import CHOSEN, KINDS
from core.web.acting import NO_TROUBLE, Trouble, attempt, whole
from core.web.bell import unread
from core.web.desk import say, the_actor, the_desk
from core.web.views.login import own_path

pages = Blueprint("notifications", __name__, url_prefix="/notifications")

PAGE = 50
ICONS = {"warned": "hourglass-split", "missed": "alarm", "escalated": "arrow-up-circle", "assigned": "person-check",
         "override_asked": "question-circle", "override_answered": "check2-circle",
         "step_refused": "exclamation-octagon", "import_finished": "upload", "export_finished": "download",
         "webhook_disabled": "broadcast", "plan_due": "calendar-check", "plan_overdue": "alarm",
         "unheard": "bell-slash", "test": "envelope"}


@pages.get("")
@allowed("signed-in")
def show() -> str:
    """One's notifications, the latest first."""
    only = request.args.get("only") == "unread"
    rows = the_desk().notifications.mine(
        the_actor(), unread=only, before_id=whole(request.args.get("before", "")), limit=PAGE + 1,
        language=say().language)
    return render_template("notifications.html", rows=rows[:PAGE], more=len(rows) > PAGE, only=only, kinds=KINDS,
                           icons=ICONS, left=unread())


@pages.post("/read")
@allowed("signed-in")
def read_all() -> AnyResponse:
    """Everything is read."""
    the_desk().notifications.read_all(the_actor())
    flash(say()("都标为已读"))
    return redirect(url_for("notifications.show"))


@pages.post("/<int:notification>")
@allowed("signed-in")
def read(notification: int) -> AnyResponse:
    """One is read; on to what it is about, where that was asked for."""
    the_desk().notifications.read(the_actor(), notification)
    return redirect(own_path(request.form.get("next", "")) or url_for("notifications.show"))


@pages.get("/wishes")
@allowed("signed-in")
def wishes() -> str:
    """What one is told of, and how."""
    return _wishes(NO_TROUBLE)


@pages.post("/wishes")
@allowed("signed-in")
def wish() -> AnyResponse:
    """Choose: what is ticked is wanted, the rest not."""
    desk, ticked = the_desk(), set(request.form.getlist("wanted"))
    channels = (DESK, *desk.notifications.channels)
    return attempt(
        lambda: desk.notifications.wish(the_actor(), {
            (kind.key, channel): f"{kind.key}:{channel}" in ticked for kind in CHOSEN for channel in channels}),
        lambda _: _back("已保存"), _wishes)


@pages.post("/address")
@allowed("signed-in")
def address() -> AnyResponse:
    """Where one gets mail."""
    return attempt(lambda: the_desk().notifications.set_email(the_actor(), request.form.get("email", "")),
                   lambda _: _back("已保存"), _wishes)


@pages.post("/test")
@allowed("signed-in")
def test() -> AnyResponse:
    """A trial message to oneself."""
    return attempt(lambda: the_desk().notifications.test(the_actor(), request.form.get("channel", "")),
                   lambda _: _back("试发已排队,请看是否收到"), _wishes)


def _back(words: str) -> AnyResponse:
    flash(say()(words))
    return redirect(url_for("notifications.wishes"))


def _wishes(trouble: Trouble) -> str:
    found = the_desk().notifications.wishes(the_actor())
    wanted = {(each.kind.key, each.channel): each.wanted for each in found.wishes}
    return render_template(
        "wishes.html", trouble=trouble, email=request.form.get("email", found.email), kinds=CHOSEN, wanted=wanted,
        channels=[(key, title_of(found.channels, key)) for key in (DESK, *found.channels)], desk=DESK,
        troubles=troubles(found.channels))
