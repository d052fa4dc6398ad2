"""What a notification says, from what was kept of it."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from core.config import Config
from core.domain.reasons import unpacked
from core.store.tables import NotificationRow


def path_of(row: NotificationRow, number: str) -> str:
    """The page a notification is about; '' where there is none."""
    return f"/cases/{number}" if number else str(row.said.get("path", ""))


def link_to(path: str, config: Config) -> str:
    """A page for who is elsewhere: it begins with the address that the configuration gives the desk, never with one
    that a request was made to; '' without one."""
    return f"{config.public_address.rstrip('/')}{path}" if config.public_address and path else ""


def values_of(row: NotificationRow, config: Config, *, name: str, link: str) -> Mapping[str, object]:
    """What stands in the places of its words, moments in the business's zone."""
    zone = ZoneInfo(config.zone)
    said = {place: unpacked(value) for place, value in row.said.items() if place != "path"}
    return {**{place: each.astimezone(zone) if isinstance(each, datetime) else each for place, each in said.items()},
            "business": config.business, "name": name, "link": link}
