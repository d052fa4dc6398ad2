"""Leaving word of things that are no event of a case, in the transaction in which they happen."""

from collections.abc import Mapping, Sequence

from core.domain.reasons import packed
from core.notifications.kinds import Kind
from core.store.unit_of_work import UnitOfWork

TOPIC = "notify"


def leave(work: UnitOfWork, kind: Kind, key: str, to: Sequence[str], said: Mapping[str, object], path: str) -> None:
    """Have people told of something. `key` tells it from everything else; `to` are recipients (`id:NUMBER`,
    `may:PERMISSION`); `path` is the page it is about."""
    work.outbox.put(TOPIC, f"{TOPIC}:{key}", {
        "kind": kind.key, "key": key, "to": list(to), "path": path,
        "said": {name: packed(value) for name, value in said.items()}})
