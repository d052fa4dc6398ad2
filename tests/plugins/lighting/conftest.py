"""A lamp factory on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.store import Store
from tests.conftest import histories
from tests.plugins.lighting.factory import Factory
from tests.services.shop import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(prepared_url: str, clock: HandClock) -> Iterator[Store]:
    made = Store(prepared_url, clock, histories=histories())
    yield made
    made.dispose()


@pytest.fixture
def factory(store: Store, clock: HandClock, tmp_path: Path) -> Factory:
    return Factory(store, clock, tmp_path)
