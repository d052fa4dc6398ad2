"""Customers are called back and a sample is scored by keyboard; every page of following up reads well."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from waitress.server import create_server

from core.capabilities.followup.calls import Calls
from core.capabilities.followup.samples import Samples
from core.site import create_site
from core.web.desk import LANGUAGE_COOKIE
from core.web.signing_in import COOKIE
from tests.capabilities.followup.conftest import Pots
from tests.services.shop import PASSWORD, HandClock, at

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def pots(tmp_path: Path) -> Iterator[Pots]:
    made = Pots(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "data", HandClock())
    yield made
    made.desk.store.dispose()


@pytest.fixture
def address(pots: Pots) -> Iterator[str]:
    server = create_server(create_site(pots.desk), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(10)


def somebody(chromium: Browser, pots: Pots, address: str, login: str, language: str = "zh",
             size: tuple[int, int] = (1280, 800)) -> Page:
    with pots.desk.store.unit_of_work() as work:
        row = work.users.by_login(login)
        assert row
        row.language = language
        work.commit()
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, base_url=address)
    context.add_cookies([{"name": COOKIE, "value": pots.desk.users.log_in(login, PASSWORD), "url": address},
                         {"name": LANGUAGE_COOKIE, "value": language, "url": address}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def test_one_key_says_what_came_of_a_call(chromium: Browser, pots: Pots, address: str) -> None:
    names = ("王先生", "李女士", "周先生")
    numbers = [pots.mended(pots.customer(name, f"1380000660{place}")) for place, name in enumerate(names)]
    page = somebody(chromium, pots, address, "lin")
    page.goto("/followup/")
    for key, name in zip("123", names, strict=True):
        expect(page.locator("#h-now")).to_have_text(name)
        page.wait_for_load_state()  # keys are heard when the page is whole
        page.keyboard.press(key)
    expect(page.locator("#h-now")).to_have_text("周先生")
    expect(page.locator(".calling")).to_contain_text("打过 1 次未接通")
    states = [pots.desk.views.case(pots["lin"], number).row.state for number in numbers]
    assert states == ["", "mend.waiting", "call_back.due"]
    assert [each.number for each in Calls(pots.place).due(pots["lin"]).due] == [numbers[2]]


def full(pots: Pots) -> str:
    """A desk with something on every page; the path of a customer's link."""
    pots.run()
    for place in range(12):
        number = pots.closed(pots.customer(f"客户 {place}", f"138000066{place:02}"))
    pots.clock.at = at("2025-04-02 09:00")
    pots.run()
    for place in range(3):
        pots.mended(pots.customer(f"新客户 {place}", f"139000066{place:02}"))
    return pots.desk.portal.link_for(pots["lin"], number).path


@pytest.mark.parametrize(("language", "size"), [("zh", (1280, 800)), ("en", (390, 844))])
def test_every_page_reads_well(chromium: Browser, pots: Pots, address: str, language: str, tmp_path: Path,
                               size: tuple[int, int]) -> None:
    link = full(pots)
    case = Samples(pots.place).open(pots["qin"], 1).cases[0].number
    for login, pages in {"lin": {"calls": "/followup/", "surveys": "/followup/surveys?period=2025-Q1",
                                 "phones": "/followup/phones", "rate": f"/followup/rate/{case}",
                                 "case": f"/cases/{case}", "customer": f"{link}?lang={language}"},
                         "qin": {"samples": "/followup/samples", "sample": "/followup/samples/1",
                                 "report": "/reports/pots/sample_result?period=2025-03"}}.items():
        page = somebody(chromium, pots, address, login, language, size)
        for name, path in pages.items():
            page.goto(path)
            page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], name
            found = [each for each in Axe().run(page).response["violations"]
                     if each["impact"] in ("serious", "critical")]
            assert not found, (name, [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found])


def test_a_sample_is_scored_by_keyboard(chromium: Browser, pots: Pots, address: str) -> None:
    full(pots)
    page = somebody(chromium, pots, address, "qin")
    page.goto("/followup/samples/1")
    for _ in Samples(pots.place).open(pots["qin"], 1).cases:
        page.locator("input[name=handled_in_time]:checked").focus()
        for _ in range(3):
            page.keyboard.press("ArrowRight")
            page.keyboard.press("Tab")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text("已评分").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("已全部评完")
    assert Samples(pots.place).open(pots["qin"], 1).sample.done
