"""Accounts as data."""

from collections.abc import Mapping
from typing import Any

from core.representation.values import moment
from core.store.tables import UserRow
from core.translation import Translator


def said_user(row: UserRow, units: Mapping[int, str], say: Translator) -> dict[str, Any]:
    """An account; `units` are the titles of the departments by id."""
    return {"id": row.id, "login": row.login, "name": row.name, "duties": list(row.duties), "scope": row.scope,
            "unit": units.get(row.unit_id, "") if row.unit_id else "", "active": row.active,
            "language": row.language, "created_at": moment(row.created_at, say),
            "password_changed_at": moment(row.password_changed_at, say)}
