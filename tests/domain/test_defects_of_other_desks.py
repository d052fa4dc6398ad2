"""Stories of desks that count wrongly; each is told once, and ours does not do it."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from core.domain.almanac import Almanac, Version
from core.domain.calendars import WorkCalendar, windows
from core.domain.counting import Length
from core.domain.deadlines import deadline
from core.domain.flow import State
from core.domain.policies import PolicyFile
from tests.domain.pianos import CHINA, Told, Tuning, at, end, policy


def test_the_lunch_break() -> None:
    """A desk that knows one window a day counts the hour and a half in which nobody is there: four hours of work, told
    at 10:00, were due at 14:00, when half an hour of the afternoon had been worked."""
    told = Told(policy("answered", answer="4 working hours"))
    assert told.due("answered", "03-03 10:00") == at("03-03 15:30")
    kinds = [each.kind for each in told.clock("answered", "03-03 16:00").why(at("03-03 16:00"))]
    assert kinds == ["working", "night", "working"]


def test_the_month_of_thirty_days() -> None:
    """A desk that takes a month for thirty days ends a warranty that began on the 31st of January on the 2nd of March,
    and a year on the 26th of a January."""
    for start, words, due in (("01-31 10:00", "1 month", "02-28"), ("2024-01-31 10:00", "1 month", "2024-02-29"),
                              ("03-15 10:00", "1 month", "04-15"), ("2024-02-29 10:00", "1 year", "2025-02-28"),
                              ("03-03 10:00", "3 months", "06-03"), ("03-03 10:00", "1 year", "2026-03-03")):
        assert Told(policy("answered", answer=words), start).due("answered", start) == end(due)


def test_the_hold_that_is_lost_when_the_promise_changes() -> None:
    """A desk that keeps what was paused in a counter of the promise, and begins it at nothing when the case gets
    another promise: two days of waiting for the customer were suddenly the desk's."""
    told = Told(policy("answered", answer="48 h")).tell("waiting", "03-03 12:00", party="customer")
    told.tell("resumed", "03-05 12:00").move(policy("answered", answer="72 h"), "03-05 13:00")
    assert told.due("answered", "03-05 14:00") == at("03-08 10:00"), "72 hours and two days after it began"
    paused = [each for each in told.clock("answered", "03-05 14:00").why(at("03-05 14:00")) if each.kind == "paused"]
    assert [(each.start, each.end) for each in paused] == [(at("03-03 12:00"), at("03-05 12:00"))]


def test_the_renamed_state() -> None:
    """A desk whose promises pause by the names of states: when 'waiting for parts' was given a better name, the old
    cases had never paused. Here a state's title is for reading; the event keeps its key."""
    told = Told(policy("tuned", tune="48 h")).step("agree", "03-03 11:00", visit_at="2025-03-03 11:00")
    told.step("order", "03-03 12:00").step("unpack", "03-04 12:00")
    before = told.due("tuned", "03-04 13:00")
    title, Tuning.parts.title = Tuning.parts.title, "缺货"
    try:
        assert told.due("tuned", "03-04 13:00") == before == at("03-06 11:00")
    finally:
        Tuning.parts.title = title
    assert isinstance(Tuning.parts, State)


def test_the_deleted_promise() -> None:
    """A desk where a promise that is no longer made is deleted, and with it that it was missed: last quarter's figures
    changed. Here a case keeps the regulations it was opened under, and even one that goes over to others keeps what
    had been decided."""
    told = Told(policy("answered", "either_done", answer="1 h")).reached("03-03 12:00")
    told.move(policy(quote_valid="unset"), "03-04 09:00")
    found = told.clock("answered", "06-01 10:00")
    assert (found.state, found.due_at, found.late_by) == ("missed", at("03-03 11:00"), {"company": timedelta(hours=1)})


def test_service_until_midnight() -> None:
    """A desk that writes the end of the day as 23:59 loses a minute each night; one that reads 24:00 as 00:00 has a
    shift that ends before it begins."""
    late = WorkCalendar("late", 1, CHINA.zone, (windows("18:00-24:00"),) * 7)
    for hours, due in ((6, "03-04 00:00"), (12, "03-05 00:00"), (60, "03-13 00:00"), (61, "03-13 19:00")):
        assert late.after(at("03-03 18:00"), Length(hours, "working hour")) == at(due)
    around = WorkCalendar("around", 1, CHINA.zone, (windows("00:00-24:00"),) * 7)
    start = at("03-03 10:00")
    assert around.after(start, Length(1000, "working hour")) == start + timedelta(hours=1000)
    assert around.before(start, Length(1000, "working hour")) == start - timedelta(hours=1000)


def test_an_agent_in_another_zone() -> None:
    """A desk that counts by the zone of whoever looks: an agent abroad took a case over, and all its days ended at
    another hour. A clock is counted by the calendar of the team it began with, whoever has the case, whoever asks."""
    abroad = WorkCalendar("abroad", 1, ZoneInfo("America/New_York"))
    almanac = Almanac({"default": (Version(CHINA, at("2024-01-01 00:00")),),
                       "abroad": (Version(abroad, at("2024-01-01 00:00")),)}, {9: "abroad"})
    told = Told(policy("answered", answer="2 days"), almanac=almanac, unit=1)
    before = told.due("answered", "03-03 11:00")
    assert told.tell("assigned", "03-03 12:00", to=7, unit=9).due("answered", "03-03 13:00") == before == end("03-05")
    seen = [each.start.utcoffset() for each in told.clock("answered", "03-04 10:00").why(at("03-04 10:00").astimezone(
        abroad.zone))]
    assert set(seen) == {timedelta(hours=8)}


def test_the_changed_clock() -> None:
    """A desk that adds hours to the wall: over the night the clocks were put forward, 24 hours were 23."""
    zone = ZoneInfo("Europe/Berlin")
    calendar = WorkCalendar("berlin", 1, zone, (windows("00:00-24:00"),) * 7)
    start = at("03-29 10:00").replace(tzinfo=zone)
    for unit in ("hour", "working hour"):
        found = deadline(start, Length(24, unit), calendar)
        assert found.due_at == at("03-30 11:00").replace(tzinfo=zone)
        assert sum((each.amount for each in found.segments), timedelta()) == timedelta(hours=24)


def test_the_reminder_at_three_in_the_morning() -> None:
    """A desk whose reminders know no hours: at 80 percent of two days the telephone rang at night."""
    rules = policy("tuned", "bosses_told", tune="48 h", escalate_at="80 %, in service hours")
    told = Told(rules, "03-03 12:00").step("agree", "03-03 12:00", visit_at="2025-03-05 09:00")
    found = next(each for each in told.clock("tuned", "03-03 13:00").marks if each.name == "bosses_told")
    plainly = replace(rules, clauses=(replace(rules.clauses[0], set={**rules.clauses[0].set, "escalate.at": "80 %"}),))
    night = Told(plainly, "03-03 12:00").step("agree", "03-03 12:00", visit_at="2025-03-05 09:00")
    assert found.at == at("03-05 09:00")
    assert next(each for each in night.clock("tuned", "03-03 13:00").marks if each.name == "bosses_told").at == at(
        "03-05 02:24")


def test_the_escalation_before_the_first_window() -> None:
    """A desk that begins to count in the night what it promised in hours of service: a case of Saturday evening was
    escalated on Monday at 08:00, an hour before anybody could have read it."""
    rules = policy("tuned", "bosses_told", tune="2 working hours", escalate_at="50 %")
    told = Told(rules, "03-08 20:00").step("agree", "03-08 20:00", visit_at="2025-03-20 09:00")
    found = told.clock("tuned", "03-08 21:00")
    assert found.due_at == at("03-10 11:00")
    assert next(each.at for each in found.marks if each.name == "bosses_told") == at("03-10 10:00")
    assert all(each.at >= at("03-10 09:00") for each in found.marks)


def test_the_make_up_sunday() -> None:
    """A desk that has never heard of 调休 closes on the Sunday that is worked, and works on the days that are off."""
    told = Told(policy("answered", answer="2 working days"), "09-26 10:00")
    assert told.due("answered", "09-26 10:00") == end("09-29"), "the 28th of September 2025 is a Sunday that is worked"
    golden = Told(policy("answered", answer="1 working day"), "09-30 10:00")
    assert golden.due("answered", "09-30 10:00") == end("10-09")


def test_the_promise_that_forgets_what_it_was_called_to() -> None:
    """A desk that reckons a case by today's figures: the answer that was due in 48 hours, and came in 47, is late since
    the promise is 24 hours. A rulebook is a number by content, so other figures are another rulebook."""
    kept = Told(policy("answered", answer="48 h")).reached("03-05 09:00")
    other: PolicyFile = policy("answered", answer="24 h")
    assert kept.book.number != Told(other).book.number
    assert kept.state("answered", "06-01 10:00") == "met"
