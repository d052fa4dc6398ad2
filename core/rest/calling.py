"""Who calls: the token, the language, the limits; and what a view asks of the request it answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from flask import Flask, Response, current_app, g, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from core.accounts.tokens import PREFIX, STEP, Caller
from core.domain.errors import Forbidden, InvalidInput
from core.domain.people import Actor, Permission
from core.domain.reasons import Label
from core.http.admission import for_programs, who_may
from core.rest.problems import MissingScope, TooManyRequests, Unauthenticated, say
from core.translation import LANGUAGES, SOURCE, Translator

if TYPE_CHECKING:
    from core.app import Desk

LARGEST_JSON = 2**20
"""Bytes of a body that is not a file."""
FAILURES = "60 per minute"
"""Wrong tokens from one address, before it is told to wait."""
_TOKEN = re.compile(re.escape(PREFIX) + r"[A-Za-z0-9_-]{43}")
_KEY = re.compile(r"[\x21-\x7e]{8,128}")

__all__ = ["STEP", "install", "say", "the_actor", "the_desk", "the_key"]


def the_desk() -> Desk:
    """The desk of this request."""
    return cast("Desk", current_app.extensions["desk"])


def the_actor() -> Actor:
    """Who calls, with what the token allows."""
    return cast(Caller, g.caller).actor


def the_key() -> str:
    """The key by which the caller marks a request that may come twice; '' for none. Raises `InvalidInput`."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.fullmatch(key):
        raise InvalidInput.field("Idempotency-Key", "请用 8 到 128 个可见的 ASCII 字符")
    return key or ""


class Limits:
    """Counts requests by token and failures by address, within this process."""

    def __init__(self, per_minute: int) -> None:
        self._counts = FixedWindowRateLimiter(MemoryStorage())
        self._requests, self._failures = parse(f"{per_minute} per minute"), parse(FAILURES)

    def count(self, caller: Caller) -> None:
        """Count a request. Raises `TooManyRequests`."""
        self._hit(self._requests, "token", str(caller.token_id))

    def fail(self, peer: str) -> None:
        """Count a failure. Raises `TooManyRequests`."""
        self._hit(self._failures, "peer", peer)

    def headers(self, caller: Caller) -> dict[str, str]:
        """What is left to this token: limit, remaining, and seconds until it starts anew."""
        window = self._counts.get_window_stats(self._requests, "token", str(caller.token_id))
        return {"RateLimit-Limit": str(self._requests.amount), "RateLimit-Remaining": str(window.remaining),
                "RateLimit-Reset": str(self._wait(window.reset_time))}

    def _hit(self, item: RateLimitItem, *whose: str) -> None:
        if not self._counts.hit(item, *whose):
            raise TooManyRequests(self._wait(self._counts.get_window_stats(item, *whose).reset_time))

    @staticmethod
    def _wait(until: float) -> int:
        import time

        return max(int(until - time.time()) + 1, 1)


def install(app: Flask, desk: Desk, translator: Callable[[str], Translator]) -> None:
    """Let every request under `/api/` in by its token alone. `translator` gives the words of a language."""
    limits = Limits(desk.config.api_per_minute)

    @app.before_request
    def admit() -> None:
        if not for_programs(request.path):
            return
        g.api_say = translator(_language(""))
        who = who_may(app, request.endpoint, request.method) if request.endpoint else "anyone"
        if who == "anyone":
            return
        g.caller = caller = _caller(desk, limits)
        g.api_say = translator(_language(caller.user.language))
        limits.count(caller)
        if isinstance(who, Permission):
            _may(caller, who, desk)
        if not getattr(app.view_functions[str(request.endpoint)], "takes_files", False):
            request.max_content_length = LARGEST_JSON

    @app.after_request
    def mark(reply: Response) -> Response:
        if for_programs(request.path):
            reply.headers["Content-Language"] = say().language
            reply.vary.update(("Accept-Language", "Authorization"))
            if "caller" in g:
                reply.headers.update(limits.headers(g.caller))
        return reply


def _caller(desk: Desk, limits: Limits) -> Caller:
    """Whose token came along. Raises `Unauthenticated`, and `TooManyRequests` to who keeps guessing."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    given = scheme.lower() == "bearer" and bool(token.strip())
    found = desk.tokens.caller(token.strip()) if given and _TOKEN.fullmatch(token.strip()) else None
    if found is None:
        limits.fail(request.remote_addr or "")
        raise Unauthenticated(given=given)
    return found


def _may(caller: Caller, wanted: Permission, desk: Desk) -> None:
    """Raises `MissingScope` where the token, `Forbidden` where the account lacks a permission."""
    if caller.actor.may(wanted):
        return
    if wanted.key not in caller.scopes:
        raise MissingScope(wanted)
    raise Forbidden("您没有“{permission}”的权限", permission=Label(wanted.title))


def _language(otherwise: str) -> str:
    """The language asked for, else this one, else the source."""
    accepted = [each[:2].lower() for each in request.accept_languages.values()]
    return next((each for each in (*accepted, otherwise) if each in LANGUAGES), SOURCE)
