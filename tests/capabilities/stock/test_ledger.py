"""Things go from place to place: for cases and without, back again, counted, put right."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.capabilities.stock.issuing import Whom
from core.domain.errors import DeskError, Forbidden, InvalidInput, NotFound, Refused
from tests.capabilities.stock.conftest import Benches


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_parts_of_a_case_go_out_are_used_and_come_back(benches: Benches) -> None:
    number = benches.open()
    benches.receive("HG-35", 5)
    benches.take("wu", number, "work.judge", {"problem": "松", "parts_to_bring": "HG-35 ×3\n脚垫 4", "tools_to_bring":
                                              "电钻"})
    waits = {(each.row.said, each.row.quantity, each.here) for each in benches.seeing.waiting(benches["kong"])}
    assert waits == {("HG-35", 3, 5), ("脚垫", 4, 0)}
    benches.take("wu", number, "work.judge", {"problem": "松", "parts_to_bring": "HG-35 4"})
    assert [each.row.quantity for each in benches.seeing.waiting(benches["kong"])] == [4]
    with pytest.raises(InvalidInput, match="领用人"):
        benches.issue("HG-35", 4, number=number)
    benches.issue("HG-35", 4, number=number, to="wu")
    assert benches.at("主仓") == {"HG-35": 1} and benches.at("@wu") == {"HG-35": 4}
    assert benches.signals(number) == ["issued", "supplied"] and not benches.seeing.waiting(benches["kong"])
    held = benches.seeing.held(benches["wu"])
    assert [(each.quantity, each.number, str(each.due_on)) for each in held] == [(4, number, "2025-03-07")]
    with pytest.raises(Refused, match="还有 4 件没有说明去向"):
        benches.take("wu", number, "work.done")
    with pytest.raises(Refused, match="只有 4 件,不够 5 件"):
        benches.issuing.fit(benches.call("wu"), [("HG-35", "5")], number)
    for nobody in ("", " "):
        with pytest.raises(InvalidInput) as unnamed:
            benches.issuing.fit(benches.call("wu"), [("HG-35", "3")], nobody)
        assert "number" in unnamed.value.errors
    benches.issuing.fit(benches.call("wu"), [("HG-35", "3")], number)
    with pytest.raises(Forbidden):
        benches.issuing.fit(benches.call("wu"), [("HG-35", "1")], number, of="kong")
    clocks = {each.target: each.state for each in benches.desk.views.case(benches["zhao"], number).clocks}
    assert clocks["unused_returned"] == "running"
    benches.back("HG-35", 1, to="wu", number=number)
    assert benches.at("主仓") == {"HG-35": 2} and benches.at("@wu") == {}
    assert benches.signals(number)[2:] == ["fitted", "returned", "settled"]
    told = benches.seeing.case(benches["wu"], number)
    assert (told.used.issued, told.used.fitted, told.used.returned, told.used.outstanding) == (4, 3, 1, 0)
    assert [(item.code, many) for item, many in told.given] == [("HG-35", 3)]
    benches.take("wu", number, "work.done")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_goes_out_needs_a_paper_a_receiver_and_somebody_who_may(benches: Benches) -> None:
    benches.receive("OAK-9", 3)
    benches.receive("CU-1", 5)
    with pytest.raises(InvalidInput, match="案件或单号"):
        benches.issue("OAK-9", 1, to="wu")
    with pytest.raises(Forbidden, match="须由有权批准"):
        benches.issue("OAK-9", 2, to="wu", reference="LL-1")
    benches.issue("OAK-9", 2, by="qian", to="wu", reference="LL-1")
    benches.issue("CU-1", 1, reference="DD-8", receiver="王先生")
    with pytest.raises(Refused, match="每单 1 件"):
        benches.issue("CU-1", 1, reference="dd-8", receiver="王先生")
    with pytest.raises(Refused, match="只有 1 件"):
        benches.back("CU-1", 2, reference="DD-8")
    benches.back("CU-1", 1, reference="DD-8")
    benches.issue("CU-1", 1, reference="DD-8", receiver="王先生")
    with pytest.raises(InvalidInput) as wrong:
        benches.moving.receive(benches.call(), [("NO", "1"), ("CU-1", "-1"), ("", "")], "主仓")
    assert wrong.value.errors.keys() == {"item.0", "quantity.1"}
    with pytest.raises(InvalidInput, match="没有仓库"):
        benches.receive("CU-1", 1, "阁楼")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_counting_and_putting_right(benches: Benches) -> None:
    benches.receive("SC-4", 100)
    moved = benches.moving.transfer(benches.call(), [("SC-4", "40")], "主仓", "分仓")
    with pytest.raises(InvalidInput, match="重新点数"):
        benches.moving.count(benches.call(), "主仓", [("SC-4", "100", "58")])
    counted = benches.moving.count(benches.call(), "主仓", [("SC-4", "60", "58"), ("HG-35", "0", "1"),
                                                           ("CU-1", "0", "")])
    assert benches.at("主仓") == {"SC-4": 58, "HG-35": 1}
    rows = benches.seeing.counts(benches["kong"])
    assert [each["found"] for each in rows[0][0].counted] == [58, 1] and rows[0][0].reference == "主仓"
    with pytest.raises(InvalidInput, match="请填写"):
        benches.moving.reverse(benches.call(), counted.move, " ")
    benches.moving.reverse(benches.call(), counted.move, "数错")
    assert benches.at("主仓") == {"SC-4": 60}
    with pytest.raises(Refused, match="已经冲销"):
        benches.moving.reverse(benches.call(), counted.move, "再来")
    benches.moving.scrap(benches.call(), [("SC-4", "30")], "分仓", "生锈")
    with pytest.raises(Refused, match="只有 10 件"):
        benches.moving.reverse(benches.call(), moved.move, "调错")
    with pytest.raises(NotFound):
        benches.moving.reverse(benches.call(), 999, "x")
    first = benches.moving.receive(benches.call("kong", "one-key-only"), [("SC-4", "1")], "分仓")
    again = benches.moving.receive(benches.call("kong", "one-key-only"), [("SC-4", "1")], "分仓")
    assert (first.move, again.replayed) == (again.move, True) and benches.at("分仓") == {"SC-4": 11}
    shown = benches.seeing.moves(benches["sun"], item="sc-4", limit=3)
    assert len(shown.rows) == 3 and shown.next_cursor
    assert len(benches.seeing.moves(benches["sun"], item="SC-4", cursor=shown.next_cursor).rows) == 3
    assert benches.seeing.moves(benches["sun"], way="scrap", since="2025-03-05", until="2025-03-05").rows


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_short(benches: Benches) -> None:
    benches.items.set_minimum(benches["kong"], "HG-35", "主仓", "5")
    benches.receive("HG-35", 4)
    benches.receive("HG-35", 2, "分仓")
    found = benches.seeing.shortages(benches["wu"])
    assert [(each.item.code, each.missing, each.elsewhere) for each in found] == [("HG-35", 1, 2)]
    benches.receive("HG-35", 1)
    assert not benches.seeing.shortages(benches["wu"])
    with pytest.raises(Refused, match="还有库存"):
        benches.items.end(benches["kong"], "HG-35")
    content = ("编码,名称,类别,成本,易损件,仓库,最低库存,期初数量\n"
               "NUT-1,螺母,配件,0.2,是,分仓,50,20\nHG-35,铰链,备件,8,是,主仓,9,\n").encode()
    tried = benches.items.load(benches["kong"], content, "items.csv", only_try=True)
    assert (tried.taken, tried.same, tried.opened, tried.tried) == (1, 1, 1, True)
    assert benches.at("分仓") == {"HG-35": 2}
    assert benches.items.load(benches["kong"], content, "items.csv").opened == 1
    assert benches.at("分仓") == {"HG-35": 2, "NUT-1": 20}
    assert [each.missing for each in benches.seeing.shortages(benches["wu"])] == [4, 30]
    wrong = benches.items.load(benches["kong"], content.replace(b"NUT-1", b"NUT 1"), "items.csv")
    assert [line for line, _ in wrong.wrong] == [2] and not wrong.taken
    assert "期初不能再写" in str(benches.items.load(benches["kong"], content, "items.csv").wrong[0][1].text)
    table = benches.items.table(benches["kong"])
    assert "NUT-1" in table.decode("utf-8-sig") and benches.items.load(benches["kong"], table, "items.csv").same == 5


def test_the_last_one_is_given_once(benches: Benches) -> None:
    benches.receive("HG-35", 3)
    numbers = [benches.open() for _ in range(4)]

    def tried(place: int) -> str:
        try:
            benches.issue("HG-35", 1, number=numbers[place % 4], to="wu")
        except DeskError as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(6) as pool:
        found = sorted(pool.map(tried, range(6)))
    assert found == ["Refused"] * 3 + ["done"] * 3
    assert benches.at("主仓") == {} and benches.at("@wu") == {"HG-35": 3}

    def fresh(place: int) -> str:
        return benches.moving.receive(benches.call(), [("SC-4", "2"), ("OAK-9", "1")][::1 if place % 2 else -1],
                                      "分仓").sort

    with ThreadPoolExecutor(6) as pool:
        assert [*pool.map(fresh, range(6))] == ["receive"] * 6
    assert benches.at("分仓") == {"SC-4": 12, "OAK-9": 6}

    def gift(place: int) -> str:
        try:
            benches.issuing.issue(benches.call(), [("CU-1", "1")], "主仓", Whom(reference="DD-1", receiver=f"R{place}"))
        except DeskError as error:
            return type(error).__name__
        return "done"

    benches.receive("CU-1", 9)
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(gift, range(4))) == ["Refused"] * 3 + ["done"]
