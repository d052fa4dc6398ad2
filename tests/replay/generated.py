"""A log as a help desk writes one, thrown by dice: cases that wait, are opened again, go back, are done in a minute."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from benchmarks.helpdesk_log import ROME, Row, by_case

USUAL = ("assign", "take", "resolve", "close")
ODD = (("assign", "take", "wait", "take", "resolve", "close"),
       ("assign", "assign", "take", "upgrade", "wait", "resolve"),
       ("insert", "assign", "take", "resolve", "close", "close"), ("assign", "resolve", "take", "resolve", "close"),
       ("take", "assign", "wait", "wait", "assign", "resolve", "close"), ("wait", "close", "take", "resolve", "close"),
       ("assign", "take", "wait"), ("assign", "close"), ("insert",), ("assign", "take", "upgrade", "upgrade"),
       ("resolve", "close", "assign", "take", "wait", "resolve", "resolve", "close"))
"""Ways that a log holds though no flow is drawn like that; some never end."""


def log(number: int, seed: int = 1) -> list[list[Row]]:
    """So many cases, out of rows that are in no order, except that those of one moment stand as they happened."""
    dice = Random(seed)
    rows = [row for case in range(number) for row in _case(dice, f"Case {case}")]
    places = {row.at: dice.random() for row in rows}
    return by_case(sorted(rows, key=lambda row: places[row.at]))


def _case(dice: Random, name: str) -> Iterator[Row]:
    begun = datetime(2013, 3, 1, 7) + timedelta(days=dice.randrange(365), seconds=dice.randrange(14 * 3600))
    at, level = begun, dice.choice((1, 1, 2, 3, 4))
    for doing in USUAL if dice.random() < 0.4 else dice.choice(ODD):
        if doing == "assign" and dice.random() < 0.3:
            level = dice.randint(1, 4)
        yield Row(name, doing, at.replace(tzinfo=ROME), level)
        at += timedelta(seconds=dice.choice((0, 1, 20, 3600 * dice.randint(1, 30), 3600 * dice.randint(24, 900))))
