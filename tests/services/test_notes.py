"""What is added to a case beside its steps."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused, StaleVersion
from core.services.notes import Upload
from tests.services.shop import Shop, at, refused


def picture() -> io.BytesIO:
    held = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(held, "PNG")
    held.seek(0)
    return held


def test_comments_stay_inside_unless_said_to_the_customer(shop: Shop) -> None:
    number = shop.open()
    shop.desk.notes.comment(shop["wu"], number, " 等配件 ")
    shop.desk.notes.comment(shop["lin"], number, "已电话说明", to_customer=True)
    said = [each.data for each in shop.see(number).events[1:]]
    assert said == [{"text": "等配件", "to_customer": False}, {"text": "已电话说明", "to_customer": True}]


@pytest.mark.parametrize(("text", "says"), [("", "请填写"), ("  \n", "请填写"), ("长" * 4001, "太长")])
def test_a_comment_says_something(shop: Shop, text: str, says: str) -> None:
    number = shop.open()
    with refused(shop, InvalidInput, says):
        shop.desk.notes.comment(shop["lin"], number, text)


@pytest.mark.parametrize(("reached", "direction", "state"), [(True, "out", "met"), (False, "out", "running"),
                                                           (False, "in", "met")])
def test_only_somebody_reached_stops_a_promise(shop: Shop, reached: bool, direction: str, state: str) -> None:
    number = shop.open()
    shop.clock.forward(hours=1)
    shop.desk.notes.contact(shop["lin"], number, channel="phone", direction=direction, reached=reached)
    clock = next(each for each in shop.see(number).clocks if each.target == "answered")
    assert clock.state == state


@pytest.mark.parametrize(("given", "field"), [({"channel": "pigeon"}, "channel"), ({"direction": "up"}, "direction"),
                                              ({"at": at("2025-03-05 10:30")}, "at")])
def test_a_contact_is_of_a_known_sort(shop: Shop, given: dict[str, Any], field: str) -> None:
    number = shop.open()
    with refused(shop, InvalidInput) as caught:
        said = {"channel": "phone", "direction": "out", "reached": True, **given}
        shop.desk.notes.contact(shop["lin"], number, **said)
    assert isinstance(caught.value, InvalidInput) and list(caught.value.errors) == [field]


def test_a_file_is_kept_once_and_opens_its_gate(shop: Shop) -> None:
    number = shop.offered()
    receipt, row = shop.desk.notes.attach(shop["lin"], number, Upload(picture(), "收据.png", "receipt"))
    assert (row.media_type, row.purpose, receipt.version) == ("image/png", "receipt", shop.see(number).row.version)
    assert shop.desk.notes.evidence(shop["wu"], number, row.id).sha256 == row.sha256
    assert shop.take(number, "quote.agree").state == "pay.due"


@pytest.mark.parametrize(("content", "purpose", "says"), [
    (b"", "receipt", "空"), (b"MZ\x90\x00 not a picture", "receipt", ""), (b"<html>", "", ""),
    (None, "recipt", "recipt")])
def test_what_is_no_evidence_is_refused(shop: Shop, content: bytes | None, purpose: str, says: str) -> None:
    number = shop.open()
    with refused(shop, InvalidInput, says):
        held = picture() if content is None else io.BytesIO(content)
        shop.desk.notes.attach(shop["lin"], number, Upload(held, "收据.png", purpose))


def test_a_file_is_seen_with_its_own_case_only(shop: Shop) -> None:
    one, other = shop.open(), shop.open()
    _, row = shop.desk.notes.attach(shop["lin"], one, Upload(picture(), "a.png"))
    with refused(shop, NotFound):
        shop.desk.notes.evidence(shop["lin"], other, row.id)


def test_the_same_key_attaches_once(shop: Shop) -> None:
    number = shop.open()
    first, row = shop.desk.notes.attach(shop["lin"], number, Upload(picture(), "a.png"), key="k")
    again, same = shop.desk.notes.attach(shop["lin"], number, Upload(picture(), "a.png"), key="k")
    assert (again.version, again.replayed, same.id) == (first.version, True, row.id)
    assert len(shop.see(number).evidence) == 1 and len(files(shop)) == 2


def files(shop: Shop) -> list[Path]:
    return [path for path in shop.desk.config.files.rglob("*") if path.is_file()]


def test_a_refused_file_does_not_stay_on_the_disk(shop: Shop) -> None:
    number = shop.open()
    with refused(shop, StaleVersion):
        shop.desk.notes.attach(shop["lin"], number, Upload(picture(), "a.png"), version=9)
    assert files(shop) == []


def test_a_case_is_given_to_somebody_active(shop: Shop) -> None:
    number = shop.open()
    shop.desk.notes.assign(shop["lin"], number, shop["wu"].id or 0)
    view = shop.see(number)
    assert (view.row.assignee_id, view.assignee) == (shop["wu"].id, "吴刚")
    shop.desk.users.change(shop["zhou"], shop["sun"].id or 0, name="孙丽", duties=["finance"], scope="all",
                           active=False)
    with refused(shop, Refused, "孙丽已停用"):
        shop.desk.notes.assign(shop["lin"], number, shop["sun"].id or 0)
    with refused(shop, NotFound):
        shop.desk.notes.assign(shop["lin"], number, 999)
    with refused(shop, Forbidden):
        shop.desk.notes.assign(shop["wu"], number, shop["wu"].id or 0)


def test_waiting_holds_the_promises_that_pause_for_it(shop: Shop) -> None:
    number = shop.open()
    due = at("2025-03-06 10:00")
    shop.clock.forward(hours=1)
    shop.desk.notes.wait(shop["lin"], number, "customer", "等客户照片")
    view = shop.see(number)
    clock = next(each for each in view.clocks if each.target == "answered")
    assert (clock.state, view.row.waiting_for) == ("paused", "customer")
    shop.clock.forward(hours=5)
    shop.desk.notes.resume(shop["lin"], number)
    clock = next(each for each in shop.see(number).clocks if each.target == "answered")
    assert (clock.state, clock.due_at) == ("running", due + timedelta(hours=5))
    with refused(shop, Refused, "没有在等待谁"):
        shop.desk.notes.resume(shop["lin"], number)


@pytest.mark.parametrize(("party", "why", "field"), [("neighbour", "x", "party"), ("customer", " ", "why")])
def test_waiting_names_whom_and_why(shop: Shop, party: str, why: str, field: str) -> None:
    number = shop.open()
    with refused(shop, InvalidInput) as caught:
        shop.desk.notes.wait(shop["lin"], number, party, why)
    assert isinstance(caught.value, InvalidInput) and list(caught.value.errors) == [field]


def test_a_correction_keeps_the_time_of_the_request(shop: Shop) -> None:
    number = shop.open({"bought_on": "2025-01-02"})
    shop.clock.forward(days=40)
    better = {"fault": "brakes", "bought_on": "2025-03-03", "frame_no": "F2", "fell": False}
    shop.desk.notes.correct(shop["lin"], number, better)
    view = shop.see(number)
    decision = next(each for each in view.decisions if each.rule == "warranty_runs")
    assert decision.outcome == "allow" and view.case.opened_at == at("2025-03-05 10:00")
    with refused(shop, InvalidInput, "bought_on"):
        shop.desk.notes.correct(shop["lin"], number, {**better, "bought_on": "2025-03-06"})
    with refused(shop, Forbidden):
        shop.desk.notes.correct(shop["wu"], number, better)


def test_nothing_is_corrected_after_the_end(shop: Shop) -> None:
    number = shop.declined()
    with refused(shop, Refused, "案件已结束"):
        shop.desk.notes.correct(shop["lin"], number, {"fault": "brakes", "bought_on": "2025-03-03", "frame_no": "F"})
    with refused(shop, Refused, "案件已结束"):
        shop.desk.notes.wait(shop["lin"], number, "customer", "等")
    shop.desk.notes.comment(shop["lin"], number, "结束后的备注")
