"""The page of exports: asked for from the list, followed, downloaded; nobody else's."""

import csv
import io
import re
from html import unescape

import openpyxl
import pytest
from flask.testing import FlaskClient

import core.web.views.exports as views
from core.jobs import Worker
from tests.attack.desk import Shop, pattern, shop, text_of
from tests.rights.test_pages import answer, tuple_without

__all__ = ["pattern", "shop"]
LINK = re.compile(r'href="(/exports/\d+/file)"')


@pytest.fixture
def manager(shop: Shop) -> FlaskClient:
    shop.desk.exports.remove(shop["manager"], shop.names.export)
    return shop.client("manager")


def action(page: str) -> str:
    """Where the button of the list leads."""
    found = re.search(r'action="(/exports[^"]*)"', page)
    assert found
    return unescape(found[1])


def test_from_the_list_to_the_file(shop: Shop, manager: FlaskClient) -> None:
    assert "Nothing exported yet" in text_of(manager.get("/exports"))
    reply = shop.post(manager, action(manager.get("/cases?q=D2025-10-12&stand=all").text),
                      {"what": "cases", "form": "xlsx"})
    assert reply.status_code == 302
    page = manager.get(reply.location)
    assert "D2025-10-12" in text_of(page) and "Ready" in text_of(page) and 'data-refresh="1"' not in page.text
    found = manager.get(LINK.findall(page.text)[0])
    assert found.headers["Content-Disposition"].startswith("attachment; filename=cases-20251013-1042.xlsx")
    assert found.headers["X-Content-Type-Options"] == "nosniff" and found.headers["Cache-Control"] == "no-store"
    assert "sandbox" in found.headers["Content-Security-Policy"]
    table = [*openpyxl.load_workbook(io.BytesIO(found.data)).active.iter_rows(values_only=True)]
    assert table[0][0] == "Case number" and {line[0] for line in table[1:]} == {
        shop.names.late, shop.names.asked, shop.names.waiting}


@pytest.mark.parametrize(("address", "count"), [
    ("/cases", 7), ("/cases?stand=closed", 1), ("/cases?stand=all", 8), ("/cases?stand=late", 1), ("/cases?who=me", 0),
    ("/cases?since=2025-10-12&until=2025-10-12", 3), ("/cases?kind=furniture.return&stand=all", 8)])
def test_the_file_holds_what_the_list_shows(shop: Shop, manager: FlaskClient, address: str, count: int) -> None:
    page = manager.get(address).text
    listed = set(re.findall(r'<a class="go" href="/cases/([^"]+)"', page))
    shop.post(manager, action(page), {"what": "cases", "form": "csv"})
    file = manager.get(LINK.findall(manager.get("/exports").text)[0])
    rows = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert {row[0] for row in rows[1:]} == listed and len(listed) == count


def test_a_large_one_is_left_to_the_worker(shop: Shop, manager: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SMALL", 3)
    shop.post(manager, "/exports", {"what": "events", "form": "csv"})
    page = manager.get("/exports")
    assert 'data-refresh="1"' in page.text and "Waiting" in text_of(page) and not LINK.findall(page.text)
    shop.clock.at = shop.clock.at.replace(hour=11)
    Worker(shop.desk).turn()
    page = manager.get("/exports")
    assert 'data-refresh="1"' not in page.text and LINK.findall(page.text)


def test_languages(shop: Shop, manager: FlaskClient) -> None:
    with shop.desk.store.unit_of_work() as work:
        work.users.get(shop.names.users["manager"]).language = "zh"
        work.commit()
    shop.post(manager, "/exports", {"what": "customers", "form": "csv"})
    page = manager.get("/exports")
    assert "我的导出" in page.text and "可以下载" in page.text
    assert manager.get(LINK.findall(page.text)[0]).data.decode("utf-8-sig").startswith("客户编号,客户,电话")


def test_wrong_answers_show_the_page_again(shop: Shop, manager: FlaskClient) -> None:
    for form in ({"what": "moon", "form": "csv"}, {"what": "cases", "form": "exe"}, {}):
        reply = shop.post(manager, "/exports", form)
        assert reply.status_code == 422 and "problems" in reply.text
    assert shop.desk.exports.mine(shop["manager"]) == []


def test_somebody_elses_file_looks_absent(shop: Shop) -> None:
    own = f"/exports/{shop.names.export}"
    assert shop.client("manager").get(f"{own}/file").status_code == 200
    for login in ("second", "apart", "elsewhere"):
        browser = shop.client(login)
        assert LINK.findall(browser.get("/exports").text) == []
        for address in (f"{own}/file", "/exports/999/file"):
            assert browser.get(address).status_code == 404
        foreign = answer(browser.get(f"{own}/file"))
        assert tuple_without(foreign, own, "/exports/999") == answer(browser.get("/exports/999/file"))
        assert shop.post(browser, f"{own}/remove").status_code == 404
    assert shop.client("administrator").get(f"{own}/file").status_code == 403
    assert shop.client("manager").get(f"{own}/file").status_code == 200


def test_nobody_who_was_disabled_fetches_it(shop: Shop) -> None:
    browser = shop.client("manager")
    assert browser.get(f"/exports/{shop.names.export}/file").status_code == 200
    with shop.desk.store.unit_of_work() as work:
        row = work.users.get(shop.names.users["manager"])
        row.duties = ["service"]
        work.commit()
    assert browser.get(f"/exports/{shop.names.export}/file").status_code == 403


def test_over_and_removed(shop: Shop) -> None:
    browser = shop.client("manager")
    path = shop.desk.exports.fetch(shop["manager"], shop.names.export).path
    shop.clock.at = shop.clock.at.replace(day=14, hour=10, minute=30)
    assert browser.get("/exports").status_code in (200, 302)
    shop._tokens.clear()
    browser = shop.client("manager")
    assert LINK.findall(browser.get("/exports").text)
    shop.clock.at = shop.clock.at.replace(minute=43)
    assert path.exists() and "Run out" in text_of(browser.get("/exports"))
    assert browser.get(f"/exports/{shop.names.export}/file").status_code == 409
    shop.post(browser, f"/exports/{shop.names.export}/remove")
    assert not path.exists() and "Nothing exported yet" in text_of(browser.get("/exports"))
