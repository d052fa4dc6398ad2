"""The technician's phone, the customer's answer, the register of pieces, as browsers are answered."""

import json
import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.capabilities.visits.seeing import Seeing
from core.portal.links import Links
from core.site import create_site
from core.web.signing_in import COOKIE
from tests.attack.desk import picture, token_of
from tests.capabilities.visits.conftest import CHECKED, DAY, LATER, Ovens
from tests.services.shop import PASSWORD, at

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DOOR = {"greeted": "true", "badge_shown": "true", "uniform_worn": "true", "shoe_covers": "true"}
STROKES = json.dumps([[[x, 100 + x // 9] for x in range(50, 500, 10)]])


@pytest.fixture
def app(ovens: Ovens) -> Flask:
    return create_site(ovens.desk)


def browser(ovens: Ovens, app: Flask, login: str) -> FlaskClient:
    found = app.test_client()
    found.set_cookie(COOKIE, ovens.desk.users.log_in(login, PASSWORD))
    return found


def send(client: FlaskClient, path: str, **said: object) -> TestResponse:
    return client.post(path, data={"csrf_token": token_of(client), **said})


def test_a_day_on_the_phone(ovens: Ovens, app: Flask) -> None:
    customer = ovens.desk.customers.register(ovens["lin"], name="王<b>", phones=["13800000001"], address="灯湖路 1 号")
    number, later = ovens.sent(customer=customer), ovens.sent(window=LATER)
    ovens.clock.at = at(f"{DAY} 10:00")
    wu = browser(ovens, app, "wu")
    page = wu.get("/visits/mine").text
    assert 'href="/visits/mine"' in page.partition('class="tabbar"')[2].partition("<details")[0], "a thumb reaches it"
    assert 'href="tel:13800000001"' in page and "灯湖路 1 号" in page and "王&lt;b&gt;" in page and later in page
    assert "没有派给您的上门" in browser(ovens, app, "xu").get("/visits/mine").text
    for path in (f"/visits/case/{number}", f"/visits/case/{number}/sign", f"/visits/case/{number}/do/visit.set_out"):
        assert browser(ovens, app, "xu").get(path).status_code == 404, "own visits alone"
    assert send(browser(ovens, app, "xu"), f"/visits/case/{number}/do/visit.set_out").status_code == 404
    assert browser(ovens, app, "gu").get("/visits/mine").status_code == 403
    form = {"key": "a-key-for-this-step"}
    assert send(wu, f"/visits/case/{number}/do/visit.set_out", **form).status_code == 302
    assert send(wu, f"/visits/case/{number}/do/visit.set_out", **form).status_code == 302, "sent twice, done once"
    door = wu.get(f"/visits/case/{number}/do/visit.arrive").text
    assert "自备鞋套" in door and 'name="badge_shown"' in door
    wrong = send(wu, f"/visits/case/{number}/do/visit.arrive", greeted="true")
    assert wrong.status_code == 422 and 'id="f-greeted-true" value="true" checked' in wrong.text
    assert send(wu, f"/visits/case/{number}/do/visit.arrive", **{**DOOR, "shoe_covers": "false"}).status_code == 302
    page = wu.get(f"/visits/case/{number}").text
    assert "现在还不能办的" in page and "鞋套" in page
    photo = wu.post(f"/visits/case/{number}/photos", data={
        "csrf_token": token_of(wu), "photos": (BytesIO(picture()), "现场.jpg")}, content_type="multipart/form-data")
    assert photo.status_code == 302 and "已有 1 张" in wu.get(photo.location).text


def test_the_customer_signs_on_the_phone(ovens: Ovens, app: Flask) -> None:
    number, wu = ovens.there(ovens.sent()), browser(ovens, app, "wu")
    path = f"/visits/case/{number}/sign"
    assert wu.get(path).status_code == 409, "not yet"
    ovens.take("wu", number, "bench.finish", {"done": "换<i>门封"})
    page = wu.get(path).text
    assert "还不能签字" in page and "换&lt;i&gt;门封" in page and 'value="accept"' not in page
    ovens.take("wu", number, "joint.inspect", CHECKED)
    page = wu.get(path).text
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert digest and "data-signpad" in page and "还不能签字" not in page
    ovens.take("wu", number, "joint.inspect", {**CHECKED, "objection": "问了保修"})
    said = {"digest": digest[1], "result": "accept", "signed_by": "王先生", "strokes": STROKES}
    stale = send(wu, path, **said)
    assert stale.status_code == 422 and "重新看过" in stale.text and "问了保修" in stale.text
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', stale.text)
    assert digest and digest[1] != said["digest"] and 'value="王先生"' in stale.text
    assert send(wu, path, **{**said, "digest": digest[1], "strokes": "{"}).status_code == 422
    done = send(wu, path, **{**said, "digest": digest[1]})
    assert done.status_code == 302
    kept = wu.get(done.location).text
    assert "一字不差" in kept and '<path d="M50 105 L60 106' in kept and digest[1] in kept
    assert "签字单" in browser(ovens, app, "lin").get(f"/cases/{number}").text
    assert wu.get("/visits/signatures/4711").status_code == 404
    row = ovens.desk.views.case(ovens["lin"], number).row
    link = Links(ovens.desk.place).make(ovens["lin"], number).path
    shown = app.test_client().get(link).text
    assert "您签过的单子" in shown and "换&lt;i&gt;门封" in shown and row.number in shown


def test_the_customer_answers_a_window(ovens: Ovens, app: Flask) -> None:
    number, guest = ovens.sent(), app.test_client()
    link = Links(ovens.desk.place).make(ovens["lin"], number).path
    page = guest.get(link).text
    assert "Wu" in page and "G-" in page and "这个时间可以" in page
    agreed = re.search(r'name="agreed" value="([^"]+)"', page)
    action = re.search(rf'action="({link}/[^"]*visits[^"]*)"', page)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert agreed and action and token
    said = {"csrf_token": token[1], "answer": "confirm", "agreed": agreed[1], "key": "a-key-for-this-form"}
    assert guest.post(action[1], data={**said, "agreed": "soon"}).status_code == 422
    assert guest.post(action[1], data=said).status_code == 302
    assert "您已确认" in guest.get(link).text
    wish = {**said, "answer": "wish", "starts": f"{DAY}T15:00", "ends": f"{DAY}T14:00", "key": "another-key-here"}
    refused = guest.post(action[1], data=wish)
    assert refused.status_code == 422 and f'value="{DAY}T15:00"' in refused.text
    assert guest.post(action[1], data={**wish, "ends": f"{DAY}T16:00"}).status_code == 302
    assert "客户希望改到" in browser(ovens, app, "wu").get("/visits/mine").text
    assert "客户希望改到" in browser(ovens, app, "lin").get(f"/cases/{number}").text


def test_pieces_and_support_are_listed(ovens: Ovens, app: Flask) -> None:
    lin = browser(ovens, app, "lin")
    assert "没有" in lin.get("/visits/pieces").text and "没有人在等" in lin.get("/visits/support").text
    number = ovens.there(ovens.sent())
    lin = browser(ovens, app, "lin")
    ovens.take("wu", number, "bench.ask", {"trouble": "搬不<u>走"})
    page = lin.get("/visits/support").text
    assert "搬不&lt;u&gt;走" in page and f"/cases/{number}/steps/support.answer" in page
    ovens.take("lin", number, "support.answer", {"advice": "等车"})
    ovens.take("wu", number, "bench.take", {"what": "门", "condition_taken": "裂", "promised_back": "2025-03-07",
                                            "receipt_signed": True})
    ovens.clock.at = at("2025-03-08 00:00")
    lin = browser(ovens, app, "lin")
    [piece] = Seeing(ovens.desk.place).pieces(ovens["lin"])
    page = lin.get("/visits/pieces?which=overdue").text
    assert piece.row.receipt in page and "已超过" in page
    assert piece.row.receipt in lin.get(f"/visits/pieces/{piece.row.id}").text
    assert lin.get("/visits/pieces/4711").status_code == 404
    assert piece.row.receipt in lin.get(f"/cases/{number}").text
