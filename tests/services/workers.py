"""What other processes do in the tests: `python -m tests.services.workers WHAT URL FOLDER …`. Each says it is ready and
waits for a line, so that they start together; then it prints what it did as JSON."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from core.app import Desk
from core.domain.errors import DeskError
from core.services.opening import Request
from core.store import Store
from tests.services.shop import ANSWERS, REPAIR, TOLD, WHEELS, HandClock, a_desk


def open_once(desk: Desk, key: str) -> list[object]:
    receipt = desk.opening.open(desk.users.by_login("lin"), Request(REPAIR, ANSWERS, WHEELS), key)
    return [receipt.number, receipt.replayed]


def take(desk: Desk, number: str, version: str, key: str) -> list[object]:
    try:
        receipt = desk.steps.take(desk.users.by_login("lin"), number, "intake.accept", TOLD, version=int(version),
                                  key=key)
    except DeskError as error:
        return [error.code]
    return [receipt.version, receipt.replayed]


def comment(desk: Desk, number: str, times: str) -> list[object]:
    for time in range(int(times)):
        desk.notes.comment(desk.users.by_login("lin"), number, f"第 {time} 次")
    return []


def sweep(desk: Desk, days: str) -> list[object]:
    desk.now.forward(days=int(days))  # type: ignore[attr-defined]  # a HandClock
    swept = desk.sweeper.sweep()
    return [swept.missed, swept.failed]


WHAT: dict[str, Callable[..., list[object]]] = {each.__name__: each for each in (open_once, take, comment, sweep)}

if __name__ == "__main__":
    what, url, folder, *arguments = sys.argv[1:]
    clock = HandClock()
    place = a_desk(Store(url, clock), clock, Path(folder))
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(WHAT[what](place, *arguments)))
