"""Capabilities: what they declare belongs to industries that need them; what they do happens with the case or not at
all; what they know, rules can ask for."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from core.accounts.users import Users
from core.app import Desk
from core.config import Adopted, Config
from core.domain import events
from core.domain.errors import DefinitionError, Forbidden, Refused
from core.domain.people import CUSTOMER_SELF, VIEW, Actor
from core.domain.promises import OPENED
from core.services.arranging import Arranging
from core.services.opening import Request
from core.services.reactions import ERASED, SPLIT, Doing, Erasure, Reading, facts, reacts
from core.services.records import Records
from core.store import Store
from tests.services.nests import Release, Search, ringing
from tests.services.nests import Request as Wanted
from tests.services.shop import CHEAP, HandClock, Shop

KIND = "nests.search"


class Birds(Shop):
    """A desk that looks for birds, and what its reactions saw."""

    def __init__(self, desk: Desk, clock: HandClock) -> None:
        super().__init__(desk, clock)
        self.seen: list[tuple[str, str, object]] = []
        self.times = 0

    def react(self, *reactions: object) -> None:
        self.desk.place.reactions = {"nests": reactions}

    def note(self, doing: Doing) -> None:
        self.seen.append((doing.event.kind, doing.case.state.key if doing.case.state else "", doing.said))

    def sought(self) -> str:
        return self.desk.opening.open(self["lin"], Request(KIND, {"ring": "K1"})).number

    def landed(self, number: str, height: int = 5) -> None:
        with self.desk.store.unit_of_work() as work:
            records = Records(self.desk.place, work, self["lin"])
            records.signal(records.lock(number, None), ringing.LANDED, ringing.Landing(height=height))
            work.commit()


@pytest.fixture
def birds(store: Store, clock: HandClock, tmp_path: Path) -> Birds:
    desk = Desk(Config(business="鸟舍", data=tmp_path, plugins=("nests",), extra_plugins=("tests.services.nests",),
                       policies=(Adopted("nests/plain"),)), now=clock, store=store)
    desk.users = Users(desk.place, CHEAP)
    return Birds(desk, clock)


def test_an_industry_has_what_its_capabilities_declare(birds: Birds) -> None:
    registry = birds.desk.installed.industries["nests"]
    assert registry.forms["Landing"] is ringing.Landing and registry.signals["ringing.landed"] is ringing.LANDED
    assert registry.provisions["may_fly"] is ringing.may_fly
    assert [each.name for each in registry.industry.capabilities] == ["ringing"]
    assert Search.public


def test_a_signal_is_a_fact_ends_a_promise_and_is_told(birds: Birds) -> None:
    def known(reading: Reading) -> Iterable[ringing.Sightings]:
        assert reading.row.number == number
        yield ringing.Sightings(times=birds.times)

    number = birds.sought()
    birds.react(facts(ringing.Sightings)(known))
    birds.desk.steps.take(birds["lin"], number, "search.find")
    assert birds.see(number).clocks[0].state == "running"
    with pytest.raises(Refused, match="请先填写:高度"):
        birds.desk.steps.take(birds["lin"], number, "search.release")
    birds.landed(number)
    assert birds.see(number).clocks[0].state == "met"
    birds.times = 3
    with pytest.raises(Refused, match="见过 3 次"):
        birds.desk.steps.take(birds["lin"], number, "search.release")
    birds.times = 2
    birds.desk.steps.take(birds["lin"], number, "search.release")
    assert birds.see(number).row.closed_at
    assert [each.kind for each in birds.see(number).events] == ["opened", "step", "signalled", "step"]


def test_reactions_are_called_for_forms_steps_states_and_signals(birds: Birds) -> None:
    birds.react(reacts(Wanted)(birds.note), reacts(Search.open)(birds.note), reacts(OPENED)(birds.note),
                reacts(Search.find, Search.found)(birds.note), reacts(ringing.LANDED, ringing.Landing)(birds.note))
    number = birds.sought()
    opened = birds.see(number).case.opened_at
    assert opened
    assert birds.seen == [("opened", "search.open", Wanted(ring="K1", filed_at=opened))] * 3
    birds.seen.clear()
    birds.desk.steps.take(birds["lin"], number, "search.find")
    assert birds.seen == [("step", "search.found", None)], "step and state together call once"
    birds.seen.clear()
    birds.landed(number, 7)
    assert [(kind, said.height) for kind, _, said in birds.seen  # type: ignore[attr-defined]
            ] == [("signalled", 7)]


def test_a_reaction_may_go_on_and_the_receipt_says_where_it_ended(birds: Birds) -> None:
    birds.react(reacts(Search.find)(lambda doing: doing.signal(ringing.LANDED, ringing.Landing(height=1))),
                reacts(ringing.Landing)(birds.note))
    number = birds.sought()
    receipt = birds.desk.steps.take(birds["lin"], number, "search.find")
    view = birds.see(number)
    assert [each.kind for each in view.events] == ["opened", "step", "signalled"]
    assert (receipt.version, receipt.state) == (view.row.version, "search.found") and len(birds.seen) == 1


def test_what_a_reaction_refuses_has_not_happened(birds: Birds) -> None:
    def refuse(doing: Doing) -> None:
        doing.signal(ringing.LANDED, ringing.Landing(height=1))
        raise Refused("今天不行")

    number = birds.sought()
    birds.react(reacts(Search.find)(refuse))
    with pytest.raises(Refused, match="今天不行"):
        birds.desk.steps.take(birds["lin"], number, "search.find")
    assert [each.kind for each in birds.see(number).events] == ["opened"]
    assert birds.see(number).row.state == "search.open"


def test_a_customers_own_step_is_open_to_the_customer_and_others_are_not(birds: Birds) -> None:
    number = birds.sought()
    customer = Actor(None, "", "安女士", frozenset({CUSTOMER_SELF.key}), frozenset({VIEW.key}))
    birds.desk.steps.take(customer, number, "search.find")
    birds.landed(number)
    with pytest.raises(Forbidden):
        birds.desk.steps.take(customer, number, "search.release")
    assert not customer.may(replace(VIEW, key="case.open"))


def test_erasing_a_customer_and_splitting_call_their_reactions(birds: Birds) -> None:
    erased: list[Erasure] = []
    customer = birds.desk.customers.register(birds["lin"], name="安女士", phones=["13800001111"])
    opened = birds.desk.opening.open(birds["lin"], Request(
        KIND, {"ring": "K2"}, [{"product": "鸽"}, {"product": "鹰"}], customer_id=customer))
    birds.react(reacts(ERASED)(erased.append), reacts(SPLIT)(birds.note), reacts(OPENED)(birds.note))
    new = Arranging(birds.desk.place).split(birds["lin"], opened.number, [1], "分开找").number
    assert sorted(kind for kind, _, _ in birds.seen) == [events.SPLIT], "the new case was not opened anew"
    birds.react(reacts(ERASED)(erased.append), facts(ringing.Sightings)(lambda reading: [ringing.Sightings(times=1)]))
    for number in (opened.number, new):
        birds.desk.steps.take(birds["lin"], number, "search.find")
        birds.landed(number)
        birds.desk.steps.take(birds["lin"], number, "search.release")
    assert not erased
    birds.desk.erasing.erase(birds["zhao"], customer, "asked", confirm=str(customer))
    assert [(each.customer_id, len(each.case_ids)) for each in erased] == [(customer, 2)]


def test_declarations_that_cannot_work_are_refused() -> None:
    with pytest.raises(DefinitionError, match="at least one"):
        reacts()
    with pytest.raises(DefinitionError, match="brought=True"):
        facts(Wanted)


def test_what_a_reaction_has_noted_is_known_to_lists_at_once(birds: Birds) -> None:
    def seen_again(doing: Doing) -> None:
        birds.times += 3

    number = birds.sought()
    birds.react(facts(ringing.Sightings)(lambda reading: [ringing.Sightings(times=birds.times)]),
                reacts(ringing.LANDED)(seen_again))
    birds.desk.steps.take(birds["lin"], number, "search.find")
    birds.landed(number)
    assert birds.see(number).row.suggested_step == "", "too common by now, so that it may not be released"


def test_what_is_known_of_the_very_thing_that_is_said_is_judged(birds: Birds) -> None:
    def of_the_bird_named(reading: Reading) -> Iterable[ringing.Sightings]:
        named = next((each for each in reading.case.facts() if isinstance(each, Release)), None)
        yield ringing.Sightings(times=9 if named and named.knows(Release.ring) and named.ring == "K9" else 1)

    number = birds.sought()
    birds.react(facts(ringing.Sightings)(of_the_bird_named))
    birds.desk.steps.take(birds["lin"], number, "search.find")
    birds.landed(number)
    with pytest.raises(Refused, match="见过 9 次"):
        birds.desk.steps.take(birds["lin"], number, "search.release", {"ring": "K9"})
    assert "allow" in {each.outcome for each in birds.see(number).offers}, "what was refused was not said"
    taking = birds.desk.steps.preview(birds["lin"], number, "search.release", {"ring": "K1"})
    assert taking.to is None
    birds.desk.steps.take(birds["lin"], number, "search.release", {"ring": "K1"})
    assert birds.see(number).row.closed_at
