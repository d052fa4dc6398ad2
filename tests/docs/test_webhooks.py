"""The receiver that the page shows takes what the desk sends, once, and nothing else."""

import importlib.util
import re
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest

from core.webhooks.addresses import target_of
from core.webhooks.delivering import ATTEMPTS, FAILURES
from core.webhooks.sending import Limits, send
from core.webhooks.signing import headers
from core.webhooks.subscriptions import EVENTS, PING

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "integrators" / "webhooks.md").read_text("utf-8")
KEY, NOW = "whsec_1", 1760323200
BODY = b'{"id":"m1","event":"opened","case":{"number":"TH-2025-00001"}}'


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("webhook_receiver", ROOT / "examples" / "webhook_receiver.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.Receiver.key = KEY
    monkeypatch.setattr(module.time, "time", lambda: NOW)
    monkeypatch.setattr(module.Receiver, "log_message", lambda *_: None)
    return module


@pytest.fixture
def url(example: ModuleType) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), example.Receiver)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join(5)


def status(url: str, key: str = KEY, body: bytes = BODY, at: int = NOW) -> int | None:
    return send(target_of(url), ["127.0.0.1"], body, headers(key, "m1", at, body)).status


def test_the_shown_receiver_takes_each_message_once_and_only_from_the_desk(
        url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert [status(url), status(url)] == [204, 204]
    assert capsys.readouterr().out == "opened TH-2025-00001\n"
    assert status(url, key="whsec_2") == 401
    assert status(url, at=NOW - 301) == 401 and status(url, at=NOW + 301) == 401 and status(url, at=NOW - 299) == 204


def test_a_changed_body_time_or_id_is_not_genuine(example: ModuleType) -> None:
    signed = headers(KEY, "m1", NOW, BODY)
    assert example.genuine(KEY, signed, BODY, NOW)
    assert not example.genuine(KEY, signed, BODY + b" ", NOW)
    for name, other in (("Shouhou-Webhook-Id", "m2"), ("Shouhou-Webhook-Timestamp", str(NOW + 1)),
                        ("Shouhou-Webhook-Signature", "v1=" + "0" * 64)):
        assert not example.genuine(KEY, {**signed, name: other}, BODY, NOW)


def test_the_page_names_every_event_header_and_figure() -> None:
    assert [each for each in (*EVENTS, PING, *headers(KEY, "m1", NOW, BODY)) if f"`{each}`" not in PAGE] == []
    limits = Limits()
    waits = re.search(r"after 30 s, ([\d, and]+) minutes", PAGE)
    assert waits and [int(each) for each in re.findall(r"\d+", waits[1])] == [2**n for n in range(ATTEMPTS - 2)]
    assert f"within {limits.whole:g} seconds ({limits.connect:g} to connect)" in PAGE
    assert (ATTEMPTS, FAILURES) == (8, 5)
