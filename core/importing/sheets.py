"""A file as sheets of rows of cells, whatever program wrote it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal, TypeAlias

from core.domain.errors import InvalidInput

CellValue: TypeAlias = str | int | float | date | datetime | None

# Beyond these a file is no register, or is meant to do harm.
MOST_BYTES = 50_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_TEXT = 20_000
# Of a run of blank rows longer than this only the end is kept.
MOST_BLANKS = 1_000


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds and how it is shown. `copied` tells a cell that is blank itself and shows a merged
    neighbour's value: from above ("down") or from the left ("across")."""

    value: CellValue = None
    text: str = ""
    copied: Literal["", "down", "across"] = ""

    def __bool__(self) -> bool:
        return bool(self.text.strip())


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Row:
    """One row and its number in the file, counted from 1 as a spreadsheet shows it."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, index: int) -> Cell:
        """The cell in that column (from 0), empty beyond the row's end."""
        return self.cells[index] if 0 <= index < len(self.cells) else EMPTY

    @property
    def blank(self) -> bool:
        return not any(self.cells)


@dataclass(frozen=True)
class Sheet:
    """One table. `epoch` is the year from which its date serials count (1900, on old Macs 1904)."""

    name: str
    rows: tuple[Row, ...]
    file_name: str = ""
    hidden: bool = False
    epoch: int = 1900

    @property
    def width(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass(frozen=True)
class Workbook:
    """A file's sheets in order, and how it was understood (encoding and delimiter, for text)."""

    name: str
    sheets: tuple[Sheet, ...]
    sort: Literal["csv", "xlsx"]
    encoding: str = ""
    delimiter: str = ""
    names: Sequence[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(sheet.name for sheet in self.sheets))

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name; InvalidInput if there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise InvalidInput.field("sheet", "文件里没有名为“{sheet}”的工作表,只有:{names}", sheet=name,
                                 names=tuple(self.names))


def open_file(source: str | Path | bytes, name: str = "") -> Workbook:
    """Read a CSV or XLSX file whole. Raises InvalidInput (field "file") for what is no such file or too large."""
    if isinstance(source, bytes):
        content = source
    else:
        path = Path(source)
        name = name or path.name
        content = _content(path)
    if not content.strip(b"\0 \r\n\t"):
        raise InvalidInput.field("file", "文件“{file}”是空的", file=name)
    if len(content) > MOST_BYTES:
        raise InvalidInput.field("file", "文件“{file}”超过 {most} MB,请分成几份导入", file=name,
                                 most=MOST_BYTES // 1_000_000)
    _refuse_foreign(content, name)
    if content.startswith(b"PK"):
        from core.importing.spreadsheets import read_spreadsheet  # loads openpyxl, which is slow to load

        return read_spreadsheet(io.BytesIO(content), name)
    from core.importing.delimited import read_delimited

    return read_delimited(content, name)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InvalidInput.field("file", "打不开文件“{file}”:{why}", file=path.name, why=error.strerror or "") from None


_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _refuse_foreign(content: bytes, name: str) -> None:
    if content.startswith(_OLD_OFFICE):
        raise InvalidInput.field("file", "“{file}”是旧版 .xls、.et 表格或加了密码的文件,读不了;"
                                 "请在表格软件里另存为不加密码的 .xlsx 再导入", file=name)
    start = content[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")) or (
            start.startswith(b"<?xml") and (b"<workbook" in content[:5000].lower() or b"<html" in start)):
        raise InvalidInput.field("file", "“{file}”是网页格式的表格,只是用了表格的扩展名;"
                                 "请用表格软件打开,另存为 .xlsx 再导入", file=name)
    if start.startswith((b"%pdf", b"\x89png", b"gif8", b"\xff\xd8\xff", b"rar!", b"7z\xbc\xaf", b"\x1f\x8b",
                         b"{\\rtf")):
        raise InvalidInput.field("file", "“{file}”不是表格;请导入 .xlsx 或 .csv 文件", file=name)
