"""The token that names a log-in in the browser; the log-in itself is kept on the server and can be ended there."""

from flask import Response, request

from core.accounts.users import SESSION_LASTS
from core.config import Config
from core.web.desk import the_desk

COOKIE = "shouhou"


def cookie_name(name: str, config: Config) -> str:
    """Served by https alone, a cookie is one that no other host and no plain connection can set."""
    return f"__Host-{name}" if config.secure_cookies else name


def current_token() -> str:
    """The token this request brought; empty for one that cannot be ours."""
    token = request.cookies.get(cookie_name(COOKIE, the_desk().config), "")
    return token if 20 < len(token) < 100 and token.isascii() else ""


def remember(reply: Response, token: str) -> None:
    """Give the browser its token."""
    config = the_desk().config
    reply.set_cookie(cookie_name(COOKIE, config), token, max_age=int(SESSION_LASTS.total_seconds()), path="/",
                     httponly=True, samesite="Lax", secure=config.secure_cookies or request.is_secure)


def forget(reply: Response) -> None:
    """Take the token back."""
    config = the_desk().config
    reply.delete_cookie(cookie_name(COOKIE, config), path="/", httponly=True, samesite="Lax",
                        secure=config.secure_cookies or request.is_secure)
