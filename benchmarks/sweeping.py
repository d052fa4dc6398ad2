"""One sweep over many open clocks, and counting them all again after the calendar was edited.

    python -m benchmarks.sweeping --clocks 100000

Cases made by the services are multiplied as rows until so many promises run. The same desk is swept when nothing is
due, when about a fifth is, after a day of the calendar was changed, and when all is due; beside each stands writing
(or reading) as many of the same rows by bare SQLAlchemy Core, known beforehand, and undone. Seconds are those of the
clock, and in brackets those of this process's processor time: a PostgreSQL server's own are not in them.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, func, insert, inspect, select, update

from benchmarks.large import Clock, Large, copies, furnish
from benchmarks.measuring import machine
from benchmarks.scratch import emptied
from core.app import Desk
from core.services.sweep import Swept
from core.store import Store
from core.store.engine import for_writing
from core.store.tables import CalendarDayRow, CaseRow, ClockRow, EventPayloadRow, EventRow

CLOCKS = 100_000
HEADING = ("| What | rows | seconds (processor) | bare rows, seconds (processor) | times |\n"
           "|---|---:|---:|---:|---:|")


@dataclass(frozen=True)
class Taken:
    """Seconds by the clock and of the processor."""

    wall: float
    processor: float

    def __str__(self) -> str:
        return f"{self.wall:.2f} ({self.processor:.2f})"


def timed(do: Callable[[], Any]) -> tuple[Taken, Any]:
    wall, processor = time.perf_counter(), time.process_time()
    found = do()
    return Taken(time.perf_counter() - wall, time.process_time() - processor), found


@dataclass(frozen=True)
class Sweeping:
    """A desk with many running clocks, at a time that is set by hand."""

    desk: Desk
    clock: Clock

    @classmethod
    def furnish(cls, url: str, folder: Path, clocks: int) -> "Sweeping":
        large: Large = furnish(url, folder, 300)
        store = Store(url)
        with store.engine.connect() as connection:
            patterns = list(connection.scalars(
                select(CaseRow.number).join(ClockRow, ClockRow.case_id == CaseRow.id)
                .where(ClockRow.ended_at.is_(None), ClockRow.next_mark_at.is_not(None), ClockRow.missed_at.is_(None))
                .distinct().order_by(CaseRow.number)))
        copies(store, patterns, clocks, random.Random(clocks))
        if store.engine.dialect.name == "postgresql":
            with store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
        store.dispose()
        clock = Clock()
        return cls(large.desk(now=clock), clock)

    def ready(self) -> list[datetime]:
        """Sweep and count once, so that what is measured begins from rows as the desk leaves them; when the marks
        come, the earliest first."""
        self.desk.sweeper.sweep()
        for _ in self.desk.refreshing.apply():
            pass
        with self.desk.store.read() as work:
            found = work.session.scalars(select(ClockRow.next_mark_at).where(
                ClockRow.ended_at.is_(None), ClockRow.next_mark_at.is_not(None)).order_by(ClockRow.next_mark_at))
            return [at for at in found if at]

    def measured(self) -> Iterator[str]:
        """The lines of the table."""
        marks = self.ready()
        running = len(marks)
        self.clock.at = marks[0] - timedelta(seconds=1)
        yield self._swept("a sweep when nothing is due")
        self.clock.at = marks[running // 5]
        yield self._swept("about a fifth due")
        yield self._refreshed()
        self.clock.at += timedelta(days=4000)
        yield self._swept("all due")

    def _swept(self, what: str) -> str:
        taken, swept = timed(self.desk.sweeper.sweep)
        assert isinstance(swept, Swept) and not swept.failed
        number = swept.warned + swept.missed + swept.escalated
        return line(what, number, taken, timed(lambda: self._bare_writing(number))[0])

    def _refreshed(self) -> str:
        """A working day of next week becomes a holiday; what moves is read again, the rest counted by its row."""
        day = (self.clock.at + timedelta(days=1)).date()
        while day.weekday() > 4:
            day += timedelta(days=1)
        with self.desk.store.unit_of_work() as work:
            work.calendars.put([CalendarDayRow(calendar="default", day=day, kind="holiday", name="停业", source="",
                                               status="own")])
            work.calendars.new_version("default")
            work.commit()
        taken, progress = timed(lambda: list(self.desk.refreshing.apply())[-1])
        return line(f"counted again, {progress.moved:,} cases move", progress.total, taken,
                    timed(lambda: self._bare_counting())[0])

    def _bare_writing(self, number: int) -> None:
        """The events of so many clocks, the clocks and the heads of their cases."""
        engine = for_writing(self.desk.store.engine)
        with engine.connect() as connection, connection.begin() as transaction:
            rows = connection.execute(select(ClockRow.__table__).where(ClockRow.ended_at.is_(None)).limit(number)).all()
            last, now = connection.scalar(select(func.max(EventRow.id))) or 0, self.clock.at
            said = [{"id": last + place + 1, "case_id": row.case_id, "sequence": 10_000 + place, "kind": "missed",
                     "occurred_at": now, "recorded_at": now, "actor_id": None, "actor_name": "系统",
                     "payload_digest": "0" * 64, "previous_hash": "0" * 64, "hash": "0" * 64}
                    for place, row in enumerate(rows)]
            for first in range(0, number, 1000):
                some, clocks = said[first:first + 1000], rows[first:first + 1000]
                connection.execute(insert(EventRow), some)
                connection.execute(insert(EventPayloadRow), [
                    {"event_id": each["id"], "salt": "0" * 32, "data": row.marks[0] if row.marks else {}}
                    for each, row in zip(some, clocks, strict=True)])
                connection.execute(
                    update(ClockRow.__table__).where(ClockRow.case_id == bindparam("this"),
                                                     ClockRow.target == bindparam("named")),
                    [{"this": row.case_id, "named": row.target, "marks": row.marks, "next_mark_at": None,
                      "missed_at": now, "state": "missed"} for row in clocks])
                connection.execute(update(CaseRow.__table__).where(CaseRow.id == bindparam("this")), [
                    {"this": row.case_id, "head_sequence": 9, "head_hash": "0" * 64} for row in clocks])
            transaction.rollback()

    def _bare_counting(self) -> None:
        """Every running clock read and written again with another version of the calendar."""
        engine = for_writing(self.desk.store.engine)
        with engine.connect() as connection, connection.begin() as transaction:
            rows = connection.execute(select(ClockRow.__table__).where(ClockRow.ended_at.is_(None))).all()
            connection.execute(
                update(ClockRow.__table__).where(ClockRow.case_id == bindparam("this"),
                                                 ClockRow.target == bindparam("named")),
                [{"this": row.case_id, "named": row.target, "calendar_version": 9, "due_at": row.due_at}
                 for row in rows])
            transaction.rollback()


def line(what: str, rows: int, ours: Taken, bare: Taken) -> str:
    share = f"{ours.wall / bare.wall:.1f}" if rows else ""
    return f"| {what} | {rows:,} | **{ours}** | {bare} | {share} |"


def measured(url: str, clocks: int) -> Iterator[str]:
    """What the database is, and the table."""
    with tempfile.TemporaryDirectory(prefix="shouhou-benchmark-") as folder:
        place = Path(folder)
        store = Store(url or f"sqlite:///{place / 'sweeping.db'}")
        if inspect(store.engine).get_table_names():
            raise SystemExit("the database at --url has tables; a benchmark wants an empty one")
        try:
            sweeping = Sweeping.furnish(str(store.engine.url.render_as_string(hide_password=False)), place, clocks)
            yield f"{machine(store.engine.dialect.name)}; {clocks:,} running clocks"
            yield HEADING
            yield from sweeping.measured()
            sweeping.desk.store.dispose()
        finally:
            if url:
                emptied(store)
            store.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sweeping", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clocks", type=int, default=CLOCKS)
    parser.add_argument("--url", default="", help="an empty scratch database; it is emptied afterwards")
    said = parser.parse_args()
    for each in measured(said.url, said.clocks):
        print(each, flush=True)


if __name__ == "__main__":
    main()
