"""The timeline: what happened to a case, day by day, the latest first; backdated entries say so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from core.domain import events
from core.domain.events import Event
from core.domain.people import THROUGH_LINK
from core.domain.reasons import Label
from core.representation.masking import without_phones
from core.telling import told
from core.web.wording import Wording


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `key` ones are steps and decisions of people, `quiet` ones the desk's own notes."""

    title: str
    lines: tuple[str, ...]
    at: datetime
    recorded_at: datetime
    who: str
    backdated: bool
    key: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Day:
    """What happened on a day."""

    day: date
    entries: tuple[Entry, ...]


def timeline(say: Wording, happened: Sequence[Event], titles: Mapping[str, str], *, whole: bool = True,
             customer: str = "") -> list[Day]:
    """Group events by the day on which they occurred. `titles` gives the words of states and kinds by key, `customer`
    their name; phones within texts are masked unless `whole`."""
    in_order = sorted(happened, key=lambda each: (each.occurred_at, each.sequence))
    found = [entry(say, each, titles, whole=whole, customer=customer) for each in in_order]
    found.reverse()
    return [Day(day, tuple(entries)) for day, entries in groupby(found, lambda each: say.local(each.at).date())]


def entry(say: Wording, event: Event, titles: Mapping[str, str], *, whole: bool = True, customer: str = "") -> Entry:
    """One event in words."""
    title, lines = without_phones(told(say, event, titles), whole=whole)
    who = say(Label(event.actor_name)) if event.actor_id is None else event.actor_name
    if customer and event.actor_id is None and event.actor_name == THROUGH_LINK:
        who = f"{customer} · {who}"
    return Entry(title, tuple(lines), event.occurred_at, event.recorded_at, who, event.backdated,
                 key=event.kind in _KEY, quiet=event.kind in _QUIET)


def quietened(entries: Sequence[Entry]) -> Iterator[tuple[bool, tuple[Entry, ...]]]:
    """Runs of the desk's own notes together, so that a page can fold them."""
    for quiet, run in groupby(entries, lambda each: each.quiet):
        yield quiet, tuple(run)


_KEY = {events.OPENED, events.STEP, events.OVERRIDE_GRANTED, events.OVERRIDE_REFUSED, events.REOPENED, events.SPLIT,
        events.MERGED, events.MERGED_INTO}
_QUIET = {events.TARGET_WARNED, events.TARGET_MISSED, events.ESCALATED, events.IMPORTED}
