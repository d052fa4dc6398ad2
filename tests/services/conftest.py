"""A bicycle shop on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.store import Store
from tests.services.shop import HandClock, Shop, a_desk


@pytest.fixture
def database_url(prepared_url: str) -> str:
    """The URL of a database with all tables, all empty."""
    return prepared_url


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(database_url: str, clock: HandClock) -> Iterator[Store]:
    made = Store(database_url, clock)
    yield made
    made.dispose()


@pytest.fixture
def shop(store: Store, clock: HandClock, tmp_path: Path) -> Shop:
    return Shop(a_desk(store, clock, tmp_path), clock)
