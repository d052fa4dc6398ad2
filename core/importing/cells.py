"""Reading one cell as its column's kind asks."""

from collections.abc import Callable
from datetime import date, datetime, time, tzinfo
from typing import Any

from core.domain.reasons import Reason
from core.importing.amounts import read_money, read_number
from core.importing.columns import Column
from core.importing.days import Bounds, read_clock, settle_day, settle_moment, short, understand
from core.importing.phones import read_phone
from core.importing.readings import Doubt, Read, Reading
from core.importing.sheets import Cell
from core.importing.wording import is_spreadsheet_error, narrow, says_nothing
from core.importing.words import read_choice, read_yes_no
from core.importing.years import Years

_FIFTEEN_DIGITS = 10**15


def read_text(cell: Cell) -> Reading[str]:
    """Words as they stand; what looks like a formula stays words."""
    text = cell.text.strip()
    if says_nothing(text):
        return Read(None)
    if is_spreadsheet_error(text):
        return Doubt(None, Reason("表格里的公式出错了:“{text}”", {"text": short(text)}))
    rounded = isinstance(cell.value, int | float) and abs(cell.value) >= _FIFTEEN_DIGITS
    if rounded or _scientific(narrow(text)):
        return Doubt(text, Reason("“{text}”被表格软件改写过,后几位可能已经丢失", {"text": short(text)}))
    return Read(text)


def _scientific(text: str) -> bool:
    head, mark, tail = text.upper().partition("E+")
    return bool(mark) and tail.isdigit() and head.replace(".", "", 1).isdigit()


def read_day(cell: Cell, bounds: Bounds, epoch: int = 1900) -> Reading[date]:
    """A day; a missing year comes from what else the row says."""
    return settle_day(understand(cell, epoch), cell.text, bounds)


def read_moment(cell: Cell, years: Years, zone: tzinfo, *, clock: time | None = None, clocks_expected: bool = True,
                epoch: int = 1900) -> Reading[datetime]:
    """A moment; a missing year comes from the sheet."""
    return settle_moment(understand(cell, epoch), cell.text, years.guess, zone, clock=clock,
                         clocks_expected=clocks_expected)


def read_cell(column: Column, cell: Cell, *, inverse: bool = False, scale: int = 1) -> Reading[Any]:
    """A cell of any kind but day and moment, which need the rest of their row."""
    match column.kind:
        case "phone":
            return read_phone(cell)
        case "money":
            return read_money(cell, scale)
        case "yes_no":
            return read_yes_no(column, cell, inverse)
        case "choice":
            return read_choice(column, cell)
        case "number":
            return read_number(cell)
        case "time":
            return read_clock(cell)
        case _:
            return read_text(cell)


def fits(column: Column, epoch: int = 1900) -> Callable[[Cell], bool]:
    """A test whether a filled cell may, by content alone, belong to a column."""

    def test(cell: Cell) -> bool:
        if column.kind in ("day", "moment"):
            return understand(cell, epoch) is not None
        if column.kind == "text":
            return column.looks_like is not None and column.looks_like(cell.text)
        reading = read_cell(column, cell)
        if column.kind == "phone":
            if isinstance(reading, Read):
                return bool(reading.value)
            return 7 <= sum(map(str.isdigit, cell.text)) <= 13
        return isinstance(reading, Read | Doubt) and reading.value is not None

    return test
