"""Parts go out for a case and are used, a place is counted, a sample goes up and comes down; every page of stock."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from waitress.server import create_server

from core.site import create_site
from tests.capabilities.stock.conftest import Benches
from tests.services.shop import HandClock

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("SHOUHOU_SHOTS", "")


@dataclass
class Served:
    """The bench shop and where it is served."""

    benches: Benches
    address: str

    @property
    def scene(self) -> Benches:
        return self.benches


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Served]:
    benches = Benches(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "data", HandClock())
    server = create_server(create_site(benches.desk), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Served(benches, f"http://127.0.0.1:{server.effective_port}")
    server.close()
    thread.join(10)
    benches.desk.store.dispose()


def looked_at(page: Page, name: str) -> None:
    """Nothing hard to use by axe's rules, nothing beside the window; a picture where pictures are wanted."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"stock-{name}.png"), full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth"), name
    found = [each for each in Axe().run(page).response["violations"] if each["impact"] in ("serious", "critical")]
    assert not found, (name, [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found])


def test_parts_go_out_and_are_used_and_counted(shop: Served, visit: Callable[..., Page]) -> None:
    benches = shop.benches
    number = benches.open()
    kong = visit("kong")
    kong.goto("/stock/moves/receive")
    kong.fill("#f-item-0", "HG-35")
    kong.fill("#f-quantity-0", "6")
    kong.fill("#f-supplier", "东方五金")
    kong.locator("[data-main]").focus()
    kong.keyboard.press("Control+Enter")
    expect(kong.locator(".flash")).to_contain_text("已登记")
    benches.items.set_minimum(benches["kong"], "HG-35", "主仓", "9")

    wu = visit("wu", "phone")
    wu.goto(f"/cases/{number}")
    wu.locator("summary", has_text="登记要用的配件").click()
    wu.fill("#want-item", "HG-35")
    wu.fill("#want-quantity", "2")
    wu.get_by_role("button", name="登记", exact=True).click()
    expect(wu.locator("main")).to_contain_text("有货 6")
    looked_at(wu, "case-phone")

    kong.goto("/stock/waiting")
    looked_at(kong, "waiting")
    kong.locator("main").get_by_role("link", name="发放").last.click()
    expect(kong.locator("#f-item-0")).to_have_value("HG-35")
    kong.select_option("[name=to]", "wu")
    looked_at(kong, "issue")
    kong.locator("[data-main]").click()
    expect(kong.locator("main")).to_contain_text("Wu")

    wu.goto("/stock/held")
    looked_at(wu, "held-phone")
    wu.goto(f"/stock/moves/fit?number={number}")
    expect(wu.locator("#f-quantity-0")).to_have_value("2")
    looked_at(wu, "use-phone")
    wu.fill("#f-quantity-0", "1")
    wu.locator("[data-main]").click()
    expect(wu.locator("main")).to_contain_text("已用 1 件")

    kong.goto("/stock/count?place=1")
    kong.fill("[name='found.HG-35']", "3")
    looked_at(kong, "count")
    kong.locator("[data-main]").click()
    expect(kong.locator("main")).to_contain_text("4 → 3")

    lin = visit("lin")
    lin.goto("/stock/samples")
    for name, value in {"number": "S-1", "product": "长椅", "hall": "一号厅", "position": "A"}.items():
        lin.fill(f"main [name={name}]", value)
    lin.locator("[data-main]").click()
    expect(lin.locator("main")).to_contain_text("一号厅 · A")
    looked_at(lin, "samples")
    lin.click("a.go >> text=S-1")
    lin.fill("[name=why]", "换新")
    looked_at(lin, "sample")
    lin.locator("[data-main]").click()
    expect(lin.locator("main")).to_contain_text("已下样待处理")
    for page in ("", "moves", "shortages", "items/HG-35", "items/new", "places"):
        kong.goto(f"/stock/{page}")
        looked_at(kong, page.replace("/", "-") or "items")


@pytest.mark.slow
def test_every_page_on_a_phone_and_in_english(shop: Served, visit: Callable[..., Page]) -> None:
    benches = shop.benches
    benches.receive("HG-35", 6)
    benches.issue("HG-35", 1, to="wu", reference="LL-1")
    benches.samples.put_up(benches["kong"], {"number": "S-1", "product": "Bench", "hall": "A"})
    for size, language in (("phone", "zh"), ("wide", "en")):
        qian = visit("qian", size, language)
        for page in ("", "moves", "shortages", "waiting", "held", "places", "items/HG-35", "items/new", "count?place=1",
                     "count/sheet?place=1", "samples", "samples/S-1", "moves/issue", "moves/transfer", "moves/scrap"):
            qian.goto(f"/stock/{page}")
            looked_at(qian, f"{page.replace('/', '-').partition('?')[0] or 'items'}-{size}-{language}")
