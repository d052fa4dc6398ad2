"""The almanac: every calendar of a business in every version, and which of them a clock is counted by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.domain.calendars import WorkCalendar

DEFAULT = "default"


@dataclass(frozen=True)
class Version:
    """A calendar as it stands from a moment on: for clocks begun since then, or for open ones, too."""

    calendar: WorkCalendar
    since: datetime
    open_cases: bool = True


@dataclass(frozen=True)
class Almanac:
    """The versions of each calendar by name, the oldest first, and the calendar's name for each unit that has one of
    its own or inherits one. There is always a `default`, for all others."""

    versions: Mapping[str, tuple[Version, ...]]
    teams: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, calendar: WorkCalendar) -> "Almanac":
        """One calendar for everybody and for all time."""
        return cls({DEFAULT: (Version(calendar, datetime.min),)})

    def name_for(self, unit: int | None) -> str:
        """The name of the calendar of a team."""
        name = self.teams.get(unit, DEFAULT) if unit is not None else DEFAULT
        return name if name in self.versions else DEFAULT

    def calendar(self, name: str, begun: datetime, ended: datetime | None) -> WorkCalendar:
        """The version for a clock that began and ended then (None: is still open): the newest made before its end
        that was there when it began or was meant for open cases. So what was decided stays decided."""
        versions = self.versions[name]
        return next((each.calendar for each in reversed(versions[1:]) if each.since <= begun
                     or (each.open_cases and (ended is None or each.since <= ended))), versions[0].calendar)
