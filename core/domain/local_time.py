"""The wall clock of a time zone as moments, also on the days when it is put forward or back.

What the clock skips is the moment of the skip. What it reads twice is the first time: a shop that closes at 01:30
closes once, and a midnight that comes again does not begin the day again.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

INSTANT = timedelta(microseconds=1)


def utc_of(zone: tzinfo, day: date, wall: time) -> datetime:
    """The moment, in UTC, at which the wall clock first reads this or has skipped it."""
    said = datetime.combine(day, wall, UTC)
    before, after = (datetime.combine(day, wall.replace(fold=fold), zone).utcoffset() or timedelta() for fold in (0, 1))
    if before >= after:  # they differ only where the clock is changed: put back, or else forward
        return said - before
    early, late = said - after, said - before
    while late - early > INSTANT:
        middle = early + (late - early) // 2
        if middle.astimezone(zone).utcoffset() == after:
            late = middle
        else:
            early = middle
    return late


@lru_cache(maxsize=4096)
def day_begins(zone: tzinfo, day: date) -> datetime:
    """The day's first moment, in UTC."""
    return utc_of(zone, day, time.min)


@lru_cache(maxsize=4096)
def day_ends(zone: tzinfo, day: date) -> datetime:
    """The day's last moment, in its zone; shown as 24:00."""
    return (day_begins(zone, day + timedelta(days=1)) - INSTANT).astimezone(zone)


def day_of(zone: tzinfo, moment: datetime) -> date:
    """The local day of a moment. Once a day has begun, a clock put back over midnight does not return to the last."""
    wall = moment.astimezone(zone)
    day = wall.date()
    if wall.fold and moment >= day_begins(zone, day + timedelta(days=1)):
        return day + timedelta(days=1)
    return day
