"""Leaving word of things that are no event of a case, in the transaction in which they happen."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from core.domain.reasons import Label, packed
from core.notifications.kinds import NOTED, Kind
from core.store.tables import CaseRow
from core.store.unit_of_work import UnitOfWork

TOPIC = "notify"
PATIENCE = timedelta(seconds=30)
"""Whoever waits no longer than so for work in the background sees its end on the page."""


def leave(work: UnitOfWork, kind: Kind, key: str, to: Sequence[str], said: Mapping[str, object], path: str) -> None:
    """Have people told of something. `key` tells it from everything else; `to` are recipients (`id:NUMBER`,
    `may:PERMISSION`, `duty:KEY`); `path` is the page it is about."""
    work.outbox.put(TOPIC, f"{TOPIC}:{key}", {
        "kind": kind.key, "key": key, "to": list(to), "path": path,
        "said": {name: packed(value) for name, value in said.items()}})


def tell(work: UnitOfWork, case: CaseRow, key: str, to: Sequence[str], what: Label) -> None:
    """Have those of these recipients who may see a case told of something on it that is no event people are told of.
    `key` begins with the plugin's name and tells it from everything else."""
    work.outbox.put(TOPIC, f"{TOPIC}:{key}", {
        "kind": NOTED.key, "key": key, "to": list(to), "case": case.id, "path": f"/cases/{case.number}",
        "said": {"case": case.number, "title": case.title, "what": packed(what)}})


def leave_if_long(work: UnitOfWork, since: datetime, kind: Kind, key: str, user_id: int | None,
                  said: Mapping[str, object], path: str) -> None:
    """Have somebody told that work they asked for at a moment is over, where they will hardly have waited for it."""
    if user_id and work.now() - since >= PATIENCE:
        leave(work, kind, f"{key}:{work.now().isoformat()}", [f"id:{user_id}"], said, path)
