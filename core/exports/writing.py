"""Tables as files: CSV and XLSX, written line by line, so that memory does not grow with them."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypeAlias

from core.domain.reasons import plain
from core.inert import inert, inert_string, legible, like_a_formula

Cell: TypeAlias = str | int | Decimal | datetime | None
"""Moments are written as they stand, without their zone, so they come on the business's wall clock."""
Add: TypeAlias = Callable[[Sequence[Cell]], None]

MOST_ROWS = 1_048_576
"""Rows a sheet holds, its head included."""


class Write(Protocol):
    """Begins a file with its head; what is then added becomes its lines. `folder` is for what the writer puts aside."""

    def __call__(self, stream: BinaryIO, title: str, head: Sequence[str], folder: Path) -> AbstractContextManager[Add]:
        ...


@contextmanager
def write_csv(stream: BinaryIO, title: str, head: Sequence[str], folder: Path) -> Iterator[Add]:
    """UTF-8 with the mark by which spreadsheets know it, lines ended by CR LF. Text is made inert; the desk's own
    numbers are digits, with their sign and without thousands."""
    stream.write(b"\xef\xbb\xbf")
    writer = csv.writer(_Encoded(stream), lineterminator="\r\n")

    def add(line: Sequence[Cell]) -> None:
        writer.writerow([_as_text(cell) for cell in line])

    add(head)
    yield add


class _Encoded:
    """What the writer of lines writes to."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, line: str) -> None:
        self._stream.write(line.encode())


def _as_text(cell: Cell) -> str:
    if isinstance(cell, str):
        return inert(legible(cell))
    return "" if cell is None else plain(cell)


@contextmanager
def write_xlsx(stream: BinaryIO, title: str, head: Sequence[str], folder: Path, *,
               most_rows: int = MOST_ROWS) -> Iterator[Add]:
    """A workbook: text as strings and nothing else, amounts and moments as what they are. What is too long for one
    sheet goes on in the next, under the same head."""
    import xlsxwriter  # slow to load

    book = xlsxwriter.Workbook(stream, {
        "constant_memory": True, "tmpdir": str(folder), "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False})
    bold, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
    amount, moment = book.add_format({"num_format": "0.00"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    page: Any = None
    row = 0

    def put(place: int, cell: Cell) -> None:
        if isinstance(cell, str):
            said = inert_string(legible(cell))
            if said:
                page.write_string(row, place, said, quoted if like_a_formula(said) else None)
        elif isinstance(cell, datetime):
            page.write_datetime(row, place, cell.replace(tzinfo=None, second=0, microsecond=0), moment)
        elif isinstance(cell, Decimal):
            page.write_number(row, place, cell, amount)
        elif cell is not None:
            page.write_number(row, place, cell)

    def begin() -> None:
        nonlocal page, row
        sheets = len(book.worksheets())
        page, row = book.add_worksheet(title if not sheets else f"{title} {sheets + 1}"), 1
        for place, words in enumerate(head):
            page.write_string(0, place, words, bold)
            page.set_column(place, place, min(max(2 * len(words) + 2, 12), 40))
        page.freeze_panes(1, 0)

    def add(line: Sequence[Cell]) -> None:
        nonlocal row
        if row >= most_rows:
            begin()
        for place, cell in enumerate(line):
            put(place, cell)
        row += 1

    begin()
    yield add
    book.close()


FORMS: dict[str, tuple[Write, str]] = {
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (write_csv, "text/csv")}
"""How each form is written, and its media type."""
