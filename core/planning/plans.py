"""A planned change as it is shown, and as its row keeps it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.calendars.comparing import Difference
from core.domain.reasons import Reason
from core.services.refreshing import Move, Progress
from core.store.tables import PlannedChangeRow

LOOKING, LOOKED, APPLYING, APPLIED, DROPPED, FAILED = (
    "looking", "looked", "applying", "applied", "dropped", "failed")
STATES = {LOOKING: "正在查看", LOOKED: "待决定", APPLYING: "正在应用", APPLIED: "已应用",
          DROPPED: "已放弃", FAILED: "没有做成"}
NEW, OPEN = "new", "open"
APPLIES = {NEW: "只对新的", OPEN: "也对未结案件"}
KINDS = {"calendar": "工作日历", "values": "制度数值", "rulebooks": "制度"}
MOST_BLOCKED = 100
SUMMARY = "{moved} 个未结案件的期限会变,{late} 个变为逾期,{rescued} 个不再逾期"


@dataclass(frozen=True)
class Found:
    """What would become of the open cases were the change meant for them: `moved` get another deadline, `late` become
    late, `rescued` are late no longer, `blocked` cannot go over. `blocked_cases` says why of the first hundred,
    `examples` are up to twenty promises; both only of cases that whoever looks may see."""

    open: int
    moved: int
    late: int
    rescued: int
    blocked: int
    examples: tuple[Move, ...]
    blocked_cases: tuple[tuple[str, Reason], ...]

    @property
    def summary(self) -> Reason:
        """In one sentence."""
        said: dict[str, object] = {"moved": self.moved, "late": self.late, "rescued": self.rescued}
        if not self.blocked:
            return Reason(SUMMARY, said)
        return Reason("{summary};{blocked} 个不能转", {"summary": Reason(SUMMARY, said), "blocked": self.blocked})


@dataclass(frozen=True)
class Plan:
    """A planned change. `state` is one of `STATES`; while it is looked at or applied, `done` of `total` cases are done.
    `differences` say what would hold instead of what (for calendars and values, until it is decided); `stale` where
    something has changed since it was looked at, so that applying it looks again first."""

    id: int
    kind: str
    title: str
    content: Mapping[str, Any]
    differences: tuple[Difference, ...]
    state: str
    done: int
    total: int
    found: Found | None
    stale: bool
    applies: str
    created_by: str
    created_at: datetime
    looked_at: datetime | None
    applied_at: datetime | None
    applied_by: str
    error: Reason | None


@dataclass
class Attempt:
    """What a row notes of the work on it: whose turn it is, what the look rests on, who applies, how far looking
    (`progress`) and applying (`follows`) have come, so that whoever goes on need not begin again. `beyond` counts the
    cases that cannot go over and are not listed."""

    turn: str = ""
    basis: str = ""
    by: int | None = None
    progress: Progress = field(default_factory=lambda: Progress(0))
    follows: Progress = field(default_factory=lambda: Progress(0))
    beyond: int = 0

    def data(self) -> dict[str, Any]:
        return {"turn": self.turn, "basis": self.basis, "by": self.by, "looked": _written(self.progress),
                "followed": _written(self.follows),
                "beyond": self.beyond + max(0, len(self.progress.blocked) - MOST_BLOCKED)}

    @classmethod
    def of(cls, row: PlannedChangeRow) -> "Attempt":
        said = row.found
        return cls(said["turn"], said["basis"], said["by"], _read(said["looked"]),
                   _read(said["followed"]), said["beyond"]) if said else cls()

    def told(self) -> set[str]:
        """The cases it speaks of."""
        return {each.number for each in self.progress.examples} | {number for number, _ in self.progress.blocked}

    def found(self, sees: frozenset[str]) -> Found:
        """For somebody who sees these cases."""
        so_far = self.progress
        return Found(so_far.total, so_far.moved, so_far.late, so_far.rescued, self.beyond + len(so_far.blocked),
                     tuple(each for each in so_far.examples if each.number in sees),
                     tuple(each for each in so_far.blocked if each[0] in sees)[:MOST_BLOCKED])


def _written(progress: Progress) -> dict[str, Any]:
    return {**vars(progress), "blocked": [[number, why.data()] for number, why in progress.blocked[:MOST_BLOCKED]],
            "examples": [_move_data(each) for each in progress.examples]}


def _read(said: Mapping[str, Any]) -> Progress:
    return Progress(**{**said, "blocked": [(number, Reason.from_data(why)) for number, why in said["blocked"]],
                       "examples": [_move_of(each) for each in said["examples"]]})


def _move_data(move: Move) -> list[Any]:
    before, after = (at.isoformat() if at else None for at in (move.before, move.after))
    return [move.number, move.target, move.title, before, after, list(move.late)]


def _move_of(said: list[Any]) -> Move:
    number, target, title, before, after, late = said
    was, will = (datetime.fromisoformat(at) if at else None for at in (before, after))
    return Move(number, target, title, was, will, (late[0], late[1]))


def error_of(row: PlannedChangeRow) -> Reason | None:
    """Why it could not be done."""
    return Reason.from_data(json.loads(row.error)) if row.error else None
