"""Webhooks: which programs are told of what, and what became of each message."""

from collections.abc import Callable
from typing import TypedDict

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.couriers import reason_of
from core.domain.errors import InvalidInput
from core.domain.people import MANAGE_WEBHOOKS
from core.http.admission import allowed
from core.store.tables import WebhookRow
from core.web.acting import NO_TROUBLE, Trouble, attempt, whole
from core.web.desk import say, the_actor, the_desk
from core.web.views.audit import KINDS
from core.webhooks.subscriptions import EVENTS, PING

pages = Blueprint("webhooks", __name__, url_prefix="/webhooks")

PAGE = 50
STATES = {"waiting": ("待发送", "hourglass-split"), "sent": ("已送达", "check2"),
          "failed": ("未送达", "exclamation-octagon"), "dropped": ("未发送", "slash-circle")}


@pages.get("")
@allowed(MANAGE_WEBHOOKS)
def show() -> str:
    """Every webhook."""
    return render_template("webhooks.html", rows=the_desk().webhooks.all(the_actor()), reason_of=reason_of)


@pages.get("/new")
@allowed(MANAGE_WEBHOOKS)
def new() -> str:
    """The form of a new webhook."""
    return _page(None, NO_TROUBLE)


@pages.post("/new")
@allowed(MANAGE_WEBHOOKS)
def create() -> AnyResponse:
    """Make a webhook and show its key, this once."""
    return attempt(lambda: the_desk().webhooks.create(the_actor(), **_typed()),
                   lambda made: _key_page(made.id, made.key), lambda trouble: _page(None, trouble))


@pages.get("/<int:webhook>")
@allowed(MANAGE_WEBHOOKS)
def one(webhook: int) -> str:
    """One webhook with its log."""
    return _page(the_desk().webhooks.get(the_actor(), webhook), NO_TROUBLE)


@pages.post("/<int:webhook>")
@allowed(MANAGE_WEBHOOKS)
def change(webhook: int) -> AnyResponse:
    """Change what it is told, and where."""
    return attempt(lambda: the_desk().webhooks.change(the_actor(), webhook, **_typed()),
                   lambda _: _back(webhook, "已保存"), _again(webhook))


@pages.post("/<int:webhook>/ping")
@allowed(MANAGE_WEBHOOKS)
def ping(webhook: int) -> AnyResponse:
    """Send a trial message."""
    return attempt(lambda: the_desk().webhooks.ping(the_actor(), webhook),
                   lambda _: _back(webhook, "试发已排队,结果见下面的记录"), _again(webhook))


@pages.post("/<int:webhook>/state")
@allowed(MANAGE_WEBHOOKS)
def switch(webhook: int) -> AnyResponse:
    """Disable or enable."""
    service, active = the_desk().webhooks, request.form.get("active", "")
    act, words = (service.enable, "已启用") if active == "true" else (service.disable, "已停用")

    def do() -> None:
        if active not in ("true", "false"):
            raise InvalidInput.field("active", "请答“是”或“否”")
        act(the_actor(), webhook)

    return attempt(do, lambda _: _back(webhook, words), _again(webhook))


@pages.post("/<int:webhook>/key")
@allowed(MANAGE_WEBHOOKS)
def rotate(webhook: int) -> AnyResponse:
    """Make a new key and show it, this once."""
    def do() -> str:
        _sure("sure-key")
        return the_desk().webhooks.rotate(the_actor(), webhook)

    return attempt(do, lambda key: _key_page(webhook, key), _again(webhook))


@pages.post("/<int:webhook>/remove")
@allowed(MANAGE_WEBHOOKS)
def remove(webhook: int) -> AnyResponse:
    """Take it away with its log."""
    def do() -> None:
        _sure("sure-remove")
        the_desk().webhooks.remove(the_actor(), webhook)
        flash(say()("已删除"))

    return attempt(do, lambda _: redirect(url_for("webhooks.show")), _again(webhook))


@pages.post("/<int:webhook>/deliveries/<int:delivery>")
@allowed(MANAGE_WEBHOOKS)
def redeliver(webhook: int, delivery: int) -> AnyResponse:
    """Send one message again."""
    return attempt(lambda: the_desk().webhooks.redeliver(the_actor(), webhook, delivery),
                   lambda _: _back(webhook, "已排队重发"), _again(webhook))


@pages.post("/<int:webhook>/deliveries")
@allowed(MANAGE_WEBHOOKS)
def redeliver_lost(webhook: int) -> AnyResponse:
    """Send everything again that did not arrive."""
    return attempt(lambda: the_desk().webhooks.redeliver_lost(the_actor(), webhook),
                   lambda count: _back(webhook, "已排队重发 {count} 条", count=count), _again(webhook))


class Typed(TypedDict):
    """What the form says."""

    title: str
    url: str
    events: list[str]
    kinds: list[str]


def _typed() -> Typed:
    form = request.form
    return {"title": form.get("title", ""), "url": form.get("url", ""), "events": form.getlist("events"),
            "kinds": form.getlist("kinds")}


def _sure(name: str) -> None:
    """Raise `InvalidInput` unless the person has said that they mean it."""
    if request.form.get(name) != "true":
        raise InvalidInput.field(name, "请勾选确认")


def _back(webhook: int, words: str, **values: object) -> AnyResponse:
    flash(say()(words, **values))
    return redirect(url_for("webhooks.one", webhook=webhook))


def _again(webhook: int) -> Callable[[Trouble], str]:
    return lambda trouble: _page(the_desk().webhooks.get(the_actor(), webhook), trouble)


def _key_page(webhook: int, key: str) -> AnyResponse:
    row = the_desk().webhooks.get(the_actor(), webhook)
    return make_response(render_template("webhook_key.html", row=row, key=key))


def _page(row: WebhookRow | None, trouble: Trouble) -> str:
    desk, actor = the_desk(), the_actor()
    typed = request.form if request.method == "POST" and request.endpoint in (
        "webhooks.create", "webhooks.change") else None
    before, only = whole(request.args.get("before", "")), request.args.get("only", "")
    deliveries = desk.webhooks.deliveries(
        actor, row.id, before_id=before, limit=PAGE, states=(only,) if only in STATES else ()) if row else ()
    return render_template(
        "webhook.html", row=row, trouble=trouble, typed=typed or {}, deliveries=deliveries, states=STATES, only=only,
        events=[(each, KINDS.get(each, each)) for each in EVENTS], names={**KINDS, PING: "试发"},
        kinds=[(key, workflow.title) for each in desk.place.industries.values()
               for key, workflow in each.workflows.items()],
        chosen_events=typed.getlist("events") if typed is not None else row.events if row else [],
        chosen_kinds=typed.getlist("kinds") if typed is not None else row.kinds if row else [],
        more=len(deliveries) == PAGE, reason_of=reason_of)
