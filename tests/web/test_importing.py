"""Bringing a register in on the pages: columns corrected, tried, brought in, corrected, brought in again."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from core.importing.example import write_example
from core.importing.mapping import suggest
from core.importing.rows import count, read
from core.importing.sheets import open_file
from core.jobs import Worker
from tests.importing.registers import csv_bytes
from tests.web.clients import HAN, Browser, Page
from tests.web.scene import NOW, ZONE, Scene

Browse = Callable[..., Browser]
HEADER = ("序号", "来电时间", "客户姓名", "联系电话", "订单号", "产品名称", "购买日期", "送达日期", "金额", "诉求",
          "客人怎么讲", "是否拆封")
ROW = ("1", "2025-10-10 09:30", "王芳", "13800000001", "D1", "书柜", "2025-10-01", "2025-10-03", "1280", "退货",
       "颜色不喜欢", "否")
EXAMPLE = Path(__file__).parents[2] / "examples" / "complaints-register.csv"


def row(**cells: str) -> list[str]:
    return [cells.get(header, usual) for header, usual in zip(HEADER, ROW, strict=True)]


def register(*rows: list[str], title: str = "2025年10月 售后登记") -> bytes:
    return csv_bytes([[title], HEADER, *rows], "gb18030")


MIXED = register(row(), row(), row(序号="2", 客户姓名="李雷", 联系电话="13800000002", 是否拆封="拆了"),
                 row(序号="3", 客户姓名="韩梅", 联系电话="1380000000", 订单号="D3"),
                 row(序号="4", 客户姓名="赵四", 联系电话="13800000004", 购买日期="2025-10-12"), [], ["合计"])


def upload(browser: Browser, content: bytes, name: str = "登记.csv") -> Page:
    page = browser.get("/import")
    fields = page.form("/import") | {"file": (io.BytesIO(content), name)}
    reply = browser.send("/import", fields, content_type="multipart/form-data")
    return browser.get(reply.reply.location) if reply.status == 302 else reply


def follow(browser: Browser, page: Page) -> Page:
    assert page.status == 302, page.words
    return browser.get(page.reply.location)


def check(browser: Browser, page: Page, run: int, scene: Scene, **columns: str) -> Page:
    """Accept the columns with some corrected, and let the worker try the rows."""
    page = follow(browser, browser.submit(page, f"/import/{run}/columns", do="check", **columns))
    Worker(scene.desk).turn()
    return browser.get(f"/import/{run}")


def counters(page: Page) -> dict[str, int]:
    found = re.findall(r'<a [^>]*href="[^"]*only=(\w+)"[^>]*>.*?<b>(\d+)</b>', page.text)
    return {name: int(number) for name, number in found}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_whole_way(scene: Scene, browse: Browse, language: str) -> None:
    scene.desk.users.set_language(scene["wu"], language)
    wu = browse("wu")
    page = upload(wu, MIXED)
    assert page.status == 200 and "客人怎么讲" in page.text and "2025年10月 售后登记" in page.text
    at = HEADER.index("客人怎么讲")
    page = check(wu, page, 1, scene, **{f"c{at}": "reason"})
    found = counters(page)
    assert {key: found[key] for key in ("read", "doubt", "refused", "duplicate", "known")} == {
        "read": 2, "doubt": 1, "refused": 1, "duplicate": 1, "known": 0}
    assert not wu.get("/cases?stand=all").links & {"/cases/TH-2025-00001"}
    refused = wu.get("/import/1?only=refused")
    assert "2025-10-12" in refused.text and "购买日期" in refused.text
    Worker(scene.desk).turn()
    page = follow(wu, wu.submit(page, "/import/1/start"))
    Worker(scene.desk).turn()
    page = wu.get("/import/1")
    cases = {each for each in page.links if each.startswith("/cases/TH-")}
    assert cases == {f"/cases/TH-2025-0000{n}" for n in (1, 2, 3)}
    assert sum(number for name, number in counters(page).items() if name.startswith("standing_")) == 3
    case = wu.get(sorted(cases)[0])
    assert case.status == 200 and "书柜" in case.text
    if language == "en":
        for path in ("/import", "/import/1"):
            left = set(HAN.findall(wu.get(path).words))
            assert left <= _own_words(), left - _own_words()
    correction = wu.client.get("/import/1/correction.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(correction)))
    assert len(rows) == 3 and rows[2][HEADER.index("序号")] == "4"
    fixed = correction.replace("2025-10-12", "2025-10-02").encode("utf-8-sig")
    page = check(wu, upload(wu, fixed, "改正.csv"), 2, scene)
    assert counters(page)["read"] == 1
    wu.submit(page, "/import/2/start")
    Worker(scene.desk).turn()
    for run, content in ((3, fixed), (4, MIXED)):
        page = upload(wu, content)
        if run == 3:
            assert "/import/2" in page.links
        page = check(wu, page, run, scene)
        assert counters(page)["read"] == counters(page)["doubt"] == 0 and counters(page)["known"] in (1, 4)


def _own_words() -> set[str]:
    """What is the shop's own and the language switch."""
    said = " ".join([*HEADER, *ROW, "登记 改正 合计 李雷 韩梅 赵四 拆了 示例家居 中文 吴珊 中 示 吴 年 月 售后登记"])
    return set(HAN.findall(said))


def test_a_remembered_mapping_needs_no_second_correction(scene: Scene, browse: Browse) -> None:
    wu = browse("wu")
    at = HEADER.index("客人怎么讲")
    check(wu, upload(wu, MIXED), 1, scene, **{f"c{at}": "reason"})
    page = upload(wu, register(row(序号="9")), "十一月.csv")
    assert page.form("/import/2/columns")[f"c{at}"] == "reason" and "以前核对过" in page.words


def test_wrong_columns_are_told_beside_the_column(scene: Scene, browse: Browse) -> None:
    wu = browse("wu")
    page = upload(wu, MIXED)
    one, two = HEADER.index("客户姓名"), HEADER.index("客人怎么讲")
    reply = wu.submit(page, "/import/1/columns", do="check", **{f"c{one}": "product", f"c{two}": "reason"})
    assert reply.status == 422 and reply.form("/import/1/columns")[f"c{two}"] == "reason"
    reply = wu.submit(page, "/import/1/columns", do="check", **{f"c{HEADER.index('来电时间')}": ""})
    assert reply.status == 422 and "申请时间" in reply.words


@pytest.mark.parametrize(("content", "name", "says"), [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.xls", ".xlsx"), (b"", "x.csv", "空的"),
    (b"<html><table>", "x.xls", "网页"), (b"\x89PNG\r\n", "x.csv", "不是表格")])
def test_what_is_no_register_is_told(browse: Browse, content: bytes, name: str, says: str) -> None:
    page = upload(browse("wu"), content, name)
    assert page.status == 422 and says in page.words


def test_only_who_may_import_gets_there(scene: Scene, browse: Browse) -> None:
    wu = browse("wu")
    upload(wu, MIXED)
    lin = browse("lin")
    assert "/import" not in lin.get("/cases").links and "/import" in wu.get("/cases").links
    for path in ("/import", "/import/1", "/import/example.csv", "/import/1/correction.csv"):
        assert lin.get(path).status == 403
        assert browse().get(path).status == 302
    assert wu.get("/import/99").status == 404
    token = lin.get("/cases").form("/logout")
    for path in ("/import", "/import/1/columns", "/import/1/start", "/import/1/resume", "/import/1/discard"):
        assert lin.send(path, token).status == 403


def test_dropped_before_it_began(scene: Scene, browse: Browse) -> None:
    wu = browse("wu")
    page = upload(wu, MIXED)
    page = follow(wu, wu.submit(page, "/import/1/discard"))
    assert "登记.csv" not in page.words and wu.get("/import/1").status == 404
    page = check(wu, upload(wu, MIXED), 1, scene, **{f"c{HEADER.index('客人怎么讲')}": "reason"})
    follow(wu, wu.submit(page, "/import/1/start"))
    assert wu.send("/import/1/discard", wu.get("/import/1").form("/logout")).status == 409


def test_progress_can_be_left_and_comes_back(scene: Scene, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.web.views import importing

    monkeypatch.setattr(importing, "PATIENCE", 0.0)
    wu = browse("wu")
    page = upload(wu, EXAMPLE.read_bytes(), EXAMPLE.name)
    page = follow(wu, wu.submit(page, "/import/1/columns", do="check"))
    assert 'data-refresh="' in page.text
    wu.get("/cases")
    Worker(scene.desk).turn()
    page = wu.get("/import/1")
    assert "data-refresh" not in page.text and counters(page)["refused"] > 0
    listed = wu.get("/import")
    assert EXAMPLE.name in listed.words and "/import/1" in listed.links


def test_cells_are_never_markup(scene: Scene, browse: Browse) -> None:
    wu = browse("wu")
    evil = "<script>alert(1)</script>"
    page = upload(wu, register(row(产品名称=evil, 客人怎么讲=evil, 客户姓名=evil)), f"{evil}.csv")
    assert evil not in page.text
    page = check(wu, page, 1, scene)
    assert evil not in page.text and evil not in wu.get("/import").text


def test_the_example_can_be_brought_in_as_it_is(scene: Scene, browse: Browse) -> None:
    content = browse("wu").client.get("/import/example.csv").data
    declared = scene.desk.place.registers["furniture"]
    assert content == write_example(declared, NOW.date())
    sheet = open_file(content, "example.csv").sheets[0]
    mapping = suggest(sheet, declared)
    assert mapping.unmapped == ()
    assert count(read(sheet, mapping, declared, today=NOW.date(), zone=ZONE)) == {"read": 2}
