"""What guards every page: who may see it, headers, cross-site tokens, sizes. A view that declares nothing stops the
desk from starting."""

import secrets
from collections.abc import Callable
from typing import Any, Literal, TypeVar, cast

from flask import Flask, Response, g, request

from core.domain.errors import DefinitionError
from core.domain.people import Permission

View = TypeVar("View", bound=Callable[..., Any])
Who = Permission | Literal["anyone", "signed-in"]

ASSETS = {"static", "bootstrap.static"}
"""Files of the desk itself: no data, for anyone, kept by browsers."""

MARK = "_allowed"


def allowed(who: Who) -> Callable[[View], View]:
    """Say who may call a view: somebody with a permission, anybody signed in, or anyone at all."""
    def mark(view: View) -> View:
        setattr(view, MARK, who)
        return view
    return mark


def who_may(app: Flask, endpoint: str) -> Who | None:
    """What a view declared; None where it is an asset or there is no such view."""
    if endpoint in ASSETS:
        return "anyone"
    return cast(Who | None, getattr(app.view_functions.get(endpoint), MARK, None))


def check_views(app: Flask) -> None:
    """Every view says who may call it. DefinitionError names those that do not."""
    silent = sorted(name for name in app.view_functions if who_may(app, name) is None)
    if silent:
        raise DefinitionError("views without @allowed(...): {views}; say who may call each", views=", ".join(silent))


def new_request() -> None:
    """Give the request its number and the page its nonce."""
    g.request_id = secrets.token_hex(8)
    g.nonce = secrets.token_urlsafe(16)


def guard_reply(reply: Response) -> Response:
    """Set the headers that every reply carries."""
    nonce = g.get("nonce") or secrets.token_urlsafe(16)
    policy = {
        "default-src": "'self'", "script-src": f"'self' 'nonce-{nonce}'", "style-src": "'self'",
        "img-src": "'self' data: blob:", "object-src": "'none'", "base-uri": "'none'", "form-action": "'self'",
        "frame-ancestors": "'none'"}
    reply.headers.setdefault("Content-Security-Policy", "; ".join(f"{name} {value}" for name, value in policy.items()))
    reply.headers["X-Content-Type-Options"] = "nosniff"
    reply.headers["X-Frame-Options"] = "DENY"
    reply.headers["Referrer-Policy"] = "same-origin"
    reply.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    reply.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    reply.headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"
    if "request_id" in g:
        reply.headers["X-Request-Id"] = g.request_id
    if request.endpoint in ASSETS and reply.status_code in (200, 304):
        reply.headers["Cache-Control"] = "public, max-age=31536000, immutable" if request.args.get("v") else "no-cache"
    else:
        reply.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        reply.headers["Strict-Transport-Security"] = "max-age=31536000"
    return reply
