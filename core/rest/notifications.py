"""Notifications: what the account was told, what it wants to be told, and what was sent by channels."""

from typing import Any

from flask import Response
from flask.views import MethodView

from core.domain.people import MANAGE_NOTIFICATIONS, VIEW
from core.notifications.queue import DROPPED, FAILED, SENT, WAITING
from core.representation.notifications import said_logged, said_notification, said_wish
from core.rest import ask, tell
from core.rest.calling import say, the_actor, the_desk
from core.rest.once import once_by_key
from core.rest.operations import Resource, made, paged, said
from core.rest.samples import sample

resource = Resource("notifications", "Notifications", "What the account was told, and what was sent to people.")

LONGEST_PAGE = 200
TOLD: dict[str, Any] = {
    "id": 12, "kind": "missed", "text": "First reply is overdue: TH-2025-00007 Oak chair, was due 2025-10-13 10:00",
    "case": "TH-2025-00007", "path": "/cases/TH-2025-00007", "created_at": "2025-10-13T02:42:00+00:00",
    "read_at": None}
SENDING: dict[str, Any] = {
    "id": 5, "channel": "email", "state": "sent", "attempts": 1, "error": "",
    "created_at": "2025-10-13T02:42:00+00:00", "tried_at": "2025-10-13T02:42:01+00:00",
    "done_at": "2025-10-13T02:42:01+00:00", "to": "Lin Xiao", "kind": "missed", "case": "TH-2025-00007"}
WISH: dict[str, Any] = {"kind": "missed", "channel": "email", "wanted": True, "chosen": False}


class WantedNotifications(ask.Input):
    """Which notifications."""

    unread = ask.flag("Only those not read.", address=True)
    cursor = ask.text("Where an earlier page ended.", pattern="[0-9]{1,9}", default=None)
    limit = ask.whole("How many on a page.", least=1, most=LONGEST_PAGE, address=True, default=50)


class Notification(tell.Output):
    """Something the account was told."""

    id = tell.counts("Id.")
    kind = tell.says("What sort of thing: `warned`, `missed`, `escalated`, `assigned`, …")
    text = tell.says("In words.")
    case = tell.maybe("Number of the case; null where it is about none.")
    path = tell.says("Page of the desk it is about; empty for none.")
    created_at = tell.at("When it was told.")
    read_at = tell.maybe_at("When it was read.")

    example = sample(TOLD)


class NotificationPage(tell.Output):
    """A page of notifications."""

    notifications = tell.parts(Notification, "The latest first. They are kept for 30 days.")
    next_cursor = tell.maybe("Where the next page begins; null on the last.")
    next = tell.maybe("Path of the next page; null on the last.")

    example = sample({"notifications": [TOLD], "next_cursor": None, "next": None})


class ReadNotifications(tell.Output):
    """How much is read now that was not before."""

    read = tell.counts("How many.")
    example = sample({"read": 3})


class ReadOne(tell.Output):
    """One that is read now."""

    id = tell.counts("Its id.")
    read = tell.truth("That it is read.")
    example = sample({"id": 12, "read": True})


class NotificationWish(tell.Output):
    """Whether the account is told of a kind of thing by a channel."""

    kind = tell.says("What sort of thing.")
    channel = tell.says("`desk`, `email`, or the key of a plugin's channel.")
    wanted = tell.truth("Whether it is told.")
    chosen = tell.truth("Whether somebody chose that; else it is the usual.")

    example = sample(WISH)


class NotificationWishes(tell.Output):
    """What the account is told of, and how."""

    email = tell.says("Where it gets mail; empty for nowhere.")
    wishes = tell.parts(NotificationWish, "By kind and channel.")
    example = sample({"email": "lin@example.com", "wishes": [WISH]})


class NewNotificationWish(ask.Input):
    """A choice."""

    kind = ask.text("What sort of thing.", longest=40, shortest=1, required=True)
    channel = ask.text("`desk`, `email`, or the key of a plugin's channel.", longest=40, shortest=1, required=True)
    wanted = ask.flag("Whether to be told.", required=True)

    example = sample({"kind": "missed", "channel": "email", "wanted": False})


class WantedMessages(ask.Input):
    """Which messages."""

    channel = ask.text("Only by this channel.", longest=40, default=None)
    state = ask.texts(f"States: `{WAITING}`, `{SENT}`, `{FAILED}`, `{DROPPED}`.", longest=20, most=4)
    cursor = ask.text("Where an earlier page ended.", pattern="[0-9]{1,9}", default=None)
    limit = ask.whole("How many on a page.", least=1, most=LONGEST_PAGE, address=True, default=50)


class Message(tell.Output):
    """What was sent to one person by one channel, and what became of it."""

    id = tell.counts("Id.")
    channel = tell.says("By which channel.")
    to = tell.says("Name of the person.")
    kind = tell.says("What sort of thing it tells.")
    case = tell.maybe("Number of the case; null where it is about none, or where the account sees no cases.")
    state = tell.says("`waiting`, `sent`, `failed` (given up) or `dropped` (not wanted or not allowed any more).")
    attempts = tell.counts("How often it was tried.")
    error = tell.says("What went wrong the last time.")
    created_at = tell.at("When it was left to be sent.")
    tried_at = tell.maybe_at("When it was last tried.")
    done_at = tell.maybe_at("When it was taken or given up.")

    example = sample(SENDING)


class MessagePage(tell.Output):
    """A page of the log."""

    messages = tell.parts(Message, "The latest first. They are kept for 30 days.")
    next_cursor = tell.maybe("Where the next page begins; null on the last.")
    next = tell.maybe("Path of the next page; null on the last.")

    example = sample({"messages": [SENDING], "next_cursor": None, "next": None})


class Resent(tell.Output):
    """A message that will be sent once more."""

    id = tell.counts("Its id.")
    queued = tell.truth("That it will be sent.")
    example = sample({"id": 5, "queued": True})


def _wishes() -> dict[str, Any]:
    found = the_desk().notifications.wishes(the_actor())
    return {"email": found.email, "wishes": [said_wish(each) for each in found.wishes]}


@resource.route("/notifications")
class Notifications(MethodView):
    @resource.reads("list_notifications", VIEW, NotificationPage, asks=WantedNotifications)
    def get(self, asked: dict[str, Any]) -> Response:
        """List what the account was told"""
        limit = asked["limit"]
        rows = the_desk().notifications.mine(
            the_actor(), unread=bool(asked["unread"]), limit=limit + 1, language=say().language,
            before_id=int(asked["cursor"]) if asked["cursor"] else None)
        return paged({"notifications": [said_notification(each, say()) for each in rows[:limit]]},
                     str(rows[limit - 1].row.id) if len(rows) > limit else "")


@resource.route("/notifications/read")
class ReadingNotifications(MethodView):
    @resource.does("read_notifications", VIEW, ReadNotifications)
    def post(self) -> Response:
        """Mark everything as read"""
        answer, replayed = once_by_key("read_notifications", {}, lambda: {
            "read": the_desk().notifications.read_all(the_actor())})
        return made(answer, replayed=replayed)


@resource.route("/notifications/<int(max=2147483647):notification>/read")
class ReadingNotification(MethodView):
    @resource.does("read_notification", VIEW, ReadOne)
    def post(self, notification: int) -> Response:
        """Mark one as read"""
        def do() -> dict[str, Any]:
            the_desk().notifications.read(the_actor(), notification)
            return {"id": notification, "read": True}

        answer, replayed = once_by_key("read_notification", {"notification": notification}, do)
        return made(answer, replayed=replayed)


@resource.route("/notifications/wishes")
class Wishes(MethodView):
    @resource.reads("list_wishes", VIEW, NotificationWishes)
    def get(self) -> Response:
        """List what the account is told of, and how"""
        return said(_wishes())

    @resource.does("change_wish", VIEW, NotificationWishes, takes=NewNotificationWish, keyed=False)
    def patch(self, body: dict[str, Any]) -> Response:
        """Choose whether the account is told of a kind of thing by a channel"""
        the_desk().notifications.wish(the_actor(), {(body["kind"], body["channel"]): body["wanted"]})
        return made(_wishes())


@resource.route("/messages")
class Messages(MethodView):
    @resource.reads("list_messages", MANAGE_NOTIFICATIONS, MessagePage, asks=WantedMessages)
    def get(self, asked: dict[str, Any]) -> Response:
        """List what was sent to people by channels"""
        limit = asked["limit"]
        rows = the_desk().notifications.log(
            the_actor(), channel=asked["channel"] or "", states=asked["state"], limit=limit + 1,
            before_id=int(asked["cursor"]) if asked["cursor"] else None)
        return paged({"messages": [said_logged(each, say()) for each in rows[:limit]]},
                     str(rows[limit - 1].row.id) if len(rows) > limit else "")


@resource.route("/messages/<int(max=2147483647):message>/resend")
class ResendingMessage(MethodView):
    @resource.does("resend_message", MANAGE_NOTIFICATIONS, Resent, status=202)
    def post(self, message: int) -> Response:
        """Send a message once more under its name, or, while it waits, without further waiting"""
        def do() -> dict[str, Any]:
            the_desk().notifications.resend(the_actor(), message)
            return {"id": message, "queued": True}

        answer, replayed = once_by_key("resend_message", {"message": message}, do)
        return made(answer, 202, replayed=replayed)
