"""Every text of the pages has an English one; no page reaches outside, none carries inline styles or scripts."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import core.web
from core.translation import Translator, read_catalogue
from core.web.application import CATALOGUES

WEB = Path(core.web.__file__).parent
HAN = re.compile(r"[㐀-鿿]")
CALLED = re.compile(r'(?<!\w)(?:_|say)\(\s*"((?:[^"\\]|\\.)*)"')
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
NOT_TEXTS = {"元", "中", "中文"}
"""A sign that is cut off amounts, and the Chinese for Chinese."""


def texts() -> Iterator[tuple[str, str]]:
    """Where a text stands, and the text."""
    for path in WEB.rglob("*.html"):
        bare = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.S)
        for found in {*CALLED.findall(bare), *(each for each in QUOTED.findall(bare) if not set(each) & set("{<%"))}:
            if HAN.search(found):
                yield path.name, found
    for path in WEB.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if (isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
                    and HAN.search(node.value) and path.name != "typesetting.py"):
                yield path.name, node.value


def test_every_text_has_an_english_one() -> None:
    english = Translator("en", [CATALOGUES])
    missing = sorted({text for _, text in texts() if text not in NOT_TEXTS and not english.has(text)})
    assert not missing


def test_english_texts_use_the_same_values() -> None:
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    dates = {"{month}月{day}日", "{year}年{month}月{day}日"}
    wrong = [text for text, english in read_catalogue(CATALOGUES / "en.po").items()
             if names(english) - names(text) and text not in dates]
    assert not wrong


def test_the_catalogue_says_nothing_that_no_page_asks() -> None:
    asked = {text for _, text in texts()} | {"：", "({party})", "{before} → {after}", "{direction}({channel})",
                                            "{term} = {value}", "{party} {time}", "{weekday} {date}"}
    assert not {text for text in read_catalogue(CATALOGUES / "en.po") if text not in asked}


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.html")), ids=lambda path: path.name)
def test_templates_carry_no_inline_style_or_script(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\sstyle=|<style|\son(click|change|load|submit|input|error)=|javascript:|https?://", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("path", sorted((WEB / "static").rglob("*.*")), ids=lambda path: path.name)
def test_files_reach_nowhere_else(path: Path) -> None:
    text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|//cdn|@import", text)
    if path.suffix == ".js":
        assert not HAN.search(text)


def test_css_names_no_colour_outside_the_tokens() -> None:
    for path in (WEB / "static" / "css").glob("*.css"):
        if path.name != "tokens.css":
            found = re.findall(r"#[0-9a-f]{3,8}\b", path.read_text("utf-8"))
            assert not found, path.name


def test_whatever_carries_a_clause_has_a_word_and_a_sign() -> None:
    from core.app import Desk
    from core.config import Config
    from core.web.views.policies import SORTS

    found = Desk(Config()).policies.coverage()
    carried = {carrier.kind for clauses in found.values() for carriers in clauses.values() for carrier in carriers}
    assert {"plan", "report", "duty", "rule"} <= carried <= SORTS.keys()
