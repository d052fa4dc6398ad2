"""Lists of cases: what a person filters by, kept in the address of the page, and the rows as they are drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import url_for
from werkzeug.datastructures import MultiDict

from core.domain.people import PARTIES, Actor
from core.services.views import Listed
from core.store.lists import CaseFilter, Order
from core.store.tables import CaseRow
from core.telling import Titles
from core.web.acting import whole
from core.web.standing import Standing, of_row
from core.web.wording import Wording


@dataclass(frozen=True)
class Wanted:
    """A list as its address names it."""

    kind: str = ""
    state: str = ""
    stand: str = "open"
    who: str = ""
    waiting: str = ""
    since: str = ""
    until: str = ""
    q: str = ""
    order: Order = "due"
    cursor: str = field(default="", compare=False)

    @classmethod
    def read(cls, said: MultiDict[str, str]) -> "Wanted":
        """What the address says; unknown words fall away."""
        return cls(
            kind=said.get("kind", ""), state=said.get("state", ""),
            stand=said.get("stand", "") if said.get("stand") in STANDS else ("all" if said.get("q") else "open"),
            who=who if (who := said.get("who", "")) in ("me", "none") or whole(who) else "",
            waiting=said.get("waiting", "") if said.get("waiting", "") in PARTIES else "",
            since=_day(said.get("since", "")), until=_day(said.get("until", "")), q=said.get("q", "").strip()[:80],
            order="opened" if said.get("order") == "opened" else "due", cursor=said.get("cursor", "")[:300])

    def args(self, **changed: str) -> dict[str, str]:
        """As arguments of an address; what is as usual is left out."""
        found = {name: getattr(self, name) for name in ("kind", "state", "stand", "who", "waiting", "since", "until",
                                                        "q", "order")} | changed
        usual = {"stand": "all" if found["q"] else "open", "order": "due"}
        return {name: str(said) for name, said in found.items() if said and said != usual.get(name)}

    def filter(self, actor: Actor, now: datetime, zone: ZoneInfo) -> CaseFilter:
        """As the store reads it."""
        begins = datetime.combine(now.astimezone(zone).date(), time.min, zone)
        return CaseFilter(
            kinds=(self.kind,) if self.kind else (), states=(self.state,) if self.state else (),
            open={"open": True, "closed": False, "late": True, "today": True}.get(self.stand),
            late_before=now if self.stand == "late" else None,
            due_from=now if self.stand == "today" else None,
            due_until=begins + timedelta(days=1) if self.stand == "today" else None,
            assignee=actor.id if self.who == "me" else whole(self.who),
            unassigned=self.who == "none", waiting_for=self.waiting,
            opened_from=_begins(self.since, zone), opened_until=_begins(self.until, zone, days=1), search=self.q)


STANDS = {"open": "未结", "late": "已逾期", "today": "今天到期", "closed": "已结案", "all": "全部"}


def _day(said: str) -> str:
    try:
        return date.fromisoformat(said).isoformat() if said else ""
    except ValueError:
        return ""


def _begins(said: str, zone: ZoneInfo, days: int = 0) -> datetime | None:
    return datetime.combine(date.fromisoformat(said) + timedelta(days=days), time.min, zone) if said else None


@dataclass(frozen=True)
class Line:
    """A case in a list."""

    row: CaseRow
    number: str
    title: str
    url: str
    kind: str
    state: str
    customer: str
    assignee: str
    stand: Standing
    opened_on: str
    ours: bool
    """Whether it is the company's turn."""


def address(wanted: Wanted, **changed: str) -> str:
    """The address of the list, with something changed."""
    args: dict[str, Any] = dict(wanted.args(**changed))
    return url_for("cases.show", **args)


def lines(say: Wording, listed: Listed, titles: Titles) -> list[Line]:
    """The rows of a page, with everything they show, in words."""
    case = url_for("case.show", number=_NUMBER)
    return [Line(row, row.number, row.title or row.number, case.replace(_NUMBER, quote(row.number, safe="")),
                 say(titles.kinds.get(row.kind, row.kind)), say(titles.state(row)),
                 listed.names.get(row.customer_id or 0, ""), listed.assignees.get(row.assignee_id or 0, ""),
                 _stand(say, row),
                 say.day(say.local(row.opened_at).date()), not row.waiting_for) for row in listed.page.rows]


_NUMBER = "-number-"


def _stand(say: Wording, row: CaseRow) -> Standing:
    party = PARTIES.get(row.waiting_for)
    return of_row(say, row.next_due_at, waiting_for=party.title if party else row.waiting_for,
                  closed=row.closed_at is not None)


def chips(say: Wording, wanted: Wanted, titles: Titles, people: Mapping[int, str]) -> list[tuple[str, str, str]]:
    """What is being filtered by: its name, its value, and the address without it."""
    said: Sequence[tuple[str, str, str]] = (
        ("kind", say("类型"), say(titles.kinds.get(wanted.kind, wanted.kind))),
        ("state", say("步骤"), say(dict(titles.states(wanted.kind)).get(wanted.state, wanted.state))),
        ("who", say("负责人"), {"me": say("我"), "none": say("无人")}.get(
            wanted.who, people.get(whole(wanted.who) or 0, wanted.who))),
        ("waiting", say("等"), say(PARTIES[wanted.waiting].title) if wanted.waiting else ""),
        ("since", say("开案自"), wanted.since), ("until", say("开案至"), wanted.until), ("q", say("搜索"), wanted.q))
    return [(label, value, address(wanted, **{name: ""})) for name, label, value in said
            if getattr(wanted, name)]
