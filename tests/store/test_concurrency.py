"""Several processes on one database: no number twice or missing, no work done twice, no chain forked."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from core.store import Store, UnitOfWork
from tests.store.conftest import MakeCase

ROOT = Path(__file__).parents[2]
MIGRATIONS = ROOT / "core" / "migrations" / "versions"


def _together(what: str, url: str, *arguments: list[str]) -> list[list[str]]:
    """Run one process for each list of arguments, started at the same moment; what each did."""
    running = [subprocess.Popen([sys.executable, "-m", "tests.store.workers", what, url, *rest], cwd=ROOT, text=True,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE) for rest in arguments]
    for each in running:
        assert each.stdout and each.stdout.readline() == "ready\n"
    for each in running:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    said = [each.communicate(timeout=120)[0] for each in running]
    assert [each.returncode for each in running] == [0] * len(running)
    return [json.loads(each) for each in said]


def test_numbers_have_no_gap_and_no_double(store: Store, prepared_url: str) -> None:
    one, other = _together("number_cases", prepared_url, ["100"], ["100"])
    assert sorted(one + other, key=lambda each: int(each[3:])) == [f"TH-{n}" for n in range(1, 201)]
    with store.unit_of_work() as work:
        assert (work.numbers.next("TH", 2026), work.numbers.next("HH", 2025)) == (1, 1)


def test_workers_never_share_work(store: Store, prepared_url: str) -> None:
    with store.unit_of_work() as work:
        for n in range(200):
            work.outbox.put("notice", f"key {n}")
        work.commit()
    done = _together("lease_all", prepared_url, ["first"], ["second"], ["third"])
    assert sorted(key for each in done for key in each) == sorted(f"key {n}" for n in range(200))


def test_writers_never_fork_a_chain(store: Store, prepared_url: str, make_case: MakeCase) -> None:
    row = make_case("TH-1", events=1)
    _together("append_events", prepared_url, ["TH-1", "40"], ["TH-1", "40"])
    with store.read() as work:
        assert [each.sequence for each in work.events.of(row.id)] == list(range(1, 82))
        assert work.events.verify_chain(row.id).holds
        assert work.cases.by_number("TH-1").version == 81


def test_a_double_click_opens_one_case(store: Store, prepared_url: str) -> None:
    assert _together("open_once", prepared_url, ["form 1"], ["form 1"], ["form 1"]) == [["TH-1"]] * 3
    with store.read() as work:
        assert len(work.cases.list().rows) == 1


def test_two_upgrades_at_once_are_one(database_url: str) -> None:
    applied = _together("upgrade", database_url, [], [])
    assert sorted(applied) == [[], [f"core {path.name[:4]}" for path in sorted(MIGRATIONS.glob("0*.py"))]]
    store = Store(database_url)
    assert store.differences() == []
    store.dispose()


def test_who_points_at_a_case_that_is_held_need_not_wait(store: Store, make_case: MakeCase) -> None:
    """Else whoever links a case that somebody holds, and holds one that somebody wants, would wait for ever."""
    held, other = make_case("TH-1"), make_case("TH-2")
    if store.engine.dialect.name == "sqlite":
        return  # it has one writer
    ways: list[Callable[[UnitOfWork], object]] = [
        lambda work: work.cases.lock("TH-1"), lambda work: work.clocks.hold([held.id]),
        lambda work: work.clocks.cases(0, 1, closed=True, lock=True)]
    for hold in ways:
        with store.unit_of_work() as holding, store.unit_of_work() as work:
            hold(holding)
            assert not work.clocks.hold([held.id])
            work.cases.link(other.id, held.id, "related")
            work.rollback()
