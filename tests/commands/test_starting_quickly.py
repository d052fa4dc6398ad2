"""The command line must not load what a command does not need."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_loading_the_commands_loads_neither_database_nor_web() -> None:
    program = ("import sys, core.commands\n"
               "heavy = {'sqlalchemy', 'flask', 'alembic', 'marshmallow', 'waitress', 'PIL', 'holidays', 'babel'}\n"
               "print(*sorted(heavy & set(sys.modules)))")
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert ran.stdout.split() == []


def test_help_takes_the_processor_for_less_than_half_a_second() -> None:
    def spent() -> float:
        used = os.times()
        return used.children_user + used.children_system

    def once() -> float:
        before = spent()
        subprocess.run([sys.executable, str(ROOT / "cli.py"), "--help"], check=True, capture_output=True)
        return spent() - before

    assert min(once() for _ in range(3)) < 0.5


def test_a_package_in_the_place_of_ours_is_told(tmp_path: Path) -> None:
    stranger = tmp_path / "core"
    stranger.mkdir()
    (stranger / "__init__.py").write_text("")
    program = (f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.path.append({str(ROOT)!r})\n"
               "import cli; cli.main()")
    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 3
    assert str(stranger) in ran.stderr and "environment of its own" in ran.stderr
