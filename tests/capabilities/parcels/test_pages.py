"""The bench and the lists of logistics, as browsers are answered."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient

from core.site import create_site
from core.web.signing_in import COOKIE
from tests.attack.desk import picture, token_of
from tests.capabilities.parcels.conftest import Kettles
from tests.services.shop import PASSWORD

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Browsers:
    """Somebody's browser by log-in."""

    def __init__(self, kettles: Kettles) -> None:
        self.kettles, self.app = kettles, create_site(kettles.desk)

    def __getitem__(self, login: str) -> FlaskClient:
        found = self.app.test_client()
        found.set_cookie(COOKIE, self.kettles.desk.users.log_in(login, PASSWORD))
        return found


@pytest.fixture
def browsers(kettles: Kettles) -> Browsers:
    return Browsers(kettles)


def test_two_enters_receive_a_parcel(kettles: Kettles, browsers: Browsers) -> None:
    number, kong = kettles.posted("SF1", "大壶", pieces=2), browsers["kong"]
    empty = kong.get("/parcels/bench").text
    assert 'id="f-code"' in empty and "autofocus" in empty and "今天还没有收件" in empty
    assert kong.get(f"/parcels/{10 ** 20}").status_code == kong.get("/parcels/4711").status_code == 404
    found = kong.get("/parcels/bench?code=sf 1").text
    assert "大壶" in found and "应到 2 件" in found and found.count(" autofocus") == 1
    assert 'data-main autofocus' in found and '<option value="intact" selected>' in found
    form = {"csrf_token": token_of(kong), "number": number, "code": "SF1", "condition": "intact",
            "waybill_read": "SF1", "key": "a-key-for-this-form"}
    done = kong.post("/parcels/receive", data=form)
    assert done.status_code == 302 and done.location.endswith(f"/parcels/bench?done={number}")
    after = kong.get(done.location).text
    assert "已收件" in after and after.count(" autofocus") == 1 and "Kong" in after
    assert kong.post("/parcels/receive", data=form).status_code == 302
    again = kong.post("/parcels/receive", data={**form, "key": "another-key-here"})
    assert again.status_code == 409 and "更正" in again.text and "什么都没有改" in again.text
    assert "不能再收" in kong.get("/parcels/bench?code=SF1").text


def test_refusals_keep_what_was_typed(kettles: Kettles, browsers: Browsers) -> None:
    number, kong = kettles.posted("SF1", pieces=1), browsers["kong"]
    form = {"csrf_token": token_of(kong), "number": number, "code": "SF1", "condition": "wet", "waybill_read": "SF1",
            "pieces_received": "3", "remarks": "箱子<b>湿"}
    refused = kong.post("/parcels/receive", data=form)
    assert refused.status_code == 422 and "实收 3 件" in refused.text and 'value="箱子&lt;b&gt;湿"' in refused.text
    assert '<option value="wet" selected>' in refused.text and kettles.state(number) == "inbound.transit"
    unknown = kong.get("/parcels/bench?code=<script>9")
    assert unknown.status_code == 200 and "<script>9" not in unknown.text and "留作无主包裹" in unknown.text
    photo = {"csrf_token": token_of(kong), "number": number, "condition": "damaged", "waybill_read": "SF1",
             "photo": (BytesIO(picture()), "box.jpg")}
    assert kong.post("/parcels/receive", data=photo).status_code == 302
    assert len(kettles.desk.views.case(kettles["kong"], number).evidence) == 1
    better = kong.post(f"/parcels/correct/{number}", data={"csrf_token": token_of(kong), "condition": "intact",
                                                           "pieces_received": "2"})
    assert better.status_code == 422
    better = kong.post(f"/parcels/correct/{number}", data={"csrf_token": token_of(kong), "condition": "wet"})
    assert better.status_code == 302 and "受潮" in kong.get("/parcels/bench").text
    assert kong.get("/parcels/correct/SH-2025-99999").status_code == 404


def test_what_nobody_asked_for(kettles: Kettles, browsers: Browsers) -> None:
    kong, asked = browsers["kong"], kettles.asked("小壶")
    token = token_of(kong)
    assert "没有无主包裹" in kong.get("/parcels/unclaimed").text
    kept = kong.post("/parcels/unclaimed", data={"csrf_token": token, "waybill": "ZT7", "carrier": "中通"})
    assert kept.status_code == 302 and "ZT7" in kong.get("/parcels/unclaimed").text
    again = kong.post("/parcels/unclaimed", data={"csrf_token": token, "waybill": "zt 7", "carrier": "中通"})
    assert again.status_code == 422 and 'value="zt 7"' in again.text and "已登记" in again.text
    parcel = kettles.bench.unclaimed(kettles["kong"])[0].row.id
    assert "归入案件" in kong.get("/parcels/bench?code=ZT7").text
    wrong = kong.post(f"/parcels/{parcel}/assign", data={"csrf_token": token, "number": kettles.open()})
    assert wrong.status_code == 409 and "不等包裹" in wrong.text
    given = kong.post(f"/parcels/{parcel}/assign", data={"csrf_token": token, "number": asked})
    assert given.status_code == 302 and "收件" in kong.get(given.location).text
    other = kettles.bench.keep_unclaimed(kettles["kong"], "ZT8").row.id
    assert kong.post(f"/parcels/{other}/dismiss", data={"csrf_token": token, "why": ""}).status_code == 422
    assert kong.post(f"/parcels/{other}/dismiss", data={"csrf_token": token, "why": "中通取回"}).status_code == 302
    assert kong.post(f"/parcels/{other}/dismiss", data={"csrf_token": token, "why": "中通取回"}).status_code == 404
    assert "ZT8" not in kong.get("/parcels/unclaimed").text
    unposted = kettles.asked()
    assert "登记寄出并收件" in kong.get(f"/parcels/bench?code={unposted}").text
    both = kong.post("/parcels/receive", data={"csrf_token": token, "number": unposted, "carrier": "德邦",
                                               "waybill": "DP5", "condition": "intact"})
    assert both.status_code == 302 and kettles.legs(unposted) == [("inbound", "received")]


def test_lists_of_logistics(kettles: Kettles, browsers: Browsers) -> None:
    kong = browsers["kong"]
    token = token_of(kong)
    assert "没有要安排的包裹" in kong.get("/parcels/queue").text and "不欠客户运费" in kong.get("/parcels/owed").text
    assert "没有这样的包裹" in kong.get("/parcels/").text
    number = kettles.open("大壶")
    assert "安排寄件" in kong.get("/parcels/queue").text
    kettles.take("kong", number, "inbound.arrange", {"mode": "pickup", "pickup_at": "2025-03-06T09:00",
                                                     "pickup_address": "禅城区 5 栋"})
    parcel = kettles.parcel(number)
    page = kong.get("/parcels/queue").text
    assert "禅城区 5 栋" in page and "上门取件" in page and f"id={parcel}" in page
    wrong = kong.post(f"/parcels/{parcel}/book", data={"csrf_token": token, "waybill": "DP1"})
    assert wrong.status_code == 422 and 'value="DP1"' in wrong.text
    assert kong.post(f"/parcels/{parcel}/book", data={"csrf_token": token, "carrier": "德邦", "waybill": "DP1",
                                                      "at": "2025-03-06T09:00"}).status_code == 302
    kettles.take("kong", number, "inbound.picked_up", {"carrier": "德邦", "waybill": "DP1", "freight": "18",
                                                       "freight_paid_by": "customer"})
    assert "DP1" in kong.get("/parcels/").text
    told = kong.post(f"/parcels/{parcel}/troubles", data={"csrf_token": token, "problem": "damage", "claim": "30",
                                                          "note": "压扁", "photo": (BytesIO(picture()), "a.jpg")})
    assert told.status_code == 302
    page = kong.get(f"/parcels/{parcel}").text
    assert "压扁" in page and "¥30.00" in page and "运输损坏" in kong.get("/parcels/?which=lost").text
    bad = kong.post(f"/parcels/{parcel}/troubles", data={"csrf_token": token, "problem": "delay", "claim": "x"})
    assert bad.status_code == 422 and 'value="x"' in bad.text
    which = kettles.troubles.open(kettles["kong"])[0].row.id
    assert kong.post(f"/parcels/{parcel}/troubles/{which}/settle",
                     data={"csrf_token": token, "outcome": ""}).status_code == 422
    assert kong.post(f"/parcels/{parcel}/troubles/{which}/settle",
                     data={"csrf_token": token, "outcome": "赔了", "paid": "30"}).status_code == 302
    assert kong.post(f"/parcels/{parcel}/moves", data={"csrf_token": token, "place": "", "note": ""}).status_code == 422
    assert kong.post(f"/parcels/{parcel}/moves", data={"csrf_token": token, "place": "检测室"}).status_code == 302
    assert "检测室" in kong.get(f"/parcels/{parcel}").text
    kettles.bench.receive(kettles["kong"], number, {"condition": "intact"})
    kettles.take("wu", number, "bench.look", {"misused": False})
    assert "¥18.00" in kong.get("/parcels/owed").text
    case = browsers["lin"].get(f"/cases/{number}").text
    assert "应退客户运费" in case and 'data-copy="DP1"' in case and "赔了" in case
    labels = kong.get(f"/parcels/labels?id={parcel}&id={parcel}")
    assert labels.status_code == 200 and number in labels.text and "<svg" in labels.text
    assert kong.get("/parcels/labels").status_code == 404
    english = browsers["kong"]
    english.set_cookie("shouhou_language", "en")
    for path in ("/parcels/", "/parcels/queue", "/parcels/bench", "/parcels/unclaimed", "/parcels/owed"):
        assert english.get(path).status_code == 200


READERS = {"lin", "kong", "wu", "zhou", "sun"}
PLACES = {"/parcels/bench": {"kong"}, "/parcels/": READERS, "/parcels/queue": READERS, "/parcels/owed": READERS,
          "/parcels/unclaimed": READERS, "/parcels/{parcel}": READERS, "/parcels/correct/{number}": {"kong"},
          "/parcels/labels?id={parcel}": READERS}
ACTS = {"/parcels/receive": {"kong"}, "/parcels/unclaimed": {"kong"}, "/parcels/{parcel}/assign": {"kong"},
        "/parcels/{parcel}/dismiss": {"kong"},
        "/parcels/{parcel}/book": {"kong", "zhou"}, "/parcels/{parcel}/moves": READERS,
        "/parcels/{parcel}/troubles": {"kong", "zhou"}, "/parcels/{parcel}/troubles/1/settle": {"kong", "zhou"},
        "/parcels/correct/{number}": {"kong"}}


def test_who_may_see_and_do_what(kettles: Kettles, browsers: Browsers) -> None:
    number = kettles.received("SF1")
    names = {"parcel": str(kettles.parcel(number)), "number": number}
    for login in ("lin", "kong", "wu", "zhou", "sun", "gu"):
        client = browsers[login]
        token = token_of(client)
        for path, who in PLACES.items():
            assert (client.get(path.format(**names)).status_code == 200) is (login in who), (login, path)
        for path, who in ACTS.items():
            said = client.post(path.format(**names), data={"csrf_token": token}).status_code
            assert (said != 403) is (login in who), (login, path, said)
    rules = {each.rule for each in browsers.app.url_map.iter_rules() if each.rule.startswith("/parcels/")}
    known = {path.partition("?")[0].replace("{parcel}", "<int:parcel>").replace("{number}", "<number>")
             .replace("troubles/1", "troubles/<int:which>") for path in (*PLACES, *ACTS)}
    assert rules - known == {"/parcels/static/<path:filename>", "/parcels/labels.pdf"}
    assert browsers.app.test_client().get("/parcels/bench").status_code == 302
