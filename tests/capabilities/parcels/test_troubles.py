"""What goes wrong on the way, and the desk that notices when nothing is heard."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from core.domain.errors import Forbidden, InvalidInput, Refused
from core.domain.reasons import Label
from core.jobs import Worker
from core.store.tables import NotificationRow
from tests.capabilities.parcels.conftest import Kettles


def test_noted_once_claimed_and_settled(kettles: Kettles) -> None:
    number, kong = kettles.posted("SF1"), kettles["kong"]
    parcel = kettles.parcel(number)
    kettles.troubles.record(kong, parcel, "damage", note="箱子压扁", claim=Decimal("80.00"), key="damage-key-01")
    kettles.troubles.record(kong, parcel, "damage", note="箱子压扁", claim=Decimal("80.00"), key="damage-key-01")
    assert kettles.legs(number) == [("inbound", "damaged")]
    assert kettles.tracking.on_the_way(kong, "lost").parcels[0].number == number
    with pytest.raises(Refused, match="已登记"):
        kettles.troubles.record(kong, parcel, "damage")
    view = kettles.desk.views.case(kong, number)
    assert {each.title: each.state for each in view.clocks}["处理运输异常"] == "running"
    trouble = kettles.troubles.open(kong)[0].row.id
    for wrong in ({"outcome": " "}, {"outcome": "赔了", "paid": Decimal("-1")}, {"outcome": "长" * 501}):
        with pytest.raises(InvalidInput):
            kettles.troubles.settle(kong, trouble, **wrong)
    kettles.troubles.settle(kong, trouble, "承运方赔付", paid=Decimal("60.00"))
    assert kettles.troubles.open(kong) == [] and kettles.legs(number) == [("inbound", "in_transit")]
    with pytest.raises(Refused, match="处理完"):
        kettles.troubles.settle(kong, trouble, "再赔一次")
    assert {each.title: each.state for each in kettles.desk.views.case(kong, number).clocks}["处理运输异常"] == "met"
    with pytest.raises(Forbidden):
        kettles.troubles.record(kettles["lin"], parcel, "delay")
    with pytest.raises(InvalidInput):
        kettles.troubles.record(kong, parcel, "gone")
    with pytest.raises(Refused, match="还没有寄出"):
        kettles.troubles.record(kong, kettles.parcel(kettles.open()), "loss")


def test_a_lost_parcel_is_found_or_given_up(kettles: Kettles) -> None:
    kong, numbers = kettles["kong"], [kettles.posted("SF1"), kettles.posted("SF2")]
    for number in numbers:
        kettles.troubles.record(kong, kettles.parcel(number), "loss")
        assert kettles.legs(number) == [("inbound", "lost")]
    found, gone = [each.row.id for each in kettles.troubles.open(kong)]
    kettles.troubles.settle(kong, found, "找到了", found=True)
    kettles.troubles.settle(kong, gone, "全额赔付", paid=Decimal("100"))
    assert kettles.legs(numbers[0]) == [("inbound", "in_transit")]
    assert kettles.legs(numbers[1]) == [("inbound", "cancelled")]
    kettles.bench.receive(kong, numbers[0], {"condition": "intact"})


def test_a_case_whose_parcel_is_lost_for_good_goes_on(kettles: Kettles) -> None:
    kong, number = kettles["kong"], kettles.posted("SF1")
    with pytest.raises(Refused, match="请先填写:异常"):
        kettles.take("kong", number, "inbound.write_off")
    kettles.troubles.record(kong, kettles.parcel(number), "delay")
    with pytest.raises(Refused, match="不是丢失"):
        kettles.take("kong", number, "inbound.write_off")
    kettles.troubles.settle(kong, kettles.troubles.open(kong)[0].row.id, "已催")
    kettles.troubles.record(kong, kettles.parcel(number), "loss")
    kettles.troubles.settle(kong, kettles.troubles.open(kong)[0].row.id, "找到了", found=True)
    with pytest.raises(Refused, match="找到"):
        kettles.take("kong", number, "inbound.write_off")
    kettles.troubles.record(kong, kettles.parcel(number), "loss")
    kettles.take("kong", number, "inbound.write_off")
    assert kettles.state(number) == "" and kettles.legs(number) == [("inbound", "cancelled")]
    other = kettles.received("SF2")
    kettles.take("wu", other, "bench.look", {"misused": False})
    kettles.take("kong", other, "outbound.ship", {"carrier_out": "顺丰", "waybill_out": "SF3"})
    kettles.troubles.record(kong, kettles.parcel(other), "loss")
    kettles.take("kong", other, "outbound.send_again")
    kettles.take("kong", other, "outbound.ship", {"carrier_out": "德邦", "waybill_out": "DP3"})
    assert kettles.legs(other) == [("inbound", "received"), ("outbound", "cancelled"), ("outbound", "in_transit")]


def test_a_lost_parcel_may_still_arrive(kettles: Kettles) -> None:
    number = kettles.posted("SF1")
    kettles.troubles.record(kettles["kong"], kettles.parcel(number), "loss")
    kettles.bench.receive(kettles["kong"], number, {"condition": "intact"})
    assert kettles.legs(number) == [("inbound", "received")]
    assert kettles.troubles.open(kettles["kong"]) == []


def test_the_desk_marks_delays_then_losses_each_once_and_tells_logistics(kettles: Kettles) -> None:
    kong, worker = kettles["kong"], Worker(kettles.desk)
    number, heard_of = kettles.posted("SF1"), kettles.posted("SF2")
    kept = kettles.bench.keep_unclaimed(kong, "SF9")
    kettles.clock.forward(days=2)
    assert kettles.troubles.watch() == {"stalled": 0, "lost": 0, "failed": 0}
    kettles.tracking.move(kong, kettles.parcel(heard_of), note="承运方:在广州分拨")
    kettles.clock.forward(days=2)
    worker.turn()
    assert [each.number for each in kettles.tracking.on_the_way(kong, "stalled").parcels] == [number]
    assert kettles.troubles.watch()["stalled"] == 0
    first = kettles.tracking.on_the_way(kong).parcels
    assert [each.number for each in first] == [number, heard_of] and first[0].stalled
    kettles.clock.forward(days=7)
    assert kettles.troubles.watch() == {"stalled": 1, "lost": 1, "failed": 0}
    assert kettles.troubles.watch() == {"stalled": 0, "lost": 0, "failed": 0}
    assert kettles.legs(number) == [("inbound", "lost")] and kept.row.id
    signals = [each.data["signal"] for each in kettles.desk.views.case(kong, number).events if each.kind == "signalled"]
    assert signals == ["parcels.troubled", "parcels.lost"]
    worker.turn()
    with kettles.desk.store.read() as work:
        told = work.session.execute(select(NotificationRow.said, NotificationRow.user_id)
                                    .where(NotificationRow.kind == "noted")).all()
    assert len(told) == 3 and {user for _, user in told} == {kong.id}
    kettles.tracking.move(kong, kettles.parcel(heard_of), note="明天送到")
    assert kettles.tracking.on_the_way(kong, "stalled").parcels == ()


def test_pages_of_the_list_follow_one_another(kettles: Kettles) -> None:
    numbers = [kettles.posted(f"SF{place}") for place in range(5)]
    kettles.troubles.record(kettles["kong"], kettles.parcel(numbers[3]), "loss")
    seen, cursor = [], ""
    for _ in range(4):
        page = kettles.tracking.on_the_way(kettles["kong"], cursor=cursor, limit=2)
        seen += [each.number for each in page.parcels]
        cursor = page.next_cursor
        if not cursor:
            break
    assert seen == [numbers[3], *numbers[:3], numbers[4]]
    for wrong in ("x", "1~2~3", "0~2025-01-01~1", "0~2025-01-01T00:00:00+00:00~-1"):
        with pytest.raises(InvalidInput):
            kettles.tracking.on_the_way(kettles["kong"], cursor=wrong)


def test_reports_count_what_is_on_the_way_and_what_each_carrier_did(kettles: Kettles) -> None:
    kong = kettles["kong"]
    number = kettles.posted("SF1")
    other = kettles.posted("ZT1", carrier="中通快递")
    kettles.troubles.record(kong, kettles.parcel(number), "loss", claim=Decimal("50"))
    declared = kettles.desk.declared_reports

    def rows(key: str) -> list[tuple[object, ...]]:
        return [*declared.make(kettles["zhou"], "kettles", key, declared.span("2025-03")).sheet.rows]

    assert [(row[0], row[3], row[4]) for row in rows("parcels_on_the_way")] == [
        (number, "SF1", Label("丢失")), (other, "ZT1", Label("途中"))]
    assert rows("carrier_troubles") == [("中通快递", 1, 0, 0, 0, 0, 0, None, None),
                                        ("顺丰", 1, 0, 0, 1, 0, 1, Decimal(50), None)]
