"""Money on pages: a quote put together without a script, a payment, a refund that needs somebody, lists and sheets."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.site import create_site
from core.web.signing_in import COOKIE
from tests.attack.desk import token_of
from tests.capabilities.workshop.desk import BACK, PAID, Workshop
from tests.services.shop import PASSWORD


@pytest.fixture
def app(workshop: Workshop) -> Flask:
    return create_site(workshop.desk)


class Browser:
    """Somebody at the desk."""

    def __init__(self, workshop: Workshop, app: Flask, login: str, language: str = "zh") -> None:
        self.client: FlaskClient = app.test_client()
        self.client.set_cookie(COOKIE, workshop.desk.users.log_in(login, PASSWORD))
        self.client.set_cookie("shouhou_language", language)
        self.token = token_of(self.client)

    def get(self, path: str, status: int = 200) -> str:
        page = self.client.get(path)
        assert page.status_code == status, page.text[-2000:]
        return page.text

    def post(self, path: str, status: int = 302, /, **said: Any) -> str:
        reply = self.client.post(path, data={"csrf_token": self.token, **said}, content_type="multipart/form-data")
        assert reply.status_code == status, reply.text[-3000:]
        return reply.headers.get("Location", "") if status == 302 else reply.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_quote_is_put_together_beside_its_form(workshop: Workshop, app: Flask) -> None:
    workshop.prices.save(workshop["zhao"], {"code": "DRV", "title": "驱动电源", "sort": "part", "price": "80.50"})
    number = workshop.open()
    workshop.step(number, "bench.look", human_damage=False)
    wu, kong = Browser(workshop, app, "wu"), Browser(workshop, app, "kong")
    step = f"/cases/{number}/steps/bench.offer"
    assert "报价明细" in wu.get(step) and "报价明细" not in kong.get(step)
    path = f"/charges/cases/{number}/quote"
    assert wu.post(path, code="DRV", quantity="2", step="bench.offer").endswith(step)
    wrong = wu.post(path, 422, title="换驱动", sort="labour", price="五十", step="bench.offer")
    assert "五十" in wrong and 'value="换驱动"' in wrong and 'href="#f-price"' in wrong
    wu.post(path, title="换驱动", sort="labour", price="50", step="bench.offer")
    page = wu.get(step)
    assert 'value="161.00"' in page and 'value="50.00"' in page and "¥211.00" in page
    refused = wu.post(step, 422, parts="161", labour="49.99")
    assert "明细合计为" in refused and 'value="49.99"' in refused
    wu.post(step, parts="161", labour="50")
    quote = workshop.money(number).quotes[0]
    assert [each["amount"] for each in quote.lines] == ["161.00", "50.00"] and str(quote.total) == "211.00"
    sheet = wu.get(f"/charges/cases/{number}/quotes/1")
    assert "¥211.00" in sheet and "驱动电源" in sheet and "有效期至" in sheet
    assert "待客户答复" in wu.get(f"/cases/{number}") and "收支" in wu.get(f"/cases/{number}")
    wu.get(f"/charges/cases/{number}/quotes/2", 404)
    kong.get(path, 403)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_money_comes_in_and_goes_back(workshop: Workshop, app: Flask) -> None:
    number, other = workshop.mended(), workshop.mended()
    sun, zhao, wu = (Browser(workshop, app, each) for each in ("sun", "zhao", "wu"))
    base = f"/charges/cases/{number}"
    assert "客户还欠" in sun.get(f"/cases/{number}")
    assert 'value="150.00"' in sun.get(f"{base}/pay")
    wu.get(f"{base}/pay", 404)
    wrong = sun.post(f"{base}/pay", 422, **{**PAID, "received": "150"})
    assert "payment_reference" in wrong and 'value="150"' in wrong
    sun.post(f"{base}/pay", **{**PAID, "received": "150", "payment_reference": "W1"})
    twice = sun.post(f"/charges/cases/{other}/pay", 409, **{**PAID, "received": "150", "payment_reference": "W1"})
    assert number in twice and "只记一次" in twice
    again = sun.post(f"{base}/refund", 409, **{**BACK, "amount": "20", "reference": "T1", "method": "cash"})
    assert "申请批准" in again and "ask?amount=20" in again
    sun.post(f"{base}/ask", amount="20", method="cash", why="没有微信")
    waiting = zhao.get("/charges/refunds")
    wish = re.search(r"/requests/(\d+)", waiting)
    assert wish and "没有微信" in waiting and "(微信支付)" in waiting.translate({0xFF08: "(", 0xFF09: ")"})
    assert "等另一位有权的人批准" in sun.get("/charges/refunds")
    assert "不批准必须写明理由" in zhao.post(f"{base}/requests/{wish[1]}", 422, answer="refuse")
    zhao.post(f"{base}/requests/{wish[1]}", answer="grant")
    sun.post(f"{base}/refund", **{**BACK, "amount": "20", "reference": "T1", "method": "cash"})
    page = sun.get(base)
    assert "已结清" in page and "退款" in page
    refund = workshop.money(number).lines[-1].row.id
    assert "退款凭据" in sun.get(f"{base}/entries/{refund}")
    assert "请写明原因" in sun.post(f"{base}/entries/{refund}/reverse", 422)
    sun.post(f"{base}/entries/{refund}/reverse", why="退错人")
    assert "应退给客户 ¥20.00" in sun.get(base)
    sun.get(f"{base}/entries/{refund}", 404)
    wu.post(f"{base}/entries/{refund}/reverse", 403, why="x")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_lists_in_both_languages(workshop: Workshop, app: Flask) -> None:
    empty = Browser(workshop, app, "sun")
    assert "这段时间没有账目" in empty.get("/charges/ledger") and "都结清了" in empty.get("/charges/owing")
    assert "没有待批准的退款" in empty.get("/charges/refunds") and "没有这样的价目" in empty.get("/charges/prices")
    number = workshop.mended()
    workshop.pay(number, "100", "=W1")
    for language in ("zh", "en"):
        sun = Browser(workshop, app, "sun", language)
        assert number in sun.get("/charges/ledger") and "¥50.00" in sun.get("/charges/owing")
        assert number not in sun.get("/charges/ledger?since=2025-03-06&until=2025-03-09")
        assert number not in sun.get("/charges/owing?who=company")
        assert "2025-02-30" in sun.get("/charges/ledger?since=2025-02-30")
        for path in ("/charges/refunds", "/charges/prices", f"/charges/cases/{number}",
                     f"/charges/cases/{number}/ask", f"/charges/cases/{number}/quote"):
            if not path.endswith("quote"):
                text = sun.get(path)
                shown = text.partition("<main")[2].partition("</main")[0]
                assert language == "zh" or set(re.findall(r"[一-鿿]+", shown)) <= {"修理铺", "修理费"}, path
    table = sun.client.get("/charges/ledger.csv?sort=payment")
    assert table.mimetype == "text/csv" and table.text.count("\n") == 2
    assert "'=W1" in table.text and "100.00" in table.text
    Browser(workshop, app, "lin").get("/charges/ledger", 403)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_price_list_keeps_its_history(workshop: Workshop, app: Flask) -> None:
    zhao, lin = Browser(workshop, app, "zhao"), Browser(workshop, app, "lin")
    wrong = zhao.post("/charges/prices", 422, code="D 1", title="", sort="part", price="1.005", valid_from="2025-03-05")
    assert all(f'href="#f-{each}"' in wrong for each in ("code", "title", "price")) and 'value="1.005"' in wrong
    zhao.post("/charges/prices", code="D1", title="驱动", sort="part", price="80", valid_from="2025-03-01")
    zhao.post("/charges/prices", code="D1", title="驱动", sort="part", price="90", valid_from="2025-04-01")
    page = zhao.get("/charges/prices")
    assert "2025-03-01 – 2025-03-31" in page and "2025-04-01 – " in page
    assert "已由后来的登记代替" in zhao.get("/charges/prices/D1")
    zhao.get("/charges/prices/D2", 404)
    bad = "编码,名称,类别,单价,止\nD1,驱动,配件,95,2025-03-31\nD3,灯珠,零件,5,\n"
    refused = zhao.post("/charges/prices/import", 422, file=(io.BytesIO(bad.encode()), "p.csv"))
    assert "第 3 行" in refused and "一项也没有导入" in refused
    good = bad.replace("零件", "工时")
    zhao.post("/charges/prices/import", file=(io.BytesIO(good.encode("gb18030")), "p.csv"))
    out = zhao.client.get("/charges/prices.csv").data
    assert "灯珠" in out.decode("utf-8-sig")
    zhao.post("/charges/prices/import", file=(io.BytesIO(out), "p.csv"))
    lin.post("/charges/prices", 403, code="D9", title="x", sort="part", price="1")
    assert "D3" in lin.get("/charges/prices?q=灯珠") and "新价或改价" not in lin.get("/charges/prices")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_customer_sees_the_lines_of_the_quote(workshop: Workshop, app: Flask) -> None:
    number = workshop.open()
    workshop.step(number, "bench.look", human_damage=False)
    workshop.quoting.add(workshop["wu"], number, {"title": "光源板", "sort": "part", "price": "36", "quantity": "2"})
    workshop.step(number, "bench.offer", parts="72", labour="0")
    client = app.test_client()
    page = client.get(workshop.desk.portal.link_for(workshop["lin"], number).path, follow_redirects=True).text
    assert "光源板" in page and "¥72.00" in page and "实际费用不超过本报价" in page
