"""Notifications as data: what one was told, what one wants, what was sent."""

from typing import Any

from core.couriers import reason_of
from core.notifications.service import Entry, Logged, Template, Wish
from core.representation.values import moment
from core.store.tables import MessageRow
from core.translation import Translator


def said_notification(entry: Entry, say: Translator) -> dict[str, Any]:
    """One notification, in words of the translator's language."""
    row = entry.row
    return {"id": row.id, "kind": row.kind, "text": entry.said(say.show), "case": entry.number or None,
            "path": entry.path, "created_at": moment(row.created_at, say), "read_at": moment(row.read_at, say)}


def said_wish(wish: Wish) -> dict[str, Any]:
    """Whether somebody is told of a kind by a channel."""
    return {"kind": wish.kind.key, "channel": wish.channel, "wanted": wish.wanted, "chosen": wish.chosen}


def said_message(row: MessageRow, say: Translator) -> dict[str, Any]:
    """A message and what became of it."""
    return {"id": row.id, "channel": row.channel, "state": row.state, "attempts": row.attempts,
            "error": say.reason(reason_of(row.error)), "created_at": moment(row.created_at, say),
            "tried_at": moment(row.tried_at, say), "done_at": moment(row.done_at, say)}


def said_logged(logged: Logged, say: Translator) -> dict[str, Any]:
    """A message of the log, with whom it was for."""
    return {**said_message(logged.row, say), "to": logged.name, "kind": logged.kind, "case": logged.number or None}


def said_template(each: Template) -> dict[str, Any]:
    """The words of a kind by a channel in a language."""
    return {"kind": each.kind.key, "channel": each.channel, "language": each.language, "subject": each.words.subject,
            "body": each.words.body, "own": each.words.own, "usual_subject": each.usual.subject,
            "usual_body": each.usual.body, "places": list(each.kind.places)}
