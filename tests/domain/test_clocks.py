"""Promises: when each is due, what became of it, and whose time it was."""

from datetime import timedelta

import pytest

from core.domain.clocks import clocks
from core.domain.people import CUSTOMER
from core.domain.policies import Clause
from tests.domain.played import CAREFUL, GOOD, SOUND, TOLD, Played, at, looked


def promising(*uses: str, **terms: object) -> tuple[object, ...]:
    """The regulation with more promises, or other figures."""
    from dataclasses import replace

    figures = {key.replace("_", "."): value for key, value in terms.items()}
    return (replace(CAREFUL, clauses=(Clause("BC-00", uses=uses, set=figures), *CAREFUL.clauses)),)


@pytest.mark.parametrize(("day", "state"), [
    ("2025-03-06 09:59:59", "running"), ("2025-03-06 10:00", "running"), ("2025-03-06 10:00:00.000001", "missed")])
def test_the_last_instant_is_still_in_time(day: str, state: str) -> None:
    found = Played().clock("answered", day)
    assert found and (found.state, found.due_at, found.basis[0].clause) == (state, at("2025-03-06 10:00"), "BC-07")
    assert found.open


@pytest.mark.parametrize(("day", "state"), [("2025-03-06 10:00", "met"), ("2025-03-06 10:00:01", "missed")])
def test_kept_in_time_or_late(day: str, state: str) -> None:
    played = Played().tell("contacted", day, reached=True)
    found = played.clock("answered", "2025-04-01 10:00")
    assert found and (found.state, found.ended_at, found.open) == (state, at(day), False)


def test_one_of_several_ends_is_enough_and_the_first_counts() -> None:
    played = Played().take("intake.accept", TOLD, "2025-03-05 11:00")
    played.tell("contacted", "2025-03-05 12:00", reached=True)
    found = played.clock("answered")
    assert found and found.ended_at == at("2025-03-05 11:00")


def test_nobody_reached_ends_nothing() -> None:
    found = Played().tell("contacted", "2025-03-05 11:00", reached=False).clock("answered", "2025-03-07 10:00")
    assert found and found.state == "missed" and found.ended_at is None


def test_all_of_several_ends_must_have_come() -> None:
    played = Played(GOOD, *promising("reached_and_looked")).take("intake.accept", TOLD)  # type: ignore[arg-type]
    played.take("bench.look", SOUND, "2025-03-05 12:00")
    running = played.clock("reached_and_looked")
    assert running and running.state == "running"
    met = played.tell("contacted", "2025-03-05 13:00", reached=True).clock("reached_and_looked")
    assert met and (met.state, met.ended_at) == ("met", at("2025-03-05 13:00"))


def test_waiting_pauses_what_pauses_for_it() -> None:
    played = Played().tell("waiting", "2025-03-05 12:00", party="customer")
    paused = played.clock("answered", "2025-03-08 10:00")
    assert paused and paused.state == "paused"
    played.tell("resumed", "2025-03-08 12:00")
    found = played.clock("answered", "2025-03-08 13:00")
    assert found and (found.state, found.due_at) == ("running", at("2025-03-09 10:00"))
    assert [(each.kind, each.counted) for each in found.why(at("2025-03-08 13:00"))] == [
        ("elapsed", True), ("paused", False), ("elapsed", True), ("remaining", True)]


def test_waiting_for_somebody_else_does_not() -> None:
    played = Played().tell("waiting", "2025-03-05 12:00", party="factory")
    found = played.clock("answered", "2025-03-07 10:00")
    assert found and (found.state, found.due_at) == ("missed", at("2025-03-06 10:00"))


def test_a_state_that_waits_pauses_too() -> None:
    played = looked(values={"repair.mend": "48 h"}).take("bench.sound")
    played.take("quote.offer", {"total": "10"}, "2025-03-05 12:00")
    paused = played.clock("mended_in_time", "2025-03-09 12:00")
    assert paused and paused.state == "paused"
    played.tell("attached", purpose="receipt").take("quote.agree", day="2025-03-09 12:00")
    found = played.clock("mended_in_time")
    assert found and found.due_at == at("2025-03-07 10:00") + timedelta(days=4)


def test_entering_a_state_starts_a_promise_once() -> None:
    played = Played(values={"repair.mend": "3 days"})
    idle = played.clock("mended_in_time")
    assert idle and (idle.state, idle.started_at, idle.open) == ("idle", None, False)
    played.take("intake.accept", TOLD, "2025-03-05 11:00").take("bench.look", SOUND, "2025-03-05 12:00")
    played.take("bench.look_again", SOUND, "2025-03-06 12:00")
    found = played.clock("mended_in_time")
    assert found and (found.started_at, found.due_at) == (at("2025-03-05 11:00"), at("2025-03-08 23:59:59.999999"))


@pytest.mark.parametrize(("blank", "state"), [("unset", None), ("?", "blocked")])
def test_blanks(blank: str, state: str | None) -> None:
    policy = promising(repair_mend=blank)
    found = Played(GOOD, *policy).take("intake.accept", TOLD).clock("mended_in_time")  # type: ignore[arg-type]
    assert (found.state if found else None) == state
    if found:
        assert str(found.reason) == "请先设定:修理时限" and found.due_at is None and found.basis[-1].value == "?"


def test_a_case_that_ends_without_it_drops_a_promise() -> None:
    played = looked({"worn": True}, {"worn": True}, values={"repair.mend": "3 days"})
    played.take("bench.worn").take("scrap.tell", day="2025-03-06 10:00")
    found = played.clock("mended_in_time", "2025-05-01 10:00")
    assert found and (found.state, found.open) == ("dropped", False)
    assert played.clock("offer_answered") is None, "a promise that never began is gone with the case"


def test_a_promise_may_begin_at_a_moment_that_a_form_gives_and_be_the_customers() -> None:
    policy = promising("fault_told", repair_answer="48 h")
    said = {**GOOD, "broke_at": "2025-03-03 10:00"}
    for day, state in (("2025-03-05 10:00", "met"), ("2025-03-05 10:00:01", "missed")):
        found = Played(said, *policy, day=day).clock("fault_told")  # type: ignore[arg-type]
        assert found and (found.state, found.of, found.started_at) == (state, CUSTOMER, at("2025-03-03 10:00"))
    unknown = Played(GOOD, *policy).clock("fault_told")  # type: ignore[arg-type]
    assert unknown and unknown.state == "idle"


def test_a_correction_does_not_start_it_anew() -> None:
    played = Played().tell("corrected", "2025-03-05 20:00", form={"name": "Request", "answers": dict(GOOD)})
    found = played.clock("answered")
    assert found and found.due_at == at("2025-03-06 10:00")


def test_the_nearest_comes_first_and_what_has_not_begun_last() -> None:
    played = Played(values={"repair.mend": "1 h", "offer.holds": "1 day"}).take("intake.accept", TOLD)
    assert [each.target for each in clocks(played.case, played.now)] == ["mended_in_time", "answered", "offer_answered"]


def test_reading_is_citing_here_too() -> None:
    found = Played(values={"repair.answer": "2 h"}).clock("answered")
    assert found and [(each.clause, each.term, each.value) for each in found.basis] == [
        ("BC-07", "", "answered"), ("BC-07", "repair.answer", "2 hours")]
