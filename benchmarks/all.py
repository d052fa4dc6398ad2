"""Every benchmark one after the other: a table of ratios, then a large desk served beside the floor. Making that desk
takes most of the time, some minutes.

    python -m benchmarks --cases 100000
"""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import board, cases, counting, ledger, lists, replaying, serving, sweeping, trials
from benchmarks.measuring import Figure, machine, show
from benchmarks.scratch import scratch


def everything(url: str, number: int, rounds: int) -> Iterator[Figure]:
    """All figures, each as soon as it is there."""
    with scratch(url) as place:
        yield from cases.measured(place, rounds)
    with scratch(url) as place:
        yield from board.measured(place, rounds)
    with scratch(url) as place:
        yield from ledger.measured(place, rounds)
    with scratch(url) as place:
        yield from lists.measured(place, number, rounds)
    yield from trials.measured(rounds)
    yield from counting.measured(rounds)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=lists.CASES, help="rows that lists are measured on")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--url", default="", help="an empty scratch database; it is emptied afterwards")
    parser.add_argument("--log", type=Path, help="the log of a help desk to replay; see benchmarks.replaying")
    said = parser.parse_args()
    began = time.monotonic()
    with scratch(said.url) as place:
        about = f"{machine(place.database)}; {said.cases:,} cases, {said.rounds} rounds"
    show(about, everything(said.url, said.cases, said.rounds))
    if not said.url:
        print(flush=True)
        for each in serving.measured(serving.CASES, min(said.rounds, 3)):
            print(each, flush=True)
    print(flush=True)
    for said_so in sweeping.measured(said.url, said.cases):
        print(said_so, flush=True)
    if said.log:
        print(flush=True)
        for line in replaying.measured(said.log):
            print(line, flush=True)
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
