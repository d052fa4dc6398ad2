"""Intake: look-up, the form of a kind, what the policy says so far, and one case for however many clicks."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from core.store.lists import CaseFilter
from tests.web.clients import Browser, Page
from tests.web.scene import Scene, a_picture

Browse = Callable[..., Browser]
PHONE = "13800006621"
ANSWERS: dict[str, Any] = {
    "f.reason": "mind", "f.explanation": "颜色和家里不配", "f.order_no": "D1", "f.bought_on": "2025-10-10",
    "f.used": "false", "f.opened": "false", "f.damaged": "false", "f.packaging_complete": "true", "f.proof": "invoice",
    "f.proof_no": "FP-1"}


def cases_of(scene: Scene) -> list[str]:
    return [row.number for row in scene.desk.views.cases(scene["lin"], CaseFilter()).page.rows]


def start(browser: Browser, **args: str) -> Page:
    return browser.get("/cases/new", query_string={"phone": PHONE, "kind": "furniture.return", **args})


def test_a_number_brings_up_the_customer_and_their_open_case(scene: Scene, browse: Browse) -> None:
    customer = scene.customer()
    number = scene.open(customer=customer, product=scene.product(customer))
    page = start(browse("lin"))
    assert "陈女士" in page.words and "橡木书桌" in page.words
    assert number in page.words and "若是同一件事" in page.words


def test_a_product_fills_its_dates_in(scene: Scene, browse: Browse) -> None:
    product = scene.product(scene.customer())
    form = start(browse("lin"), product=str(product)).form("/cases/new")
    assert form["f.bought_on"] == "2025-09-25" and form["f.received_at"] == "2025-09-28T15:00"
    assert form["items.0.product"] == "橡木书桌" and form["items.0.price"] == "2480.00"


def test_another_product_brings_its_own_dates(scene: Scene, browse: Browse) -> None:
    customer = scene.customer()
    one, other = scene.product(customer), scene.product(
        customer, purchased_on="2025-10-01", delivered_at="2025-10-03T10:00:00+08:00", name="餐椅")
    browser = browse("lin")
    page = start(browser, product=str(one))
    redrawn = browser.send("/cases/new", page.form("/cases/new") | {"do": "draw", "product": str(other)})
    assert redrawn.form("/cases/new")["f.bought_on"] == "2025-10-01"


def test_yes_no_is_never_answered_by_default(browse: Browse) -> None:
    form = start(browse("lin")).form("/cases/new")
    assert {form[f"f.{name}"] for name in ("used", "opened", "damaged", "packaging_complete")} == {""}


def test_a_new_customer_and_case_come_about_together(scene: Scene, browse: Browse) -> None:
    browser = browse("lin")
    form = start(browser).form("/cases/new") | ANSWERS | {"do": "open"}
    wrong = browser.send("/cases/new", form | {"customer.name": "新客户", "f.bought_on": "2025-12-01"})
    assert wrong.status == 422 and not cases_of(scene)
    assert not scene.desk.customers.find(scene["lin"], PHONE)
    done = browser.send("/cases/new", form | {"customer.name": "新客户", "title": "想退"})
    assert done.status == 302
    number = done.reply.headers["Location"].rsplit("/", 1)[1]
    known, = scene.desk.customers.find(scene["lin"], PHONE)
    assert known.customer.row.name == "新客户" and [row.number for row in known.cases] == [number]


def test_what_is_wrong_stands_beside_it_and_everything_typed_is_kept(browse: Browse) -> None:
    browser = browse("lin")
    form = start(browser).form("/cases/new") | ANSWERS | {
        "do": "open", "customer.name": "陈女士", "f.bought_on": "2025-12-01", "f.explanation": "独一无二的说明",
        "f.used": "true"}
    page = browser.send("/cases/new", form)
    assert page.status == 422
    assert "晚于填写时间" in page.words and 'href="#f-f-bought_on"' in page.text
    assert 'aria-invalid="true"' in page.text and 'aria-describedby="f-f-bought_on-e' in page.text
    again = page.form("/cases/new")
    assert (again["f.explanation"], again["f.used"], again["key"]) == ("独一无二的说明", "true", form["key"])


def test_a_double_click_opens_one_case(scene: Scene, browse: Browse) -> None:
    browser = browse("lin")
    form = start(browser).form("/cases/new") | ANSWERS | {"do": "open", "customer.name": "陈女士"}
    first, second = browser.send("/cases/new", form), browser.send("/cases/new", form)
    assert first.reply.headers["Location"] == second.reply.headers["Location"]
    assert len(cases_of(scene)) == 1


def test_what_the_policy_says_so_far_saves_nothing(scene: Scene, browse: Browse) -> None:
    browser = browse("lin")
    form = start(browser).form("/cases/new") | ANSWERS
    page = browser.send("/cases/new/preview", form | {"f.opened": "true"})
    assert page.status == 200 and "FRE-02" in page.words and "不能办理" in page.words and "<html" not in page.text
    assert "可以办理" in browser.send("/cases/new/preview", form).words
    assert not cases_of(scene)


def test_a_question_that_is_not_asked_is_not_taken(scene: Scene, browse: Browse) -> None:
    browser = browse("lin")
    form = start(browser).form("/cases/new") | ANSWERS | {
        "do": "open", "customer.name": "陈女士", "f.proof": "none", "f.proof_no": "应当不算"}
    number = browser.send("/cases/new", form).reply.headers["Location"].rsplit("/", 1)[1]
    form_of = scene.desk.views.case(scene["lin"], number).case.forms[-1]
    assert "proof_no" not in form_of.dump()


def test_the_kind_follows_from_the_customers_words(browse: Browse) -> None:
    browser = browse("lin")
    page = browser.send("/cases/new", browser.get("/cases/new").form("/cases/new") | {
        "phone": PHONE, "title": "想换一个小一点的", "do": "draw"})
    assert page.form("/cases/new")["kind"] == "furniture.exchange"


def test_pictures_go_with_the_case(scene: Scene, browse: Browse) -> None:
    browser = browse("lin")
    form = start(browser).form("/cases/new") | ANSWERS | {
        "do": "open", "customer.name": "陈女士", "f.proof__photo": (BytesIO(a_picture()), "发票.jpg"),
        "f.used__photo": (BytesIO(b"<html>"), "坏.jpg")}
    done = browser.client.post("/cases/new", data=form, content_type="multipart/form-data")
    number = done.headers["Location"].rsplit("/", 1)[1]
    kept, = scene.desk.views.case(scene["lin"], number).evidence
    assert (kept.purpose, kept.field, kept.original_name) == ("proof", "Application.proof", "发票.jpg")
    assert "没有保存" in browser.get(f"/cases/{number}").words


def test_more_goods(scene: Scene, browse: Browse) -> None:
    browser = browse("lin")
    page = browser.send("/cases/new", start(browser).form("/cases/new") | ANSWERS | {"do": "row"})
    form = page.form("/cases/new") | {"do": "open", "customer.name": "陈女士", "items.0.product": "餐椅",
                                      "items.1.product": "餐桌", "items.1.price": "¥1,280.00"}
    number = browser.send("/cases/new", form).reply.headers["Location"].rsplit("/", 1)[1]
    lines = scene.desk.views.case(scene["lin"], number).case.lines
    assert [line.item.dump().get("product") for line in lines] == ["餐椅", "餐桌"]
    assert lines[1].item.dump()["price"] == "1280.00"
