"""The server of one process: what it refuses before the application sees it carries the same guards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from waitress import create_server
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask

from core.http.replies import ALWAYS, NOTHING

if TYPE_CHECKING:
    from flask import Flask


class _Refusal(ErrorTask):  # type: ignore[misc]
    def execute(self) -> None:
        """Say the status alone: the server's own words repeat what was sent."""
        error = self.request.error
        self.status = f"{error.code} {error.reason}"
        body = f"{self.status}\n".encode()
        self.content_length = len(body)
        self.response_headers += {
            **ALWAYS, "Content-Security-Policy": NOTHING, "Cache-Control": "no-store", "Content-Type": "text/plain",
            "Connection": "close"}.items()
        self.set_close_on_finish()
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]
    error_task_class = _Refusal


def open_server(app: Flask, host: str, port: int, *, threads: int, proxies: int = 0) -> Any:
    """A server that listens and waits for `run`. Without front servers, what requests say of their way here is thrown
    away. Raises `OSError` or `ValueError` for an address that cannot be had."""
    server = create_server(app, host=host, port=port, threads=threads, ident=None,
                           clear_untrusted_proxy_headers=not proxies)
    for each in (server, *getattr(server, "map", {}).values()):
        if isinstance(each, BaseWSGIServer):
            each.channel_class = _Channel
    return server
