"""Visits follow their cases: windows, people, delays, partial visits, and one person in one place."""

from datetime import date

import pytest

from core.capabilities.visits.answering import Answering
from core.capabilities.visits.seeing import Seeing
from core.domain.errors import DeskError, InvalidInput, Refused
from core.domain.people import Actor
from core.reporting.declared import DeclaredReports, Span
from tests.capabilities.visits.conftest import AT_THE_DOOR, BEGUN, CHECKED, DAY, LATER, MORNING, Ovens
from tests.services.shop import HandClock, at

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def standings(ovens: Ovens, number: str) -> list[tuple[int, str, str]]:
    return [(each.row.turn, each.row.standing, each.login) for each in Seeing(ovens.desk.place).of_number(
        ovens["han"], number)]


def refusals(raised: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {each.rule for each in raised.value.decisions if not each.allows}


def test_a_visit_from_booking_to_signature(ovens: Ovens) -> None:
    number = ovens.open()
    assert standings(ovens, number) == [(1, "planned", "")]
    with pytest.raises(InvalidInput) as wrong:
        ovens.take("lin", number, "book.book", {"starts": f"{DAY}T11:00", "ends": f"{DAY}T09:00"})
    assert "ends" in wrong.value.errors
    ovens.take("lin", number, "book.book", MORNING)
    ovens.take("han", number, "dispatch_crew.dispatch", {"technician": "wu"})
    assert standings(ovens, number) == [(1, "dispatched", "wu")]
    assert ovens.desk.views.case(ovens["wu"], number).assignee == "Wu", "whoever goes has the case"
    ovens.clock.at = at(f"{DAY} 08:50")
    ovens.take("wu", number, "visit.set_out")
    ovens.take("wu", number, "visit.tell_delay_on_the_way", {"starts": f"{DAY}T10:30", "ends": f"{DAY}T11:30",
                                                             "why_late": "堵车", "told_by": "phone"})
    ovens.clock.at = at(f"{DAY} 11:30")
    ovens.take("wu", number, "visit.arrive", {**AT_THE_DOOR, "shoe_covers": False})
    with pytest.raises(Refused) as barefoot:
        ovens.take("wu", number, "visit.begin", BEGUN)
    assert refusals(barefoot) == {"shoe_covers_first"}
    seen = Seeing(ovens.desk.place).of_number(ovens["han"], number)[0]
    assert not seen.late and seen.row.told_at and seen.row.first_ends == at(f"{DAY} 11:00")
    clocks = {each.target: each.state for each in ovens.desk.views.case(ovens["lin"], number).clocks}
    assert clocks["arrived_as_agreed"] == "met", "the delay told in time counts"


def test_a_delay_counts_only_before_the_window(ovens: Ovens) -> None:
    number = ovens.sent()
    later = {"starts": f"{DAY}T12:00", "ends": f"{DAY}T13:00", "why_late": "堵车", "told_by": "phone"}
    ovens.clock.at = at(f"{DAY} 09:00")
    with pytest.raises(Refused) as late:
        ovens.take("wu", number, "visit.tell_delay", later)
    assert refusals(late) == {"delay_told_ahead"}
    ovens.clock.at = at(f"{DAY} 09:00") - (at(f"{DAY} 09:01") - at(f"{DAY} 09:00"))
    ovens.take("wu", number, "visit.tell_delay", later)


def test_who_can_go(ovens: Ovens) -> None:
    number = ovens.sent()
    second = ovens.booked()
    with pytest.raises(Refused) as busy:
        ovens.take("han", second, "dispatch_crew.dispatch", {"technician": "wu"})
    assert refusals(busy) == {"crew_free"} and number in str(busy.value.decisions)
    with pytest.raises(Refused) as unknown:
        ovens.take("han", second, "dispatch_crew.dispatch", {"technician": "nobody"})
    assert refusals(unknown) == {"crew_skilled"}
    with pytest.raises(Refused) as stranger:
        ovens.take("han", second, "dispatch_crew.dispatch", {"technician": "lin"})
    assert "crew_skilled" in refusals(stranger)
    with pytest.raises(DeskError):
        ovens.take("wu", second, "dispatch_crew.dispatch", {"technician": "wu"})
    ovens.take("han", second, "dispatch_crew.dispatch", {"technician": "xu"})
    with pytest.raises(Refused) as clash:
        ovens.take("han", second, "visit.reassign", {"technician": "wu"})
    assert refusals(clash) == {"crew_free"}
    ovens.take("lin", second, "visit.postpone", LATER)
    ovens.take("han", second, "visit.reassign", {"technician": "wu"})
    far = ovens.open("顺德")
    ovens.take("lin", far, "book.book", {"starts": f"{DAY}T16:00", "ends": f"{DAY}T18:01"})
    with pytest.raises(Refused) as elsewhere:
        ovens.take("han", far, "dispatch_crew.dispatch", {"technician": "xu"})
    assert refusals(elsewhere) == {"crew_in_area", "crew_on_duty"}
    # Somebody lets it pass with a reason; the tables then do not stand in the way.
    third = ovens.booked()
    ovens.desk.steps.override(ovens["zhou"], third, rule="crew_free", reason="隔壁一户,顺路",
                              step="dispatch_crew.dispatch", answers={"technician": "wu"})
    ovens.take("han", third, "dispatch_crew.dispatch", {"technician": "wu"})


def test_partial_absent_and_called_off(ovens: Ovens, clock: HandClock) -> None:
    number = ovens.there(ovens.sent())
    ovens.take("wu", number, "bench.leave", {"left": "缺门封", "why_partial": "没带配件"})
    assert standings(ovens, number) == [(1, "partial", "wu"), (2, "planned", "")]
    assert Seeing(ovens.desk.place).of_number(ovens["han"], number)[0].row.note == "缺门封"
    ovens.take("lin", number, "book.book", {"starts": "2025-03-07T09:00", "ends": "2025-03-07T10:00"})
    ovens.take("han", number, "dispatch_crew.dispatch", {"technician": "xu"})
    clock.at = at("2025-03-07 10:00")
    ovens.take("xu", number, "visit.arrive_at_once", AT_THE_DOOR)
    ovens.take("xu", number, "visit.not_there", {})
    assert ovens.state(number) == "visit.absent"
    clock.at = at("2025-03-07 14:00")
    view = ovens.desk.views.case(ovens["lin"], number)
    assert view.row.waiting_for == "customer", "waiting is on the customer"
    ovens.take("xu", number, "visit.met")
    ovens.take("xu", number, "visit.begin", BEGUN)
    ovens.finished(number, "xu")
    ovens.take("xu", number, "joint.sign", {"result": "accept", "signed_by": "王先生"})
    assert [each[1] for each in standings(ovens, number)] == ["partial", "done"]
    span = Span(date(2025, 3, 1), date(2025, 3, 31))
    made = {key: DeclaredReports(ovens.desk.place).make(ovens["zhou"], "ovens", key, span).sheet.rows
            for key in ("visits_by_person", "late_visits", "first_time_fix")}
    assert [*map(tuple, made["visits_by_person"])] == [("Wu", 1, 0, 1, 0, 1), ("Xu", 1, 1, 0, 0, 1)]
    assert not made["late_visits"] and [*map(tuple, made["first_time_fix"])] == [("ovens.mend", 1, 0, 0)]
    other = ovens.sent(window={"starts": "2025-03-07T16:00", "ends": "2025-03-07T17:00"})
    ovens.take("lin", other, "visit.call_off")
    assert standings(ovens, other) == [(1, "cancelled", "wu")]


def test_the_customer_answers_and_a_phone_shows_the_day(ovens: Ovens, clock: HandClock) -> None:
    number, later = ovens.sent(), ovens.sent(window=LATER)
    clock_of = {each.target: each for each in ovens.desk.views.case(ovens["lin"], number).clocks}
    assert at(f"{DAY} 10:45") in {each.at for each in clock_of["arrived_as_agreed"].marks}, "a reminder beforehand"
    row = ovens.desk.views.case(ovens["lin"], number).row
    customer, answering, seeing = Actor.customer(row.id), Answering(ovens.desk.place), Seeing(ovens.desk.place)
    with pytest.raises(Refused):
        answering.confirm(customer, number, at(f"{DAY} 14:00"))
    answering.confirm(customer, number, at(f"{DAY} 09:00"))
    with pytest.raises(InvalidInput):
        answering.wish(customer, number, at(f"{DAY} 16:00"), at(f"{DAY} 15:00"))
    answering.wish(customer, number, at(f"{DAY} 16:00"), at(f"{DAY} 17:00"), "上午有事")
    visit = seeing.for_customer(customer, row.id)
    assert visit and visit.badge.startswith("G-") and visit.row.wished_starts == at(f"{DAY} 16:00")
    with pytest.raises(DeskError):
        answering.confirm(customer, later, at(f"{DAY} 14:00"))
    assert seeing.for_customer(customer, ovens.desk.views.case(ovens["lin"], later).row.id) is None
    ovens.take("lin", number, "visit.postpone", {"starts": f"{DAY}T16:00", "ends": f"{DAY}T17:00"})
    day = seeing.mine(ovens["wu"])
    assert [each.number for each in day.ahead] == [later, number] and not day.over
    assert [each.number for each in seeing.mine(ovens["xu"]).ahead] == []
    assert [each.number for each in seeing.on(ovens["han"], at(f"{DAY} 00:00").date())] == [number, later]


def test_a_regulation_is_tried_without_people(ovens: Ovens) -> None:
    """A trial knows nobody: who goes is given among its facts, or is not judged."""
    def event(moment: str, step: str, **form: object) -> dict[str, object]:
        return {"at": f"{DAY}T{moment}:00+08:00", "step": step, "form": form}

    events = [event("08:00", "opened"), event("08:10", "book.book", **MORNING),
              event("08:20", "dispatch_crew.dispatch", technician="wu"),
              event("09:30", "visit.arrive_at_once", **AT_THE_DOOR), event("09:31", "visit.begin", **BEGUN),
              event("09:40", "bench.take", what="门", condition_taken="裂", receipt_signed=True),
              event("10:00", "taken_away.mended"),
              event("10:10", "taken_away.hand_back", recovered=True, receipt="SJ000001"),
              event("10:20", "bench.finish", done="换门"),
              event("10:21", "joint.inspect", **CHECKED),
              event("10:30", "joint.sign", result="accept", signed_by="王", sheet="0" * 64)]
    facts = {"Request": {"model": "K1", "area": "禅城"}}
    run = ovens.desk.trials.run
    trial = run("ovens.mend", ["ovens/simple"], at(f"{DAY} 12:00"), {"facts": facts, "events": events})
    assert not trial.refused and trial.view.row.state == "thanks.last"
    clocks = {each.target: each.state for each in trial.view.clocks}
    assert (clocks["called_to_book"], clocks["arrived_in_time"], clocks["arrived_as_agreed"]) == ("met",) * 3
    unskilled = {"login": "wu", "crew_name": "吴", "known": True, "skilled": False, "skill": "烤箱"}
    trial = run("ovens.mend", ["ovens/simple"], at(f"{DAY} 12:00"), {
        "facts": {**facts, "Crew": unskilled}, "events": events[:3]})
    assert [each.step for each in trial.refused] == ["dispatch_crew.dispatch"]
    assert "技能" in str(trial.refused[0].reason)


def test_a_case_that_ends_or_becomes_part_of_another_has_no_visit_left(ovens: Ovens) -> None:
    given_up = ovens.finished(ovens.there(ovens.sent()))
    ovens.take("wu", given_up, "joint.turn_down", {"result": "refuse", "signed_by": "王", "remark": "还响"})
    assert standings(ovens, given_up) == [(1, "on_site", "wu")]
    ovens.take("lin", given_up, "joint.give_up")
    assert standings(ovens, given_up) == [(1, "done", "wu")]
    taken = ovens.there(ovens.sent("xu"), "xu")
    ovens.take("xu", taken, "bench.take", {"what": "门", "condition_taken": "裂", "receipt_signed": True})
    other = ovens.sent(window=LATER)
    ovens.desk.arranging.merge(ovens["zhou"], taken, into=other, why="同一台")
    seeing = Seeing(ovens.desk.place)
    [piece] = seeing.pieces(ovens["lin"])
    assert piece.number == other, "what is with us is answered for there"
    assert standings(ovens, other) == [(1, "dispatched", "wu")]
