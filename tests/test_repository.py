"""What holds for the repository as a whole: its names, its size, its lock files, its links."""

import ast
import io
import os
import re
import subprocess
import sys
import tokenize
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
THIS_FILE = Path(__file__).relative_to(ROOT)

LONGEST_MODULE = 500
"""Lines of one file of code, style or markup."""
LARGEST_KERNEL = 9_000
"""Lines of code of domain, services, store and hooks; docstrings, comments and blank lines are free."""
KERNEL = ("core/domain", "core/services", "core/store", "core/hookspecs.py", "core/plugins.py")


FIXED_NAMES = (
    *("README.md", "README.zh-CN.md", "LICENSE", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "Makefile"),
    *("pyproject.toml", "cli.py", ".ci/run", "core", "plugins", "tests", "docs", "examples", "requirements"),
)
INDUSTRIES = {"furniture", "lighting", "appliance", "decoration"}

HOSTS = {
    "localhost": "this machine",
    "127.0.0.1": "this machine",
    "[::1]": "this machine",
    "www.w3.org": "names of XML dialects",
    "schemas.openxmlformats.org": "names of XML dialects",
    "json-schema.org": "names of JSON dialects",
    "www.gov.cn": "where public holidays and statutes are announced",
}
"""Hosts that a tracked file may name, and what for; names reserved for examples are free."""
EXAMPLE_HOST = re.compile(r"(?:.+\.)?(?:example(?:\.(?:com|net|org))?|test|invalid)")
ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.-]*://(?:[^\s/@\"'`<>]*@)?"
    r"(\[[0-9a-f:]+\]|[\w.-]+\.[a-z]{2,}|localhost|[\d.]+\d)",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(r"(?<![\w.~$}-])/(?:home|root|Users|work|opt)/[\w.]")
PACKAGE_SOURCE = re.compile(
    r"--(?:extra-)?index-url|--find-links|--trusted-host|UV_(?:DEFAULT_)?INDEX|\[\[tool\.uv\.index"
)

LOCKED = re.compile(r"[a-z0-9][a-z0-9._-]*==[^\s;:/@]+(?: ; [^:/@]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def tracked() -> list[Path]:
    """Every file of the repository that exists, those not yet added included, relative to its root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return sorted({Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()})


def texts(suffixes: Iterable[str] = ()) -> Iterable[tuple[Path, str]]:
    wanted = set(suffixes)
    for path in tracked():
        if wanted and path.suffix not in wanted:
            continue
        try:
            yield path, (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            assert not wanted, f"{path} is not UTF-8"


def hits(pattern: re.Pattern[str], text: str) -> list[tuple[int, str]]:
    return [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if pattern.search(line)]


def lines_of_code(source: str) -> int:
    """Lines that hold code: what is neither blank, comment nor docstring."""
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in silent:
            lines.update(range(token.start[0], token.end[0] + 1))
    for statement in ast.walk(ast.parse(source)):
        # Also the strings below an attribute, which document it.
        if (
            isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Constant)
            and isinstance(statement.value.value, str)
        ):
            lines.difference_update(range(statement.lineno, (statement.end_lineno or statement.lineno) + 1))
    return len(lines)


def test_lines_of_code_are_counted_without_words() -> None:
    source = '"""Two\nlines."""\n\nx = 1  # why\n"""What x is."""\n# a comment\n\n\ndef f() -> str:\n    """Doc."""\n'
    assert lines_of_code(source + '    return """a\n    b"""\n') == 4


def test_fixed_names_exist() -> None:
    assert [name for name in FIXED_NAMES if not (ROOT / name).exists()] == []


def test_plugins_is_a_namespace_of_the_four_industries() -> None:
    files = [path for path in tracked() if path.parts[0] == "plugins"]
    assert {path.parts[1] for path in files} <= INDUSTRIES, "an integrator's own plugins/ must be able to join"


def test_no_file_names_a_foreign_host() -> None:
    foreign = [
        f"{path}:{number}: {match[1]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        for match in ADDRESS.finditer(line)
        if match[1].lower() not in HOSTS and not EXAMPLE_HOST.fullmatch(match[1].lower())
    ]
    assert foreign == []


def test_no_file_names_a_machine_or_a_package_source() -> None:
    found = [
        f"{path}:{number}: {line}"
        for path, text in texts()
        if path != THIS_FILE
        for pattern in (MACHINE_PATH, PACKAGE_SOURCE)
        for number, line in hits(pattern, text)
    ]
    assert found == []


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_lock_file_holds_versions_and_hashes_only(name: str) -> None:
    lines = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not (LOCKED.fullmatch(line) or HASH.fullmatch(line))] == []
    unhashed = [
        line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if line.endswith("\\") and not HASH.fullmatch(following)
    ]
    assert unhashed == []


def test_runtime_lock_is_part_of_the_development_lock() -> None:
    runtime, development = (
        {line for line in (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines() if "==" in line}
        for name in ("runtime.txt", "dev.txt")
    )
    assert runtime <= development


def test_no_file_is_too_long() -> None:
    lengths = {path: text.count("\n") for path, text in texts({".py", ".js", ".css", ".html"})}
    assert {str(path): length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_module_is_a_drawer_of_odds_and_ends() -> None:
    assert [str(path) for path in tracked() if path.stem in {"util", "utils", "misc"} and path.suffix == ".py"] == []


def test_kernel_stays_small() -> None:
    sizes = Counter[str]()
    for path, text in texts({".py"}):
        part = next((part for part in KERNEL if path.is_relative_to(part)), None)
        if part:
            sizes[part] += lines_of_code(text)
    assert sizes.total() <= LARGEST_KERNEL, dict(sizes)


def test_rules_load_neither_web_nor_database() -> None:
    modules = [".".join(path.with_suffix("").parts) for path in tracked() if path.match("plugins/*/rules.py")]
    program = (
        "import importlib, sys\n"
        f"for name in {['core.domain', *modules]!r}: importlib.import_module(name)\n"
        "print(*sorted({'flask', 'sqlalchemy', 'alembic', 'werkzeug'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert ran.stdout.split() == []


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for path, text in texts({".md"}):
        prose = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
        for target in re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", prose):
            if "://" not in target and not target.startswith("mailto:") and not (ROOT / path.parent / target).exists():
                broken.append(f"{path}: {target}")
    assert broken == []


def test_documents_name_only_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M))
    unknown = [
        f"{path}: make {target}"
        for path, text in texts({".md"})
        for target in re.findall(r"(?:`|^ {4}|^)make ([a-z-]+)(?=`|$| )", text, flags=re.M)
        if target not in targets
    ]
    assert unknown == []


def test_decisions_are_numbered_once() -> None:
    names = [path.name for path in tracked() if path.parent == Path("docs/decisions") and path.suffix == ".md"]
    assert [name for name in names if not re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name)] == []
    assert [number for number, times in Counter(name[:4] for name in names).items() if times > 1] == []


def test_changelog_fragments_say_their_kind() -> None:
    names = [path.name for path in tracked() if path.parts[0] == "changelog.d" and path.name != "README.md"]
    form = re.compile(r"[a-z0-9-]+\.(?:added|changed|fixed|removed|security)\.md")
    assert [name for name in names if not form.fullmatch(name)] == []


@pytest.mark.parametrize("script", [".ci/run", "scripts/setup", "scripts/browser"])
def test_scripts_run(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    subprocess.run(["bash", "-n", script], cwd=ROOT, check=True)
