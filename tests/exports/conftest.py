"""The bicycle shop on both databases."""

from pathlib import Path

import pytest

from core.store import Store
from tests.services.conftest import clock, database_url, store
from tests.services.shop import HandClock, Shop, a_desk

__all__ = ["clock", "database_url", "store"]


@pytest.fixture
def bicycles(store: Store, clock: HandClock, tmp_path: Path) -> Shop:
    """The bicycle shop, on either database."""
    return Shop(a_desk(store, clock, tmp_path / "data"), clock)
