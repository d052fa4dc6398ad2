"""The furniture shop in a browser: a delivery until the customer signs, and a sample taken down, mended and stored."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from waitress.server import create_server

from core.site import create_site
from core.store import Store
from tests.conftest import histories
from tests.plugins.furniture.floor import Floor
from tests.services.shop import HandClock

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
OTHERS = pytest.mark.parametrize(("size", "language"), [
    ("wide", "zh"), *(pytest.param(size, language, marks=pytest.mark.slow)
                      for size, language in (("phone", "en"), ("wide", "en"), ("phone", "zh")))])
WORDS = {"zh": {"done": "已办理", "closed": "已结案", "waits": "我已看到"},
         "en": {"done": "Done", "closed": "Closed", "waits": "I have seen it"}}


@dataclass
class Served:
    """A shop floor and where it is served."""

    scene: Floor
    address: str


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path) -> Iterator[Served]:
    (tmp_path / "desk.sqlite3").write_bytes(sqlite_template.read_bytes())
    clock = HandClock()
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite3'}", clock, histories=histories())
    floor = Floor(store, clock, tmp_path)
    server = create_server(create_site(floor.desk), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Served(floor, f"http://127.0.0.1:{server.effective_port}")
    server.close()
    thread.join(10)
    store.dispose()


def clean(page: Page) -> None:
    """Nothing an assistive technology would stumble over, nothing beside the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), page.url
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()


def fill(page: Page, answers: dict[str, object]) -> None:
    """Answer questions as a person does; of a piece, its place before the question."""
    for name, said in answers.items():
        if isinstance(said, bool):
            page.locator(f"label[for='f-{name.replace('.', '-')}-{str(said).lower()}']").click()
        elif page.locator(f"select[name='{name}']").count():
            page.select_option(f"[name='{name}']", str(said))
        else:
            page.fill(f"[name='{name}']", str(said))


def step(page: Page, number: str, key: str, language: str, **answers: object) -> None:
    """Take a step on its page."""
    page.goto(f"/cases/{number}/steps/{key}")
    fill(page, {name.replace("__", "."): said for name, said in answers.items()})
    page.locator("[data-main]").click()
    expect(page.locator(".flash")).to_contain_text(WORDS[language]["done"])


@OTHERS
def test_a_delivery_is_looked_at_and_signed_for(shop: Served, visit: Visit, size: str, language: str) -> None:
    floor, words = shop.scene, WORDS[language]
    number = floor.at_the_door("餐桌", "餐椅")
    crew = visit("wu", size, language)
    crew.goto(f"/cases/{number}/steps/hand_over.place")
    names = crew.locator("[name$='.carried'][value=true], [name$='.placed_at']").evaluate_all(
        "found => found.map(each => each.name)")
    fill(crew, {name: True if name.endswith("carried") else "客厅" for name in names})
    for assembled in crew.locator("[name$='.needs_assembly'][value=false]").all():
        crew.locator(f"label[for='{assembled.get_attribute('id')}']").click()
    clean(crew)
    crew.locator("[data-main]").click()
    expect(crew.locator(".flash")).to_contain_text(words["done"])
    crew.goto(f"/cases/{number}/steps/hand_over.look")
    for opened in crew.locator("[name$='.opened'][value=true]").all():
        crew.locator(f"label[for='{opened.get_attribute('id')}']").click()
    verdicts = crew.locator("select[name$='.verdict']")
    verdicts.nth(0).select_option("accept")
    verdicts.nth(1).select_option("refuse")
    crew.locator("[data-main]").click()
    expect(crew.locator(".flash")).to_contain_text(words["done"])
    step(crew, number, "hand_over.agree_again", language, again_starts="2025-03-08T09:00",
         again_ends="2025-03-08T11:00")
    floor.take(number, "wu", "hand_over.note_conduct", {
        "property_protected": True, "nothing_accepted": True, "nothing_touched": True, "no_comments": True,
        "explained_patiently": True})
    floor.take(number, "wu", "hand_over.finish")
    crew.goto(f"/visits/case/{number}/sign")
    expect(crew.locator(".signsheet")).to_contain_text("客厅")
    crew.fill("[name=signed_by]", "张三")
    box = crew.locator("canvas").bounding_box()
    assert box
    crew.mouse.move(box["x"] + 20, box["y"] + 20)
    crew.mouse.down()
    crew.mouse.move(box["x"] + 120, box["y"] + 40, steps=6)
    crew.mouse.up()
    clean(crew)
    crew.locator("[data-main]").click()
    crew.wait_for_load_state()
    view = floor.desk.views.case(floor["chen"], number)
    assert view.row.state == "ask_conduct.to_ask" and [each.number[:2] for _, each in view.links] == ["SH"]
    head = visit("chen", size, language)
    head.goto("/registers")
    head.locator("a[href^='/registers/entries/']").first.click()
    clean(head)
    head.get_by_role("button", name=words["waits"]).click()
    expect(head.locator("main")).to_contain_text("陈国栋")
    assert not floor.desk.registers.waiting(floor["chen"])
    head.goto("/registers/furniture/exchanges_told")
    head.locator("details summary").first.click()
    clean(head)


@OTHERS
def test_a_sample_is_taken_down_mended_and_put_back(shop: Served, visit: Visit, size: str, language: str) -> None:
    floor, words = shop.scene, WORDS[language]
    number = floor.open("sample", {"sample_no": "S-12", "product": "沙发", "hall": "二号厅", "why": "换样"})
    kong = visit("kong", size, language)
    step(kong, number, "taken_down.check", language, damaged=True, damage="缝线开了")
    kong.goto(f"/cases/{number}")
    clean(kong)
    step(visit("wu", size, language), number, "taken_down.mend", language, repair="重新缝线")
    floor.on("03-03 11:00")
    step(kong, number, "taken_down.register", language, condition="良好")
    step(kong, number, "taken_down.stock_in", language, warehouse="一号仓")
    kong.goto(f"/cases/{number}")
    expect(kong.locator("main")).to_contain_text(words["closed"])
    assert floor.desk.views.case(floor["chen"], number).row.outcome == "in_store"
