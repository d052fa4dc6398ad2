"""Complaints, penalties and the service star, as browsers are answered."""

import pytest
from flask.testing import FlaskClient

from core.site import create_site
from core.web.signing_in import COOKIE
from tests.attack.desk import token_of
from tests.capabilities.conduct.conftest import Fans
from tests.capabilities.conduct.test_conduct import LATE, called
from tests.services.shop import PASSWORD

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Browsers:
    """Somebody's browser by log-in."""

    def __init__(self, fans: Fans) -> None:
        self.fans, self.app = fans, create_site(fans.desk)

    def __getitem__(self, login: str) -> FlaskClient:
        found = self.app.test_client()
        found.set_cookie(COOKIE, self.fans.desk.users.log_in(login, PASSWORD))
        return found


@pytest.fixture
def browsers(fans: Fans) -> Browsers:
    return Browsers(fans)


def test_a_complaint_is_made_on_the_page_of_a_case(fans: Fans, browsers: Browsers) -> None:
    lin, repair = browsers["lin"], fans.open()
    assert "没有这样的投诉" in lin.get("/complaints/").text
    assert "没有等主管的案件" in lin.get("/complaints/waiting").text
    page = lin.get(f"/cases/{repair}").text
    assert f"/complaints/flag/{repair}" in page
    asks = lin.get(f"/complaints/flag/{repair}").text
    assert "记为投诉" in asks and "不用再填" in asks
    form = {"csrf_token": token_of(lin), "key": "a-key-for-this-form", "about": "没人<b>理我", "channel": ""}
    wrong = lin.post(f"/complaints/flag/{repair}", data=form)
    assert wrong.status_code == 422 and "没人&lt;b&gt;理我" in wrong.text and 'aria-invalid="true"' in wrong.text
    done = lin.post(f"/complaints/flag/{repair}", data={**form, "channel": "phone"})
    assert done.status_code == 302
    number = done.location.rpartition("/")[2]
    assert lin.post(f"/complaints/flag/{repair}", data={**form, "channel": "phone"}).location == done.location
    assert "已记为投诉" in lin.get(done.location).text and number in lin.get(f"/cases/{repair}").text
    listed = lin.get("/complaints/?status=open&cause=nothing&cursor=x").text
    assert number in listed and repair in listed and "待调查" in listed
    assert number not in lin.get("/complaints/?status=settled").text
    fans.take("lin", number, "investigate.look_into", {"cause": "delay", "department": "客服部", "finding": "x"})
    fans.answer(number, agreed=False)
    fans.take("lin", number, "respond.appeal")
    assert number in browsers["zhou"].get("/complaints/waiting").text
    token = {"csrf_token": form["csrf_token"]}
    outside = lin.post(f"/complaints/outside/{number}", data={**token, "body": "", "remarks": "记者来电"})
    assert outside.status_code == 422 and "记者来电" in outside.text
    outside = lin.post(f"/complaints/outside/{number}", data={**token, "body": "消费者协会"})
    assert outside.status_code == 302 and "已到外部机构" in lin.get(f"/cases/{number}").text
    assert lin.get("/complaints/flag/DS-2025-99999").status_code == 404
    assert f"/complaints/flag/{number}" not in lin.get(f"/cases/{number}").text
    assert browsers["gu"].get("/complaints/").status_code == 403
    assert browsers["kong"].get("/complaints/").status_code == 403
    assert browsers["kong"].get(f"/complaints/flag/{repair}").status_code == 200


def test_the_register_is_off_until_kinds_are_entered(fans: Fans, browsers: Browsers) -> None:
    wu, zhou = browsers["wu"], browsers["zhou"]
    assert "处罚没有启用" in wu.get("/conduct/").text and "没有检查发现" in wu.get("/conduct/findings").text
    token = token_of(wu)
    empty = wu.post("/conduct/findings", data={"csrf_token": token, "what": "", "person": "lin"})
    assert empty.status_code == 422 and 'value="lin"' in empty.text
    kept = wu.post("/conduct/findings", data={"csrf_token": token, "what": "没<b>签字", "person": "lin"})
    assert kept.status_code == 302
    listed = wu.get("/conduct/findings").text
    assert "没&lt;b&gt;签字" in listed and "提议处罚" not in listed
    off = wu.post("/conduct/propose", data={"csrf_token": token, "finding": "other:1", "kind": LATE})
    assert off.status_code == 409 and "没有启用" in off.text
    fans.set(conduct__misconduct=[LATE])
    assert "提议处罚" in wu.get("/conduct/findings").text
    done = wu.post("/conduct/propose", data={"csrf_token": token, "finding": "other:1", "kind": LATE})
    assert done.status_code == 302 and "待确认" in wu.get(done.location).text
    again = wu.post("/conduct/propose", data={"csrf_token": token, "finding": "other:1", "kind": LATE})
    assert again.status_code == 409 and "不重复" in again.text
    assert "不涉及金额" not in wu.get(done.location).text
    assert "不涉及金额" in zhou.get(done.location).text
    mine = token_of(zhou)
    wrong = zhou.post(f"{done.location}/change", data={"csrf_token": mine, "amount": "很多", "why": "第一次"})
    assert wrong.status_code == 422 and 'value="很多"' in wrong.text and "第一次" in wrong.text
    right = zhou.post(f"{done.location}/change", data={"csrf_token": mine, "amount": "50", "why": "第一次"})
    assert right.status_code == 302
    lin = browsers["lin"]
    assert lin.get("/conduct/").status_code == 403 and LATE in lin.get("/conduct/mine").text
    assert [each.get("/conduct/mine").text.partition('class="rail"')[2].partition("</aside>")[0].count("我的奖惩")
            for each in (lin, zhou)] == [1, 0]
    assert browsers["mei"].get(done.location).status_code == 404
    assert lin.post(f"{done.location}/waive", data={"csrf_token": token_of(lin), "why": "x"}).status_code == 403
    appealed = lin.post(f"{done.location}/appeal", data={"csrf_token": token_of(lin), "why": "停电"})
    assert appealed.status_code == 302 and "由另一位主管裁定" in zhou.get(done.location).text
    tang = browsers["tang"]
    assert "裁定申诉" in tang.get(done.location).text and done.location.rpartition("/")[2] in tang.get(
        "/conduct/?state=waiting").text
    assert tang.post(f"{done.location}/decide", data={"csrf_token": token_of(tang), "why": "维持"}).status_code == 302
    assert "已成立合计" in zhou.get("/conduct/").text and "¥50.00" in zhou.get("/conduct/").text
    assert browsers["gu"].get("/conduct/").status_code == 403


def test_the_star_of_a_month(fans: Fans, browsers: Browsers) -> None:
    called(fans, "lin", praised=True)
    assert "还没有到评选的时候" in browsers["zhou"].get("/conduct/star?period=2025-03").text
    fans.clock.at = fans.clock.at.replace(month=4, day=2)
    fans.desk.plans.run()
    zhou = browsers["zhou"]
    page = zhou.get("/conduct/star").text
    assert "Lin" in page and 'value="lin"' in page
    form = {"csrf_token": token_of(zhou), "period": "2025-03", "winner": "lin", "bonus": ""}
    wrong = zhou.post("/conduct/star", data=form)
    assert wrong.status_code == 422 and "请填写奖金" in wrong.text and 'value="lin"' in wrong.text
    assert zhou.post("/conduct/star", data={**form, "bonus": "500"}).status_code == 302
    again = zhou.post("/conduct/star", data={**form, "winner": "mei", "bonus": "1", "why": "她"})
    assert again.status_code == 409 and "只评一次" in again.text
    assert "¥500.00" in browsers["lin"].get("/conduct/mine").text
    kong = browsers["kong"]
    seen = kong.get("/conduct/star").text
    assert "Lin" in seen and "¥500.00" not in seen and "平均首次响应" not in seen
    assert kong.post("/conduct/star", data={**form, "csrf_token": token_of(kong)}).status_code == 403
