"""Records: a case read from the store, changed by events, and kept with everything lists need of it."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.domain import judging
from core.domain.cases import Case, filed
from core.domain.errors import Forbidden, InvalidInput, NotFound, StaleVersion
from core.domain.events import IMPORTED, SIGNALLED, SPLIT, Event
from core.domain.forms import Form, History
from core.domain.people import BACKDATE, VIEW, Actor, Permission
from core.domain.promises import Signal
from core.domain.reasons import Label
from core.domain.rulebook import Rulebook
from core.services.marks import clock_rows, nearest_of
from core.services.reactions import Reading, bring, react
from core.services.workplace import Workplace
from core.store.tables import CaseItemRow, CaseRow, ClockRow
from core.store.unit_of_work import UnitOfWork


@dataclass
class Record:
    """A case as its row, its events and what they make."""

    row: CaseRow
    case: Case
    events: list[Event]

    @property
    def goods(self) -> list[tuple[int, str]]:
        """Which items there are and how they came out."""
        return [(line.position, line.outcome) for line in self.case.lines]


@dataclass(frozen=True)
class Receipt:
    """What a change left: the case's number, version and state (key; '' when ended)."""

    number: str
    version: int
    state: str
    replayed: bool = False

    def data(self) -> dict[str, Any]:
        return {"number": self.number, "version": self.version, "state": self.state}


class Records:
    """Cases within one unit of work, for one actor: what they may not see looks absent."""

    def __init__(self, place: Workplace, work: UnitOfWork, actor: Actor) -> None:
        self.place, self.work, self.actor = place, work, actor

    def read(self, number: str) -> Record:
        """A case to look at."""
        require(self.actor, VIEW, hide=True)
        return self._record(self.work.cases.by_number(number, seen_by=self.actor))

    def lock(self, number: str, version: int | None, permission: Permission | None = None) -> Record:
        """A case to change, kept from other writers. `version` is the one the actor has seen; None skips the check.
        Raises `NotFound`, `Forbidden`, `StaleVersion`."""
        require(self.actor, VIEW, hide=True)
        record = self._record(self.work.cases.lock(number, seen_by=self.actor))
        if permission:
            require(self.actor, permission)
        if version is not None and record.row.version != version:
            raise StaleVersion(version, record.row.version)
        return record

    def _record(self, row: CaseRow) -> Record:
        events = self.work.events.of(row.id)
        case = self.fold(row.rulebook, row.kind, events)
        self.acquaint(case, row)
        return Record(row, case, events)

    def fold(self, rulebook: str, kind: str, events: Sequence[Event]) -> Case:
        """The case that events make under a pinned rulebook, with the calendars of its teams."""
        def pinned(number: str) -> Rulebook:
            return self.place.pinned(self.work, number)

        return Case.fold(pinned(rulebook), kind, events, rulebooks=pinned, almanac=self.place.almanac(self.work))

    def acquaint(self, case: Case, row: CaseRow) -> None:
        """Tell a case what is known of it outside its own events."""
        case.history = self.history(row)
        case.brought = self.bring(row, case)

    def bring(self, row: CaseRow, case: Case) -> list[Form]:
        """What capabilities know of a case, and of what is being said in it."""
        return bring(Reading(self.place, self.work, row, case))

    def history(self, row: CaseRow) -> History:
        """What other cases say about the same goods."""
        others = self.work.cases.related(row)
        outcomes = {other.outcome for other in others}
        return History(refunded="refunded" in outcomes, exchanged="exchanged" in outcomes,
                       open_cases=sum(other.closed_at is None for other in others))

    def event(self, kind: str, data: Mapping[str, Any], at: datetime | None = None, *,
              backdating: Permission = BACKDATE) -> Event:
        """An event by this actor. A time in the past needs the permission `backdating`."""
        now = self.place.now()
        occurred = self.place.moment(at)
        if (now - occurred).total_seconds() > 60:
            require(self.actor, backdating)
        return Event(kind, occurred, now, self.actor.id, self.actor.name, data)

    def keep(self, record: Record, *new: Event) -> Receipt:
        """Append events and bring the row, items and clocks up to date; still to be committed."""
        stored = self.work.events.append(record.row, new)
        before = record.goods
        for event in stored:
            record.case.apply(event)
        record.events += stored
        self.work.cases.save(record.row)
        self.work.clocks.replace(record.row.id, self.look(record))
        if record.goods != before:
            self._keep_items(record)
        self.work.webhooks.announce(record.row, stored)
        self.work.outbox.tell(record.row.id, stored)
        react(self, record, stored)
        brought = self.bring(record.row, record.case)
        if brought != record.case.brought:  # what capabilities have just noted may open or close the next step
            record.case.brought = brought
            self.work.clocks.replace(record.row.id, self.look(record))
        return Receipt(record.row.number, record.row.version, record.row.state)

    def signal(self, record: Record, signal: Signal, form: Form | None = None, at: datetime | None = None) -> Receipt:
        """Let something happen to a case beside its steps, and file what is said of it; still to be committed."""
        return self.keep(record, self.event(SIGNALLED, {"signal": signal.name, "title": signal.title,
                                                        "form": filed(form) if form else None}, at))

    def begin(self, record: Record, items: Sequence[CaseItemRow]) -> Receipt:
        """Insert a new case with its items, its first events and its clocks; still to be committed."""
        links = self.work.events.forge(record.row, record.events)
        running = self.look(record)
        self.work.cases.add(record.row, items)
        record.events = self.work.events.write(record.row, links)
        self.work.clocks.begin(record.row.id, running)
        self.work.webhooks.announce(record.row, record.events)
        if not any(each.kind in (IMPORTED, SPLIT) for each in record.events):  # what came from elsewhere has happened
            react(self, record, record.events)
        return Receipt(record.row.number, record.row.version, record.row.state)

    def look(self, record: Record) -> list[ClockRow]:
        """Say in the row what lists and sweeps need: state, nearest deadline, suggested step; the clocks as rows."""
        row, case, now = record.row, record.case, self.place.now()
        row.state = case.state.key if case.state else ""
        row.closed_at, row.outcome = case.ended_at, case.outcome
        paused = case.log[-1].paused_for if case.log and case.open else None
        row.waiting_for = paused.key if paused else ""
        rows = clock_rows(case, record.events, now, self.place.config.warn_before)
        nearest = nearest_of(rows)
        row.next_due_at, row.next_due_target = nearest["due_at"], nearest["title"]
        suggested = judging.suggested(case)
        row.suggested_step = suggested.key if suggested else ""
        row.suggested_label = suggested.label if suggested else ""
        return [ClockRow(**each) for each in rows]

    def _keep_items(self, record: Record) -> None:
        kept = {row.position: row for row in self.work.cases.items(record.row.id)}
        positions = [line.position for line in record.case.lines]
        if list(kept) != positions:
            self.work.cases.set_items(record.row, [item_row(line.item, line.outcome) for line in record.case.lines])
            return
        for line in record.case.lines:
            kept[line.position].outcome = line.outcome


def item_row(item: Any, outcome: str = "") -> CaseItemRow:
    """An item as lists know it."""
    known = vars(item)
    return CaseItemRow(product=known.get("product", ""), model=known.get("model", ""), category=known.get("kind", ""),
                       quantity=known.get("quantity", 1), price=known.get("price"), outcome=outcome)


def legible(**texts: str) -> None:
    """Raise `InvalidInput` for a text with control characters or halves of characters, which not every database
    keeps and no page shows."""
    for name, said in texts.items():
        if any(unicodedata.category(each) in ("Cc", "Cs") and each not in "\n\r\t" for each in said):
            raise InvalidInput.field(name, "含有不能保存的字符")


def require(actor: Actor, permission: Permission, *, hide: bool = False) -> None:
    """Raise `Forbidden`, or `NotFound` where even the existence is hidden, unless the actor has the permission."""
    if actor.may(permission):
        return
    if hide:
        raise NotFound()
    raise Forbidden("您没有“{permission}”的权限", permission=Label(permission.title))
