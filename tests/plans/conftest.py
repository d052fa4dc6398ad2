"""A garden on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.store import Store
from tests.plans.gardening import Garden
from tests.services.shop import HandClock, at


@pytest.fixture
def database_url(prepared_url: str) -> str:
    """The URL of a database with all tables, all empty."""
    return prepared_url


@pytest.fixture
def clock() -> HandClock:
    made = HandClock()
    made.at = at("2025-01-15 10:00")
    return made


@pytest.fixture
def store(database_url: str, clock: HandClock) -> Iterator[Store]:
    made = Store(database_url, clock)
    yield made
    made.dispose()


@pytest.fixture
def garden(store: Store, clock: HandClock, tmp_path: Path) -> Garden:
    return Garden(store, clock, tmp_path)
