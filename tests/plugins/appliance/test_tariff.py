"""The penalty list's worked examples and their boundaries, tried as incidents: what each comes to, and on which clause
it rests."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from core.app import Desk
from core.config import Adopted, Config
from core.domain.rules import Charge
from core.sdk import CREW
from tests.services.shop import at

POLICY = "appliance/gree-crew-penalties"
KIND = "appliance.incident"
TRUE, FALSE = {"true": True, "grounds": "核实过"}, {"true": False, "grounds": "查无此事"}


@cache
def desk() -> Desk:
    return Desk(Config(business="格力网点", data=Path("/nowhere"), plugins=("appliance",), policies=(Adopted(POLICY),)))


def tried(what: str, answers: Mapping[str, object], *, happened: str = "2025-07-15 10:00",
          filed: str = "2025-07-16 09:00", verdict: Mapping[str, object] | None = None, photo: bool = False,
          facts: Mapping[str, object] | None = None, **values: object) -> dict[str, Charge]:
    """What an incident comes to."""
    events: list[dict[str, Any]] = [{"at": filed, "step": "opened"}]
    if photo:
        events.append({"at": filed, "step": "attach", "form": {"purpose": "service_label"}})
    if verdict is not None:
        events += [{"at": filed, "step": "report_incident.take_up"},
                   {"at": filed, "step": "investigate_incident.find", "form": verdict}]
    given = {"facts": {"CrewIncident": {"what": what, "person": "sun", "happened_at": happened, **answers},
                       **(facts or {})}, "events": events}
    trial = desk().trials.run(KIND, (POLICY,), at(filed), given, {
        key.replace("__", "."): said for key, said in values.items()})
    assert not trial.refused, [(str(each.reason), each.errors) for each in trial.refused]
    assert all(each.payer in (CREW, None) for each in trial.view.charges)
    return {each.charge: each for each in trial.view.charges}


def sums(found: Mapping[str, Charge]) -> dict[str, Decimal | None]:
    return {name: each.amount for name, each in found.items()}


MONEY = {"charged": "300", "hand_in_by": "2025-07-15 18:00"}
UNITS = {"charged": "450", "units_ordered": 1, "units_done": 3}
CALLS = {"missed": 3}


@pytest.mark.parametrize(("clause", "what", "answers", "more", "expected"), [
    ("GCP-01", "material", {"goods": "铜管", "pieces": 2, "market_value": "150"}, {}, {"material_given_away": 300}),
    ("GCP-02", "money_kept", MONEY, {}, {"money_to_hand_in": 300, "money_kept_back": 3000}),
    ("GCP-02", "money_kept", {**MONEY, "handed_in_at": "2025-07-15 18:00"}, {},
     {"money_to_hand_in": 0, "money_kept_back": 0}),
    ("GCP-02", "money_kept", {**MONEY, "handed_in_at": "2025-07-15 18:01"}, {},
     {"money_to_hand_in": 0, "money_kept_back": 3000}),
    ("GCP-02", "money_kept", {"charged": "300", "handed_in_at": "2025-07-15 23:59"}, {"crew__hand_in_within": "0 days"},
     {"money_to_hand_in": 0, "money_kept_back": 0}),
    ("GCP-02", "money_kept", {"charged": "300"}, {"crew__hand_in_within": "0 days"},
     {"money_to_hand_in": 300, "money_kept_back": 3000}),
    ("GCP-02", "money_kept", {"charged": "300"}, {"crew__hand_in_within": "0 days", "filed": "2025-07-15 20:00"},
     {"money_to_hand_in": 0, "money_kept_back": 0}),
    ("GCP-03", "private_job", {"charged": "400"}, {"verdict": TRUE}, {"business_diverted": 4000}),
    ("GCP-03", "private_job", {"charged": "400"}, {"verdict": FALSE}, {"business_diverted": 0}),
    ("GCP-03", "private_job", {"charged": "400"}, {}, {"business_diverted": None}),
    ("GCP-04", "units_hidden", {**UNITS, "units_added": 2}, {}, {"units_not_reported": 0}),
    ("GCP-04", "units_hidden", {**UNITS, "units_added": 1}, {}, {"units_not_reported": 4500}),
    ("GCP-04", "units_hidden", {**UNITS, "units_added": 0}, {}, {"units_not_reported": 4500}),
    ("GCP-04", "units_hidden", {**UNITS, "units_added": 0}, {"verdict": FALSE}, {"units_not_reported": 0}),
    ("GCP-05", "booked_late", {"dispatched_at": "2025-07-15 09:00", "booked_at": "2025-07-15 09:30"}, {},
     {"booked_too_late_reported": 0}),
    ("GCP-05", "booked_late", {"dispatched_at": "2025-07-15 09:00", "booked_at": "2025-07-15 09:31"}, {},
     {"booked_too_late_reported": 50}),
    ("GCP-06", "untested", {"test_run": False, "signed": False}, {}, {"untested_unsigned_reported": 50}),
    ("GCP-06", "untested", {"test_run": True, "signed": False}, {}, {"untested_unsigned_reported": 0}),
    ("GCP-06", "untested", {"test_run": True, "signed": False}, {"crew__untested_when": "either"},
     {"untested_unsigned_reported": 50}),
    ("GCP-06", "untested", {"test_run": True, "signed": True}, {"crew__untested_when": "either"},
     {"untested_unsigned_reported": 0}),
    ("GCP-07", "finished_late", {"finish_by": "2025-07-15 18:00", "finished_at": "2025-07-15 18:00"}, {},
     {"finished_too_late_reported": 0}),
    ("GCP-07", "finished_late", {"finish_by": "2025-07-15 18:00", "finished_at": "2025-07-15 18:01"}, {},
     {"finished_too_late_reported": 50}),
    ("GCP-07", "finished_late", {"finish_by": "2025-07-15 18:00", "finished_at": "2025-07-15 19:00",
                                 "excuse": "parts"}, {}, {"finished_too_late_reported": 0}),
    *(("GCP-08", "number_missing", {"number_left": "missing"}, {"facts": {"EarlierNumbers": {"times": before}}},
       {"number_not_left_reported": due}) for before, due in enumerate((50, 100, 200, 400, 800))),
    ("GCP-08", "number_missing", {"number_left": "private"}, {}, {"number_not_left_reported": 50}),
    ("GCP-09", "number_missing", {}, {}, {"number_not_left_reported": 50}),
    ("GCP-09", "number_missing", {}, {"photo": True}, {"number_not_left_reported": None}),
    ("GCP-09", "number_missing", {"number_left": "company"}, {"photo": True}, {"number_not_left_reported": 0}),
    ("GCP-10", "dress", {"uniform": True, "badge": False}, {}, {"not_in_work_dress_reported": 100}),
    ("GCP-10", "dress", {"uniform": False, "badge": False}, {}, {"not_in_work_dress_reported": 100}),
    ("GCP-10", "dress", {"uniform": True, "badge": True}, {}, {"not_in_work_dress_reported": 0}),
    ("GCP-10", "dress", {"badge": False}, {}, {"not_in_work_dress_reported": 100}),
    ("GCP-10", "dress", {"uniform": False}, {}, {"not_in_work_dress_reported": 100}),
    ("GCP-10", "dress", {"badge": True}, {}, {"not_in_work_dress_reported": None}),
    ("GCP-10", "dress", {"badge": False}, {"crew__dress_when": "both"}, {"not_in_work_dress_reported": None}),
    ("GCP-02", "money_kept", {**MONEY, "happened_at": ""}, {}, {"money_to_hand_in": 300, "money_kept_back": 3000}),
    ("GCP-11", "unreached", {"missed": 2}, {}, {"not_reachable": 0}),
    ("GCP-11", "unreached", CALLS, {}, {"not_reachable": 50}),
    ("GCP-11", "unreached", {"missed": 5}, {}, {"not_reachable": 50}),
    ("GCP-11", "unreached", {"missed": 6}, {}, {"not_reachable": 100}),
    ("GCP-11", "unreached", {"missed": 5}, {"crew__missed_per": "each"}, {"not_reachable": 150}),
    ("GCP-11", "unreached", {**CALLS, "disaster": True}, {}, {"not_reachable": 0}),
    ("GCP-12", "switched_off", {}, {}, {"phone_switched_off": 100}),
    ("GCP-12", "switched_off", {"disaster": True}, {}, {"phone_switched_off": 0}),
    ("GCP-13", "unreached", {**CALLS, "called_back_at": "2025-07-15 10:20"}, {}, {"not_reachable": 0}),
    ("GCP-13", "unreached", {**CALLS, "called_back_at": "2025-07-15 10:21"}, {}, {"not_reachable": 50}),
    ("GCP-13", "switched_off", {"called_back_at": "2025-07-15 10:20"}, {}, {"phone_switched_off": 0}),
    ("GCP-13", "switched_off", {"called_back_at": "2025-07-15 10:16"}, {"crew__call_back_within": "15 minutes"},
     {"phone_switched_off": 100}),
    ("GCP-14", "gambling", {}, {"happened": "2025-07-15 17:59"}, {"gambled_at_work": 100}),
    ("GCP-14", "gambling", {}, {"happened": "2025-07-15 18:00"}, {"gambled_at_work": 100}),
    ("GCP-14", "gambling", {}, {"happened": "2025-07-15 18:01"}, {"gambled_at_work": 0}),
    ("GCP-14", "gambling", {}, {"happened": "2025-07-13 10:00"}, {"gambled_at_work": 0}),
])
def test_what_an_incident_comes_to(clause: str, what: str, answers: dict[str, object], more: dict[str, Any],
                                   expected: dict[str, int | None]) -> None:
    found = tried(what, answers, **more)
    assert sums(found) == {name: None if due is None else Decimal(due) for name, due in expected.items()}
    assert all(clause in {each.clause for each in charge.basis} or clause in ("GCP-09", "GCP-13")
               for charge in found.values())


def test_what_follows_besides_money_is_said() -> None:
    assert "开除" in str(tried("private_job", {"charged": "400"}, verdict=TRUE)["business_diverted"].reason)
    assert "警告" in str(tried("material", {"market_value": "10"})["material_given_away"].reason)
    blank = tried("money_kept", {"charged": "300"})["money_kept_back"]
    assert blank.outcome == "needs" and "收费后多久内上交" in str(blank.reason)
    assert tried("unreached", {**CALLS, "called_back_at": "2025-07-15 10:20"})["not_reachable"].basis[-1].clause == (
        "GCP-13")
