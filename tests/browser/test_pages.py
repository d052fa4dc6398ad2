"""Every page in a real browser: nothing hard to use by axe's rules, nothing beside the window, both languages, with
pictures where they are wanted."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Shop
from tests.web.scene import a_few_cases

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
SHOTS = os.environ.get("SHOUHOU_SHOTS", "")
POLICY = "/policies/furniture/return-exchange"
PAGES = {
    "workbench": ("zhou", "/workbench?whose=all"), "cases": ("zhou", "/cases"), "empty": ("zhou", "/cases?q=没有"),
    "case": ("zhou", "/cases/{0}"), "why": ("lin", "/cases/{1}?why=handled"), "refused": ("lin", "/cases/{3}"),
    "forms": ("lin", "/cases/{0}?tab=forms"), "timeline": ("lin", "/cases/{0}?tab=timeline"),
    "decisions": ("lin", "/cases/{0}?tab=decisions"), "inspection": ("he", "/cases/{0}/steps/inspect_goods.inspect"),
    "accept": ("lin", "/cases/{1}/steps/apply.accept"), "contact": ("lin", "/cases/{0}/do/contact"),
    "attach": ("lin", "/cases/{0}/do/attach"), "override": ("lin", "/cases/{3}/override?rule=goods_untouched"),
    "paper": ("lin", "/cases/{0}/papers/return_form"), "intake-empty": ("lin", "/cases/new"),
    "intake": ("lin", "/cases/new?phone=13800006621&kind=furniture.return&product=1"),
    "customer": ("lin", "/customers/1"), "policies": ("zhou", "/policies"), "policy": ("zhou", POLICY),
    "try": ("zhou", f"{POLICY}/try"), "settings": ("zhou", "/settings"), "people": ("guan", "/people"),
    "person": ("guan", "/people/1"), "audit": ("zhou", "/audit"), "privacy": ("zhou", "/privacy"),
    "accesses": ("zhou", "/privacy/accesses"), "erase": ("zhou", "/customers/1/erase"), "import": ("zhou", "/import"),
    "calendar": ("lin", "/calendars/default?day=2025-10-01"), "report": ("zhou", "/reports/promises"),
    "move": ("zhou", "/cases/{1}/do/move"), "me": ("lin", "/me"), "missing": ("lin", "/nothing")}


@pytest.mark.parametrize(("size", "language"), [
    ("wide", "zh"), ("phone", "en"), pytest.param("phone", "zh", marks=pytest.mark.slow),
    pytest.param("wide", "en", marks=pytest.mark.slow)])
def test_every_page(shop: Shop, visit: Visit, size: str, language: str) -> None:
    numbers, people, problems = a_few_cases(shop.scene), dict[str, Page](), list[str]()
    for name, (login, address) in PAGES.items():
        page = people.setdefault(login, people.get(login) or visit(login, size, language))
        page.goto(address.format(*numbers))
        problems += [f"{name}: {each}" for each in _wrong(page)]
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{size}-{language}.png", full_page=True)
    page = visit("", size, language)
    page.goto("/login")
    problems += [f"login: {each}" for each in _wrong(page)]
    assert not problems


def _wrong(page: Page) -> list[str]:
    """What axe finds serious or critical, and whether the page can be pushed sideways."""
    found = [f"{each['id']}: {[node['html'][:120] for node in each['nodes']][:2]}"
             for each in Axe().run(page).response["violations"] if each["impact"] in ("serious", "critical")]
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"{beyond} px beside the window"] if beyond > 0 else [])


def test_dark_mode_is_readable(shop: Shop, visit: Visit) -> None:
    """The tokens hold for a dark page too; nothing switches it on yet."""
    number = a_few_cases(shop.scene)[0]
    page = visit("zhou", reduced_motion="reduce")  # colours change at once
    for address in ("/workbench?whose=all", f"/cases/{number}", POLICY):
        page.goto(address)
        page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
        assert not _wrong(page)
