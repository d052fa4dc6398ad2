"""Ways to ask that a well-behaved browser does not have."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Flask

from core.accounts.users import Users
from core.app import Desk
from core.http.server import open_server
from core.site import create_site
from tests.attack.desk import CHEAP, Shop

GUARDS = ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy",
          "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy")


def site(shop: Shop, **config: Any) -> Flask:
    """The shop's site under another configuration; its desk replaces the shop's."""
    desk = Desk(replace(shop.desk.config, **config), now=shop.clock)
    desk.users = Users(desk.place, CHEAP)
    shop.desk.store.dispose()
    shop.desk = desk
    return create_site(desk)


def unguarded(headers: Any) -> list[str]:
    """The guards that an answer lacks, and what it tells of its server."""
    found = [name for name in GUARDS if not headers.get(name)]
    if headers.get("X-Content-Type-Options") != "nosniff" or "unsafe" in headers.get("Content-Security-Policy", ""):
        found.append("weak")
    return found + [name for name in ("Server", "X-Powered-By", "Via") if headers.get(name)]


@contextmanager
def served(app: Flask, proxies: int = 0) -> Iterator[int]:
    """The application behind the desk's own server; the port."""
    server = open_server(app, "127.0.0.1", 0, threads=4, proxies=proxies)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server.effective_port
    finally:
        server.close()
        thread.join(10)


def raw(port: int, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes, and read the answer: status, headers, body."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        said = b""
        while chunk := connection.recv(65536):
            said += chunk
    head, _, body = said.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    return int(lines[0].split()[1]), dict(line.split(": ", 1) for line in lines[1:]), body
