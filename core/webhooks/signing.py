"""Signatures, by which a receiver knows that a message comes from this desk and was not changed.

The key of a webhook is derived from a file beside the data and the row's salt, so the database alone never betrays it.
"""

import hashlib
import hmac
from pathlib import Path

from core.keys import kept_key

KEY_FILE = "webhook.key"
ID, TIMESTAMP, SIGNATURE = "Shouhou-Webhook-Id", "Shouhou-Webhook-Timestamp", "Shouhou-Webhook-Signature"


def signing_key(data: Path, salt: str) -> str:
    """The key of one webhook, as its receiver is given it; `data` is the desk's folder."""
    made = hmac.new(kept_key(data / KEY_FILE), f"webhook:{salt}".encode(), hashlib.sha256)
    return f"whsec_{made.hexdigest()}"


def fingerprint(key: str) -> str:
    """By which people tell keys apart; it says nothing of the key."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def headers(key: str, message: str, timestamp: int, body: bytes) -> dict[str, str]:
    """What a message carries beside its body; `timestamp` in seconds since 1970."""
    signed = hmac.new(key.encode(), f"{message}.{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {ID: message, TIMESTAMP: str(timestamp), SIGNATURE: f"v1={signed}"}
