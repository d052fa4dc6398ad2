"""The command line as people run it: processes of its own, signals, pipes, a server."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

CLI = Path(__file__).parents[2] / "cli.py"
PASSWORD = "a-long-password-7"


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHOUHOU_", "LC_", "LANG"))}
    return {**kept, "PYTHONUNBUFFERED": "1", **more}


def shouhou(folder: Path, *arguments: str, text: str = "", code: int = 0, **more: str) -> str:
    ran = subprocess.run([sys.executable, str(CLI), *arguments], cwd=folder, input=text, capture_output=True, text=True,
                         env=environment(**more), timeout=120, check=False)
    assert ran.returncode == code, ran.stdout + ran.stderr
    return ran.stdout if code == 0 else ran.stderr


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """A serving process, its address and the lines it printed before."""
    process = subprocess.Popen([sys.executable, str(CLI), *arguments, "--port", "0"], cwd=folder, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment())
    assert process.stdout
    try:
        lines: list[str] = []
        while not lines or "http://" not in lines[-1]:
            line = process.stdout.readline()
            assert line, lines
            lines.append(line)
        yield process, "http://" + lines[-1].split("http://")[1].strip(), lines
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(30)
        process.stdout.close()


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_a_business_from_an_empty_folder_to_a_closed_case(tmp_path: Path, language: str) -> None:
    (tmp_path / "pw").write_text(PASSWORD)
    told = shouhou(tmp_path, "init", "--password-file", "pw", SHOUHOU_LANGUAGE=language)
    assert ("已建立管理员账号 admin" if language == "zh" else "Made the administrator admin") in told
    shouhou(tmp_path, "user", "add", "lin", "--name", "林晓燕", "--duty", "service", "--password-file", "-",
            text=PASSWORD + "\n")
    request = {"form": {"reason": "mind", "explanation": "不合", "order_no": "A1", "bought_on": str(date.today())},
               "items": [{"product": "餐椅"}]}
    opened: Any = json.loads(shouhou(tmp_path, "case", "open", "furniture.return", "--as", "lin", "--answers", "-",
                                     "--json", text=json.dumps(request)))
    shown = shouhou(tmp_path, "case", "show", opened["number"], "--as", "lin", SHOUHOU_LANGUAGE=language)
    assert ("待受理" if language == "zh" else "To be accepted") in shown
    refused = shouhou(tmp_path, "case", "step", opened["number"], "pay", "--as", "lin", code=1,
                      SHOUHOU_LANGUAGE=language)
    assert ("尚未完成" if language == "zh" else "Not yet done") in refused
    ended = shouhou(tmp_path, "case", "step", opened["number"], "withdraw", "--as", "lin", SHOUHOU_LANGUAGE=language)
    assert ("已结束" if language == "zh" else "Ended") in ended


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_serving_answers_and_stops_when_told(tmp_path: Path, number: int) -> None:
    shouhou(tmp_path, "init", "--no-input")
    with serving(tmp_path, "serve") as (process, address, _):
        with urllib.request.urlopen(f"{address}/login", timeout=30) as reply:
            assert reply.status == 200
        port = address.rpartition(":")[2]
        assert "--port" in shouhou(tmp_path, "serve", "--port", port, code=1)
        process.send_signal(number)
        assert process.wait(30) == 0


@pytest.mark.slow
def test_the_demo_prints_address_and_log_ins(tmp_path: Path) -> None:
    with serving(tmp_path, "demo", "--serve") as (process, address, _):
        assert process.stdout
        assert "lin" in process.stdout.readline()
        with urllib.request.urlopen(f"{address}/login", timeout=30) as reply:
            assert reply.status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert "shouhou-demo-2025" in shouhou(tmp_path, "demo")
    assert json.loads(shouhou(tmp_path / "demo-desk", "doctor", "--json"))["well"] is True


def test_the_worker_stops_when_told(tmp_path: Path) -> None:
    shouhou(tmp_path, "init", "--no-input")
    process = subprocess.Popen([sys.executable, str(CLI), "worker"], cwd=tmp_path, text=True, env=environment(),
                               stderr=subprocess.PIPE)
    assert process.stderr
    try:
        assert "后台工作已开始" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait(30)
        process.stderr.close()


def test_a_terminal_without_chinese_still_gets_an_answer(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, str(CLI), "policy", "list"], cwd=tmp_path, capture_output=True,
                         env=environment(PYTHONIOENCODING="ascii"), timeout=60, check=False)
    assert ran.returncode == 0 and b"furniture/return-exchange" in ran.stdout


def test_an_address_that_is_taken_is_told(tmp_path: Path) -> None:
    shouhou(tmp_path, "init", "--no-input")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "--port" in shouhou(tmp_path, "serve", "--port", str(taken.getsockname()[1]), code=1)
