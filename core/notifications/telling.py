"""What a notification says, from what was kept of it."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from core.config import Config
from core.domain.reasons import unpacked
from core.notifications.channels import Person
from core.store.tables import CaseRow, NotificationRow


def path_of(row: NotificationRow, number: str) -> str:
    """The page a notification is about; '' where there is none."""
    return f"/cases/{number}" if number else str(row.said.get("path", ""))


def unpacked_in(zone: ZoneInfo, row: NotificationRow) -> dict[str, object]:
    """The values that were kept, moments in the business's zone."""
    found = {name: unpacked(value) for name, value in row.said.items() if name != "path"}
    return {name: each.astimezone(zone) if isinstance(each, datetime) else each for name, each in found.items()}


def values_of(row: NotificationRow, case: CaseRow | None, config: Config, person: Person) -> Mapping[str, object]:
    """What stands in the places of its words. The link begins with the address that the configuration gives the desk,
    never with one that a request was made to."""
    said = unpacked_in(ZoneInfo(config.zone), row)
    path, here = path_of(row, case.number if case else ""), config.public_address.rstrip("/")
    return {**said, "business": config.business, "name": person.name, "link": f"{here}{path}" if here and path else ""}
