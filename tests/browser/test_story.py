"""A return from the first call to the refund, by the people whose work it is: both languages, wide and on a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Shop
from tests.web.scene import a_picture

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
WORDS = {
    "zh": {"find": "查找", "open": "建案", "approve": "批准", "refused": "商品已拆封", "asked": "已申请改判",
           "approved": "已批准改判", "done": "已办理", "closed": "已结案", "refunded": "已退款"},
    "en": {"find": "Find", "open": "Open the case", "approve": "Approve", "refused": "opened",
           "asked": "Override asked for", "approved": "Override approved", "done": "Done", "closed": "Closed",
           "refunded": "Refunded"}}


@pytest.mark.parametrize(("size", "language"), [
    ("wide", "zh"), pytest.param("phone", "en", marks=pytest.mark.slow)])
def test_a_return_from_the_first_call_to_the_refund(shop: Shop, visit: Visit, size: str, language: str) -> None:
    say = WORDS[language]
    lin = visit("lin", size, language)
    number = _intake(lin, say)

    lin.goto(f"/cases/{number}/steps/apply.accept")
    _answer(lin, "rules_told", "true")
    _answer(lin, "rules_accepted", "true")
    lin.click("[data-main]")
    expect(lin.get_by_role("alert")).to_contain_text(say["refused"])
    expect(lin.get_by_role("alert")).to_contain_text("FRE-02")
    expect(lin.locator("#f-rules_told-true")).to_be_checked()
    lin.fill("#f-overrule_reason", "只拆外箱看了一眼,商品未动")
    lin.click("button[name=overrule]")
    expect(lin.locator(".flash")).to_contain_text(say["asked"])

    wu = visit("wu", size, language)
    wu.goto(f"/cases/{number}")
    wu.get_by_role("button", name=say["approve"], exact=True).click()
    expect(wu.locator(".flash")).to_contain_text(say["approved"])

    _step(lin, number, "apply.accept", say, yes=("rules_told", "rules_accepted"))
    lin.goto(f"/cases/{number}/do/attach")
    lin.set_input_files("#f-file", {"name": "发票.jpg", "mimeType": "image/jpeg", "buffer": a_picture()})
    expect(lin.locator(".previews img")).to_have_count(1)
    lin.select_option("#f-purpose", "proof")
    lin.click("[data-main]")
    _step(lin, number, "verify_order.authorise", say, yes=("found", "buyer_matches", "item_on_order"),
          text={"price_paid": "2480.00"}, choose={"payment_method": "wechat_pay"})
    _step(lin, number, "post_in.post", say, text={
        "carrier": "同城物流", "tracking_no": "7730114512", "dispatched_on": "2025-10-13", "freight": "180"},
        choose={"freight_paid_by": "customer"})
    _step(visit("kong", size, language), number, "post_in.receive", say, yes=("form_enclosed", "proof_enclosed"),
          text={"arrived_at": "2025-10-13T10:30"})
    he = visit("he", size, language)
    _inspect(he, number, say)
    _step(he, number, "inspect_goods.passed", say)
    qian = visit("qian", size, language)
    qian.goto(f"/cases/{number}/steps/pay_back.pay")
    expect(qian.locator("#f-amount")).to_have_value("2480.00")
    _step(qian, number, "pay_back.pay", say, text={"paid_on": "2025-10-13", "reference": "42000017"})

    lin.goto(f"/cases/{number}")
    expect(lin.locator(".casehead")).to_contain_text(say["closed"])
    expect(lin.locator(".casehead")).to_contain_text(say["refunded"])
    expect(lin.locator(".charges")).to_contain_text("¥180.00")
    lin.goto(f"/cases/{number}?tab=decisions")
    expect(lin.locator(".over")).not_to_have_count(0)


def _intake(page: Page, say: dict[str, str]) -> str:
    """Open a return for goods that were unpacked, with what the policy says along the way."""
    page.goto("/cases/new")
    page.fill("#f-phone", "13900001234")
    page.get_by_role("button", name=say["find"]).click()
    page.fill("[name='customer.name']", "罗女士")
    page.fill("#f-title", "书桌颜色不合,想退")
    page.locator("#f-title").press("Tab")
    expect(page.locator("[name=kind][value='furniture.return']")).to_be_checked()
    page.fill("[name='items.0.product']", "橡木书桌")
    page.fill("[name='items.0.price']", "2480")
    page.select_option("[name='f.reason']", "mind")
    page.fill("[name='f.explanation']", "颜色和家里不配")
    page.fill("[name='f.order_no']", "D20251009-3")
    page.fill("[name='f.bought_on']", "2025-10-09")
    for name, answer in (("used", "false"), ("damaged", "false"), ("packaging_complete", "true")):
        _answer(page, f"f-{name}", answer)
    expect(page.locator("[name='f.proof_no']")).to_be_hidden()
    page.select_option("[name='f.proof']", "invoice")
    expect(page.locator("[name='f.proof_no']")).to_be_visible()
    page.fill("[name='f.proof_no']", "FP-0091")
    live = page.locator("#live")
    expect(live.locator(".verdict.is-deny")).to_have_count(0)
    _answer(page, "f-opened", "true")
    expect(live.locator(".verdict.is-deny")).to_contain_text("FRE-02")
    page.get_by_role("button", name=re.compile(f"^{say['open']}")).click()
    page.wait_for_url(re.compile(r"/cases/TH-\d{4}-\d+$"))
    return page.url.rsplit("/", 1)[1]


def _inspect(page: Page, number: str, say: dict[str, str]) -> None:
    page.goto(f"/cases/{number}/steps/inspect_goods.inspect")
    for name, answer in (("as_ordered", "true"), ("used", "false"), ("opened", "false"), ("damaged", "false"),
                         ("packaging_complete", "true"), ("traces_of_use", "false")):
        _answer(page, f"0-{name}", answer)
    page.select_option("[name='0.cause']", "none")
    page.click("[data-main]")
    expect(page.locator(".flash")).to_contain_text(say["done"])


def _step(page: Page, number: str, step: str, say: dict[str, str], *, yes: tuple[str, ...] = (),
          text: dict[str, str] | None = None, choose: dict[str, str] | None = None) -> None:
    page.goto(f"/cases/{number}/steps/{step}")
    for name in yes:
        _answer(page, name, "true")
    for name, said in (text or {}).items():
        page.fill(f"[name='{name}']", said)
    for name, said in (choose or {}).items():
        page.select_option(f"[name='{name}']", said)
    page.click("[data-main]")
    expect(page.locator(".flash")).to_contain_text(say["done"])


def _answer(page: Page, question: str, answer: str) -> None:
    """Press the word beside yes or no, as a person does."""
    page.locator(f"label[for='f-{question}-{answer}']").click()
