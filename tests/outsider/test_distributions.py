"""A plugin as a distribution of its own: built, installed beside the desk, found by its entry point, its own tests run;
and the tree that `shouhou plugin new` writes does all that from the start."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.api_version import API, check_api
from core.commands import shouhou
from core.domain.errors import DefinitionError

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "mattress"


def run(*command: str, folder: Path, path: Path | None = None) -> str:
    """What a command says, in a process of its own; it must succeed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(path or ""), "SHOUHOU_LANGUAGE": "en"})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def installed(tree: Path, target: Path) -> Path:
    """Build a tree's wheel and install it, and nothing else, into a folder."""
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target / "wheel"), folder=tree)
    wheel, = (target / "wheel").glob("*.whl")
    run(sys.executable, "-m", "uv", "pip", "install", "--offline", "--no-deps", "--no-config", "--quiet",
        "--target", str(target / "site"), str(wheel), folder=target)
    return target / "site"


@pytest.mark.parametrize("plugin", ["mattress", "garden"])
def test_it_is_installed_found_and_tested(plugin: str, tmp_path: Path) -> None:
    if plugin == "mattress":
        shutil.copytree(EXAMPLE, tmp_path / plugin, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        made = CliRunner().invoke(shouhou, ["plugin", "new", plugin, "--title", "花园", "--folder", str(tmp_path)])
        assert made.exit_code == 0, made.output
    tree = tmp_path / plugin
    site = installed(tree, tmp_path)
    shouhou_command = (sys.executable, "-m", "cli")
    away = tmp_path / "away"
    away.mkdir()
    both = Path(os.pathsep.join((str(site), str(ROOT))))
    found = {each["plugin"]: each for each in json.loads(
        run(*shouhou_command, "plugin", "list", "--json", folder=away, path=both))}
    assert (found[plugin]["state"], found[plugin]["problems"]) == ("on", [])
    assert found[plugin]["source"].startswith("entry point ")
    slug, = found[plugin]["policies"]
    run(*shouhou_command, "policy", "check", slug, folder=away, path=both)
    run(*shouhou_command, "plugin", "messages", plugin, "--check", folder=away, path=both)
    shutil.copytree(tree / "tests", away / "tests")
    said = run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", folder=away, path=both)
    assert " passed" in said and "failed" not in said


@pytest.mark.parametrize(("part", "public"), [
    ("tests", ("core.testing",)),
    ("mattress", ("core.sdk", "core.capabilities", "core.demo"))])
def test_the_public_api_is_enough(part: str, public: tuple[str, ...]) -> None:
    for path in (EXAMPLE / part).rglob("*.py"):
        lines = path.read_text("utf-8").splitlines()
        taken = {line.split()[1] for line in lines if line.startswith(("from core", "import core", "from plugins"))}
        assert all(each.startswith(public) for each in taken), taken


@pytest.mark.parametrize(("name", "title", "told"), [
    ("Garden", "花园", "Garden"), ("class", "花园", "class"), ("core", "花园", "core"), ("a b", "花园", "a b"),
    ("garden", '花"园', "引号"), ("garden", "{花园}", "花括号")])
def test_a_name_that_cannot_be_one_is_told(name: str, title: str, told: str, tmp_path: Path) -> None:
    said = CliRunner().invoke(shouhou, ["--language", "zh", "plugin", "new", name, "--title", title,
                                        "--folder", str(tmp_path)])
    assert said.exit_code != 0 and told in said.output and not list(tmp_path.iterdir())


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "garden").mkdir()
    said = CliRunner().invoke(shouhou, ["--language", "zh", "plugin", "new", "garden", "--folder", str(tmp_path)])
    assert said.exit_code != 0 and "已经存在" in said.output and not list((tmp_path / "garden").iterdir())


def test_texts_that_want_a_translation_are_appended_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    CliRunner().invoke(shouhou, ["plugin", "new", "orchard", "--title", "果园", "--folder", str(tmp_path)])
    package = tmp_path / "orchard" / "orchard"
    forms = package / "forms.py"
    forms.write_text(forms.read_text("utf-8").replace("哪里坏了", "什么坏了"), "utf-8")
    monkeypatch.syspath_prepend(tmp_path / "orchard")
    (tmp_path / "shouhou.toml").write_text(
        'business = "果园"\nplugins = ["orchard"]\nextra_plugins = ["orchard"]\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    checked = CliRunner().invoke(shouhou, ["plugin", "messages", "orchard", "--check"])
    assert checked.exit_code == 1 and checked.output == "label of Report.fault: 什么坏了\n"
    assert CliRunner().invoke(shouhou, ["plugin", "messages", "orchard"]).exit_code == 0
    once = (package / "locale" / "en.po").read_text("utf-8")
    assert once.count('msgid "什么坏了"\nmsgstr ""') == 1
    CliRunner().invoke(shouhou, ["plugin", "messages", "orchard"])
    assert (package / "locale" / "en.po").read_text("utf-8") == once


@pytest.mark.parametrize(("wanted", "told"), [
    ("0.1", "newer version of the plugin"), ("0.9", "newer desk"), ("9.0", "newer desk"), ("two", "is no version")])
def test_an_api_of_another_version_is_told_with_what_to_do(wanted: str, told: str) -> None:
    check_api("garden", "")
    check_api("garden", API)
    with pytest.raises(DefinitionError, match=told):
        check_api("garden", wanted)
