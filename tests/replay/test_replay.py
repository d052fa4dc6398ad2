"""The machinery of `benchmarks.replaying` over a small log: the desk agrees with a calculation that shares no code with
it, and where the desk is made to count wrongly, it does not."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.helpdesk_log import Row, read
from benchmarks.replaying import HOURS, SEEN_AT, Played, Replay, italy, judged, table
from benchmarks.walked import summed
from core.domain.calendars import WorkCalendar
from core.store import Store
from core.trials import SetClock
from tests.replay.generated import log

CASES = log(100)
TABLE = table()


@pytest.fixture(scope="module")
def replayed() -> Replay:
    return Replay.of(CASES, italy(), TABLE)


def test_every_clock_agrees_and_is_explained(replayed: Replay) -> None:
    """In start, deadline, end, verdict and whose lateness it was; the segments lie without gap from start to deadline,
    and the counted ones are the length."""
    assert not replayed.differing, "\n".join(replayed.differing[:5])
    assert not replayed.faulty, "\n".join(replayed.faulty[:5])
    assert summed(iter(replayed.verdicts)) == summed(iter(replayed.walked))


def test_the_log_has_every_shape(replayed: Replay) -> None:
    """Else the agreement would say little."""
    states = {(promise, verdict.state) for (promise, _), verdict in replayed.verdicts}
    late = {whose for _, verdict in replayed.verdicts for whose in verdict.late}
    assert {state for _, state in states} == {"met", "missed", "early", "dropped", "paused"}
    assert late == {"company", "customer", "factory"}
    assert any(row.doing == "close" for case in CASES for row in case[:-1])
    assert any(one.at.replace(second=0) == two.at.replace(second=0)
               for case in CASES for one, two in pairwise(case))
    assert any(one.at == two.at for case in CASES for one, two in pairwise(case))
    assert max(int(key or 1) for (_, key), _ in replayed.verdicts) > 5


@pytest.mark.parametrize("wrong", [
    italy("10:00-13:00 14:00-19:00"),
    italy("09:00-13:00 14:00-17:59"),
    replace(italy(), days={}),
    replace(italy(), working_weekdays=frozenset(range(6))),
], ids=["an hour later", "a minute less", "no holidays", "saturdays"])
def test_a_wrong_calendar_shows(wrong: WorkCalendar, replayed: Replay) -> None:
    """The test can fail: the same log by a calendar that is an hour, a minute or some days off."""
    assert HOURS == "09:00-13:00 14:00-18:00"
    found = Replay.of(CASES[:20], wrong, TABLE)
    assert found.differing
    assert summed(iter(found.verdicts)) != summed(iter(found.walked))
    assert not found.faulty, "it is explained all the same"


@pytest.mark.parametrize(("broken", "shows_in"), [
    ("pauses", "solved"), ("closures", "informed"), ("shares", "answered")])
def test_a_broken_desk_shows(broken: str, shows_in: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does it agree where the desk forgets whom a case waited for, that it was closed, or whose a lateness was."""
    place = {"pauses": "core.domain.clocks.pauses", "closures": "core.domain.spans.closures",
             "shares": "core.domain.clocks.shares"}[broken]
    monkeypatch.setattr(place, lambda *_: {"company": timedelta(1)} if broken == "shares" else ())
    differing = Replay.of(CASES[:40], italy(), TABLE).differing
    assert any(shows_in in each for each in differing)


@pytest.fixture(scope="module")
def some() -> list[list[Row]]:
    return [list(case) for case in CASES[::12]]


@pytest.fixture(scope="module")
def played(some: list[list[Row]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    clock = SetClock(some[0][0].at.astimezone(UTC) - timedelta(days=1))
    store = Store.create_for_trial(clock)
    made = Played.on(store, clock, tmp_path_factory.mktemp("replay"))
    made.play(some)
    yield made
    store.dispose()


def test_told_at_the_right_moment_and_once(played: Played, some: list[list[Row]]) -> None:
    """Through the services and the sweep, along the simulated years."""
    missed = [each for each in played.tellings() if each.kind == "target_missed"]
    assert len(missed) > 10 and any(row.doing == "close" for case in some for row in case[:-1])
    assert len({(each.case, each.place, each.due) for each in missed}) == len(missed)
    assert played.repeated == played.failed == 0
    wanted = {each for case in some for each in played.due_to_be_told(case, TABLE, SEEN_AT)}
    assert set(played.tellings()) == wanted
    assert judged_cleanly(played, some)


def judged_cleanly(played: Played, some: list[list[Row]]) -> bool:
    """What the benchmark prints has nothing to complain of, and with a sweep left out it has."""
    def lines() -> str:
        return "\n".join(judged(played, some, TABLE))

    clean = lines()
    told_of = next(each for each in played.tellings())
    place = next(n for n, (_, at) in enumerate(played.sweeps) if at == told_of.at)
    played.sweeps[place] = (played.sweeps[place][0], told_of.at + timedelta(seconds=1))
    shifted = lines()
    played.sweeps[place] = (played.sweeps[place][0], told_of.at)
    return "not once: 0; never told: 0" in clean and "calculation: 0" in clean and "never told: 0" not in shifted


def test_a_log_is_read_as_it_stands(tmp_path: Path) -> None:
    """Plain or packed; an activity nobody knows is an error, not a row that is lost."""
    head = "Case ID,Activity,Resource,Complete Timestamp,Variant,Variant,seriousness,seriousness_2\n"
    said = "Case 7,Closed,Value 1,2012/10/25 11:54:26.000,x,x,Value 1,Value 3\n" \
           "Case 7,Insert ticket,Value 1,2012/10/09 14:50:17.000,x,x,Value 1,Value 2\n"
    plain, packed = tmp_path / "log.csv", tmp_path / "log.csv.gz"
    plain.write_text(head + said, "utf-8-sig")
    with gzip.open(packed, "wt", encoding="utf-8") as file:
        file.write(head + said)
    assert read(plain) == read(packed)
    assert [(row.doing, row.level, row.at.isoformat()) for row in read(plain)[0]] == [
        ("insert", 2, "2012-10-09T14:50:17+02:00"), ("close", 3, "2012-10-25T11:54:26+02:00")]
    plain.write_text(head + said.replace("Closed", "Eaten"))
    with pytest.raises(KeyError, match="Eaten"):
        read(plain)
