#!/usr/bin/env python3
"""Take the screenshots of the README from a running demo: `python scripts/screenshots.py http://127.0.0.1:8000`."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PASSWORD = "shouhou-demo-2025"  # of the demo alone
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


def log_in(browser: Browser, address: str, size: dict[str, int], login: str, language: str) -> Page:
    """A page of somebody who is logged in."""
    context = browser.new_context(viewport=size, timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.goto(f"{address}/login")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    if not (page.get_attribute("html", "lang") or "").startswith(language):
        page.locator("form[action$='/language'] button").first.click()
        page.wait_for_load_state("networkidle")
    return page


def shoot(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")


def refused(page: Page, address: str) -> str:
    """The address of an open case with a refusal on its page."""
    page.goto(f"{address}/cases?kind=furniture.return")
    for path in page.eval_on_selector_all("[data-go]", "links => links.map(each => each.getAttribute('href'))"):
        page.goto(address + path)
        if page.locator(".is-deny, .deny").count() and page.locator("[href*=override]").count():
            return str(path)
    raise SystemExit("no refusal in the demo's first cases")


def main(address: str) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        for language in ("en", "zh"):
            page = log_in(browser, address, WIDE, "lin", language)
            page.goto(f"{address}/workbench")
            shoot(page, f"workbench-{language}")
            case = refused(page, address)
            page.locator("a.why").first.click()
            page.locator("#whytime h2").wait_for()
            page.evaluate("document.documentElement.style.scrollBehavior = 'auto'; scrollTo(0, 0)")
            page.wait_for_function("scrollY === 0")
            shoot(page, f"case-{language}")
            phone = log_in(browser, address, NARROW, "lin", language)
            phone.goto(address + case)
            shoot(phone, f"phone-{language}")
            page.goto(f"{address}/policies/furniture/return-exchange")
            shoot(page, f"policy-{language}")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
