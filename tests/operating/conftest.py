"""The bicycle shop of the tests of services, and empty databases to restore into."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, text

from core.store import Store
from tests.services.conftest import (
    clock,
    database_url,
    shop,
    store,
)

__all__ = ["clock", "database_url", "shop", "store"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database without tables."""
    if request.param == "sqlite":
        made = Store(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        yield made
        made.dispose()
        return
    server: URL = request.getfixturevalue("postgres_server")
    name = f"empty_{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    made = Store(server.set(database=name))
    yield made
    made.dispose()
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()
