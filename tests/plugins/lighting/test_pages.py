"""The lamp factory's own pages, as browsers are answered, in Chinese and in English."""

import re
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from core.capabilities.charges.seeing import Seeing
from core.capabilities.charges.service import Call, Charges
from core.site import create_site
from core.web.signing_in import COOKIE
from tests.attack.desk import token_of
from tests.plugins.lighting.factory import Factory
from tests.plugins.lighting.story import BROKEN, MAIL_IN, REPAIR
from tests.services.shop import PASSWORD

pytestmark = pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)
LEAK = {**BROKEN, "fault": "leak", "description": "摸开关时手发麻"}


def browser(factory: Factory, login: str = "lin") -> FlaskClient:
    found = create_site(factory.desk).test_client()
    found.set_cookie(COOKIE, factory.desk.users.log_in(login, PASSWORD))
    return found


def test_lfm_49_the_board_shows_who_has_not_been_warned_yet(factory: Factory) -> None:
    lin = browser(factory)
    assert "没有安全紧急的案件" in lin.get("/lighting/danger").text
    number = factory.open(REPAIR, LEAK)
    factory.open(REPAIR, BROKEN)
    factory.on("03-03 09:12")
    shown = lin.get("/lighting/danger").text
    assert "还没有告知停用" in shown and number in shown and "12 分钟" in shown and "漏电" in shown
    factory.take(number, "triage.warn", {"stopped": True, "told_by": "phone"})
    later = lin.get("/lighting/danger").text
    assert "还没有告知停用" not in later and "12 分钟" in later and "内告知" in later and "林晓燕" in later
    assert "Safety board" in browser(factory, "huang").get("/lighting/danger").text


def test_lfm_30_what_was_sent_is_listed_and_what_was_not_is_told(factory: Factory) -> None:
    number, lin = factory.open(REPAIR, BROKEN), browser(factory)
    factory.take(number, "triage.accept")
    assert "客户知道现在的进展" in lin.get(f"/cases/{number}").text
    factory.on("03-03 10:00")
    factory.take(number, "triage.mail_in", {**MAIL_IN})
    assert "客户知道现在的进展" in lin.get(f"/cases/{number}").text
    factory.on("03-03 11:00")
    factory.take(number, "inbound.arrange", {"mode": "self_ship"})
    page = lin.get(f"/cases/{number}").text
    assert "客户还不知道" in page and "已发：寄修流程" in page and "响应时间 0 分钟" in page
    factory.on("03-03 11:05")
    form = {"csrf_token": token_of(lin), "message": "how_repair_works", "channel": "wechat", "key": "a-key-for-this"}
    assert lin.post(f"/lighting/cases/{number}/tell", data=form).status_code == 302
    assert lin.post(f"/lighting/cases/{number}/tell", data=form).status_code == 302
    after = lin.get(f"/cases/{number}").text
    assert "客户知道现在的进展" in after and after.count("微信:寄修流程") == 1 and "灯饰路 8 号" in after
    for wrong in ({"channel": "pigeon"}, {"message": "nothing"}):
        assert lin.post(f"/lighting/cases/{number}/tell", data={**form, **wrong, "key": "other-key"}).status_code in (
            404, 422)


def test_lfm_20_intake_asks_for_the_customer_once(factory: Factory) -> None:
    lin = browser(factory)
    page = lin.get("/cases/new?kind=lighting.repair").text
    assert 'name="f.model"' in page and "f.contact_name" not in page and "f.channel" not in page
    sent = lin.post("/cases/new", data={
        "csrf_token": token_of(lin), "do": "open", "kind": "lighting.repair", "phone": "13912345678",
        "customer.name": "李四", "channel": "phone", "f.model": "XD-200", "f.description": "不亮", "f.fault": "dead",
        "f.bought_on": "2025-03-01", "key": "a-new-case-key"})
    assert sent.status_code == 302, sent.text
    number = sent.location.rpartition("/")[2]
    said = factory.see(number).case.forms[0].dump()
    assert (said["contact_name"], said["contact_phone"], said["channel"]) == ("李四", "13912345678", "phone")


def test_what_a_cheaper_model_costs_less_goes_back_to_the_customer(factory: Factory) -> None:
    number = factory.returned()
    seeing, charges = Seeing(factory.desk.place), Charges(factory.desk.place)
    before = seeing.case(factory["sun"], number).sums.balance
    factory.take(number, "remedy.confirm_wish", {"wish_now": "exchange", "exchange_for": "XD-300"})
    factory.take(number, "remedy.difference", {"new_price": "99.50", "agreed_by": "phone"})
    sums = seeing.case(factory["sun"], number).sums
    assert (sums.balance - before, sums.overpaid) == (Decimal("-20.50"), Decimal("20.50"))
    charges.refund(Call(factory["sun"], number), {
        "amount": "20.50", "method": "wechat_pay", "paid_on": factory.clock.at.date().isoformat(), "reference": "T1"})
    assert seeing.case(factory["sun"], number).sums.balance == before
    factory.take(number, "remedy.difference", {"new_price": "150.00", "agreed_by": "phone"})
    assert seeing.case(factory["sun"], number).sums.balance - before == Decimal("50.50")


def test_places_stand_in_groups_and_only_those_of_the_reader(factory: Factory) -> None:
    app = create_site(factory.desk)

    def places(login: str) -> dict[str, list[str]]:
        client = app.test_client()
        client.set_cookie(COOKIE, factory.desk.users.log_in(login, PASSWORD))
        rail = client.get("/cases").text.partition('<nav aria-label="主导航">')[2].partition("</nav>")[0]
        groups = re.findall(r'<p class="head" id="(.*?)">(.*?)</p>\s*<ul aria-labelledby="(.*?)">(.*?)</ul>', rail,
                            re.S)
        assert all(head == named for head, _, named, _ in groups)
        return {title: re.findall(r"<span>(.*?)</span>", each) for _, title, _, each in groups}

    manager, bench = places("zhao"), places("kong")
    assert list(manager) == ["日常", "收发", "钱款", "质量", "设置"]
    assert manager["钱款"] == ["价目", "账目"] and "报表" in manager["质量"] and "政策" in manager["设置"]
    assert "收件台" in bench["收发"] and "钱款" not in bench
