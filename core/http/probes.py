"""What watches over the desk asks: whether it lives, whether it may be given requests, and its figures. Neither pages
nor REST: no log-in of a browser, no query for one."""

from __future__ import annotations

import hmac
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request

from core.domain.people import METRICS, Scope
from core.http.admission import allowed
from core.http.logs import route
from core.operating.metrics import CONTENT_TYPE
from core.operating.troubles import trouble

if TYPE_CHECKING:
    from core.app import Desk

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def install(app: Flask, desk: Desk) -> None:
    """Add `/healthz`, `/readyz` and `/metrics`, and count every answer of the application from now on."""

    @app.get("/healthz", endpoint="probes.alive", provide_automatic_options=False)
    @allowed("anyone")
    def alive() -> Response:
        """The process answers; nothing else is asked."""
        return _said("alive", True)

    @app.get("/readyz", endpoint="probes.ready", provide_automatic_options=False)
    @allowed("anyone")
    def ready() -> Response:
        """Whether requests can be answered. Why not, `shouhou doctor` says."""
        return _said("ready", desk.health.ready())

    @app.get("/metrics", endpoint="probes.metrics", provide_automatic_options=False)
    @allowed("anyone")
    def metrics() -> Response:
        """Figures, for whoever brings the token of the configuration or one of an account that may read them
        and sees all cases: they count what everybody does."""
        if not _may(desk):
            return Response('{"error":"token"}\n', 401, {"WWW-Authenticate": "Bearer"}, mimetype="application/json")
        return Response(desk.metrics.text(), content_type=CONTENT_TYPE)

    @app.after_request
    def count(reply: Response) -> Response:
        method = request.method if request.method in METHODS else "other"
        desk.metrics.note(route(), method, reply.status_code, perf_counter() - g.get("began", perf_counter()))
        return reply


def _said(what: str, well: bool) -> Response:
    return Response(f'{{"{what}":{str(well).lower()}}}\n', 200 if well else 503, mimetype="application/json")


def _may(desk: Desk) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token or not token.isascii():
        return False
    if desk.config.metrics_token_file:
        kept = Path(desk.config.metrics_token_file).read_text("utf-8").strip()
        if len(kept) >= 16 and hmac.compare_digest(kept, token):
            return True
    try:
        caller = desk.tokens.caller(token)
    except Exception as error:
        if trouble(error) is None:
            raise
        return False
    return caller is not None and caller.actor.may(METRICS) and caller.actor.scope is Scope.all
