"""What a notification says, from what was kept of it."""

from collections.abc import Mapping
from typing import Any

from core.config import Config
from core.domain.reasons import unpacked
from core.notifications.channels import Person
from core.store.tables import CaseRow, NotificationRow


def path_of(row: NotificationRow, number: str) -> str:
    """The page a notification is about; '' where there is none."""
    return f"/cases/{number}" if number else str(row.said.get("path", ""))


def values_of(row: NotificationRow, case: CaseRow | None, config: Config, person: Person) -> Mapping[str, object]:
    """What stands in the places of its words. The link begins with the address that the configuration gives the desk,
    never with one that a request was made to."""
    said: dict[str, Any] = {name: unpacked(value) for name, value in row.said.items() if name != "path"}
    path, here = path_of(row, case.number if case else ""), config.public_address.rstrip("/")
    return {**said, "business": config.business, "name": person.name, "link": f"{here}{path}" if here and path else ""}
