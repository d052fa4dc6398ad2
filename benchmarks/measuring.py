"""Measuring something beside something bare: both in turn in one process, and what counts is the ratio.

Seconds differ from machine to machine and from minute to minute on a busy one; a ratio of two things done in turn
differs much less.
"""

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Doing = Callable[[], object]


@dataclass(frozen=True)
class Figure:
    """What was measured, beside what, the ratio of each round, and the middle of both in `unit`."""

    what: str
    beside: str
    ratios: tuple[float, ...]
    ours: float
    bare: float
    unit: str = "ms"

    def line(self) -> str:
        """As a row of the table."""
        middle, least, most = statistics.median(self.ratios), min(self.ratios), max(self.ratios)
        return (f"| {self.what} | {self.beside} | {least:.2f} | **{middle:.2f}** | {most:.2f} | "
                f"{self.ours:.3g} {self.unit} | {self.bare:.3g} {self.unit} |")


HEADING = ("| What | Beside | min | median | max | ours | bare |\n"
           "|---|---|---:|---:|---:|---:|---:|")


def compare(what: str, beside: str, pair: Callable[[], tuple[Doing, Doing]], *, rounds: int, calls: int) -> Figure:
    """Time ours and the bare way in turn. `pair` makes both ready, untimed, before each call. A round is the quickest
    of `calls` of each, since others on the machine can only slow down; the first call of all, which fills caches, is
    left out."""
    for each in pair():
        each()
    ours, bare = list[float](), list[float]()
    for _ in range(rounds):
        taken: tuple[list[float], list[float]] = ([], [])
        for call in range(calls):
            doings = pair()
            for which in (0, 1) if call % 2 == 0 else (1, 0):
                began = time.perf_counter()
                doings[which]()
                taken[which].append((time.perf_counter() - began) * 1e3)
        ours.append(min(taken[0]))
        bare.append(min(taken[1]))
    return Figure(what, beside, tuple(one / other for one, other in zip(ours, bare, strict=True)),
                  statistics.median(ours), statistics.median(bare))


def show(about: str, figures: Iterable[Figure]) -> None:
    """Print a table in Markdown, each row as soon as it is there."""
    print(f"{about}\n\n{HEADING}", flush=True)
    for figure in figures:
        print(figure.line(), flush=True)


def machine(*databases: str) -> str:
    """What the figures depend on, in general words; the load says how busy the machine was."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return (f"{os.cpu_count()} cores, load {load}, Python {platform.python_version()}, "
            f"{', '.join(dict.fromkeys(databases))}")
