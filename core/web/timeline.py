"""The timeline: what happened to a case, day by day, the latest first; backdated entries say so."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from core.domain import events
from core.domain.events import Event
from core.domain.people import PARTIES
from core.domain.reasons import Label
from core.domain.rules import Decision
from core.services.arranging import RELATIONS
from core.services.notes import CHANNELS, DIRECTIONS
from core.web.wording import Wording


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `key` ones are steps and decisions of people, `quiet` ones the desk's own notes."""

    title: str
    lines: tuple[str, ...]
    at: datetime
    recorded_at: datetime
    who: str
    backdated: bool
    key: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Day:
    """What happened on a day."""

    day: date
    entries: tuple[Entry, ...]


Words = tuple[str, Sequence[str]]


def timeline(say: Wording, happened: Sequence[Event], titles: Mapping[str, str]) -> list[Day]:
    """Group events by the day on which they occurred. `titles` gives the words of states and kinds by key."""
    found = [entry(say, each, titles) for each in sorted(happened, key=lambda each: (each.occurred_at, each.sequence))]
    found.reverse()
    return [Day(day, tuple(entries)) for day, entries in groupby(found, lambda each: say.local(each.at).date())]


def entry(say: Wording, event: Event, titles: Mapping[str, str]) -> Entry:
    """One event in words."""
    tell = _TELL.get(event.kind, _unknown)
    title, lines = tell(say, event.data, titles)
    return Entry(title, tuple(line for line in lines if line), event.occurred_at, event.recorded_at,
                 say(Label(event.actor_name)) if event.actor_id is None else event.actor_name, event.backdated,
                 key=event.kind in _KEY, quiet=event.kind in _QUIET)


def quietened(entries: Sequence[Entry]) -> Iterator[tuple[bool, tuple[Entry, ...]]]:
    """Runs of the desk's own notes together, so that a page can fold them."""
    for quiet, run in groupby(entries, lambda each: each.quiet):
        yield quiet, tuple(run)


_KEY = {events.OPENED, events.STEP, events.OVERRIDE_GRANTED, events.OVERRIDE_REFUSED, events.REOPENED, events.SPLIT}
_QUIET = {events.TARGET_WARNED, events.TARGET_MISSED, events.IMPORTED}


def _opened(say: Wording, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    channel = CHANNELS.get(data.get("channel", ""), "")
    items = [str(each["answers"].get("product", "")) for each in data.get("items", ())]
    return (say("建案:{kind}", kind=Label(titles.get(data["kind"], data["kind"]))),
            [say("来自{channel}", channel=Label(channel)) if channel else "", say("、").join(filter(None, items))])


def _step(say: Wording, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    to = titles.get(data["to"], "") if data["to"] else "已结案"
    return (say(data["label"]),
            [say("{before} → {after}", before=Label(titles.get(data["from"], data["from"])), after=Label(to))])


def _contacted(say: Wording, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    reached = say("已接通") if data.get("reached") else say("未接通")
    return (say("{direction}({channel})", direction=Label(DIRECTIONS.get(data["direction"], data["direction"])),
                channel=Label(CHANNELS.get(data["channel"], data["channel"]))), [reached, data.get("note", "")])


def _commented(say: Wording, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    return (say("告知客户") if data.get("to_customer") else say("内部备注")), [data["text"]]


def _attached(say: Wording, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    return say("上传文件"), [str(data.get("name", ""))]


def _assigned(say: Wording, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    return say("转给{name}", name=str(data["name"])), []


def _waiting(say: Wording, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    party = PARTIES.get(data["party"])
    return say("等{party}", party=Label(party.title if party else data["party"])), [data.get("why", "")]


def _resumed(say: Wording, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    return say("不再等待,继续办理"), []


def _override(title: str) -> Callable[[Wording, Mapping[str, Any], Mapping[str, str]], Words]:
    def tell(say: Wording, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
        decision = Decision.from_data(data["decision"])
        return (say(title, rule=Label(decision.title or decision.rule)),
                [say.show(decision.reason), say("理由:{reason}", reason=data["reason"]),
                 say("批复:{reason}", reason=data["answer"]) if data.get("answer") else "",
                 say("{who} 申请", who=data["asked_by"]) if data.get("asked_by") else ""])
    return tell


def _split(say: Wording, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    if "to" in data:
        return say("拆出 {n} 件商品到 {number}", n=len(data["items"]), number=data["to"]), [data.get("why", "")]
    return say("从 {number} 拆分而来", number=data["from"]), [data.get("why", "")]


def _linked(say: Wording, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    relation = Label(RELATIONS.get(data["relation"], data["relation"]))
    return say("关联 {number}({relation})", number=data["to"], relation=relation), []


def _reopened(say: Wording, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    return say("已重开"), [data.get("why", "")]


def _corrected(say: Wording, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    return say("更正{form}", form=Label(data["form"]["title"])), []


def _target(title: str) -> Callable[[Wording, Mapping[str, Any], Mapping[str, str]], Words]:
    def tell(say: Wording, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
        due = datetime.fromisoformat(data["due_at"]) if data.get("due_at") else None
        return say(title, target=Label(data["title"])), [say("期限 {at}", at=due) if due else ""]
    return tell


def _imported(say: Wording, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    row, file = data.get("row", ""), data.get("file", "")
    return say("从登记表导入"), [say("{file} 第 {row} 行", file=file, row=str(row)) if row else ""]


def _unknown(say: Wording, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    return say("其他记录"), []


_TELL: Mapping[str, Callable[[Wording, Mapping[str, Any], Mapping[str, str]], Words]] = {
    events.OPENED: _opened, events.STEP: _step, events.CONTACTED: _contacted, events.COMMENTED: _commented,
    events.ATTACHED: _attached, events.ASSIGNED: _assigned, events.WAITING: _waiting, events.RESUMED: _resumed,
    events.OVERRIDE_ASKED: _override("申请改判:{rule}"), events.OVERRIDE_GRANTED: _override("改判准予:{rule}"),
    events.OVERRIDE_REFUSED: _override("改判未获批准:{rule}"), events.SPLIT: _split, events.LINKED: _linked,
    events.REOPENED: _reopened, events.CORRECTED: _corrected, events.TARGET_WARNED: _target("快到期:{target}"),
    events.TARGET_MISSED: _target("已逾期:{target}"), events.IMPORTED: _imported}
