"""Planned changes as data."""

from typing import Any

from core.planning.plans import Found, Plan
from core.representation.calendars import said_difference
from core.representation.values import moment
from core.services.refreshing import Move
from core.translation import Translator


def said_plan(plan: Plan, say: Translator) -> dict[str, Any]:
    """A planned change and what would become of open cases; `found` is null until it was looked at."""
    return {"change": plan.id, "kind": plan.kind, "title": plan.title, "state": plan.state, "content": plan.content,
            "differences": [said_difference(each, say) for each in plan.differences], "done": plan.done,
            "total": plan.total, "found": said_found(plan.found, say) if plan.found else None, "stale": plan.stale,
            "applies": plan.applies, "created_by": plan.created_by, "created_at": moment(plan.created_at, say),
            "looked_at": moment(plan.looked_at, say), "applied_at": moment(plan.applied_at, say),
            "applied_by": plan.applied_by, "error": say.reason(plan.error) if plan.error else ""}


def said_found(found: Found, say: Translator) -> dict[str, Any]:
    """Counts of cases; examples and cases that cannot go over, of those whoever asks may see."""
    return {"summary": say.reason(found.summary), "open": found.open, "moved": found.moved, "late": found.late,
            "rescued": found.rescued, "blocked": found.blocked,
            "examples": [said_move(each, say) for each in found.examples],
            "blocked_cases": [{"number": number, "why": say.reason(why)} for number, why in found.blocked_cases]}


def said_move(each: Move, say: Translator) -> dict[str, Any]:
    """A promise with another deadline; null where it has none just then, because somebody is waited for."""
    return {"number": each.number, "target": each.target, "title": say(each.title),
            "before": moment(each.before, say), "after": moment(each.after, say), "late_before": each.late[0],
            "late_after": each.late[1]}
