"""Cases told in words, the same on pages, on the command line and in files: where they stand, what happened."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from core.domain import events
from core.domain.events import Event
from core.domain.people import PARTIES
from core.domain.reasons import Label, Reason
from core.domain.registry import Registry
from core.domain.rules import Decision
from core.services.arranging import RELATIONS
from core.services.notes import CHANNELS, DIRECTIONS
from core.store.tables import CaseRow


class Say(Protocol):
    """Whoever speaks a language: texts with their values, and values alone."""

    def __call__(self, text: str, **values: object) -> str: ...

    def show(self, value: object) -> str: ...


Words = tuple[str, Sequence[str]]


class Titles:
    """The words for kinds and states over all industries."""

    def __init__(self, industries: Iterable[Registry]) -> None:
        self.kinds: dict[str, str] = {}
        self._states: dict[tuple[str, str], str] = {}
        for registry in industries:
            for kind, workflow in registry.workflows.items():
                self.kinds[kind] = workflow.title
                self._states |= {(kind, state.key): state.title for stage in workflow.stages for state in stage.states}

    def state(self, row: CaseRow) -> str:
        return self._states.get((row.kind, row.state), row.state) if row.state else ended_words(row.outcome)

    def states(self, kind: str) -> list[tuple[str, str]]:
        """The states of one kind, for choosing."""
        return [(key, title) for (its, key), title in self._states.items() if its == kind]


def ended_words(outcome: str) -> str:
    """How to say that a case has ended."""
    return "已并入" if outcome == events.MERGED else "已结案"


def told(say: Say, event: Event, titles: Mapping[str, str]) -> Words:
    """A title and further lines. `titles` gives the words of states and kinds by key. Of what was erased nothing is
    left to tell."""
    try:
        title, lines = _TELL.get(event.kind, _unknown)(say, event.data, titles)
    except KeyError:
        title, lines = _unknown(say, event.data, titles)
    return title, [line for line in lines if line]


def _opened(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    channel = CHANNELS.get(data.get("channel", ""), "")
    items = [str(each["answers"].get("product", "")) for each in data.get("items", ())]
    return (say("建案:{kind}", kind=Label(titles.get(data["kind"], data["kind"]))),
            [say("来自{channel}", channel=Label(channel)) if channel else "", say("、").join(filter(None, items))])


def _step(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    to = titles.get(data["to"], "") if data["to"] else "已结案"
    return (say(data["label"]),
            [say("{before} → {after}", before=Label(titles.get(data["from"], data["from"])), after=Label(to))])


def _contacted(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    reached = say("已接通") if data.get("reached") else say("未接通")
    return (say("{direction}({channel})", direction=Label(DIRECTIONS.get(data["direction"], data["direction"])),
                channel=Label(CHANNELS.get(data["channel"], data["channel"]))), [reached, data.get("note", "")])


def _commented(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    if data.get("from_customer"):
        return say("客户留言"), [data["text"]]
    return (say("告知客户") if data.get("to_customer") else say("内部备注")), [data["text"]]


def _attached(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    return say("上传文件"), [str(data.get("name", ""))]


def _assigned(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    return say("转给{name}", name=str(data["name"])), []


def _waiting(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    party = PARTIES.get(data["party"])
    return say("等{party}", party=Label(party.title if party else data["party"])), [data.get("why", "")]


def _resumed(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    return say("不再等待,继续办理"), []


def _override(title: str) -> Callable[[Say, Mapping[str, Any], Mapping[str, str]], Words]:
    def tell(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
        decision = Decision.from_data(data["decision"])
        return (say(title, rule=Label(decision.title or decision.rule)),
                [say.show(decision.reason), say("理由:{reason}", reason=data["reason"]),
                 say("批复:{reason}", reason=data["answer"]) if data.get("answer") else "",
                 say("{who} 申请", who=data["asked_by"]) if data.get("asked_by") else ""])
    return tell


def _split(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    if "to" in data:
        return say("拆出 {n} 件商品到 {number}", n=len(data["items"]), number=data["to"]), [data.get("why", "")]
    return say("从 {number} 拆分而来", number=data["from"]), [data.get("why", "")]


def _merged_into(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    return say("已并入 {number}", number=data["into"]), [data.get("why", "")]


def _merged(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    goods = say("、").join(filter(None, (str(each["answers"].get("product", "")) for each in data["items"])))
    return (say("{number} 并入本案", number=data["from"]),
            [say("带来商品:{goods}", goods=goods) if goods else "", data.get("why", "")])


def _linked(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    relation = Label(RELATIONS.get(data["relation"], data["relation"]))
    return say("关联 {number}({relation})", number=data["to"], relation=relation), []


def _reopened(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    return say("已重开"), [data.get("why", "")]


def _corrected(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    return say("更正{form}", form=Label(data["form"]["title"])), []


def _target(title: str) -> Callable[[Say, Mapping[str, Any], Mapping[str, str]], Words]:
    def tell(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
        due = datetime.fromisoformat(data["due_at"]) if data.get("due_at") else None
        return say(title, target=Label(data["title"])), [say("期限 {at}", at=due) if due else ""]
    return tell


def _step_refused(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    reason = Reason.from_data(data["reason"]) if data.get("reason") else None
    decisions = [Decision.from_data(each) for each in data.get("decisions", ())]
    return (say("到时未能自动办理:{step}", step=Label(data["title"])),
            [say.show(each.reason) for each in decisions if not each.allows] or [say.show(reason) if reason else ""])


def _moved(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    return say("改按新规定办理"), [data.get("why", "")]


def _signalled(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    shown = [f"{say(label)} {said}" for label, said in ((data.get("form") or {}).get("shown") or ())]
    return say(data["title"]), [" · ".join(shown)]


def _imported(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    row, file = data.get("row", ""), data.get("file", "")
    return say("从登记表导入"), [say("{file} 第 {row} 行", file=file, row=str(row)) if row else ""]


def _erased(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    return say("已删除客户个人信息"), []


def _unknown(say: Say, data: Mapping[str, Any], titles: Mapping[str, str]) -> Words:
    return say("其他记录"), []


_TELL: Mapping[str, Callable[[Say, Mapping[str, Any], Mapping[str, str]], Words]] = {
    events.OPENED: _opened, events.STEP: _step, events.CONTACTED: _contacted, events.COMMENTED: _commented,
    events.ATTACHED: _attached, events.ASSIGNED: _assigned, events.WAITING: _waiting, events.RESUMED: _resumed,
    events.OVERRIDE_ASKED: _override("申请改判:{rule}"), events.OVERRIDE_GRANTED: _override("改判准予:{rule}"),
    events.OVERRIDE_REFUSED: _override("改判未获批准:{rule}"), events.SPLIT: _split, events.LINKED: _linked,
    events.MERGED_INTO: _merged_into, events.MERGED: _merged,
    events.REOPENED: _reopened, events.CORRECTED: _corrected, events.TARGET_WARNED: _target("快到期:{target}"),
    events.TARGET_MISSED: _target("已逾期:{target}"), events.IMPORTED: _imported,
    events.ESCALATED: _target("已报上级:{target}"), events.TIMED_STEP_REFUSED: _step_refused, events.MOVED: _moved,
    events.SIGNALLED: _signalled, events.ERASED: _erased}
