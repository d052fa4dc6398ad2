"""Tiers: the rows of a term that depends on a number or a word, and what is wrong with them."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

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

    def takes(self, number: Decimal) -> bool:
        return ((self.low is None or number >= self.low) and (self.high is None or number <= self.high)
                and (self.above is None or number > self.above))

    def times(self, number: Decimal) -> int:
        """How often the row's value counts."""
        return max(ceil(number / self.each), 1) if self.each else 1


def faults(rows: Sequence[tuple[object, object]], *, whole: bool, options: Collection[str] = ()) -> Iterator[str]:
    """Gaps, overlaps, rows that are never reached, and words there are not. `whole` numbers begin with 1 and have
    nothing between 10 and 11; others begin with 0 and have two decimals. `options` are the words there may be."""
    first, step = (Decimal(1), Decimal(1)) if whole else (Decimal(0), Decimal("0.01"))
    bounds = {bound for test, _ in rows if (band := Band.of(test)) for bound in (band.low, band.high, band.above)
              if bound is not None}
    # Where something changes, if at all.
    left: set[Any] = {near for each in bounds for near in (each - step, each, each + step, first) if near >= first}
    left, told = left or set(options), list[object]()
    known, hint = bool(left), "; let the last row be '*'"
    # In between `*` would hide what was forgotten.
    others = {each for each in left if not bounds or not min(bounds) < each < max(bounds)}
    for test, _ in rows:
        band = Band.of(test)
        taken = others if test == "*" else {each for each in left if (band.takes(each) if band else each == test)}
        begins = None if band is None else band.low if band.above is None else band.above + step
        if band is None and options and test != "*" and test not in options:
            yield f"row {test!r} is none of {', '.join(options)}"
        elif test in told or "*" in told or (known and not taken & left):
            yield f"row {test!r} is never reached, the rows before it take everything"
        elif begins is not None and begins >= first and begins not in left:
            yield f"row {test!r} overlaps one before, which takes {begins}, too"
        told.append(test)
        left -= taken
    if left:
        yield f"nothing is said of {', '.join(map(str, sorted(left)))}{'' if '*' in told else hint}"
