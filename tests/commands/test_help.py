"""Help that is true: every command has examples that can be typed, and every text its English."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from core.commands import shouhou
from core.commands.session import CATALOGUES, EXAMPLES
from core.translation import read_catalogue

ROOT = Path(__file__).parents[2]
HAN = re.compile("[\u4e00-\u9fff]")
WITHOUT_JSON = {"demo", "serve", "worker", "user password", "export cases",
                "export events", "export customers", "export fetch", "register export"}
"""Commands that stay, ask, or write a file."""


def leaves(command: click.Command = shouhou, path: str = "") -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from leaves(each, f"{path} {name}".strip())
    else:
        yield path, command


COMMANDS = dict(leaves())


def examples_of(command: click.Command) -> list[str]:
    text = (command.epilog or "").removeprefix(EXAMPLES).replace("\\\n", " ")
    return [line.strip() for line in text.splitlines()]


@pytest.mark.parametrize("path", COMMANDS)
def test_examples_can_be_typed(path: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reached: list[str] = []
    command = COMMANDS[path]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "erased.json").write_text("{}")
    monkeypatch.setattr(command, "invoke", lambda context: reached.append(context.command_path))
    found = examples_of(command)
    for line in found:
        words = shlex.split(line.partition("#")[0].partition(" > ")[0])
        shouhou.main(words[words.index("shouhou") + 1:], prog_name="shouhou", standalone_mode=False)
    assert found and command.help and reached == [f"shouhou {path}"] * len(found)


@pytest.mark.parametrize("path", COMMANDS)
def test_everything_that_answers_answers_in_json(path: str) -> None:
    known = {option for each in COMMANDS[path].params for option in each.opts}
    assert ("--json" in known) is (path not in WITHOUT_JSON)


def test_cases_and_people_data_are_worked_as_somebody() -> None:
    asks = {path for path, command in COMMANDS.items()
            for each in command.params if "--as" in each.opts and each.required}
    assert {path for path in COMMANDS if path.split()[0] in ("case", "customer", "product", "export")} <= asks


def test_help_is_in_english() -> None:
    for path, command in COMMANDS.items():
        said = [command.help or "", *(getattr(each, "help", "") or "" for each in command.params)]
        assert not [each for each in said if HAN.search(each)], path


def _texts(path: Path) -> Iterator[str]:
    """The Chinese texts of a module, without examples, parts of f-strings and docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    silent = {id(inner) for node in ast.walk(tree) for inner in ast.walk(node)
              if (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "examples")
              or isinstance(node, ast.JoinedStr)}
    silent |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent \
                and HAN.search(node.value):
            yield node.value


def test_every_text_of_the_command_line_is_there_in_english() -> None:
    known: dict[str, str] = {}
    for folder in (ROOT / "core" / "locale", *CATALOGUES):
        known |= read_catalogue(folder / "en.po")
    missing = {text: path.name for path in (ROOT / "core" / "commands").glob("*.py") for text in _texts(path)
               if text not in known and text != "管理员"}
    assert missing == {}


def test_translations_keep_their_values() -> None:
    catalogue = read_catalogue(CATALOGUES[-1] / "en.po")
    field = re.compile(r"(?<!{){(\w+)}(?!})")
    assert [text for text, english in catalogue.items()
            if set(field.findall(text)) != set(field.findall(english))] == []
    assert [text for text, english in catalogue.items() if HAN.search(english)] == []
