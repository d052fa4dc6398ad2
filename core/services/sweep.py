"""The sweep: warns of promises about to be missed and notes those that were; each once, whoever sweeps."""

from dataclasses import dataclass

from core.domain import events
from core.domain.errors import DeskError
from core.domain.people import Actor
from core.services.records import Record, Records
from core.services.workplace import Workplace
from core.store.tables import ClockRow
from core.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Swept:
    """What a sweep did."""

    warned: int
    missed: int
    failed: int = 0


class Sweeper:
    """Looks at clocks that are due."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def sweep(self, limit: int = 500) -> Swept:
        """Go through the clocks due until now, then those due soon, each case in its own transaction. A case that
        cannot be read is passed over and counted, the others go on."""
        missed, failed = self._each(limit, late=True)
        warned, more = self._each(limit, late=False)
        return Swept(warned, missed, len(failed | more))

    def _each(self, limit: int, *, late: bool) -> tuple[int, set[int]]:
        done, failed = 0, set[int]()
        now = self.place.now()
        with self.place.store.read() as work:
            rows = work.clocks.due(now, limit) if late else work.clocks.to_warn(now + self.place.config.warn_before,
                                                                                limit)
            found = [(row.case_id, row.target) for row in rows]
        for case_id, target in found:
            try:
                done += self._note(case_id, target, late=late)
            except DeskError:
                failed.add(case_id)
        return done, failed

    def _note(self, case_id: int, target: str, *, late: bool) -> int:
        with self.place.store.unit_of_work() as work:
            records = Records(self.place, work, Actor.system())
            record = records.lock(work.cases.get(case_id).number, None)
            row = self._still(work, record, target, late=late)
            if row is None:
                return 0
            now = self.place.now()
            row.missed_at, row.warned_at = (now, row.warned_at or now) if late else (None, now)
            if not row.silent:
                kind = events.TARGET_MISSED if late else events.TARGET_WARNED
                said = {"target": target, "title": row.title, "due_at": row.due_at.isoformat() if row.due_at else "",
                        "clauses": sorted({each["clause"] for each in row.basis if each["clause"]})}
                work.flush()
                records.keep(record, records.event(kind, said))
            work.commit()
            return 0 if row.silent else 1

    def _still(self, work: UnitOfWork, record: Record, target: str, *, late: bool) -> ClockRow | None:
        """The clock, if under the lock it still has to be noted: another worker may have been here."""
        records_now = [row for row in work.clocks.of(record.row.id) if row.target == target and row.ended_at is None]
        row = next(iter(records_now), None)
        if row is None or row.due_at is None or row.missed_at is not None:
            return None
        if late:
            return row if row.due_at < self.place.now() else None
        return row if row.warned_at is None else None
