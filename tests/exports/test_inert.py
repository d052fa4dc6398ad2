"""Whatever text is written into a file, no spreadsheet takes it for anything else, and nothing of it is lost."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.exports.writing import Cell, Write, write_csv, write_xlsx
from core.inert import LONGEST_CELL, MARK, inert, legible

RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
DANGEROUS = [
    "=1+1", "+8613800006621", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x", " =1", "\u00a0=1", "\u3000＝1",
    "\u200b=1", "\ufeff=1", "\u200b\ufeff \u00a0@x", "\t=1", "\r=1", "\n=1", "\tx", "\nx", "﹦1", "﹢1",
    "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\")", "-", "+"]
HARMLESS = ["", "橡木书桌", "a=1", "http://example.org", "12.50", "'=1", "0013", "1e5", "TRUE", "#REF!", "{=1}"]
PIECES = st.sampled_from([*RISKY, " ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\t", "\n", "\r", "'", "\"", ",", ";",
                          "<r>", "</r>", "<t>", "&", "_x003D_", "x", "1", "桌",
                          "\x00", "\x0b", "\ud800", "\uffff", "|", "%"])
ANY = st.one_of(st.text(max_size=20), st.lists(PIECES, max_size=8).map("".join),
                st.tuples(st.sampled_from(["<r>", "=", " ="]), st.text(max_size=8), st.sampled_from(["</r>", ""])).map(
                    "".join))


def written(write: Write, lines: Sequence[Sequence[Cell]], folder: Path, head: Sequence[str] = ("甲",)) -> bytes:
    stream = io.BytesIO()
    with write(stream, "表", head, folder) as add:
        for line in lines:
            add(line)
    return stream.getvalue()


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_might_run_is_marked(text: str) -> None:
    assert inert(text) == MARK + text


@pytest.mark.parametrize("text", HARMLESS)
def test_what_it_might_not_stays(text: str) -> None:
    assert inert(text) == text


def bare(cell: str) -> str:
    """A cell as a program sees it that drops whatever is not seen."""
    while cell and (cell[0].isspace() or cell[0] in "\u200b\ufeff\u200e\u2060\u00ad"):
        cell = cell[1:]
    return cell


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANY, min_size=1, max_size=5))
@example(["<r></is></c><c r=\"A2\"><f>1+1</f></c></r>"])
@example(["_x003D_1", "\r\n", "a\rb", "\r\n=1"])
def test_any_text_in_csv(tmp_path: Path, texts: list[str]) -> None:
    rows = read_csv(written(write_csv, [texts], tmp_path, ["甲"] * len(texts)))
    assert len(rows) == 2
    for text, cell in zip(texts, rows[1], strict=True):
        assert not bare(cell).startswith(RISKY) and cell[:1] not in ("\t", "\r", "\n"), cell
        assert cell in (legible(text), MARK + legible(text))
        assert "\x00" not in cell


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANY, min_size=1, max_size=5))
@example(["<r></is></c><c r=\"A2\"><f>1+1</f></c></r>"])
@example(["<r><t>x</t></r>", "=1", "http://example.org", "12", "mailto:x", "{=1}", "_x003D_1"])
def test_any_text_in_a_workbook(tmp_path: Path, texts: list[str]) -> None:
    content = written(write_xlsx, [texts], tmp_path, ["甲"] * len(texts))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    for place, text in enumerate(texts, 1):
        cell, said = sheet.cell(2, place), legible(text)
        assert cell.hyperlink is None
        if not said:
            assert cell.value is None
            continue
        assert isinstance(cell.value, str) and cell.data_type in ("s", "inlineStr")
        # The library writes _x003D_ so that Excel shows it as it was typed; openpyxl does not read that back.
        assert cell.value.replace("_x005F_", "_") in (said, MARK + said)
    names = ZipFile(io.BytesIO(content)).namelist()
    assert not [name for name in names if "externalLink" in name or "hyperlink" in name]


def test_numbers_and_moments_are_what_they_are(tmp_path: Path) -> None:
    line: list[Cell] = [Decimal("-12.50"), 3, datetime(2025, 10, 13, 10, 42), None, "-12.50",
                        datetime(2025, 10, 13, 23, 59, 59, 999999)]
    content = written(write_xlsx, [line], tmp_path, ["甲"] * 6)
    cells = openpyxl.load_workbook(io.BytesIO(content)).active[2]
    assert [each.value for each in cells] == [
        -12.5, 3, datetime(2025, 10, 13, 10, 42), None, "-12.50", datetime(2025, 10, 13, 23, 59)]
    assert cells[0].data_type == "n" and cells[4].data_type == "s"
    assert cells[4].quotePrefix and not cells[1].quotePrefix
    assert read_csv(written(write_csv, [line], tmp_path, ["甲"] * 6))[1] == [
        "-12.50", "3", "2025-10-13 10:42", "", "'-12.50", "2025-10-13 24:00"]


def test_lines_of_csv_end_as_excel_wants_them(tmp_path: Path) -> None:
    assert written(write_csv, [["a", "b,c"], ["d\ne", '"']], tmp_path, ["甲", "乙"]) == (
        "\ufeff甲,乙\r\na,\"b,c\"\r\n\"d\ne\",\"\"\"\"\r\n".encode())


def test_a_cell_holds_no_more_than_a_cell_can(tmp_path: Path) -> None:
    content = written(write_xlsx, [["长" * 40_000]], tmp_path)
    value = openpyxl.load_workbook(io.BytesIO(content)).active.cell(2, 1).value
    assert LONGEST_CELL - 2 < len(value) <= LONGEST_CELL


@pytest.mark.parametrize(("rows", "sheets"), [(0, [0]), (9, [9]), (10, [9, 1]), (27, [9, 9, 9])])
def test_what_is_too_long_for_one_sheet_goes_on_in_the_next(tmp_path: Path, rows: int, sheets: list[int]) -> None:
    stream = io.BytesIO()
    with write_xlsx(stream, "案件", ["号"], tmp_path, most_rows=10) as add:
        for number in range(rows):
            add([number])
    book = openpyxl.load_workbook(stream)
    assert [page.max_row - 1 for page in book.worksheets] == sheets
    assert [page.cell(1, 1).value for page in book.worksheets] == ["号"] * len(sheets)
    assert [row[0] for page in book.worksheets for row in page.iter_rows(min_row=2, values_only=True)] == [*range(rows)]
    assert book.sheetnames[0] == "案件" and len(set(book.sheetnames)) == len(sheets)


def test_nothing_is_left_aside(tmp_path: Path) -> None:
    written(write_xlsx, [["a"]] * 10, tmp_path)
    assert list(tmp_path.iterdir()) == []


