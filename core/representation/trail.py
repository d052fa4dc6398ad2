"""The audit trail and the log of readings as data."""

from typing import Any

from core.representation.values import moment
from core.store.chain import Verification
from core.store.tables import AccessRow, DailyDigestRow, EventRow
from core.translation import Translator


def said_recorded(row: EventRow, number: str, say: Translator) -> dict[str, Any]:
    """That something was recorded of a case, without what it says."""
    return {"id": row.id, "case": number, "sequence": row.sequence, "kind": row.kind,
            "occurred_at": moment(row.occurred_at, say), "recorded_at": moment(row.recorded_at, say),
            "by": row.actor_name, "by_id": row.actor_id, "previous_hash": row.previous_hash, "hash": row.hash}


def said_verified(found: Verification) -> dict[str, Any]:
    """Whether chains hold, and where one does not."""
    broken = found.broken
    return {"holds": found.holds, "cases": found.cases, "events": found.events, "broken": {
        "case": broken.case, "sequence": broken.sequence, "what": broken.what} if broken else None}


def said_sealed(row: DailyDigestRow, say: Translator) -> dict[str, Any]:
    """The digest of a day."""
    return {"day": row.day.isoformat(), "until": moment(row.until, say), "digest": row.digest, "heads": row.heads}


def said_access(row: AccessRow, say: Translator) -> dict[str, Any]:
    """That somebody read, took away or erased personal data; it names nobody they belong to."""
    return {"id": row.id, "at": moment(row.at, say), "by": row.actor_name, "by_id": row.actor_id,
            "action": row.action, "face": row.face, "customer_id": row.customer_id, "case_id": row.case_id,
            "detail": row.detail}
