"""The whole site behind a real server, and people who use it over HTTP at the same moment."""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from waitress import create_server
from waitress.wasyncore import close_all

from core.app import Desk
from core.site import create_site
from core.web.signing_in import COOKIE
from tests.services.shop import PASSWORD

CLIENTS = 12
"""As many at once; each needs a thread of the server and a connection to the database."""


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    location: str
    text: str
    retry_after: str = ""

    @property
    def number(self) -> str:
        """The number of the case that it leads to."""
        return self.location.rpartition("/")[2]


class Site:
    """A desk's site on a free port of this machine."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._sockets: dict[int, Any] = {}
        self._server = create_server(create_site(desk), host="127.0.0.1", port=0, threads=CLIENTS, map=self._sockets,
                                     connection_limit=200)
        self.port: int = self._server.effective_port
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()

    def close(self) -> None:
        self._server.trigger.pull_trigger(lambda: close_all(self._sockets, ignore_all=True))
        self._thread.join(30)
        self._server.task_dispatcher.shutdown()

    def someone(self, login: str) -> "Someone":
        """Somebody who has logged in."""
        return Someone(self, self.desk.users.log_in(login, PASSWORD))


class Someone:
    """One browser of one person."""

    def __init__(self, site: Site, token: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", site.port, timeout=60)
        self._cookies = {COOKIE: token}
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get("/me").text)
        assert found
        self._forgery = found[1]

    def get(self, path: str) -> Reply:
        return self._ask("GET", path)

    def post(self, path: str, fields: Mapping[str, object]) -> Reply:
        body = urlencode({"csrf_token": self._forgery, **fields}, doseq=True)
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None) -> Reply:
        kept = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request(method, path, body, {"Cookie": kept, **(headers or {})})
        reply = self._connection.getresponse()
        for said in reply.headers.get_all("Set-Cookie") or ():
            name, _, value = said.partition(";")[0].partition("=")
            self._cookies[name] = value
        return Reply(reply.status, reply.headers.get("Location") or "", reply.read().decode("utf-8", "replace"),
                     reply.headers.get("Retry-After") or "")


@contextmanager
def served(desk: Desk) -> Iterator[Site]:
    site = Site(desk)
    try:
        yield site
    finally:
        site.close()

