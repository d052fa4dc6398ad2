"""How a deadline stands, as icon, words and instant together; never colour alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.domain.clocks import Clock
from core.domain.reasons import Label, Reason
from core.web.wording import Wording, distinct

SOON = timedelta(hours=4)
"""What is due within this is shown as soon."""

ICONS = {
    "is-late": "exclamation-triangle-fill",
    "is-soon": "hourglass-split",
    "is-ok": "circle",
    "is-paused": "pause-circle",
    "is-met": "check-circle",
    "is-idle": "dash-circle-dotted",
}


@dataclass(frozen=True)
class Standing:
    """One of the six states of time: its class, its words, what stands beside them, and the instant if there is one."""

    look: str
    words: str
    beside: str = ""
    at: datetime | None = None

    @property
    def icon(self) -> str:
        return ICONS[self.look]


def open_deadline(say: Wording, due_at: datetime, *, short: bool = False) -> Standing:
    """A deadline that runs: late, soon, or in time."""
    due_at = say.local(due_at)
    beside = say.near(due_at) if short else say.moment(due_at)
    left = due_at - say.now
    if left < timedelta():
        return Standing("is-late", say("逾期 {time}", time=-left), beside, due_at)
    return Standing("is-soon" if left <= SOON else "is-ok", say("还剩 {time}", time=left), beside, due_at)


def ended(say: Wording, due_at: datetime | None, ended_at: datetime, *, late: bool) -> Standing:
    """A deadline that was kept or missed."""
    if late and due_at:
        return Standing("is-late", say("超出 {time}", time=ended_at - due_at), say("限 {at}", at=due_at), due_at)
    return Standing("is-met", say("按时"), say("限 {at}", at=due_at) if due_at else say.moment(ended_at), due_at)


def paused(say: Wording, party: str, due_at: datetime | None = None) -> Standing:
    """A deadline that is held while somebody else has the word."""
    return Standing("is-paused", say("暂停"), say("等{party}", party=Label(party)), due_at)


def idle(say: Wording, beside: str | Reason = "") -> Standing:
    """A deadline that has not begun, or that nobody has set."""
    return Standing("is-idle", say("未开始"), say.show(beside) if beside else "")


def of_row(say: Wording, due_at: datetime | None, *, waiting_for: str = "", closed: bool = False) -> Standing:
    """How a case stands in a list, by its next deadline."""
    if closed:
        return Standing("is-met", say("已结案"))
    if due_at:
        return open_deadline(say, due_at, short=True)
    if waiting_for:
        return paused(say, waiting_for)
    return Standing("is-idle", say("无期限"))


def of_clock(say: Wording, clock: Clock) -> Standing:
    """How a promise stands."""
    if clock.state == "blocked":
        return Standing("is-idle", say("不能计时"), say.show(clock.reason))
    if clock.state == "idle":
        return idle(say)
    if clock.state == "dropped":
        return Standing("is-idle", say("已无须"), say("案件已结"))
    if clock.state == "early" and clock.ended_at and clock.earliest_at:
        return Standing("is-soon", say("早了 {time}", time=clock.earliest_at - clock.ended_at),
                        say("不早于 {at}", at=clock.earliest_at), clock.earliest_at)
    if clock.state == "cured" and clock.ended_at and clock.due_at:
        return Standing("is-met", say("已补救,迟 {time}", time=clock.ended_at - clock.due_at),
                        say("限 {at}", at=clock.due_at), clock.due_at)
    if clock.ended_at:
        return ended(say, clock.due_at, clock.ended_at, late=clock.state == "missed")
    if clock.state == "paused":
        held = clock.deadline.held_by if clock.deadline else None
        return Standing("is-paused", say("暂停"), say.show(held.reason) if held else "", clock.due_at)
    assert clock.due_at
    return open_deadline(say, clock.due_at)


def used(clock: Clock, now: datetime) -> int | None:
    """Percent of a running promise's time that is used up; None where it does not run."""
    if not clock.deadline or clock.ended_at or clock.state not in ("running", "missed", "paused") or not clock.due_at:
        return None
    counted = [each for each in clock.why(now) if each.counted]
    whole = sum(_units(each.amount) for each in counted)
    gone = sum(_units(each.amount) for each in counted if not each.ahead)
    return min(round(100 * gone / whole), 100) if whole else None


def _units(amount: timedelta | int) -> float:
    return amount.total_seconds() if isinstance(amount, timedelta) else float(amount)


def gist(say: Wording, clock: Clock) -> str:
    """Why this time, in a sentence: where it began, what counts, what does not."""
    assert clock.deadline and clock.started_at
    found = clock.why(say.now)
    left_out = tuple(distinct(each.name for each in found if not each.counted and each.kind != "late"))
    if clock.deadline.length is None:
        return say("{start} 起算,期限按表单里的日期定。", start=clock.started_at)
    said = say("{start} 起算,{length}。", start=clock.started_at, length=clock.deadline.length)
    if left_out:
        said += say("不计:{names}。", names=left_out)
    extra = tuple(distinct(each.name for each in found if each.kind == "make_up"))
    return said + say("{names},照计。", names=extra) if extra else said
