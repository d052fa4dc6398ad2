"""Display samples: up and down in the ledger, and the case of one that was taken down; tried without writing."""

from datetime import timedelta

import pytest

from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from core.trials import Trials
from tests.capabilities.stock.conftest import Benches
from tests.services.shop import at

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
UP = {"number": "S-12", "product": "公园椅", "hall": "二号厅", "position": "B3"}


def numbers(benches: Benches, day: str = "") -> list[str]:
    return [each.sample.number for each in benches.samples.shown(benches["wu"], day)]


def test_a_sample_goes_up_and_down(benches: Benches) -> None:
    benches.clock.at = at("2025-03-01 10:00")
    with pytest.raises(InvalidInput, match="什么商品"):
        benches.samples.put_up(benches["kong"], {**UP, "product": ""})
    benches.samples.put_up(benches["kong"], UP)
    with pytest.raises(Refused, match="已在“二号厅”展示"):
        benches.samples.put_up(benches["kong"], {**UP, "hall": "三号厅"})
    benches.clock.at = at("2025-03-05 10:00")
    with pytest.raises(Forbidden):
        benches.samples.take_down(benches["wu"], {"number": "S-12", "why": "换新"})
    number = benches.samples.take_down(benches["lin"], {"number": "s-12", "why": "换新", "on": "2025-03-03"})
    assert numbers(benches, "2025-03-02") == ["S-12"] and numbers(benches, "2025-03-03") == [] == numbers(benches)
    assert [each.sample.number for each in benches.samples.elsewhere(benches["wu"], "2025-03-03")] == ["S-12"]
    with pytest.raises(Refused, match=f"还在下样处理.*{number}"):
        benches.samples.put_up(benches["kong"], UP)
    with pytest.raises(Refused, match="不在展示中"):
        benches.open("sample", sample_no="S-12", why="再下")
    benches.take("kong", number, "taken_down.check", {"damaged": True, "damage": "缝开线"})
    with pytest.raises(Refused, match="有破损,修好并登记备案后才能入库"):
        benches.take("kong", number, "taken_down.stock_in", {"warehouse": "主仓"})
    with pytest.raises(Refused, match="还没有修好"):
        benches.take("kong", number, "taken_down.register", {"condition": "好"})
    benches.take("wu", number, "taken_down.mend", {"repair": "补缝"})
    with pytest.raises(Refused, match="还没有登记备案"):
        benches.take("kong", number, "taken_down.stock_in", {"warehouse": "主仓"})
    benches.take("kong", number, "taken_down.register", {"condition": "完好"})
    assert benches.desk.views.case(benches["zhao"], number).row.suggested_step == "taken_down.stock_in"
    benches.take("kong", number, "taken_down.stock_in", {"warehouse": "主仓", "shelf": "A1"})
    told = benches.samples.show(benches["wu"], "s-12")
    assert (told.row.standing, told.row.place, told.number) == ("stored", "主仓 A1", "")
    assert [each.row.sort for each in told.turns] == ["stored", "registered", "mended", "checked", "down", "up"]
    assert told.turns[0].number == number and told.turns[-1].by == "Kong"
    benches.clock.forward(days=1)
    with pytest.raises(InvalidInput, match="不能写得更早"):
        benches.samples.put_up(benches["kong"], {**UP, "on": "2025-03-04"})
    benches.samples.put_up(benches["kong"], {**UP, "product": "", "hall": "三号厅"})
    assert [each.event.hall for each in benches.samples.shown(benches["wu"])] == ["三号厅"]
    assert [each.number for each in benches.samples.find(benches["wu"], "公园 三号")] == ["S-12"]
    with pytest.raises(NotFound):
        benches.samples.take_down(benches["lin"], {"number": "S-99", "why": "x"})


def test_the_case_of_an_undamaged_sample(benches: Benches) -> None:
    number = benches.open("sample", sample_no="S-7", product="圆凳", why="撤展")
    benches.take("kong", number, "taken_down.check", {"damaged": False})
    with pytest.raises(Refused, match="不必修理"):
        benches.take("wu", number, "taken_down.mend", {"repair": "x"})
    benches.take("kong", number, "taken_down.register", {"condition": "完好"})
    benches.take("kong", number, "taken_down.put_back", {"new_hall": "一号厅"})
    assert numbers(benches) == ["S-7"]
    second = benches.open("sample", sample_no="S-7", why="卖")
    benches.take("kong", second, "taken_down.check", {"damaged": False})
    benches.take("zhao", second, "taken_down.sell", {"price": "99", "order_no": "DD-1"})
    with pytest.raises(Refused, match="已出售"):
        benches.samples.put_up(benches["kong"], {"number": "S-7", "hall": "一号厅"})


def test_a_regulation_is_tried(benches: Benches) -> None:
    now = at("2025-03-05 10:00")
    down = {"sample_no": "S-12", "product": "公园椅", "why": "换新"}
    check = {"at": now, "step": "taken_down.check", "form": {"damaged": False}}
    register = {"at": now + timedelta(minutes=1), "step": "taken_down.register", "form": {"condition": "好"}}
    up = {"at": now + timedelta(minutes=2), "step": "taken_down.put_back", "form": {"new_hall": "二号厅"}}
    shown = {"number": "S-12", "on_display": True, "hall": "二号厅"}

    def tried(facts: dict[str, object], *events: object) -> list[str]:
        trial = Trials(benches.desk.place).run("benches.sample", [], now, {"facts": facts, "events": list(events)})
        return [each.step for each in trial.refused]

    assert tried({"SampleDown": down, "Sample": shown}, check, register, up) == ["taken_down.put_back"]
    assert not tried({"SampleDown": down}, check, register, up)

    trials = Trials(benches.desk.place)
    given = {"facts": {"Request": {"model": "X"}, "Parts": {"issued": 4, "fitted": 2, "returned": 1, "outstanding": 1,
                                                             "waiting": 0}, "Gifts": {"given": 1}}}
    view = trials.run("benches.repair", [], now, given).view
    found = {each.rule: each.outcome for each in view.decisions}
    assert found["parts_accounted"] == "deny" and found["gift_left"] == "deny"
