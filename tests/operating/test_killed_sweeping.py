"""Workers that sweep together, killed at any moment, again and again: every mark is told exactly once."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.store import Store
from core.store.tables import ClockRow, EventPayloadRow, EventRow, OutboxRow
from tests.operating.processes import ROOT, end
from tests.services.shop import HandClock, at
from tests.services.test_marks import Kites, open_kites

CASES, SEED = 100, 20251122
STAGES = ("2025-03-05 13:45", "2025-03-05 14:58", "2025-03-05 15:41", "2025-03-05 17:00")
"""All warnings are due; some misses; all misses and some escalations; everything."""


class Workers:
    """Processes that sweep a desk, all at the time that a file tells."""

    def __init__(self, url: str, folder: Path, number: int) -> None:
        self.url, self.folder, self.running = url, folder, list[subprocess.Popen[str]]()
        for _ in range(number):
            self.start()

    def start(self) -> None:
        self.running.append(subprocess.Popen(
            [sys.executable, "-m", "tests.operating.sweeping", self.url, str(self.folder)], cwd=ROOT, text=True,
            stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)}))

    def kill(self, which: int) -> None:
        process = self.running.pop(which)
        process.kill()
        end(process)

    def set(self, moment: str) -> None:
        (self.folder / "next").write_text(at(moment).isoformat())
        (self.folder / "next").rename(self.folder / "now")


@pytest.mark.slow
def test_every_mark_is_told_once_whoever_is_killed(tmp_path: Path, prepared_url: str) -> None:
    clock, chance = HandClock(), random.Random(SEED)
    store = Store(prepared_url, clock)
    kites = Kites(open_kites(store, clock, tmp_path), clock)
    for _ in range(CASES):
        kites.ordered()
        clock.forward(minutes=1)
    workers = Workers(prepared_url, tmp_path, 0)
    workers.set("2025-03-05 11:50")
    number = 3 if prepared_url.startswith("postgresql") else 2
    try:
        for _ in range(number):
            workers.start()
        for stage, moment in enumerate(STAGES):
            workers.set(moment)
            for _ in range(2):
                before = told(store)
                wait_for(store, min(before + chance.randint(1, 30), CASES if stage == 0 else 3 * CASES))
                workers.kill(chance.randrange(number))
                workers.start()
            if stage == 0:
                wait_for(store, CASES)
        wait_for(store, 3 * CASES)
    finally:
        for process in workers.running:
            end(process)
    clock.at = at(STAGES[-1])
    kites.desk.sweeper.sweep()
    with store.read() as work:
        found = Counter((case_id, said["target"], said["mark"]) for case_id, said in work.session.execute(
            select(EventRow.case_id, EventPayloadRow.data).join(EventPayloadRow).where(EventRow.kind != "opened")))
        assert len(found) == 3 * CASES and set(found.values()) == {1}
        assert all(row.next_mark_at is None and all("fired_at" in mark for mark in row.marks)
                   for row in work.session.scalars(select(ClockRow)))
        left = [each for row in work.session.scalars(select(OutboxRow).where(OutboxRow.topic == "notify"))
                for each in row.payload["events"]]
        assert sorted(left) == sorted(work.session.scalars(select(EventRow.id).where(EventRow.kind != "opened")))
        assert work.events.verify_all().holds
    store.dispose()


def told(store: Store) -> int:
    with store.read() as work:
        return work.session.scalar(select(func.count()).select_from(EventRow).where(EventRow.kind != "opened")) or 0


def wait_for(store: Store, wanted: int) -> None:
    """Until so many marks have been told."""
    patience = time.monotonic() + 120
    while told(store) < wanted:
        assert time.monotonic() < patience, (told(store), wanted)
