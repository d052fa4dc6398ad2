"""Warranties as data for other programs."""

from datetime import UTC
from typing import Any

from core.capabilities.coverage.service import Unit


def said_unit(unit: Unit) -> dict[str, Any]:
    """A unit and all that was said of its warranty."""
    row = unit.row
    return {"industry": row.industry, "serial": row.serial, "model": row.model, "customer": unit.customer,
            "covered": unit.covered, "since": unit.since.isoformat(), "ends_on": row.ends_on.isoformat(),
            "history": [{"starts_on": each.row.starts_on.isoformat(), "ends_on": each.row.ends_on.isoformat(),
                         "how": each.row.how, "why": each.row.why, "number": each.number or None, "by": each.by,
                         "at": each.row.made_at.astimezone(UTC).isoformat()} for each in unit.turns]}
