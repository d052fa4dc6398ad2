"""What is told of a promise besides how it stands: when it is too early, what makes good, whose the lateness is, who is
told when, how it is due."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from core.domain.cases import Case
from core.domain.clocks import Clock
from core.domain.marks import ESCALATION, MISSED, STEP, Mark
from core.domain.people import COMPANY, DUTIES, PARTIES
from core.domain.reasons import Label
from core.domain.responsibility import late_by, spent_by
from core.web.wording import LAST_MOMENT, Wording

_TOLD = {MISSED: "{at} 告诉{whom}:已逾期", ESCALATION: "{at} 上报{whom}", STEP: "{at} 由系统自动办理"}
_WARNED = "{at} 提醒{whom}"


def name_of(clock: Clock) -> str:
    """What an address calls a clock: its promise, and the round of it."""
    return f"{clock.target}~{clock.key}" if clock.key else clock.target


def heading(say: Wording, clock: Clock) -> str:
    """The promise's title, with its round; of a timed step what the desk will do."""
    title = say("届时自动:{step}", step=Label(clock.title)) if clock.step else say(clock.title)
    return say("{title}(第 {n} 轮)", title=title, n=clock.key) if clock.key else title


def asides(say: Wording, clock: Clock, case: Case) -> list[tuple[str, str]]:
    """Lines beneath a clock, each with the name of its picture."""
    return list(_asides(say, clock, case))


def _asides(say: Wording, clock: Clock, case: Case) -> Iterator[tuple[str, str]]:
    if clock.earliest_at and not clock.ended_at and say.now < clock.earliest_at:
        yield "arrow-bar-right", say("不早于 {at}", at=clock.earliest_at)
    if clock.cure_ends_at and clock.due_at and not clock.ended_at and clock.due_at < say.now <= clock.cure_ends_at:
        yield "bandaid", say("{at} 前补上仍算补救", at=clock.cure_ends_at)
    if set(late_by(case, clock, say.now)) - {COMPANY.key} and (said := lateness(say, clock, case)):
        yield "person-exclamation", said  # all of it the company's: how late it stands there already
    if ahead := to_come(say, clock, case):
        yield "bell", ahead[0]


def lateness(say: Wording, clock: Clock, case: Case) -> str:
    """逾期 3 小时 20 分:公司 2 小时,客户 1 小时 20 分; '' in time."""
    found = late_by(case, clock, say.now) if clock.state in ("running", "missed", "cured") else {}
    whole = sum(found.values(), timedelta())
    return say("逾期 {time}:{shares}", time=whole, shares=shares(say, found)) if whole else ""


def spent(say: Wording, clock: Clock, case: Case) -> str:
    """The whole life of a promise by whose time it was."""
    return shares(say, spent_by(case, clock, say.now))


def shares(say: Wording, found: Mapping[str, timedelta]) -> str:
    """Time by whose it was, the most first: 公司 2 小时、客户 1 小时."""
    ordered = sorted(found.items(), key=lambda each: -each[1])
    return say("、").join(say("{party} {time}", party=PARTIES.get(key, key), time=time)
                         for key, time in ordered)


def to_come(say: Wording, clock: Clock, case: Case) -> list[str]:
    """Whom the desk tells when, as things stand: 4月3日 10:00 提醒主管."""
    return [_mark(say, each, case) for each in clock.marks if each.at > say.now]


def _mark(say: Wording, mark: Mark, case: Case) -> str:
    whom = say("、").join(_whom(say, key, case) for key in mark.to)
    at = mark.at + LAST_MOMENT if mark.at.microsecond == 999_999 else mark.at  # reckoned from the end of a day
    return say(_TOLD.get(mark.level, _WARNED), at=at, whom=whom)


def _whom(say: Wording, key: str, case: Case) -> str:
    kind, _, rest = key.partition(":")
    duties = {each.key: each.title for each in (*DUTIES, *case.here.registry.duties.values())}
    if kind == "manager":
        return say("{who}的主管", who=_whom(say, rest, case))
    return say("负责人") if kind == "assignee" else say(duties.get(rest, rest)) if kind == "duty" else rest


def due_by(say: Wording, clock: Clock) -> str:
    """The length that is counted; of a deadline that a form gives, that it does."""
    length = clock.deadline.length if clock.deadline else None
    return say.show(length) if length else say("按表单里的日期")
