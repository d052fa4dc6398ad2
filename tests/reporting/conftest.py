"""The bicycle shop on each database."""

from tests.services.conftest import clock, database_url, shop, store

__all__ = ["clock", "database_url", "shop", "store"]
