"""Mail against real servers: what they are sent, and what becomes of it where they are unfriendly or not certified."""

import os
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from core.config import BadConfig, Config
from core.notifications import mail
from core.notifications.channels import Letter, NotSent, Person
from core.notifications.mail import Mail
from tests.notifications.post_office import PostOffice, free_port, post_office, rude

LIN = Person("lin", "林晓", "lin@shop.example", "zh")
LETTER = Letter("7.abc", LIN, "已逾期:首次答复", "林晓,您好:\n\n案件 X 已逾期。\n", "",
                datetime(2025, 3, 5, 2, tzinfo=UTC))
GREETED = ("220 hello", "250 hello", "250 sender", "250 recipient", "354 go on")
CONFIG = Config(business='车行 "甲" <b@c>', mail_from="desk@shop.example", mail_host="127.0.0.1", mail_security="none")


def by(port: int, *, step: float = 5, whole: float = 10, **more: Any) -> Mail:
    return Mail(replace(CONFIG, mail_port=port, **more), step=step, whole=whole)


def refused(channel: Mail, letter: Letter = LETTER) -> NotSent:
    with pytest.raises(NotSent) as caught:
        channel.send(letter)
    return caught.value


def plain(letter: EmailMessage) -> str:
    """What it says, without the ends of lines that mail has."""
    return str(letter.get_content()).replace("\r\n", "\n")


def test_a_letter_arrives_as_it_was_written(office: PostOffice) -> None:
    by(office.port).send(LETTER)
    by(office.port).send(LETTER)
    one, again = office.got
    assert one["Message-ID"] == again["Message-ID"] == "<7.abc@shop.example>"
    assert (one["Subject"], one["To"]) == ("已逾期:首次答复", "lin@shop.example")
    assert one["Auto-Submitted"] == "auto-generated"
    sender, = one["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (CONFIG.business, "desk@shop.example")
    assert one["Date"].datetime == LETTER.at and one.get_content_type() == "text/plain"
    assert plain(one) == LETTER.body and one.get_content_charset() == "utf-8"
    assert office.to == ["lin@shop.example"] * 2


@pytest.mark.parametrize(("subject", "address"), [
    ("a\r\nBcc: eve@evil.example", LIN.email), ("a\nBcc: eve@evil.example", LIN.email),
    ("a", "lin@shop.example\r\nRCPT TO:<eve@evil.example>"), ("a", "lin@shop.example, eve@evil.example"),
    ("a", "<eve@evil.example>"), ("a", "")])
def test_nothing_gets_into_headers_or_commands(office: PostOffice, subject: str, address: str) -> None:
    error = refused(by(office.port), replace(LETTER, subject=subject, to=replace(LIN, email=address)))
    assert error.final and not error.everybody and office.got == [] and office.to == []


def test_a_body_with_a_lone_full_stop_is_still_one_letter(office: PostOffice) -> None:
    by(office.port).send(replace(LETTER, body="a\n.\nRCPT TO:<eve@evil.example>\n"))
    assert len(office.got) == 1 and plain(office.got[0]) == "a\n.\nRCPT TO:<eve@evil.example>\n"


@pytest.mark.parametrize(("recipients", "letters", "final", "says"), [
    (["550 no such user"], [], True, "550 no such user"), (["450 try later"], [], False, "450 try later"),
    ([], ["554 spam"], True, "554 spam"), ([], ["451 not now"], False, "451 not now")])
def test_a_5_is_for_good_and_a_4_for_now(office: PostOffice, recipients: list[str], letters: list[str], final: bool,
                                         says: str) -> None:
    office.to_recipients, office.to_letters = recipients, letters
    error = refused(by(office.port))
    assert (error.final, error.everybody) == (final, False) and says in str(error.why)
    by(office.port).send(LETTER)
    assert len(office.got) == 1


@pytest.mark.parametrize(("says", "cut", "words"), [
    ((), False, "0.3 秒内没有答复"), (("220 hello",), False, "0.3 秒内没有答复"), (GREETED, False, "0.3 秒内没有答复"),
    (GREETED, True, "中途断开"), (("421 too busy",), False, "421"),
    (("220 hello", "250 hello", "530 log in"), False, "530"), (("hello there",), False, "答复")])
def test_a_server_that_hangs_or_hangs_up_is_in_trouble_itself(says: tuple[str, ...], cut: bool, words: str) -> None:
    with rude(*says, cut_in_letter=cut) as port:
        began = time.monotonic()
        error = refused(by(port, step=0.3))
    assert words in str(error.why) and time.monotonic() - began < 5
    assert error.everybody and not error.final


def test_the_whole_letter_has_a_time_too() -> None:
    """Each line of the answer comes in time, and there is always one more."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as slow:
        def drip() -> None:
            line, _ = slow.accept()
            with line, suppress(OSError):
                while not over.wait(0.05):
                    line.sendall(b"220-wait\r\n")

        dripping = threading.Thread(target=drip, daemon=True)
        dripping.start()
        began = time.monotonic()
        error = refused(by(slow.getsockname()[1], step=2, whole=0.4))
        over.set()
        dripping.join(5)
    assert "0.4 秒" in str(error.why) and time.monotonic() - began < 3


def test_nobody_listens() -> None:
    error = refused(by(free_port()))
    assert error.everybody and "没有在这个地址和端口上接收" in str(error.why)
    assert "连接不上" in str(refused(by(25, mail_host="no-such-host.invalid", mail_unencrypted=True)).why)


@pytest.mark.parametrize("how", ["starttls", "tls"])
def test_encrypted_where_the_server_is_certified_by_a_named_authority(certified: ssl.SSLContext, certificate: Path,
                                                                     how: str) -> None:
    with post_office(certified, starttls=how == "starttls") as office:
        trusting = by(office.port, mail_host="localhost", mail_security=how, mail_authority_file=str(certificate))
        trusting.send(LETTER)
        assert len(office.got) == 1
        unknown = refused(by(office.port, mail_host="localhost", mail_security=how))
        another = refused(by(office.port, mail_security=how, mail_authority_file=str(certificate)))
        assert len(office.got) == 1
    for error in (unknown, another):
        assert error.everybody and not error.final and "加密连接不成" in str(error.why), error.why


def test_nothing_is_sent_in_the_clear_where_encryption_was_asked_for(office: PostOffice) -> None:
    error = refused(by(office.port, mail_security="starttls"))
    assert "不支持加密" in str(error.why) and office.got == []


@pytest.mark.parametrize("host", ["mail.example.com", "10.0.0.5"])
def test_without_encryption_only_to_this_machine_unless_allowed(host: str) -> None:
    channel = by(25, mail_host=host)
    error = refused(channel)
    assert "不加密不发送" in str(error.why) and channel.trouble() == error.why
    assert by(25, mail_host=host, mail_unencrypted=True).trouble() is None and by(25).trouble() is None
    assert by(25, mail_host=host, mail_unencrypted=True, mail_login="desk").trouble() == error.why  # nor the password


@pytest.fixture
def password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.delenv(mail.ENVIRONMENT, raising=False)

    def write(said: str = "open sesame\n", mode: int = 0o600) -> str:
        path = tmp_path / "mail.password"
        path.write_text(said, "utf-8")
        path.chmod(mode)
        return str(path)

    return write


def test_logging_in_by_a_file_or_the_environment(certified: ssl.SSLContext, certificate: Path,
                                                 password: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    with post_office(certified, {"desk": "open sesame"}) as office:
        known: dict[str, Any] = {"mail_host": "localhost", "mail_security": "starttls", "mail_login": "desk",
                                 "mail_authority_file": str(certificate)}
        assert "530" in str(refused(by(office.port, **{**known, "mail_login": ""})).why)
        by(office.port, **known, mail_password_file=password()).send(LETTER)
        wrong = refused(by(office.port, **known, mail_password_file=password("wrong")))
        assert wrong.everybody and not wrong.final and "账号或密码" in str(wrong.why)
        assert "chmod" in str(refused(by(office.port, **known, mail_password_file=password(mode=0o644))).why)
        assert "没有密码" in str(by(office.port, **known).trouble())
        assert "读不了" in str(refused(by(office.port, **known, mail_password_file="/nowhere")).why)
        monkeypatch.setenv(mail.ENVIRONMENT, "open sesame")
        by(office.port, **known).send(LETTER)
        assert len(office.got) == 2
    assert os.environ[mail.ENVIRONMENT] not in repr(wrong.why) and smtplib.SMTP.debuglevel == 0


@pytest.mark.parametrize(("line", "says"), [
    ('public_address = "desk.example.com"', "public_address"), ('public_address = "https://a.b/c?d"', "public_address"),
    ('public_address = "javascript://a"', "public_address"), ('mail_from = "chen"', "mail_from"),
    ('mail_from = "a@b.c\\nBcc: d@e"', "mail_from"), ('mail_security = "ssl"', "mail_security"),
    ('mail_host = "a b"', "mail_host"), ("mail_port = 70000", "mail_port"), ('mail_hots = "x"', "mail_host")])
def test_a_wrong_entry_is_named(tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "shouhou.toml").write_text(line + "\n", "utf-8")
    with pytest.raises(BadConfig, match=says):
        Config.load(tmp_path / "shouhou.toml")


def test_files_count_from_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "shouhou.toml").write_text(
        'mail_host = "mail.example.com"\nmail_password_file = "pw"\nmail_authority_file = "ca.pem"\n', "utf-8")
    found = Config.load(tmp_path / "shouhou.toml")
    assert (found.mail_password_file, found.mail_authority_file) == (str(tmp_path / "pw"), str(tmp_path / "ca.pem"))
    assert [each.key for each in mail.register_channels(found)] == ["email"] and mail.register_channels(Config()) == []
