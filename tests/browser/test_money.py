"""What a repair costs, from the lines of its quote over the customer's own consent to the refund; a warranty is
extended."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from waitress.server import create_server

from core.capabilities.coverage.service import Warranties
from core.site import create_site
from tests.capabilities.workshop.desk import Workshop, a_workshop
from tests.services.shop import HandClock

pytestmark = pytest.mark.browser


@dataclass
class Served:
    """A workshop and where it is served."""

    workshop: Workshop
    address: str

    @property
    def scene(self) -> Workshop:
        return self.workshop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Served]:
    clock = HandClock()
    workshop = Workshop(a_workshop(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "data", clock), clock)
    server = create_server(create_site(workshop.desk), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Served(workshop, f"http://127.0.0.1:{server.effective_port}")
    server.close()
    thread.join(10)
    workshop.desk.store.dispose()


def send(page: Page, **said: str) -> None:
    """Fill in what is asked and send it by keyboard."""
    for name, value in said.items():
        held = page.locator(f"main [name='{name}']")
        held.select_option(value) if held.evaluate("each => each.tagName") == "SELECT" else held.fill(value)
    page.locator("[data-main]").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".flash")).to_contain_text("已办理")


def test_a_quote_by_lines_is_agreed_to_by_link_paid_and_refunded(shop: Served, visit: Callable[..., Page]) -> None:
    workshop = shop.workshop
    workshop.prices.save(workshop["zhao"], {"code": "DRV", "title": "驱动电源", "sort": "part", "price": "80.50"})
    number = workshop.open(serial="SN1", bought_on="2023-04-01")
    workshop.step(number, "bench.look", human_damage=False)

    wu = visit("wu")
    wu.goto(f"/cases/{number}/steps/bench.offer")
    wu.fill("[name=told]", "驱动烧坏,换新的")
    wu.select_option("#f-code", "DRV")
    wu.fill("#f-quantity", "2")
    wu.click("text=加一行")
    expect(wu.locator("[name=parts]")).to_have_value("161.00")
    expect(wu.locator("[name=told]")).to_have_value("驱动烧坏,换新的")
    wu.locator("summary", has_text="价目里没有的").click()
    wu.fill("#f-title", "换驱动")
    wu.select_option("#f-sort", "labour")
    wu.fill("#f-price", "50")
    wu.click("text=加一行")
    expect(wu.locator("[name=labour]")).to_have_value("50.00")
    expect(wu.locator("[name=told]")).to_have_value("驱动烧坏,换新的")
    send(wu)

    customer = visit()
    customer.goto(workshop.desk.customer_links.make(workshop["lin"], number).path)
    expect(customer.locator("main")).to_contain_text("¥211.00")
    customer.locator(".consent a", has_text="同意").click()
    customer.click(".consent button")
    expect(customer.locator("h1")).to_have_text("我们正在办")
    assert workshop.money(number).quotes[0].state == "agreed"
    workshop.step(number, "bench.mend", parts="161", labour="40")

    sun = visit("sun")
    sun.goto(f"/cases/{number}")
    sun.click("text=登记收款")
    expect(sun.locator("[name=received]")).to_have_value("201.00")
    send(sun, received="211", received_by="wechat_pay", payment_reference="W1")
    expect(sun.locator("main")).to_contain_text("应退给客户 ¥10.00")
    sun.click("text=登记退款")
    expect(sun.locator("[name=amount]")).to_have_value("10.00")
    expect(sun.locator("[name=method]")).to_have_value("wechat_pay")
    send(sun, reference="T1")
    expect(sun.locator("main")).to_contain_text("已结清")
    sun.goto("/reports/workshop/money_by_month?period=2025-03")
    expect(sun.locator("main table").last).to_contain_text("¥201.00")

    zhao = visit("zhao")
    zhao.goto("/coverage/?q=sn1")
    zhao.locator("summary", has_text="延长或更正保修").click()
    zhao.fill("[name=ends_on]", "2026-12-31")
    zhao.fill("[name=why]", "老客户")
    zhao.get_by_role("button", name="延长", exact=True).click()
    expect(zhao.locator("main")).to_contain_text("2026-12-31")
    assert Warranties(workshop.desk.place).show(workshop["wu"], "SN1").row.why == "老客户"
    for page in (sun, zhao):
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        found = [each for each in Axe().run(page).response["violations"] if each["impact"] in ("serious", "critical")]
        assert not found, [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found]
