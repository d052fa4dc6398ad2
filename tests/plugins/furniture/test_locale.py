"""Every Chinese text of the plugin has its English, and no English is left over."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator

from core.translation import read_catalogue
from plugins.furniture import furniture

HAN = re.compile(r"[㐀-鿿]")
CATALOGUE = read_catalogue(furniture.folder / "locale" / "en.po")


def texts(tree: ast.AST) -> Iterator[str]:
    """The texts of a module that a user may see: strings in Chinese, and of a class's docstring the first line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef) and ast.get_docstring(node):
            assert isinstance(node.body[0], ast.Expr)
            node.body[0].value = ast.Constant("")
        elif isinstance(node, ast.ClassDef) and (said := ast.get_docstring(node)):
            assert isinstance(node.body[0], ast.Expr)
            node.body[0].value = ast.Constant(said.splitlines()[0])
    yield from (node.value for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value))


def seen() -> set[str]:
    """The desk's own texts, and the names that regulations give to duties; what customers of the demo say is nobody's
    to translate."""
    named = {name for path in (furniture.folder / "policies").glob("*.toml")
             for clause in tomllib.loads(path.read_text("utf-8"))["clauses"]
             for name in clause.get("duties", {}).values()}
    return named | {text for path in furniture.folder.rglob("*.py") if path.parent.name != "demo"
            for text in texts(ast.parse(path.read_text("utf-8")))}


def typed_by_shops() -> set[str]:
    """The words by which a register is understood: read, never shown."""
    return set(texts(ast.parse((furniture.folder / "register.py").read_text("utf-8"))))


def values(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_text_has_its_english() -> None:
    assert sorted(seen() - CATALOGUE.keys() - typed_by_shops()) == []


def test_no_english_is_left_over() -> None:
    assert sorted(CATALOGUE.keys() - seen()) == []


def test_english_keeps_the_values_and_no_han() -> None:
    assert [text for text, said in CATALOGUE.items() if values(text) != values(said) or HAN.search(said)] == []
