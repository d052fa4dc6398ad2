"""Every way of promising: what starts it, what ends it, what heals it, and what it keeps when the case changes."""

from datetime import timedelta

import pytest

from core.domain.check import check
from core.domain.errors import DefinitionError, DeskError, PolicyError
from core.domain.people import CUSTOMER
from core.sdk import CUSTOMER_REACHED, OPENED, Target
from tests.domain.pianos import REGISTRY, Call, Told, Tuning, answer, at, end, policy

# What starts and ends it

def test_all_of_several_moments_start_it_at_the_last() -> None:
    told = Told(policy("after_both", "after_either", tune="24 h")).reached("03-03 11:00")
    assert told.state("after_both", "03-03 12:00") == "idle"
    told.step("agree", "03-03 15:00", visit_at="2025-03-05 09:00")
    assert told.due("after_both", "03-03 16:00") == at("03-04 15:00")
    assert told.due("after_either", "03-03 16:00") == at("03-04 11:00")


def test_all_of_several_ends_end_it_at_the_last_and_any_at_the_first() -> None:
    told = Told(policy("both_done", "either_done", answer="24 h")).reached("03-03 11:00")
    assert told.state("both_done", "03-03 12:00") == "running"
    assert told.clock("either_done", "03-03 12:00").ended_at == at("03-03 11:00")
    told.step("agree", "03-04 10:00:01", visit_at="2025-03-05 09:00")
    assert (told.state("both_done", "03-05 10:00"), told.state("either_done", "03-05 10:00")) == ("missed", "met")


def test_a_chain_begins_when_the_promise_before_it_is_over() -> None:
    told = Told(policy("then_tuned", tune="2 days", answer="1 h"))
    assert told.state("then_tuned", "03-03 12:00") == "idle", "nobody has answered yet"
    told.reached("03-05 16:00")
    assert told.clock("then_tuned", "03-05 17:00").started_at == at("03-05 16:00"), "also when that was late"
    assert told.due("then_tuned", "03-05 17:00") == end("03-07")


def test_a_moment_that_a_form_gives_starts_it() -> None:
    told = Told(policy("since_ring", answer="30 min"), answers={"rang_at": "2025-03-03 09:40"})
    found = told.clock("since_ring", "03-03 10:00")
    assert (found.started_at, found.due_at, found.state, found.of) == (
        at("03-03 09:40"), at("03-03 10:10"), "met", CUSTOMER)


def test_a_promise_for_some_answers_is_made_to_those_cases_only() -> None:
    rules = policy("urgent_tuned", tune="4 h")
    assert Told(rules, answers={"urgent": True}).due("urgent_tuned", "03-03 10:00") == at("03-03 14:00")
    assert Told(rules, answers={"urgent": False}).all("03-03 10:00") == []


# A day or moment as the deadline, or a length ahead of one

def test_the_deadline_is_the_end_of_the_day_that_a_form_gives() -> None:
    told = Told(policy("by_wish"), answers={"wanted_on": "2025-03-08"})
    found = told.clock("by_wish", "03-04 10:00")
    assert (found.started_at, found.due_at, found.length, found.plain) == (at("03-03 10:00"), end("03-08"), "", False)
    assert [(each.kind, each.counted) for each in found.why(at("03-04 10:00"))] == [
        ("elapsed", True), ("remaining", True)]
    assert [each.kind for each in found.why(at("03-09 10:00"))] == ["elapsed"]


def test_a_day_nobody_has_named_leaves_it_idle() -> None:
    assert Told(policy("by_wish")).state("by_wish", "03-04 10:00") == "idle"


def test_another_appointment_is_another_deadline() -> None:
    told = Told(policy("by_visit")).step("agree", "03-03 11:00", visit_at="2025-03-05 09:00")
    assert told.due("by_visit", "03-03 12:00") == at("03-05 09:00")
    told.step("agree_anew", "03-04 11:00", visit_at="2025-03-07 14:00")
    found = told.clock("by_visit", "03-04 12:00")
    assert (found.started_at, found.due_at) == (at("03-03 11:00"), at("03-07 14:00")), "the time spent stays spent"


@pytest.mark.parametrize(("ahead", "due"), [
    ("2 days", "03-08 23:59:59.999999"), ("2 working days", "03-06 23:59:59.999999"), ("24 h", "03-09 14:00"),
    ("2 working hours", "03-10 10:30"), ("210 working minutes", "03-10 09:00"), ("4 working hours", "03-07 17:30"),
    ("1 week", "03-03 23:59:59.999999"), ("1 month", "02-10 23:59:59.999999")])
def test_told_so_long_ahead_of_the_visit(ahead: str, due: str) -> None:
    """Monday, the 10th of March, at 14:00; service is 09:00-12:00 and 13:30-18:00."""
    told = Told(policy("foretold", announce=ahead), "02-03 10:00")
    told.step("agree", "02-03 11:00", visit_at="2025-03-10 14:00")
    assert told.due("foretold", "02-03 12:00") == at(due)


def test_ahead_of_a_day_hours_are_counted_from_its_beginning() -> None:
    told = Told(policy("foretold_wish", announce="12 h"), answers={"wanted_on": "2025-03-08"})
    assert told.due("foretold_wish", "03-03 10:00") == at("03-07 12:00")


def test_a_promise_may_lie_ahead_of_anothers_deadline() -> None:
    told = Told(policy("checked_first", "tuned", early="1 day", tune="5 days"))
    told.step("agree", "03-03 11:00", visit_at="2025-03-05 09:00")
    assert (told.due("tuned", "03-03 12:00"), told.due("checked_first", "03-03 12:00")) == (end("03-08"), end("03-07"))


def test_a_deadline_before_the_promise_began_is_missed_at_once() -> None:
    told = Told(policy("by_wish"), answers={"wanted_on": "2025-03-01"})
    found = told.clock("by_wish", "03-03 10:00")
    assert (found.state, found.due_at) == ("missed", end("03-01"))
    assert all(each.start <= each.end for each in found.why(at("03-03 10:00")))


# The earliest side

@pytest.mark.parametrize(("called", "state"), [
    ("03-05 23:59:59", "early"), ("03-06 00:00", "met"), ("03-10 23:59:59", "met"), ("03-11 00:00", "missed")])
def test_not_before_the_third_day_and_not_after_the_seventh(called: str, state: str) -> None:
    """A call on the first day satisfies nobody: it is neither met nor missed, and says so."""
    told = Told(policy("first_call", first_from="3 days", first_until="7 days"))
    told.step("agree", "03-03 10:30", visit_at="2025-03-03 11:00").step("finish", "03-03 12:00")
    assert told.clock("first_call", "03-03 13:00").earliest_at == at("03-06 00:00")
    assert told.step("call", called).state("first_call", "03-12 10:00") == state


def test_no_earliest_side_where_the_regulation_leaves_it_unset() -> None:
    told = Told(policy("first_call", first_from="unset", first_until="7 days"))
    told.step("agree", "03-03 10:30", visit_at="2025-03-03 11:00").step("finish", "03-03 12:00")
    assert told.step("call", "03-03 13:00").state("first_call", "03-12 10:00") == "met"


# Cure

@pytest.mark.parametrize(("called", "state"), [
    ("03-03 10:00:30", "met"), ("03-03 10:00:31", "cured"), ("03-03 10:20:30", "cured"), ("03-03 10:20:31", "missed")])
def test_who_calls_back_within_twenty_minutes_has_not_missed_the_call(called: str, state: str) -> None:
    told = Told(policy("picked_up", answer="1 min", cure="20 min"), "03-03 09:59:30")
    assert told.state("picked_up", called) in ("running", "missed")
    told.reached(called)
    found = told.clock("picked_up", "03-03 12:00")
    assert (found.state, found.cure_ends_at) == (state, at("03-03 10:20:30"))
    assert sum(found.late_by.values(), timedelta()) == max(at(called) - at("03-03 10:00:30"), timedelta())


def test_it_is_not_missed_before_the_cure_is_over() -> None:
    told = Told(policy("picked_up", answer="1 min", cure="20 min"), "03-03 09:59:30")
    assert [told.state("picked_up", day) for day in ("03-03 10:20:30", "03-03 10:20:30.000001")] == [
        "running", "missed"]


# Rounds

def test_each_round_begins_when_the_last_was_kept_until_the_work_is_done() -> None:
    told = Told(policy("informed", inform="3 days"))
    told.step("agree", "03-03 11:00", visit_at="2025-03-20 09:00")
    told.step("report", "03-05 15:00").step("report", "03-10 09:00")
    rounds = [each for each in told.all("03-11 10:00") if each.target == "informed"]
    assert {each.key: (each.state, each.started_at, each.due_at) for each in rounds} == {
        "": ("met", at("03-03 10:00"), end("03-06")), "2": ("missed", at("03-05 15:00"), end("03-08")),
        "3": ("running", at("03-10 09:00"), end("03-13"))}
    told.step("finish", "03-12 10:00")
    found = told.clock("informed", "03-30 10:00", "3")
    assert (found.state, found.ended_at) == ("met", at("03-12 10:00")), "whoever is done need not report any more"
    assert len([each for each in told.all("03-30 10:00") if each.target == "informed"]) == 3


def test_a_round_that_was_late_when_the_work_was_done_stays_late() -> None:
    told = Told(policy("informed", inform="3 days"))
    told.step("agree", "03-03 11:00", visit_at="2025-03-20 09:00").step("finish", "03-07 10:00")
    assert told.state("informed", "03-30 10:00") == "missed"


def test_a_round_pauses_for_itself() -> None:
    told = Told(policy("informed", inform="24 h")).tell("waiting", "03-03 11:00", party="customer")
    told.tell("resumed", "03-05 11:00").step("agree", "03-05 11:30", visit_at="2025-03-20 09:00")
    told.step("report", "03-05 12:00")
    assert (told.due("informed", "03-05 12:00"), told.due("informed", "03-05 12:00", "2")) == (
        at("03-06 10:00"), at("03-06 12:00"))


def test_the_last_round_ends_with_the_case() -> None:
    told = Told(policy("informed", inform="3 days")).step("refuse", "03-04 10:00")
    assert [(each.key, each.state) for each in told.all("04-01 10:00") if each.target == "informed"] == [
        ("", "dropped")]


def test_a_promise_made_anew_begins_each_time_its_moment_comes_again() -> None:
    told = Told(policy("parts_came", "parts_came_each", tune="48 h"))
    told.step("agree", "03-03 11:00", visit_at="2025-03-03 11:00")
    told.step("order", "03-03 12:00").step("unpack", "03-04 12:00").step("order", "03-06 12:00")

    def rounds(target: str, when: str) -> list[tuple[str, str]]:
        return sorted((each.key, each.state) for each in told.all(when) if each.target == target)

    assert rounds("parts_came", "03-07 12:00") == [("", "met")]
    assert rounds("parts_came_each", "03-07 12:00") == [("", "met"), ("2", "running")]
    assert told.due("parts_came_each", "03-07 12:00", "2") == at("03-08 12:00")
    told.step("unpack", "03-09 12:00")
    assert rounds("parts_came_each", "03-10 12:00") == [("", "met"), ("2", "missed")]


# Pauses

def test_states_and_parties_pause_what_pauses_for_them() -> None:
    """Three hours for parts, a day for the carrier, an hour for the crew: all of it is left out."""
    told = Told(policy("tuned", "parts_came", tune="48 h"))
    told.step("agree", "03-03 11:00", visit_at="2025-03-03 11:00")
    told.step("order", "03-03 12:00").step("unpack", "03-03 15:00")
    told.tell("waiting", "03-03 16:00", party="carrier").tell("resumed", "03-04 16:00")
    told.tell("waiting", "03-04 17:00", party="crew").tell("resumed", "03-04 18:00")
    assert told.due("tuned", "03-04 18:00") == at("03-05 11:00") + timedelta(hours=3 + 24 + 1)
    assert told.due("parts_came", "03-04 18:00") == at("03-05 12:00"), "the supplier's own promise does not pause"


def test_a_paused_promise_says_so_and_tells_nobody() -> None:
    told = Told(policy("tuned", tune="48 h")).step("agree", "03-03 11:00", visit_at="2025-03-03 11:00")
    assert [each.level for each in told.clock("tuned", "03-03 12:00", warn_before=timedelta(hours=1)).marks] == [
        "warning", "missed"]
    found = told.step("order", "03-03 12:00").clock("tuned", "03-20 12:00", warn_before=timedelta(hours=1))
    assert (found.state, found.marks, found.plain) == ("paused", (), False)


# Reopen, split, reassign

def test_a_reopened_case_goes_on_with_the_time_already_spent() -> None:
    told = Told(policy("informed", "answered", inform="3 days", answer="48 h")).step("refuse", "03-04 10:00")
    assert told.state("answered", "03-10 10:00") == "dropped"
    told.tell("reopened", "03-10 10:00", state="tuning.waiting")
    found = told.clock("answered", "03-10 12:00")
    assert (found.started_at, found.due_at, found.state) == (at("03-03 10:00"), at("03-11 10:00"), "running")
    assert [(each.kind, str(each.name)) for each in found.why(at("03-10 12:00")) if each.kind == "paused"] == [
        ("paused", "案件已结束")]
    assert told.due("informed", "03-10 12:00") == end("03-11"), "five whole days of being closed are left out"


def test_a_promise_that_was_met_stays_met_when_the_case_is_reopened() -> None:
    told = Told(policy("answered", answer="48 h")).reached("03-03 12:00").step("refuse", "03-04 10:00")
    told.tell("reopened", "03-10 10:00", state="tuning.waiting").reached("03-12 10:00")
    found = told.clock("answered", "03-13 12:00")
    assert (found.state, found.ended_at) == ("met", at("03-03 12:00"))


def test_items_that_are_split_off_take_the_time_already_spent_along() -> None:
    told = Told(policy("answered", answer="48 h")).tell("waiting", "03-03 12:00", party="customer")
    told.tell("resumed", "03-03 15:00")
    old = told.case
    log = [[each.what, each.at.isoformat(), each.state.key if each.state else "",
            each.waiting.key if each.waiting else ""] for each in old.log]
    told.tell("split", "03-04 10:00", **{"from": "TL-1"}, forms=[], lines=[], log=log, state="tuning.waiting",
              units=[[at.isoformat(), unit] for at, unit in old.units])
    found = told.clock("answered", "03-04 11:00")
    assert (found.started_at, found.due_at) == (at("03-03 10:00"), at("03-05 13:00"))


def test_a_case_that_takes_another_in_keeps_the_time_spent_in_it() -> None:
    told = Told(policy("answered", answer="48 h"))
    start = told.case.log[0].state
    assert start
    log = [["opened", at("03-01 10:00").isoformat(), start.key, ""],
           ["", at("03-01 12:00").isoformat(), start.key, "customer"],
           ["", at("03-02 12:00").isoformat(), start.key, ""]]
    told.tell("merged", "03-03 11:00", **{"from": "TL-1"}, items=[], log=log)
    found = told.clock("answered", "03-03 12:00")
    assert (found.started_at, found.due_at) == (at("03-01 10:00"), at("03-04 10:00"))
    assert [each.at for each in told.case.log] == sorted(each.at for each in told.case.log)
    told.tell("merged", "03-03 13:00", **{"from": "TL-2"}, items=[], log=[
        ["customer_reached", at("03-03 10:30").isoformat(), start.key, ""]])
    found = told.clock("answered", "03-03 14:00")
    assert (found.state, found.ended_at) == ("met", at("03-03 10:30"))


def test_what_is_still_promised_by_a_case_that_became_part_of_another_is_dropped() -> None:
    told = Told(policy("answered", answer="48 h")).tell("waiting", "03-03 12:00", party="customer")
    told.tell("merged_into", "03-03 13:00", into="TL-1")
    assert (told.state("answered", "03-09 12:00"), told.case.open, told.case.waiting) == ("dropped", False, None)
    assert (told.case.outcome, told.case.ended_at) == ("merged", at("03-03 13:00"))


def test_another_person_changes_nothing() -> None:
    told = Told(policy("answered", answer="48 h"), unit=1)
    before = told.clock("answered", "03-04 11:00")
    assert told.tell("assigned", "03-03 12:00", to=7, unit=2).clock("answered", "03-04 11:00") == before


# Going over to other regulations

def test_a_case_that_goes_over_keeps_start_and_time_spent_and_is_counted_by_the_new_terms() -> None:
    told = Told(policy("answered", answer="48 h")).tell("waiting", "03-03 12:00", party="customer")
    told.tell("resumed", "03-03 15:00").move(policy("answered", answer="24 h"), "03-04 09:00")
    found = told.clock("answered", "03-04 10:00")
    assert (found.started_at, found.due_at) == (at("03-03 10:00"), at("03-04 13:00"))


def test_what_had_ended_before_keeps_its_verdict() -> None:
    told = Told(policy("answered", "tuned", answer="48 h", tune="9 days")).reached("03-05 09:00")
    told.move(policy("answered", "tuned", answer="2 h", tune="9 days"), "03-06 09:00")
    found = told.clock("answered", "03-07 10:00")
    assert (found.state, found.due_at, found.basis[-1].value) == ("met", at("03-05 10:00"), "48 hours")


def test_a_promise_the_new_regulations_do_not_make_is_given_up_then() -> None:
    told = Told(policy("answered", "either_done", answer="48 h"))
    told.move(policy("either_done", answer="1 h"), "03-04 09:00")
    found = told.clock("answered", "03-20 09:00")
    assert (found.state, found.ended_at, found.open) == ("dropped", at("03-04 09:00"), False)
    late = Told(policy("answered", answer="1 h")).move(policy("either_done", answer="1 h"), "03-04 09:00")
    assert late.state("answered", "03-20 09:00") == "missed"


def test_a_promise_the_new_regulations_add_counts_from_its_start() -> None:
    told = Told(policy("either_done", answer="unset")).move(policy("answered", answer="48 h"), "03-04 09:00")
    assert told.due("answered", "03-04 10:00") == at("03-05 10:00")


def test_a_case_may_go_over_more_than_once() -> None:
    told = Told(policy("answered", answer="48 h")).move(policy("answered", answer="24 h"), "03-03 11:00")
    told.reached("03-03 15:00").move(policy("answered", answer="1 h"), "03-04 11:00")
    assert told.state("answered", "03-05 11:00") == "met"
    assert told.case.rulebook == told.book.number and len(told.case.past) == 2


def test_what_was_given_up_stays_so_whatever_comes_after() -> None:
    told = Told(policy("answered", "tuned", answer="1 h", tune="9 days"))
    told.tell("waiting", "03-03 12:00", party="customer").move(policy("either_done", answer="1 h"), "03-03 13:00")
    told.step("agree", "03-03 14:00", visit_at="2025-03-05 09:00")
    before = told.clock("answered", "03-03 15:00")
    assert (before.state, before.ended_at, before.late_by) == ("missed", at("03-03 13:00"), {
        "company": timedelta(hours=1), "customer": timedelta(hours=1)})
    told.reached("03-03 16:00").step("finish", "03-04 10:00").step("close", "03-05 10:00")
    assert told.clock("answered", "03-20 15:00") == before
    assert not any(each.target == "tuned" for each in told.all("03-20 15:00")), "it never began"


def test_a_verdict_between_two_moves_is_kept_by_a_case_that_later_makes_no_such_promise() -> None:
    told = Told(policy("answered", answer="48 h")).move(policy("answered", answer="1 h"), "03-03 10:30")
    told.reached("03-03 12:00").move(policy("either_done", answer="48 h"), "03-03 13:00")
    found = told.clock("answered", "03-20 10:00")
    assert (found.state, found.ended_at) == ("missed", at("03-03 12:00"))
    given_up = Told(policy("answered", answer="48 h")).move(policy("answered", answer="24 h"), "03-03 10:30")
    given_up.move(policy("either_done", answer="48 h"), "03-03 13:00")
    assert given_up.clock("answered", "03-20 10:00").ended_at == at("03-03 13:00")


# Timed steps

@pytest.mark.parametrize(("valid", "due"), [("7 days", "03-11 23:59:59.999999"), ("48 h", "03-06 12:00")])
def test_the_desk_takes_a_step_when_the_case_has_rested_long_enough(valid: str, due: str) -> None:
    told = Told(policy(quote_valid=valid)).step("agree", "03-03 11:00", visit_at="2025-03-05 09:00")
    told.step("quote", "03-04 12:00")
    found = told.clock("step:tuning.lapse", "03-04 13:00")
    assert (found.started_at, found.due_at, found.step) == (at("03-04 12:00"), at(due), "tuning.lapse")
    assert [(each.level, each.at, each.to) for each in found.marks] == [
        ("step", at(due) + timedelta(microseconds=1), ())]
    assert found.state == told.state("step:tuning.lapse", "03-30 12:00") == "running", "until the desk has taken it"


def test_a_timed_step_begins_anew_whenever_its_state_does_and_goes_with_it() -> None:
    told = Told(policy(quote_valid="7 days")).step("agree", "03-03 11:00", visit_at="2025-03-05 09:00")
    told.step("quote", "03-04 12:00").step("accept", "03-05 12:00")
    assert told.all("03-05 13:00") == []
    told.step("quote", "03-06 12:00").tell("attached", "03-07 12:00", purpose="offer")
    assert told.clock("step:tuning.lapse", "03-08 12:00").started_at == at("03-06 12:00")


def test_without_its_time_there_is_no_timed_step_and_without_its_figure_it_is_blocked() -> None:
    for blank, found in (("unset", []), ("?", ["blocked"])):
        told = Told(policy(quote_valid=blank)).step("agree", "03-03 11:00", visit_at="2025-03-05 09:00")
        told.step("quote", "03-04 12:00")
        assert [each.state for each in told.all("03-04 13:00")] == found
        assert bool(told.case.step("lapse")) is bool(found)


# Declaring

def test_a_promise_has_one_deadline() -> None:
    with pytest.raises(DefinitionError, match="within= a term, by= a day or ahead_of="):
        Target("x", since=OPENED, until=CUSTOMER_REACHED)
    with pytest.raises(DefinitionError, match="within= a term, by= a day or ahead_of="):
        Target("x", since=OPENED, until=CUSTOMER_REACHED, within=answer, by=Call.wanted_on)


def test_a_timed_step_is_the_desks_and_asks_nothing() -> None:
    from core.sdk import DESK, END, SERVICE, Stage, State
    for by, more in ((SERVICE, {"after": answer}), (DESK, {}), (DESK, {"after": answer, "form": Call})):
        with pytest.raises(DefinitionError, match="by=DESK after="):
            type("Wrong", (Stage,), {"a": (start := State("a", start=True)), "go": start.to(
                END, "去", by=by, **more)})


def test_terms_of_a_promise_and_of_a_timed_step_are_set_or_left_blank() -> None:
    with pytest.raises(PolicyError) as found:
        check(REGISTRY, policy("first_call", first_until="7 days", quote_valid="7 days"))
    assert "target first_call reads first.from, which no clause sets" in str(found.value)
    assert Tuning.lapse.after and Tuning.lapse.after.key == "quote.valid"


def test_a_state_that_the_new_regulations_do_not_know_is_an_error_that_names_it() -> None:
    told = Told(policy("answered", answer="48 h"))
    told.case.state = None
    with pytest.raises(DeskError, match=r"tuning\.nowhere"):
        told.case._state("tuning.nowhere")
