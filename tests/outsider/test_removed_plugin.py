"""The plugin of some cases is taken out of use: they stay readable, findable, exportable, and can be closed; once it is
back they go on."""

from dataclasses import replace
from io import BytesIO

import pytest

from core.app import Desk
from core.domain.errors import Forbidden, NotFound, PluginAbsent, Refused, StaleVersion
from core.pluginless import CLOSED
from core.sdk import MANAGER, SERVICE
from core.services.opening import Request
from core.services.records import Receipt
from core.store.lists import CaseFilter
from core.testing.practice import Practice
from plugins.lighting.workflows.kinds import Consultation

SAID = {"channel": "phone", "contact_phone": "13680223954", "description": "怎么调光"}


@pytest.fixture
def shop() -> Practice:
    return Practice("furniture", "lighting", policies=["furniture/five-stage-complaint", "lighting/factory-mail-in"])


def without(shop: Practice) -> Desk:
    """The same desk after its lamps are taken out of shouhou.toml and it was started again."""
    config = replace(shop.desk.config, plugins=("furniture",), policies=shop.desk.config.policies[:1])
    gone = Desk(config, now=lambda: shop.now, store=shop.desk.store)
    gone.users = shop.desk.users
    return gone


def opened(shop: Practice) -> str:
    person = shop.desk.customers.register(shop.people[SERVICE.key], name="邱女士", phones=["13680223954"])
    return shop.desk.opening.open(shop.people[SERVICE.key], Request(
        shop.kind(Consultation), SAID, customer_id=person, partial=True)).number


def test_it_stays_readable_findable_and_exportable(shop: Practice) -> None:
    number = opened(shop)
    gone, manager = without(shop), shop.people[MANAGER.key]
    with pytest.raises(PluginAbsent):
        gone.views.case(manager, number)
    found = gone.pluginless.show(manager, number)
    assert found.row.number == number and found.customer and found.customer.row.name == "邱女士"
    answers = [answer for _, answers, _ in found.forms for _, answer in answers]
    assert "怎么调光" in answers
    listed = gone.views.cases(manager, CaseFilter(search="邱女士"))
    assert [row.number for row in listed.page.rows] == [number]
    written = BytesIO()
    gone.exports.write(manager, "cases", "csv", written)
    assert number in written.getvalue().decode()


def test_its_page_says_so_and_closes_it(shop: Practice) -> None:
    number = opened(shop)
    shop.__dict__.pop("_site", None)
    shop.desk = without(shop)
    browser = shop.browser(MANAGER)
    page = browser.get(f"/cases/{number}").text
    assert "lighting" in page and "怎么调光" in page and "is not in use" in page
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    refused = browser.post(f"/cases/{number}/close", data={"csrf_token": token, "why": " ", "version": 1})
    assert refused.status_code == 422 and "怎么调光" in refused.text
    assert browser.post(f"/cases/{number}/close",
                        data={"csrf_token": token, "why": "不再卖灯", "version": 1}).status_code == 302
    ended = browser.get(f"/cases/{number}").text
    assert "不再卖灯" in ended and "/close" not in ended
    assert number not in browser.get("/cases").text
    events = shop.browser(SERVICE).get(f"/cases/{number}").text
    assert "怎么调光" in events and "/close" not in events


def test_it_is_closed_once_by_whoever_may_and_goes_on_when_the_plugin_is_back(shop: Practice) -> None:
    number = opened(shop)
    gone, manager = without(shop), shop.people[MANAGER.key]
    close = gone.pluginless.close
    with pytest.raises(Forbidden):
        close(shop.people[SERVICE.key], number, "不再卖灯")
    with pytest.raises(StaleVersion):
        close(manager, number, "不再卖灯", version=7)
    with pytest.raises(NotFound):
        close(manager, "TH-1999-00001", "不再卖灯")
    done = close(manager, number, "不再卖灯", version=1, key="k1")
    assert close(manager, number, "不再卖灯", version=1, key="k1") == replace(done, replayed=True)
    with pytest.raises(Refused, match="已经结束"):
        close(manager, number, "不再卖灯")
    assert isinstance(done, Receipt)
    back = shop.case(number)
    assert back.row.closed_at and back.case.state is None and back.events[-1].data["step"] == CLOSED
    assert not [each for each in back.clocks if each.state == "running"]
    shop.desk.arranging.reopen(manager, number, "又卖灯了")
    assert shop.state(number) == "待答复"


def test_a_case_whose_plugin_is_in_use_ends_by_its_own_steps(shop: Practice) -> None:
    with pytest.raises(Refused, match="插件在用"):
        shop.desk.pluginless.close(shop.people[MANAGER.key], opened(shop), "快一点")
