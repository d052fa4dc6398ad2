"""A process that makes an export and says each line of its progress: `python -m tests.exports.maker URL FOLDER ID`. It
waits for an answer to each, so that it can be killed just there."""

import sys
from pathlib import Path

from core.exports import columns
from core.store import Store
from tests.services.shop import HandClock, a_desk

if __name__ == "__main__":
    url, folder, export = sys.argv[1:]
    clock = HandClock()
    desk = a_desk(Store(url, clock), clock, Path(folder))
    columns.CASES_AT_ONCE = 2

    def hold() -> bool:
        print("going on", flush=True)
        return bool(sys.stdin.readline())

    desk.exports.make(int(export), hold)
    print("made", flush=True)
