"""What a real browser sends to the printer: pages of the right size, nothing of the desk around them."""

import io
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.conftest import Shop

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]


def printed(page: Page) -> list[tuple[int, int, str]]:
    """Width and height in millimetres, and the words, of each page as the browser prints it."""
    found = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    return [(round(float(each.mediabox.width) / 72 * 25.4), round(float(each.mediabox.height) / 72 * 25.4),
             each.extract_text()) for each in found]


def test_a_document_and_labels(shop: Shop, visit: Visit) -> None:
    numbers = [shop.scene.arrived(), shop.scene.open()]
    page = visit("lin")
    page.goto(f"/cases/{numbers[0]}/papers/return_form")
    (width, height, said), = printed(page)
    assert (width, height) == (210, 297) and numbers[0] in said and "PDF" not in said
    page.goto(f"/cases/{numbers[0]}")
    page.get_by_label("打印").click()
    page.get_by_role("link", name="标签").click()
    page.wait_for_url("**/labels?**")
    assert [(width, height) for width, height, _ in printed(page)] == [(60, 40)]
    page.goto("/cases")
    for number in numbers:
        page.locator(f"input[name=number][value='{number}']").check()
    page.get_by_role("button", name="打印标签").click()
    page.wait_for_url("**/labels?**")
    labels = printed(page)
    assert [(width, height) for width, height, _ in labels] == [(60, 40)] * 2
    assert {number for number in numbers for _, _, said in labels if number in said} == set(numbers)
    phone = visit("lin", "phone")
    for person, address in ((page, page.url), (phone, page.url), (phone, f"/cases/{numbers[0]}/papers/return_form")):
        person.goto(address)
        wrong = [each["id"] for each in Axe().run(person).response["violations"]
                 if each["impact"] in ("serious", "critical")]
        assert not wrong
        assert person.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
