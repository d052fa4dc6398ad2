"""Which calendar, in which version, a clock is counted by; whose lateness it was."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.almanac import Almanac, Version
from core.domain.calendars import Day, WorkCalendar, windows
from core.domain.responsibility import late_by, spent_by
from tests.domain.pianos import CHINA, Told, at, end, policy

CLOSED = replace(CHINA, version=2, days={**CHINA.days, date(2025, 3, 6): Day("holiday", "盘点", status="own")})
LONGER = replace(CHINA, version=3, days={**CLOSED.days, date(2025, 3, 7): Day("holiday", "盘点", status="own")})
NIGHTS = WorkCalendar("nights", 1, CHINA.zone, (windows("00:00-06:00 22:00-24:00"),) * 7)
RULES = policy("answered", answer="3 working days")


def versions(*more: Version) -> Almanac:
    return Almanac({"default": (Version(CHINA, at("2024-01-01 00:00")), *more)})


def test_a_version_for_new_cases_leaves_clocks_alone_that_had_begun() -> None:
    almanac = versions(Version(CLOSED, at("03-04 09:00"), open_cases=False))
    old, new = Told(RULES, "03-03 10:00", almanac=almanac), Told(RULES, "03-04 10:00", almanac=almanac)
    assert (old.due("answered", "03-05 10:00"), new.due("answered", "03-05 10:00")) == (end("03-06"), end("03-10"))
    assert [each.clock("answered", "03-05 10:00").calendar_version for each in (old, new)] == [1, 2]


def test_a_version_for_open_cases_moves_them_and_leaves_verdicts_alone() -> None:
    almanac = versions(Version(CLOSED, at("03-05 09:00")))
    told = Told(RULES, almanac=almanac)
    assert told.due("answered", "03-05 10:00") == end("03-07")
    met = Told(RULES, almanac=almanac).reached("03-04 17:00")
    found = met.clock("answered", "03-09 10:00")
    assert (found.due_at, found.calendar_version) == (end("03-06"), 1)
    missed = Told(RULES, "02-24 10:00", almanac=almanac).reached("03-04 17:00")
    assert missed.state("answered", "03-09 10:00") == "missed"


def test_who_was_late_when_the_calendar_changed_but_still_open_is_counted_anew() -> None:
    almanac = versions(Version(CLOSED, at("03-07 09:00")))
    told = Told(RULES, almanac=almanac)
    assert told.state("answered", "03-07 10:00") == "running", "the shop had been closed on the 6th"
    assert told.reached("03-07 11:00").state("answered", "03-09 10:00") == "met"


def test_the_newest_version_that_holds_for_it() -> None:
    almanac = versions(Version(CLOSED, at("03-04 09:00")), Version(LONGER, at("03-05 09:00"), open_cases=False))
    assert [almanac.calendar("default", at(begun), at(ended) if ended else None).version for begun, ended in (
        ("03-03 10:00", None), ("03-05 10:00", None), ("03-03 10:00", "03-04 08:00"), ("03-03 10:00", "03-06 08:00"),
        ("2020-01-01 10:00", "2020-01-02 10:00"))] == [2, 3, 1, 2, 1]


def test_a_clock_is_counted_by_the_team_the_case_was_with_when_it_began() -> None:
    almanac = Almanac({"default": (Version(CHINA, at("2024-01-01 00:00")),),
                       "nights": (Version(NIGHTS, at("2024-01-01 00:00")),)}, {2: "nights", 3: "gone"})
    rules = policy("answered", "tuned", answer="3 working hours", tune="3 working hours")
    told = Told(rules, "03-03 16:00", almanac=almanac, unit=1)
    told.tell("assigned", "03-03 16:30", to=7, unit=2).step("agree", "03-03 17:00", visit_at="2025-03-05 09:00")
    assert told.due("answered", "03-03 18:00") == at("03-04 10:00"), "what was promised stays promised"
    assert told.due("tuned", "03-03 18:00") == at("03-04 01:00")
    assert told.clock("tuned", "03-03 18:00").calendar == "nights"
    assert (almanac.name_for(None), almanac.name_for(3), almanac.name_for(9)) == ("default",) * 3


def test_one_calendar_for_all_is_an_almanac_too() -> None:
    with_one, without = Told(RULES, almanac=Almanac.of(CHINA)), Told(RULES)
    assert with_one.clock("answered", "03-04 10:00") == without.clock("answered", "03-04 10:00")


def test_an_agent_in_another_zone_works_by_their_own_clock() -> None:
    from zoneinfo import ZoneInfo
    berlin = WorkCalendar("berlin", 1, ZoneInfo("Europe/Berlin"), (windows("09:00-17:00"),) * 5 + ((), ()))
    almanac = Almanac({"default": (Version(CHINA, at("2024-01-01 00:00")),),
                       "berlin": (Version(berlin, at("2024-01-01 00:00")),)}, {4: "berlin"})
    told = Told(policy("answered", answer="2 working hours"), "03-03 10:00", almanac=almanac, unit=4)
    assert told.due("answered", "03-03 10:00") == at("03-03 18:00"), "09:00 in Berlin is 16:00 in Shanghai"
    days = Told(policy("answered", answer="1 day"), "03-03 23:30", almanac=almanac, unit=4)
    assert days.due("answered", "03-03 23:30") == at("03-05 06:59:59.999999"), "the day ends when it does in Berlin"


# Whose time it was

def test_each_late_moment_is_whose_turn_it_was() -> None:
    told = Told(policy("answered_always", answer="1 h"))
    told.step("agree", "03-03 10:30", visit_at="2025-03-05 09:00").step("order", "03-03 12:00")
    told.step("unpack", "03-03 14:00").tell("waiting", "03-03 15:00", party="customer")
    told.tell("resumed", "03-03 15:20").tell("waiting", "03-03 15:30", party="crew").tell("resumed", "03-03 15:45")
    told.reached("03-03 16:00")
    found = told.clock("answered_always", "03-09 10:00")
    assert found.state == "missed" and {key: each // timedelta(minutes=1) for key, each in found.late_by.items()} == {
        "company": 60 + 60 + 10 + 15, "factory": 120, "customer": 20, "crew": 15}
    assert found.late_by == late_by(told.case, found, at("03-09 10:00"))
    assert sum(spent_by(told.case, found, at("03-09 10:00")).values(), timedelta()) == timedelta(hours=6)


def test_while_it_is_open_lateness_is_told_as_of_now_and_kept_once_it_is_over() -> None:
    told = Told(policy("answered_always", answer="1 h"))
    found = told.clock("answered_always", "03-03 13:00")
    assert (found.late_by, late_by(told.case, found, at("03-03 13:00"))) == ({}, {"company": timedelta(hours=2)})
    assert late_by(told.case, told.clock("answered_always", "03-03 10:30"), at("03-03 10:30")) == {}


TURNS = st.lists(st.tuples(st.integers(0, 5000), st.sampled_from(["customer", "carrier", "factory", "crew", ""])),
                 max_size=8)


@given(TURNS, st.integers(0, 6000))
def test_lateness_is_shared_out_without_rest(turns: list[tuple[int, str]], over: int) -> None:
    told = Told(policy("answered_always", answer="10 h"))
    for minute, party in sorted(turns):
        day = str(at("03-03 10:00") + timedelta(minutes=minute))[:19]
        told.tell("waiting", day, party=party) if party else told.tell("resumed", day)
    told.reached(str(at("03-03 10:00") + timedelta(minutes=over))[:19])
    found = told.clock("answered_always", "05-03 10:00")
    assert found.ended_at and found.due_at
    assert sum(found.late_by.values(), timedelta()) == max(found.ended_at - found.due_at, timedelta())
    assert all(each > timedelta() for each in found.late_by.values())


@given(TURNS, st.sampled_from(["10 h", "3 working days", "20 working hours"]))
def test_reckoning_again_says_the_same(turns: list[tuple[int, str]], length: str) -> None:
    told = Told(policy("answered", answer=length))
    for minute, party in sorted(turns):
        day = str(at("03-03 10:00") + timedelta(minutes=minute))[:19]
        told.tell("waiting", day, party=party) if party else told.tell("resumed", day)
    once, again = (told.all("03-20 10:00", warn_before=timedelta(hours=4)) for _ in range(2))
    assert once == again
    ended = told.reached("03-21 10:00")
    assert ended.all("03-22 10:00") == ended.all("08-01 10:00"), "what is over does not change any more"


@pytest.mark.parametrize("length", ["10 h", "2 working days"])
def test_a_longer_pause_never_brings_a_promise_forward(length: str) -> None:
    found = []
    for hours in range(0, 96, 7):
        told = Told(policy("answered", answer=length)).tell("waiting", "03-03 11:00", party="customer")
        told.tell("resumed", str(at("03-03 11:00") + timedelta(hours=hours))[:19])
        found.append(told.due("answered", "03-20 10:00"))
    assert found == sorted(found)  # type: ignore[type-var]
