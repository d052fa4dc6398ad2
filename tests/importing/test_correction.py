"""The file to correct: written, corrected, brought in again."""

import csv
import io

import openpyxl
import pytest

from core.importing.correction import write_csv, write_xlsx
from core.importing.headers import ADDED
from core.importing.mapping import suggest
from core.importing.rows import RowRead, read
from core.importing.sheets import Sheet, open_file
from tests.importing.registers import HEADER, REGISTER, ROW, TODAY, ZONE, csv_bytes, rows_of

WRONG = ("2", "10月21日 10:00", "孙二", "13800000002", "SO25100002", "书柜", "2025-10-30", "", "1200", "微信", "退货",
    "+要求上门", "否")
DOUBTFUL = ("3", "10月22日 10:00", "孙三", "1380000003", "=HYPERLINK(\"x\")", "书柜", "2025-10-01", "", "1200", "微信",
    "退货", "'-2+3", "否")
ROWS = (("售后登记(2025年10月)",), HEADER, ROW, WRONG, (), DOUBTFUL)


def read_all() -> tuple[Sheet, list[RowRead]]:
    sheet = open_file(csv_bytes(ROWS, "gb18030"), "登记.csv").sheets[0]
    return sheet, list(read(sheet, suggest(sheet, REGISTER), REGISTER, today=TODAY, zone=ZONE))


def written(sort: str, doubts: bool) -> bytes:
    sheet, rows = read_all()
    write = write_csv if sort == "csv" else write_xlsx
    return write(sheet, suggest(sheet, REGISTER), rows, doubts=doubts)


def table(content: bytes, sort: str) -> list[list[str]]:
    if sort == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert all(cell.data_type in ("s", "n",
        "inlineStr") and not cell.hyperlink for row in page.iter_rows() for cell in row)
    return [[str(value or "") for value in row] for row in page.iter_rows(values_only=True)]


@pytest.mark.parametrize("sort", ["csv", "xlsx"])
def test_only_the_refused_rows_unless_doubts_are_wanted(sort: str) -> None:
    rows = table(written(sort, False), sort)
    assert rows[1] == [*HEADER, *ADDED]
    assert [row[0] for row in rows[2:]] == ["2"]
    assert rows[2][13] == "4"
    assert "购买日期" in rows[2][14]
    assert [row[0] for row in table(written(sort, True), sort)[2:]] == ["2", "3"]


@pytest.mark.parametrize("sort", ["csv", "xlsx"])
def test_no_cell_is_a_formula(sort: str) -> None:
    for row in table(written(sort, True), sort):
        for cell in row:
            if sort == "csv":
                assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝"))


@pytest.mark.parametrize("sort", ["csv", "xlsx"])
def test_brought_in_again_nothing_is_another_row(sort: str) -> None:
    _, before = read_all()
    again = rows_of(written(sort, True), f"更正.{sort}")
    assert [row.fingerprint for row in again] == [row.fingerprint for row in before if row.outcome in ("refused",
        "doubt")]
    assert [row.cells["原因"] for row in again] == ["+要求上门", "-2+3"]
    assert [row.outcome for row in again] == ["refused", "doubt"]
    assert again[0].values["applied_at"].year == 2025


@pytest.mark.parametrize("sort", ["csv", "xlsx"])
def test_corrected_it_is_still_the_same_row(sort: str) -> None:
    _, before = read_all()
    rows = table(written(sort, True), sort)
    rows[2][6], rows[2][11] = "2025-10-01", "开裂"
    rows[3][3], rows[3][4], rows[3][11] = "13800000003", "SO25100003", "变形"
    fixed = rows_of(csv_bytes(rows), "更正.csv")
    assert [row.outcome for row in fixed] == ["read", "read"]
    assert [row.fingerprint for row in fixed] == [row.fingerprint for row in before if row.outcome in ("refused",
        "doubt")]
    assert "导入行标识" not in fixed[0].cells


def test_a_copied_row_does_not_inherit_the_mark() -> None:
    rows = table(written("csv", False), "csv")
    copied = [*rows[2]]
    copied[0], copied[2], copied[3] = "9", "孙九", "13800000009"
    first, second = rows_of(csv_bytes([*rows, copied]), "更正.csv")
    assert first.fingerprint != second.fingerprint


def test_a_correction_can_be_corrected_again() -> None:
    again = open_file(written("csv", False), "更正.csv").sheets[0]
    mapping = suggest(again, REGISTER)
    rows = list(read(again, mapping, REGISTER, today=TODAY, zone=ZONE))
    assert table(write_csv(again, mapping, rows), "csv")[1] == [*HEADER, *ADDED]


def test_problems_in_another_language() -> None:
    sheet, rows = read_all()
    content = write_csv(sheet, suggest(sheet, REGISTER), rows, translate=lambda text: f"<{text}>")
    assert "<" in table(content, "csv")[2][14]
