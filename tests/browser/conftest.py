"""A furniture shop served to a real Chromium."""

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from waitress.server import create_server

from core.web.application import create_app
from core.web.desk import LANGUAGE_COOKIE
from tests.web.scene import PASSWORD, Scene

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]
SIZES = {"wide": (1280, 800), "phone": (390, 844)}


@dataclass
class Shop:
    """A scene and where it is served."""

    scene: Scene
    address: str


@pytest.fixture(scope="session")
def chromium(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def empty_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    Scene(folder).desk.store.dispose()
    return folder


@pytest.fixture
def shop(empty_shop: Path, tmp_path: Path) -> Iterator[Shop]:
    shutil.copytree(empty_shop, tmp_path / "desk")
    scene = Scene(tmp_path / "desk")
    server = create_server(create_app(scene.desk), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Shop(scene, f"http://127.0.0.1:{server.effective_port}")
    server.close()
    thread.join(10)
    scene.desk.store.dispose()


@pytest.fixture
def visit(shop: Shop, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`visit("lin", "phone", "en")` is somebody logged in. At the end: no script fault, no word to another host."""
    contexts, wrong = [], list[str]()

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            wrong.append(message.text)

    def open_page(login: str = "", size: str = "wide", language: str = "zh", **more: Any) -> Page:
        width, height = SIZES[size]
        context = chromium.new_context(viewport={"width": width, "height": height}, base_url=shop.address,
                                       has_touch=size == "phone", is_mobile=size == "phone", **more)
        contexts.append(context)
        context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": shop.address}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", said)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith((shop.address, "data:", "blob:"))
                else wrong.append(f"asked for {asked.url}"))
        if login:
            page.goto("/login")
            page.fill("#login", login)
            page.fill("#password", PASSWORD)
            page.press("#password", "Enter")
            page.wait_for_selector(".rail", state="attached")
            if language == "en":
                with shop.scene.desk.store.unit_of_work() as work:
                    row = work.users.by_login(login)
                    assert row
                    row.language = "en"
                    work.commit()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong
