"""Excel files as sheets, without trusting what they say of their own size."""

import re
import zipfile
from collections import deque
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO, TypeAlias

from core.domain.errors import InvalidInput
from core.importing.sheets import (
    EMPTY,
    MOST_BLANKS,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TEXT,
    Cell,
    Row,
    Sheet,
    Workbook,
)

# Hidden cells by row (from 1) and column (from 0), each with the row and column of the cell that shows.
Merges: TypeAlias = dict[int, dict[int, tuple[int, int]]]

_MOST_PARTS = 2_000
_MOST_SHEETS = 100
_MOST_MERGED = 20_000
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


def read_spreadsheet(source: BinaryIO, name: str) -> Workbook:
    """An .xlsx file. Raises InvalidInput (field "file") for anything else, and for one that unpacks too large."""
    parts = _safe_parts(source, name)
    from openpyxl import load_workbook

    try:
        values = load_workbook(source, read_only=True, data_only=True, keep_links=False)
        formulas = None
        if any(_FORMULA.search(_part(source, part)) for part in parts if part.startswith("xl/worksheets/sheet")):
            formulas = load_workbook(source, read_only=True, data_only=False, keep_links=False)
        epoch = 1904 if values.epoch.year == 1904 else 1900
        sheets = tuple(
            Sheet(sheet.title, tuple(_rows(sheet, formulas[sheet.title] if formulas else None,
                                           _merges(source, sheet, parts), name)),
                  name, sheet.sheet_state != "visible", epoch)
            for sheet in values.worksheets[:_MOST_SHEETS])
    except InvalidInput:
        raise
    except Exception as error:  # openpyxl raises almost anything for a damaged file
        raise InvalidInput.field("file", "“{file}”已损坏,读不了({why});请用表格软件打开后另存一份再导入", file=name,
                                 why=type(error).__name__) from error
    if not any(sheet.rows for sheet in sheets):
        raise InvalidInput.field("file", "文件“{file}”是空的", file=name)
    return Workbook(name, sheets, "xlsx")


def _safe_parts(source: BinaryIO, name: str) -> frozenset[str]:
    try:
        with zipfile.ZipFile(source) as archive:
            infos = archive.infolist()
            names = frozenset(info.filename for info in infos)
            # Sizes in the directory can lie, so everything is unpacked once, and thrown away, within the limit.
            if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos) > MOST_BYTES:
                raise _too_large(name)
            total = 0
            for info in infos:
                if info.flag_bits & 1:
                    raise InvalidInput.field("file", "“{file}”加了密码,读不了", file=name)
                with archive.open(info) as part:
                    while chunk := part.read(1 << 20):
                        total += len(chunk)
                        if total > MOST_BYTES:
                            raise _too_large(name)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        raise InvalidInput.field("file", "“{file}”已损坏,读不了;请用表格软件打开后另存一份再导入", file=name) from None
    except Exception as error:
        if isinstance(error, InvalidInput):
            raise
        raise InvalidInput.field("file", "“{file}”已损坏,读不了;请用表格软件打开后另存一份再导入", file=name) from error
    if "xl/workbook.xml" not in names:
        raise InvalidInput.field("file", "“{file}”是压缩包或别种格式的表格;请在表格软件里另存为 .xlsx 再导入",
                                 file=name)
    return names


def _too_large(name: str) -> InvalidInput:
    return InvalidInput.field("file", "“{file}”解开后超过 {most} MB,请分成几份导入", file=name,
                              most=MOST_BYTES // 1_000_000)


def _part(source: BinaryIO, part: str) -> bytes:
    with zipfile.ZipFile(source) as archive:
        return archive.read(part)


def _merges(source: BinaryIO, sheet: Any, parts: frozenset[str]) -> Merges:
    """Row and column of each cell hidden under a merge, and those of the one that shows."""
    path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    if path not in parts:
        return {}
    hidden: Merges = {}
    count = 0
    for left, top, right, bottom in _MERGED.findall(_part(source, path)):
        first, last = _column(left), min(_column(right), MOST_COLUMNS)
        size = (int(bottom) - int(top) + 1) * (last - first + 1)
        if size > _MOST_MERGED or count > 10 * _MOST_MERGED:
            continue
        count += size
        for row in range(int(top), int(bottom) + 1):
            hidden.setdefault(row, {}).update(dict.fromkeys(range(first, last + 1), (int(top), first)))
        hidden[int(top)].pop(first, None)
    return hidden


def _column(letters: bytes) -> int:
    index = 0
    for each in letters:
        index = index * 26 + each - 64
    return index - 1


def _rows(sheet: Any, formulas: Any, merges: Merges, name: str) -> Iterator[Row]:
    # A file may state any size; what counts is what it holds.
    sheet.reset_dimensions()
    if formulas is not None:
        formulas.reset_dimensions()
    written = formulas.iter_rows(values_only=True) if formulas is not None else None
    shown: dict[tuple[int, int], Cell] = {}
    sources = {source for row in merges.values() for source in row.values()}
    pending = deque[Row](maxlen=MOST_BLANKS)
    filled = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        originals = next(written, ()) if written is not None else ()
        cells = [_cell(value, originals[index] if index < len(originals) else None)
                 for index, value in enumerate(values[:MOST_COLUMNS])]
        _unmerge(cells, number, merges, shown, sources)
        if not any(cell and not cell.copied for cell in cells):
            pending.append(Row(number, ()))
            continue
        filled += 1
        if filled > MOST_ROWS:
            raise InvalidInput.field("file", "“{file}”超过 {most} 行,请分成几份导入", file=name, most=MOST_ROWS)
        yield from pending
        pending.clear()
        while cells and not cells[-1]:
            cells.pop()
        yield Row(number, tuple(cells))


def _unmerge(cells: list[Cell], number: int, merges: Merges,
             shown: dict[tuple[int, int], Cell], sources: set[tuple[int, int]]) -> None:
    if not merges:
        return
    for index, cell in enumerate(cells):
        if (number, index) in sources:
            shown[number, index] = cell
    hidden = merges.get(number, {})
    cells.extend([EMPTY] * (max(hidden, default=-1) + 1 - len(cells)))
    for index, source in hidden.items():
        if not cells[index] and source in shown:
            origin = shown[source]
            cells[index] = Cell(origin.value, origin.text, "down" if source[1] == index else "across")


def _cell(value: object, formula: object) -> Cell:
    if value is None:
        # A formula that no program has worked out yet is shown as it is written, and stays words.
        value = formula if isinstance(formula, str) else None
    match value:
        case None:
            return EMPTY
        case bool():
            text = "TRUE" if value else "FALSE"
            return Cell(text, text)
        case int():
            return Cell(value, str(value))
        case float():
            if value != value or value in (float("inf"), float("-inf")):
                return Cell(str(value), str(value))
            return Cell(int(value), str(int(value))) if value.is_integer() else Cell(value, repr(value))
        case datetime():
            rounded = (value + timedelta(microseconds=500_000)).replace(microsecond=0) if value.year < 9999 else value
            shown = f"{rounded:%Y-%m-%d}" if rounded.time() == time(0) else f"{rounded:%Y-%m-%d %H:%M:%S}"
            return Cell(rounded, shown)
        case date():
            return Cell(value, value.isoformat())
        case _:
            text = str(value)[:MOST_TEXT]
            return Cell(text, text) if text else EMPTY

