"""The documentation is true: examples run, quotations stand in the files they name, generated pages are up to date.

A fenced block that is labelled with a file (```` ```json facts.json ````) is written to the folder in which the
page's commands run, unless a file of that name lies in `examples/`: then it must be part of it. Commands of a
`console` block are run, and what is shown below each must come out; a line `...` stands for any lines. A page that
says `<!-- runs in examples/plugins -->` runs its commands in a copy of that folder.
"""

import ast
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from core import hookspecs, sdk
from core.commands import shouhou
from core.config import Config
from core.domain.counting import Conventions
from core.domain.policies import Clause, PolicyFile
from core.testing.checks import CHECKS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "README.zh-CN.md"])
FENCE = re.compile(r"^```(?P<language>\w+)(?: (?P<name>[\w./-]+))?\n(?P<text>.*?)^```$", re.M | re.S)
RUNS_IN = re.compile(r"<!-- runs in ([\w/]+) -->")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: Path
    language: str
    name: str
    text: str

    @property
    def quoted(self) -> Path | None:
        """The file of ours that it must be part of."""
        found = [each for each in (ROOT / "examples" / "plugins" / self.name, ROOT / "examples" / self.name)
                 if self.name and each.is_file()]
        return found[0] if found else None


def blocks(page: Path) -> Iterator[Block]:
    for found in FENCE.finditer(page.read_text("utf-8")):
        yield Block(page, found["language"], found["name"] or "", found["text"])


ALL = [each for page in PAGES for each in blocks(page)]
QUOTED = [each for each in ALL if each.quoted]


def label(each: Block) -> str:
    return f"{each.page.relative_to(ROOT)}:{each.name}"


@pytest.mark.parametrize("block", QUOTED, ids=label)
def test_what_is_quoted_stands_in_the_file(block: Block) -> None:
    assert block.quoted
    source = block.quoted.read_text("utf-8")
    missing = [part for part in re.split(r"^\.\.\.\n", block.text, flags=re.M) if part.strip() not in source]
    assert missing == []


def test_code_that_is_shown_can_be_read() -> None:
    for each in ALL:
        if each.quoted:
            continue
        if each.language == "python":
            ast.parse(each.text)
        elif each.language == "toml":
            tomllib.loads(each.text)
        elif each.language == "json":
            json.loads(each.text)


def commands(block: Block) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console block, and the lines shown below it."""
    command, shown = "", list[str]()
    for line in block.text.splitlines():
        if command.endswith("\\"):
            command = f"{command[:-1]} {line.strip()}"
        elif line.startswith("$ "):
            if command:
                yield command, shown
            command, shown = line[2:], []
        else:
            shown.append(line)
    if command:
        yield command, shown


@pytest.mark.parametrize("page", [each for each in PAGES if any(
    one.page == each and one.language == "console" for one in ALL)], ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_say_what_the_page_shows(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "here"
    if copied := RUNS_IN.search(page.read_text("utf-8")):
        shutil.copytree(ROOT / copied[1], place, ignore=shutil.ignore_patterns("__pycache__"))
        monkeypatch.syspath_prepend(place)
    place.mkdir(exist_ok=True)
    monkeypatch.chdir(place)
    for name in [each for each in os.environ if each.startswith("SHOUHOU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SHOUHOU_LANGUAGE", "zh" if page.name.endswith(".zh-CN.md") else "en")
    try:
        for block in blocks(page):
            if block.name and not block.quoted:
                Path(block.name).parent.mkdir(parents=True, exist_ok=True)
                Path(block.name).write_text(block.text, "utf-8")
            if block.language == "console":
                for command, shown in commands(block):
                    _run(command, shown)
    finally:
        for name in [each for each in sys.modules if each.partition(".")[0] == "curtains"]:
            del sys.modules[name]


def _run(command: str, shown: list[str]) -> None:
    words = shlex.split(command)
    assert words[0] == "shouhou", f"{command}: only shouhou is run here"
    ran = CliRunner().invoke(shouhou, words[1:])
    assert ran.exit_code == 0, f"{command}\n{ran.output}\n{ran.exception!r}"
    wanted = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line.rstrip()) + r" *\n" for line in shown)
    assert re.fullmatch(wanted, ran.stdout), f"{command} says\n{ran.stdout}"


def references() -> ModuleType:
    spec = importlib.util.spec_from_file_location("references", ROOT / "scripts" / "references.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_up_to_date() -> None:
    stale = [str(path.relative_to(ROOT)) for path, text in references().pages().items()
             if not path.exists() or path.read_text("utf-8") != text]
    assert stale == [], "run `make docs`"


def test_every_hook_has_its_place() -> None:
    page = (DOCS / "plugin-developers" / "hooks.md").read_text("utf-8")
    hooks = [name for name, each in vars(hookspecs).items() if hasattr(each, f"{hookspecs.PROJECT}_spec")]
    assert hooks and [name for name in hooks if f"## `{name}(" not in page] == []


def test_every_word_of_the_sdk_is_explained() -> None:
    page = (DOCS / "plugin-developers" / "sdk.md").read_text("utf-8")
    assert [name for name in sdk.__all__ if f"`{name}`" not in page] == []


def test_every_promise_is_explained() -> None:
    page = (DOCS / "plugin-developers" / "testing.md").read_text("utf-8")
    assert [name for name in CHECKS if f"| `{name}` |" not in page] == []


def test_every_key_of_a_policy_file_is_explained() -> None:
    page = (DOCS / "plugin-developers" / "policy-files.md").read_text("utf-8")
    keys = {key for each in (PolicyFile, Clause, Conventions) for key in each.__dataclass_fields__}
    assert [key for key in sorted(keys - {"slug"}) if f"`{key}" not in page] == []


def test_every_setting_is_explained() -> None:
    page = (DOCS / "reference" / "settings.md").read_text("utf-8")
    assert [name for name in Config.__dataclass_fields__ if f"| `{name}` |" not in page] == []
    sources = [*(ROOT / "core").rglob("*.py"), ROOT / "tests" / "conftest.py"]
    variables = {name for path in sources for name in re.findall(r"\bSHOUHOU_[A-Z_]+\b", path.read_text("utf-8"))}
    assert [name for name in sorted(variables) if f"| `{name}` |" not in page] == []


def test_every_page_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    linked = {(DOCS / target).resolve() for target in re.findall(r"\]\(([^)\s#]+)", index)}
    missing = [str(page.relative_to(DOCS)) for page in PAGES if page.is_relative_to(DOCS) and page not in linked
               and page.name != "README.md" and page.parent.name != "decisions"]
    assert missing == []


def test_every_decision_is_in_the_index() -> None:
    index = (DOCS / "decisions.md").read_text("utf-8")
    assert [each.name for each in (DOCS / "decisions").glob("*.md") if f"](decisions/{each.name})" not in index] == []


def test_parts_that_the_architecture_names_exist() -> None:
    page = (DOCS / "architecture.md").read_text("utf-8")
    named = set(re.findall(r"`(core[./][\w./]+)`", page))
    gone = [name for name in named if not (ROOT / name).exists()
            and not (place := ROOT / name.replace(".", "/")).is_dir() and not place.with_suffix(".py").exists()]
    assert named and gone == []


@pytest.mark.parametrize("page", [each for each in PAGES if each.name.endswith(".zh-CN.md")],
                         ids=lambda page: str(page.relative_to(ROOT)))
def test_what_is_there_in_chinese_is_there_in_english(page: Path) -> None:
    assert page.with_name(page.name.replace(".zh-CN", "")).exists()


CONTRACT = ("--pyargs", "core.testing.contract", "-p", "core.testing.options", "--shouhou-plugin", "curtains")


@pytest.mark.parametrize("arguments", [("test_curtains.py",), (*CONTRACT, "-k", "curtains")], ids=["own", "contract"])
def test_the_tutorials_plugin_passes(arguments: tuple[str, ...]) -> None:
    ran = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
                         cwd=ROOT / "examples" / "plugins", env={**os.environ, "PYTHONPATH": "."},
                         capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_contract_is_called_as_the_page_says() -> None:
    page = (DOCS / "plugin-developers" / "testing.md").read_text("utf-8")
    assert " ".join(CONTRACT[:-1]) in page
