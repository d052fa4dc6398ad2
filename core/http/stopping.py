"""Serving until told to stop: then nobody new is let in, and who is being served is served to the end."""

from __future__ import annotations

import threading
import time
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.wasyncore import close_all, dispatcher

LONGEST_SECONDS = 20.0
"""How long requests in hand are waited for."""
_LOOK_SECONDS = 0.5


def serve_until(server: Any, stopping: threading.Event, *, longest: float = LONGEST_SECONDS) -> bool:
    """Serve until `stopping` is set, then finish the requests in hand; False where they took longer than `longest`
    seconds, or a second signal came."""
    sockets: dict[int, Any] = getattr(server, "_map", None) or server.map
    turn = server.asyncore.loop
    while not stopping.is_set():
        turn(timeout=_LOOK_SECONDS, map=sockets, use_poll=True, count=1)
    for each in list(sockets.values()):
        if isinstance(each, BaseWSGIServer):
            dispatcher.close(each)  # not its own `close`: threads still have to wake this loop
    until = time.monotonic() + longest
    while (busy := _busy(sockets)) and time.monotonic() < until:
        turn(timeout=_LOOK_SECONDS / 5, map=sockets, use_poll=True, count=1)
    server.task_dispatcher.shutdown(timeout=0 if busy else 5)
    close_all(sockets)
    return not busy


def _busy(sockets: dict[int, Any]) -> bool:
    """Whether somebody is sending a request, waits for an answer, or is being sent one."""
    return any(isinstance(each, HTTPChannel) and (each.requests or each.request or each.total_outbufs_len)
               for each in list(sockets.values()))
