"""Changes to a case: one transaction each; the same request sent twice is done once."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from core.domain.people import Actor, Permission
from core.services.records import Receipt, Record, Records
from core.services.workplace import Workplace
from core.store.tables import canonical
from core.store.unit_of_work import UnitOfWork


def change(place: Workplace, actor: Actor, number: str, operation: str, request: Mapping[str, Any],
           do: Callable[[Records, Record], Receipt], *, version: int | None = None,
           permission: Permission | None = None, key: str = "") -> Receipt:
    """Lock a case for somebody with the permission, do something to it, and commit; or leave all as it was.
    `request` is what `key` stands for. Raises what `Records.lock`, `once` and `do` raise."""
    with place.store.unit_of_work() as work:
        records = Records(place, work, actor)
        receipt = once(work, actor, key, operation, {"number": number, "version": version, **request},
                       lambda: do(records, records.lock(number, version, permission)))
        work.commit()
        return receipt


def once(work: UnitOfWork, actor: Actor, key: str, operation: str, request: Mapping[str, Any],
         do: Callable[[], Receipt]) -> Receipt:
    """Do something under an idempotency key, inside the caller's transaction: the key is claimed, the work done and
    the answer kept together, or not at all. Without a key it is simply done. Raises `KeyReused` for the same key with
    another request, `KeyInFlight` while the first is still being worked on."""
    if not key:
        return do()
    replay = work.idempotency.claim(key, actor.id, operation, digest_of(request))
    if replay is not None:
        return replace(Receipt(**replay.response), replayed=True)
    receipt = do()
    work.idempotency.finish(key, actor.id, receipt.data())
    return receipt


def digest_of(request: Mapping[str, Any]) -> str:
    """What tells a request from another under the same key."""
    return hashlib.sha256(canonical(_plain(request)).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | bool | None) else str(value)
