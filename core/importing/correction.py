"""The file in which a shop corrects what could not be read, and which it brings in again."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from core.importing.headers import ADDED, PROBLEM, ROW_MARK, ROW_NUMBER
from core.importing.mapping import Mapping
from core.importing.rows import RowRead
from core.importing.sheets import Sheet
from core.inert import inert, inert_string, legible

Translate: TypeAlias = Callable[[str], str]

_SHEET_NAME_MOST = 31


def write_csv(sheet: Sheet, mapping: Mapping, rows: Iterable[RowRead], *, doubts: bool = False,
              translate: Translate | None = None) -> bytes:
    """The refused rows (and those read with a doubt), as UTF-8 with a mark that spreadsheets know it by."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for line in _lines(sheet, mapping, rows, doubts, translate):
        writer.writerow([inert(cell) for cell in line])
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(sheet: Sheet, mapping: Mapping, rows: Iterable[RowRead], *, doubts: bool = False,
               translate: Translate | None = None) -> bytes:
    """The same as an Excel file: every cell is text, the problem's column is wide and wraps."""
    import xlsxwriter  # slow to load

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                         "strings_to_numbers": False})
    page = book.add_worksheet(_sheet_name(sheet.name))
    wrapped, bold = book.add_format({"text_wrap": True, "font_color": "#9C0006"}), book.add_format({"bold": True})
    problem = len(mapping.names) - len(set(mapping.names) & set(ADDED)) + 1
    page.set_column(problem, problem, 60)
    header = _header_place(sheet, mapping)
    for number, line in enumerate(_lines(sheet, mapping, rows, doubts, translate)):
        for index, cell in enumerate(line):
            if cell:
                style = bold if number == header else wrapped if index == problem and number > header else None
                page.write_string(number, index, inert_string(legible(cell)), style)
    page.freeze_panes(header + 1, 0)
    book.close()
    return content.getvalue()


def _lines(sheet: Sheet, mapping: Mapping, rows: Iterable[RowRead], doubts: bool,
           translate: Translate | None) -> Iterator[list[str]]:
    # The titles are kept because they may tell the year.
    for row in sheet.rows:
        if row.number >= mapping.header_row:
            break
        if not row.blank:
            yield [cell.text if not cell.copied else "" for cell in row.cells]
    own = [name for name in mapping.names if name not in ADDED]
    yield [*own, *ADDED]
    wanted = ("refused", "doubt") if doubts else ("refused",)
    for found in rows:
        if found.outcome in wanted:
            added = {ROW_NUMBER: str(found.row_number), PROBLEM: _problem(found, translate),
                     ROW_MARK: found.fingerprint}
            yield [*(found.cells.get(name, "") for name in own), *(added[name] for name in ADDED)]


def _header_place(sheet: Sheet, mapping: Mapping) -> int:
    return sum(not row.blank for row in sheet.rows if row.number < mapping.header_row)


def _problem(found: RowRead, translate: Translate | None) -> str:
    said = []
    for each in (*found.refusals, *found.doubts):
        reason = each.reason.text(translate)
        said.append(f"{each.column}: {reason}" if each.column else reason)
    return "; ".join(said)


def _sheet_name(name: str) -> str:
    kept = "".join(" " if each in "[]:*?/\\'" else each for each in name).strip()
    return kept[:_SHEET_NAME_MOST] or "登记"
