"""The hash chain of a case: how a link is made, and finding the first one that does not hold."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from core.domain.events import Event
from core.store.tables import CaseRow, EventPayloadRow, EventRow, canonical
from core.store.tables.types import Written

Link = tuple[EventRow, EventPayloadRow]
Fault = Literal["hash", "previous", "digest", "payload", "gap", "tail", "day"]


@dataclass(frozen=True)
class BrokenLink:
    """Where a chain breaks. `hash`: the event itself was changed; `previous`: it was put after another one; `digest`:
    what it says was changed; `payload`: what it says is gone without erasure; `gap`: events before it are missing;
    `tail`: the last events are missing or too many; `day`: a sealed day's heads are others now (case is the day)."""

    case: str
    sequence: int
    what: Fault


@dataclass(frozen=True)
class Verification:
    """What was looked at, and the first thing found broken, if any."""

    cases: int
    events: int
    broken: BrokenLink | None = None

    @property
    def holds(self) -> bool:
        return self.broken is None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def digest_of(salt: str, data: Any) -> str:
    return _sha256(salt + canonical(data))


@dataclass
class Head:
    """Of a case what its chain goes on from and what others are told of it, without the rest of the row."""

    id: int
    number: str
    kind: str
    state: str
    version: int
    head_sequence: int
    head_hash: str


def hash_of(case: CaseRow, event: EventRow) -> str:
    """The hash of a link over everything it holds and the link before."""
    return _sealed(case.number, vars(event))


def _sealed(number: str, said: Mapping[str, Any]) -> str:
    occurred, recorded = said["occurred_at"], said["recorded_at"]
    at = _moment(recorded)
    return _sha256(canonical([
        number, said["sequence"], said["kind"], at if occurred is recorded else _moment(occurred), at,
        said["actor_id"], said["actor_name"], said["payload_digest"], said["previous_hash"]]))


def forge(case: CaseRow, event: Event) -> Link:
    """The next link of a case's chain, and its payload, still without the event's id; moves the head on."""
    said, salt, _ = forged(case, event)
    return EventRow(**said), EventPayloadRow(salt=salt, data=dict(event.data))


def forged(case: CaseRow | Head, event: Event) -> tuple[dict[str, Any], str, Written]:
    """The same as values, for many at once: of the event, the salt of its payload, and what that says."""
    salt, data = secrets.token_hex(16), Written(canonical(dict(event.data)))
    said: dict[str, Any] = {
        "case_id": case.id, "sequence": (case.head_sequence or 0) + 1, "kind": event.kind,
        "occurred_at": event.occurred_at, "recorded_at": event.recorded_at, "actor_id": event.actor_id,
        "actor_name": event.actor_name, "payload_digest": _sha256(salt + data), "previous_hash": case.head_hash or ""}
    said["hash"] = _sealed(case.number, said)
    case.head_sequence, case.head_hash = said["sequence"], said["hash"]
    return said, salt, data


def first_fault(case: CaseRow, links: Iterable[tuple[EventRow, EventPayloadRow | None]]) -> BrokenLink | None:
    """The first link of a whole chain, in order, that does not hold."""
    sequence, previous = 0, ""
    for event, payload in links:
        sequence += 1
        if event.sequence != sequence:
            return BrokenLink(case.number, sequence, "gap")
        if event.previous_hash != previous:
            return BrokenLink(case.number, sequence, "previous")
        if event.hash != hash_of(case, event):
            return BrokenLink(case.number, sequence, "hash")
        if payload is None:
            return BrokenLink(case.number, sequence, "payload")
        if payload.erased_at is None and digest_of(payload.salt or "", payload.data) != event.payload_digest:
            return BrokenLink(case.number, sequence, "digest")
        previous = event.hash
    if (sequence, previous) != (case.head_sequence, case.head_hash):
        return BrokenLink(case.number, sequence + 1, "tail")
    return None
