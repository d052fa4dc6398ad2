"""Doing something once by its key where the service takes none: the claim is kept before the work and the answer after
it, so that a second sender is told that the first is in hand, and later gets its answer."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Any

from core.http.secrets import page_key
from core.rest.calling import the_actor, the_desk, the_key
from core.services.changes import digest_of

Answer = Mapping[str, Any]


def once_by_key(operation: str, asked: Mapping[str, Any], do: Callable[[], Answer]) -> tuple[Answer, bool]:
    """The answer (JSON-able, and kept: no secrets), and whether it is that of an earlier request. `asked` is what the
    key stands for. What fails leaves the key free. Raises `KeyReused`, `KeyInFlight`, and what `do` raises. A process
    that dies between work and answer leaves the key in hand for ten minutes; then the work is done again."""
    key, actor, store = the_key(), the_actor(), the_desk().store
    if not key:
        return do(), False
    digest = digest_of(asked)
    with store.unit_of_work() as work:
        replay = work.idempotency.claim(key, actor.id, operation, digest)
        work.commit()
    if replay is not None:
        return replay.response, True
    try:
        answer = do()
    except BaseException:
        with store.unit_of_work() as work:
            work.idempotency.release(key, actor.id)
            work.commit()
        raise
    with store.unit_of_work() as work:
        work.idempotency.finish(key, actor.id, answer)
        work.commit()
    return answer, False


def stands_for(secret: str) -> str:
    """What a secret is known again by in `asked`; without the desk's own key it cannot be guessed."""
    return hmac.new(page_key(the_desk().config), f"once:{secret}".encode(), hashlib.sha256).hexdigest()
