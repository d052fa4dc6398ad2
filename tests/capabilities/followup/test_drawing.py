"""A draw is reproducible, of the right size and without repeats, whatever it is drawn from."""

from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from core.capabilities.followup.drawing import draw, new_seed, size

SHARES = st.decimals(min_value=0, max_value=1, places=4)
IDS = st.lists(st.integers(1, 2**31 - 1), max_size=200)


@given(IDS, SHARES, st.text(max_size=40))
def test_any_draw(ids: list[int], share: Decimal, seed: str) -> None:
    seed = seed.encode("utf-8", "replace").decode()
    drawn = draw(seed, ids, share)
    known = set(ids)
    assert draw(seed, reversed(ids), share) == drawn
    assert len(drawn) == len(set(drawn)) == ceil(len(known) * Fraction(share)) == size(len(known), share)
    assert set(drawn) <= known
    assert not known or not share or drawn
    more = draw(seed, ids, Decimal(1))
    assert more[:len(drawn)] == drawn and sorted(more) == sorted(known)


def test_sizes_and_chance() -> None:
    tenth = Decimal("10") / 100
    assert [size(each, tenth) for each in (0, 1, 9, 10, 11, 20, 21, 1000)] == [0, 1, 1, 1, 2, 2, 3, 100]
    assert size(3, Decimal(2)) == 3 and size(5, Decimal(0)) == 0
    assert new_seed() != new_seed()
    ranked = draw("s", range(1, 101), Decimal(1))
    assert ranked[0] == min(range(1, 101), key=lambda each: sha256(f"s:{each}".encode()).hexdigest())
    first = [draw(str(seed), range(10), tenth)[0] for seed in range(2000)]
    assert all(120 < first.count(each) < 280 for each in range(10))
