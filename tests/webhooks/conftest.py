"""The bicycle shop on each database, and a receiver beside it that it may reach."""

from collections.abc import Iterator

import pytest

from core.webhooks.addresses import Door
from core.webhooks.delivering import Courier
from core.webhooks.sending import Limits
from core.webhooks.subscriptions import Webhooks
from tests.services.conftest import clock, database_url, shop, store
from tests.services.shop import Shop
from tests.webhooks.receiver import Receiver, receiving

__all__ = ["clock", "database_url", "shop", "store"]

LOOPBACK = ("127.0.0.0/8",)
PATIENT = Limits(connect=5, whole=5)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def bell(shop: Shop) -> Webhooks:
    """The shop's webhooks, which may be on this machine."""
    shop.desk.webhooks = Webhooks(shop.desk.place, Door(LOOPBACK))
    return shop.desk.webhooks


@pytest.fixture
def courier(shop: Shop, bell: Webhooks) -> Courier:
    return a_courier(shop)


def a_courier(shop: Shop, limits: Limits = PATIENT) -> Courier:
    return Courier(shop.desk.place, shop.desk.webhooks.door, limits=limits)
