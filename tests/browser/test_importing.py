"""A manager brings the shop's register in, in a real browser: wide and on a phone, with the worker beside it."""

import csv
import io
import os
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from waitress.server import create_server

from core.importing.headers import ADDED
from core.jobs import Worker
from core.web.application import create_app
from tests.web.scene import PASSWORD, ZONE, Scene

pytestmark = pytest.mark.browser

REGISTER = Path(__file__).parents[2] / "examples" / "complaints-register.csv"
SHOTS = os.environ.get("SHOUHOU_SHOTS", "")
"""A folder for pictures of each page, for whoever wants to look at them."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where a furniture shop is served, its worker running."""
    scene = Scene(tmp_path / "desk")
    scene.clock.at = datetime(2026, 2, 2, 9, 30, tzinfo=ZONE)  # the register is of January
    server = create_server(create_app(scene.desk), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    worker = Worker(scene.desk)
    worker.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    worker.stop()
    server.close()
    thread.join(10)


@pytest.fixture(params=[(1280, 800), pytest.param((390, 844), marks=pytest.mark.slow)], ids=["wide", "phone"])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    width, height = request.param
    page = chromium.new_page(viewport={"width": width, "height": height}, accept_downloads=True)
    page.set_default_timeout(30_000)
    yield page
    page.context.close()


def look(page: Page, name: str) -> None:
    """Nothing stands out of the page at the side; a picture of it where pictures are wanted."""
    wide = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide[0] <= wide[1], f"{name}: {wide[0]} wide in a window of {wide[1]}"
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{wide[1]}.png", full_page=True)


def upload(page: Page, address: str, file: Path) -> None:
    page.goto(f"{address}/import")
    page.set_input_files("#f-file", file)
    look(page, "upload")
    page.get_by_role("button", name="上传并核对列").click()
    expect(page.get_by_role("heading", name="核对列")).to_be_visible()


def test_from_the_spreadsheet_to_cases(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/login")
    page.fill("[name=login]", "wu")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/workbench")

    other = tmp_path / "退换登记.csv"
    other.write_bytes(REGISTER.read_bytes().decode("gb18030").replace("票据", "给了什么纸").encode("gb18030"))
    upload(page, address, other)
    paper = page.get_by_label("给了什么纸")
    paper.select_option("proof")
    look(page, "columns")
    page.get_by_role("button", name="按这样试读").click()
    start = page.get_by_role("button", name="导入 ")
    expect(start).to_be_visible()
    look(page, "tried")
    page.locator(".counters a", has_text="不能读").click()
    expect(page.locator("table.rows tbody tr")).to_have_count(5)
    look(page, "refused")
    start.click()
    cases = page.locator("table.rows a[href^='/cases/']")
    expect(cases).not_to_have_count(0)
    page.locator(".counters a", has_text="有疑问").click()
    look(page, "done")

    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig"))))
    head = next(row for row in rows if ADDED[0] in row)
    for row in rows[rows.index(head) + 1:]:
        if row[head.index("客户要求")] == "赔点钱就行":
            row[head.index("客户要求")] = "退货"
    fixed = tmp_path / "改正.csv"
    with fixed.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    for again, made in ((fixed, 1), (fixed, 0), (other, 0)):
        upload(page, address, again)
        assert page.get_by_label("给了什么纸").input_value() == "proof", "what was corrected is remembered"
        page.get_by_role("button", name="按这样试读").click()
        expect(page.get_by_role("button", name=f"导入 {made} 行")).to_be_visible()
        if made:
            page.get_by_role("button", name=f"导入 {made} 行").click()
            expect(cases).to_have_count(1)
    page.goto(f"{address}/import")
    look(page, "runs")
    page.goto(f"{address}/cases?stand=all")
    expect(page.locator("tr[data-row]")).to_have_count(30)
