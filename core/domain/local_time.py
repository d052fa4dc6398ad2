"""The wall clock of a time zone as moments, also on the days when it is put forward or back."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

INSTANT = timedelta(microseconds=1)


def utc_of(zone: tzinfo, day: date, wall: time, *, second_pass: bool = False) -> datetime:
    """The first (or the last) moment at which the wall clock reads this; where it skips it, the moment of the skip."""
    said = datetime.combine(day, wall, zone)
    moment = said.replace(fold=int(second_pass)).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == said.replace(tzinfo=None):
        return moment
    before, after = (said.replace(fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    early, late = (said.replace(tzinfo=UTC) - offset for offset in (after, before))
    while late - early > INSTANT:
        middle = early + (late - early) // 2
        if middle.astimezone(zone).utcoffset() == after:
            late = middle
        else:
            early = middle
    return late


@lru_cache(maxsize=4096)
def day_begins(zone: tzinfo, day: date) -> datetime:
    """The day's first moment, in UTC. A midnight that comes twice belongs to the day before the first time."""
    return utc_of(zone, day, time.min, second_pass=True)


@lru_cache(maxsize=4096)
def day_ends(zone: tzinfo, day: date) -> datetime:
    """The day's last moment, in its zone; shown as 24:00."""
    return (day_begins(zone, day + timedelta(days=1)) - INSTANT).astimezone(zone)


def day_of(zone: tzinfo, moment: datetime) -> date:
    """The local day of a moment."""
    day = moment.astimezone(zone).date()
    return day if moment >= day_begins(zone, day) else day - timedelta(days=1)
