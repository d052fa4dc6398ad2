"""What every reply carries, whichever face gives it: its number, and headers that keep a browser out of mischief."""

import secrets

from flask import Response, g, request

from core.http.admission import ASSETS


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
