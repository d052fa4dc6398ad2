"""A process that sweeps until it is killed: `python -m tests.operating.sweeping URL FOLDER`. Its time is a file's, so
that several see the same; it says each round it has made."""

import sys
from datetime import datetime
from pathlib import Path

from core.services import sweep
from core.store import Store
from tests.services.shop import HandClock
from tests.services.test_marks import open_kites


class FileClock(HandClock):
    """The time that a file tells."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self) -> datetime:
        return datetime.fromisoformat(self.path.read_text())


def main() -> None:
    url, folder = sys.argv[1], Path(sys.argv[2])
    sweep.BATCH = 5  # many transactions to be killed in
    clock = FileClock(folder / "now")
    desk = open_kites(Store(url, clock), clock, folder)
    while True:
        desk.sweeper.sweep()
        print("swept", flush=True)


if __name__ == "__main__":
    main()
