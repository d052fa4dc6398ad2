"""What a plugin author needs to give out tables as files and to read them back.

`as_csv(head, lines)` writes what spreadsheets open, text made inert; `from_table(content, name)` reads the first sheet
of a file that they save, .csv or .xlsx, with the names of the columns in its first line.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from core.exports.writing import Cell, write_csv
from core.importing.sheets import Cell as Read
from core.importing.sheets import open_file


def as_csv(head: Sequence[str], lines: Iterable[Sequence[Cell]]) -> bytes:
    """A table as a file."""
    out = io.BytesIO()
    with write_csv(out, "", head, Path()) as add:
        for line in lines:
            add(line)
    return out.getvalue()


def from_table(content: bytes, name: str) -> list[Mapping[str, str]]:
    """The lines of a file by the names in its head, those without anything left out. Raises `InvalidInput` (`file`)."""
    sheet = open_file(content, name).sheets[0]
    head, *lines = [[_text(cell) for cell in row.cells] for row in sheet.rows] or [[]]
    return [dict(zip(head, line, strict=False)) for line in lines if any(line)]


def _text(cell: Read) -> str:
    said = cell.text.strip()
    return said[1:] if said[:2] in ("'=", "'+", "'-", "'@") else said


__all__ = ["Cell", "as_csv", "from_table"]
