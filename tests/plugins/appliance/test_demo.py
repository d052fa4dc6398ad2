"""The demo's outlet: played once, through the services, and looked at as staff would."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from core.app import Desk
from core.config import Adopted, Config
from core.demo import OPENS_BEFORE, Stage
from core.setting_up import make_database, seed_calendar
from core.store.lists import CaseFilter
from core.trials import SetClock
from plugins.appliance import demo
from tests.plugins.appliance.story import POLICY

NOW = datetime(2025, 11, 19, 6, 30, tzinfo=UTC)


@pytest.fixture
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    clock = SetClock(NOW - OPENS_BEFORE)
    config = Config(data=tmp_path_factory.mktemp("desk"), plugins=("appliance",), policies=(
        Adopted(POLICY), Adopted("appliance/gree-crew-penalties")))
    desk = Desk(config, now=clock)
    make_database(desk)
    seed_calendar(desk)
    made = Stage(desk, clock, NOW)
    demo.play(made)
    yield made
    desk.store.dispose()


@pytest.mark.slow
def test_cases_of_every_kind_rest_in_many_states(stage: Stage) -> None:
    manager = stage.actor("manager")
    listed = stage.desk.views.cases(manager, CaseFilter(), order="opened", limit=200)
    views = [stage.desk.views.case(manager, row.number) for row in listed.page.rows]
    assert {view.row.kind for view in views} >= {f"appliance.{each}" for each in ("install", "repair", "swap")}
    assert {view.row.state for view in views if view.row.state} >= {
        "pre_accept.arrived", "deliver.to_deliver", "plan_installation.planned", "visit.ahead", "visit.travelling",
        "answer_request.waiting", "quote.pending", "work.for_part"}
    assert {view.row.outcome for view in views} >= {"to_swap"}
    late = next(view for view in views if view.row.title == "血库值班室空调漏水")
    assert {clock.target for clock in late.clocks if clock.state == "missed"} >= {"on_site", "fixed"}
    assert "booked_too_late" in {each.charge for each in late.charges if each.amount}
    paid = next(view for view in views if view.row.title == "教室空调遥控无反应")
    assert [each.state for each in paid.clocks if each.target == "on_site_paid"] == ["met"]
