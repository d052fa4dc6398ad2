"""E-mail by SMTP: a channel like one a plugin brings, there as soon as the configuration names a server.

One connection for each letter, encrypted and certified unless the server is this machine or the business does without;
the password goes to no other all the same. Both the address and the subject are checked before they come here and once
more by the standard library, which refuses what would end a line of a header.
"""

import logging
import os
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as RULES
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from core.config import MAIL_ADDRESS, Config
from core.domain.reasons import Reason
from core.hookspecs import hookimpl
from core.notifications.channels import Channel, Letter, NotSent, Person

ENVIRONMENT = "SHOUHOU_MAIL_PASSWORD"
STEP_SECONDS, WHOLE_SECONDS = 10.0, 30.0
PORTS = {"starttls": 587, "tls": 465, "none": 25}
MOST_SAID = 200

log = logging.getLogger("shouhou.notifications")


@hookimpl
def register_channels(config: Config) -> Sequence[Channel]:
    """E-mail, where a server is named."""
    return [Mail(config)] if config.mail_host else []


class Mail(Channel):
    """Sends plain text, to addresses that accounts have. Times are seconds: for one answer, and for a whole letter."""

    key, title, unasked = "email", "邮件", True

    def __init__(self, config: Config, *, step: float = STEP_SECONDS, whole: float = WHOLE_SECONDS) -> None:
        self.config, self.step, self.whole = config, step, whole

    def trouble(self) -> Reason | None:
        try:
            self._check()
        except NotSent as error:
            return error.why
        return None

    def reaches(self, person: Person) -> bool:
        return MAIL_ADDRESS.fullmatch(person.email) is not None

    def send(self, letter: Letter) -> None:
        self._check()
        message = _written(letter, self.config)
        held: list[smtplib.SMTP] = []
        cut = threading.Event()

        def end() -> None:
            """The time of each answer begins again with each; this one does not."""
            cut.set()
            for each in held:
                with suppress(OSError):  # the other side was quicker
                    if each.sock:
                        each.sock.shutdown(socket.SHUT_RDWR)

        watch = threading.Timer(self.whole, end)
        watch.daemon = True
        watch.start()
        try:
            server = self._connect(held.append)
            if self.config.mail_login:
                server.login(self.config.mail_login, self._password())
            server.send_message(message, self.config.mail_from, [letter.to.email])
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise _why(error, late=cut.is_set(), seconds=self.whole if cut.is_set() else self.step) from error
        finally:
            watch.cancel()
            for each in held:
                each.close()  # a good-bye could only fail

    def _connect(self, hold: Callable[[smtplib.SMTP], None]) -> smtplib.SMTP:
        """A connection that is known to `hold` as soon as it is there."""
        class Plain(smtplib.SMTP):
            def connect(self, *where: Any, **named: Any) -> tuple[int, bytes]:
                hold(self)
                return super().connect(*where, **named)

        class Secure(smtplib.SMTP_SSL, Plain):
            """The same, encrypted from the beginning."""

        config, context = self.config, self._trusted()
        port = config.mail_port or PORTS[config.mail_security]
        # The library asks the system for this machine's name otherwise, which may take long.
        here = config.mail_from.rpartition("@")[2]
        if config.mail_security == "tls":
            return Secure(config.mail_host, port, here, timeout=self.step, context=context)
        server = Plain(config.mail_host, port, here, timeout=self.step)
        if config.mail_security == "starttls":
            server.starttls(context=context)
        return server

    def _trusted(self) -> ssl.SSLContext:
        """By whom the server has to be certified: the system's authorities, and the one that is named."""
        context = ssl.create_default_context()
        if self.config.mail_authority_file:
            try:
                context.load_verify_locations(self.config.mail_authority_file)
            except (OSError, ssl.SSLError) as error:
                raise NotSent(Reason("证书文件 {path} 读不了:{why}", {
                    "path": self.config.mail_authority_file, "why": error.strerror or type(error).__name__}),
                    everybody=True) from None
        return context

    def _password(self) -> str:
        """Of the environment, else of the file, which nobody else may read."""
        if given := os.environ.get(ENVIRONMENT):
            return given
        if not self.config.mail_password_file:
            raise NotSent(Reason("写了 mail_login 却没有密码;请写 mail_password_file,或设置环境变量 {name}", {
                "name": ENVIRONMENT}), everybody=True)
        path = Path(self.config.mail_password_file)
        try:
            said, mode = path.read_text("utf-8").strip("\r\n"), path.stat().st_mode
        except (OSError, UnicodeDecodeError) as error:
            raise NotSent(Reason("邮箱密码文件 {path} 读不了:{why}", {
                "path": str(path), "why": getattr(error, "strerror", "") or type(error).__name__}),
                everybody=True) from None
        if mode & 0o077:
            raise NotSent(Reason("邮箱密码文件 {path} 其他用户也能读写;请运行 chmod 600 {file}", {
                "path": str(path), "file": str(path)}), everybody=True)
        return said

    def _check(self) -> None:
        """Raises `NotSent` for a set-up that nothing can be sent by."""
        config = self.config
        if not config.mail_from:
            raise NotSent(Reason("shouhou.toml 里没有写发件地址 mail_from", {}), everybody=True)
        allowed = config.mail_unencrypted and not config.mail_login
        if config.mail_security == "none" and not (allowed or _this_machine(config.mail_host)):
            raise NotSent(Reason("邮件服务器 {host} 不在本机,不加密不发送;请改用 starttls 或 tls", {
                "host": config.mail_host}), everybody=True)
        if config.mail_login:
            self._password()
        self._trusted()


def _this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _written(letter: Letter, config: Config) -> EmailMessage:
    """The letter as mail. Raises `NotSent` for an address or a subject that no header takes."""
    message = EmailMessage(policy=RULES)
    try:
        if not MAIL_ADDRESS.fullmatch(letter.to.email):
            raise ValueError(letter.to.login)
        message["From"] = Address(config.business, addr_spec=config.mail_from)
        message["To"] = Address(addr_spec=letter.to.email)
        message["Subject"] = letter.subject
        message["Date"] = letter.at
        message["Message-ID"] = f"<{letter.name}@{config.mail_from.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body, charset="utf-8", cte="base64")
    except ValueError:
        raise NotSent(Reason("地址或标题里有邮件不能用的字符", {}), final=True) from None
    return message


def _why(error: Exception, *, late: bool, seconds: float) -> NotSent:
    """What went wrong, in words for people, and what to do about it: a 5 about a recipient or a letter is
    for good."""
    if late or isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return NotSent(Reason("{seconds} 秒内没有答复", {"seconds": f"{seconds:g}"}), everybody=True)
    match error:
        case smtplib.SMTPAuthenticationError():
            return NotSent(Reason("邮件服务器不认账号或密码:{said}", {
                "said": _said(error.smtp_code, error.smtp_error)}), everybody=True)
        case smtplib.SMTPRecipientsRefused():
            code, words = next(iter(error.recipients.values()))
            return _refused(code, words)
        case smtplib.SMTPDataError():
            return _refused(error.smtp_code, error.smtp_error)
        case smtplib.SMTPResponseException():
            return NotSent(Reason("邮件服务器答复 {said}", {"said": _said(error.smtp_code, error.smtp_error)}),
                           everybody=True)
        case smtplib.SMTPNotSupportedError():
            return NotSent(Reason("邮件服务器不支持加密或登录,没有发送", {}), everybody=True)
        case smtplib.SMTPServerDisconnected() | ConnectionResetError() | BrokenPipeError() | ssl.SSLEOFError():
            return NotSent(Reason("邮件服务器中途断开", {}), everybody=True)
        case ssl.SSLError():
            said = getattr(error, "verify_message", "") or error.reason or type(error).__name__
            return NotSent(Reason("加密连接不成:{why}", {"why": said}), everybody=True)
        case ConnectionRefusedError():
            return NotSent(Reason("邮件服务器没有在这个地址和端口上接收", {}), everybody=True)
        case ValueError():
            return NotSent(Reason("地址或标题里有邮件不能用的字符", {}), final=True)
        case _:
            return NotSent(Reason("连接不上:{why}", {
                "why": getattr(error, "strerror", None) or type(error).__name__}), everybody=True)


def _refused(code: int, words: bytes | str) -> NotSent:
    return NotSent(Reason("邮件服务器答复 {said}", {"said": _said(code, words)}), final=500 <= code < 600)


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(''.join(each if each.isprintable() else ' ' for each in text).split())}"[:MOST_SAID]
