"""Drawing a sample by a seed: whoever has the seed and the population gets the same cases in the same order, by any
program that knows SHA-256."""

import secrets
from collections.abc import Iterable
from decimal import Decimal
from hashlib import sha256

ROUNDING = "up"
"""A part of a case counts as a whole one."""


def new_seed() -> str:
    """A seed nobody can foresee."""
    return secrets.token_hex(16)


def size(population: int, share: Decimal) -> int:
    """How many cases are drawn: the share of them in whole numbers, rounded up; one at least where there are any and
    the share is not nothing, and never more than there are."""
    part, whole = share.as_integer_ratio()
    return min(population, -(-population * part // whole)) if part > 0 else 0


def draw(seed: str, population: Iterable[int], share: Decimal) -> list[int]:
    """The cases (ids) in the order they are drawn: the first by the digest of the seed and the id."""
    known = sorted(set(population))
    ranked = sorted(known, key=lambda each: (sha256(f"{seed}:{each}".encode()).digest(), each))
    return ranked[:size(len(known), share)]
