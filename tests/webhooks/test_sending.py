"""One message to a real receiver: what it gets, what it may do, and how long it may take."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from core.webhooks.addresses import target_of
from core.webhooks.sending import Answer, Limits, send
from core.webhooks.signing import headers
from tests.certificates import certificate_of, serving
from tests.webhooks.receiver import Receiver, receiving

HERE = ["127.0.0.1"]
BODY = '{"id":"m1","说":"好"}'.encode()
SHORT = Limits(connect=0.3, whole=0.3)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def sent(url: str, addresses: list[str] | None = None, limits: Limits | None = None,
         trusted: ssl.SSLContext | None = None) -> Answer:
    return send(target_of(url), addresses or HERE, BODY, headers("whsec_1", "m1", 1700000000, BODY), limits, trusted)


def test_what_a_receiver_gets(receiver: Receiver) -> None:
    answer = sent(receiver.url("/hook?for=出售", host="receiver.test"))
    got, = receiver.got
    assert answer.good and answer.status == 204 and answer.trouble is None and answer.milliseconds >= 0
    assert got.body == BODY and got.path == "/hook?for=%E5%87%BA%E5%94%AE"
    assert got.headers["host"] == f"receiver.test:{receiver.port}"
    assert got.headers["content-type"] == "application/json" and "transfer-encoding" not in got.headers
    assert got.signed_with("whsec_1") and not got.signed_with("whsec_2")
    assert got.headers["shouhou-webhook-timestamp"] == "1700000000"


@pytest.mark.parametrize(("status", "good"), [(200, True), (202, True), (299, True), (199 + 101, False), (400, False),
                                              (404, False), (410, False), (429, False), (500, False), (503, False)])
def test_only_2xx_is_good(receiver: Receiver, status: int, good: bool) -> None:
    receiver.answer = status
    answer = sent(receiver.url())
    assert (answer.status, answer.good, answer.trouble) == (status, good, None)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(receiver: Receiver, status: int) -> None:
    with receiving() as other:
        def elsewhere(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            handler.send_header("Location", other.url("/inside"))
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        receiver.answer = elsewhere
        answer = sent(receiver.url())
        assert answer.status == status and not answer.good
        assert other.got == [] and len(receiver.got) == 1


def test_no_proxy_of_the_environment_is_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url(""))
        assert sent(receiver.url(host="receiver.test")).good
        assert proxy.got == []


def test_a_receiver_that_never_answers_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        answer = sent(f"http://127.0.0.1:{silent.getsockname()[1]}/", limits=SHORT)
    assert answer.status is None and not answer.good
    assert answer.trouble is not None and "0.3 秒" in str(answer.trouble)
    assert answer.milliseconds < 3000


@pytest.mark.parametrize("where", ["head", "status"])
def test_one_that_answers_a_letter_at_a_time_is_left_too(receiver: Receiver, where: str) -> None:
    done = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        if where == "head":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        try:
            for _ in range(200):  # four seconds, should nobody hang up
                if done.wait(0.02):
                    return
                handler.wfile.write(b"H")
                handler.wfile.flush()
        except OSError:
            return

    receiver.answer = drip
    answer = sent(receiver.url(), limits=SHORT)
    done.set()
    assert answer.status is None and answer.milliseconds < 3000
    assert answer.trouble is not None and "0.3 秒" in str(answer.trouble)


def test_what_it_says_is_read_only_so_far(receiver: Receiver) -> None:
    written, stopped = list[int](), threading.Event()

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while sum(written) < 2**28:
                written.append(handler.wfile.write(b"x" * 65536))
        except OSError:
            stopped.set()

    receiver.answer = endless
    assert sent(receiver.url()).good
    assert stopped.wait(10), "the receiver could go on talking"
    assert sum(written) < 2**26


def test_a_body_that_never_ends_does_not_undo_the_answer(receiver: Receiver) -> None:
    done = threading.Event()

    def slow(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        done.wait(10)

    receiver.answer = slow
    answer = sent(receiver.url(), limits=SHORT)
    done.set()
    assert answer.good and answer.milliseconds < 3000


def test_one_that_hangs_up(receiver: Receiver) -> None:
    receiver.answer = lambda handler: handler.connection.close()
    answer = sent(receiver.url())
    assert answer.status is None and answer.trouble is not None and "断开" in str(answer.trouble)


@pytest.mark.parametrize("said", [b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\r\n\r\n\r\n",
                                  b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n", b"HTTP/1.1 " + b"2" * 70000])
def test_what_is_not_http_is_no_answer(receiver: Receiver, said: bytes) -> None:
    def speak(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(said)
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_WR)

    receiver.answer = speak
    answer = sent(receiver.url())
    assert answer.status is None and answer.trouble is not None


def test_a_closed_port_and_an_address_after_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = server.getsockname()[1]
    answer = sent(f"http://127.0.0.1:{free}/")
    assert answer.status is None and answer.trouble is not None and "接收" in str(answer.trouble)
    with receiving("127.0.0.2") as receiver:
        assert sent(receiver.url(host="receiver.test"), ["127.0.0.1", "127.0.0.2"]).good


def test_it_goes_to_the_addresses_given_whatever_the_name_means(receiver: Receiver) -> None:
    """`localhost` is this machine too, but nobody asks."""
    with receiving("127.0.0.3", port=receiver.port) as other:
        assert sent(other.url(host="localhost"), ["127.0.0.3"]).good
        assert len(other.got) == 1 and receiver.got == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate of a receiver whose name is `receiver.test`."""
    return certificate_of("receiver.test", tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def secure(certificate: Path) -> Iterator[Receiver]:
    with receiving(certified=serving(certificate)) as made:
        yield made


def test_tls_certifies_the_name_and_the_connection_goes_to_the_address(secure: Receiver, certificate: Path) -> None:
    trusted = ssl.create_default_context(cafile=certificate)
    assert sent(secure.url(host="receiver.test", scheme="https"), trusted=trusted).good
    got, = secure.got
    assert got.body == BODY and got.headers["host"] == f"receiver.test:{secure.port}"


@pytest.mark.parametrize(("host", "known"), [("other.test", True), ("127.0.0.1", True), ("receiver.test", False)])
def test_another_name_or_an_unknown_authority_is_not_sent_to(secure: Receiver, certificate: Path, host: str,
                                                             known: bool) -> None:
    trusted = ssl.create_default_context(cafile=certificate) if known else None
    answer = sent(secure.url(host=host, scheme="https"), trusted=trusted)
    assert answer.status is None and answer.trouble is not None and "加密" in str(answer.trouble), answer
    assert secure.got == []


def test_a_handshake_that_never_ends_is_left() -> None:
    began = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        answer = sent(f"https://receiver.test:{silent.getsockname()[1]}/", limits=SHORT)
    assert answer.status is None and time.monotonic() - began < 3
