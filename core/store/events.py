"""Events of cases: appended to the chain, read in order, erased, verified."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select

from core.domain.events import Event
from core.domain.people import Actor
from core.store.chain import BrokenLink, Link, Verification, first_fault, forge
from core.store.lists import visible_to
from core.store.repository import Repository, into, values_of
from core.store.tables import CaseRow, DailyDigestRow, EventPayloadRow, EventRow

_SEAL_AFTER = timedelta(minutes=10)
_TOLD = (select(EventRow.case_id, EventRow.kind, EventRow.occurred_at, EventRow.recorded_at, EventRow.actor_id,
                EventRow.actor_name, EventRow.sequence, EventPayloadRow.data)
         .outerjoin(EventPayloadRow, EventPayloadRow.event_id == EventRow.id)
         .where(EventRow.case_id.in_(bindparam("case_ids", expanding=True)))
         .order_by(EventRow.case_id, EventRow.sequence))


class Events(Repository):
    """What happened to cases. Nothing here changes an event once it is written."""

    def append(self, case: CaseRow, events: Iterable[Event]) -> list[Event]:
        """Add events to the end of a case's chain and give them back with their sequence. The head is one read under
        the row's lock, so two writers never fork a chain."""
        if not self._holds(case.id):
            self._session.flush()
            self._session.refresh(case, ["head_hash", "head_sequence"], with_for_update={"key_share": True})
        return self.write(case, self.forge(case, events))

    @staticmethod
    def forge(case: CaseRow, events: Iterable[Event]) -> list[Link]:
        """The next links of a case's chain, still to be written; the case takes its head along."""
        return [forge(case, event) for event in events]

    def write(self, case: CaseRow, links: Sequence[Link]) -> list[Event]:
        """Insert links that were forged for a case."""
        for row, payload in links:
            row.case_id = case.id
            added = self._connection.execute(into(EventRow), values_of(row)).inserted_primary_key
            payload.event_id = row.id = added[0]  # type: ignore[index]
        self._put([payload for _, payload in links])
        return [_as_event(row, payload) for row, payload in links]

    def of(self, case_id: int) -> list[Event]:
        """Everything that happened to a case, in order."""
        return self.of_many([case_id]).get(case_id, [])

    def of_many(self, case_ids: Collection[int]) -> dict[int, list[Event]]:
        """The events of several cases at once."""
        found: dict[int, list[Event]] = {case_id: [] for case_id in case_ids}
        for row in self._connection.execute(_TOLD, {"case_ids": sorted(found)}):
            found[row.case_id].append(Event(row.kind, row.occurred_at, row.recorded_at, row.actor_id, row.actor_name,
                                            row.data or {}, row.sequence))
        return found

    def recorded(self, *, before_id: int | None = None, limit: int = 100, kinds: Collection[str] = (),
                 actor_id: int | None = None, since: datetime | None = None, until: datetime | None = None,
                 seen_by: Actor | None = None) -> list[tuple[EventRow, str]]:
        """Events of all cases somebody sees, the last recorded first, each with its case's number; page on with
        `before_id`."""
        query = select(EventRow, CaseRow.number).join(CaseRow, CaseRow.id == EventRow.case_id).where(
            *visible_to(seen_by))
        if before_id is not None:
            query = query.where(EventRow.id < before_id)
        if kinds:
            query = query.where(EventRow.kind.in_(kinds))
        if actor_id is not None:
            query = query.where(EventRow.actor_id == actor_id)
        if since is not None:
            query = query.where(EventRow.recorded_at >= since)
        if until is not None:
            query = query.where(EventRow.recorded_at < until)
        return [(row, number) for row, number in self._session.execute(query.order_by(EventRow.id.desc()).limit(limit))]

    def erase(self, case_id: int,
              keep: Callable[[str, Mapping[str, Any]], Mapping[str, Any]] = lambda kind, said: {}) -> int:
        """Take away what the events of a case said, save what `keep` (told the event's kind) leaves of it: the facts a
        case is folded from, without the person; how many payloads were changed. The chain still verifies."""
        erased = 0
        for kind, payload in self._session.execute(
                select(EventRow.kind, EventPayloadRow).join(EventRow, EventRow.id == EventPayloadRow.event_id)
                .where(EventRow.case_id == case_id)):
            left = dict(keep(kind, payload.data or {}))
            if left != payload.data:
                payload.data, payload.salt, payload.erased_at = left, None, self._now()
                erased += 1
        self._session.flush()
        return erased

    def verify_chain(self, case_id: int) -> Verification:
        """Whether the chain of one case holds."""
        return self._verify(CaseRow.id == case_id)

    def verify_all(self, seen_by: Actor | None = None) -> Verification:
        """Whether every chain and every sealed day holds, or every chain in somebody's scope; stops at the first
        fault."""
        scope = visible_to(seen_by)
        found = self._verify(*scope)
        if found.broken or scope:
            return found
        for sealed in self._session.scalars(select(DailyDigestRow).order_by(DailyDigestRow.day)):
            if (sealed.digest, sealed.heads) != self._heads(sealed.until):
                return Verification(found.cases, found.events, BrokenLink(sealed.day.isoformat(), 0, "day"))
        return found

    def _verify(self, *which: ColumnElement[bool]) -> Verification:
        cases = events = 0
        query = (select(CaseRow, EventRow, EventPayloadRow)
                 .outerjoin(EventRow, EventRow.case_id == CaseRow.id)
                 .outerjoin(EventPayloadRow, EventPayloadRow.event_id == EventRow.id)
                 .where(*which).order_by(CaseRow.id, EventRow.sequence)
                 .execution_options(yield_per=1000, populate_existing=True))
        rows: Iterable[tuple[CaseRow, EventRow | None, EventPayloadRow | None]] = self._session.execute(query)
        for case, links in groupby(rows, key=lambda each: each[0]):
            chain = [(event, payload) for _, event, payload in links if event]
            cases, events = cases + 1, events + len(chain)
            if broken := first_fault(case, chain):
                return Verification(cases, events, broken)
        return Verification(cases, events)

    def seal(self, day: date, until: datetime) -> DailyDigestRow:
        """Digest the heads of all chains as they were recorded before `until`, the end of a day. Not sooner than ten
        minutes after it, when nothing recorded before can still be on its way."""
        if self._now() < until + _SEAL_AFTER:
            raise ValueError(f"{day} ends at {until}; it can be sealed {_SEAL_AFTER} later")
        sealed = self._session.get(DailyDigestRow, day)
        if sealed is None:
            digest, heads = self._heads(until)
            sealed = self._add(DailyDigestRow(day=day, until=until, digest=digest, heads=heads))
        return sealed

    def sealed_days(self, limit: int = 30) -> Sequence[DailyDigestRow]:
        return self._session.scalars(select(DailyDigestRow).order_by(DailyDigestRow.day.desc()).limit(limit)).all()

    def _heads(self, until: datetime) -> tuple[str, int]:
        last = (select(EventRow.case_id, func.max(EventRow.sequence).label("sequence"))
                .where(EventRow.recorded_at < until).group_by(EventRow.case_id).subquery())
        query = (select(EventRow.case_id, EventRow.hash)
                 .join(last, (last.c.case_id == EventRow.case_id) & (last.c.sequence == EventRow.sequence))
                 .order_by(EventRow.case_id))
        digest, heads = hashlib.sha256(), 0
        for case_id, head in self._session.execute(query):
            digest.update(f"{case_id}:{head}\n".encode())
            heads += 1
        return digest.hexdigest(), heads


def _as_event(row: EventRow, payload: EventPayloadRow | None) -> Event:
    return Event(row.kind, row.occurred_at, row.recorded_at, row.actor_id, row.actor_name,
                 (payload.data if payload else None) or {}, row.sequence)
