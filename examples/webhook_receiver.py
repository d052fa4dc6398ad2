"""A receiver of webhooks: takes each message once, and only from the desk. `python webhook_receiver.py KEY PORT`."""

import hashlib
import hmac
import json
import sys
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer

OLDEST = 300
"""Seconds after which a message is taken for one that somebody has recorded and plays again."""


def genuine(key: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether the desk that has this key sent exactly this, a short while ago."""
    message, sent = headers["Shouhou-Webhook-Id"], headers["Shouhou-Webhook-Timestamp"]
    signed = hmac.new(key.encode(), f"{message}.{sent}.".encode() + body, hashlib.sha256).hexdigest()
    told = headers["Shouhou-Webhook-Signature"].removeprefix("v1=")
    return hmac.compare_digest(signed, told) and abs(now - int(sent)) <= OLDEST


class Receiver(BaseHTTPRequestHandler):
    """Prints what it is told. A real one would put it in a queue of its own and answer at once."""

    key = ""
    seen: set[str] = set()  # noqa: RUF012  # a real one keeps these where a restart does not lose them

    def do_POST(self) -> None:
        """Answer 204 for what is taken now or was taken before, 401 for what does not come from the desk."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not genuine(self.key, self.headers, body, time.time()):
            self.send_error(401)
            return
        said = json.loads(body)
        if said["id"] not in self.seen:
            self.seen.add(said["id"])
            print(said["event"], said.get("case", {}).get("number", ""), flush=True)
        self.send_response(204)
        self.end_headers()


if __name__ == "__main__":
    Receiver.key = sys.argv[1]
    HTTPServer(("127.0.0.1", int(sys.argv[2])), Receiver).serve_forever()
