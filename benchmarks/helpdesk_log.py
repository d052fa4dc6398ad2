"""The log of a help desk as rows: read from a file, and what its activities are here. Nothing of the desk is used."""

import csv
import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")
ACTIVITIES = {
    "Insert ticket": "insert", "Assign seriousness": "assign", "Take in charge ticket": "take",
    "Schedule intervention": "take", "Resolve SW anomaly": "take", "VERIFIED": "take", "Wait": "wait",
    "Require upgrade": "upgrade", "Create SW anomaly": "upgrade", "Resolve ticket": "resolve", "RESOLVED": "resolve",
    "INVALID": "resolve", "DUPLICATE": "resolve", "Closed": "close"}
"""What somebody did. To `insert` a ticket opens it and is no step; any other first activity opens it, too."""


@dataclass(frozen=True)
class Row:
    """Somebody did something to a case at a moment; `level` is how serious it was held to be then, 1 to 4."""

    case: str
    doing: str
    at: datetime
    level: int


def read(path: Path) -> list[list[Row]]:
    """The cases of a log (`.csv` or `.csv.gz`), each in order of time, events of one moment as they stand. An activity
    nobody knows is a KeyError."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig") as file:
        return by_case(Row(said["Case ID"], ACTIVITIES[said["Activity"]],
                           datetime.strptime(said["Complete Timestamp"], "%Y/%m/%d %H:%M:%S.%f").replace(tzinfo=ROME),
                           int(said["seriousness_2"].removeprefix("Value "))) for said in csv.DictReader(file))


def by_case(rows: Iterable[Row]) -> list[list[Row]]:
    """Rows sorted into cases, the case that began first first."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.case, []).append(row)
    for case in found.values():
        case.sort(key=lambda each: each.at.timestamp())
    return sorted(found.values(), key=lambda case: case[0].at.timestamp())
