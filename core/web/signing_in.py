"""Who is asking: the log-in behind a request, kept on the server and named in the browser by a random token."""

import hashlib
import secrets
from datetime import timedelta
from typing import Protocol

from flask import Response, g, request

from core.domain.people import Actor

COOKIE = "shouhou"
LASTS = timedelta(hours=12)


class Access(Protocol):
    """What the pages need of the service that knows people. Tokens are given as their SHA-256."""

    def log_in(self, login: str, password: str, token_digest: str, *, lasts: timedelta, address: str = "",
               agent: str = "") -> Actor:
        """Open a log-in. Raises `Forbidden` with one and the same reason for whatever does not fit."""

    def actor_of(self, token_digest: str) -> Actor | None:
        """Who is logged in, None once it is over."""

    def log_out(self, token_digest: str) -> None:
        """End a log-in."""

    def language_of(self, actor: Actor) -> str:
        """The language somebody has set."""

    def speak(self, actor: Actor, language: str) -> None:
        """Set it."""


def new_token() -> str:
    """256 random bits; only the browser keeps them."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the server keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def current_token() -> str:
    """The digest of the token this request brought, empty without one."""
    token = request.cookies.get(COOKIE, "")
    return digest(token) if 20 < len(token) < 100 else ""


def recognise(access: Access) -> Actor | None:
    """Whose request this is."""
    found = current_token()
    g.actor = access.actor_of(found) if found else None
    return g.actor  # type: ignore[no-any-return]


def remember(reply: Response, token: str, *, secure: bool) -> None:
    """Give the browser its token."""
    reply.set_cookie(COOKIE, token, max_age=int(LASTS.total_seconds()), httponly=True, samesite="Lax",
                     secure=secure or request.is_secure)


def forget(reply: Response) -> None:
    """Take the token back."""
    reply.delete_cookie(COOKIE, httponly=True, samesite="Lax")
