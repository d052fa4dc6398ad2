"""Whatever is typed in a shell is refused by a message and an exit code, and never by a fault."""

import json
from pathlib import Path

import pytest

from tests.commands.conftest import call

HUGE = "99999999999999999999"


@pytest.mark.parametrize("arguments", [
    ["case", "list", "--customer", HUGE], ["audit", "list", "--before", HUGE], ["charges", "approve", "TH-1", HUGE],
    ["charges", "reverse", "TH-1", HUGE, "--why", "Twice"], ["export", "fetch", HUGE], ["plan", "show", HUGE],
    ["portal", "revoke", "TH-1", HUGE], ["import", "show", HUGE],
    ["visits", "disaster", "台风", "0001-01-01"], ["visits", "disaster", "台风", "9999-12-31T23:59:59-12:00"],
    ["visits", "board", "--day", "9999-12-31"], ["visits", "attend", "wu", "0001-01-01", "present"],
    ["visits", "called", "wu", "missed", "--at", "0001-01-01T00:00+14:00"]])
def test_numbers_and_days_that_nothing_has(business: Path, arguments: list[str]) -> None:
    done = call("--config", str(business / "shouhou.toml"), *arguments, "--as", "chen")
    assert done.exit_code == 2 and ("range" in done.stderr or "write 2025" in done.stderr), done.stderr


@pytest.mark.parametrize("language", ["zh", "en"])
def test_bytes_that_are_no_text(business: Path, language: str) -> None:
    for arguments in (["case", "list", "--as", "\udcff"], ["visits", "people", "--as", "\udcff"],
                      ["case", "show", "\udcff", "--as", "chen"]):
        done = call("--config", str(business / "shouhou.toml"), *arguments, "--json", language=language)
        assert done.exit_code == 1 and not done.stdout
        told = json.loads(done.stderr)["error"]
        assert told["code"] in ("unreadable", "not-found", "invalid-input") and "UTF-8" in told["message"], told
