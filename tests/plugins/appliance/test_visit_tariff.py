"""What visits themselves show of the penalty list, under that list alone and beside the outlet's own regulation."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from core.app import Desk
from core.config import Adopted, Config
from core.trials import Trial
from tests.services.shop import at

PENALTIES = "appliance/gree-crew-penalties"
ASKED: dict[str, Any] = {"channel": "phone", "contact_name": "张女士", "contact_phone": "13800000000", "area": "西湖区",
                         "brand": "格力", "model": "KFR-35", "description": "不制冷"}
SET = {"visits.skill": "空调"}


@cache
def desk() -> Desk:
    return Desk(Config(business="格力网点", data=Path("/nowhere"), plugins=("appliance",),
                       policies=(Adopted(PENALTIES),)))


def repaired(*, booked: str = "09:30", dress: dict[str, Any] | None = None, tested: bool = True, signed: bool = True,
             photo: bool = True, facts: dict[str, Any] | None = None, values: dict[str, object] | None = None) -> Trial:
    """A repair on the morning of 15 July: dispatched at nine, there at ten, done at eleven."""
    day = "2025-07-15"
    events: list[dict[str, Any]] = [
        {"at": f"{day} 08:55", "step": "opened"},
        {"at": f"{day} 09:00", "step": "dispatch_crew.dispatch", "form": {"technician": "sun"}},
        {"at": f"{day} {booked}", "step": "book.agree", "form": {"starts": f"{day} 10:00", "ends": f"{day} 11:00"}},
        {"at": f"{day} 10:00", "step": "visit.arrive_at_once", "form": {"uniform_worn": True, "badge_shown": True,
                                                                       **(dress or {})}},
        {"at": f"{day} 10:05", "step": "visit.begin"},
        *([{"at": f"{day} 10:50", "step": "attach", "form": {"purpose": "service_label"}}] if photo else []),
        {"at": f"{day} 11:00", "step": "work.fix", "form": {
            "parts": "0", "labour": "0", "work_done": "清洗", "test_run": tested}},
        {"at": f"{day} 11:05", "step": "joint.sign", "form": {"result": "accept", "signed_by": "张女士"}} if signed else
        {"at": f"{day} 11:05", "step": "joint.leave_unsigned", "form": {"why_unsigned": "人不在"}}]
    found = desk().trials.run("appliance.repair", (PENALTIES,), at(f"{day} 12:00"), {
        "facts": {"RepairRequest": ASKED, **(facts or {})}, "events": events}, {**SET, **(values or {})})
    assert not found.refused, [(each.step, str(each.reason), each.errors) for each in found.refused]
    return found


def due(trial: Trial) -> dict[str, Decimal | None]:
    return {each.charge: each.amount for each in trial.view.charges if each.amount != 0}


def test_a_repair_that_was_done_as_it_should_be_costs_nobody_anything() -> None:
    fine = repaired(facts={"LabelReview": {"label_shows": "company"}})
    assert due(fine) == {}
    assert next(each.state for each in fine.view.clocks if each.target == "booked_after_dispatch") == "met"


def test_each_failing_is_proposed_by_its_clause() -> None:
    late = repaired(booked="09:31", photo=False, tested=False, signed=False,
                    dress={"uniform_worn": False, "badge_shown": False})
    assert due(late) == {"booked_too_late": 50, "untested_unsigned": 50, "number_not_left": 50,
                         "not_in_work_dress": 100}
    clauses = {each.charge: each.basis[0].clause for each in late.view.charges}
    assert clauses["booked_too_late"] == "GCP-05" and clauses["number_not_left"] == "GCP-08"
    assert due(repaired(signed=False, facts={"LabelReview": {"label_shows": "private"}})) == {"number_not_left": 50}
    either = repaired(signed=False, facts={"LabelReview": {"label_shows": "company"}},
                      values={"crew.untested_when": "either"})
    assert due(either) == {"untested_unsigned": 50}
    unseen = repaired()
    assert due(unseen) == {"number_not_left": None}


def test_finishing_late_and_what_excuses_it() -> None:
    seen = {"LabelReview": {"label_shows": "company"}}
    assert due(repaired(facts=seen, values={"crew.finish_within": "2 h"})) == {}
    assert due(repaired(facts=seen, values={"crew.finish_within": "119 minutes"})) == {"finished_too_late": 50}
    excused = {**seen, "Excused": {"excused_by": "parts"}}
    assert due(repaired(facts=excused, values={"crew.finish_within": "119 minutes"})) == {}


def test_a_later_check_of_how_many_units_there_were() -> None:
    seen = {"LabelReview": {"label_shows": "company"},
            "UnitsChecked": {"units_known": 1, "units_seen": 3, "units_charged": "450"}}
    assert due(repaired(facts=seen)) == {"more_units_than_known": 4500}
    assert due(repaired(facts={**seen, "UnitsAdded": {"more_units": 2}})) == {}
    assert due(repaired(facts={**seen, "UnitsAdded": {"more_units": 1}})) == {"more_units_than_known": 4500}

@pytest.mark.parametrize(("fixed", "awaited", "owed"), [("18:00", False, 0), ("18:01", False, 50), ("18:01", True, 0)])
def test_the_order_s_own_deadline_counts_beside_the_outlet_s_regulation(fixed: str, awaited: bool, owed: int) -> None:
    """The deadline is promised in warranty only, which is known from outside the case."""
    day = "2025-07-15"
    crew = {"login": "sun", "crew_name": "孙师傅", "known": True, "skilled": True, "trained": True, "authorised": True}
    waits: list[dict[str, Any]] = [
        {"at": f"{day} 10:30", "step": "work.wait_for_part", "form": {"awaited": "压缩机"}},
        {"at": f"{day} 17:00", "step": "work.part_came"}] if awaited else []
    events: list[dict[str, Any]] = [
        {"at": f"{day} 08:55", "step": "opened"}, {"at": f"{day} 08:56", "step": "answer_request.send_first"},
        {"at": f"{day} 09:00", "step": "dispatch_crew.dispatch", "form": {"technician": "sun"}},
        {"at": f"{day} 09:10", "step": "book.agree", "form": {"starts": f"{day} 10:00", "ends": f"{day} 11:00"}},
        {"at": f"{day} 10:00", "step": "visit.arrive_at_once", "form": {"uniform_worn": True, "badge_shown": True}},
        {"at": f"{day} 10:05", "step": "visit.begin"},
        {"at": f"{day} 10:10", "step": "diagnose.diagnose", "form": {"component": "compressor", "cause": "quality"}},
        {"at": f"{day} 10:11", "step": "diagnose.go_on"}, {"at": f"{day} 10:12", "step": "quote.free"}, *waits,
        {"at": f"{day} {fixed}", "step": "work.fix", "form": {
            "parts": "0", "labour": "0", "work_done": "换件", "test_run": True}}]
    found = desk().trials.run("appliance.repair", ("appliance/gree-aircon-outlet", PENALTIES), at(f"{day} 19:00"), {
        "facts": {"RepairRequest": {**ASKED, "invoice_no": "1", "invoice_on": "2025-03-01"}, "Crew": crew},
        "events": events})
    assert not found.refused
    assert next(each.amount for each in found.view.charges if each.charge == "fixed_too_late") == owed


@pytest.mark.parametrize(("step", "form"), [
    ("contacted", {"reached": True}), ("book.crew_unreached", {"tried_by": "phone", "result": "无人接听"})])
@pytest.mark.parametrize(("called", "owed"), [("09:30", 0), ("09:31", 50)])
def test_a_call_to_the_user_counts_as_well_as_a_time_agreed(step: str, form: dict[str, Any], called: str,
                                                            owed: int) -> None:
    day = "2025-07-15"
    found = desk().trials.run("appliance.repair", (PENALTIES,), at(f"{day} 12:00"), {
        "facts": {"RepairRequest": ASKED}, "events": [
            {"at": f"{day} 08:55", "step": "opened"},
            {"at": f"{day} 09:00", "step": "dispatch_crew.dispatch", "form": {"technician": "sun"}},
            {"at": f"{day} {called}", "step": step, "form": form}]}, SET)
    assert not found.refused
    assert next(each.amount for each in found.view.charges if each.charge == "booked_too_late") == owed
