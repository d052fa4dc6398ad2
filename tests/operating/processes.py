"""A bicycle shop served by a process of its own, and a program that speaks with it."""

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from core.accounts.users import Users
from core.app import Desk
from core.config import Config
from core.store.store import utc_now
from tests.services.shop import ANSWERS, CHEAP, REPAIR, WHEELS, HandClock, Shop

ROOT = Path(__file__).parents[2]
SCOPES = ("case.open", "case.view", "case.step", "case.note")
NEW_CASE: Mapping[str, Any] = {
    "kind": REPAIR, "answers": {**ANSWERS, "bought_on": str(date.today())}, "items": [dict(each) for each in WHEELS]}


class RealClock(HandClock):
    """The time it is."""

    def __call__(self) -> Any:
        return utc_now()


class Business:
    """A folder with configuration and database, people and a token."""

    def __init__(self, folder: Path, database_url: str, *entries: str) -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self.configuration = folder, folder / "shouhou.toml"
        self.configuration.write_text("\n".join([
            'business = "车行"', 'data = "data"', f"database = {json.dumps(database_url)}", 'plugins = ["bicycles"]',
            'extra_plugins = ["tests.kernel.bicycles"]', 'policies = ["bicycles/careful"]',
            "api_per_minute = 1000000", *entries]))
        self.desk = Desk(Config.load(self.configuration))
        self.desk.users = Users(self.desk.place, CHEAP)
        self.desk.store.upgrade()
        self.shop = Shop(self.desk, RealClock())
        self.token = self.desk.tokens.create(self.shop["zhou"], title="test", scopes=SCOPES,
                                             user_id=self.shop["zhao"].id).token

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("SHOUHOU_", "LC_", "LANG", "PROMETHEUS_"))}
        return {**kept, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), "SHOUHOU_CONFIG": str(self.configuration),
                **more}

    def start(self, *arguments: str) -> tuple[subprocess.Popen[str], int]:
        """A serving process, and its port."""
        process = subprocess.Popen([sys.executable, str(ROOT / "cli.py"), "serve", "--port", "0", *arguments],
                                   cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                   env=self.environment())
        assert process.stdout
        line = process.stdout.readline()
        assert "http://" in line, (line, process.wait(30))
        return process, int(line.strip().rpartition(":")[2])

    @contextmanager
    def serving(self, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
        process, port = self.start(*arguments)
        try:
            yield process, port
        finally:
            end(process)

    def headers(self, key: str = "") -> dict[str, str]:
        found = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        return {**found, "Idempotency-Key": key} if key else found

    def call(self, port: int, method: str, path: str, body: object = None, key: str = "") -> tuple[int, Any, bool]:
        """Ask the interface: status, what was answered, whether that was the answer of before. Raises OSError or
        HTTPException where nobody answers."""
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            said = None if body is None else json.dumps(body)
            line.request(method, f"/api/v1{path}", said, self.headers(key))
            reply = line.getresponse()
            told = json.loads(reply.read() or b"null")
            return reply.status, told, reply.headers.get("Idempotency-Replayed") == "true"
        finally:
            line.close()


def end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait(30)
    if process.stdout:
        process.stdout.close()
