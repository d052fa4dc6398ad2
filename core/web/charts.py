"""Where the parts of a chart stand: a picture of 1040 by 270 with an axis that begins at nought."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from core.domain.reports import LINE, PERCENT, Column, Sheet

WIDTH, LEFT, TOP, BASE = 1040, 64, 20, 220
RIGHT = 1030
SERIES = 4
"""So many looks there are for series; further ones begin anew."""
MOST_LABELS, MOST_VALUES, MOST_ROWS = 16, 24, 60
LONGEST = 8


@dataclass(frozen=True)
class Mark:
    """One value: a bar from `x`, `y` down, or a point there; `words` stand beside it where there is room."""

    x: float
    y: float
    width: float
    height: float
    words: str


@dataclass(frozen=True)
class Series:
    """One column: its place among the columns and its marks, None where there is no value."""

    column: int
    look: int
    marks: tuple[Mark | None, ...]

    @property
    def runs(self) -> list[str]:
        """The points of each unbroken part of a line."""
        found: list[list[str]] = [[]]
        for mark in self.marks:
            if mark is None:
                found.append([])
            else:
                found[-1].append(f"{mark.x:.1f},{mark.y:.1f}")
        return [" ".join(each) for each in found if len(each) > 1]


@dataclass(frozen=True)
class Drawn:
    """A chart: heights and figures of its axis, places and words below it, its series."""

    lines: bool
    axis: tuple[tuple[float, object], ...]
    below: tuple[tuple[float, str], ...]
    series: tuple[Series, ...]
    beyond: int
    """Rows left out, since there are too many to draw."""


def drawn(sheet: Sheet, words: Sequence[str], show: Callable[[Column, object], str]) -> Drawn | None:
    """The chart of a sheet, `words` being those below it, one for each row; None where there is
    nothing to draw."""
    chart = sheet.chart
    rows = sheet.rows[:MOST_ROWS]
    if chart is None or not rows:
        return None
    figures = [[_number(row[column]) for row in rows] for column in chart.columns]
    known = [each for column in figures for each in column if each is not None]
    if not known:
        return None
    low, high, step = _bounds(min(known), max(known))
    each_width = (RIGHT - LEFT) / len(rows)
    middles = [LEFT + each_width * (place + 0.5) for place in range(len(rows))]
    share = chart.shape != LINE and all(sheet.columns[each].sort == PERCENT for each in chart.columns)
    if share:
        low, high, step = min(low, 0.0), max(high, 1.0), max(step, 0.25)

    def height(value: float) -> float:
        return BASE - (value - low) / (high - low) * (BASE - TOP)

    thick = min(each_width * 0.7, 90) / len(figures)
    series = []
    for place, (column, values) in enumerate(zip(chart.columns, figures, strict=True)):
        marks: list[Mark | None] = []
        for row, middle, value in zip(rows, middles, values, strict=True):
            if value is None:
                marks.append(None)
                continue
            top, nought = height(value), height(0.0)
            x = middle if chart.shape == LINE else middle + thick * (place - len(figures) / 2)
            marks.append(Mark(x, top if chart.shape == LINE else min(top, nought), thick * 0.9, abs(nought - top),
                              show(sheet.columns[column], row[column])
                              if len(rows) * len(figures) <= MOST_VALUES else ""))
        series.append(Series(column, place % SERIES, tuple(marks)))
    skip = ceil(len(rows) / MOST_LABELS)
    below = tuple((middle, _short(said)) for place, (middle, said) in enumerate(zip(middles, words, strict=False))
                  if place % skip == 0)
    ticks = round((high - low) / step)
    percent = all(sheet.columns[each].sort == PERCENT for each in chart.columns)
    axis = tuple((height(low + step * each), _tick(low + step * each, percent)) for each in range(ticks + 1))
    return Drawn(chart.shape == LINE, axis, below, tuple(series), len(sheet.rows) - len(rows))


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float | Decimal) else None


def _bounds(least: float, most: float) -> tuple[float, float, float]:
    """A round axis with four or so steps that begins or ends at nought, or goes through it."""
    least, most = min(least, 0.0), max(most, 0.0)
    span = (most - least) or 1.0
    size = 10.0 ** floor(log10(span / 4))
    step = next(size * each for each in (1, 2, 2.5, 5, 10) if size * each * 5 >= span)
    if span >= 4:
        step = max(step, 1.0)
    return floor(least / step) * step, (ceil(most / step) or 1) * step if most > 0 else 0.0, step


def _tick(value: float, percent: bool) -> str:
    said = f"{value * 100 if percent else value:,.4f}".rstrip("0").rstrip(".")
    return f"{said}%" if percent else said


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[:LONGEST - 1]}…"
