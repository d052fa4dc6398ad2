"""Requests per second of a large desk beside the floor: what a bare Flask and SQLAlchemy make of the same rows.

    python -m benchmarks.serving --cases 100000

Each is served by waitress with eight threads in a process of its own and asked by eight clients in another, in short
rounds by turns: ours with 1,000 cases, ours with many, the floor with many. Ours and the floor have a copy of the
database each. SQLite with synchronous=FULL, or at --postgres a server of your own.
"""

import argparse
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import make_url

from benchmarks import large as desks
from benchmarks.asking import Asked, ask
from benchmarks.large import Large
from benchmarks.measuring import machine

THREADS = CLIENTS = 8
SMALL, CASES = 1_000, 100_000
ROUND_SECONDS, ROUND_WRITES = 1.5, 80


@dataclass(frozen=True)
class Served:
    """A running server, and whose rows it shows."""

    name: str
    large: Large
    port: int
    process: "subprocess.Popen[str]"


@contextmanager
def served(name: str, large: Large, folder: Path) -> Iterator[Served]:
    """Serve `ours` or the `floor` in a process of its own, until the block ends."""
    manifest = folder / f"{name}.json"
    large.save(manifest)
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.serve", name.partition("-")[0], str(manifest)],
                               stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield Served(name, large, int(process.stdout.readline()), process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def rounds_of(what: str, sides: Sequence[Served], rounds: int) -> dict[str, list[Asked]]:
    """Each side in turn, in every round in another order; the first round, which fills caches, is left out."""
    found: dict[str, list[Asked]] = {side.name: [] for side in sides}
    for turn in range(rounds + 1):
        for place in range(len(sides)):
            side = sides[(place + turn) % len(sides)]
            asked = _round(what, side)
            if turn:
                found[side.name].append(asked)
    return found


def _round(what: str, side: Served) -> Asked:
    if what == "taking a step":
        return ask(what, side.port, side.large, numbers=desks.more(side.large, ROUND_WRITES), clients=CLIENTS)
    if what == "opening a case":
        return ask(what, side.port, side.large, times=ROUND_WRITES, clients=CLIENTS)
    return ask(what, side.port, side.large, seconds=ROUND_SECONDS, clients=CLIENTS)


OPERATIONS = ("opening a case", "the first list page", "a case page", "taking a step")
HEADING = ("| What | ours, per second | floor, per second | share of the floor | with 1,000 cases, per second | "
           "time beside 1,000 | answered within, median | 95 of 100 |\n"
           "|---|---:|---:|---:|---:|---:|---:|---:|")


def line(what: str, found: dict[str, list[Asked]]) -> str:
    """A row of the table. Shares are medians over the rounds of what was measured next to each other."""
    def middle(values: Iterator[float]) -> float:
        return statistics.median(list(values))

    ours, floor, small = found["ours"], found["floor"], found["ours-small"]
    share = middle(one.rate / other.rate for one, other in zip(ours, floor, strict=True))
    growth = middle(other.rate / one.rate for one, other in zip(ours, small, strict=True))
    median, late = middle(each.median for each in ours) * 1e3, middle(each.late for each in ours) * 1e3
    return (f"| {what} | {middle(each.rate for each in ours):.0f} | {middle(each.rate for each in floor):.0f} | "
            f"**{share:.0%}** | {middle(each.rate for each in small):.0f} | **{growth:.2f}** | "
            f"{median:.0f} ms | {late:.0f} ms |")


@contextmanager
def places(cases: int, postgres: str, kept: str) -> Iterator[tuple[Path, Large, Large, Large]]:
    """A folder with the small desk, the large one and a copy of that for the floor, thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="shouhou-benchmark-") as scratch:
        folder = Path(kept or scratch)
        folder.mkdir(exist_ok=True)
        made: list[Large] = []
        for name, number in (("small", SMALL), ("large", cases)):
            manifest = folder / f"{name}.json"
            if not manifest.exists():
                (folder / name).mkdir()
                desks.furnish(_database(postgres, folder, name), folder / name, number).save(manifest)
            made.append(Large.load(manifest))
        copy = replace(made[1], url=_copied(postgres, folder, made[1].url))
        yield folder, made[0], made[1], copy


def _database(postgres: str, folder: Path, name: str) -> str:
    """The address of an empty database."""
    if not postgres:
        return f"sqlite:///{folder / name / 'desk.db'}"
    _administer(postgres, f"DROP DATABASE IF EXISTS bench_{name} WITH (FORCE)",
                f"CREATE DATABASE bench_{name} TEMPLATE template0 ENCODING 'UTF8'")
    return make_url(postgres).set(database=f"bench_{name}").render_as_string(hide_password=False)


def _copied(postgres: str, folder: Path, url: str) -> str:
    if not postgres:
        shutil.copyfile(folder / "large" / "desk.db", folder / "floor.db")
        return f"sqlite:///{folder / 'floor.db'}"
    _administer(postgres, "DROP DATABASE IF EXISTS bench_floor WITH (FORCE)",
                "CREATE DATABASE bench_floor TEMPLATE bench_large")
    return make_url(postgres).set(database="bench_floor").render_as_string(hide_password=False)


def _administer(postgres: str, *statements: str) -> None:
    from sqlalchemy import create_engine

    engine = create_engine(make_url(postgres).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for each in statements:
            connection.exec_driver_sql(each)
    engine.dispose()


def measured(cases: int, rounds: int, postgres: str = "", kept: str = "",
             only: Sequence[str] = OPERATIONS) -> Iterator[str]:
    """The table, a line as soon as it is there."""
    with places(cases, postgres, kept) as (folder, small, many, copy), ExitStack() as running:
        sides = [running.enter_context(served(name, desk, folder)) for name, desk in (
            ("ours", many), ("floor", copy), ("ours-small", small))]
        yield (f"{machine('PostgreSQL' if postgres else 'SQLite')}; {many.cases:,} cases, {CLIENTS} clients, "
               f"{rounds} rounds\n\n{HEADING}")
        for what in only:
            yield line(what, rounds_of(what, sides, rounds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--postgres", default="", help="a server where databases bench_… may be made and dropped")
    parser.add_argument("--kept", default="", help="a folder in which the desks stay for the next run")
    parser.add_argument("--only", choices=OPERATIONS, action="append")
    said = parser.parse_args()
    for each in measured(said.cases, said.rounds, said.postgres, said.kept, said.only or OPERATIONS):
        print(each, flush=True)


if __name__ == "__main__":
    main()
