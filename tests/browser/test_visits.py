"""A visit as a technician makes it: on a phone, to the customer's signature; the desk sees it on a large screen."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from waitress.server import create_server

from core.capabilities.visits.signing import Signing
from core.portal.links import Links
from core.site import create_site
from core.web.desk import LANGUAGE_COOKIE
from core.web.signing_in import COOKIE
from tests.capabilities.visits.conftest import DAY, LATER, Ovens
from tests.services.shop import PASSWORD, HandClock, at

pytestmark = pytest.mark.browser
PHONE, DESKTOP = (390, 844), (1280, 800)


@pytest.fixture
def ovens(tmp_path: Path) -> Iterator[Ovens]:
    made = Ovens(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "data", HandClock())
    yield made
    made.desk.store.dispose()


@pytest.fixture
def address(ovens: Ovens) -> Iterator[str]:
    server = create_server(create_site(ovens.desk), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(1)


def somebody(chromium: Browser, ovens: Ovens, address: str, login: str, size: tuple[int, int],
             language: str = "zh") -> Page:
    with ovens.desk.store.unit_of_work() as work:
        row = work.users.by_login(login)
        if row:
            row.language = language
        work.commit()
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, base_url=address,
                                   has_touch=size == PHONE, is_mobile=size == PHONE)
    context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": address}])
    if row:
        context.add_cookies([{"name": COOKIE, "value": ovens.desk.users.log_in(login, PASSWORD), "url": address}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def reads_well(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), page.url
    small = page.evaluate("""[...document.querySelectorAll('.onsite .btn, .onsite summary')].filter(
        each => each.offsetParent && each.getBoundingClientRect().height < 44).map(each => each.textContent.trim())""")
    assert not small, small
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def answer(page: Page, *questions: str) -> None:
    for each in questions:
        page.locator(f"label[for=f-{each}-true]").tap()


def test_a_visit_on_a_phone_is_signed_for(chromium: Browser, ovens: Ovens, address: str) -> None:
    customer = ovens.desk.customers.register(ovens["lin"], name="王先生", phones=["13800000001"], address="灯湖路 1 号")
    number, later = ovens.sent(customer=customer), ovens.sent(window=LATER)
    ovens.clock.at = at(f"{DAY} 09:30")
    page = somebody(chromium, ovens, address, "wu", PHONE)
    page.goto("/visits/mine")
    expect(page.locator(".onsite")).to_contain_text("王先生")
    expect(page.locator('a[href="tel:13800000001"]')).to_be_visible()
    expect(page.locator(".agenda")).to_contain_text(later)
    reads_well(page)
    page.get_by_role("button", name="出发").tap()
    page.get_by_role("link", name="到达", exact=True).tap()
    answer(page, "greeted", "badge_shown", "uniform_worn", "shoe_covers")
    page.locator("[data-main]").tap()
    page.get_by_role("link", name="开始服务").tap()
    answer(page, "proof_seen", "consent")
    page.fill("#f-proof", "发票 88")
    page.fill("#f-place_noted", "门封老化")
    page.locator("[data-main]").tap()
    page.get_by_role("link", name="修好").tap()
    page.fill("#f-done", "换门封")
    page.locator("[data-main]").tap()
    page.locator(".notyet summary").tap()
    page.locator(".notyet").get_by_role("link", name="客户签字").tap()
    expect(page.locator(".problems")).to_contain_text("试机")
    page.goto("/visits/mine")
    page.get_by_role("link", name="登记验收检查").tap()
    answer(page, "opened", "tested")
    page.locator("[data-main]").tap()
    page.get_by_role("link", name="客户签字").tap()
    expect(page.locator(".signsheet")).to_contain_text("换门封")
    reads_well(page)
    page.fill("#f-signed_by", "王先生")
    box = page.locator("canvas").bounding_box()
    assert box
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 30 + step * 15, box["y"] + 40 + (step % 4) * 10)
    page.mouse.up()
    page.locator("[data-main]").tap()
    expect(page.locator(".is-ok")).to_contain_text("一字不差")
    expect(page.locator("svg.strokes path")).to_have_count(1)
    [signed] = Signing(ovens.desk.place).of_case(ovens["lin"], number)
    assert signed.standing == "whole" and signed.row.strokes and signed.row.signed_by == "王先生"
    page.get_by_role("link", name="下一家").tap()
    expect(page.locator(".onsite")).to_contain_text(later)
    desk = somebody(chromium, ovens, address, "lin", DESKTOP)
    desk.goto(f"/cases/{number}")
    expect(desk.locator("main")).to_contain_text("签字单")
    guest = somebody(chromium, ovens, address, "", PHONE)
    guest.goto(Links(ovens.desk.place).make(ovens["lin"], later).path)
    guest.get_by_role("button", name="这个时间可以").tap()
    expect(guest.locator("main")).to_contain_text("您已确认")


@pytest.mark.slow
def test_signed_by_keyboard_in_english(chromium: Browser, ovens: Ovens, address: str) -> None:
    number = ovens.finished(ovens.there(ovens.sent()))
    page = somebody(chromium, ovens, address, "wu", PHONE, "en")
    page.goto(f"/visits/case/{number}/sign")
    reads_well(page)
    page.locator("#f-signed_by").focus()
    page.keyboard.type("Wang")
    page.keyboard.press("Tab")
    page.locator("[data-main]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Signed by typing the name")
    other = ovens.sent(window=LATER)
    reads_well(page)
    guest = somebody(chromium, ovens, address, "", PHONE, "en")
    guest.goto(Links(ovens.desk.place).make(ovens["lin"], other).path)
    reads_well(guest)
    desk = somebody(chromium, ovens, address, "lin", DESKTOP, "en")
    desk.goto(f"/cases/{number}")
    reads_well(desk)
    for path in ("/visits/mine", f"/visits/case/{other}/do/visit.arrive_at_once", "/visits/pieces", "/visits/support"):
        page.goto(path)
        reads_well(page)
