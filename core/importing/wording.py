"""Comparing words as people type them: width, case, blanks and decoration do not count."""

import re
import unicodedata
from functools import lru_cache


def spellings(text: str) -> tuple[str, ...]:
    """Words separated by blanks, for long lists of them."""
    return tuple(text.split())


# What people put into a cell to say that there is nothing to say.
_BLANKS = frozenset(spellings("""
    / // \\\\ - -- --- — —— _ . 。 … ? ?? * 无 暂无 n/a na #n/a null none nil nan 未知 不详 不清楚 不知道 不确定
    不记得 不记得了 忘了 忘记了 没写 未填 待补 待补充 待确认 待核实 待定 tbd""")) | {""}
DITTO = frozenset({"同上", "同前", "同上行", "〃", "″", "\"", "''", "“", "”"})
_ERRORS = re.compile(r"#(ref|value|name|div/0|null|num|n/a|spill|calc)[!?]?", re.IGNORECASE)
_DECORATION = re.compile(r"[\s  ​﻿*★☆●◆▲:;,。、!?“”\"'’‘<>《》\[\]【】·~]+")
_BRACKETED = re.compile(r"[(\[【{<][^)\]】}>]*[)\]】}>]")


@lru_cache(maxsize=20_000)
def narrow(text: str) -> str:
    """Full-width letters, digits and signs made half-width, invisible characters dropped, the ends trimmed."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(each for each in folded if each in "\n\t" or unicodedata.category(each) not in ("Cc", "Cf")).strip()


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A word as it is compared: narrow, lower case, without blanks and decoration."""
    return _DECORATION.sub("", narrow(text)).casefold()


def bare(text: str) -> str:
    """A header as it is compared: plain, and without what stands in brackets (a unit, a hint)."""
    short = narrow(text)
    return plain(_BRACKETED.sub("", short)) or plain(short)


def says_nothing(text: str) -> bool:
    """Whether a cell is empty or says that nobody knows."""
    return re.sub(r"\s+", "", narrow(text)).casefold() in _BLANKS


def is_spreadsheet_error(text: str) -> bool:
    """Whether a formula of the shop's own sheet failed (`#REF!`)."""
    return bool(_ERRORS.fullmatch(text.strip()))
