"""One message to one receiver: to checked addresses only, in a limited time, following nothing."""

import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from core.domain.reasons import Reason
from core.webhooks.addresses import Target

READ_AT_MOST = 64 * 1024
AGENT = "shouhou-webhooks"


@dataclass(frozen=True)
class Limits:
    """How long an attempt may take, in seconds: until it is connected, and altogether."""

    connect: float = 5.0
    whole: float = 10.0


@dataclass(frozen=True)
class Answer:
    """How an attempt went: the receiver's status, or why there is none; how long it took."""

    status: int | None
    milliseconds: int
    trouble: Reason | None = None

    @property
    def good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def send(target: Target, addresses: Sequence[str], body: bytes, headers: Mapping[str, str],
         limits: Limits | None = None, trusted: ssl.SSLContext | None = None) -> Answer:
    """POST a JSON body to a target at one of these addresses, in order until one takes the connection. The name is not
    looked up again; it is what TLS certifies (by `trusted`, else the system's authorities) and what `Host` says.
    No proxy, no redirect, no second try; whatever goes wrong is in the answer."""
    began, limits = time.monotonic(), limits or Limits()
    line = _Line(addresses, target.port, limits)
    connection = _plain(target, line) if target.scheme == "http" else _secure(target, line, trusted)
    # The sockets' own time begins again with each byte; this one does not.
    watch = threading.Timer(limits.whole, line.cut)
    watch.daemon = True
    watch.start()
    status, trouble = None, None
    try:
        connection.request("POST", target.path, body, {
            **headers, "Content-Type": "application/json", "User-Agent": AGENT, "Accept": "*/*"},
            preload_content=False, decode_content=False)
        reply = connection.getresponse()
        if line.was_cut:  # which looks like the end of what it had to say
            raise TimeoutError
        status = reply.status
        reply.read(READ_AT_MOST)  # so that the receiver can finish; what it says is not looked at
    except (OSError, HTTPError, HTTPException, ValueError) as error:
        trouble = line.why(error) if status is None else None
    finally:
        watch.cancel()
        connection.close()
        line.close()
    return Answer(status, round((time.monotonic() - began) * 1000), trouble)


class _Line:
    """The connection below TLS and HTTP, held so that it can be cut from another thread."""

    def __init__(self, addresses: Sequence[str], port: int, limits: Limits) -> None:
        self.addresses, self.port, self.limits = addresses, port, limits
        self._held: socket.socket | None = None
        self.was_cut, self._lock = False, threading.Lock()

    def open(self) -> socket.socket:
        """Connect to the first address that answers."""
        until, last = time.monotonic() + self.limits.connect, OSError("no address")
        for address in self.addresses:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            try:
                made = socket.create_connection((address, self.port), left)
            except OSError as error:
                last = error
                continue
            made.settimeout(self.limits.whole)
            with self._lock:
                self._held = made.dup()
                if self.was_cut:
                    self._held.shutdown(socket.SHUT_RDWR)
            return made
        raise last

    def cut(self) -> None:
        """End the conversation, wherever it is."""
        with self._lock:
            self.was_cut = True
            if self._held:
                try:
                    self._held.shutdown(socket.SHUT_RDWR)
                except OSError:
                    return  # the other side was quicker

    def close(self) -> None:
        with self._lock:
            if self._held:
                self._held.close()
                self._held = None

    def why(self, error: Exception) -> Reason:
        """What went wrong, in words for people."""
        if self.was_cut or isinstance(error, TimeoutError):
            return Reason("{seconds} 秒内没有答复", {"seconds": f"{self.limits.whole:g}"})
        cause = error.__cause__ if isinstance(error.__cause__, ssl.SSLError) else error
        if isinstance(cause, ssl.SSLError):
            said = getattr(cause, "verify_message", "") or cause.reason or str(cause)
            return Reason("加密连接不成:{why}", {"why": said})
        if isinstance(error, ConnectionRefusedError):
            return Reason("对方没有在这个地址和端口上接收", {})
        if isinstance(error, OSError | HTTPException) and self._held:
            return Reason("对方中途断开,或答的不是 HTTP", {})
        return Reason("连接不上:{why}", {"why": getattr(error, "strerror", None) or type(error).__name__})


class _PlainConnection(HTTPConnection):
    """HTTP over a line of ours."""

    line: _Line

    def _new_conn(self) -> socket.socket:
        return self.line.open()


class _SecureConnection(HTTPSConnection):
    """HTTP over TLS over a line of ours."""

    line: _Line

    def _new_conn(self) -> socket.socket:
        return self.line.open()


def _plain(target: Target, line: _Line) -> HTTPConnection:
    made = _PlainConnection(target.host, target.port, timeout=line.limits.whole)
    made.line = line
    return made


def _secure(target: Target, line: _Line, trusted: ssl.SSLContext | None) -> HTTPConnection:
    made = _SecureConnection(target.host, target.port, timeout=line.limits.whole,
                             ssl_context=trusted or ssl.create_default_context())
    made.line = line
    return made
