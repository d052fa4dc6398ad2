"""The workbench: what must I do now, by when."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for

from core.domain.people import CUSTOMER, VIEW, Scope
from core.http.admission import allowed
from core.store.lists import CaseFilter
from core.web.desk import say, the_actor, the_desk
from core.web.lists import Line, lines
from core.web.views.cases import titles_of_desk

pages = Blueprint("workbench", __name__, url_prefix="/workbench")

SHOWN = 40


@dataclass(frozen=True)
class Counter:
    """A figure on top that filters the list."""

    key: str
    label: str
    icon: str
    number: int
    look: str = ""


@pages.get("")
@allowed(VIEW)
def show() -> str:
    """Mine, my team's or everybody's, nearest deadline first."""
    desk, actor, now = the_desk(), the_actor(), say().now
    whose = request.args.get("whose", "") if request.args.get("whose") in ("mine", "all") else "mine"
    only = request.args.get("only", "")
    base = CaseFilter(assignee=actor.id) if whose == "mine" else CaseFilter()
    counts, everything = desk.views.counts(actor, base), desk.views.counts(actor)
    _, tomorrow = desk.views.today(actor)
    counters = [
        Counter("late", "已逾期", "exclamation-triangle-fill", counts.late, "is-late" if counts.late else ""),
        Counter("today", "今天到期", "hourglass-split", counts.due_today, "is-soon" if counts.due_today else ""),
        Counter("waiting", "暂停,等客户", "pause-circle", counts.waiting_for_customer),
        Counter("unassigned", "无人负责", "person-dash", everything.unassigned),
        Counter("open", "未结", "list-task", counts.open)]
    wanted = {
        "late": replace(base, late_before=now), "waiting": replace(base, waiting_for=CUSTOMER.key),
        "today": replace(base, due_from=now, due_until=tomorrow),
        "unassigned": CaseFilter(unassigned=True)}.get(only, base)
    listed = desk.views.cases(actor, replace(wanted, open=True), cursor=request.args.get("cursor", "")[:300],
                              limit=SHOWN, whole=False)
    return render_template(
        "workbench.html", whose=whose, only=only, counters=counters, mine=everything.mine, everything=everything.open,
        groups=_groups(lines(say(), listed, titles_of_desk()), tomorrow), page=listed.page,
        all_label="全部" if actor.scope is Scope.all else "本部门" if actor.scope is Scope.unit else "",
        greeting=_greeting(), tasks=desk.plans.waiting(actor), passed=desk.registers.waiting(actor),
        here=lambda **changed: _address(**({"whose": whose, "only": only} | changed)))


def _address(**said: str) -> str:
    args: dict[str, Any] = {name: value for name, value in said.items() if value}
    return url_for("workbench.show", **args)


def _groups(found: list[Line], tomorrow: datetime) -> list[tuple[str, list[Line]]]:
    """Safety first, then late, today, later, and what has no deadline."""
    groups: dict[str, list[Line]] = {"安全": [], "已逾期": [], "今天到期": [], "以后": [], "没有期限": []}
    for line in found:
        due = line.row.next_due_at
        name = ("安全" if line.row.safety else "没有期限" if due is None else "已逾期" if due < say().now
                else "今天到期" if due < tomorrow else "以后")
        groups[name].append(line)
    return [(name, some) for name, some in groups.items() if some]


def _greeting() -> str:
    hour = say().local(say().now).hour
    return ("夜深了,{name}" if hour < 5 else "早上好,{name}" if hour < 9 else "上午好,{name}" if hour < 12
            else "下午好,{name}" if hour < 18 else "晚上好,{name}")
