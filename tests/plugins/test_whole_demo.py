"""The demo as `shouhou demo` makes it, all industries in one business, at whatever hour somebody makes it."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

import core.demo
from core.app import Desk
from core.capabilities.conduct.penalties import Penalties
from core.capabilities.stock.samples import Samples
from core.capabilities.stock.seeing import Seeing
from core.config import FILE, Config
from core.demo import Stage, make
from core.store.lists import CaseFilter
from core.trials import SetClock

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.slow
@pytest.mark.parametrize("until", [
    datetime(2025, 11, 19, 16, 30, tzinfo=SHANGHAI), datetime(2025, 10, 4, 0, 30, tzinfo=SHANGHAI)],
    ids=["on an afternoon", "in the night of a holiday"])
def test_all_four_industries_are_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: datetime) -> None:
    monkeypatch.delenv("SHOUHOU_DATABASE", raising=False)
    stages: list[Stage] = []
    play = core.demo._played

    def played(stage: Stage, name: str, module: ModuleType) -> str:
        stages.append(stage)
        return play(stage, name, module)

    monkeypatch.setattr(core.demo, "_played", played)
    made = make(tmp_path / "demo", until)
    health = stages[0].desk.plugins.health
    assert made.problems == () and [each for plugin in health.values() for each in plugin.problems] == []
    assert stages[0].now == until
    desk = Desk(Config.load(tmp_path / "demo" / FILE), now=SetClock(until))
    try:
        look(desk)
    finally:
        desk.store.dispose()


def look(desk: Desk) -> None:
    """As the manager would."""
    manager = desk.users.by_login("chen")
    rows = desk.views.cases(manager, CaseFilter(), order="opened", limit=500).page.rows
    kinds = Counter(row.kind for row in rows)
    assert {key.partition(".")[0] for key in kinds} == {"appliance", "decoration", "furniture", "lighting"}
    assert kinds["furniture.delivery"] == 4 and kinds["furniture.repair"] == kinds["furniture.sample"] == 2
    assert kinds["furniture.incident"] == 3 and kinds["appliance.incident"] == 4
    assert kinds["furniture.complaint"] == kinds["appliance.swap"] == 1
    for industry in ("appliance", "decoration", "furniture", "lighting"):  # told day by day, not all at once
        days = {row.opened_at.astimezone(SHANGHAI).date() for row in rows if row.kind.startswith(f"{industry}.")}
        assert len(days) >= 8, industry
    resting = {row.state or row.outcome for row in rows if row.kind.startswith("furniture.")}
    assert resting >= {"taken_away.held", "ready_goods.to_check", "taken_down.to_check", "book.to_book", "in_store"}
    penalties = {each.number: each.row for each in Penalties(desk.place).list(manager, "appliance")
                 if each.number.startswith("WG")}
    assert {each.state for each in penalties.values()} >= {"proposed", "confirmed", "decided"}
    assert [each.decided for each in penalties.values() if each.state == "decided"] == [0]
    stock = Seeing(desk.place)
    assert {each.item.code for each in stock.shortages(manager)} == {"GL-FAN", "LN-RAIL-45"}
    assert {each.sample.number for each in Samples(desk.place).shown(manager)} == {"S-15"}
