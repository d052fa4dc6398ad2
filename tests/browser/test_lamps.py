"""The lamp factory in a browser: its stories by the people whose work they are, in both languages, wide and on a phone,
with the keyboard where a desk has one."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from waitress.server import create_server

from core.sdk import CUSTOMER
from core.setting_up import seed_calendar
from core.site import create_site
from core.store import Store
from tests.conftest import histories
from tests.plugins.lighting.factory import Factory
from tests.plugins.lighting.story import BROKEN, MENDED, OLD, REPAIR
from tests.services.shop import HandClock
from tests.web.scene import a_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EVERY = pytest.mark.parametrize(("size", "language"), [
    ("wide", "zh"), ("phone", "en"), ("wide", "en"), ("phone", "zh")])
Visit = Callable[..., Page]
WORDS = {
    "zh": {"done": "已办理", "closed": "已结案", "late": "届满", "repair": "改按保修维修", "stop": "先告知客户立即停用",
           "waiting": "还没有告知停用", "refuse": "不修了,请寄还"},
    "en": {"done": "Done", "closed": "Closed", "late": "ended on", "repair": "Repair under warranty instead",
           "stop": "first tell the customer to stop", "waiting": "Not yet told to stop", "refuse": "send it back"}}


@dataclass
class Served:
    """A lamp factory and where it is served."""

    factory: Factory
    address: str

    @property
    def scene(self) -> Factory:
        return self.factory


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path) -> Iterator[Served]:
    (tmp_path / "desk.sqlite3").write_bytes(sqlite_template.read_bytes())
    clock = HandClock()
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite3'}", clock, histories=histories())
    factory = Factory(store, clock, tmp_path)
    seed_calendar(factory.desk)
    server = create_server(create_site(factory.desk), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Served(factory, f"http://127.0.0.1:{server.effective_port}")
    server.close()
    thread.join(10)
    store.dispose()


def say(language: str, word: str) -> re.Pattern[str]:
    """A word as the page may set it."""
    return re.compile(WORDS[language][word].replace(",", "[,，]"), re.IGNORECASE)


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is on what is wanted."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"no Tab leads to {wanted}")


def answer(page: Page, name: str, said: str) -> None:
    """Answer a question with nothing but keys."""
    tab_to(page, f"[name='{name}']")
    kind = page.evaluate("document.activeElement.type")
    if kind == "date":
        year, month, day = said.split("-")
        page.keyboard.type(month + day + year)
    elif kind in ("radio", "select-one"):
        now = f"document.querySelector(`[name='{name}']{':checked' if kind == 'radio' else ''}`).value"
        for _ in range(40):
            if page.evaluate(now) == said:
                break
            page.keyboard.press("ArrowRight" if kind == "radio" else "ArrowDown")
    else:
        page.keyboard.press("Control+a")
        page.keyboard.type(said)


def type_in(page: Page, *, prefix: str = "", yes: tuple[str, ...] = (), no: tuple[str, ...] = (),
            text: dict[str, str] | None = None, choose: dict[str, str] | None = None) -> None:
    """Answer questions as a person does whose mouse is broken."""
    for name, said in {**(choose or {}), **(text or {}), **dict.fromkeys(yes, "true"),
                       **dict.fromkeys(no, "false")}.items():
        answer(page, prefix + name, said)


def step_by_keys(page: Page, language: str, number: str, key: str, **answers: object) -> None:
    """Find a step on the case's page, take it and send it, all by keyboard."""
    page.goto(f"/cases/{number}")
    tab_to(page, f"a[href$='/cases/{number}/steps/{key}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/steps/{key}")
    type_in(page, **answers)  # type: ignore[arg-type]
    tab_to(page, "[data-main]")
    page.keyboard.press("Enter")
    expect(page.locator(".flash")).to_contain_text(say(language, "done"))


def fill(page: Page, *, prefix: str = "", yes: tuple[str, ...] = (), no: tuple[str, ...] = (),
         text: dict[str, str] | None = None, choose: dict[str, str] | None = None) -> None:
    """Answer questions as a person does."""
    for name, said in (choose or {}).items():
        page.select_option(f"[name='{prefix}{name}']", said)
    for name, said in (text or {}).items():
        page.fill(f"[name='{prefix}{name}']", said)
    for name, answer in (*((each, "true") for each in yes), *((each, "false") for each in no)):
        page.locator(f"label[for='f-{prefix.replace('.', '-')}{name}-{answer}']").click()


def step_by_hand(page: Page, language: str, number: str, key: str, **answers: object) -> None:
    """Take a step on its page; the keyboard sends it."""
    page.goto(f"/cases/{number}/steps/{key}")
    fill(page, **answers)  # type: ignore[arg-type]
    page.locator("[data-main]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".flash")).to_contain_text(say(language, "done"))


step = step_by_hand


def intake(page: Page, language: str, kind: str, *, text: dict[str, str], choose: dict[str, str],
           yes: tuple[str, ...] = (), keys: bool = False) -> None:
    """The intake page up to where a case could be opened."""
    page.goto(f"/cases/new?kind={kind}")
    if keys:
        expect(page.locator("#f-phone")).to_be_focused()
        page.keyboard.type("13812345678")
        page.keyboard.press("Enter")
        page.wait_for_selector("[name='customer.name']")
        answer(page, "customer.name", "李女士")
        expect(page.locator(f"[name=kind][value='{kind}']")).to_be_checked()
        type_in(page, prefix="f.", text={"model": "XD-200", **text}, choose=choose, yes=yes)
        return
    page.fill("#f-phone", "13812345678")
    page.keyboard.press("Enter")
    page.wait_for_selector("[name='customer.name']")
    page.fill("[name='customer.name']", "李女士")
    if not page.locator(f"[name=kind][value='{kind}']").is_checked():
        page.locator(f"[name=kind][value='{kind}'] + label").click()
    page.wait_for_selector("[name='f.model']")
    fill(page, prefix="f.", text={"model": "XD-200", **text}, choose=choose, yes=yes)


def opened(page: Page, prefix: str) -> str:
    """Open the case by the keyboard; its number."""
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(rf"/cases/{prefix}-\d{{4}}-\d+$"))
    return page.url.rsplit("/", 1)[1]


@pytest.mark.parametrize(("size", "language", "keys"), [
    ("wide", "zh", True), ("phone", "en", False), ("wide", "en", False), ("phone", "zh", False)])
def test_a_lamp_is_posted_mended_for_nothing_and_comes_home(shop: Served, visit: Visit, size: str, language: str,
                                                            keys: bool) -> None:
    step = step_by_keys if keys else step_by_hand
    lin = visit("lin", size, language)
    intake(lin, language, REPAIR, text={"description": "装上第二天就不亮", "bought_on": "2025-02-20"},
           choose={"fault": "dead", "proof": "invoice"}, keys=keys)
    number = opened(lin, "JX")
    wu, kong = visit("wu", size, language), visit("kong", size, language)
    step(wu, language, number, "triage.mail_in", text={"suspected": "驱动", "plan": "寄回换驱动"},
         choose={"told_by": "phone"})
    step(kong, language, number, "inbound.arrange", choose={"mode": "self_ship"})
    step(lin, language, number, "inbound.post", text={"carrier": "顺丰", "waybill": "SF1234567890"})
    kong.goto("/parcels/bench")
    expect(kong.locator("#f-code")).to_be_focused()
    kong.keyboard.type("SF1234567890")
    kong.keyboard.press("Enter")
    expect(kong.locator("main")).to_contain_text("XD-200")
    expect(kong.locator("[data-main]")).to_be_focused()
    kong.keyboard.press("Enter")
    kong.wait_for_url(re.compile("done="))
    step(wu, language, number, "bench.diagnose", no=("human_damage",), choose={"cause": "driver", "advised": "repair"},
         text={"plan": "换驱动电源", "expected_on": "2025-03-08"})
    step(wu, language, number, "bench.tell_plan", yes=("plan_told",), text={"time_told": "2025-03-08"},
         choose={"told_by": "phone"})
    step(wu, language, number, "bench.go_on")
    step(wu, language, number, "quote.free")
    step(wu, language, number, "work.finish", text={"parts": "28", "labour": "0", "work_done": "换驱动电源"},
         choose={"result": "repaired"})
    step(kong, language, number, "outbound.ship", yes=("customer_told",), text={
        "carrier_out": "顺丰", "waybill_out": "SF99", "freight_out": "20"})
    step(kong, language, number, "outbound.deliver")
    step(lin, language, number, "call_back.call", yes=("solved",), choose={"channel": "phone"})
    step(lin, language, number, "call_back.close")
    expect(lin.locator(".casehead")).to_contain_text(say(language, "closed"))
    view = shop.factory.see(number)
    assert view.row.outcome == "solved"
    (fee,) = [each for each in view.charges if each.charge == "repair_fee"]
    assert (fee.owed_by(CUSTOMER), fee.amount) == (Decimal(0), Decimal(28))


@EVERY
def test_a_customer_declines_the_quote_by_the_link(shop: Served, visit: Visit, size: str, language: str) -> None:
    factory = shop.factory
    number = factory.received({**OLD, "bought_on": "2024-02-01"})
    for key, form in (
            ("bench.diagnose", {"human_damage": False, "cause": "driver", "plan": "换驱动", "expected_on": "2025-03-10",
                                "advised": "repair"}),
            ("bench.tell_plan", {"plan_told": True, "time_told": "2025-03-10", "told_by": "phone"}),
            ("bench.go_on", None), ("quote.offer", {"parts": "28.00", "labour": "30.00"})):
        factory.take(number, key, form)
    link = factory.desk.customer_links.make(factory["lin"], number)
    page = visit("", size, language)
    page.goto(link.path)
    expect(page.locator("main")).to_contain_text("58.00")
    page.locator("main a, main button").filter(has_text=say(language, "refuse")).first.click()
    for name, said in (("channel", "link"),):
        if page.locator(f"[name='{name}']").count():
            page.select_option(f"[name='{name}']", said)
    page.locator("main form button[type=submit], main form [data-main], main form button").last.click()
    page.wait_for_load_state()
    assert factory.see(number).row.state == "send_back.waiting"
    kong = visit("kong", size, language)
    step(kong, language, number, "send_back.return_goods", yes=("customer_told",), text={
        "carrier_out": "顺丰", "waybill_out": "SF77", "freight_out": "20"})
    assert factory.see(number).row.state == "send_back.returning" and MENDED


@EVERY
@pytest.mark.parametrize(("bought", "in_time"), [("2025-02-16", True), ("2025-02-15", False)])
def test_a_quality_return_on_the_last_day_and_the_day_after(shop: Served, visit: Visit, size: str, language: str,
                                                            bought: str, in_time: bool) -> None:
    lin = visit("lin", size, language)
    intake(lin, language, "lighting.return", text={"description": "频闪", "bought_on": bought},
           choose={"ground": "quality", "wish": "refund", "proof": "invoice"}, yes=("normal_use",))
    live = lin.locator("#live")
    if not in_time:
        expect(live.locator(".verdict.is-deny").filter(has_text="LFM-10")).to_contain_text(say(language, "late"))
    number = opened(lin, "TH")
    lin.goto(f"/cases/{number}/do/attach")
    lin.set_input_files("#f-file", {"name": "发票.jpg", "mimeType": "image/jpeg", "buffer": a_picture()})
    expect(lin.locator(".previews img")).to_have_count(1)
    lin.select_option("#f-purpose", "proof")
    lin.click("[data-main]")
    if in_time:
        step(lin, language, number, "review.approve", text={"price": "120"}, choose={"paid_by": "wechat_pay"},
             yes=("conditions_met",))
        lin.goto(f"/cases/{number}/papers/return_slip")
        expect(lin.locator("body")).to_contain_text("TD-2025-00001")
    else:
        step(lin, language, number, "review.repair_instead")
        (link,) = [each for _, each in shop.factory.see(number).links]
        assert link.number.startswith("JX-")


@EVERY
def test_a_leaking_lamp_comes_before_everything(shop: Served, visit: Visit, size: str, language: str) -> None:
    shop.factory.desk.policies.set_value(shop.factory["zhao"], "lighting", "safety.stop_use_within", "15 minutes")
    lin = visit("lin", size, language)
    intake(lin, language, REPAIR, text={"description": "摸到外壳手麻", "bought_on": "2025-02-20"},
           choose={"fault": "leak"})
    assert lin.locator("[name='f.stop_told']").first.is_hidden()
    fill(lin, prefix="f.", yes=("dangerous",))
    expect(lin.locator("label[for='f-f-stop_told-true']")).to_be_visible()
    expect(lin.locator("#live .verdict.is-deny").filter(has_text="LFM-49")).to_contain_text(say(language, "stop"))
    number = opened(lin, "JX")
    lin.goto("/lighting/danger")
    expect(lin.locator("main")).to_contain_text(say(language, "waiting"))
    expect(lin.locator("main")).to_contain_text(number)
    wu = visit("wu", size, language)
    wu.goto(f"/cases/{number}/steps/triage.mail_in")
    expect(wu.locator("main")).to_contain_text(say(language, "stop"))
    step(lin, language, number, "triage.warn", yes=("stopped",), choose={"told_by": "phone"})
    lin.goto("/lighting/danger")
    expect(lin.locator("main")).not_to_contain_text(say(language, "waiting"))
    clock = next(each for each in shop.factory.see(number).clocks if each.target == "stop_use_told")
    assert clock.state == "met"


@EVERY
def test_the_monthly_sample_is_drawn_and_scored(shop: Served, visit: Visit, size: str, language: str) -> None:
    factory = shop.factory
    factory.desk.plans.run()
    number = factory.mended(BROKEN)
    factory.take(number, "outbound.deliver")
    factory.take(number, "call_back.call", {"channel": "phone", "solved": True})
    factory.take(number, "call_back.close")
    factory.on("04-01 09:00")
    factory.desk.plans.run()
    liang = visit("liang", size, language)
    liang.goto("/followup/samples")
    expect(liang.locator("main")).to_contain_text("2025")
    liang.locator("main a[href*='/followup/samples/']").first.click()
    expect(liang.locator("main")).to_contain_text(number)
    liang.locator(f"main a:has-text('{number}'), main a[href*='review']").last.click()
    page_has_form = liang.locator("form label[for*='handled_in_time']").count()
    if page_has_form:
        fill(liang, yes=("handled_in_time", "solved", "by_the_rules"))
        liang.locator("[data-main]").focus()
        liang.keyboard.press("Enter")
        liang.wait_for_load_state()
    assert page_has_form
