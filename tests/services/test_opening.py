"""Opening cases, and what the policy says before one is opened."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.domain.errors import Forbidden, InvalidInput, KeyReused, NotFound, Refused
from core.services.opening import Request
from tests.services.shop import ADVICE, ANSWERS, REPAIR, WHEELS, Shop, at, refused


def test_a_case_is_opened_where_its_flow_starts(shop: Shop) -> None:
    receipt = shop.desk.opening.open(shop["lin"], Request(REPAIR, ANSWERS, WHEELS, channel="phone"))
    assert (receipt.number, receipt.version, receipt.state, receipt.replayed) == (
        "CX-2025-00001", 1, "intake.received", False)
    view = shop.see(receipt.number)
    assert [line.item.product for line in view.case.lines] == ["前轮", "后轮"]
    assert (view.row.title, view.row.assignee_id, view.row.policies) == (
        "前轮、后轮", shop["lin"].id, ["bicycles/careful"])
    assert view.offer("accept") and view.row.suggested_step == "intake.accept"
    assert [each.kind for each in view.events] == ["opened"]


def test_numbers_run_by_kind_and_year_without_gaps(shop: Shop) -> None:
    first, other = shop.open(), shop.open({"words": "多少钱?"}, kind=ADVICE, items=())
    with pytest.raises(InvalidInput):
        shop.open({"fault": "nothing"})
    shop.clock.forward(days=365)
    assert (first, other, shop.open({"bought_on": "2026-03-01"})) == ("CX-2025-00001", "CZ-2025-00001", "CX-2026-00001")


@pytest.mark.parametrize(("answers", "field"), [
    ({"fault": "nothing"}, "fault"), ({"bought_on": "2025-03-06"}, "bought_on"), ({"bought_on": "明天"}, "bought_on"),
    ({"bought_on": ""}, "bought_on"), ({"frame_no": ""}, "frame_no"), ({"fell": "perhaps"}, "fell"),
    ({"fault": "other"}, "details"), ({"broke_at": "2025-03-02 10:00"}, "broke_at"), ({"gears": "three"}, "gears"),
    ({"paid": "-1"}, "paid"), ({"paid": "1.005"}, "paid"), ({"collour": "red"}, "collour")])
def test_wrong_answers_name_their_field(shop: Shop, answers: dict[str, object], field: str) -> None:
    with refused(shop, InvalidInput) as caught:
        shop.open(answers)
    assert isinstance(caught.value, InvalidInput) and list(caught.value.errors) == [field]


def test_a_wrong_item_is_named_with_its_place(shop: Shop) -> None:
    with refused(shop, InvalidInput) as caught:
        shop.open(items=[{"product": "前轮"}, {"product": "", "quantity": "many"}])
    assert isinstance(caught.value, InvalidInput) and "items.1.quantity" in caught.value.errors


@pytest.mark.parametrize(("who", "request_", "error", "says"), [
    ("wu", {}, Forbidden, "新建案件"), ("lin", {"kind": "bicycles.rental"}, NotFound, "bicycles.rental"),
    ("lin", {"customer_id": 99}, NotFound, ""), ("lin", {"product_id": 99}, NotFound, ""),
    ("lin", {"also": {"Lok": {}}}, InvalidInput, "Look"),
    ("zhao", {"at": at("2025-03-05 10:01")}, InvalidInput, "在未来"),
    ("zhao", {"at": at("2025-03-05 10:00").replace(tzinfo=None)}, InvalidInput, "时区"),
    ("lin", {"at": at("2025-03-05 09:00")}, Forbidden, "补记过去的时间")])
def test_what_cannot_be_opened(shop: Shop, who: str, request_: dict[str, Any], error: type[Any], says: str) -> None:
    with refused(shop, error, says):
        shop.desk.opening.open(shop[who], Request(**{"kind": REPAIR, "answers": ANSWERS, "items": WHEELS, **request_}))


def test_backdating_needs_a_permission_and_stays_visible(shop: Shop) -> None:
    number = shop.open(by="zhao", at=at("2025-03-04 09:00"))
    view = shop.see(number)
    assert view.case.opened_at == at("2025-03-04 09:00") and view.events[0].backdated
    assert view.row.recorded_at == shop.clock()
    clock = next(each for each in view.clocks if each.target == "answered")
    assert clock.due_at == at("2025-03-05 09:00") and clock.state == "missed"


def test_a_registered_product_fills_the_form_and_is_known_to_rules(shop: Shop) -> None:
    desk = shop.desk
    customer = desk.customers.register(shop["lin"], name="王芳", phones=["13800006621"])
    product = desk.customers.add_product(shop["lin"], customer, {
        "name": "凤凰 26", "order_no": "D7", "purchased_on": "2025-03-01", "price": "200"})
    _, known = desk.opening.questions(REPAIR, product)
    assert known == {"bought_on": "2025-03-01", "order_no": "D7"}
    number = shop.open(customer_id=customer, product_id=product)
    assert shop.see(number).row.order_no == "D7"
    shop.take(number, "intake.accept", {"told": True})
    shop.take(number, "bench.look", [{"worn": False}] * 2, by="wu")
    shop.take(number, "bench.sound", by="wu")
    offer = shop.see(number).offer("offer")
    assert offer and offer.proposed == {"total": "180.00"}


def test_the_preview_says_what_the_policy_says_and_keeps_nothing(shop: Shop) -> None:
    request = Request(REPAIR, {"fault": "brakes", "bought_on": "2025-02-01", "gears": "three"}, WHEELS)
    with refused(shop, InvalidInput):
        shop.desk.opening.preview(shop["lin"], request)
        preview = shop.desk.opening.preview(shop["lin"], request)
        assert list(preview.problems) == ["gears"]
        decision = next(each for each in preview.decisions if each.rule == "warranty_runs")
        assert (decision.outcome, decision.missing) == ("needs", "Request.fell")
        assert [each.target for each in preview.clocks if each.started_at] == ["answered"]
        assert preview.offers[0].key == "intake.accept"
        raise InvalidInput.field("x", "x")


def test_a_preview_is_for_those_who_open_cases(shop: Shop) -> None:
    with refused(shop, Forbidden):
        shop.desk.opening.preview(shop["wu"], Request(REPAIR, ANSWERS))


def test_a_partial_case_leaves_questions_unknown(shop: Shop) -> None:
    number = shop.desk.opening.open(shop["lin"], Request(REPAIR, {"fault": "brakes"}, partial=True)).number
    offer = shop.see(number).offer("accept")
    assert offer and {each.missing for each in offer.refusals} == {"Request.fell", "Request.frame_no", "Consent.told"}
    with refused(shop, Refused):
        shop.take(number, "intake.accept", {"told": True})


def test_an_imported_case_keeps_its_cells_and_its_late_promises_are_silent(shop: Shop) -> None:
    number = shop.open(by="zhao", at=at("2025-03-03 09:00"), imported_from={"row": 3, "cells": {"故障": "刹车"}})
    view = shop.see(number)
    assert view.row.imported and view.case.imported and view.events[1].data["cells"] == {"故障": "刹车"}
    with shop.desk.store.read() as work:
        row = next(each for each in work.clocks.of(view.row.id) if each.target == "answered")
    assert row.silent and row.before_import


def test_the_same_key_opens_one_case(shop: Shop) -> None:
    request = Request(REPAIR, ANSWERS, WHEELS, at=None)
    first = shop.desk.opening.open(shop["lin"], request, "k1")
    again = shop.desk.opening.open(shop["lin"], request, "k1")
    assert (again.number, again.version, again.replayed) == (first.number, first.version, True)
    assert list(shop.versions()) == [first.number]


def test_a_key_is_not_taken_for_another_request_nor_for_another_person(shop: Shop) -> None:
    first = shop.open(key="k1")
    with refused(shop, KeyReused):
        shop.open({"fault": "puncture"}, key="k1")
    with refused(shop, KeyReused):
        shop.desk.notes.comment(shop["lin"], first, "好", key="k1")
    assert shop.open(by="zhao", key="k1") != first


def test_a_refused_request_does_not_use_up_its_key(shop: Shop) -> None:
    with refused(shop, InvalidInput):
        shop.open({"fault": "nothing"}, key="k2")
    assert shop.open(key="k2") == "CX-2025-00001"


def test_goods_already_paid_back_are_known_in_the_next_case(shop: Shop) -> None:
    shop.ended(answers={"order_no": "D9"})
    shop.clock.forward(minutes=5)
    view = shop.see(shop.open({"order_no": "D9"}))
    assert view.case.history.refunded and view.case.history.open_cases == 0
    second = shop.see(shop.open({"order_no": "D9"}))
    assert second.case.history.open_cases == 1
    other = shop.see(shop.open({"order_no": "D10"}))
    assert not other.case.history.refunded


def test_amounts_survive_the_database(shop: Shop) -> None:
    number = shop.open({"paid": "1234567.89"}, items=[{"product": "车", "price": "0.10", "quantity": 3}])
    view = shop.see(number)
    assert view.case.forms[0].answer(type(view.case.forms[0]).fields["paid"]) == Decimal("1234567.89")
    with shop.desk.store.read() as work:
        row, = work.cases.items(view.row.id)
    assert (row.price, row.quantity) == (Decimal("0.10"), 3)


def test_a_kind_without_a_regulation_is_refused(shop: Shop) -> None:
    shop.desk.place.adopted = ()
    with refused(shop, Refused, "没有启用的政策"):
        shop.open()
    assert shop.clock() - at("2025-03-05 10:00") == timedelta()
