"""A receiver of webhooks: a real server on this machine that keeps what it was sent and answers as it is told."""

import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = int | Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["shouhou-webhook-id"]

    @property
    def said(self) -> Any:
        return json.loads(self.body)

    def signed_with(self, key: str) -> bool:
        """Worked out here anew, from what the documents promise."""
        text = f"{self.id}.{self.headers['shouhou-webhook-timestamp']}.".encode() + self.body
        wanted = "v1=" + hmac.new(key.encode(), text, hashlib.sha256).hexdigest()
        return hmac.compare_digest(wanted, self.headers["shouhou-webhook-signature"])


class Receiver:
    """Answers with `answer`, or first with what stands in `answers`."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.server, self.got = server, list[Received]()
        self.answer: Behaviour = 204
        self.answers = list[Behaviour]()
        self.under_way = self.most_at_once = 0
        self.lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    def url(self, path: str = "/hook", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def take(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        with self.lock:
            self.got.append(Received(handler.path, {name.lower(): value for name, value in handler.headers.items()},
                                     body))
            behaviour = self.answers.pop(0) if self.answers else self.answer
            self.under_way += 1
            self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            if callable(behaviour):
                behaviour(handler)
            else:
                handler.send_response(behaviour)
                handler.send_header("Content-Length", "0")
                handler.end_headers()
        finally:
            with self.lock:
                self.under_way -= 1


@contextmanager
def receiving(host: str = "127.0.0.1", certified: ssl.SSLContext | None = None, port: int = 0) -> Iterator[Receiver]:
    """A receiver that listens; behind TLS where it is certified."""
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            receiver.take(self)

        do_GET = do_PUT = do_POST

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """The sender hanging up is what is tested."""

    server = Server((host, port), Handler)
    if certified:
        server.socket = certified.wrap_socket(server.socket, server_side=True)
    receiver = Receiver(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
