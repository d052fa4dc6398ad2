"""On which days visits may be, and when somebody has to be reachable by phone. A clause chooses."""

from collections.abc import Iterable
from datetime import datetime, time

from core.capabilities.visits.forms import Appointment
from core.capabilities.visits.people_forms import Reach, StaffAttempt, StaffShift
from core.sdk import Decision, Label, Policy, Term, allow, deny, refer, rule, switch

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CHINESE = "一二三四五六日"
ALWAYS, SHIFT = "always", "shift"
"""What a business may write instead of hours: around the clock; while on duty as the roster says."""


def weekdays(said: tuple[str, ...]) -> frozenset[int]:
    """Monday is 0: `Mon`, `Monday`, `周一`, `星期一`. Raises `ValueError` for another word."""
    found = set()
    for each in said:
        last = each.strip()[-1:].replace("天", "日")
        known = CHINESE.find(last) if last else -1
        english = each.strip().title()[:len(WEEK[0])]
        found.add(WEEK.index(english) if known < 0 and english in WEEK else known)
    if -1 in found:
        raise ValueError(f"{', '.join(said)}: write weekdays as Mon or 周一")
    return frozenset(found)


def windows_of(hours: str) -> list[tuple[str, str]]:
    """`08:30-12:00 13:30-17:30` as pairs. Raises `ValueError` for what is no time."""
    found = []
    for part in hours.replace(",", " ").replace("、", " ").replace("~", "-").replace("–", "-").split():
        opens, _, closes = part.partition("-")
        found.append((f"{time.fromisoformat(opens):%H:%M}",
                      "24:00" if closes in ("24:00", "00:00") else f"{time.fromisoformat(closes):%H:%M}"))
    if not found:
        raise ValueError(hours)
    return found


def _days(said: object) -> tuple[str, ...]:
    if not isinstance(said, list | tuple) or not weekdays(tuple(map(str, said))):
        raise ValueError(f"{said!r} are no weekdays, as Mon, Tue")
    return tuple(map(str, said))


def _hours(said: object) -> str:
    hours = str(said).strip()
    if hours not in (ALWAYS, SHIFT):
        windows_of(hours)
    return hours


visit_days = Term("visits.days", "上门(维修)日", "list", _days)
reach_hours = Term("visits.reach_hours", "手机须保持畅通的时间", "words", _hours)
closed_on_holidays = switch("visits.closed_on_holidays", "法定节假日不上门")


@rule("约定的日子是上门日")
def on_visit_day(appointment: Appointment, policy: Policy) -> Decision:
    """Another day is a special case, which somebody has to approve with a reason."""
    day = appointment.starts.date()
    shown = Label(f"星期{CHINESE[day.weekday()]}")
    if day.weekday() not in weekdays(policy[visit_days]):
        return refer("{day}({weekday})不是上门日,特殊情况须说明理由并经批准", day=day, weekday=shown)
    if policy.has(closed_on_holidays) and policy[closed_on_holidays] and policy.public_holiday(day):
        return refer("{day} 是节假日,特殊情况须说明理由并经批准", day=day)
    return allow("{day}({weekday})是上门日", day=day, weekday=shown)


@rule("未接通计入")
def attempt_counts(attempt: StaffAttempt, shift: StaffShift, policy: Policy) -> Decision:
    """An attempt that failed counts while the person had to be reachable, and no disaster was declared."""
    if attempt.attempt is Reach.reached:
        return deny("已接通,不计入")
    if attempt.knows(StaffAttempt.in_disaster) and attempt.in_disaster:
        return deny("自然灾害期间,不计入")
    hours = policy[reach_hours]
    rested = shift.knows(StaffShift.shift_off) and shift.shift_off
    at = attempt.called_at
    if not had_to_answer(at, hours, [(shift.shift_opens, shift.shift_closes)] if hours == SHIFT and not rested else ()):
        return deny("{at} 不在须保持畅通的时间内,不计入", at=at)
    return allow("{at} 未接通,计入", at=at)


def had_to_answer(at: datetime, hours: str, shifts: Iterable[tuple[datetime, datetime]]) -> bool:
    """Whether somebody had to be reachable at a moment in the business's zone: `always`, in their `shift`, or within
    hours as `08:30-17:30`. The end is not included; hours that go back end after midnight."""
    if hours == ALWAYS:
        return True
    if hours == SHIFT:
        return any(opens <= at < closes for opens, closes in shifts)
    now = f"{at:%H:%M}"
    return any(opens <= now < closes if opens < closes else now >= opens or now < closes
               for opens, closes in windows_of(hours))
