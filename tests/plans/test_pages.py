"""Tasks and reports on pages: what waits, signing with what was typed kept, charts beside their tables."""

import re
from collections.abc import Callable

import pytest

from core.web.application import create_app
from tests.plans.gardening import Garden
from tests.services.shop import at
from tests.web.clients import HAN, Browser

Browse = Callable[..., Browser]


@pytest.fixture
def browse(garden: Garden) -> Browse:
    garden.on("2025-01-15 10:00")
    app = create_app(garden.desk)

    def make(login: str, language: str = "zh") -> Browser:
        browser = Browser(app, language)
        browser.log_in(login)
        return browser

    return make


def test_tasks_from_the_workbench_to_done(garden: Garden, browse: Browse) -> None:
    assert "没有这样的任务" in browse("he").get("/tasks").words
    garden.broken()
    garden.on("2025-02-10 09:00")
    he, lin, zhao = browse("he"), browse("lin"), browse("zhao")
    entry = f"/tasks/{garden.entry('walk', '2025-01')}"
    assert entry in he.get("/workbench").links and "等我办的计划任务" in he.get("/workbench").words
    listed = he.get("/tasks").words
    assert listed.index("2025年1月") < listed.index("2025年第3周"), "overdue on top"
    assert "未完成：缺质量、客服" in listed and "逾期" in listed
    page = he.get(entry)
    assert "GA-02" in page.words and "逐床查看" in page.words and "等客服办理" in page.words
    assert "苗床报修统计" in page.words and '<svg class="chart" viewBox=' in page.text and "共 1 件" in page.words
    wrong = he.submit(page, f"{entry}/quality", quality__found="三号床漏水")
    assert wrong.status == 422 and "请填写“已修复”" in wrong.words and "三号床漏水" in wrong.text
    assert he.submit(page, f"{entry}/quality", quality__found="三号床漏水", quality__repaired="true").status == 302
    done = lin.get(entry)
    assert "未完成：缺客服" in done.words and "何静" in done.words and "三号床漏水" in done.words
    assert f"{entry}/quality" not in done.actions and f"{entry}/quality/reopen" not in done.actions
    again = he.send(f"{entry}/quality", page.form(f"{entry}/quality") | {
        "quality.found": "x", "quality.repaired": "true"})
    assert again.status == 409 and "这一部分已被他人更新" in again.words
    foreign = lin.send(f"{entry}/quality", done.form(f"{entry}/service"))
    assert foreign.status == 403
    back = zhao.submit(zhao.get(entry), f"{entry}/quality/reopen")
    assert back.status == 422 and "请说明原因" in back.words
    assert zhao.send(f"{entry}/quality/reopen", zhao.get(entry).form(f"{entry}/quality/reopen") | {
        "why.quality": "漏看五号床"}).status == 302
    assert "漏看五号床" in he.get(entry).words
    mei = browse("mei")
    for duty in ("quality", "service"):
        mei.send(f"{entry}/{duty}", mei.get(entry).form(f"{entry}/{duty}") | {
            f"{duty}.found": "好", f"{duty}.repaired": "false"})
    assert "2025年1月" in mei.get("/tasks?state=done").words and "2025年1月" not in mei.get("/tasks").words
    assert he.get("/tasks/99999").status == 404 and browse("zhou").get("/tasks").status == 403


def test_reports_have_chart_table_file_and_empty_state(garden: Garden, browse: Browse) -> None:
    lin, zhao = browse("lin"), browse("zhao")
    garden.broken()
    listed = lin.get("/reports")
    assert {"/reports/promises", "/reports/garden/beds"} <= listed.links and "GA-03" in listed.words
    page = lin.get("/reports/garden/beds?period=2025-01")
    assert re.search(r'<svg class="chart" viewBox="0 0 1040 250" role="img" aria-labelledby="chart-t chart-d"><title',
                     page.text) and page.text.count('<rect class="column') == 1
    assert "合计" in page.words and "100.0%" in page.words and "2024年12月" in page.words
    empty = lin.get("/reports/garden/beds?period=2024-12")
    assert "这段时间没有可以统计的" in empty.words and "<svg class=\"chart\"" not in empty.text
    nonsense = lin.get("/reports/garden/beds?period=2025-99")
    assert nonsense.status == 200 and "时段有误" in nonsense.words and "2025年1月" in nonsense.words
    ranged = lin.get("/reports/garden/beds?since=2025-01-15&until=2025-01-15")
    assert "共 1 件" in ranged.words
    assert lin.get("/reports/garden/beds.csv?period=2025-01").status == 403
    file = zhao.get("/reports/garden/beds.csv?period=2025-01")
    assert file.text.splitlines()[1:] == ["start,1,100.0", "合计,1,"] or "合计,1," in file.text
    assert zhao.get("/reports/garden/beds.csv?period=x").status == 422
    assert lin.get("/reports/garden/nothing").status == lin.get("/reports/nothing/beds").status == 404


def test_in_english_there_is_no_chinese(garden: Garden, browse: Browse) -> None:
    garden.broken("bed one")
    garden.on("2025-02-10 09:00")
    with garden.desk.store.unit_of_work() as work:
        work.users.get(garden["lin"].id or 0).language = "en"
        work.commit()
    lin = browse("lin", "en")
    entry = garden.entry("walk", "2025-01")
    names = ("何静", "林晓", "赵敏", "园子", "中文", "合计", "件", "完", "待修", "林", "园", "中")
    for address in ("/tasks", "/tasks?state=done&mine=1", f"/tasks/{entry}", "/reports", "/workbench",
                    "/reports/garden/beds?period=2025-01", "/reports/garden/beds?period=2025-Q9"):
        words = lin.get(address).words
        for name in names:
            words = words.replace(name, "")
        assert not HAN.findall(words), (address, HAN.findall(words))


def test_a_page_asks_the_database_a_handful_of_times(garden: Garden, browse: Browse) -> None:
    from sqlalchemy import event

    garden.broken()
    garden.on("2025-05-02 09:00")
    garden.clock.at = at("2025-05-02 09:00")
    lin = browse("lin")
    asked: list[str] = []
    event.listen(garden.desk.store.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    for address in ("/tasks", f"/tasks/{garden.entry('walk', '2025-01')}", "/reports",
                    "/reports/garden/beds?period=2025"):
        lin.get(address)
        asked.clear()
        assert lin.get(address).status == 200
        selects = [each for each in asked if each.startswith("SELECT")]
        assert len(selects) <= 9, (address, selects)
