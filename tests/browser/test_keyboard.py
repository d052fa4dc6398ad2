"""By keyboard alone, without scripts, and what scripts add."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Shop
from tests.web.scene import a_few_cases

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]


def test_the_keys(shop: Shop, visit: Visit) -> None:
    a_few_cases(shop.scene)
    page = visit("lin")
    page.goto("/workbench")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("茶几n?")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.locator("[data-row]").first
    expect(first).to_have_class(re.compile("is-on"))
    title = first.locator("[data-go]").get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{title}")
    page.keyboard.press("s")
    page.wait_for_url("**/steps/**")
    page.keyboard.press("n")
    page.wait_for_url("**/cases/new")
    expect(page.locator("#f-phone")).to_be_focused()


def test_ticking_cases_by_key_shows_how_many(shop: Shop, visit: Visit) -> None:
    a_few_cases(shop.scene)
    page = visit("lin")
    page.goto("/cases")
    expect(page.locator("[data-bulk]")).to_be_hidden()
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-chosen]")).to_have_text("2")
    page.select_option("#to", str(shop.scene["wu"].id))
    page.get_by_role("button", name="转出").click()
    expect(page.locator(".flash")).to_contain_text("已转出 2 件")


def test_a_form_is_filled_in_by_keyboard_alone(shop: Shop, visit: Visit) -> None:
    number = shop.scene.open()
    page = visit("lin")
    page.goto(f"/cases/{number}/steps/apply.accept")
    page.locator("#f-rules_told-open").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#f-rules_told-true")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#f-rules_accepted-true")).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".flash")).to_contain_text("已办理")


def test_what_is_wrong_gets_the_focus(shop: Shop, visit: Visit) -> None:
    number = shop.scene.open()
    page = visit("lin")
    page.goto(f"/cases/{number}/do/comment")
    page.click("[data-main]")
    expect(page.locator(".problems")).to_be_focused()
    page.locator(".problems a").click()
    expect(page.locator("#f-text")).to_be_focused()


def test_the_first_tab_skips_to_the_content(visit: Visit) -> None:
    page = visit("lin")
    page.goto("/cases")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_why_this_time_opens_in_place(shop: Shop, visit: Visit) -> None:
    number = shop.scene.open(at="2025-09-30T16:30", bought_on="2025-09-25", received_at="2025-09-28T15:00")
    page = visit("lin")
    page.goto(f"/cases/{number}")
    page.evaluate("window.stays = true")
    page.locator(".why").first.click()
    expect(page.locator("#whytime table")).to_be_visible()
    assert page.evaluate("window.stays")
    page.locator("#whytime .icon").click()
    expect(page.locator("#whytime")).to_be_hidden()


def test_sending_twice_by_a_double_click_opens_one_case(shop: Shop, visit: Visit) -> None:
    page = visit("lin")
    customer = shop.scene.customer()
    product = shop.scene.product(customer)
    page.goto(f"/cases/new?phone=13800006621&kind=furniture.return&product={product}")
    page.select_option("[name='f.reason']", "mind")
    page.fill("[name='f.explanation']", "不合适")
    page.locator("button[value=open]").dblclick()
    page.wait_for_url(re.compile(r"/cases/TH-"))
    page.goto("/cases?stand=all")
    assert page.locator("tbody [data-row]").count() == 1


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_everything_works_without_scripts(shop: Shop, visit: Visit, size: str) -> None:
    page = visit("lin", size, java_script_enabled=False)
    page.goto("/cases/new")
    page.fill("#f-phone", "13900001234")
    page.get_by_role("button", name="查找").click()
    page.fill("[name='customer.name']", "罗女士")
    page.fill("#f-title", "想退")
    page.get_by_role("button", name="继续").click()
    page.select_option("[name='f.reason']", "quality")
    page.fill("[name='f.explanation']", "开裂")
    page.fill("[name='f.order_no']", "D1")
    page.fill("[name='f.bought_on']", "2025-10-09")
    expect(page.locator("[name='f.proof_no']")).to_be_visible()
    page.locator("button[value=open]").click()
    page.wait_for_url(re.compile(r"/cases/TH-"))
    page.locator(".casehead summary", has_text="更多").click() if size == "wide" else None
    page.goto(page.url + "/do/comment")
    page.fill("#f-text", "不用脚本也行")
    page.click("[data-main]")
    expect(page.locator("body")).to_contain_text("不用脚本也行")


def test_a_phone_reaches_everything_in_its_bar(shop: Shop, visit: Visit) -> None:
    page = visit("zhou", "phone")
    page.goto("/workbench")
    page.locator(".tabbar summary").tap()
    page.locator(".tabbar .sheet a", has_text="设置").tap()
    page.wait_for_url("**/settings")
    page.locator(".tabbar a", has_text="案件").first.tap()
    page.wait_for_url("**/cases")
