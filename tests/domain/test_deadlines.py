"""Deadlines with pauses, by hand and against the oracle that walks."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar_seed import china
from core.domain.calendars import Day, WorkCalendar, windows
from core.domain.counting import Conventions, Length, NotCountable
from core.domain.deadlines import Deadline, deadline
from core.domain.pauses import Pause, pauses_until
from core.domain.reasons import Reason
from core.domain.segments import Segment
from tests.domain.walking import Walk, random_walk

CHINA = china(range(2024, 2028), version=3)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(said: str) -> datetime:
    return datetime.fromisoformat(f"2025-{said}").replace(tzinfo=SHANGHAI)


def pause(start: str, end: str | None, party: str = "customer") -> Pause:
    return Pause(at(start), at(end) if end else None, party, Reason("等待客户"))


def due(start: str, words: str, *pauses: Pause, **switches: bool) -> datetime | None:
    return deadline(at(start), Length.parse(words), CHINA, pauses, Conventions(**switches)).due_at


def test_without_pauses_it_is_what_the_calendar_says() -> None:
    found = deadline(at("03-03 16:20"), Length(7, "working day"), CHINA)
    assert (found.due_at, found.last_day) == (at("03-12 23:59:59.999999"), date(2025, 3, 12))
    assert (found.provisional, found.calendar_version, found.held_by) == (False, 3, None)


@pytest.mark.parametrize(("words", "pauses", "expected"), [
    # Hours: to the second.
    ("24 h", [pause("03-03 18:00", "03-03 19:30:07")], "03-04 17:50:07"),
    ("24 h", [pause("03-03 18:00", "03-03 19:00"), pause("03-03 18:30", "03-03 20:00", "factory")], "03-04 18:20"),
    ("24 h", [pause("03-01 18:00", "03-03 17:20")], "03-04 17:20"),  # paused before it began
    ("24 h", [pause("03-04 16:20", None)], "03-04 16:20"),  # the pause begins when it is due
    ("24 h", [pause("03-04 16:19:59", "03-05 16:19:59")], "03-05 16:20"),
    ("24 h", [pause("03-03 18:00", "03-03 18:00")], "03-04 16:20"),
    # Service: only paused service moves it.
    ("2 working hours", [pause("03-03 17:00", "03-04 09:30")], "03-04 10:50"),
    ("2 working hours", [pause("03-03 19:00", "03-04 08:00")], "03-04 09:20"),
    # Days: whole ones only.
    ("3 working days", [pause("03-04 10:00", "03-05 18:00")], "03-06 23:59:59.999999"),
    ("3 working days", [pause("03-04 10:00", "03-06 09:00")], "03-07 23:59:59.999999"),
    ("3 working days", [pause("03-04 00:00", "03-05 00:00")], "03-07 23:59:59.999999"),
    ("3 working days", [pause("03-04 00:01", "03-05 23:59")], "03-06 23:59:59.999999"),
    ("3 working days", [pause("03-04 00:00", "03-04 12:00"), pause("03-04 12:00", "03-05 00:00", "factory")],
     "03-07 23:59:59.999999"),
    ("3 working days", [pause("03-07 19:00", "03-10 00:00")], "03-06 23:59:59.999999"),
    # A weekend does not count anyway, nor does the day it starts.
    ("5 working days", [pause("03-07 19:00", "03-10 00:00")], "03-10 23:59:59.999999"),
    ("1 day", [pause("03-02 10:00", "03-04 00:00")], "03-04 23:59:59.999999"),
    ("7 days", [pause("03-07 19:00", "03-10 00:00")], "03-12 23:59:59.999999"),
    ("1 month", [pause("03-07 19:00", "03-10 00:00")], "04-05 23:59:59.999999"),
    ("1 month", [pause("04-02 00:00", "04-06 00:00")], "04-07 23:59:59.999999"),
])
def test_pauses(words: str, pauses: list[Pause], expected: str) -> None:
    assert due("03-03 16:20", words, *pauses) == at(expected)


@pytest.mark.parametrize(("words", "pauses", "held"), [
    ("24 h", [pause("03-03 18:00", None)], True),
    ("2 working hours", [pause("03-03 18:00", None)], True),  # 20 minutes of service are left for tomorrow
    ("1 working hour", [pause("03-03 18:00", None)], False),
    ("3 working days", [pause("03-06 00:00", None)], True),
    ("3 working days", [pause("03-06 00:01", None)], False),  # the last day is not wholly paused whenever it ends
    ("1 month", [pause("03-20 10:00", None)], True),
    ("1 month", [pause("04-03 10:00", None)], False),
])
def test_an_open_pause_holds_the_deadline_until_it_ends(words: str, pauses: list[Pause], held: bool) -> None:
    start = "03-03 16:20" if words != "1 working hour" else "03-03 16:00"
    found = deadline(at(start), Length.parse(words), CHINA, pauses)
    assert (found.due_at is None, found.held_by) == (held, pauses[0] if held else None)


def test_as_if_it_went_on_now() -> None:
    """What a page says beside a held clock: due at the earliest, if it went on now."""
    pauses = pauses_until([pause("03-03 17:20", None), pause("03-09 10:00", None)], at("03-05 17:20"))
    assert [each.end for each in pauses] == [at("03-05 17:20")]
    assert due("03-03 16:20", "24 h", *pauses) == at("03-06 16:20")


def test_conventions_apply_after_the_pauses() -> None:
    waiting = pause("03-04 10:00", "03-06 09:00")
    assert due("03-03 16:20", "3 working days", waiting, close_of_business=True) == at("03-07 18:00")
    assert due("03-03 16:20", "4 days", waiting, roll_forward_on_rest=True) == at("03-10 23:59:59.999999")
    waiting = pause("03-03 16:20", "03-05 00:00")
    assert due("03-03 16:20", "3 days", waiting, count_start_day=True) == at("03-06 23:59:59.999999")


def test_what_rests_on_a_guess_says_so() -> None:
    start = datetime(2026, 12, 30, 16, tzinfo=SHANGHAI)
    assert deadline(start, Length(3, "working day"), CHINA).provisional
    assert deadline(start, Length(30, "working hour"), CHINA).provisional
    assert deadline(start, Length(3, "day"), CHINA, (), Conventions(roll_forward_on_holiday=True)).provisional
    assert not deadline(start, Length(3, "day"), CHINA).provisional
    assert not deadline(start, Length(1, "working day"), CHINA).provisional
    assert not deadline(start, Length(100, "hour"), CHINA).provisional


def test_a_pause_says_its_zone_and_ends_after_it_starts() -> None:
    with pytest.raises(NotCountable, match="没有时区"):
        Pause(datetime(2025, 3, 3), None, "customer", Reason("等待客户"))
    with pytest.raises(NotCountable, match="早于"):
        pause("03-03 10:00", "03-03 09:00")


def test_changed_clocks_do_not_stretch_pauses() -> None:
    """Python subtracts moments of one zone by their wall clocks; the desk must not."""
    zone = ZoneInfo("America/New_York")
    noon = datetime(2025, 11, 1, 12, tzinfo=zone)
    waiting = Pause(noon, noon.replace(day=2), "customer", Reason("等待客户"))
    found = deadline(noon.replace(hour=11), Length(24, "hour"), WorkCalendar(zone=zone), [waiting])
    assert found.due_at == datetime(2025, 11, 3, 11, tzinfo=zone)
    assert [each.amount for each in found.segments] == [timedelta(hours=1), timedelta(hours=25), timedelta(hours=23)]


# Against the oracle

def agree(walk: Walk) -> None:
    found = deadline(walk.start, walk.length, walk.calendar, walk.pauses, walk.conventions)
    expected = walk.due()
    # Moments of two zones are never equal to Python when one of them comes twice, so both in UTC.
    assert (found.due_at and found.due_at.astimezone(UTC)) == (expected and expected.astimezone(UTC)), walk
    explained(found, found.segments, found.due_at)
    agree_backwards(walk)
    if expected is not None:
        percent = Decimal(1 + walk.start.timestamp() // 60 % 200) / 2
        share, walked = found.used(percent), walk.used(percent)
        assert share and share.astimezone(UTC) == walked.astimezone(UTC), (walk, percent)


def agree_backwards(walk: Walk) -> None:
    """The same length ahead of the start; where there never was so much service, there is none to count."""
    before = walk.calendar.before(walk.start, walk.length, walk.conventions)
    assert before.astimezone(UTC) == walk.before().astimezone(UTC), walk


def explained(found: Deadline, segments: tuple[Segment, ...], end: datetime | None) -> None:
    """Without gap, in order, equal neighbours merged, and what is counted adds up to the length."""
    moments = [found.start, *(each.end for each in segments)]
    assert [each.start.astimezone(UTC) for each in segments] == [each.astimezone(UTC) for each in moments[:-1]], found
    assert all(each.start.astimezone(UTC) < each.end.astimezone(UTC) for each in segments), found
    assert end is None or moments[-1].astimezone(UTC) == end.astimezone(UTC), found
    for one, two in pairwise(segments):
        assert (one.kind, one.counted, one.name, one.ahead) != (two.kind, two.counted, two.name, two.ahead), found
    assert found.length
    idle = ("paused", "rest", "night", "holiday", "late")
    assert not any(each.counted for each in segments if each.kind in idle), found
    if end is not None and found.length.by_clock:
        assert sum((each.amount for each in segments if each.counted), timedelta()) == found.length.time, found
    elif end is not None and found.length.unit not in ("month", "year") and segments:
        wanted = found.length.number * (7 if found.length.unit == "week" else 1)
        assert sum(int(str(each.amount)) for each in segments if each.counted) == wanted, found


@pytest.mark.parametrize("first", range(0, 1000, 250))
def test_a_walk_in_half_hours_ends_at_the_same_moment(first: int) -> None:
    for seed in range(first, first + 250):
        agree(random_walk(seed, timedelta(minutes=30)))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(10_000, 108_000, 2_000))
def test_a_hundred_thousand_walks(first: int) -> None:
    """98,000 in quarters of an hour; the other 2,000 go minute by minute, below."""
    for seed in range(first, first + 2_000):
        agree(random_walk(seed))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 2_000, 250))
def test_walks_minute_by_minute(first: int) -> None:
    for seed in range(first, first + 250):
        agree(random_walk(seed, timedelta(minutes=1)))


# Properties

@st.composite
def stretches(draw: st.DrawFn) -> list[Pause]:
    found = []
    for _ in range(draw(st.integers(0, 4))):
        start = at("03-01 00:00") + timedelta(seconds=draw(st.integers(0, 20 * 86400)))
        lasts = draw(st.integers(0, 4 * 86400))
        found.append(Pause(start, start + timedelta(seconds=lasts), "customer", Reason("等待客户")))
    return found


LENGTHS = st.builds(Length, st.integers(0, 12), st.sampled_from(
    ["hour", "working hour", "day", "working day", "week", "month"]))
DESK = WorkCalendar(week=(windows("08:30-12:00 13:30-17:30"),) * 5 + (windows("10:00-24:00"), ()),
                    days={date(2025, 3, 12): Day("holiday", "店庆", status="own"),
                          date(2025, 3, 9): Day("make_up", "店庆")})


@given(LENGTHS, stretches(), stretches())
def test_more_pauses_never_bring_a_deadline_forward(length: Length, some: list[Pause], more: list[Pause]) -> None:
    one = deadline(at("03-03 16:20"), length, DESK, some).due_at
    other = deadline(at("03-03 16:20"), length, DESK, some + more).due_at
    assert one and other and one <= other


@given(st.integers(0, 100), stretches())
def test_hours_move_by_exactly_the_paused_time(hours: int, pauses: list[Pause]) -> None:
    start = at("03-03 16:20")
    found = deadline(start, Length(hours, "hour"), DESK, pauses)
    paused = sum((each.end - each.start for each in found.segments if each.kind == "paused"), timedelta())
    assert found.due_at and found.due_at - start == timedelta(hours=hours) + paused


@given(LENGTHS, stretches(), st.integers(0, 40 * 86400), st.integers(0, 40 * 86400))
def test_segments_stay_whole_whenever_one_looks(length: Length, pauses: list[Pause], now: int, until: int) -> None:
    found = deadline(at("03-03 16:20"), length, DESK, pauses)
    explained(found, found.why(found.start + timedelta(seconds=now)), found.due_at)
    end = found.start + timedelta(seconds=until)
    seen = found.why(found.start + timedelta(seconds=now), until=end)
    assert (seen[-1].end if seen else found.start) == end
