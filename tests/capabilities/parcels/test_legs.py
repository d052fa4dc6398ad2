"""Parcels follow their cases: what moves one writes down where it is, in the same transaction or not at all."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from threading import Barrier

import pytest

from core.capabilities.charges.seeing import OWED, Seeing
from core.capabilities.charges.service import Call, Charges
from core.capabilities.parcels.waybills import carrier_key, waybill_key
from core.domain.errors import InvalidInput, NotFound, Refused
from core.domain.people import Scope
from core.domain.reasons import Reason
from core.services.arranging import Arranging
from tests.capabilities.parcels.conftest import INTACT, Kettles


def test_waybills_and_carriers_as_people_write_them() -> None:
    assert waybill_key(" sf １２３-456_ab ") == waybill_key("SF123456AB") == "SF123456AB"
    assert carrier_key("顺丰速运") == carrier_key(" 顺丰 ") == "顺丰" and carrier_key("快递") == "快递"
    assert carrier_key("ＳＦ Express") == "sf"


def test_a_kettle_travels_both_ways(kettles: Kettles) -> None:
    assert kettles.desk.store.pending() == [] and kettles.desk.store.differences() == []
    number = kettles.open()
    assert kettles.legs(number) == [("inbound", "expected")]
    assert [each.number for each in kettles.tracking.to_book(kettles["kong"]).parcels] == [number]
    kettles.take("kong", number, "inbound.arrange", {"mode": "pickup", "pickup_at": "2025-03-06T09:00",
                                                     "pickup_address": "禅城区 5 栋"})
    queue = kettles.tracking.to_book(kettles["kong"]).parcels
    assert queue[0].pickup and queue[0].address == "禅城区 5 栋"
    kettles.tracking.book(kettles["kong"], queue[0].row.id, {"carrier": "德邦", "waybill": "DPK1"})
    assert kettles.legs(number) == [("inbound", "booked")]
    offer = kettles.desk.views.case(kettles["kong"], number).offer("picked_up")
    assert offer and offer.proposed == {"carrier": "德邦", "waybill": "DPK1"}
    kettles.take("kong", number, "inbound.picked_up", {"carrier": "德邦", "waybill": "DPK1", "freight": "18",
                                                       "freight_paid_by": "customer", "pieces": 2})
    assert kettles.legs(number) == [("inbound", "in_transit")]
    kettles.bench.receive(kettles["kong"], number, {**INTACT, "pieces_received": 2})
    kettles.take("wu", number, "bench.look", {"misused": False})
    assert kettles.legs(number) == [("inbound", "received"), ("outbound", "expected")]
    total, owed = kettles.tracking.owed(kettles["sun"])
    assert total == Decimal(18) and owed[0].row.payer == "company" and owed[0].row.paid_by == "customer"
    Charges(kettles.desk.place).reimburse(Call(kettles["sun"], number), {
        "amount": "10.00", "method": "wechat_pay", "paid_on": "2025-03-05", "reference": "WX1"})
    seeing = Seeing(kettles.desk.place)
    assert kettles.tracking.owed(kettles["sun"])[0] == seeing.owing(kettles["sun"], OWED).total == 8
    back_again = seeing.case(kettles["sun"], number).lines[-1].row.id
    Charges(kettles.desk.place).reverse(Call(kettles["sun"], number), back_again, "退到别人账上了")
    assert kettles.tracking.owed(kettles["sun"])[0] == seeing.owing(kettles["sun"], OWED).total == 18
    Charges(kettles.desk.place).reimburse(Call(kettles["sun"], number), {
        "amount": "18.00", "method": "wechat_pay", "paid_on": "2025-03-05", "reference": "WX1"})
    assert not kettles.tracking.owed(kettles["sun"])[1]
    kettles.take("kong", number, "outbound.ship", {"carrier_out": "顺丰", "waybill_out": "SF9", "freight_out": "20"})
    kettles.take("kong", number, "outbound.deliver", {})
    assert kettles.legs(number)[1] == ("outbound", "delivered")
    back = kettles.tracking.one(kettles["kong"], kettles.parcel(number))
    assert (back.row.payer, back.row.paid_by, back.row.freight) == ("company", "company", Decimal(20))
    story = kettles.tracking.story(kettles["lin"], kettles.parcel(number, 0))
    assert [(row.status, who) for row, who in story] == [
        ("expected", "Kong"), ("booked", "Kong"), ("in_transit", "Kong"), ("received", "Kong")]


def test_what_is_not_repaired_goes_back_and_what_never_comes_is_cancelled(kettles: Kettles) -> None:
    number = kettles.received("SF1")
    kettles.take("wu", number, "bench.hand_back")
    assert kettles.legs(number)[1] == ("back", "expected")
    kettles.take("kong", number, "send_back.return_goods", {"carrier_out": "顺丰", "waybill_out": "SF2"})
    kettles.take("kong", number, "send_back.arrived_back", {})
    assert kettles.legs(number)[1] == ("back", "delivered")
    gone = kettles.asked()
    kettles.take("lin", gone, "inbound.give_up")
    assert kettles.legs(gone) == [("inbound", "cancelled")]


def test_a_waybill_on_a_second_case_is_to_be_looked_at(kettles: Kettles) -> None:
    first = kettles.posted("SF123 456")
    second = kettles.posted("sf123456", carrier="顺丰速运")

    def said(number: str) -> tuple[str, str]:
        found = next(each for each in kettles.desk.views.case(kettles["kong"], number).decisions
                     if each.rule == "waybill_alone")
        return found.outcome, Reason(found.reason.template, found.reason.values).text()

    assert said(first)[0] == said(second)[0] == "refer"
    assert second in said(first)[1] and first in said(second)[1]
    listed = kettles.tracking.on_the_way(kettles["kong"], "double").parcels
    assert [each.number for each in listed] == [second]
    found = kettles.bench.find(kettles["kong"], "ＳＦ123456")
    assert {found.number, *(each.number for each in found.others)} == {first, second}
    kettles.take("lin", second, "inbound.correct", {"carrier": "顺丰", "waybill": "SF777"})
    assert said(first)[0] == said(second)[0] == "allow"
    assert kettles.tracking.on_the_way(kettles["kong"], "double").parcels == ()


def test_two_customers_give_one_waybill_in_the_same_moment(kettles: Kettles) -> None:
    numbers, start = [kettles.asked() for _ in range(4)], Barrier(4)

    def post(number: str) -> None:
        start.wait(10)
        kettles.take("lin", number, "inbound.post", {"carrier": "顺丰", "waybill": "SF1"})

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(post, number) for number in numbers]:
            done.result(60)
    rows = [each.row for each in kettles.bench.find(kettles["kong"], "SF1").others]
    assert [kettles.legs(number) for number in numbers] == [[("inbound", "in_transit")]] * 4 and len(rows) == 3
    assert len(kettles.tracking.on_the_way(kettles["kong"], "double").parcels) == 3


def test_what_is_no_waybill_changes_nothing(kettles: Kettles) -> None:
    number = kettles.asked()
    for waybill in ("---", "  ", "x" * 65, "SF\x07"):
        with pytest.raises(InvalidInput):
            kettles.take("lin", number, "inbound.post", {"carrier": "顺丰", "waybill": waybill})
    assert kettles.state(number) == "inbound.asked" and kettles.legs(number) == [("inbound", "expected")]


def test_cases_split_and_merged_take_their_parcels_along(kettles: Kettles) -> None:
    number = kettles.posted("SF5", "大壶", "小壶")
    new = Arranging(kettles.desk.place).split(kettles["lin"], number, [1], "分开修").number
    assert kettles.legs(new) == kettles.legs(number) == [("inbound", "in_transit")]
    kettles.bench.receive(kettles["kong"], new, {**INTACT, "waybill_read": "SF5"})
    assert kettles.legs(new) == [("inbound", "received")] and kettles.legs(number) == [("inbound", "in_transit")]
    twice, kept = kettles.open(), kettles.open()
    Arranging(kettles.desk.place).merge(kettles["lin"], twice, kept, "同一件")
    assert kettles.legs(twice) == [("inbound", "cancelled")] and kettles.legs(kept) == [("inbound", "expected")]


def test_both_parcels_of_merged_cases_are_received(kettles: Kettles) -> None:
    kept, ending = kettles.posted("SF1"), kettles.posted("SF2")
    Arranging(kettles.desk.place).merge(kettles["lin"], ending, kept, "同一件")
    assert kettles.legs(kept) == [("inbound", "in_transit"), ("inbound", "in_transit")] and not kettles.legs(ending)
    kettles.bench.receive(kettles["kong"], kept, {**INTACT, "waybill_read": "SF2"})
    assert kettles.state(kept) == "bench.waiting"
    found = kettles.bench.find(kettles["kong"], "SF1")
    assert found.ready and found.number == kept
    kettles.bench.receive(kettles["kong"], kept, {**INTACT, "waybill_read": "SF1"}, key="second-one-key")
    kettles.bench.receive(kettles["kong"], kept, {**INTACT, "waybill_read": "SF1"}, key="second-one-key")
    assert kettles.legs(kept) == [("inbound", "received"), ("inbound", "received")]
    with pytest.raises(Refused, match="更正"):
        kettles.bench.receive(kettles["kong"], kept, INTACT)


def test_others_cases_look_absent(kettles: Kettles) -> None:
    number = kettles.posted("SF8")
    alone = replace(kettles["kong"], scope=Scope.own)
    assert not kettles.bench.find(alone, "SF8").known and not kettles.bench.find(alone, number).known
    assert kettles.tracking.on_the_way(alone).parcels == ()
    parcel = kettles.parcel(number)
    for attempt in (lambda: kettles.tracking.one(alone, parcel),
                    lambda: kettles.tracking.move(alone, parcel, place="车上"),
                    lambda: kettles.bench.receive(alone, number, INTACT),
                    lambda: kettles.troubles.record(alone, parcel, "delay")):
        with pytest.raises(NotFound):
            attempt()
    assert kettles.legs(number) == [("inbound", "in_transit")]


def test_erasing_takes_the_words_and_leaves_the_money(kettles: Kettles) -> None:
    desk = kettles.desk
    customer = desk.customers.register(kettles["lin"], name="王先生", phones=["13800138000"], address="禅城区 5 栋")
    number = kettles.open(customer=customer)
    kettles.take("kong", number, "inbound.arrange", {"mode": "pickup", "pickup_at": "2025-03-06T09:00",
                                                     "pickup_address": "禅城区 5 栋"})
    kettles.take("kong", number, "inbound.picked_up", {"carrier": "德邦", "waybill": "DPK1", "freight": "18"})
    parcel = kettles.parcel(number)
    kettles.tracking.move(kettles["kong"], parcel, place="王先生家门口", note="王先生说明天来")
    kettles.bench.receive(kettles["kong"], number, INTACT)
    kettles.take("wu", number, "bench.hand_back")
    kettles.take("kong", number, "send_back.return_goods", {"carrier_out": "顺丰", "waybill_out": "SF2"})
    kettles.take("kong", number, "send_back.arrived_back", {})
    desk.erasing.erase(kettles["zhou"], customer, "asked", confirm=str(customer))
    found = kettles.tracking.one(kettles["kong"], parcel)
    assert (found.row.address, found.row.contents, found.row.waybill, found.row.freight) == ("", "", "", Decimal(18))
    assert all(not row.place and not row.note for row, _ in kettles.tracking.story(kettles["kong"], parcel))
    assert not kettles.bench.find(kettles["kong"], "DPK1").known


def test_a_case_that_waits_for_nothing_says_what_to_do_first(kettles: Kettles) -> None:
    number = kettles.open()
    with pytest.raises(Refused, match="安排寄件"):
        kettles.bench.receive(kettles["kong"], number, INTACT)
    kettles.take("kong", number, "inbound.arrange", {"mode": "self_ship"})
    with pytest.raises(Refused, match="登记寄出"):
        kettles.bench.receive(kettles["kong"], number, INTACT)
    assert kettles.legs(number) == [("inbound", "expected")]
