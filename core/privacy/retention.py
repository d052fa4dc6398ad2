"""How long personal data are kept: terms of the configuration, and the daily work that ends what has run out."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, select

from core.domain.counting import Length, matching_day
from core.domain.errors import DeskError, Refused
from core.domain.events import ERASED
from core.domain.people import Actor
from core.privacy import accesses
from core.privacy.erasing import Erasing
from core.privacy.purposes import ACCESSES, CASES, IMPORTS, SESSIONS
from core.privacy.traces import MOVING
from core.services.workplace import Workplace
from core.store.tables import CaseRow, CustomerRow, EventRow, ImportRowRow, ImportRunRow
from core.store.unit_of_work import UnitOfWork

AT_ONCE = 100


def before(now: datetime, length: Length, zone: ZoneInfo) -> datetime:
    """The moment before which something has been kept longer than so: months and years by the calendar."""
    if length.by_clock:
        return now - length.time
    day = now.astimezone(zone).date()
    months = {"month": length.number, "year": 12 * length.number}.get(length.unit)
    ends = matching_day(day, -months) if months else day - timedelta(days=length.number * (
        7 if length.unit == "week" else 1))
    return datetime.combine(ends, time.min, zone)


class Retention:
    """Ends what has run out, in small transactions; goes on where it was left."""

    def __init__(self, place: Workplace) -> None:
        self.place, self.erasing = place, Erasing(place)

    def limit(self, term: str) -> datetime | None:
        """Before which moment things of a term have run out; None where they are kept."""
        said = dict(self.place.config.retention).get(term)
        return before(self.place.now(), Length.parse(said), ZoneInfo(self.place.config.zone)) if said else None

    def run(self, hold: Callable[[], bool] = lambda: True) -> int:
        """End everything that has run out, as long as `hold` says so; how many customers and cases were erased."""
        done = 0
        for step in self._steps():
            done += step()
            if not hold():
                break
        return done

    def _steps(self) -> Iterator[Callable[[], int]]:
        if limit := self.limit(CASES):
            yield from self._customers(limit)
            yield from self._lone_cases(limit)
        if limit := self.limit(IMPORTS):
            yield from self._registers(limit)
        yield self._forget

    def _customers(self, limit: datetime) -> Iterator[Callable[[], int]]:
        """Customers all of whose cases ended before."""
        last = 0
        while True:
            with self.place.store.read() as work:
                found = work.session.scalars(
                    select(CustomerRow.id).join(CaseRow, CaseRow.customer_id == CustomerRow.id)
                    .where(CustomerRow.erased_at.is_(None), CustomerRow.id > last).group_by(CustomerRow.id)
                    .having(func.count(CaseRow.id) == func.count(CaseRow.closed_at),
                            func.max(CaseRow.closed_at) < limit).order_by(CustomerRow.id).limit(AT_ONCE)).all()
            for customer_id in found:
                last = customer_id
                yield lambda which=customer_id: self._end_customer(which, limit)  # type: ignore[misc]
            if len(found) < AT_ONCE:
                return

    def _end_customer(self, customer_id: int, limit: datetime) -> int:
        def still(work: UnitOfWork) -> bool:
            return not work.session.scalar(select(func.count()).select_from(CaseRow).where(
                CaseRow.customer_id == customer_id, CaseRow.closed_at >= limit))

        try:
            _, left = self.erasing.expire(customer_id, still)
        except Refused:  # opened again meanwhile, or a register is being brought in: another day
            return 0
        self.erasing.clear(left.data())
        return 1

    def _lone_cases(self, limit: datetime) -> Iterator[Callable[[], int]]:
        """Ended cases of nobody the desk knows."""
        last = 0
        while True:
            with self.place.store.read() as work:
                found = work.session.scalars(
                    select(CaseRow.id).where(
                        CaseRow.customer_id.is_(None), CaseRow.closed_at < limit, CaseRow.id > last,
                        ~exists().where(EventRow.case_id == CaseRow.id, EventRow.kind == ERASED))
                    .order_by(CaseRow.id).limit(AT_ONCE)).all()
            for case_id in found:
                last = case_id
                yield lambda which=case_id: self._end_case(which)  # type: ignore[misc]
            if len(found) < AT_ONCE:
                return

    def _end_case(self, case_id: int) -> int:
        try:
            self.erasing.erase_case(case_id, "expired")
        except DeskError:
            return 0
        return 1

    def _registers(self, limit: datetime) -> Iterator[Callable[[], int]]:
        """Files of registers, and what their rows said, once the latest run of the file has ended."""
        with self.place.store.read() as work:
            runs = work.session.scalars(select(ImportRunRow).order_by(ImportRunRow.id)).all()
        folder = self.place.config.data / "imports"
        for digest in dict.fromkeys(run.file_sha256 for run in runs):
            same = [run for run in runs if run.file_sha256 == digest]
            over = all(run.state not in MOVING and (run.finished_at or run.started_at) < limit for run in same)
            if over and (folder / digest).exists():
                yield lambda which=digest: self._end_register(which)  # type: ignore[misc]

    def _end_register(self, digest: str) -> int:
        with self.place.store.unit_of_work() as work:
            for run in work.session.scalars(select(ImportRunRow).where(ImportRunRow.file_sha256 == digest)).all():
                for row in work.session.scalars(select(ImportRowRow).where(ImportRowRow.run_id == run.id)).all():
                    row.cells, row.said, row.problems = {}, {}, []
                run.counts = {**run.counts, "erased": run.counts.get("erased", 0)}
            work.accesses.note(Actor.system(), accesses.EXPIRED, what="register")
            work.commit()
        (self.place.config.data / "imports" / digest).unlink(missing_ok=True)
        return 0

    def _forget(self) -> int:
        with self.place.store.unit_of_work() as work:
            if limit := self.limit(SESSIONS):
                work.sessions.forget(limit)
            if limit := self.limit(ACCESSES):
                work.accesses.forget(limit, but=(accesses.ERASED, accesses.EXPIRED))
            work.commit()
        return 0
