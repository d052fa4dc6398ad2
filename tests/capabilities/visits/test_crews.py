"""Who can be sent, on which days, and when somebody has to be reachable."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.capabilities.visits.attempts import DISASTER, UNRULED, Attempts
from core.capabilities.visits.crews import ABSENT, BESIDE, LEAVE, REST, UNROSTERED, judge_crew
from core.capabilities.visits.forms import Appointment
from core.capabilities.visits.people import People
from core.capabilities.visits.people_forms import Reach, StaffAttempt, StaffShift
from core.capabilities.visits.people_rules import (
    attempt_counts,
    closed_on_holidays,
    on_visit_day,
    reach_hours,
    visit_days,
)
from core.capabilities.visits.people_tables import ShiftRow
from core.capabilities.visits.roster import Roster, Turn
from core.domain.calendars import Day, WorkCalendar
from core.domain.errors import DeskError
from core.domain.rules import Policy
from core.services.values import Values
from core.store.tables import UnitRow
from tests.capabilities.visits.conftest import DAY, LATER, Ovens
from tests.services.shop import at

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def tried(moment: str, result: Reach = Reach.missed, **more: Any) -> StaffAttempt:
    return StaffAttempt(filed_at=at(moment), staff="wu", called_at=at(moment), attempt=result, **more)


@pytest.mark.parametrize(("hours", "moment", "outcome"), [
    ("08:30-17:30", f"{DAY} 08:29", "deny"), ("08:30-17:30", f"{DAY} 08:30", "allow"),
    ("08:30-17:30", f"{DAY} 17:29", "allow"), ("08:30-17:30", f"{DAY} 17:30", "deny"),
    ("08:30-12:00 13:30-17:30", f"{DAY} 12:00", "deny"), ("22:00-06:00", f"{DAY} 05:59", "allow"),
    ("22:00-06:00", f"{DAY} 06:00", "deny"), ("08:00-24:00", f"{DAY} 23:59", "allow"),
    ("always", f"{DAY} 03:00", "allow"), ("shift", f"{DAY} 08:59", "deny"), ("shift", f"{DAY} 09:00", "allow"),
    ("shift", f"{DAY} 17:59", "allow"), ("shift", f"{DAY} 18:00", "deny")])
def test_an_attempt_counts_within_the_hours(hours: str, moment: str, outcome: str) -> None:
    shift = StaffShift(shift_opens=at(f"{DAY} 09:00"), shift_closes=at(f"{DAY} 18:00"))
    policy = Policy.of({reach_hours: hours})
    assert attempt_counts(tried(moment), shift, policy).outcome == outcome
    assert attempt_counts(tried(moment, Reach.reached), shift, policy).outcome == "deny"
    assert attempt_counts(tried(moment, in_disaster=True), shift, policy).outcome == "deny"
    if hours == "shift":
        assert attempt_counts(tried(moment), StaffShift(shift_off=True), policy).outcome == "deny"
        assert attempt_counts(tried(moment), StaffShift(), policy).missing == "StaffShift.shift_opens", "no day off"


@pytest.mark.parametrize("wrong", ["", "8-5", "often", "09:00"])
def test_hours_that_are_none_are_not_taken(wrong: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Policy.of({reach_hours: wrong})


@pytest.mark.parametrize(("day", "plain", "closed"), [
    ("2025-03-07", "allow", "allow"), ("2025-03-08", "refer", "refer"), ("2025-05-01", "allow", "refer"),
    ("2025-04-27", "refer", "refer")])  # a holiday; a Sunday that is worked
def test_visits_are_on_visit_days(day: str, plain: str, closed: str) -> None:
    labour = {date(2025, 5, 1): Day("holiday", "劳动节"), date(2025, 4, 27): Day("make_up", "劳动节")}
    calendar = WorkCalendar(days=labour)
    said = Appointment(filed_at=at("2025-03-01 09:00"), starts=at(f"{day} 09:00"), ends=at(f"{day} 11:00"))
    week: dict[Any, object] = {visit_days: ["Mon", "周二", "星期三", "Thursday", "fri"]}
    assert on_visit_day(said, Policy.of(week, calendar)).outcome == plain
    assert on_visit_day(said, Policy.of({**week, closed_on_holidays: True}, calendar)).outcome == closed
    with pytest.raises(ValueError, match="Funday"):
        Policy.of({visit_days: ["Funday"]})


def judged(ovens: Ovens, login: str = "wu", begins: str = f"{DAY} 12:00", hours: int = 1, **wanted: Any) -> Any:
    with ovens.desk.store.read() as work:
        return judge_crew(work, ovens.desk.place, login, starts=at(begins), ends=at(begins) + timedelta(hours=hours),
                          **wanted)


@SQLITE
def test_what_is_known_of_whoever_is_to_go(ovens: Ovens) -> None:
    people, roster = People(ovens.desk.place), Roster(ovens.desk.place)
    assert not judged(ovens, "nobody").known and not judged(ovens, "lin").known, "an account alone is not enough"
    found = judged(ovens, skill=" 烤箱 ", area="禅城")
    assert found.able and (found.skilled, found.in_area, found.trained, found.free) == (True, True, None, True)
    assert judged(ovens, skill="烤箱、电工").skilled is False and judged(ovens, area="南海").in_area is False
    people.save(ovens["zhou"], "wu", badge="G-1", skills=[("烤箱", date(2025, 3, 6)), ("电工", date(2025, 3, 5))],
                areas=["*"])
    assert judged(ovens, skill="烤箱", area="哪里").able, "the last day is included"
    assert judged(ovens, skill="电工").skilled is False, "and the day after is not"
    people.train(ovens["zhou"], "wu", "美的", date(2025, 3, 4), until=date(2025, 3, 6))
    with ovens.desk.store.unit_of_work() as work:
        south = UnitRow(key="south", title="城南")
        work.session.add(south)
        work.session.flush()
        row = work.users.by_login("wu")
        assert row
        row.unit_id = south.id
        work.commit()
    assert (judged(ovens, brand="美的").trained, judged(ovens, brand="美的").authorised) == (True, False)
    people.authorise(ovens["zhou"], "south", "美的", "授权书", date(2025, 3, 1))
    assert judged(ovens, brand="美的").able
    people.revoke(ovens["zhou"], people.authorisations(ovens["lin"])[0].row.id, date(2025, 3, 5))
    assert judged(ovens, brand="美的").authorised is False
    number = ovens.sent("wu", LATER)
    assert judged(ovens, begins=f"{DAY} 13:00").free and judged(ovens, begins=f"{DAY} 16:00").free, "they only touch"
    clash = judged(ovens, begins=f"{DAY} 15:00", hours=2)
    assert clash.free is False and clash.busy_with == f"{number} 14:00-16:00" and not clash.able
    with ovens.desk.store.read() as work:
        own = work.cases.by_number(number).id
    assert judged(ovens, begins=f"{DAY} 15:00", besides=own).free
    assert judged(ovens, begins=f"{DAY} 17:00").on_duty and judged(ovens, begins=f"{DAY} 08:00").on_duty
    assert judged(ovens, begins=f"{DAY} 17:30").off_why == BESIDE
    assert judged(ovens, begins="2025-03-09 09:00").off_why == UNROSTERED
    for turn, why in (("休", REST), ("假", LEAVE)):
        roster.set(ovens["zhou"], "wu", date(2025, 3, 7), Turn.parse(turn), "调整")
        assert judged(ovens, begins="2025-03-07 09:00").off_why == why
    roster.set(ovens["zhou"], "wu", date(2025, 3, 7), Turn.parse("晚班 20:00-04:00"), "夜班")
    assert judged(ovens, begins="2025-03-08 02:00").on_duty, "a night goes on after midnight"
    ovens.clock.at = at(f"{DAY} 20:00")
    roster.attend(ovens["zhou"], "wu", date(2025, 3, 6), "absent")
    assert judged(ovens).off_why == ABSENT
    people.save(ovens["zhou"], "wu", active=False)
    assert not judged(ovens).known


@SQLITE
def test_calls_count_as_the_regulation_says(ovens: Ovens) -> None:
    calls, lin, zhou = Attempts(ovens.desk.place), ovens["lin"], ovens["zhou"]
    number = ovens.sent("wu")
    ovens.clock.at = at(f"{DAY} 20:00")

    def call(clock: str, result: str = "missed", **more: Any) -> Any:
        return calls.record(lin, "wu", result, at=at(f"{DAY} {clock}"), **more)

    assert call("10:00").row.why_not == UNRULED
    with ovens.desk.store.unit_of_work() as work:
        work.session.query(ShiftRow).update({"closes": at(f"{DAY} 17:30")})
        work.commit()
    Values(ovens.desk.place).set_value(zhou, "ovens", "visits.reach_hours", "shift")
    assert call("17:29").row.counted and not call("17:30").row.counted and not call("17:00", "reached").row.counted
    assert call("17:00", "switched_off").row.counted
    assert calls.counts(lin, date(2025, 3, 6)) == {"wu": 2}
    storm = calls.declare(zhou, "台风", at(f"{DAY} 17:10"), area="禅城")
    assert calls.counts(lin, date(2025, 3, 6)) == {"wu": 1}, "what was counted in it is not any more"
    assert call("17:15").row.why_not == DISASTER
    calls.end(zhou, storm.id, at(f"{DAY} 17:20"))
    assert calls.counts(lin, date(2025, 3, 6)) == {"wu": 2}, "and what came after it is again"
    in_case = call("19:00", number=number)
    calls.called_back(lin, in_case.row.id, at(f"{DAY} 19:20"))
    said = [each for each in ovens.desk.views.case(lin, number).case.facts() if isinstance(each, StaffAttempt)]
    assert said[0].called_back_at == at(f"{DAY} 19:20") and isinstance(said[0].called_at, datetime)
    with pytest.raises(DeskError, match="已登记回电"):
        calls.called_back(lin, in_case.row.id)
    assert len(calls.all(ovens["xu"])) == 0 < len(calls.all(ovens["wu"])), "one's own alone"
