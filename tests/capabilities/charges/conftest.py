"""The workshop on each database."""

from pathlib import Path

import pytest

from tests.capabilities.workshop.desk import Workshop, a_workshop
from tests.services.shop import HandClock


@pytest.fixture
def workshop(database_url: str, tmp_path: Path, clock: HandClock) -> Workshop:
    """On a database of its own."""
    return Workshop(a_workshop(database_url, tmp_path / "data", clock), clock)
