"""What somebody has in hand: found, received once, corrected, kept until somebody claims it."""

import pytest

from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from tests.capabilities.parcels.conftest import INTACT, Kettles


def test_found_by_waybill_number_and_case(kettles: Kettles) -> None:
    number = kettles.posted("SF-100 200", "大壶")
    for code in ("sf100200", " ＳＦ100-200 ", number, number.lower()):
        found = kettles.bench.find(kettles["kong"], code)
        assert found.ready and found.number == number and found.title == "大壶", code
        assert found.parcel and found.parcel.row.waybill == "SF-100 200"
    for unknown in ("SF999", "", "%", "' OR 1=1"):
        assert not kettles.bench.find(kettles["kong"], unknown).known
    with pytest.raises(InvalidInput):
        kettles.bench.find(kettles["kong"], "SF\x00")
    with pytest.raises(Forbidden):
        kettles.bench.find(kettles["gu"], number)


def test_received_once_under_a_key_and_refused_with_the_way_out_after_that(kettles: Kettles) -> None:
    number = kettles.posted("SF1")
    first = kettles.bench.receive(kettles["kong"], number, {**INTACT, "waybill_read": "sf 1"}, key="one-key-0001")
    again = kettles.bench.receive(kettles["kong"], number, {**INTACT, "waybill_read": "sf 1"}, key="one-key-0001")
    assert again.replayed and again.version == first.version
    with pytest.raises(Refused, match=r"Kong.*更正"):
        kettles.bench.receive(kettles["kong"], number, INTACT)
    count, last = kettles.bench.today(kettles["kong"])
    assert count == 1 and last[0].number == number and last[0].received_by == "Kong"
    with pytest.raises(Forbidden):
        kettles.bench.receive(kettles["lin"], kettles.posted("SF2"), INTACT)


def test_more_than_was_posted_and_other_cases_parcels_change_nothing(kettles: Kettles) -> None:
    number, other = kettles.posted("SF1", pieces=2), kettles.posted("SF2")
    before = kettles.desk.views.case(kettles["lin"], number).row.version
    for answers, field in (({**INTACT, "pieces_received": 3}, "pieces_received"),
                           ({**INTACT, "pieces_received": 0}, "pieces_received"),
                           ({**INTACT, "waybill_read": "SF2"}, "waybill_read"),
                           ({"condition": "gone"}, "condition"), ({}, "condition")):
        with pytest.raises(InvalidInput) as caught:
            kettles.bench.receive(kettles["kong"], number, answers)
        assert [*caught.value.errors] == [field]
    assert kettles.desk.views.case(kettles["lin"], number).row.version == before
    assert kettles.legs(number) == kettles.legs(other) == [("inbound", "in_transit")]
    kettles.bench.receive(kettles["kong"], number, {**INTACT, "pieces_received": 2})


def test_fewer_than_were_posted_is_the_carriers_to_answer_until_corrected(kettles: Kettles) -> None:
    number = kettles.posted("SF1", pieces=2)
    kettles.bench.receive(kettles["kong"], number, {**INTACT, "pieces_received": 1})
    open_now = kettles.troubles.open(kettles["kong"])
    assert [(each.problem.name, each.parcel.number) for each in open_now] == [("shortage", number)]
    assert any(each.data.get("signal") == "parcels.troubled"
               for each in kettles.desk.views.case(kettles["lin"], number).events)
    kettles.bench.correct(kettles["kong"], number, {"condition": "wet", "pieces_received": 2, "remarks": "后来找到"})
    assert kettles.troubles.open(kettles["kong"]) == []
    row = kettles.bench.today(kettles["kong"])[1][0].row
    assert (row.pieces_received, row.condition, row.status) == (2, "wet", "received")
    with pytest.raises(InvalidInput):
        kettles.bench.correct(kettles["kong"], number, {"condition": "wet", "pieces_received": 3})
    with pytest.raises(InvalidInput, match="还没有收件"):
        kettles.bench.correct(kettles["kong"], kettles.posted("SF3"), INTACT)


def test_what_nobody_asked_for_waits_until_the_customer_gives_its_waybill(kettles: Kettles) -> None:
    kept = kettles.bench.keep_unclaimed(kettles["kong"], "SF 777", carrier="顺丰", note="纸箱", pieces=1)
    assert [each.row.id for each in kettles.bench.unclaimed(kettles["kong"])] == [kept.row.id]
    with pytest.raises(InvalidInput, match="已登记"):
        kettles.bench.keep_unclaimed(kettles["kong"], "sf777")
    found = kettles.bench.find(kettles["kong"], "SF777")
    assert found.parcel and not found.number and not found.ready
    number = kettles.posted("SF777")
    waiting = kettles.bench.unclaimed(kettles["kong"])
    assert [(each.number, each.waiting_here) for each in waiting] == [(number, True)]
    found = kettles.bench.find(kettles["kong"], "SF777")
    assert found.ready and found.number == number
    kettles.bench.receive(kettles["kong"], number, INTACT)
    assert kettles.bench.unclaimed(kettles["kong"]) == []
    with pytest.raises(InvalidInput, match="样子"):
        kettles.bench.keep_unclaimed(kettles["kong"])
    coming = kettles.posted("SF888")
    with pytest.raises(Refused, match=coming):
        kettles.bench.keep_unclaimed(kettles["kong"], "SF888")


def test_an_unclaimed_parcel_is_given_to_a_case(kettles: Kettles) -> None:
    kong = kettles["kong"]
    torn = kettles.bench.keep_unclaimed(kong, note="面单破了").row
    assert torn.waybill == f"BG-{torn.id:06d}" and kettles.bench.find(kong, torn.waybill).parcel
    asked, on_way = kettles.asked(), kettles.posted("SF5")
    kettles.bench.assign(kong, torn.id, asked)
    assert kettles.bench.find(kong, asked).ready and kettles.state(asked) == "inbound.transit"
    other = kettles.bench.keep_unclaimed(kong, "ZT1", carrier="中通").row
    kettles.bench.assign(kong, other.id, on_way)
    assert [each.number for each in kettles.bench.unclaimed(kong)] == [asked, on_way]
    for number in (asked, on_way):
        kettles.bench.receive(kong, number, INTACT)
        with pytest.raises(NotFound):
            kettles.bench.assign(kong, torn.id, number)
    third = kettles.bench.keep_unclaimed(kong, "ZT3").row
    for number in (kettles.open(), on_way):
        with pytest.raises(Refused, match="不等包裹"):
            kettles.bench.assign(kong, third.id, number)
    with pytest.raises(NotFound):
        kettles.bench.assign(kong, third.id, "SH-2025-99999")
    assert [each.row.id for each in kettles.bench.unclaimed(kong)] == [third.id]


def test_what_came_before_it_was_said_to_be_posted(kettles: Kettles) -> None:
    number = kettles.asked()
    assert kettles.bench.find(kettles["kong"], number).unposted
    with pytest.raises(InvalidInput):
        kettles.bench.post_and_receive(kettles["kong"], number, "顺丰", "--", INTACT)
    assert kettles.state(number) == "inbound.asked"
    kettles.bench.post_and_receive(kettles["kong"], number, "顺丰", "SF1", INTACT, key="both-key-0001")
    assert kettles.legs(number) == [("inbound", "received")]
    kettles.bench.post_and_receive(kettles["kong"], number, "顺丰", "SF1", INTACT, key="both-key-0001")
    assert kettles.legs(number) == [("inbound", "received")]
