"""Webhooks: which programs are told of what, and what became of each message."""

from collections.abc import Callable
from typing import Any

from flask import Response, url_for
from flask.views import MethodView
from marshmallow import fields

from core.domain.people import MANAGE_WEBHOOKS
from core.representation.outside import said_delivery, said_webhook
from core.rest import ask, tell
from core.rest.calling import say, the_actor, the_desk
from core.rest.once import once_by_key
from core.rest.operations import Resource, made, paged, said
from core.rest.samples import sample
from core.webhooks.queue import DROPPED, FAILED, SENT, WAITING
from core.webhooks.subscriptions import EVENTS, LONGEST_TITLE, MOST

resource = Resource("webhooks", "Webhooks", "Telling other programs what happens to cases.")

LONGEST_URL = 2000
LONGEST_PAGE = 200
HOOK: dict[str, Any] = {
    "id": 1, "title": "Warehouse", "url": "https://erp.example/hook", "events": ["step"], "kinds": [],
    "state": "active", "disabled_because": "", "failures": 0, "fingerprint": "5d1f0c9a",
    "created_at": "2025-10-13T02:42:00+00:00", "changed_at": "2025-10-13T02:42:00+00:00"}
SENDING: dict[str, Any] = {
    "id": 17, "message": "msg_4f1d9c", "event": "step", "case": "TH-2025-00007", "state": "sent", "attempts": 1,
    "status": 204, "error": "", "milliseconds": 41, "created_at": "2025-10-13T02:42:00+00:00",
    "tried_at": "2025-10-13T02:42:01+00:00", "done_at": "2025-10-13T02:42:01+00:00"}
TOLD_OF, TOLD_OF_KINDS = "Events it is told of; all, if none is named.", "Kinds of case it is told of; all, if none."
ONCE = "The key that signs messages. It is not said again: null where this is the answer to an earlier request."


class NewWebhook(ask.Input):
    """Where to send what. The address is looked up: those of the desk's own network are refused unless allowed."""

    title = ask.text("Name for people.", longest=LONGEST_TITLE, shortest=1, required=True)
    url = ask.text("Address of the receiver, `https://…`.", longest=LONGEST_URL, shortest=1, required=True)
    events = ask.texts(TOLD_OF, longest=40, most=len(EVENTS))
    kinds = ask.texts(TOLD_OF_KINDS, longest=100, most=100)

    example = sample({"title": "Warehouse", "url": "https://erp.example/hook", "events": ["step"]})


class WebhookChange(ask.Input):
    """What is to be another; what is not given stays."""

    title = ask.text("Name for people.", longest=LONGEST_TITLE, shortest=1, default=None)
    url = ask.text("Address of the receiver; what waits goes there too.", longest=LONGEST_URL, shortest=1, default=None)
    events = ask.texts(TOLD_OF, longest=40, most=len(EVENTS), default=None)
    kinds = ask.texts(TOLD_OF_KINDS, longest=100, most=100, default=None)

    example = sample({"events": ["step", "opened"]})


class Webhook(tell.Output):
    """A program that is told of events."""

    id = tell.counts("Id.")
    title = tell.says("Name for people.")
    url = tell.says("Address of the receiver.")
    events = tell.words("Events it is told of; all, if none is named.")
    kinds = tell.words("Kinds of case it is told of; all, if none is named.")
    state = tell.says("`active` or `disabled`.")
    disabled_because = tell.says("Why it is disabled.")
    failures = tell.counts("Deliveries given up in a row.")
    fingerprint = tell.says("Tells keys apart; it says nothing of the key.")
    created_at = tell.at("When it was made.")
    changed_at = tell.at("When it was last changed.")

    example = sample(HOOK)


class WebhookWithKey(Webhook):
    """A webhook and its key, which is said this once."""

    key = tell.maybe(ONCE)
    example = sample({**HOOK, "key": "whsec_8c1f"})


class Webhooks(tell.Output):
    """The webhooks there are."""

    webhooks = tell.parts(Webhook, f"The webhooks, {MOST} at most.")
    example = sample({"webhooks": [HOOK]})


class RemovedWebhook(tell.Output):
    """What was taken away."""

    id = tell.counts("Its id.")
    removed = tell.truth("That it is gone, with its log and what waited.")
    example = sample({"id": 1, "removed": True})


class WantedDeliveries(ask.Input):
    """Which messages."""

    state = ask.texts(f"States: `{WAITING}`, `{SENT}`, `{FAILED}`, `{DROPPED}`.", longest=20, most=4)
    cursor = ask.text("Where an earlier page ended.", pattern="[0-9]{1,9}", default=None)
    limit = ask.whole("How many on a page.", least=1, most=LONGEST_PAGE, address=True, default=50)


class Delivery(tell.Output):
    """One event on its way to one webhook."""

    id = tell.counts("Id.")
    message = tell.says("Names it to the receiver, the same each time it is sent.")
    event = tell.says("What happened; `ping` for a trial message.")
    case = tell.says("Number of the case; empty for a trial message.")
    state = tell.says("`waiting`, `sent`, `failed` (given up) or `dropped` (the webhook was disabled).")
    attempts = tell.counts("How often it was sent.")
    status = tell.maybe_counts("Status of the last reply.")
    error = tell.says("What went wrong the last time.")
    milliseconds = tell.maybe_counts("How long the last attempt took.")
    created_at = tell.at("When the event was left to be sent.")
    tried_at = tell.maybe_at("When it was last sent.")
    done_at = tell.maybe_at("When it arrived or was given up.")

    example = sample(SENDING)


class DeliveryPage(tell.Output):
    """A page of a webhook's log."""

    deliveries = tell.parts(Delivery, "The messages, the latest first. What is done is kept for 30 days.")
    next_cursor = tell.maybe("Where the next page begins; null on the last.")
    next = tell.maybe("Path of the next page; null on the last.")

    example = sample({"deliveries": [SENDING], "next_cursor": None, "next": None})


class Queued(tell.Output):
    """How many messages will be sent again."""

    webhook = tell.counts("Id of the webhook.")
    queued = fields.Integer(required=True, metadata={"description": "How many."})
    example = sample({"webhook": 1, "queued": 3})


def _hook(webhook: int) -> dict[str, Any]:
    return said_webhook(the_desk().webhooks.get(the_actor(), webhook), say())


def _once(operation: str, webhook: int, do: Callable[[], object]) -> Response:
    """Do something with a webhook; it as it then is."""
    def work() -> dict[str, Any]:
        do()
        return _hook(webhook)

    answer, replayed = once_by_key(operation, {"webhook": webhook}, work)
    return made(answer, replayed=replayed)


@resource.route("/webhooks")
class ManyWebhooks(MethodView):
    @resource.reads("list_webhooks", MANAGE_WEBHOOKS, Webhooks)
    def get(self) -> Response:
        """List every webhook"""
        return said({"webhooks": [said_webhook(each, say()) for each in the_desk().webhooks.all(the_actor())]})

    @resource.does("create_webhook", MANAGE_WEBHOOKS, WebhookWithKey, takes=NewWebhook, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Make a webhook; the answer holds its key, this once"""
        key: str | None = None

        def do() -> dict[str, Any]:
            nonlocal key
            new = the_desk().webhooks.create(the_actor(), **body)
            key = new.key
            return _hook(new.id)

        answer, replayed = once_by_key("create_webhook", body, do)
        return made({**answer, "key": key}, 201, replayed=replayed,
                    location=url_for("api-webhooks.OneWebhook", webhook=answer["id"]))


@resource.route("/webhooks/<int(max=2147483647):webhook>")
class OneWebhook(MethodView):
    @resource.reads("get_webhook", MANAGE_WEBHOOKS, Webhook)
    def get(self, webhook: int) -> Response:
        """Look at a webhook"""
        return said(_hook(webhook))

    @resource.does("change_webhook", MANAGE_WEBHOOKS, Webhook, takes=WebhookChange, keyed=False)
    def patch(self, body: dict[str, Any], webhook: int) -> Response:
        """Change a webhook's name, address, or what it is told of"""
        row = the_desk().webhooks.get(the_actor(), webhook)
        now: dict[str, Any] = {"title": row.title, "url": row.url, "events": row.events, "kinds": row.kinds}
        the_desk().webhooks.change(the_actor(), webhook, **{
            name: now[name] if each is None else each for name, each in body.items()})
        return made(_hook(webhook))

    @resource.does("remove_webhook", MANAGE_WEBHOOKS, RemovedWebhook, keyed=False)
    def delete(self, webhook: int) -> Response:
        """Take a webhook away with its log and what waits"""
        the_desk().webhooks.remove(the_actor(), webhook)
        return made({"id": webhook, "removed": True})


@resource.route("/webhooks/<int(max=2147483647):webhook>/disable")
class DisablingWebhook(MethodView):
    @resource.does("disable_webhook", MANAGE_WEBHOOKS, Webhook)
    def post(self, webhook: int) -> Response:
        """Tell a webhook nothing more; what waits is dropped"""
        return _once("disable_webhook", webhook, lambda: the_desk().webhooks.disable(the_actor(), webhook))


@resource.route("/webhooks/<int(max=2147483647):webhook>/enable")
class EnablingWebhook(MethodView):
    @resource.does("enable_webhook", MANAGE_WEBHOOKS, Webhook)
    def post(self, webhook: int) -> Response:
        """Tell a webhook of events again, from now on"""
        return _once("enable_webhook", webhook, lambda: the_desk().webhooks.enable(the_actor(), webhook))


@resource.route("/webhooks/<int(max=2147483647):webhook>/key")
class WebhookKey(MethodView):
    @resource.does("rotate_webhook_key", MANAGE_WEBHOOKS, WebhookWithKey)
    def post(self, webhook: int) -> Response:
        """Make a new key, which the answer holds this once; the old one is good no more"""
        key: str | None = None

        def do() -> dict[str, Any]:
            nonlocal key
            key = the_desk().webhooks.rotate(the_actor(), webhook)
            return _hook(webhook)

        answer, replayed = once_by_key("rotate_webhook_key", {"webhook": webhook}, do)
        return made({**answer, "key": key}, replayed=replayed)


@resource.route("/webhooks/<int(max=2147483647):webhook>/ping")
class WebhookPing(MethodView):
    @resource.does("ping_webhook", MANAGE_WEBHOOKS, Delivery, status=202)
    def post(self, webhook: int) -> Response:
        """Leave a trial message, to be sent at once; what becomes of it stands in the log"""
        answer, replayed = once_by_key("ping_webhook", {"webhook": webhook}, lambda: said_delivery(
            the_desk().webhooks.ping(the_actor(), webhook), say()))
        return made(answer, 202, replayed=replayed)


@resource.route("/webhooks/<int(max=2147483647):webhook>/redeliver")
class LostDeliveries(MethodView):
    @resource.does("redeliver_lost", MANAGE_WEBHOOKS, Queued, status=202)
    def post(self, webhook: int) -> Response:
        """Send everything of the log again that did not arrive, the oldest first"""
        answer, replayed = once_by_key("redeliver_lost", {"webhook": webhook}, lambda: {
            "webhook": webhook, "queued": the_desk().webhooks.redeliver_lost(the_actor(), webhook)})
        return made(answer, 202, replayed=replayed)


@resource.route("/webhooks/<int(max=2147483647):webhook>/deliveries")
class Deliveries(MethodView):
    @resource.reads("list_deliveries", MANAGE_WEBHOOKS, DeliveryPage, asks=WantedDeliveries)
    def get(self, asked: dict[str, Any], webhook: int) -> Response:
        """List what was sent to a webhook"""
        limit = asked["limit"]
        rows = the_desk().webhooks.deliveries(
            the_actor(), webhook, states=asked["state"], limit=limit + 1,
            before_id=int(asked["cursor"]) if asked["cursor"] else None)
        return paged({"deliveries": [said_delivery(each, say()) for each in rows[:limit]]},
                     str(rows[limit - 1].id) if len(rows) > limit else "")


@resource.route("/webhooks/<int(max=2147483647):webhook>/deliveries/<int(max=2147483647):delivery>")
class OneDelivery(MethodView):
    @resource.reads("get_delivery", MANAGE_WEBHOOKS, Delivery)
    def get(self, webhook: int, delivery: int) -> Response:
        """Look what became of one message"""
        return said(said_delivery(the_desk().webhooks.delivery(the_actor(), webhook, delivery), say()))


@resource.route("/webhooks/<int(max=2147483647):webhook>/deliveries/<int(max=2147483647):delivery>/redeliver")
class Redelivering(MethodView):
    @resource.does("redeliver", MANAGE_WEBHOOKS, Delivery, status=202)
    def post(self, webhook: int, delivery: int) -> Response:
        """Send one message again under its name, or, while it waits, without further waiting"""
        def do() -> dict[str, Any]:
            desk, me = the_desk(), the_actor()
            desk.webhooks.redeliver(me, webhook, delivery)
            return said_delivery(desk.webhooks.delivery(me, webhook, delivery), say())

        answer, replayed = once_by_key("redeliver", {"webhook": webhook, "delivery": delivery}, do)
        return made(answer, 202, replayed=replayed)
