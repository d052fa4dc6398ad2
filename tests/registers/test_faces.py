"""Registers on pages and by the command line; REST is held to its contract elsewhere."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner

from core.commands import shouhou
from core.commands.session import Session
from core.web.application import create_app
from tests.registers.conftest import Library
from tests.web.clients import HAN, Browser

pytestmark = pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)


@pytest.fixture
def browse(library: Library) -> Callable[..., Browser]:
    app = create_app(library.desk)

    def make(login: str, language: str = "zh") -> Browser:
        browser = Browser(app, language)
        browser.log_in(login)
        return browser

    return make


def test_a_visit_on_pages(library: Library, browse: Callable[..., Browser]) -> None:
    lin, sun, zhao = browse("lin"), browse("sun"), browse("zhao")
    assert "/registers" in lin.get("/workbench").links and "/registers/library/visits" in lin.get("/registers").links
    book = "/registers/library/visits"
    page = lin.get(book)
    assert "LI-01" in page.words and "没有这样的登记" in page.words
    wrong = lin.submit(page, book, f__topic="invoice", f__said="", f__urgent="false", at="2026-01-01T10:00")
    assert wrong.status == 422 and "时间不能晚于现在" in wrong.words
    again = lin.submit(lin.get(book), book, f__topic="invoice", f__said="要补开发票")
    assert again.status == 422 and "请填写“紧急”" in again.words and "要补开发票" in again.text
    form = lin.get(book).form(book) | {"f.topic": "invoice", "f.said": "要补开发票", "f.urgent": "false"}
    assert lin.send(book, form).status == lin.send(book, form).status == 302, "sent twice, written once"
    assert library.desk.registers.entries(library["lin"], "library", "visits").total == 1
    listed = lin.get(book).words
    assert "要补开发票" in listed and "财务" in listed
    assert "要补开发票" in lin.get(f"{book}?q=发票&since=2025-03-03").words
    assert "要补开发票" not in lin.get(f"{book}?field=topic&value=praise").words
    assert "日期有误" in lin.get(f"{book}?since=x").words
    entry = "/registers/entries/1"
    assert entry in sun.get("/workbench").links and browse("wu").get(entry).status == 404
    assert sun.submit(sun.get(entry), f"{entry}/acknowledge").status == 302 and "孙丽" in sun.get(entry).words
    right = lin.submit(lin.get(entry), f"{entry}/correct", f__said="不要发票了", f__topic="praise")
    assert "没有转办" in lin.get(book).words, "praise goes to nobody"
    assert right.reply.location == "/registers/entries/2" and "由第 2 条更正" in lin.get(entry).words
    assert lin.get("/registers/library/visits.csv").status == 403
    assert "不要发票了" in zhao.get("/registers/library/visits.csv").text
    assert zhao.submit(zhao.get(entry), f"{entry}/erase", why="").status == 422
    assert zhao.submit(zhao.get(entry), f"{entry}/erase", why="客户要求").status == 302
    assert "要补开发票" not in zhao.get(entry).text and "个人信息已删除" in zhao.get(entry).words
    assert "吴刚" in zhao.get("/registers/library/trainings").words, "training is due"
    english = browse("zhao", "en")
    with library.desk.store.unit_of_work() as work:
        work.users.get(library["zhao"].id or 0).language = "en"
        work.commit()
    for path in ("/registers", book, "/registers/library/trainings", entry, "/registers/entries/2"):
        words = english.get(path).words
        for name in ("林晓", "赵敏", "孙丽", "吴刚", "图书馆", "来访登记", "心愿登记", "培训登记", "谁来都记", "事由",
                     "发票", "表扬", "不要发票了", "紧急", "中文", "不要了", "内容", "不要", "图", "中", "赵"):
            words = words.replace(name, "")
        assert not HAN.findall(words), (path, HAN.findall(words))


def test_the_command_line(library: Library) -> None:
    def call(*arguments: str, code: int = 0, login: str = "lin") -> str:
        session = Session(language="zh")
        vars(session).update(desk=library.desk, config=library.desk.config)
        found = CliRunner().invoke(shouhou, ["--language", "zh", "register", *arguments, "--as", login], obj=session,
                                   catch_exceptions=False)
        assert found.exit_code == code, found.output
        return found.output

    assert "library/visits" in call("list")
    said = ("--set", "topic=invoice", "--set", "urgent=true")
    assert "内容" in call("add", "visits", *said, code=1)
    assert "财务: 还没有确认" in call("add", "visits", *said, "--set", "said=发票")
    made = json.loads(call("add", "visits", *said, "--set", "said=又来", "--at", "2025-03-01 09:00", "--json"))
    assert made["happened_at"][:10] == "2025-03-01" and made["number"] == 2
    assert "又来" in call("entries", "visits", "--until", "2025-03-02") and "没有这样的登记" in call(
        "entries", "visits", "--words", "书")
    assert "孙丽" in call("acknowledge", "1", login="sun")
    assert json.loads(call("correct", "2", *said, "--set", "said=对了", "--json"))["corrects"] == 2
    assert "林晓" in call("due", "trainings", login="zhao") and "还没有" in call("due", "trainings", login="zhao")
    assert "对了" in call("export", "visits", login="zhao")
    assert "发票" in call("show", "1") and "visits" in call("entries", "visitz", code=1)
    assert "发票\n" not in call("erase", "1", "--why", "客户要求", login="zhao").replace("事由  发票", "")
