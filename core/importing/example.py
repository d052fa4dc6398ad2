"""A small register to start from: one column for each fact an industry can read, two requests nobody made."""

import csv
import io
from collections.abc import Mapping
from datetime import date, timedelta

from core.importing.columns import YES, Column, Register

_DAYS = {"applied_at": 0, "delivered_on": -3, "purchased_on": -5}
_SAID: Mapping[str, tuple[str, str]] = {
    "sequence": ("1", "2"), "customer_name": ("张三", "李四"), "phone": ("13800000001", "0757-86660001"),
    "address": ("湖边路 3 号 2 栋 501", "中山路 18 号"), "order_no": ("SO20250001", "SO20250002"),
    "product": ("A 款", "B 款"), "model": ("Y-210", "SF-88"), "quantity": ("1", "2"), "price": ("1280.00", "2480")}


def write_example(register: Register, today: date) -> bytes:
    """As CSV with a mark that spreadsheets know it by; it can be brought in as it is."""
    text = io.StringIO(newline="")
    columns = [each for each in register.columns if not each.joins]
    csv.writer(text).writerows([[each.title for each in columns],
                                *[[_cell(each, row, today) for each in columns] for row in (0, 1)]])
    return text.getvalue().encode("utf-8-sig")


def _cell(column: Column, row: int, today: date) -> str:
    day = today - timedelta(days=7 + row) + timedelta(days=_DAYS.get(column.key, 0))
    match column.kind:
        case "day":
            return f"{day:%Y-%m-%d}"
        case "moment":
            return f"{day:%Y-%m-%d} 10:3{row}"
        case "yes_no":
            return "否" if row else next(iter(column.words.get(YES, ())), "是")
        case "choice":
            options = [words[0] for words in column.words.values() if words]
            return options[row % len(options)]
        case _:
            return _SAID.get(column.key, ("", ""))[row]
