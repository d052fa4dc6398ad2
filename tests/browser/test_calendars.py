"""A manager makes a day a holiday, sees what moves, lets it hold for open cases, and a case tells why: in a real
browser, wide and on a phone, in both languages, by keyboard."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Shop

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
SHOTS = os.environ.get("SHOUHOU_SHOTS", "")
WORDS = {
    "zh": {"closed": "停业", "see": "先看影响", "found": "1 个未结案件的期限会变", "open": "也用于在办案件",
           "sure": "确认应用", "calendar": "看日历", "why": "店庆停业", "version": "第 2 版", "later": "推后"},
    "en": {"closed": "Closed", "see": "See what moves", "found": "1 open case", "open": "For open cases too",
           "sure": "Apply it", "calendar": "See the calendar", "why": "店庆", "version": "ersion 2", "later": "Later"}}


def look(page: Page, name: str) -> None:
    """Nothing hard to use by axe's rules, nothing beside the window; a picture where pictures are wanted."""
    found = [f"{each['id']}: {[node['html'][:160] for node in each['nodes']][:2]}"
             for each in Axe().run(page).response["violations"] if each["impact"] in ("serious", "critical")]
    width = page.evaluate("window.innerWidth")
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert not found and beyond <= 0, f"{name}: {beyond} px beside the window, {found}"


@pytest.mark.parametrize(("size", "language"), [
    ("wide", "zh"), pytest.param("phone", "zh", marks=pytest.mark.slow),
    pytest.param("wide", "en", marks=pytest.mark.slow), pytest.param("phone", "en", marks=pytest.mark.slow)])
def test_from_a_holiday_to_why_this_time(shop: Shop, visit: Visit, size: str, language: str) -> None:
    words, number = WORDS[language], shop.scene.open(at="2025-10-10T10:00")
    page = visit("zhou", size, language)
    page.goto("/calendars/default")
    page.locator('a[data-day="2025-10-13"]').focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator('a[data-day="2025-10-14"]')).to_be_focused()
    expect(page.locator('.year a[tabindex="0"]')).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("PageUp")
    expect(page.locator('a[data-day="2025-09-21"]')).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(page.locator('a[data-day="2025-10-01"]')).to_be_focused()
    page.locator('a[data-day="2025-10-14"]').focus()
    look(page, f"year-{language}")
    page.keyboard.press("Enter")
    expect(page.locator("#f-kind")).to_be_focused()
    expect(page.locator("#f-day")).to_have_value("2025-10-14")
    expect(page.locator('a[data-day="2025-10-14"]')).to_have_attribute("aria-current", "date")
    page.select_option("#f-kind", "closed")
    page.fill("#day #f-name", "店庆")
    look(page, f"day-{language}")
    page.locator("#f-hours").focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile("/changes/1$"))
    expect(page.locator(".found")).to_contain_text(words["found"])
    expect(page.locator(".moves")).to_contain_text(number)
    expect(page.locator(".moves")).to_contain_text(words["later"])
    look(page, f"change-{language}")
    page.get_by_role("link", name=words["open"]).press("Enter")
    sure = page.get_by_role("button", name=words["sure"])
    expect(sure).to_be_focused()
    look(page, f"sure-{language}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=words["calendar"])).to_be_visible()
    look(page, f"applied-{language}")
    page.get_by_role("link", name=words["calendar"]).click()
    expect(page.locator("table")).to_contain_text(words["version"])
    look(page, f"versions-{language}")
    page.goto(f"/cases/{number}")
    page.locator(".clocks .why").first.click()
    why = page.locator("#whytime")
    expect(why).to_contain_text(words["why"])
    expect(why).to_contain_text(words["version"])
    look(page, f"why-{language}")
    page.emulate_media(media="print")
    expect(why.locator(".facts")).to_be_visible()
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"print-{size}-{language}.png", full_page=True)
    page.emulate_media(media="screen")
    for name, path in (("calendars", "/calendars"), ("week", "/calendars/default?tab=week"),
                       ("file", "/calendars/default?tab=file"), ("changes", "/changes")):
        page.goto(path)
        look(page, f"{name}-{language}")


def test_without_scripts(shop: Shop, visit: Visit) -> None:
    shop.scene.open(at="2025-10-10T10:00")
    page = visit("zhou")
    cookies = page.context.cookies()
    plain = visit(java_script_enabled=False)
    plain.context.add_cookies(cookies)  # type: ignore[arg-type]  # they are what is asked for
    plain.goto("/calendars/default?year=2025")
    plain.fill("#f-day", "2025-10-14")
    plain.select_option("#f-kind", "closed")
    plain.get_by_role("button", name="先看影响").click()
    expect(plain.locator(".found")).to_contain_text("1 个未结案件的期限会变")
    plain.get_by_role("link", name="只对今后的时限").click()
    plain.get_by_role("button", name="确认应用").click()
    expect(plain.locator(".note")).to_contain_text("只对今后的时限")
