"""What other processes do in the tests: `python -m tests.store.workers WHAT URL …`. Each says it is ready and waits
for a line, so that they start together; then it prints what it did as JSON."""

import json
import sys
from collections.abc import Callable

from core.store import Store
from core.store.tables import CaseRow


def number_cases(store: Store, count: str) -> list[str]:
    """Open cases one by one; every third attempt is given up, and its number with it."""
    numbers: list[str] = []
    attempt = 0
    while len(numbers) < int(count):
        attempt += 1
        with store.unit_of_work() as work:
            number = f"TH-{work.numbers.next('TH', 2025)}"
            work.cases.add(CaseRow(number=number, kind="k", industry="i", state="s", opened_at=store.now()))
            if attempt % 3:
                work.commit()
                numbers.append(number)
    return numbers


def lease_all(store: Store, worker: str) -> list[str]:
    """Do all the work there is, a little at a time."""
    done: list[str] = []
    while True:
        with store.unit_of_work() as work:
            leased = work.outbox.lease(3, 60, worker)
            work.commit()
        if not leased:
            return done
        with store.unit_of_work() as work:
            done += [row.key for row in leased if work.outbox.done(row.id, worker)]
            work.commit()


def append_events(store: Store, number: str, count: str) -> list[str]:
    """Change one case many times."""
    from core.domain.events import Event

    for n in range(int(count)):
        with store.unit_of_work() as work:
            case = work.cases.lock(number)
            work.events.append(case, [Event("commented", store.now(), store.now(), None, "系统", {"n": n})])
            work.cases.save(case)
            work.commit()
    return []


def open_once(store: Store, key: str) -> list[str]:
    """Open a case under an idempotency key."""
    with store.unit_of_work() as work:
        replay = work.idempotency.claim(key, 7, "open", "digest")
        if replay:
            return [str(replay.response)]
        number = f"TH-{work.numbers.next('TH', 2025)}"
        work.cases.add(CaseRow(number=number, kind="k", industry="i", state="s", opened_at=store.now()))
        work.idempotency.finish(key, 7, number)
        work.commit()
        return [number]


def upgrade(store: Store) -> list[str]:
    return store.upgrade()


WORK: dict[str, Callable[..., list[str]]] = {
    work.__name__: work for work in (number_cases, lease_all, append_events, open_once, upgrade)}

if __name__ == "__main__":
    _, what, url, *rest = sys.argv
    desk = Store(url)
    if what != "upgrade":
        desk.answers()
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(WORK[what](desk, *rest)))
