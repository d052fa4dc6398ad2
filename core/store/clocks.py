"""Rows of clocks: replaced as a case changes, swept when somebody is to be told, counted again all at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Table, Text, Update, bindparam, delete, func, select, text, tuple_, update
from sqlalchemy.exc import DataError, IntegrityError

from core.domain.events import Event
from core.store.chain import Head, forged
from core.store.repository import Repository, into
from core.store.tables import Base, CaseRow, ClockRow, EventPayloadRow, EventRow

_CLOCKS = cast(Table, ClockRow.__table__)
_KEY = tuple(each.key for each in _CLOCKS.primary_key)
_SAID = tuple(each.key for each in _CLOCKS.columns if not each.primary_key)
_OF = (select(ClockRow).where(ClockRow.case_id.in_(bindparam("case_ids", expanding=True)))
       .order_by(ClockRow.case_id, ClockRow.due_at, ClockRow.target, ClockRow.key, ClockRow.started_at))
_DUE = (ClockRow.ended_at.is_(None), ClockRow.next_mark_at <= bindparam("until"))
_WHERE = ClockRow.next_mark_at, ClockRow.case_id
_HEADS = (select(CaseRow.id, CaseRow.number, CaseRow.kind, CaseRow.state, CaseRow.version, CaseRow.head_sequence,
                 CaseRow.head_hash).where(CaseRow.id.in_(bindparam("case_ids", expanding=True))).order_by(CaseRow.id)
          .with_for_update(key_share=True, skip_locked=True))
_FALLING_DUE = select(*(getattr(ClockRow, name) for name in (
    *_KEY, "title", "due_at", "state", "warned_at", "missed_at", "silent", "marks")),
    # As it is written: what it cites is read once for all that cite the same.
    *[ClockRow.basis.cast(Text).label("basis")]).where(
    *_DUE, ClockRow.case_id.in_(bindparam("case_ids", expanding=True))).order_by(*_WHERE)

UNFIT = (IntegrityError, DataError)
"""What a database raises over rows that are not as they should be, as opposed to being away or busy."""

Place = tuple[datetime, int]
"""Where a sweep has come to: a moment and a case."""


class Clocks(Repository):
    """The promises of cases. A clock is running while it has no end."""

    def replace(self, case_id: int, rows: Sequence[ClockRow]) -> None:
        """Make these the clocks of a case; only what differs is written."""
        known = {(row.target, row.key, row.started_at): row for row in self.of(case_id)}
        new = []
        for row in rows:
            row.case_id, row.key = case_id, row.key or ""
            kept = known.pop((row.target, row.key, row.started_at), None)
            if kept is None:
                new.append(row)
                continue
            for name in vars(row).keys() & _SAID:
                if getattr(row, name) != getattr(kept, name):
                    setattr(kept, name, getattr(row, name))
        for gone in known.values():
            self._session.delete(gone)
        self._session.flush()
        self._put(new)

    def begin(self, case_id: int, rows: Sequence[ClockRow]) -> None:
        """The clocks of a case that has none yet."""
        for row in rows:
            row.case_id, row.key = case_id, row.key or ""
        self._put(rows)

    def of(self, case_id: int) -> Sequence[ClockRow]:
        return self.of_many([case_id]).get(case_id, [])

    def of_many(self, case_ids: Collection[int]) -> dict[int, list[ClockRow]]:
        found: dict[int, list[ClockRow]] = {}
        for row in self._session.scalars(_OF, {"case_ids": sorted(set(case_ids))}):
            found.setdefault(row.case_id, []).append(row)
        return found

    # Swept

    def due(self, until: datetime, limit: int, beyond: Place | None = None) -> list[Place]:
        """Where running clocks have a mark up to a moment, the earliest first, beyond a place."""
        query = select(*_WHERE).where(*_DUE).order_by(*_WHERE).limit(limit)
        if beyond:
            query = query.where(tuple_(*_WHERE) > tuple_(*beyond))
        return [(at, case_id) for at, case_id in self._connection.execute(query, {"until": until}) if at]

    def next_mark(self) -> datetime | None:
        """When the sweep next has something to do."""
        return self._session.scalar(select(func.min(ClockRow.next_mark_at)).where(ClockRow.ended_at.is_(None)))

    def hold(self, case_ids: Iterable[int]) -> dict[int, Head]:
        """Keep cases from other writers until the transaction ends; those that somebody else holds are left out."""
        found = self._connection.execute(_HEADS, {"case_ids": sorted(set(case_ids))})
        return {row.id: Head(*row) for row in found}

    def falling_due(self, case_ids: Iterable[int], until: datetime) -> Sequence[Row[Any]]:
        """The running clocks of cases with a mark up to a moment, as they are now."""
        return self._connection.execute(_FALLING_DUE, {"case_ids": sorted(case_ids), "until": until}).all()

    def tell(self, told: Sequence[tuple[Head, Event]]) -> list[tuple[Head, Event, int, int]]:
        """Append events to the chains of cases that are held, all at once, without raising their versions: what the
        clock says makes nobody's work stale. Gives the events back with their sequence and their ids."""
        if not told:
            return []
        links = [forged(head, event) for head, event in told]
        ids = self._event_ids(len(links))
        for event_id, (link, _, _) in zip(ids, links, strict=True):
            link["id"] = event_id
        self._many(into(EventRow), [link for link, _, _ in links])
        self._many(into(EventPayloadRow), [{"event_id": link["id"], "salt": salt, "data": data}
                                           for link, salt, data in links])
        heads = {head.id: {"this_id": head.id, "head_sequence": head.head_sequence, "head_hash": head.head_hash}
                 for head, _ in told}
        self.write(CaseRow, [*heads.values()])
        return [(*each, link["sequence"], link["id"]) for each, (link, _, _) in zip(told, links, strict=True)]

    # Counted again

    def number_of_cases(self, *, closed: bool) -> int:
        """How many cases there are, open or all."""
        return self._connection.scalar(select(func.count()).select_from(CaseRow).where(*_open(closed))) or 0

    def cases(self, after: int, limit: int, *, closed: bool, lock: bool) -> Sequence[Any]:
        """The next open cases, or all, in the order of their ids; kept from other writers where they are locked."""
        query = (select(CaseRow.id, CaseRow.number, CaseRow.kind, CaseRow.state, CaseRow.rulebook,
                        CaseRow.policies, CaseRow.imported, CaseRow.next_due_at, CaseRow.next_due_target)
                 .where(CaseRow.id > after, *_open(closed)).order_by(CaseRow.id).limit(limit))
        return self._connection.execute(query.with_for_update(key_share=True) if lock else query).all()

    def rows_of(self, case_ids: Iterable[int]) -> dict[int, list[Row[Any]]]:
        """The clocks of cases as plain rows."""
        found: dict[int, list[Row[Any]]] = {}
        for row in self._connection.execute(select(_CLOCKS).where(ClockRow.case_id.in_(sorted(case_ids)))):
            found.setdefault(row.case_id, []).append(row)
        return found

    def replace_all(self, new: Mapping[int, Sequence[dict[str, Any]]], known: Mapping[int, Sequence[Row[Any]]]) -> None:
        """Make these the clocks of their cases, where `known` were so far, past the session."""
        changed, added, gone = list[dict[str, Any]](), list[dict[str, Any]](), list[Row[Any]]()
        for case_id, rows in new.items():
            before = {(row.target, row.key, row.started_at): row for row in known.get(case_id, ())}
            for said in rows:
                kept = before.pop((said["target"], said["key"], said["started_at"]), None)
                if kept is None:
                    added.append({**said, "case_id": case_id})
                elif any(said[name] != getattr(kept, name) for name in _SAID):
                    changed.append({**key_of(kept), **{name: said[name] for name in _SAID}})
            gone += before.values()
        self.write(ClockRow, changed)
        if gone:
            self._connection.execute(delete(_CLOCKS).where(*(
                column == bindparam(f"this_{column.key}") for column in _CLOCKS.primary_key)), [*map(key_of, gone)])
        if added:
            self._connection.execute(into(ClockRow), added)

    def _event_ids(self, number: int) -> list[int]:
        """Ids for new events. On SQLite nobody else writes meanwhile."""
        if self._on_postgresql:
            counter = text("SELECT nextval(pg_get_serial_sequence('events', 'id')) FROM generate_series(1, :number)")
            return sorted(self._connection.scalars(counter, {"number": number}))
        last = self._connection.scalar(select(func.max(EventRow.id))) or 0
        return list(range(last + 1, last + number + 1))

    def write(self, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
        """Change many rows of cases or clocks at once, past the session: each names its key as `this_…` and what
        changes, the same of all."""
        if rows:
            self._many(_change(table, frozenset(rows[0])), rows)


@cache
def _change(table: type[Base], said: frozenset[str]) -> Update:
    target = cast(Table, table.__table__)
    key = {f"this_{each.key}": each for each in target.primary_key}
    return update(target).where(*(column == bindparam(name) for name, column in key.items())).values(
        {name: bindparam(name) for name in said - key.keys()})


def key_of(row: Any) -> dict[str, Any]:
    """The key of a clock, as `write` takes it."""
    return {f"this_{name}": getattr(row, name) for name in _KEY}


def _open(closed: bool) -> list[ColumnElement[bool]]:
    return [] if closed else [CaseRow.closed_at.is_(None)]
