"""How long adding a length takes, whatever the distance, beside a loop that walks from window to window.

    python -m benchmarks.counting
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from timeit import Timer
from zoneinfo import ZoneInfo

from benchmarks.measuring import Doing, Figure, compare
from core.calendar_seed import china
from core.domain.calendars import WorkCalendar, windows
from core.domain.counting import Length
from core.domain.deadlines import deadline
from core.domain.pauses import Pause
from core.domain.reasons import Reason

HOURS = ("1 working hour", "40 working hours", "400 working hours", "4000 working hours")
START = datetime(2020, 3, 3, 16, 20, tzinfo=ZoneInfo("Asia/Shanghai"))


def microseconds(call: Callable[[], object]) -> float:
    """Of one call, the best of many short rounds, since others on the machine can only slow it down; the first call,
    which fills the tables, is left out."""
    call()
    timer = Timer(call)
    calls = max(int(0.0005 / max(min(timer.repeat(5, 1)), 1e-7)), 1)
    return min(timer.repeat(1000 if calls > 1 else 5, calls)) / calls * 1e6


def walked_days(calendar: WorkCalendar, start: date, number: int) -> date:
    """The naive way: day by day."""
    while number:
        start += timedelta(days=1)
        number -= calendar.works(start)
    return start


def walked_hours(calendar: WorkCalendar, start: datetime, amount: timedelta) -> datetime:
    """The naive way: from window to window."""
    day = start.date()
    while True:
        for opens, closes in calendar.opening_hours(day):
            begins = max(start, opens)
            if begins < closes and amount <= closes - begins:
                return begins + amount
            amount -= max(closes - begins, timedelta())
        day += timedelta(days=1)


def a_calendar() -> WorkCalendar:
    """Seven and a half hours of five days a week, with the state's holidays."""
    week = (windows("09:00-12:00 13:30-18:00"),) * 5 + ((), ())
    return WorkCalendar("benchmark", week=week, days=china(range(2019, 2029)).days)


def addition_and_loop(calendar: WorkCalendar, length: Length) -> tuple[Doing, Doing]:
    """Adding a working length, and the naive way."""
    loop = (partial(walked_hours, calendar, START, length.time) if length.by_clock
            else partial(walked_days, calendar, START.date(), length.number))
    return partial(calendar.after, START, length), loop


def measured(rounds: int = 5) -> Iterator[Figure]:
    """For the table of all benchmarks: some lengths, each beside the loop."""
    calendar = a_calendar()
    for words in ("7 working days", *HOURS):
        added, walked = map(thousandfold, addition_and_loop(calendar, Length.parse(words)))
        figure = compare(f"adding {words}", "walking there in a loop", partial(_pair, added, walked),
                         rounds=rounds, calls=5)
        yield replace(figure, unit="µs")  # a thousand of them took as many milliseconds as one takes microseconds


def thousandfold(do: Doing) -> Doing:
    """One call takes too short to be timed by itself."""
    def repeatedly() -> None:
        for _ in range(1000):
            do()

    return repeatedly


def _pair(ours: Doing, bare: Doing) -> tuple[Doing, Doing]:
    return ours, bare


def main() -> None:
    calendar = a_calendar()
    pauses = [(START + timedelta(days=each), START + timedelta(days=each, hours=30)) for each in (1, 4)]
    waiting = [Pause(start, end, "customer", Reason("等待客户")) for start, end in pauses]
    print(f"{'length':>20} {'addition µs':>12} {'loop µs':>10} {'ratio':>7} {'two pauses µs':>14}")
    for words in ("48 h", "7 days", "7 working days", "250 working days", "1500 working days", *HOURS,
                  "40000 working hours", "1 year"):
        length = Length.parse(words)
        added = microseconds(partial(calendar.after, START, length))
        paused = microseconds(partial(deadline, START, length, calendar, waiting))
        loop = ratio = ""
        if length.working:
            took = microseconds(addition_and_loop(calendar, length)[1])
            loop, ratio = f"{took:.1f}", f"{took / added:.0f}×"
        print(f"{words:>20} {added:>12.2f} {loop:>10} {ratio:>7} {paused:>14.2f}")


if __name__ == "__main__":
    main()
