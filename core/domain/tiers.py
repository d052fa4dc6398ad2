"""Tiers: the rows of a term that depends on a number or a word, and what is wrong with them."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

_NUMBER = r"-?\d+(?:\.\d+)?"
_BAND = re.compile(rf"(?P<low>{_NUMBER})?\.\.(?P<high>{_NUMBER})?|above (?P<above>{_NUMBER})|each (?P<each>{_NUMBER})")


@dataclass(frozen=True)
class Band:
    """Which numbers a row takes, bounds included: `..10`, `11..20`, `31..`, `above 30` (without 30). `each 10` takes
    all, and its value counts once for every ten begun."""

    low: Decimal | None = None
    high: Decimal | None = None
    above: Decimal | None = None
    each: Decimal | None = None

    @classmethod
    def of(cls, test: object) -> "Band | None":
        """What a row says of numbers; None for words, switches and `*`. ValueError for what only looks like it."""
        if isinstance(test, int | Decimal) and not isinstance(test, bool):
            return cls(Decimal(test), Decimal(test))
        found = _BAND.fullmatch(test.strip()) if isinstance(test, str) else None
        if found is None or test == "..":
            if isinstance(test, str) and (".." in test or test.startswith(("above ", "each "))):
                raise ValueError(f"{test!r} is no range; write ..10, 11..20, above 20 or each 10")
            return None
        band = cls(**{name: Decimal(said) for name, said in found.groupdict().items() if said})
        if (band.each is not None and band.each <= 0) or (
                band.low is not None and band.high is not None and band.low > band.high):
            raise ValueError(f"{test!r} takes no number at all")
        return band

    @property
    def endless(self) -> bool:
        return self.high is None

    def takes(self, number: Decimal) -> bool:
        return ((self.low is None or number >= self.low) and (self.high is None or number <= self.high)
                and (self.above is None or number > self.above))

    def times(self, number: Decimal) -> int:
        """How often the row's value counts."""
        return max(ceil(number / self.each), 1) if self.each else 1


def faults(rows: Sequence[tuple[object, object]], *, whole: bool, options: Collection[str] = ()) -> Iterator[str]:
    """Gaps, overlaps, rows that are never reached, and values above or besides all rows. `whole` numbers have nothing
    between 10 and 11; `options` are the words there may be."""
    reached: Decimal | None = None
    told, over = set[object](), False
    for test, _ in rows:
        band = Band.of(test)
        if over or test in told or (band and reached is not None and band.high is not None and band.high <= reached):
            yield f"row {test!r} is never reached, the rows before it take everything"
            continue
        told.add(test)
        if band and reached is not None:
            yield from _seam(band, reached, test, whole)
        elif band is None and options and test != "*" and test not in options:
            yield f"row {test!r} is none of {', '.join(options)}"
        over = test == "*" or (band is not None and band.endless)
        reached = band.high if band and band.high is not None else reached
    if not over and reached is not None:
        yield f"nothing is said of more than {reached}; let the last row be '*'"
    if not over and (left := [each for each in options if each not in told]):
        yield f"nothing is said of {', '.join(left)}; let the last row be '*'"


def _seam(band: Band, reached: Decimal, test: object, whole: bool) -> Iterator[str]:
    """Whether a row goes on exactly where those before it end."""
    if (band.low is not None and band.low <= reached) or (band.above is not None and band.above < reached):
        yield f"row {test!r} overlaps the one before, which takes numbers up to {reached}"
    begins = band.above if band.low is None else band.low - 1 if whole else band.low
    if begins is not None and begins > reached:
        yield f"nothing is said of numbers between {reached} and {test!r}"
