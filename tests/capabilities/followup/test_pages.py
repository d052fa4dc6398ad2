"""The pages of following up, by an ordinary browser without scripts; and the customer's rating by link."""

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.capabilities.followup.calls import Calls
from core.capabilities.followup.ratings import Ratings
from core.capabilities.followup.samples import Samples
from core.site import create_site
from core.web.signing_in import COOKIE
from tests.attack.desk import token_of
from tests.capabilities.followup.conftest import Pots
from tests.services.shop import PASSWORD, at


@pytest.fixture
def app(shop: Pots) -> Flask:
    return create_site(shop.desk)


def browser(shop: Pots, app: Flask, login: str) -> FlaskClient:
    found = app.test_client()
    found.set_cookie(COOKIE, shop.desk.users.log_in(login, PASSWORD))
    return found


def send(client: FlaskClient, path: str, **said: object) -> TestResponse:
    return client.post(path, data={"csrf_token": token_of(client), **said})


def test_calls_are_settled_one_after_the_other(shop: Pots, app: Flask) -> None:
    lin = browser(shop, app, "lin")
    assert "没有要回访的客户" in lin.get("/followup/").text
    first, second = shop.mended(shop.customer()), shop.mended(shop.customer("李<b>女士</b>", "13900001111"))
    page = lin.get("/followup/").text
    assert "王先生" in page and "13800006621" in page and 'data-key="1"' in page and "李&lt;b&gt;" in page
    assert f'action="/followup/calls/{first}"' in page
    reply = send(lin, f"/followup/calls/{first}", outcome="no_answer", channel="phone")
    assert reply.status_code == 302 and f'action="/followup/calls/{second}"' in lin.get("/followup/").text
    reply = send(lin, f"/followup/calls/{second}", outcome="solved", channel="phone", score="9",
                 remarks="很满意<i>")
    assert reply.status_code == 409 and "1 到 5" in reply.text and "很满意&lt;i&gt;" in reply.text
    reply = send(lin, f"/followup/calls/{second}", outcome="solved", channel="", remarks="嗯")
    assert reply.status_code == 422 and 'aria-invalid="true"' in reply.text and "嗯" in reply.text
    reply = send(lin, f"/followup/calls/{first}", outcome="no_answer", channel="phone",
                 next_try="2020-01-01T10:00")
    assert reply.status_code == 422 and "下次回访应在这次之后" in reply.text
    reply = send(lin, f"/followup/calls/{first}", outcome="give_up")
    assert reply.status_code == 409 and "1 天回访未接通" in reply.text
    assert send(lin, f"/followup/calls/{first}/mine").status_code == 302
    assert [each.number for each in Calls(shop.place).due(shop["lin"], "mine").due] == [first]
    reply = send(lin, f"/followup/calls/{second}", outcome="unsolved", channel="phone")
    assert reply.status_code == 302
    assert shop.desk.views.case(shop["lin"], second).row.state == "mend.waiting"
    assert "现在不用回访" in lin.get(f"/followup/?case={second}").text
    assert "打过 1 次未接通" in lin.get(f"/cases/{first}").text
    for login in ("tan", "kong"):
        other = browser(shop, app, login)
        assert other.get("/followup/").status_code == 403
    assert lin.get("/followup/?which=x&cursor=y").status_code == 422


def test_a_sample_is_scored_on_its_page(shop: Pots, app: Flask) -> None:
    shop.run()
    numbers = [shop.closed(shop.customer()) for _ in range(11)]
    shop.clock.at = at("2025-04-01 01:00")
    shop.run()
    qin = browser(shop, app, "qin")
    assert "2025" in qin.get("/followup/samples").text
    opened = Samples(shop.place).open(shop["qin"], 1)
    page = qin.get("/followup/samples/1").text
    assert opened.sample.row.seed in page and "结果相同" in page and opened.cases[0].number in page
    reply = send(qin, f"/followup/samples/1/{opened.cases[0].number}", handled_in_time="true",
                 solved="true", by_the_rules="false")
    assert reply.status_code == 422 and "发现的问题" in reply.text
    for each in opened.cases:
        reply = send(qin, f"/followup/samples/1/{each.number}", handled_in_time="true",
                     solved="true", by_the_rules="false", finding="没有登记")
        assert reply.status_code == 302
    assert "已全部评完" in qin.get("/followup/samples/1").text
    assert "没有登记" in qin.get(f"/cases/{opened.cases[0].number}").text
    assert send(qin, "/followup/samples", industry="pots", period="2025-03").status_code == 409
    assert send(qin, "/followup/samples", industry="pots", period="2025-0").status_code == 422
    assert send(qin, "/followup/samples", industry="pots", period="2025-02").status_code == 302
    assert qin.get("/followup/samples/99").status_code == 404
    task = next(int(each) for each in re.findall(r'href="/tasks/(\d+)"', qin.get("/tasks?state=done").text))
    assert "/followup/samples/1" in qin.get(f"/tasks/{task}").text
    assert len(numbers) == 11 and browser(shop, app, "lin").get("/followup/samples").status_code == 403


def test_a_customer_rates_by_link_or_phone(shop: Pots, app: Flask) -> None:
    number, other = shop.closed(shop.customer()), shop.closed(shop.customer("李女士", "13900001111"))
    lin = browser(shop, app, "lin")
    page = lin.get("/followup/surveys?period=2025-Q1").text
    assert "王先生" in page and "李女士" in page and lin.get("/followup/surveys?period=x").status_code == 422
    assert lin.get("/followup/surveys?industry=cars").status_code == 404
    reply = send(lin, f"/followup/surveys/{number}/link", industry="pots",
                 period="2025-Q1")
    path = re.search(r'/c/[\w-]+', reply.text)
    assert path and reply.status_code == 200 and "给我们评价" in reply.text
    guest = app.test_client()
    seen = guest.get(path[0])
    assert "请您评价" in seen.text and seen.headers["Referrer-Policy"] == "no-referrer"
    reply = send(guest, f"{path[0]}/panels/followup.rate", score="7", comment="还<b>行")
    assert reply.status_code == 422 and "还&lt;b&gt;行" in reply.text
    assert guest.post(f"{path[0]}/panels/followup.rate", data={"score": "4"}).status_code == 400
    reply = send(guest, f"{path[0]}/panels/followup.rate", score="4", comment="还行", key="k" * 20)
    assert reply.status_code == 302
    again = send(guest, f"{path[0]}/panels/followup.rate", score="4", comment="还行", key="k" * 20)
    assert again.status_code == 302 and "您已经评价过" in guest.get(path[0]).text
    assert send(guest, f"{path[0]}/panels/followup.rate", score="5").status_code == 409
    assert send(guest, f"{path[0]}/panels/other").status_code == 404
    rating, = Ratings(shop.place).of(shop["lin"], number)
    assert (rating.score, rating.channel) == (4, "link")
    assert send(lin, f"/followup/rate/{other}", score="0").status_code == 422
    assert send(lin, f"/followup/rate/{other}", score="5", praised="true").status_code == 302
    assert "5 分" in lin.get(f"/cases/{other}").text and "已评价" not in lin.get(f"/followup/rate/{other}").text
    fresh = shop.mended()
    assert "还没有办完" in lin.get(f"/followup/rate/{fresh}").text


def test_phone_times_are_typed_or_read_from_a_file(shop: Pots, app: Flask) -> None:
    lin = browser(shop, app, "lin")
    assert "还没有登记" in lin.get("/followup/phones").text
    assert send(lin, "/followup/phones", day="2025-03-01", seconds="12").status_code == 302
    reply = send(lin, "/followup/phones", day="2025-03-01", seconds="x")
    assert reply.status_code == 422 and 'value="x"' in reply.text
    content = "日期,秒\n2025-03-01,30\n".encode()
    for status in (302, 409):
        reply = send(lin, "/followup/phones/file", file=(io.BytesIO(content), "p.csv"))
        assert reply.status_code == status
    assert send(lin, "/followup/phones/file").status_code == 422
    assert ">21<" in lin.get("/followup/phones").text
