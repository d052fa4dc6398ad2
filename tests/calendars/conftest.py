"""The bicycle shop on each database."""

from tests.services.conftest import clock, database_url, postgres_database, shop, sqlite_template, store

__all__ = ["clock", "database_url", "postgres_database", "shop", "sqlite_template", "store"]
