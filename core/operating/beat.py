"""A sign of life of the workers: a file in the data folder whose time says when one of them last took a turn."""

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

FILE = "worker.beat"


def beat(data: Path, now: datetime) -> None:
    """Say that a worker works. Without room or right to write nothing is said."""
    with suppress(OSError):
        (data / FILE).touch()
        os.utime(data / FILE, (now.timestamp(), now.timestamp()))


def last_beat(data: Path) -> datetime | None:
    """When a worker last took a turn (UTC); None where none ever did."""
    try:
        return datetime.fromtimestamp((data / FILE).stat().st_mtime, UTC)
    except OSError:
        return None
