"""The demo's renovation company: played once, through the services, and looked at as staff would."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from core.app import Desk
from core.capabilities.coverage.contracts import Contracts
from core.capabilities.coverage.contracts_forms import Side
from core.config import Adopted, Config
from core.demo import OPENS_BEFORE, Stage
from core.setting_up import make_database, seed_calendar
from core.store.lists import CaseFilter
from core.trials import SetClock
from plugins.decoration import demo

HAN = re.compile(r"[㐀-鿿]")
NOW = datetime(2025, 11, 19, 8, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    clock = SetClock(NOW - OPENS_BEFORE)
    config = Config(data=tmp_path_factory.mktemp("desk"), plugins=("decoration",),
                    policies=tuple(map(Adopted, demo.ADOPTS)))
    desk = Desk(config, now=clock)
    make_database(desk)
    seed_calendar(desk)
    made = Stage(desk, clock, NOW)
    demo.play(made)
    yield made
    desk.store.dispose()


@pytest.fixture(scope="module")
def views(stage: Stage) -> list[Any]:
    manager = stage.actor("manager")
    listed = stage.desk.views.cases(manager, CaseFilter(), order="opened", limit=200)
    return [stage.desk.views.case(manager, row.number) for row in listed.page.rows]


def test_both_sides_of_a_contract_are_late_and_others_stand_elsewhere(stage: Stage, views: list[Any]) -> None:
    contracts, manager = Contracts(stage.desk.place), stage.actor("manager")
    found = {each.contract_no: contracts.show(manager, each.number) for each in contracts.all(manager)}
    late = found["AJ-2025-018"]
    assert late.owed_by(Side.a) > 0 and late.owed_by(Side.b) >= Decimal("12.00") and late.bills[0].left == 700
    assert [each.running for each in late.lines] == [True, False]
    assert found["AJ-2025-019"].accrued.claims_b == Decimal("350.00")
    assert found["AJ-2025-029"].standing.name == "drafting"
    assert {view.row.kind for view in views} == {f"decoration.{each}" for each in (
        "contract", "service", "redo", "claim", "complaint", "appraisal")}
    assert {view.row.state for view in views} >= {
        "receive.received", "build.with_builders", "accept.open", "dispatch_crew.to_dispatch", "assess_claim.filed",
        "verify.received", "respond.answered", "appraise.weighing", "contract_draft.drafting"}


def test_what_the_desk_says_of_these_cases_is_english_in_english(stage: Stage, views: list[Any]) -> None:
    say = stage.desk.translator("en")
    said = {say(each) for view in views for offer in view.offers for each in (offer.step.label, offer.by)}
    said |= {say.reason(each.reason) for view in views for offer in view.offers for each in offer.decisions}
    said |= {say.reason(each.reason) for view in views for each in (*view.decisions, *view.charges)}
    said |= {say(each.title) for view in views for each in (*view.clocks, *view.charges)}
    spoken = ("保养", "水电", "维修", "木作", "佛山", "黎", "岑", "甘", "邝", "汇景", "网格布", "涂料", "端子", "霍",
              "宁", "莫", "防水")
    assert sorted(each for each in said if HAN.search(each) and not any(own in each for own in spoken)) == []
