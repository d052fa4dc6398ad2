"""The shop, called by programs."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attack.desk import Named, Shop, pattern, shop
from tests.rest.programs import Contract, Programs

__all__ = ["pattern", "shop"]


@pytest.fixture(scope="session")
def contract(pattern: tuple[Path, Named], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Contract]:
    folder = tmp_path_factory.mktemp("contract") / "desk"
    shutil.copytree(pattern[0], folder)
    made = Shop(folder, pattern[1])
    yield Contract(made)
    made.desk.store.dispose()


@pytest.fixture
def programs(shop: Shop, contract: Contract) -> Programs:
    return Programs(shop, contract)
