"""What every reply carries, whichever face gives it: its number, and headers that keep a browser out of mischief."""

import re
import secrets
from time import perf_counter

from flask import Response, current_app, g, request

from core.http.admission import ASSETS
from core.http.logs import note_request

BEHIND_PROXIES = "shouhou.proxies"
"""The application's setting of how many front servers there are; what they say of a request is believed."""

NOTHING = "default-src 'none'; sandbox"
"""What may be loaded by what is no page: nothing, nor may it run anything."""
ALWAYS = {
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"}
STRANGE_HOST = """400
本服务台不回应这个主机名;请管理员在 shouhou.toml 的 hosts 里加上它。
This desk does not answer to that host name; its administrator adds names to `hosts` in shouhou.toml.
"""
"""To whoever called by a name that is not ours: no page, since that could not name its own address."""


def new_request() -> None:
    """Give the request its number, or keep the one that a front server gave it, and the page its nonce."""
    given = request.headers.get("X-Request-Id", "") if current_app.config.get(BEHIND_PROXIES) else ""
    g.request_id = given if re.fullmatch(r"[A-Za-z0-9_-]{8,64}", given) else secrets.token_hex(8)
    g.nonce = secrets.token_urlsafe(16)
    g.began = perf_counter()


def guard_reply(reply: Response) -> Response:
    """Set the headers that every reply carries, and write the request down."""
    nonce = g.get("nonce") or secrets.token_urlsafe(16)
    policy = {
        "default-src": "'self'", "script-src": f"'self' 'nonce-{nonce}'", "style-src": "'self'",
        "img-src": "'self' data: blob:", "object-src": "'none'", "base-uri": "'none'", "form-action": "'self'",
        "frame-ancestors": "'none'"}
    reply.headers.setdefault("Content-Security-Policy", "; ".join(f"{name} {value}" for name, value in policy.items()))
    for name, said in ALWAYS.items():
        reply.headers.setdefault(name, said)
    if "request_id" in g:
        reply.headers["X-Request-Id"] = g.request_id
    if request.endpoint in ASSETS and reply.status_code in (200, 304):
        reply.headers["Cache-Control"] = "public, max-age=31536000, immutable" if request.args.get("v") else "no-cache"
    else:
        reply.headers["Cache-Control"] = "no-store"
    if request.is_secure or current_app.config["SESSION_COOKIE_SECURE"]:
        reply.headers["Strict-Transport-Security"] = "max-age=31536000"
    reply.headers.pop("Server", None)
    note_request(reply, (perf_counter() - g.get("began", perf_counter())) * 1000)
    return reply
