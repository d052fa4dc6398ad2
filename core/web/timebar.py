"""The bar of "why this time?": counted time to scale, the rest shortened, so that a holiday cannot swallow it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.domain.segments import Segment
from core.web.wording import Wording

GAP, LEAST, REST, WIDEST, LETTER = 0.2, 1.6, 3.0, 14.0, 1.25
"""Percent of the bar: between pieces, for the shortest counted piece, for an uncounted one at least and (where its
words need room) at most, for a letter."""

LOOKS = {"working": "work", "make_up": "work", "elapsed": "work", "remaining": "left", "rest": "rest",
         "holiday": "rest", "night": "night", "paused": "wait", "late": "past"}
UNCOUNTED = {**LOOKS, "working": "night", "make_up": "night", "elapsed": "night", "remaining": "night"}


@dataclass(frozen=True)
class Piece:
    """A rectangle of the bar; `x` and `width` in percent, `middle` where its words stand."""

    look: str
    x: float
    width: float
    words: str
    above: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def side(self) -> str:
        """Words at the ends of the bar keep within it."""
        return "s" if self.x < 1 and self.width < 12 else "e" if self.x + self.width > 99 and self.width < 12 else ""

    @property
    def at(self) -> float:
        return {"s": self.x, "e": round(self.x + self.width, 2)}.get(self.side, self.middle)


@dataclass(frozen=True)
class Row:
    """A line of the table under the bar; `running` is the sum of what has counted so far."""

    span: str
    name: str
    counts: str
    running: str
    ahead: bool


@dataclass(frozen=True)
class TimeBar:
    """What is drawn: pieces from left to right, where now is (percent, None outside), and the table."""

    pieces: tuple[Piece, ...]
    now_at: float | None
    rows: tuple[Row, ...]


def draw(say: Wording, found: Sequence[Segment]) -> TimeBar:
    """Lay segments out. Widths depend on what each counts, not on how long it lasted."""
    labels = [_above(say, each) for each in found]
    weights = _weights(found, labels)
    whole = sum(weights) or 1.0
    room = 100 - GAP * max(len(found) - 1, 0)
    pieces, x, now_at = [], 0.0, None
    for each, weight, label in zip(found, weights, labels, strict=True):
        width = room * weight / whole
        if each.start <= say.now <= each.end and each.end > each.start:
            now_at = round(x + width * ((say.now - each.start) / (each.end - each.start)), 2)
        look = "left" if each.counted and each.ahead else LOOKS[each.kind] if each.counted else UNCOUNTED[each.kind]
        words = say.amount(each.amount) if each.counted and width > 5 else ""
        above = label if room_for(label) <= width + 0.5 else ""
        pieces.append(Piece(look, round(x, 2), round(width, 2), words, above))
        x += width + GAP
    return TimeBar(tuple(pieces), now_at, tuple(_rows(say, found)))


def room_for(words: str) -> float:
    """How wide words are, in percent of a bar on a desktop; Latin letters take little more than half."""
    return sum(LETTER if letter > "\u2e7f" else LETTER * 0.55 for letter in words)


def _weights(found: Sequence[Segment], labels: Sequence[str]) -> list[float]:
    """Counted time to scale; the rest as wide as its words."""
    counted = [_size(each) for each in found if each.counted]
    scale = 100 / (sum(counted) or 1.0)
    return [max(_size(each) * scale, LEAST) if each.counted else max(min(room_for(label) * 1.4, WIDEST), REST)
            for each, label in zip(found, labels, strict=True)]


def _size(each: Segment) -> float:
    return each.amount.total_seconds() if isinstance(each.amount, timedelta) else float(each.amount)


def _above(say: Wording, each: Segment) -> str:
    """Short words over a piece: the day where time counts, else why it does not."""
    if each.counted:
        return say.day(say.local(each.start).date())
    if each.kind in ("night", "late"):
        return ""
    return say.show(each.name)


def _rows(say: Wording, found: Sequence[Segment]) -> list[Row]:
    sums: dict[type, timedelta | int] = {}
    rows = []
    for each in found:
        if each.counted:
            before = sums.get(type(each.amount))
            sums[type(each.amount)] = each.amount if before is None else before + each.amount  # type: ignore[operator]
        running = say.amount(next(iter(sums.values()), None))
        rows.append(Row(say.span(each.start, each.end), say.show(each.name),
                        say.amount(each.amount) if each.counted else "—", running, each.ahead))
    return rows
