"""The shop on a database: what its cases write in the books, who hears of it, what follows of itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.capabilities.complaints.service import Complaints
from core.reporting.declared import Span
from core.store import Store
from tests.conftest import histories
from tests.plugins.furniture.floor import Floor
from tests.plugins.furniture.shop_story import CALL, CONDUCT, LOOKED, PLACED, SIGNED
from tests.services.shop import HandClock, at


@pytest.fixture
def floor(tmp_path: Path, sqlite_template: Path) -> Iterator[Floor]:
    (tmp_path / "desk.sqlite3").write_bytes(sqlite_template.read_bytes())
    clock = HandClock()
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite3'}", clock, histories=histories())
    yield Floor(store, clock, tmp_path)
    store.dispose()


def test_a_refused_piece_comes_again_and_people_hear_of_it(floor: Floor) -> None:
    number = floor.at_the_door("餐桌", "餐椅")
    floor.take(number, "wu", "hand_over.place", [PLACED, PLACED])
    floor.take(number, "wu", "hand_over.look", [LOOKED, {"opened": True, "verdict": "refuse", "look_remark": "划痕"}])
    floor.take(number, "wu", "hand_over.agree_again", {
        "again_starts": "2025-03-08T09:00", "again_ends": "2025-03-08T11:00"})
    floor.take(number, "wu", "hand_over.note_conduct", CONDUCT)
    floor.take(number, "wu", "hand_over.finish")
    floor.take(number, "wu", "joint.sign", SIGNED)
    view = floor.desk.views.case(floor["chen"], number)
    [(relation, again)] = view.links
    assert relation == "follow_up" and again.number.startswith("SH-")
    second = floor.desk.views.case(floor["chen"], again.number).case
    assert [line.item.product for line in second.lines] == ["餐椅"], "the refused piece alone"
    assert floor.written("exchanges_told")[0]["goods"] == "餐椅"
    assert [(each["kind"], each["customer"], each["order_no"], each["cause"])
            for each in floor.written("returned_goods")] == [("exchanged", "张三", "A1", "划痕")]
    waiting = floor.desk.registers.waiting(floor["chen"])
    assert [each.row.key for each in waiting] == ["exchanges_told"]
    floor.desk.registers.acknowledge(floor["chen"], waiting[0].row.id)
    floor.take(number, "lin", "ask_conduct.ask", {
        "customer_first": True, "said_accepted": True, "said_touched": False, "said_commented": False})
    linked = [each.number for _, each in floor.desk.views.case(floor["chen"], number).links]
    report = next(each for each in linked if each.startswith("YG-"))
    said = floor.desk.views.case(floor["chen"], report).case.forms[0].dump()
    assert (said["person"], said["what"]) == ("wu", "accepted")
    causes = floor.desk.declared_reports.make(floor["chen"], "furniture", "return_causes",
                                              Span.read(at("2025-03-06 12:00").date(), "2025-03"))
    assert [tuple(map(str, row)) for row in causes.sheet.rows] == [("换货", "划痕", "1", "1")]


def test_books_routes_and_what_is_urgent(floor: Floor) -> None:
    registers, lin = floor.desk.registers, floor["lin"]
    floor.desk.policies.set_value(floor["chen"], "furniture", "contact.route", {
        "by": "Contact.topic", "rows": [["invoice", "finance"], ["*", "-"]]})
    said = {"channel": "call", "topic": "invoice", "content": "要发票", "urgent": False}
    assert [each.row.duty for each in registers.write(lin, "furniture", "contacts", said).passes] == ["finance"]
    assert not registers.write(lin, "furniture", "contacts", {**said, "topic": "praise"}).passes, "no route"
    floor.on("03-03 20:10")
    urgent = registers.write(lin, "furniture", "contacts", {
        **said, "topic": "other", "content": "高低床倒塌,孩子受伤", "urgent": True})
    assert [each.row.id for each in registers.waiting(floor["chen"])] == [urgent.row.id]
    registers.acknowledge(floor["chen"], urgent.row.id)
    assert not registers.waiting(floor["chen"])
    registers.write(floor["kong"], "furniture", "warnings", {"kind": "warning", "noticed": "顾客要打电话给电视台"})
    sign = registers.waiting(lin)[0]
    assert (sign.by, sign.row.key) == ("孔伟文", "warnings")
    assert floor.desk.views.counts(floor["chen"]).open == 0, "no complaint was opened"
    floor.open("repair", CALL)
    problem = floor.written("problems")[0]
    assert (problem["problem"], problem["phone"], problem["address"]) == ("椅子摇晃", "13800000000", "花园路 1 号")
    registers.write(lin, "furniture", "answers", {"question": "几年保修?", "reply": "一年", "public": True})
    assert registers.entries(floor["wu"], "furniture", "answers", words="保修").total == 1


def test_media_stand_on_top_and_the_person_is_counted(floor: Floor) -> None:
    told = {"about": "送货迟到", "channel": "phone", "grievance": "service", "spoken": "oral"}
    media = floor.open("complaint", {**told, "addressee": "media"})
    shop = floor.open("complaint", {**told, "addressee": "shop"})
    complaints = Complaints(floor.desk.place)
    assert [each.number for each in complaints.list(floor["lin"]).complaints] == [media, shop]
    first = complaints.list(floor["lin"], limit=1)
    assert [each.number for each in complaints.list(floor["lin"], cursor=first.next_cursor).complaints] == [shop]
    floor.on("03-31 10:00")
    for step, form in (
            ("find", {"cause": "delay", "department": "调度", "finding": "迟到", "answerable": "somebody",
                      "person": "wu"}),
            ("answer", {"reply": "道歉", "channel": "phone"}), ("hear", {"agreed": True}),
            ("close", {"result": "已补偿", "archived": True})):
        floor.take(shop, "lin", f"satisfy.{step}", form)
    found = floor.desk.declared_reports.make(floor["chen"], "furniture", "complaints_by_person",
                                             Span.read(at("2025-03-31 12:00").date(), "2025-03"))
    assert found.sheet.rows == [("吴志勇", 1)]


def test_a_sample_goes_down_and_into_the_warehouse(floor: Floor) -> None:
    number = floor.open("sample", {"sample_no": "S-12", "product": "沙发", "hall": "二号厅", "why": "换样"})
    today = Span.read(at("2025-03-03 23:00").date(), since="2025-03-03", until="2025-03-03")
    shown = floor.desk.declared_reports.make(floor["chen"], "furniture", "samples_shown", today)
    assert "S-12" not in str(shown.sheet.rows), "it is off display from now on"
    floor.take(number, "kong", "taken_down.check", {"damaged": False})
    floor.take(number, "kong", "taken_down.register", {"condition": "好"})
    floor.take(number, "kong", "taken_down.stock_in", {"warehouse": "一号仓"})
    assert floor.desk.views.case(floor["chen"], number).row.outcome == "in_store"
