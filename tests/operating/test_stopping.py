"""Being told to stop: nobody new is let in, who is being served is served, and then the process ends."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from flask import Flask

from core.http.server import open_server
from core.http.stopping import serve_until
from tests.operating.processes import NEW_CASE, ROOT, Business

from_sqlite = pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)


def refused(port: int) -> bool:
    """Whether nobody is let in any more, within a few seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            return True
        except OSError:
            pass
    return False


def began(line: socket.socket, business: Business, body: bytes) -> None:
    """Send a request but for the end of its body."""
    head = "".join(f"{name}: {value}\r\n" for name, value in business.headers().items())
    line.sendall(f"POST /api/v1/cases HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}"
                 f"Content-Length: {len(body)}\r\n\r\n".encode() + body[:20])


@from_sqlite
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_request_in_hand_is_finished(tmp_path: Path, database_url: str, number: signal.Signals) -> None:
    business, body = Business(tmp_path / "desk", database_url), json.dumps(NEW_CASE).encode()
    with business.serving() as (process, port):
        idle = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        idle.request("GET", "/readyz")
        assert idle.getresponse().read() == b'{"ready":true}\n'
        with socket.create_connection(("127.0.0.1", port), 30) as line:
            began(line, business, body)
            idle.request("GET", "/healthz")  # answered after it: the other one is in hand by then
            assert idle.getresponse().read() == b'{"alive":true}\n'
            process.send_signal(number)
            assert refused(port)
            idle.request("GET", "/readyz")
            reply = idle.getresponse()
            assert (reply.status, reply.read()) == (503, b'{"ready":false}\n')
            assert process.poll() is None
            line.sendall(body[20:])
            answer = line.makefile("rb").read()
        assert b" 201 " in answer.splitlines()[0]
        assert process.wait(15) == 0
    assert business.desk.store.answers()
    with business.desk.store.read() as work:
        assert len(work.cases.list().rows) == 1


def test_somebody_who_never_ends_is_not_waited_for_without_end() -> None:
    began_at, stopping = threading.Event(), threading.Event()
    app = Flask("endless")
    go_on = threading.Event()

    @app.get("/")
    def endless() -> str:
        began_at.set()
        go_on.wait(30)
        return "at last"

    server = open_server(app, "127.0.0.1", 0, threads=2)
    port, found = int(server.effective_port), list[bool]()
    serving = threading.Thread(target=lambda: found.append(serve_until(server, stopping, longest=0.5)))
    serving.start()
    with socket.create_connection(("127.0.0.1", port), 30) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert began_at.wait(10)
        stopping.set()
        serving.join(10)
    go_on.set()
    assert found == [False]


@pytest.mark.slow
@from_sqlite
def test_several_processes_count_together_and_stop_together(tmp_path: Path, database_url: str) -> None:
    (tmp_path / "token").write_text("a-token-of-the-configuration")
    business = Business(tmp_path / "desk", database_url, f"metrics_token_file = {json.dumps(str(tmp_path / 'token'))}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:core.operating.gunicorn"], cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=business.environment(SHOUHOU_BIND=f"127.0.0.1:{port}", TMPDIR=str(tmp_path)))
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and refused_now(port):
            assert process.poll() is None
        opened = [business.call(port, "POST", "/cases", NEW_CASE, f"key-number-{turn}")[0] for turn in range(12)]
        assert opened == [201] * 12
        counted = {figure(port, r'shouhou_requests_total\{method="POST",route="/api/v1/cases",status="201"\} (\S+)')
                   for _ in range(6)}
        assert counted == {12.0}
        assert list(tmp_path.glob("shouhou-figures-*"))
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert not list(tmp_path.glob("shouhou-figures-*"))
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        process.wait(30)


def refused_now(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return True
    return False


def figure(port: int, pattern: str) -> float:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", "/metrics", headers={"Authorization": "Bearer a-token-of-the-configuration"})
    said = line.getresponse().read().decode()
    line.close()
    found = re.search(pattern, said)
    assert found, said
    return float(found[1])
