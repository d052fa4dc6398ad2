"""The demo's lamp factory: played once, through the services, and looked at as staff would."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from core.app import Desk
from core.config import Adopted, Config
from core.demo import OPENS_BEFORE, Stage
from core.setting_up import make_database, seed_calendar
from core.store.lists import CaseFilter
from core.trials import SetClock
from plugins.lighting import demo
from plugins.lighting.service import Lamps
from tests.plugins.lighting.story import POLICY

HAN = re.compile(r"[㐀-鿿]")
NOW = datetime(2025, 11, 19, 8, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    clock = SetClock(NOW - OPENS_BEFORE)
    config = Config(data=tmp_path_factory.mktemp("desk"), plugins=("lighting",), policies=(Adopted(POLICY),))
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


def test_cases_of_every_kind_rest_in_many_states(stage: Stage, views: list[Any]) -> None:
    assert stage.now == NOW and len(views) >= 30
    assert {view.row.kind for view in views} == {f"lighting.{each}" for each in (
        "request", "consultation", "repair", "emergency", "return", "complaint")}
    resting = {view.row.state for view in views if view.row.state}
    assert resting >= {"sort.waiting", "advise.asked", "triage.pending", "on_site.agreed", "inbound.transit",
                       "bench.arrived", "quote.sent", "work.working", "call_back.due", "review.received",
                       "review.papers", "inspect_return.open", "pay_back.due", "confirm.waiting", "send_back.returning",
                       "supervise.waiting", "investigate.received", "appeal.pending"}
    assert {view.row.outcome for view in views} >= {
        "solved", "refunded", "to_repair", "answered", "settled", "sent_back"}


def test_somebody_has_still_to_be_warned_and_somebody_was(stage: Stage) -> None:
    found = Lamps(stage.desk.place).in_danger(stage.actor("service"))
    assert [each.told_at is None for each in found] == [True, False]


def test_parcels_wait_for_the_bench_and_a_quote_for_its_customer(stage: Stage, views: list[Any]) -> None:
    coming = [view for view in views if view.row.state == "inbound.transit"]
    assert len(coming) >= 4
    waiting = next(view for view in views if view.row.state == "quote.sent")
    assert stage.desk.customer_links.all(stage.actor("service"), waiting.row.number)


def test_each_month_has_its_tasks(stage: Stage) -> None:
    entries = stage.desk.plans.entries(stage.actor("service"), "open").entries
    assert {each.row.key for each in entries} >= {"product_feedback", "monthly_evaluation", "monthly_sample"}
    latest = max((each for each in entries if each.row.key == "monthly_evaluation"), key=lambda each: each.row.period)
    assert [each.row.duty for each in latest.missing] == ["quality"]


def test_what_the_desk_says_of_these_cases_is_english_in_english(stage: Stage, views: list[Any]) -> None:
    say = stage.desk.translator("en")
    said = {say(each) for view in views for offer in view.offers for each in (offer.step.label, offer.by)}
    said |= {say.reason(each.reason) for view in views for offer in view.offers for each in offer.decisions}
    said |= {say.reason(each.reason) for view in views for each in (*view.decisions, *view.charges)}
    said |= {say(each.title) for view in views for each in (*view.clocks, *view.charges)}
    spoken = ("焦味", "古镇", "Plan of the first assessment")  # what people have written stays as it is
    assert sorted(each for each in said if HAN.search(each) and not any(own in each for own in spoken)) == []
