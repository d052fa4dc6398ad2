"""What connects the desk with the outside as data: tokens, webhooks and their deliveries, exports."""

from datetime import datetime
from typing import Any

from core.couriers import reason_of
from core.portal.links import Held
from core.representation.values import moment
from core.store.tables import DeliveryRow, ExportRow, TokenRow, WebhookRow
from core.translation import Translator


def said_token(row: TokenRow, say: Translator) -> dict[str, Any]:
    """A token, of which nobody knows more than its beginning."""
    return {"id": row.id, "user_id": row.user_id, "title": row.title, "hint": row.hint, "scopes": list(row.scopes),
            "created_at": moment(row.created_at, say), "expires_at": moment(row.expires_at, say),
            "last_used_at": moment(row.last_used_at, say), "revoked_at": moment(row.revoked_at, say)}


def said_link(held: Held, say: Translator) -> dict[str, Any]:
    """A customer's link, of which the desk knows no more than when it was made and used."""
    row = held.row
    return {"id": row.id, "purpose": row.purpose, "live": held.live, "created_at": moment(row.created_at, say),
            "until": moment(held.until, say), "revoked_at": moment(row.revoked_at, say),
            "last_used_at": moment(row.last_used_at, say), "created_by": held.by}


def said_webhook(row: WebhookRow, say: Translator) -> dict[str, Any]:
    """A webhook without its key; no events or kinds mean all."""
    return {"id": row.id, "title": row.title, "url": row.url, "events": list(row.events), "kinds": list(row.kinds),
            "state": row.state, "disabled_because": say.reason(reason_of(row.disabled_because)),
            "failures": row.failures, "fingerprint": row.fingerprint, "created_at": moment(row.created_at, say),
            "changed_at": moment(row.changed_at, say)}


def said_delivery(row: DeliveryRow, say: Translator) -> dict[str, Any]:
    """A delivery and what became of it."""
    return {"id": row.id, "message": row.message, "event": row.event, "case": row.case_number, "state": row.state,
            "attempts": row.attempts, "status": row.status, "error": say.reason(reason_of(row.error)),
            "milliseconds": row.milliseconds, "created_at": moment(row.created_at, say),
            "tried_at": moment(row.tried_at, say), "done_at": moment(row.done_at, say)}


def said_export(row: ExportRow, say: Translator, now: datetime) -> dict[str, Any]:
    """An export and how far it is; one whose time is over is `expired`, whether or not it was taken away yet."""
    over = row.expires_at is not None and row.expires_at <= now
    return {"id": row.id, "what": row.what, "form": row.form, "customer_id": row.asked.get("customer"),
            "state": "expired" if over else row.state, "rows_done": row.rows_done, "rows_total": row.rows_total,
            "size": row.size, "asked_at": moment(row.asked_at, say), "finished_at": moment(row.finished_at, say),
            "expires_at": moment(row.expires_at, say), "error": say.reason(reason_of(row.error))}
