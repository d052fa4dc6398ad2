"""Stock on pages: written, looked up, counted, put right; parts on the page of a case; samples."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.site import create_site
from core.web.signing_in import COOKIE
from tests.attack.desk import token_of
from tests.capabilities.stock.conftest import Benches
from tests.services.shop import PASSWORD

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def app(benches: Benches) -> Flask:
    return create_site(benches.desk)


class Browser:
    """Somebody at the desk."""

    def __init__(self, benches: Benches, app: Flask, login: str, language: str = "zh") -> None:
        self.client: FlaskClient = app.test_client()
        self.client.set_cookie(COOKIE, benches.desk.users.log_in(login, PASSWORD))
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


def test_papers_are_written_and_put_right(benches: Benches, app: Flask) -> None:
    kong, wu, sun = (Browser(benches, app, each) for each in ("kong", "wu", "sun"))
    assert "没有缺货" in wu.get("/stock/shortages") and "还没有收发" in wu.get("/stock/moves")
    wu.get("/stock/moves/issue", 404)
    assert "新物料" in kong.get("/stock/") and "新物料" not in wu.get("/stock/")
    key = "receive-by-page"
    for _ in range(2):
        kong.post("/stock/moves/receive", **{"into": "1", "item.0": "hg-35", "quantity.0": "6", "item.1": "SC-4",
                                             "quantity.1": "100", "reference": "SH-1", "key": key})
    assert benches.at("主仓") == {"HG-35": 6, "SC-4": 100}
    wrong = kong.post("/stock/moves/issue", 422, **{"source": "1", "item.0": "HG-35", "quantity.0": "x", "to": "wu",
                                                    "reference": "LL-1"})
    assert 'value="x"' in wrong and 'href="#f-quantity-0"' in wrong and 'value="LL-1"' in wrong
    refused = kong.post("/stock/moves/issue", 409, **{"source": "1", "item.0": "HG-35", "quantity.0": "7", "to": "wu",
                                                      "reference": "LL-1"})
    assert "只有 6 件" in refused
    for act, more in (("issue", {"source": "1", "to": "wu"}), ("give_back", {"into": "1"}), ("fit", {})):
        kept = kong.post(f"/stock/moves/{act}", 422, **{
            "item.0": "HG-35", "quantity.0": "3", "number": "NO-1", "note": "急用", **more})
        assert "没有案件“NO-1”" in kept and 'value="NO-1"' in kept and 'value="3"' in kept and "急用" in kept, act
    number = benches.open()
    kept = kong.post(f"/stock/cases/{number}/wants", 422, item="阻尼铰链", quantity="很多", version="1")
    assert 'value="阻尼铰链"' in kept and 'value="很多"' in kept and 'class="change" open' in kept
    kong.post(f"/stock/cases/{number}/wants", item="HG-35", quantity="2", version="1")
    page = wu.get(f"/cases/{number}")
    assert "有货 6" in page and "配件" in page
    proposed = kong.get(f"/stock/moves/issue?number={number}")
    assert 'value="HG-35"' in proposed and 'value="2"' in proposed
    kong.post("/stock/moves/issue", **{"source": "1", "item.0": "HG-35", "quantity.0": "2", "to": "wu",
                                       "number": number.lower()})
    assert "Wu" in wu.get("/stock/held") and number in wu.get("/stock/held")
    wu.post("/stock/moves/fit", **{"item.0": "HG-35", "quantity.0": "1", "number": number})
    assert "已用 1 件" in wu.get(f"/cases/{number}")
    assert "HG-35" in wu.get(f"/stock/cases/{number}")
    moves = sun.get("/stock/moves?way=issue")
    assert number in moves and "冲销" in moves and "冲销" not in wu.get("/stock/moves").replace("冲销更正", "").replace(
        '<option value="reverse">冲销', "")
    assert "请填写" in sun.post("/stock/moves/3/reverse", 422)
    sun.post("/stock/moves/1/reverse", 409, why="x")
    wu.post("/stock/moves/1/reverse", 403, why="x")
    item = kong.get("/stock/items/hg-35")
    assert "主仓" in item and "Wu" in item and "停用这种物料" in item
    assert "停用这种物料" not in wu.get("/stock/items/HG-35")
    kong.post("/stock/items/HG-35/minimum", place="1", quantity="9")
    assert "HG-35" in wu.get("/stock/shortages") and "不足" in wu.get("/stock/?q=HG-35")
    assert "没有符合的物料" in wu.get("/stock/?q=nothing") and wu.get("/stock/items/NO", 404)
    kong.post(f"/stock/cases/{number}/wants", item="脚垫", quantity="4", version="")
    assert "还没有对应的物料" in wu.get("/stock/waiting")


def test_items_places_counts_and_samples(benches: Benches, app: Flask) -> None:
    kong, wu, lin = (Browser(benches, app, each) for each in ("kong", "wu", "lin"))
    kong.post("/stock/places", title="三号厅", sort="hall")
    assert "已有" in kong.post("/stock/places", 422, title="三号厅", sort="hall")
    assert "三号厅" in wu.get("/stock/places")
    kong.post("/stock/places/3/close")
    assert "三号厅" not in wu.get("/stock/places")
    wrong = kong.post("/stock/items", 422, code="A B", title="x", kind="spare", cost="贵")
    assert "编码不能有空格" in wrong and "不是金额" in wrong
    kong.post("/stock/items", code="LEG-1", title="椅腿", kind="spare", cost="12")
    table = "编码,名称,类别,仓库,期初数量\nNAIL,钉子,配件,主仓,40\n".encode()

    def file() -> tuple[Any, str]:
        import io

        return io.BytesIO(table), "items.csv"

    assert "没有错" in kong.post("/stock/items/import", 200, file=file(), **{"try": "1"})
    kong.post("/stock/items/import", file=file())
    assert benches.at("主仓") == {"NAIL": 40}
    assert "期初不能再写" in kong.post("/stock/items/import", 422, file=file())
    assert "LEG-1" in kong.get("/stock/items.csv")
    sheet = kong.get("/stock/count?place=1")
    assert "钉子" in sheet and "盘点表" in kong.get("/stock/count/sheet?place=1")
    kong.post("/stock/count", **{"place": "1", "expected.NAIL": "40", "found.NAIL": "38", "more": "LEG-1",
                                 "more_found": "2"})
    assert benches.at("主仓") == {"NAIL": 38, "LEG-1": 2} and "40 → 38" in kong.get("/stock/count")
    assert "重新点数" in kong.post("/stock/count", 422, **{"place": "1", "expected.NAIL": "40", "found.NAIL": "3"})
    wu.get("/stock/count", 403)

    lin.post("/stock/samples", number="S-1", product="长椅", hall="一号厅", position="A", on="2025-03-04")
    assert "已在" in lin.post("/stock/samples", 409, number="S-1", hall="一号厅")
    assert "S-1" in wu.get("/stock/samples?day=2025-03-04") and "S-1" not in wu.get("/stock/samples?day=2025-03-03")
    assert "上样登记" not in wu.get("/stock/samples")
    opened = lin.post("/stock/samples/S-1/down", why="换新")
    assert "/cases/YP-" in opened and "已下样待处理" in wu.get(opened)
    assert "S-1" in wu.get("/stock/samples?which=elsewhere") and opened.rpartition("/")[2] in wu.get(
        "/stock/samples/S-1")
    for path in ("/stock/", "/stock/moves", "/stock/count?place=1", "/stock/samples", "/stock/samples/S-1",
                 "/stock/items/NAIL", "/stock/moves/issue", "/stock/moves/receive", "/stock/moves/transfer",
                 "/stock/moves/scrap", "/stock/moves/fit", "/stock/moves/give_back", "/stock/items/new",
                 "/stock/places", "/stock/shortages", "/stock/waiting", "/stock/held", "/stock/count/sheet?place=1"):
        page = Browser(benches, app, "qian", "en").get(path)
        body = page[page.index("<main"):page.index("</main")]
        for name in ("主仓", "分仓", "一号厅", "铰链", "螺丝", "靠垫", "橡木板", "长椅铺", "长椅", "椅腿", "钉子",
                     "换新", "期初"):
            body = body.replace(name, "")
        assert not any("\u4e00" <= each <= "\u9fff" for each in body), (path, [
            line for line in body.splitlines() if any("\u4e00" <= each <= "\u9fff" for each in line)][:4])
