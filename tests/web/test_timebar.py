"""The bar of "why this time?": it says what the segments say, in order, within its width."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendar_seed import china
from core.domain.counting import Length
from core.domain.deadlines import deadline
from core.domain.pauses import Pause
from core.domain.reasons import Label, Reason
from core.web.timebar import GAP, draw
from core.web.typesetting import chinese
from core.web.wording import Wording
from tests.web.scene import ZONE

CALENDAR = china([2025])
START = datetime(2025, 9, 30, 16, 30, tzinfo=ZONE)
WAIT = Reason("等{party}", {"party": Label("客户")})


def wording(now: datetime) -> Wording:
    return Wording("zh", chinese, ZONE, now)


def test_a_holiday_does_not_swallow_the_bar() -> None:
    now = datetime(2025, 10, 13, 10, 42, tzinfo=ZONE)
    pause = Pause(datetime(2025, 10, 9, 11, 20, tzinfo=ZONE), datetime(2025, 10, 10, 15, tzinfo=ZONE), "customer", WAIT)
    due = deadline(START, Length.parse("20 working hours"), CALENDAR, [pause])
    bar = draw(wording(now), due.why(now))
    counted = sum(each.width for each in bar.pieces if each.look in ("work", "left"))
    assert counted > 50 and bar.rows[-1].running == "20:00"
    assert any("国庆节" in row.name and row.counts == "—" for row in bar.rows)
    assert any(row.name == "等客户" for row in bar.rows)
    assert bar.now_at is not None and bar.pieces[-1].look == "left"


@settings(max_examples=60, deadline=None)
@given(length=st.sampled_from(["48 h", "7 working days", "20 working hours", "15 days", "30 minutes", "1 month"]),
       passed=st.integers(0, 60 * 24 * 40), wait=st.integers(0, 60 * 24 * 5))
def test_pieces_follow_each_other_within_the_bar(length: str, passed: int, wait: int) -> None:
    now = START + timedelta(minutes=passed)
    begun = START + timedelta(hours=3)
    pauses = [Pause(begun, begun + timedelta(minutes=wait), "customer", WAIT)] if wait else []
    bar = draw(wording(now), deadline(START, Length.parse(length), CALENDAR, pauses).why(now))
    x = 0.0
    for each in bar.pieces:
        assert each.width > 0 and abs(each.x - x) < 0.3
        x = each.x + each.width + GAP
    assert x <= 100.5
    assert bar.now_at is None or 0 <= bar.now_at <= 100.1
    assert len(bar.rows) == len(bar.pieces)
