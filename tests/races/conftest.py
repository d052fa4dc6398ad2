"""The bicycle shop on each database, served, with its traffic in our hands."""

from collections.abc import Iterator

import pytest

from tests.races.locks import Traffic, without_turns
from tests.races.site import Site, served
from tests.services.conftest import clock, database_url, shop, store
from tests.services.shop import Shop

__all__ = ["clock", "database_url", "shop", "store"]


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Named before the shop: its database is opened without turns, and other locks may be taken away too."""
    without_turns(monkeypatch)
    return monkeypatch


@pytest.fixture
def site(shop: Shop) -> Iterator[Site]:
    with served(shop.desk) as site:
        yield site


@pytest.fixture
def traffic(shop: Shop) -> Iterator[Traffic]:
    with Traffic(shop.desk.store.engine).watched() as traffic:
        yield traffic
