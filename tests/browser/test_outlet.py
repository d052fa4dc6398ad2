"""The air-conditioner outlet in a browser: an installation until the customer signs on the crew's phone, and a repair
that comes too late, with the penalty it brings and how that is waived."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from waitress.server import create_server

from core.accounts.users import Users
from core.app import Desk
from core.capabilities.conduct.tables import EntryRow
from core.capabilities.visits.people import People
from core.config import Adopted, Config
from core.domain.people import Actor
from core.sdk.tables import select
from core.services.opening import Request
from core.setting_up import seed_calendar
from core.site import create_site
from core.store import Store
from core.store.tables import UserRow
from tests.conftest import histories
from tests.plugins.appliance.story import BROKEN, ORDER, PLAN, POLICY, WHO
from tests.services.shop import CHEAP, HASHED, HandClock, at

pytestmark = pytest.mark.browser
PENALTIES = "appliance/gree-crew-penalties"
STAFF = {"lin": ("林晓燕", "service"), "huang": ("黄丽华", "dispatch"), "liang": ("梁少芬", "quality"),
         "kong": ("孔伟文", "logistics"), "wu": ("吴志勇", "technician"), "chen": ("陈国栋", "manager"),
         "qian": ("钱玉兰", "manager"),
         "he": ("何颖诗", "administrator")}
Visit = Callable[..., Page]


class Outlet:
    """The desk with its people; `wu` is approved by the brand and may install."""

    def __init__(self, store: Store, clock: HandClock, folder: Path) -> None:
        self.clock = clock
        clock.at = at("2025-07-15 08:00")
        self.desk = Desk(Config(business="格力泉州网点", data=folder, plugins=("appliance",),
                                policies=(Adopted(POLICY), Adopted(PENALTIES))), now=clock, store=store)
        seed_calendar(self.desk)
        self.desk.users = Users(self.desk.place, CHEAP)
        with self.desk.store.unit_of_work() as work:
            unit = work.units.add("网点", "网点")
            for login, (name, duty) in STAFF.items():
                work.users.add(UserRow(login=login, name=name, duties=[duty], scope="all", language="zh",
                                       unit_id=unit.id, password_hash=HASHED))
            work.commit()
        people, manager = People(self.desk.place), self["chen"]
        people.save(manager, "wu", badge="QZ001", skills=[("安装", None)], areas=["丰泽区"])
        people.train(manager, "wu", "格力", date(2025, 1, 10))
        people.authorise(manager, "网点", "格力", "授权书 18 号", date(2025, 1, 1))

    def __getitem__(self, login: str) -> Actor:
        return self.desk.users.by_login(login)

    def on(self, words: str) -> None:
        self.clock.at = at(f"2025-{words}")

    def open(self, kind: str, answers: Mapping[str, object], title: str) -> str:
        customer = self.desk.customers.register(self["lin"], name="丰泽区图书馆", phones=("13505951180",),
                                                address="刺桐路 118 号")
        product = self.desk.customers.add_product(self["lin"], customer, {
            "name": "柜式空调", "model": "KFR-72LW", "brand": "格力", "serial": "GL2020001"})
        return self.desk.opening.open(self["lin"], Request(kind, answers, customer_id=customer, product_id=product,
                                                           title=title)).number

    def take(self, number: str, login: str, step: str, form: object = None) -> None:
        self.desk.steps.take(self[login], number, step, form)


@dataclass
class Served:
    """An outlet and where it is served."""

    scene: Outlet
    address: str


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path) -> Iterator[Served]:
    (tmp_path / "desk.sqlite3").write_bytes(sqlite_template.read_bytes())
    clock = HandClock()
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite3'}", clock, histories=histories())
    outlet = Outlet(store, clock, tmp_path)
    server = create_server(create_site(outlet.desk), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Served(outlet, f"http://127.0.0.1:{server.effective_port}")
    server.close()
    thread.join(10)
    store.dispose()


def clean(page: Page) -> None:
    """Nothing an assistive technology would stumble over."""
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()


def fill(page: Page, **answers: object) -> None:
    """Answer questions as a person does."""
    for name, said in answers.items():
        if isinstance(said, bool):
            page.locator(f"label[for='f-{name}-{str(said).lower()}']").click()
        elif page.locator(f"select[name='{name}']").count():
            page.select_option(f"[name='{name}']", str(said))
        elif page.locator(f"[type=radio][name='{name}']").count():
            page.locator(f"label[for='f-{name}-{said}']").click()
        else:
            page.fill(f"[name='{name}']", str(said))


def step(page: Page, number: str, key: str, **answers: object) -> None:
    """Take a step on its page."""
    page.goto(f"/cases/{number}/steps/{key}")
    fill(page, **answers)
    page.locator("[data-main]").click()
    expect(page.locator(".flash")).to_contain_text("已办理")


def go(page: Page, label: str, **answers: object) -> None:
    """What the phone offers: a button, or the way to a form."""
    page.goto("/visits/mine")
    page.locator(".onsite .steps").get_by_text(label, exact=True).click()
    if answers:
        fill(page, **answers)
        page.locator("[data-main]").click()
    expect(page.locator(".flash")).to_contain_text("已办理")


def test_an_air_conditioner_is_installed_and_signed_for_on_the_phone(shop: Served, visit: Visit) -> None:
    outlet = shop.scene
    number = outlet.open("appliance.install", ORDER, "阅览室安装")
    quality = visit("liang")
    step(quality, number, "pre_accept.inspect", passed=False, shortcomings="外机侧板凹陷")
    quality.goto(f"/cases/{number}")
    expect(quality.locator("main")).to_contain_text("初验收合格")
    outlet.take(number, "liang", "deliver.inspect_again", {"passed": True})
    outlet.take(number, "kong", "deliver.deliver", {"delivered_to": "阅览室"})
    crew = visit("wu")
    step(crew, number, "survey_site.survey", surveyor="吴志勇", conditions="北侧平台,承重满足")
    step(crew, number, "plan_installation.draw_up", scheme=PLAN["scheme"], sensible_lines=True, reliable=True,
         maintainable=False)
    crew.goto(f"/cases/{number}")
    expect(crew.locator("main")).to_contain_text("“便于维护”为否")
    clean(crew)
    outlet.take(number, "wu", "plan_installation.revise", PLAN)
    outlet.take(number, "wu", "plan_installation.settle")
    step(visit("huang"), number, "dispatch_crew.dispatch", technician="wu")

    phone = visit("wu", "phone")
    go(phone, "与客户约定上门时间", starts="2025-07-15T09:00", ends="2025-07-15T11:00")
    outlet.on("07-15 09:10")
    go(phone, "已到现场", uniform_worn=True, badge_shown=True)
    phone.goto("/visits/mine")
    clean(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    outlet.take(number, "wu", "visit.begin", {})
    go(phone, "开始安装")
    go(phone, "登记产品和发票", brand=WHO["brand"], model=WHO["model"], serial=WHO["serial"], invoice_no="35021",
       invoice_on="2025-07-10")
    outlet.on("07-15 10:40")
    go(phone, "试机调试", test_run=True, commissioned_by="吴志勇", test_result="normal")
    phone.goto("/visits/mine")
    phone.locator(".onsite .steps").get_by_text("客户签字", exact=True).click()
    expect(phone.locator(".signsheet")).to_contain_text("运行正常")
    phone.fill("[name=signed_by]", "庄科长")
    phone.locator("[data-main]").click()
    phone.wait_for_load_state()
    found = outlet.desk.views.case(outlet["chen"], number)
    assert not found.case.open
    phone.goto(f"/cases/{number}")
    expect(phone.locator("main")).to_contain_text("已结案")


def test_a_late_repair_is_seen_and_its_penalty_waived(shop: Served, visit: Visit) -> None:
    outlet = shop.scene
    number = outlet.open("appliance.repair", BROKEN, "值班室空调漏水")
    outlet.on("07-15 08:20")
    outlet.take(number, "lin", "answer_request.answer", {"told_by": "phone"})
    outlet.take(number, "huang", "dispatch_crew.dispatch", {"technician": "wu"})
    outlet.on("07-15 09:30")
    outlet.desk.sweeper.sweep()
    begins = outlet.clock.at
    outlet.take(number, "wu", "book.agree", {
        "starts": begins.isoformat(), "ends": (begins + timedelta(hours=1)).isoformat()})
    outlet.on("07-15 10:15")
    outlet.desk.sweeper.sweep()
    outlet.take(number, "wu", "visit.arrive_at_once", {"uniform_worn": True, "badge_shown": True})
    manager = visit("chen")
    manager.goto(f"/cases/{number}")
    for words in ("到达现场", "派工后约定上门", "逾期"):
        expect(manager.locator("main")).to_contain_text(words)

    with outlet.desk.store.read() as work:
        entry = work.session.scalar(select(EntryRow.id).where(EntryRow.kind == "booked_too_late"))
    manager.goto(f"/conduct/{entry}")
    expect(manager.locator("main")).to_contain_text("¥50.00")
    clean(manager)
    manager.get_by_role("button", name="按规定确认").click()
    expect(manager.locator(".flash")).to_contain_text("已记下")
    crew = visit("wu")
    crew.goto("/conduct/mine")
    expect(crew.locator("main")).to_contain_text("派工后未按时与用户约定")
    crew.goto(f"/conduct/{entry}")
    crew.fill("[name=why]", "派工后马上打过电话,用户占线,通话记录为证")
    crew.get_by_role("button", name="提出申诉").click()
    expect(crew.locator(".flash")).to_contain_text("已记下")
    other = visit("qian")
    other.goto(crew.url)
    other.fill("[name=amount]", "0")
    other.fill("[name=why]", "通话记录属实")
    other.get_by_role("button", name="裁定").click()
    expect(other.locator(".flash")).to_contain_text("已记下")
    expect(other.locator("main")).to_contain_text("通话记录属实")
    crew.goto("/conduct/mine")
    expect(crew.locator("main")).to_contain_text("¥0.00")
