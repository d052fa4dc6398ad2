"""Asking for service without an account: what there is, the desk's own form, what is kept, and who is kept out."""

import html
import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from core.domain.people import THROUGH_LINK
from core.store.lists import CaseFilter
from core.store.tables import ConsentRow, CustomerRow, PhoneRow, PortalLinkRow
from tests.attack.desk import picture
from tests.portal.bench import FORM, GIVE_BACK, INSIDE, REPAIR, Bench, photo

ASK = f"/service/{REPAIR}"


def words(reply: TestResponse) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", reply.text))


def send(bench: Bench, path: str = ASK, **changed: Any) -> TestResponse:
    given = {re.sub("^(f|customer)__", r"\1.", name): said for name, said in changed.items()}
    given = {re.sub("^items__(.)__", r"items.\1.", name): said for name, said in given.items()}
    return bench.post(bench.browser(), path, {**FORM, **given})


def kept(bench: Bench) -> Mapping[str, int]:
    with bench.desk.store.read() as work:
        return {table.__name__: len(work.session.scalars(select(table)).all())
                for table in (CustomerRow, PhoneRow, ConsentRow, PortalLinkRow)} | {
            "cases": work.cases.count(CaseFilter())}


def test_only_public_kinds_with_a_regulation_are_offered(bench: Bench) -> None:
    browser = bench.browser()
    page = browser.get("/service")
    assert "灯坏了，寄来修" in words(page) and "退货" in words(page)
    assert "内部返工" not in page.text and "没有规定" not in page.text
    for kind in (INSIDE, "lamps.hidden", "lamps.nothing", "../cases"):
        assert browser.get(f"/service/{kind}").status_code == 404
        assert bench.post(browser, f"/service/{kind}", FORM, drawn_at=ASK).status_code == 404
    assert "用来做什么" in words(browser.get("/service/privacy"))
    assert "Ask for service" in words(browser.get("/service?lang=en"))
    assert "Ask for service" in words(browser.get("/service"))  # and from then on


def test_a_request_is_opened_once_and_its_link_leads_to_it(bench: Bench) -> None:
    reply = send(bench, f__model__photo=[photo()], photos=[photo("二.png")], may_ask="true")
    assert reply.status_code == 302 and re.fullmatch(r"/c/[\w-]{32}\?new=1", reply.location)
    page = bench.browser().get(reply.location)
    number = re.search(r"DX-2025-\d{5}", page.text)
    assert number and "已收到您的申请" in words(page) and reply.location.partition("?")[0] in page.text
    view = bench.desk.views.case(bench["lin"], number[0])
    assert view.customer and view.customer.row.name == "陈女士" and view.row.assignee_id is None
    assert (view.events[0].actor_id, view.events[0].actor_name, view.events[0].data["channel"]) == (
        None, THROUGH_LINK, "web")
    assert sorted(row.field for row in view.evidence) == ["", "Request.model"]
    with bench.desk.store.read() as work:
        said = {row.purpose: (row.given, row.told_by, row.case_id) for row in work.session.scalars(select(ConsentRow))}
    assert said == {each: (True, "web", view.row.id) for each in ("photos", "recordings", "contact")}
    before = kept(bench)
    again = send(bench, f__model__photo=[photo()], photos=[photo("二.png")], may_ask="true")
    assert again.status_code == 302 and number[0] in bench.browser().get(again.location).text
    assert kept(bench) == {**before, "PortalLinkRow": before["PortalLinkRow"] + 1}
    assert len(bench.desk.views.case(bench["lin"], number[0]).evidence) == 2
    # The same key with other words is another request: refused, and it learns nothing.
    other = send(bench, customer__name="别人")
    assert other.status_code in (409, 422) and number[0] not in other.text


def test_everything_wrong_is_told_at_once_and_nothing_kept(bench: Bench) -> None:
    before = kept(bench)
    reply = send(bench, f__model="", f__fault="burning", f__details="别丢<b>", customer__name=" ", customer__phone="12",
                 agreed="", photos=[photo()])
    said = words(reply)
    assert reply.status_code == 422 and kept(bench) == before
    assert 'id="f-f-fault-e"' in reply.text
    assert "请先看隐私说明并勾选同意" in said and "请填写姓名" in said and "照片要重新选择" in said
    assert "别丢&lt;b&gt;" in reply.text and 'value="12"' in reply.text
    assert not list((bench.desk.config.data / "files").rglob("*.jpg"))
    bad = words(send(bench, customer__phone="12"))
    assert bad.count("不像电话号码") == 2 and "联系电话" not in bad and "请填写" not in bad
    assert words(send(bench, customer__phone="")).count("请填写") == 2
    for name, long in (("name", 81), ("phone", 41), ("address", 301)):
        assert send(bench, **{f"customer__{name}": "9" * long}).status_code == 422
    assert send(bench, photos=[photo() for _ in range(7)]).status_code == 422
    assert kept(bench) == before


def test_programs_that_fill_in_everything_are_kept_out(bench: Bench) -> None:
    before = kept(bench)
    assert send(bench, homepage="http://spam").status_code == 422
    assert bench.browser().post(ASK, data=FORM).status_code == 400  # no page was drawn for it
    client = bench.browser()
    drawn = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(ASK).text)
    assert drawn
    assert bench.browser().post(ASK, data={**FORM, "csrf_token": drawn[1]}).status_code == 400  # another browser's
    assert kept(bench) == before
    statuses = [client.post(ASK, data={"csrf_token": drawn[1]}).status_code for _ in range(61)]
    assert statuses[-1] == 429 and statuses[0] == 422 and kept(bench) == before


def test_somebody_is_known_again_only_where_they_say_all_that_is_known(bench: Bench) -> None:
    known = bench.desk.customers.register(bench["lin"], name="陈女士", phones=["138 0000 6621"], address="翡翠湾")
    send(bench, customer__address="翡翠湾")
    assert "翡翠湾" not in bench.browser().get(send(bench, key="a-key-without-address").location).text
    send(bench, customer__name="冒名者", key="another-key-of-it")
    with bench.desk.store.read() as work:
        rows = work.session.scalars(select(CustomerRow).order_by(CustomerRow.id)).all()
        assert [(row.name, row.address) for row in rows] == [("陈女士", "翡翠湾"), ("陈女士", ""), ("冒名者", "")]
        assert [len(work.cases.of_customer(row.id)) for row in rows] == [1, 1, 1] and rows[0].id == known


def test_goods_are_asked_for_where_they_are_looked_at_one_by_one(bench: Bench) -> None:
    path = f"/service/{GIVE_BACK}"
    page = bench.browser().get(path)
    assert 'name="items.0.product"' in page.text and 'name="items.0.product"' not in bench.browser().get(ASK).text
    more = bench.post(bench.browser(), path, {**FORM, "do": "row", "items.0.product": "灯"}, drawn_at=path)
    assert 'name="items.1.product"' in more.text and 'value="灯"' in more.text
    done = send(bench, path, rows="2", items__0__product="灯<i>", items__1__product="灯罩", items__1__quantity="2")
    view = bench.desk.views.case(bench["lin"], _number(bench, done))
    assert [line.item.dump()["product"] for line in view.case.lines] == ["灯<i>", "灯罩"]
    wrong = send(bench, path, rows="1", items__0__product="灯", items__0__quantity="许多", key="one-more-key-now")
    assert wrong.status_code == 422 and 'id="f-items-0-quantity-e"' in wrong.text


def _number(bench: Bench, done: TestResponse) -> str:
    assert done.status_code == 302
    return bench.desk.portal.visit(done.location.removeprefix("/c/").partition("?")[0]).number


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def test_what_strangers_type_is_text_everywhere(bench: Bench) -> None:
    done = send(bench, f__model=HOSTILE, f__details=HOSTILE, customer__name=HOSTILE[:80], customer__address=HOSTILE,
                photos=[(BytesIO(picture()), f"{HOSTILE}.jpg")])
    number = _number(bench, done)
    path = done.location.partition("?")[0]
    bench.post(bench.browser(), f"{path}/more", {"text": HOSTILE, "key": "k" * 12}, drawn_at=path)
    staff = bench.browser("lin")
    pages = [bench.browser().get(done.location), bench.browser().get(f"{path}/papers/slip"),
             bench.browser().get(f"{path}/steps/post_in.post"), staff.get(f"/cases/{number}"),
             staff.get(f"/cases/{number}?tab=forms"), staff.get("/cases"), staff.get("/workbench?whose=all"),
             staff.get(f"/cases/{number}/customer-links"), send(bench, f__model=HOSTILE, f__fault="x")]
    for page in pages:
        assert page.status_code in (200, 422)
        assert "<script>alert" not in page.text and "<img src=x" not in page.text
        assert "script-src 'self' 'nonce-" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("said", ["\x00", "\ud800", "a" * 70_000])
def test_what_cannot_be_kept_is_refused(bench: Bench, said: str) -> None:
    before = kept(bench)
    data = {**FORM, "customer.name": said}
    page = bench.browser()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.get(ASK).text)
    assert token
    encoded = {name: each.encode("utf-8", "surrogatepass") for name, each in data.items()}
    reply = page.post(ASK, data={**encoded, "csrf_token": token[1]})
    assert reply.status_code in (302, 422)
    assert reply.status_code == 422 or said == "\ud800"  # which browsers' servers read as a replacement
    assert kept(bench) == before or said == "\ud800"
