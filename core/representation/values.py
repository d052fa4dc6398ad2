"""Moments and amounts as data."""

from datetime import datetime
from typing import Any

from core.translation import Translator


def moment(at: datetime | None, say: Translator) -> str | None:
    """A moment by RFC 3339: in the zone the translator writes data in, else in its own."""
    if at is None:
        return None
    return (at.astimezone(say.zone) if say.zone else at).isoformat()


def money(amount: Any) -> str | None:
    """An amount with two decimals; a text, since programs round what looks like a number."""
    return None if amount is None else f"{amount:.2f}"
