"""Tables for terminals: columns as wide as their text, Chinese characters counted as two."""

import unicodedata
from collections.abc import Sequence

import click


def width(text: str) -> int:
    """How many columns a text takes."""
    return sum(0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1
               for each in text)


def table(rows: Sequence[Sequence[object]], *, head: Sequence[str] = (), indent: str = "") -> None:
    """Print rows under their heads; the last column is not padded."""
    lines = [[_cell(each) for each in row] for row in ([head, *rows] if head else rows)]
    if not lines:
        return
    widths = [max(width(line[place]) for line in lines) for place in range(len(lines[0]))]
    for line in lines:
        padded = [cell + " " * (wide - width(cell)) for cell, wide in zip(line, widths, strict=True)]
        click.echo((indent + "  ".join(padded)).rstrip())


def _cell(said: object) -> str:
    """One line, and nothing a terminal would obey."""
    text = " ".join(str("" if said is None else said).split())
    return "".join(each if each.isprintable() else "?" for each in text)
