"""A store with all migrations applied, on each database, and short ways to put something into it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.domain.events import Event
from core.store import Store, UnitOfWork
from core.store.tables import CaseRow

START = datetime(2025, 3, 12, 1, 30, tzinfo=UTC)


class HandClock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(prepared_url: str, clock: HandClock) -> Iterator[Store]:
    made = Store(prepared_url, clock)
    yield made
    made.dispose()


@pytest.fixture
def store_of_its_own(database_url: str, clock: HandClock) -> Iterator[Store]:
    """For who changes its tables."""
    made = Store(database_url, clock)
    made.upgrade()
    yield made
    made.dispose()


MakeCase = Callable[..., CaseRow]


@pytest.fixture
def make_case(store: Store) -> MakeCase:
    """Keep a case with some events in it."""

    def make(number: str, *, events: int = 0, at: UnitOfWork | None = None, **columns: Any) -> CaseRow:
        row = CaseRow(**{"number": number, "kind": "garden.return", "industry": "garden", "state": "new",
                         "opened_at": START, **columns})
        work = at or store.unit_of_work()
        work.cases.add(row)
        work.events.append(row, [an_event(f"{number} {n}") for n in range(events)])
        if at is None:
            work.commit()
            work.session.close()
        return row

    return make


def an_event(said: str, kind: str = "commented", at: datetime = START) -> Event:
    return Event(kind, at, at, 7, "陈晓", {"text": said})
