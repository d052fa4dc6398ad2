"""Sheets of reports for readers: each cell in words, the chart, and the same as a file."""

import csv
import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from flask import url_for
from markupsafe import Markup

from core.domain.reports import CASE, MINUTES, MONEY, PERCENT, TEXT, Column, Sheet
from core.exports.writing import FORMS, write_xlsx
from core.inert import inert
from core.web.charts import Drawn, drawn
from core.web.desk import say

WORKBOOK = FORMS["xlsx"][1]


@dataclass(frozen=True)
class Shown:
    """A sheet as a page draws it."""

    columns: tuple[tuple[str, bool], ...]
    """Words of each column, and whether its cells are numbers."""
    rows: list[list[str]]
    totals: list[str] | None
    notes: list[str]
    chart: Drawn | None
    legend: tuple[str, ...]


def shown(sheet: Sheet) -> Shown:
    """A sheet in the reader's words."""
    wording = say()
    over = sheet.chart.over if sheet.chart else 0
    rows = [[cell(column, value) for column, value in zip(sheet.columns, row, strict=True)] for row in sheet.rows]
    words = [plain(sheet.columns[over], row[over]) for row in sheet.rows]
    return Shown(tuple((wording(each.label), each.sort not in (TEXT, CASE)) for each in sheet.columns), rows,
                 [cell(column, value) for column, value in zip(sheet.columns, sheet.totals, strict=True)]
                 if sheet.totals else None, [wording.show(each) for each in sheet.notes], drawn(sheet, words, plain),
                 tuple(wording(sheet.columns[each].label) for each in (sheet.chart.columns if sheet.chart else ())))


def cell(column: Column, value: object) -> str:
    """A cell as a page shows it."""
    if column.sort == CASE and value:
        return Markup('<a class="nowrap" href="{}">{}</a>').format(
            url_for("case.show", number=str(value)), str(value))
    return plain(column, value)


def plain(column: Column, value: object) -> str:
    """A cell in words."""
    if value is None:
        return "—"
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        if column.sort == PERCENT:
            return f"{value * 100:.1f}%"
        if column.sort == MINUTES:
            return f"{int(value) // 60}:{int(value) % 60:02}"
        if column.sort == MONEY:
            return say().money(Decimal(value))
    return say().show(value)


def head(sheet: Sheet) -> list[str]:
    """What stands above the columns of a file."""
    wording = say()
    return [inert(wording(each.label) + (" %" if each.sort == PERCENT else wording("(分钟)") if each.sort == MINUTES
                                         else "")) for each in sheet.columns]


def lines(sheet: Sheet) -> Iterator[list[object]]:
    """The sheet as rows of a file: numbers bare, shares in percent, minutes as they are; nothing in them can act as a
    formula."""
    yield [*head(sheet)]
    for row in (*sheet.rows, *([sheet.totals] if sheet.totals else ())):
        yield [_bare(column, value) for column, value in zip(sheet.columns, row, strict=True)]


def table(sheet: Sheet) -> str:
    """The sheet as CSV, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows(lines(sheet))
    return "\ufeff" + out.getvalue()


def workbook(sheet: Sheet, title: str) -> bytes:
    """The sheet as a workbook, numbers as numbers."""
    out = io.BytesIO()
    with write_xlsx(out, title[:31], head(sheet), Path(tempfile.gettempdir())) as add:
        for row in (*sheet.rows, *([sheet.totals] if sheet.totals else ())):
            add([_figure(column, value) for column, value in zip(sheet.columns, row, strict=True)])
    return out.getvalue()


def _figure(column: Column, value: object) -> str | int | Decimal | None:
    if value is None:
        return None
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        if column.sort == PERCENT:
            return Decimal(str(value)) * 100
        return value if isinstance(value, int) and column.sort != MONEY else Decimal(str(value))
    return say().show(value)


def _bare(column: Column, value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        if column.sort == PERCENT:
            return f"{value * 100:.1f}"
        return f"{Decimal(value):.2f}" if column.sort == MONEY else value
    return inert(say().show(value))
