"""A furniture shop for each test, copied from one that was set up once, and browsers without a screen."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.web.clients import Browser
from tests.web.scene import Scene


@pytest.fixture(scope="session")
def shop_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a shop with people and values, without cases."""
    folder = tmp_path_factory.mktemp("shop")
    Scene(folder).desk.store.dispose()
    return folder


@pytest.fixture
def scene(shop_template: Path, tmp_path: Path) -> Scene:
    shutil.copytree(shop_template, tmp_path / "desk")
    return Scene(tmp_path / "desk")


@pytest.fixture
def browse(scene: Scene) -> Callable[..., Browser]:
    """`browse("lin")` is logged in, `browse()` is not; all on one application."""
    from core.web.application import create_app

    app = create_app(scene.desk)

    def make(login: str = "", language: str = "zh") -> Browser:
        browser = Browser(app, language)
        if login:
            browser.log_in(login)
        return browser

    return make
