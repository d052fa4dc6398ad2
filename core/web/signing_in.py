"""The token that names a log-in in the browser; the log-in itself is kept on the server and can be ended there."""

from flask import Response, request

from core.services.users import SESSION_LASTS

COOKIE = "shouhou"


def current_token() -> str:
    """The token this request brought; empty for one that cannot be ours."""
    token = request.cookies.get(COOKIE, "")
    return token if 20 < len(token) < 100 else ""


def remember(reply: Response, token: str, *, secure: bool) -> None:
    """Give the browser its token."""
    reply.set_cookie(COOKIE, token, max_age=int(SESSION_LASTS.total_seconds()), httponly=True, samesite="Lax",
                     secure=secure or request.is_secure)


def forget(reply: Response) -> None:
    """Take the token back."""
    reply.delete_cookie(COOKIE, httponly=True, samesite="Lax")
