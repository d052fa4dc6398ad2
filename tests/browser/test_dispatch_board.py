"""The dispatch board: a visit is dragged to somebody, another given by keyboard alone; a list by person on a phone."""

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
from tests.capabilities.visits.conftest import DAY, LATER, Ovens
from tests.services.shop import PASSWORD, HandClock

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


def page_of(chromium: Browser, ovens: Ovens, address: str, login: str, size: tuple[int, int],
            language: str = "zh") -> Page:
    with ovens.desk.store.unit_of_work() as work:
        row = work.users.by_login(login)
        assert row
        row.language = language
        work.commit()
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, base_url=address)
    context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": address},
                         {"name": COOKIE, "value": ovens.desk.users.log_in(login, PASSWORD), "url": address}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def reads_well(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), page.url
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_visits_are_given_by_hand_and_by_keyboard(chromium: Browser, ovens: Ovens, address: str) -> None:
    first, second, far = ovens.booked(), ovens.booked(LATER), ovens.open("南海")
    ovens.take("lin", far, "book.book", LATER)
    page = page_of(chromium, ovens, address, "han", DESKTOP)
    page.goto(f"/visits/board?day={DAY}")
    reads_well(page)
    row = page.locator('tbody[data-login="wu"]')
    page.locator(f'[data-number="{first}"]').drag_to(row.locator("th"))
    expect(page.locator(f'tbody[data-login="wu"] [data-number="{first}"]')).to_be_visible()
    assert ovens.state(first) == "visit.ahead"
    # while it is held, those who cannot go say why
    page.locator(f'[data-number="{far}"]').dispatch_event("dragstart", {"dataTransfer": page.evaluate_handle(
        "new DataTransfer()")})
    expect(row.locator(".why")).to_contain_text("不负责“南海”")
    page.locator(f'[data-number="{far}"]').dispatch_event("dragend")
    expect(row.locator(".why")).to_be_hidden()
    # the same by keyboard
    page.locator(f'[data-number="{second}"] .pick').focus()
    page.keyboard.press("Enter")
    expect(page.locator(".picked")).to_contain_text(second)
    reads_well(page)
    page.get_by_role("button", name="派给Xu").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f'tbody[data-login="xu"] [data-number="{second}"]')).to_be_visible()
    # a refusal is said, and nothing is changed
    page.goto(f"/visits/board?day={DAY}&pick={far}")
    page.get_by_role("button", name="仍要派给Wu").click()
    expect(page.locator(".problems")).to_contain_text("不负责“南海”")
    assert ovens.state(far) == "dispatch_crew.to_dispatch"
    page.goto(f"/visits/board?day={DAY}&days=7")
    expect(page.locator("table.is-week")).to_contain_text(first)
    reads_well(page)


def test_the_board_on_a_phone(chromium: Browser, ovens: Ovens, address: str) -> None:
    number, waits = ovens.sent("wu"), ovens.booked(LATER)
    page = page_of(chromium, ovens, address, "han", PHONE, "en")
    page.goto(f"/visits/board?day={DAY}&pick={waits}")
    expect(page.locator('tbody[data-login="wu"]')).to_contain_text(number)
    reads_well(page)
    page.get_by_role("button", name="Xu").click()
    expect(page.locator('tbody[data-login="xu"]')).to_contain_text(waits)


@pytest.mark.slow
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_about_people_reads_well(chromium: Browser, ovens: Ovens, address: str, size: tuple[int, int],
                                            language: str) -> None:
    from core.capabilities.visits.asking import Requests
    from core.capabilities.visits.attempts import Attempts
    from core.capabilities.visits.roster import Roster, Turn
    from tests.services.shop import at

    Requests(ovens.desk.place).swap_job(ovens["wu"], ovens.sent("wu"), "xu", "车坏了")
    Roster(ovens.desk.place).save_pattern(ovens["zhou"], "两班", [Turn.parse("08:30-17:30"), Turn.parse("休")])
    Attempts(ovens.desk.place).record(ovens["lin"], "wu", "missed")
    Attempts(ovens.desk.place).declare(ovens["zhou"], "台风", at(f"{DAY} 00:00"))
    page = page_of(chromium, ovens, address, "zhou", size, language)
    for path in ("board", "roster?begins=2025-03-03", "requests", "where", "calls", "people", "people/wu"):
        page.goto(f"/visits/{path}")
        reads_well(page)
        if language == "en":
            chinese = {each for each in page.locator("main").inner_text() if "\u4e00" <= each <= "\u9fff"}
            assert chinese <= set("车坏了两班台风烤箱禅城"), path
