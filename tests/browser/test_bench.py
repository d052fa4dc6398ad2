"""Parcels come in by keyboard alone."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from waitress.server import create_server

from core.site import create_site
from core.web.desk import LANGUAGE_COOKIE
from core.web.signing_in import COOKIE
from tests.capabilities.parcels.conftest import Kettles
from tests.services.shop import PASSWORD, HandClock

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PARCELS = 10


@pytest.fixture
def kettles(tmp_path: Path) -> Iterator[Kettles]:
    made = Kettles(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "data", HandClock())
    yield made
    made.desk.store.dispose()


@pytest.fixture
def address(kettles: Kettles) -> Iterator[str]:
    server = create_server(create_site(kettles.desk), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(10)


def somebody(chromium: Browser, kettles: Kettles, address: str, login: str, language: str = "zh",
             size: tuple[int, int] = (1280, 800)) -> Page:
    with kettles.desk.store.unit_of_work() as work:
        row = work.users.by_login(login)
        assert row
        row.language = language
        work.commit()
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, base_url=address)
    context.add_cookies([{"name": COOKIE, "value": kettles.desk.users.log_in(login, PASSWORD), "url": address},
                         {"name": LANGUAGE_COOKIE, "value": language, "url": address}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def test_ten_parcels_by_keyboard_alone(chromium: Browser, kettles: Kettles, address: str) -> None:
    numbers = [kettles.posted(f"SF10000{place:02}", f"壶 {place}") for place in range(PARCELS)]
    page = somebody(chromium, kettles, address, "kong")
    page.goto("/parcels/bench")
    for place, number in enumerate(numbers):
        expect(page.locator("#f-code")).to_be_focused()
        page.keyboard.type(f"sf10000{place:02}")
        page.keyboard.press("Enter")
        expect(page.locator("[data-main]")).to_be_focused()
        expect(page.locator(".is-found")).to_contain_text(number)
        page.keyboard.press("Enter")
        expect(page.locator(".is-done")).to_contain_text(number)
    assert {kettles.state(number) for number in numbers} == {"bench.waiting"}
    assert kettles.bench.today(kettles["kong"])[0] == PARCELS
    expect(page.locator("#f-code")).to_be_focused()
    page.keyboard.type("sf1000001")
    page.keyboard.press("Enter")
    expect(page.locator(".is-unknown")).to_contain_text("不能再收")
    expect(page.locator("#f-code")).to_be_focused()
    page.keyboard.type("ZT404")
    page.keyboard.press("Enter")
    expect(page.locator(".is-unknown")).to_contain_text("没有找到")
    page.get_by_role("button", name="留作无主包裹").press("Enter")
    expect(page.locator("#f-code")).to_be_focused()
    assert [each.row.waybill for each in kettles.bench.unclaimed(kettles["kong"])] == ["ZT404"]


@pytest.mark.parametrize(("language", "size"), [("zh", (1280, 800)), ("en", (390, 844))])
def test_every_page_reads_well(chromium: Browser, kettles: Kettles, address: str, language: str, tmp_path: Path,
                               size: tuple[int, int]) -> None:
    kong = kettles["kong"]
    lost, late = kettles.posted("SF1", "大壶", pieces=2), kettles.posted("SF2", "小壶")
    kettles.troubles.record(kong, kettles.parcel(lost), "loss", note="承运方查无此件")
    kettles.posted("SF2", "铜壶")
    done = kettles.posted("SF9", "旧壶", freight="18", freight_paid_by="customer")
    kettles.bench.receive(kong, done, {"condition": "wet"})
    kettles.take("wu", done, "bench.look", {"misused": False})
    kettles.bench.keep_unclaimed(kong, "ZT1", carrier="中通", note="小纸箱")
    fetched = kettles.open("电水壶")
    kettles.take("kong", fetched, "inbound.arrange", {"mode": "pickup", "pickup_at": "2025-03-06T09:00",
                                                      "pickup_address": "禅城区 5 栋"})
    page = somebody(chromium, kettles, address, "kong", language, size)
    for name, path in {"bench": "/parcels/bench", "found": "/parcels/bench?code=SF2",
                       "known": f"/parcels/bench?code={done}",
                       "unknown": "/parcels/bench?code=XX", "queue": "/parcels/queue", "way": "/parcels/",
                       "unclaimed": "/parcels/unclaimed", "owed": "/parcels/owed",
                       "one": f"/parcels/{kettles.parcel(lost)}", "correct": f"/parcels/correct/{done}",
                       "case": f"/cases/{late}", "labels": f"/parcels/labels?id={kettles.parcel(late)}"}.items():
        page.goto(path)
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], name
        found = [each for each in Axe().run(page).response["violations"] if each["impact"] in ("serious", "critical")]
        assert not found, (name, [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found])
