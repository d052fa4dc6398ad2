"""A mail server on this machine that keeps what it was sent and answers as it is told; and one that is rude."""

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class PostOffice:
    """Takes mail. `answers` are what it says to the next recipients, then to the next letters, instead of yes."""

    def __init__(self) -> None:
        self.got: list[EmailMessage] = []
        self.to: list[str] = []
        self.to_recipients: list[str] = []
        self.to_letters: list[str] = []
        self.users: dict[str, str] = {}
        self.port = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.to_recipients:
            return self.to_recipients.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.to_letters:
            return self.to_letters.pop(0)
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.got.append(letter)
        self.to += envelope.rcpt_tos
        return "250 taken"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, said: Any) -> AuthResult:
        known = isinstance(said, LoginPassword) and self.users.get(said.login.decode()) == said.password.decode()
        return AuthResult(success=known, handled=False)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as known:
        return int(known.getsockname()[1])


@contextmanager
def post_office(certified: ssl.SSLContext | None = None, users: dict[str, str] | None = None, *,
                starttls: bool = True) -> Iterator[PostOffice]:
    """A post office that listens; it can encrypt where it is certified, at once unless by STARTTLS."""
    office = PostOffice()
    office.port, office.users = free_port(), users or {}
    more: dict[str, Any] = {
        "authenticator": office.authenticate, "auth_required": True, "auth_exclude_mechanism": ["LOGIN"],
    } if users else {}
    if certified and starttls:
        more["tls_context"] = certified
    elif certified:
        more["ssl_context"] = certified
    controller = Controller(office, hostname="127.0.0.1", port=office.port, **more)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


@contextmanager
def rude(*says: str, cut_in_letter: bool = False) -> Iterator[int]:
    """The port of a server that says these lines, one after each line it hears, then nothing more; or that hangs up
    in the middle of a letter."""
    server = socket.create_server(("127.0.0.1", 0))
    open_ones: list[socket.socket] = []

    def talk(line: socket.socket, left: Sequence[str]) -> None:
        heard = line.makefile("rb")
        for each in left:
            with suppress(OSError):
                line.sendall(each.encode() + b"\r\n")
            heard.readline()
        if cut_in_letter:
            line.shutdown(socket.SHUT_RDWR)

    def listen() -> None:
        with suppress(OSError):
            while True:
                line, _ = server.accept()
                open_ones.append(line)
                threading.Thread(target=talk, args=(line, says), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield int(server.getsockname()[1])
    finally:
        server.close()
        for each in open_ones:
            each.close()
