"""Holes planted one at a time into a copy of the desk: the suite has to notice each."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.holes.holes import HOLES, Hole

ROOT = Path(__file__).parents[2]
PARTS = ("core", "plugins", "tests", "cli.py", "pyproject.toml")
each_hole = pytest.mark.parametrize("hole", HOLES, ids=lambda hole: hole.name)


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The desk and its tests, in a place of their own."""
    folder = tmp_path_factory.mktemp("holes") / "desk"
    folder.mkdir()
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, folder / part)
    return folder


@pytest.fixture
def planted(copy: Path, hole: Hole) -> Iterator[Path]:
    """The copy with the hole."""
    file = copy / hole.file
    whole = file.read_text("utf-8")
    assert whole.count(hole.old) == 1
    file.write_text(whole.replace(hole.old, hole.new), "utf-8")
    yield copy
    file.write_text(whole, "utf-8")


def run(folder: Path, *tests: str) -> subprocess.CompletedProcess[str]:
    """Run tests in a folder until one fails; nothing of this run's own settings goes along."""
    return subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests],
        cwd=folder, capture_output=True, text=True, timeout=600,
        env={name: said for name, said in os.environ.items() if not name.startswith("PYTEST_")})


@each_hole
def test_the_table_follows_the_code(hole: Hole) -> None:
    assert (ROOT / hole.file).read_text("utf-8").count(hole.old) == 1
    assert hole.new != hole.old
    for each in hole.caught_by:
        assert (ROOT / each.partition("::")[0]).exists(), each


@pytest.mark.slow
def test_without_a_hole_all_is_well(copy: Path) -> None:
    done = run(copy, *sorted({test for hole in HOLES for test in hole.caught_by}))
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.slow
@each_hole
def test_a_hole_is_noticed(hole: Hole, planted: Path) -> None:
    done = run(planted, *hole.caught_by)
    summary = done.stdout.strip().rpartition("\n")[2]
    assert done.returncode == 1 and re.search(r"\b1 failed", summary) and "error" not in summary, done.stdout[-3000:]
