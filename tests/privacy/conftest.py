"""A bicycle shop on both databases, with a customer who left traces everywhere, and another one beside."""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from core.services.customers import normalised
from core.services.notes import Upload
from core.store import Store
from tests.services.conftest import clock, database_url, store
from tests.services.riders_book import line, sheet, with_book
from tests.services.shop import ANSWERS, HandClock, Shop, a_desk

__all__ = ["clock", "database_url", "store"]

CANARY = "金丝雀"
PHONE = "139-7777-1234"
TRACES = (CANARY, "CANARY", normalised(PHONE), PHONE, "canary")


@dataclass
class Traces:
    """The customer with traces, the other one, and the cases of each."""

    customer: int
    other: int
    cases: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    run: int = 0


def photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (30, 20), (200, 180, 20)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def shop(store: Store, clock: HandClock, tmp_path: Path) -> Shop:
    made = Shop(with_book(a_desk(store, clock, tmp_path / "data")), clock)
    made.desk.accesses.seconds = None
    return made


@pytest.fixture
def traces(shop: Shop) -> Traces:
    desk, lin, zhao = shop.desk, shop["lin"], shop["zhao"]
    other = desk.customers.register(lin, name="王芳", phones=["13800006621"], address="湖边路 3 号")
    who = desk.customers.register(lin, name=f"{CANARY}小姐", phones=[PHONE], address=f"{CANARY}巷 77 号",
                                  note=f"{CANARY}喜欢晚上接电话")
    product = desk.customers.add_product(lin, who, {
        "name": "凤凰 26", "serial": "CANARY-SERIAL", "order_no": "CANARY-ORDER", "proof": "CANARY-PROOF",
        "price": "560.00"})
    found = Traces(who, other)
    for customer, cases in ((who, found.cases), (other, found.others)):
        word = CANARY if customer == who else "邻居"
        said = {**ANSWERS, "fault": "other", "details": f"{word}说响", "frame_no": f"{word}架", "order_no": f"{word}单"}
        number = shop.open(said, customer_id=customer, product_id=product if customer == who else None,
                           title=f"{word}的车", comment=f"{word}很急", key=f"key-of-{word}")
        desk.notes.comment(lin, number, f"{word}说了两遍", key=f"comment-of-{word}")
        desk.notes.contact(lin, number, channel="phone", direction="out", reached=True, note=f"打给{word}")
        desk.notes.wait(lin, number, "customer", f"等{word}")
        desk.notes.resume(lin, number)
        desk.notes.attach(lin, number, Upload(BytesIO(photo()), f"{word} canary.jpg" if customer == who else "a.jpg"))
        desk.notes.correct(lin, number, {**said, "details": f"{word}又说响"})
        twice = shop.open(said, items=({"product": "车灯"},), title=f"{word}又报", comment=f"{word}报了两遍")
        desk.arranging.merge(lin, twice, number, f"{word}的同一辆车")
        split = desk.arranging.split(lin, number, [1], f"{word}要分开").number
        shop.take(number, "intake.decline", {"why": f"{word}没有配件"})
        desk.arranging.reopen(zhao, number, f"{word}又来了")
        shop.take(number, "intake.decline", {"why": f"{word}真没有"})
        shop.take(split, "intake.decline", {"why": f"{word}也没有"})
        cases += [number, split, twice]
    found.run = desk.imports.upload(zhao, sheet(line(姓名=f"{CANARY}小姐", 电话=PHONE, 地址=f"{CANARY}巷 77 号",
                                                      订单号="CANARY-REGISTER", 车架号="CANARYF", 备注=f"{CANARY}急")),
                                    "登记.csv")
    desk.imports.start(zhao, found.run)
    while desk.imports.advance(found.run).state not in ("done", "failed"):
        pass
    (row,), cases_of = desk.imports.rows(zhao, found.run)
    assert row.case_id, row.problems
    found.cases.append(cases_of[row.case_id].number)
    shop.take(found.cases[-1], "intake.decline", {"why": f"{CANARY}老账"})
    desk.consents.record(lin, who, "photos", True)
    return found
