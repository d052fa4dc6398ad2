"""A customer on a phone asks for service, posts the lamp, answers the quote, looks again; with scripts and without."""

import os
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from waitress.server import create_server

from tests.attack.desk import picture
from tests.portal.bench import REPAIR, Bench

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOTS = os.environ.get("SHOUHOU_SHOTS", "")
Open = Callable[..., Page]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path, service_phone="400-600-0000")
    yield made
    made.desk.store.dispose()


@pytest.fixture
def phone(bench: Bench, chromium: Browser) -> Iterator[Open]:
    server = create_server(bench.app, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    contexts, wrong = [], list[str]()

    def open_page(language: str = "zh-CN", **more: bool) -> Page:
        address = f"http://127.0.0.1:{server.effective_port}"
        context = chromium.new_context(viewport={"width": 390, "height": 844}, base_url=address, locale=language,
                                       has_touch=True, is_mobile=True, **more)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith((address, "data:", "blob:"))
                else wrong.append(f"asked for {asked.url}"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    server.close()
    thread.join(10)
    assert not wrong


def look(page: Page, name: str) -> None:
    """Nothing hard to use by axe's rules, nothing beside the window; a picture where pictures are wanted."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"customer-{name}.png", full_page=True)
    found = [f"{each['id']}: {[node['html'][:160] for node in each['nodes']][:2]}"
             for each in Axe().run(page).response["violations"] if each["impact"] in ("serious", "critical")]
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert not found and beyond <= 0, f"{name}: {beyond} px beside the window, {found}"


def test_from_the_request_to_the_mended_lamp(bench: Bench, phone: Open) -> None:
    page = phone()
    page.goto("/service")
    look(page, "service")
    page.click("text=灯坏了")
    page.select_option("#f-f-fault", "dead")
    page.click("button[value=send]")
    expect(page.locator("#problems-h")).to_be_visible()
    expect(page.locator("#f-f-fault")).to_have_value("dead")
    look(page, "wrong")
    page.fill("#f-f-model", "B-07")
    page.fill('[name="customer.name"]', "陈女士")
    page.fill('[name="customer.phone"]', "13800006621")
    page.set_input_files("#f-photos", {"name": "灯.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    page.check("#agreed")
    look(page, "ask")
    page.click("button[value=send]")
    expect(page.locator("#h-new")).to_contain_text("DX-2025-00001")
    link = page.locator("#own-link").input_value()
    parts = urlsplit(link)
    assert parts.hostname == "127.0.0.1" and re.fullmatch(r"/c/[\w-]{32}", parts.path) and page.url.startswith(link)
    look(page, "new")
    page.click("text=告诉我们已寄出")
    look(page, "step")
    page.fill("#f-waybill", "SF1")
    page.fill("#f-sent_on", "2025-10-13")
    page.click(".consent button")
    expect(page.locator("li.here")).to_contain_text("寄来途中")
    number = "DX-2025-00001"
    bench.take(number, "post_in.arrive", by="wu")
    bench.take(number, "quoting.quote", {"amount": "144.00"}, by="wu")
    bench.desk.notes.comment(bench["lin"], number, "驱动电源烧坏,灯体完好", to_customer=True)
    without = phone(java_script_enabled=False)
    without.goto(link)
    without.click("text=答复报价")
    without.check("label[for=f-agreed-true]", force=True)
    without.click(".consent button")
    expect(without.locator("li.here")).to_contain_text("维修")
    page.goto(link)
    page.fill("#f-text", "谢谢")
    page.click("text=发送")
    expect(page.locator(".prewrap").first).to_have_text("谢谢")
    look(page, "under-way")
    page.goto(f"{link}/papers/slip")
    look(page, "slip")
    bench.take(number, "mending.finish", by="wu")
    page.goto(f"{link}?lang=en")
    expect(page.locator("h1")).to_have_text("This request is closed")
    look(page, "closed")
    page.goto("/service/privacy")
    look(page, "privacy")
    page.goto("/c/nothing")
    look(page, "nowhere")


def test_the_page_of_staff_for_links_is_easy_to_use(bench: Bench, phone: Open) -> None:
    number = bench.open(REPAIR)
    page = phone()
    page.goto("/login")
    page.fill("#login", "lin")
    page.fill("#password", "correct-horse-9")
    page.press("#password", "Enter")
    page.wait_for_selector(".rail", state="attached")
    page.goto(f"/cases/{number}/customer-links")
    page.click("text=生成链接")
    expect(page.locator("#h-made")).to_be_visible()
    look(page, "staff")
