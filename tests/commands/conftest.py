"""A business in a folder of its own, and a way to call the command line there."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from core.commands import shouhou
from core.commands.session import Session

PASSWORD = "a-long-password-7"
STAFF = {"lin": "service", "kong": "logistics", "liang": "quality", "zhou": "finance", "chen": "manager"}

Run = Callable[..., Result]


def call(*arguments: str, language: str = "zh", text: str | bytes | None = None) -> Result:
    """Run a command in this process. What was not foreseen is raised."""
    return CliRunner().invoke(shouhou, ["--language", language, *arguments], input=text, obj=Session(),
                              catch_exceptions=False)


def good(*arguments: str, language: str = "zh", text: str | bytes | None = None) -> str:
    """The output of a command that must succeed."""
    result = call(*arguments, language=language, text=text)
    assert result.exit_code == 0, result.output
    return result.stdout


def data(*arguments: str, text: str | bytes | None = None) -> Any:
    """What a command prints as JSON."""
    return json.loads(good(*arguments, "--json", text=text))


def problem(*arguments: str, code: int = 1, language: str = "zh") -> dict[str, Any]:
    """The error of a command that must fail, as JSON."""
    result = call(*arguments, "--json", language=language)
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    found: dict[str, Any] = json.loads(result.stderr)["error"]
    return found


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SHOUHOU_DATABASE", "SHOUHOU_CONFIG", "SHOUHOU_LANGUAGE", "SHOUHOU_AS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A business with staff, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("business")
    (folder / "password").write_text(PASSWORD + "\n")
    config = ("--config", str(folder / "shouhou.toml"))
    good(*config, "init", "--business", "光明家居", "--policy", "furniture/return-exchange", "--password-file",
         str(folder / "password"))
    for login, duty in STAFF.items():
        good(*config, "user", "add", login, "--name", f"{login}员工", "--duty", duty, "--password-file",
             str(folder / "password"))
    return folder


@pytest.fixture
def business(pattern: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that business; the test runs in its folder."""
    folder = tmp_path / "desk"
    shutil.copytree(pattern, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder; the test runs in it."""
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder
