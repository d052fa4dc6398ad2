"""A contract's penalty on both sides: drawn up in a browser, late on either side, seen by the owner on a phone,
settled by finance."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from waitress.server import create_server

from core.accounts.users import Users
from core.app import Desk
from core.config import Adopted, Config
from core.domain.people import Actor
from core.services.opening import Request
from core.setting_up import seed_calendar
from core.site import create_site
from core.store import Store
from core.store.tables import UserRow
from tests.conftest import histories
from tests.plugins.decoration.story import CONTRACT, CONTRACT_POLICY, HOTLINE_POLICY, LEAK, SERVICE, TERMS, TOLD
from tests.services.shop import CHEAP, HASHED, HandClock, at

pytestmark = pytest.mark.browser
STAFF = {"lin": ("林晓燕", "service"), "zhou": ("周敏", "finance"), "chen": ("陈国栋", "manager")}
Visit = Callable[..., Page]


class Company:
    """The desk with its people."""

    def __init__(self, store: Store, clock: HandClock, folder: Path) -> None:
        self.clock = clock
        clock.at = at("2025-03-20 10:00")
        self.desk = Desk(Config(business="安居装饰", data=folder, plugins=("decoration",),
                                policies=(Adopted(CONTRACT_POLICY), Adopted(HOTLINE_POLICY))), now=clock, store=store)
        seed_calendar(self.desk)
        self.desk.users = Users(self.desk.place, CHEAP)
        with self.desk.store.unit_of_work() as work:
            for login, (name, duty) in STAFF.items():
                work.users.add(UserRow(login=login, name=name, duties=[duty], scope="all", language="zh",
                                       password_hash=HASHED))
            work.commit()
        self.owner = self.desk.customers.register(self["lin"], name="陈业主", phones=("13800001111",),
                                                  address="云山路 8 号 1203")

    def __getitem__(self, login: str) -> Actor:
        return self.desk.users.by_login(login)

    def on(self, words: str) -> None:
        self.clock.at = at(f"2025-{words}")

    def open(self, kind: str, answers: Mapping[str, object]) -> str:
        asked = Request(kind, answers, customer_id=self.owner, title="陈业主")
        return self.desk.opening.open(self["lin"], asked).number


@dataclass
class Served:
    """A company and where it is served."""

    scene: Company
    address: str


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path) -> Iterator[Served]:
    (tmp_path / "desk.sqlite3").write_bytes(sqlite_template.read_bytes())
    clock = HandClock()
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite3'}", clock, histories=histories())
    company = Company(store, clock, tmp_path)
    server = create_server(create_site(company.desk), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Served(company, f"http://127.0.0.1:{server.effective_port}")
    server.close()
    thread.join(10)
    store.dispose()


def clean(page: Page) -> None:
    """Nothing an assistive technology would stumble over."""
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()


def send(page: Page, number: str, step: str, **answers: str) -> None:
    """Take a step on its page."""
    page.goto(f"/cases/{number}/steps/{step}")
    for name, said in answers.items():
        page.fill(f"[name='{name}']", said)
    page.locator("[data-main]").click()


def test_a_contract_s_penalty_on_both_sides(shop: Served, visit: Visit) -> None:
    company, page = shop.scene, visit("chen")
    number = company.open(CONTRACT, {**TERMS, "rate_b": ""})
    signed = {"signed_a": "陈业主", "signed_b": "刘经理", "signed_on": "2025-03-20"}
    send(page, number, "contract_draft.activate", **signed)
    expect(page.locator("main")).to_contain_text("乙方逾期响应违约金")
    send(visit("lin"), number, "contract_draft.fill_in", rate_b="0.5")
    send(page, number, "contract_draft.activate", **signed)
    expect(page.locator(".flash")).to_contain_text("已办理")

    company.on("06-01 09:00")
    send(visit("zhou"), number, "contract_running.invoice", what="第一年", amount="800.00", billed_on="2025-06-01",
         due_on="2025-06-08")
    company.on("06-09 10:00")
    request = company.open(SERVICE, dict(LEAK))
    company.on("06-12 09:00")
    company.desk.steps.take(company["lin"], request, "receive.respond", TOLD)

    page, finance = visit("chen"), visit("zhou")
    page.goto("/coverage/contracts")
    page.get_by_role("link", name="SH-2025-01").first.click()
    page.wait_for_url(f"**/coverage/contracts/{number}")
    expect(page.locator("[data-side=a]")).to_contain_text("¥16.00")  # 4 days of 0.5 % of 800.00
    expect(page.locator("[data-side=b]")).to_contain_text("¥8.00")
    clean(page)

    link = company.desk.customer_links.make(company["lin"], request)
    phone = visit(size="phone")
    phone.goto(link.path)
    expect(phone.locator("main")).to_contain_text("SH-2025-01")
    expect(phone.locator("main")).to_contain_text("¥8.00")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    clean(phone)

    send(finance, number, "contract_running.settle", settled_reference="W1")
    finance.goto(f"/coverage/contracts/{number}")
    for side in ("a", "b"):
        expect(finance.locator(f"[data-side={side}]")).to_contain_text("没有要付的违约金")
    finance.goto(f"/cases/{number}/papers/penalty_sheet")
    expect(finance.locator(".paper").first).to_contain_text("甲方已结算违约金")


@pytest.mark.slow
def test_a_contract_on_a_phone_in_english(shop: Served, visit: Visit) -> None:
    company = shop.scene
    number = company.open(CONTRACT, dict(TERMS))
    company.desk.steps.take(company["chen"], number, "contract_draft.activate", {
        "signed_a": "陈业主", "signed_b": "刘经理", "signed_on": "2025-03-20"})
    page = visit("chen", "phone", "en")
    for address, words in (("/coverage/contracts", "SH-2025-01"), (f"/coverage/contracts/{number}", "Party B")):
        page.goto(address)
        expect(page.locator("main")).to_contain_text(words)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        clean(page)
