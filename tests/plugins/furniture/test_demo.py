"""The demo's stories: made once, through the services, and looked at as staff would."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.app import Desk
from core.config import Adopted, Config
from core.demo import OPENS_BEFORE, READ_AFTER, Stage
from core.domain.people import Actor
from core.setting_up import make_database, seed_calendar
from core.store.lists import CaseFilter
from core.store.tables import OutboxRow
from core.trials import SetClock
from plugins.furniture import demo
from plugins.furniture.forms import Method
from tests.plugins.furniture.story import EXCHANGE, FRE, RETURN

HAN = re.compile(r"[㐀-鿿]")
NOW = datetime(2025, 11, 19, 8, 30, tzinfo=UTC)
"""A Wednesday afternoon in the shop."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    clock = SetClock(NOW - OPENS_BEFORE)
    config = Config(data=tmp_path_factory.mktemp("desk"), plugins=("furniture",), policies=(Adopted(FRE.slug),))
    desk = Desk(config, now=clock)
    make_database(desk)
    seed_calendar(desk)
    stage = Stage(desk, clock, NOW)
    demo.play(stage)
    yield stage
    desk.store.dispose()


@pytest.fixture(scope="module")
def manager(stage: Stage) -> Actor:
    return stage.actor("manager")


@pytest.fixture(scope="module")
def views(stage: Stage, manager: Actor) -> list[Any]:
    """Every case as the manager sees it."""
    listed = stage.desk.views.cases(manager, CaseFilter(), order="opened", limit=500)
    return [stage.desk.views.case(manager, row.number) for row in listed.page.rows]


def happened(views: list[Any]) -> Counter[str]:
    return Counter(event.kind for view in views for event in view.events)


def test_the_stage_ends_now(stage: Stage, views: list[Any]) -> None:
    assert stage.now == NOW
    assert all(event.recorded_at <= NOW for view in views for event in view.events)


def test_enough_of_everything(stage: Stage, views: list[Any]) -> None:
    assert 60 <= len(views) <= 80
    assert len({view.row.customer_id for view in views}) >= 42
    assert len({view.row.product_id for view in views if view.row.product_id}) >= 50
    assert sum(len(view.evidence) for view in views) >= 60
    assert {view.row.kind for view in views} == {RETURN, EXCHANGE}


@pytest.mark.parametrize("kind", [RETURN, EXCHANGE])
def test_every_state_is_passed_through(views: list[Any], kind: str) -> None:
    mine = [view for view in views if view.row.kind == kind]
    passed = {each.state.key for view in mine for each in view.case.log if each.state}
    assert passed == set(mine[0].case.here.states)


def test_nearly_every_state_has_a_case_now(views: list[Any]) -> None:
    resting = {view.row.state for view in views}
    assert resting >= set(views[0].case.here.states)
    assert {view.row.outcome for view in views} == {"", "refunded", "exchanged", "refused", "withdrawn"}


def test_all_that_people_do_beside_steps(views: list[Any]) -> None:
    kinds = happened(views)
    wanted = ("contacted", "commented", "attached", "assigned", "waiting", "resumed", "override_asked",
              "override_granted", "override_refused", "split", "linked", "reopened", "corrected", "target_warned",
              "target_missed")
    assert [each for each in wanted if not kinds[each]] == []
    assert any(view.asked for view in views)
    assert any(event.backdated for view in views for event in view.events)
    assert {event.data["reached"] for view in views for event in view.events if event.kind == "contacted"} == {
        True, False}


def test_clocks_are_alive(stage: Stage, manager: Actor, views: list[Any]) -> None:
    counts = stage.desk.views.counts(manager)
    assert counts.late >= 3 and counts.due_today >= 2
    waiting = Counter(view.row.waiting_for for view in views if view.case.open)
    assert waiting["customer"] >= 5 and waiting["carrier"] >= 2 and waiting["factory"] == 1


def test_the_window_the_box_and_the_late_notice(views: list[Any]) -> None:
    closed = {(each.rule, each.outcome) for view in views for each in view.decisions if not each.allows}
    assert closed >= {("in_return_window", "deny"), ("goods_untouched", "deny"), ("noticed_in_time", "refer"),
                      ("purchase_proven", "deny"), ("not_refunded_already", "deny")}


def test_freight_on_the_company(views: list[Any]) -> None:
    owed = [each for view in views for each in view.charges if each.payer and each.payer.key == "company"]
    assert any(each.reimbursable for each in owed)


def test_chains_hold(stage: Stage, manager: Actor) -> None:
    assert stage.desk.audit.verify(manager).holds


def test_the_business_has_filled_in_its_blanks(stage: Stage, manager: Actor) -> None:
    shown = stage.desk.policies.show(manager, FRE.slug)
    assert [term.term.key for clause in shown.clauses for term in clause.terms if term.blank] == []


@pytest.mark.parametrize("later", range(1, 8))
def test_stories_start_in_working_time_on_whatever_day_they_are_made(stage: Stage, later: int) -> None:
    from plugins.furniture.demo.shop import Shop

    other = Stage(stage.desk, SetClock(NOW), NOW + timedelta(days=later, hours=3 * later))
    shop = Shop(other)
    moments = [shop.day(back) for back in range(23)] + [shop.lately(hours) for hours in (3, 5, 20, 26)]
    assert all(8 <= each.hour < 21 and each < other.until for each in moments)
    assert other.until - shop.day(22) < timedelta(days=45)




def test_what_the_desk_says_of_these_cases_is_english_in_english(stage: Stage, views: list[Any]) -> None:
    say = stage.desk.translator("en")
    said = {say(each) for view in views for offer in view.offers for each in (offer.step.label, offer.by)}
    said |= {say.reason(each.reason) for view in views for offer in view.offers for each in offer.decisions}
    said |= {say.reason(each.reason) for view in views for each in (*view.decisions, *view.charges)}
    said |= {say(each.title) for view in views for each in (*view.clocks, *view.charges)}
    assert sorted(each for each in said if HAN.search(each)) == []


def test_how_the_goods_were_paid_is_chosen_beforehand(views: list[Any]) -> None:
    proposed = [offer.proposed for view in views if view.row.state == "verify_order.open" and view.row.product_id
                for offer in view.offers if offer.key == "verify_order.authorise"]
    assert proposed and {each["payment_method"] for each in proposed} <= {each.name for each in Method}


def test_a_coming_stocktaking_day_was_looked_at_and_not_applied(stage: Stage, manager: Actor) -> None:
    plan, = stage.desk.planning.all(manager)
    assert (plan.state, plan.applied_at, plan.looked_at) == ("looked", None, NOW) and not plan.stale
    day = datetime.fromisoformat(plan.content["closed"][0]["from"]).date()
    with stage.desk.store.read() as work:
        calendar = stage.desk.place.calendar(work)
    assert day > NOW.date() and calendar.works(day) and calendar.version == 1
    assert plan.found and plan.found.moved and plan.found.examples


def test_people_were_told_when_it_happened_and_have_read_what_is_old(stage: Stage, manager: Actor) -> None:
    notifications = stage.desk.notifications
    for duty, kinds in (("manager", {"override_asked"}), ("quality", {"assigned", "missed", "warned"})):
        found = notifications.mine(stage.actor(duty), limit=200)
        assert {each.row.kind for each in found} >= kinds
        assert len({each.row.created_at.date() for each in found}) > 3
        for each in found:
            assert (each.row.read_at is None) is (each.row.created_at > NOW - READ_AFTER)
    assert 0 < notifications.unread(manager) <= 9
    with stage.desk.store.read() as work:
        left = work.session.scalars(select(OutboxRow.topic).where(OutboxRow.done_at.is_(None))).all()
    assert "notify" not in left
