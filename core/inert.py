"""Text that stays text in every spreadsheet: the one place where cells are made harmless."""

import unicodedata

MARK = "'"
"""Put before a cell that a spreadsheet might run; the only thing that is added to what somebody wrote."""

LONGEST_CELL = 32_767
"""Characters that a cell of a workbook holds."""

_SIGNS, _BREAKS = frozenset("=+-@"), frozenset("\t\r\n")
_UNSEEN = ("Cc", "Cf", "Zl", "Zp", "Zs")


def like_a_formula(text: str) -> bool:
    """Whether a spreadsheet might run a text. Blanks, invisible characters and wide or small forms of the signs are
    no protection: some programs drop or fold them before they look."""
    for letter in text:
        if letter in _BREAKS or unicodedata.normalize("NFKC", letter)[:1] in _SIGNS:
            return True
        if unicodedata.category(letter) not in _UNSEEN:
            return False
    return False


def inert(text: str) -> str:
    """A cell of a CSV file that no spreadsheet takes for a formula."""
    return MARK + text if like_a_formula(text) else text


def inert_string(text: str) -> str:
    """A cell of a workbook, where a string is none by its type. Marked only where the library that writes it would
    take it for its own markup, unescaped."""
    found = text[:LONGEST_CELL - 1]
    return MARK + found if found.startswith("<r>") and found.endswith("</r>") else found


def legible(text: str) -> str:
    """A text as files can hold it: one sort of line ends; what neither XML nor UTF-8 knows becomes a �."""
    found = text.replace("\r\n", "\n").replace("\r", "\n")
    if found.isprintable():
        return found
    return "".join("\ufffd" if _impossible(letter) else letter for letter in found)


def _impossible(letter: str) -> bool:
    return (unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t") or letter in "\ufffe\uffff"
