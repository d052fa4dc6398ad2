"""Pauses: time that does not count because the case waits for somebody else."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from core.domain.counting import NotCountable
from core.domain.local_time import day_begins, day_of
from core.domain.reasons import Reason

PausedDays = tuple[date, date | None]
"""The first and last of a run of days that lie wholly in a pause; no last one while the pause is open."""


@dataclass(frozen=True)
class Pause:
    """From a moment to another, or still open; `party` is the key of who is waited for, `reason` says it to people.
    The moments are kept in UTC."""

    start: datetime
    end: datetime | None
    party: str
    reason: Reason

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or (self.end and self.end.tzinfo is None):
            raise NotCountable("时刻 {start} 没有时区", start=self.start)
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end and self.end.astimezone(UTC))
        if self.end and self.end < self.start:
            raise NotCountable("暂停的结束 {end} 早于开始 {start}", start=self.start, end=self.end)

    def covers(self, moment: datetime) -> bool:
        return self.start <= moment and (self.end is None or moment < self.end)


def pauses_until(pauses: Iterable[Pause], now: datetime) -> tuple[Pause, ...]:
    """What pauses there were up to a moment, an open one ending then: as if the case went on now."""
    return tuple(replace(each, end=min(each.end or now, now)) for each in pauses if each.start <= now)


def joined(pauses: Iterable[Pause]) -> list[tuple[datetime, datetime | None]]:
    """The stretches of paused time in order, those that touch or overlap made one."""
    found: list[tuple[datetime, datetime | None]] = []
    for each in sorted(pauses, key=lambda each: each.start):
        if each.end == each.start:
            continue
        last = found[-1][1] if found else each.start
        if last is None:
            break
        if found and each.start <= last:
            found[-1] = (found[-1][0], None if each.end is None else max(last, each.end))
        else:
            found.append((each.start, each.end))
    return found


def paused_days(pauses: Iterable[Pause], zone: tzinfo) -> Iterator[PausedDays]:
    """The local days that lie wholly, 00:00 to 24:00, in paused time."""
    for start, end in joined(pauses):
        first = day_of(zone, start)
        if start > day_begins(zone, first):
            first += timedelta(days=1)
        last = day_of(zone, end) - timedelta(days=1) if end else None
        if last is None or first <= last:
            yield first, last


def open_pause(pauses: Sequence[Pause]) -> Pause | None:
    """The pause nobody has ended, the earliest where there are several."""
    return min((each for each in pauses if each.end is None), key=lambda each: each.start, default=None)
